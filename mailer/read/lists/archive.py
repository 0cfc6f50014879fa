"""
The parts of a spreadsheet file: a zip archive, measured before anything in it is parsed.

Promises: no part is inflated beyond the limit, whatever its header says of its size; only parts that
are XML are taken, so that macros, pictures and embedded files never reach a parser; `repacked` makes
an archive that holds exactly the parts that were measured, so that no second reader of zip archives
can see something else in it. Never: writes a file; a part's name is a key and no path.
Fails with: ArchiveError, a sentence and a cure.
"""

import io
import zipfile
from collections.abc import Mapping

UNPACKED_BYTES_MAX = 150_000_000
"""All parts together: some 200,000 rows of twelve columns. A list beyond that is saved as CSV."""
_PARTS_MAX = 2_000
_PIECE_BYTES = 1 << 20
_XML = (".xml", ".rels")
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SAVE_ANEW = "Save it anew as .xlsx or as CSV, without a password."


class ArchiveError(ValueError):
    """Why a file's parts cannot be had: `what` and `cure` as sentences."""

    def __init__(self, what: str, cure: str) -> None:
        """Both are shown to the press officer."""
        super().__init__(what)
        self.what = what
        self.cure = cure


def is_spreadsheet(head: bytes) -> bool:
    """Whether a file that begins so is a spreadsheet of some kind, whatever it is called."""
    return head.startswith((_ZIP, _OLE))


def unpack_parts(content: bytes) -> dict[str, bytes]:
    """Name → bytes of every XML part."""
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            raise ArchiveError("The spreadsheet is protected by a password.", _SAVE_ANEW)
        raise ArchiveError("This is an old Excel file (.xls).", "Save it as .xlsx or as CSV.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _parts(archive)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, OSError, ValueError) as error:
        if isinstance(error, ArchiveError):
            raise
        raise _damaged() from error
    except (NotImplementedError, RuntimeError) as error:
        raise ArchiveError("The file is packed or locked in a way not read.", _SAVE_ANEW) from error


def repacked(parts: Mapping[str, bytes]) -> bytes:
    """An archive of these parts and nothing else, unpacked size as packed."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def _parts(archive: zipfile.ZipFile) -> dict[str, bytes]:
    infos = archive.infolist()
    names = [info.filename for info in infos]
    if len(set(names)) != len(names) or any(_leads_out(name) for name in names):
        raise ArchiveError(
            "The file is no honest spreadsheet: its parts have names that lead elsewhere or twice.",
            "Do not use it; ask for the list as CSV.",
        )
    if len(infos) > _PARTS_MAX or sum(info.file_size for info in infos) > UNPACKED_BYTES_MAX:
        raise _too_large()
    parts, left = {}, UNPACKED_BYTES_MAX
    for info in infos:
        if info.filename.casefold().endswith(_XML) or info.filename == "mimetype":
            content = _inflated(archive, info, left)
            parts[info.filename] = content
            left -= len(content)
    return parts


def _inflated(archive: zipfile.ZipFile, info: zipfile.ZipInfo, bytes_max: int) -> bytes:
    pieces, size = [], 0
    with archive.open(info) as part:
        while piece := part.read(_PIECE_BYTES):
            size += len(piece)
            if size > bytes_max:
                raise _too_large()
            pieces.append(piece)
    return b"".join(pieces)


def _leads_out(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ".." in name.split("/")


def _damaged() -> ArchiveError:
    cure = "Save it anew, or fetch it again; a download may have been cut short."
    return ArchiveError("The spreadsheet is damaged.", cure)


def _too_large() -> ArchiveError:
    return ArchiveError(
        f"The spreadsheet holds more than {UNPACKED_BYTES_MAX // 1_000_000} MB once unpacked.",
        "Save the sheet with the list as CSV, which can be of any length.",
    )
