"""
A Word file as a package: the XML parts of a ZIP archive, opened without trusting any of it.

Promises: no more is unpacked than a document can be worth; no entity is expanded, no document type
accepted, no reference followed; a file that is no Word file is refused with the way to make it one.
Never: opens pictures, macros or embedded files; fetches anything.
Fails with: ReleaseError.
"""

import io
import re
import zipfile
import zlib
from typing import Any

from lxml import etree

from mailer.words.errors import ReleaseError

_PART_BYTES_MAX = 12_000_000
_ENTRIES_MAX = 10_000
_MAIN = "word/document.xml"
_DAMAGED = "Open it in Word and save it anew as .docx."
_TOO_LARGE = "Copy the text into a new document, save that as .docx, and import it."
_OTHERS = (
    ("mimetype", "an OpenDocument file", "Save it as Word document (.docx) and import that."),
    ("Index/Document.iwa", "a Pages document", "In Pages: File, Export To, Word; import that."),
    ("xl/workbook.xml", "an Excel workbook", "Copy the text into a Word document or a .txt file."),
    (
        "ppt/presentation.xml",
        "a PowerPoint file",
        "Copy the text into a Word document or a .txt file.",
    ),
)


class WordPackage:
    """The parts of one Word file, parsed when they are asked for."""

    def __init__(self, content: bytes, file: str) -> None:
        """Look at the archive's list of parts; nothing is unpacked yet."""
        self._file = file
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            self.names = self._zip.namelist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise self.refusal("The file is damaged, or no Word document.", _DAMAGED) from error
        if len(self.names) > _ENTRIES_MAX or len(set(self.names)) != len(self.names):
            raise self.refusal("The file holds parts that no Word document has.", _DAMAGED)
        self.main = self._main_part()

    def refusal(self, what: str, cure: str) -> ReleaseError:
        """Why this file cannot be read."""
        return ReleaseError(what, where=self._file, cure=cure)

    def part(self, name: str) -> Any:
        """The root of an XML part; None where the file has no such part."""
        if name not in self.names:
            return None
        if self._zip.getinfo(name).file_size > _PART_BYTES_MAX:
            raise self.refusal("The text of the file is larger than any release.", _TOO_LARGE)
        try:
            content = self._zip.read(name)
            parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
            root = etree.fromstring(content, parser)
        except RuntimeError as error:
            raise self.refusal(
                "The file is protected by a password.", "Save it without the password."
            ) from error
        except (etree.XMLSyntaxError, zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
            raise self.refusal(f"The part {name} of the file is damaged.", _DAMAGED) from error
        if root.getroottree().docinfo.doctype:
            raise self.refusal("The file declares entities, which no Word document does.", _DAMAGED)
        return root

    def parts(self, pattern: str) -> list[Any]:
        """The roots of all parts whose name fits, by name."""
        return [self.part(name) for name in sorted(self.names) if re.fullmatch(pattern, name)]

    def rebuilt(self, main: Any) -> bytes:
        """A small package of the main part as given and the few parts that give it its look."""
        folder, _, name = self.main.rpartition("/")
        wanted = [f"{folder}/_rels/{name}.rels", f"{folder}/styles.xml", f"{folder}/numbering.xml"]
        written = io.BytesIO()
        with zipfile.ZipFile(written, "w") as package:
            for part in ("[Content_Types].xml", "_rels/.rels", *wanted):
                root = self.part(part)
                if root is not None:
                    package.writestr(part, etree.tostring(root, encoding="UTF-8"))
            package.writestr(self.main, etree.tostring(main, encoding="UTF-8"))
        return written.getvalue()

    def _main_part(self) -> str:
        for name, what, cure in _OTHERS:
            if name in self.names:
                raise self.refusal(f"This is {what}, not a Word document.", cure)
        relations = self.part("_rels/.rels")
        for each in () if relations is None else relations:
            if str(each.get("Type", "")).endswith("/officeDocument"):
                target = str(each.get("Target", "")).lstrip("/")
                if target in self.names:
                    return target
        if _MAIN in self.names:
            return _MAIN
        raise self.refusal("This is an archive, not a Word document.", _DAMAGED)
