"""
The file a draft comes in: which sort it is, by its name and its first bytes, and how to read it.

Promises: every format goes through the same sorting of parts; a file of another sort, or one too
large, is refused before it is parsed, with the way to make it one that can be read.
Never: trusts an ending: a Word file of old times, a PDF or a picture named .docx is told by its bytes.
Fails with: ReleaseError.
"""

import codecs
import re
from dataclasses import dataclass
from pathlib import PurePath

from mailer.read.draft.draft import Draft, parse_draft, sort_draft
from mailer.read.draft.flaws import COUNTED_BY_PARAGRAPHS
from mailer.read.draft.lines import tidy_blocks
from mailer.read.draft.text import read_text
from mailer.read.encoding import EncodingError
from mailer.read.front_matter import FILE_BYTES_MAX
from mailer.words.errors import ReleaseError
from mailer.words.findings import Finding

BYTES_MAX = {
    ".txt": FILE_BYTES_MAX,
    ".htm": 5_000_000,
    ".html": 5_000_000,
    ".docm": 25_000_000,
    ".docx": 25_000_000,
    ".eml": 25_000_000,
}
"""The endings that can be read, and how large such a file may be: pictures make Word files large."""
_AS_WORD = "Save it as Word document (.docx) or plain text (.txt), and import that."
_OTHER_ENDINGS = {
    ".doc": _AS_WORD,
    ".dot": _AS_WORD,
    ".rtf": _AS_WORD,
    ".odt": _AS_WORD,
    ".pages": "In Pages: File, Export To, Word; import that.",
    ".pdf": "Import the document from which the PDF was made, or copy its text into a .txt file.",
    ".msg": "In Outlook: File, Save As, and choose .eml or .txt; or forward the mail to yourself.",
    ".md": "This looks like a release file already: put it into releases/ and run: mailer check",
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SIGNATURES = (
    (b"{\\rtf", "an RTF file", _AS_WORD),
    (b"%PDF", "a PDF", _OTHER_ENDINGS[".pdf"]),
    (b"\x89PNG", "a picture", "Type its text into a .txt file."),
    (b"\xff\xd8\xff", "a picture", "Type its text into a .txt file."),
    (b"GIF8", "a picture", "Type its text into a .txt file."),
    (b"\x1f\x8b", "a compressed file", "Unpack it, and import what is inside."),
    (b"7z\xbc\xaf", "a compressed file", "Unpack it, and import what is inside."),
    (b"Rar!", "a compressed file", "Unpack it, and import what is inside."),
)
_CHARSET = re.compile(
    rb"""<meta[^<>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{1,40})""", re.IGNORECASE
)
_DECLARED_WITHIN = 4096


@dataclass(frozen=True, slots=True)
class DraftFile:
    """A draft as its file was read."""

    draft: Draft | None
    """None where tracked changes wait for a decision."""
    findings: tuple[Finding, ...]
    undecided: str = ""
    """What waits, in a sentence."""


def bytes_max(file: str) -> int:
    """How large a file of this name may be; refused where its ending says it cannot be read."""
    ending = PurePath(file).suffix.lower()
    if ending in BYTES_MAX:
        return BYTES_MAX[ending]
    cure = _OTHER_ENDINGS.get(ending, "Save it as .txt, .docx, .html or .eml, and import that.")
    what = f"A {ending} file cannot be imported." if ending else "The file has no ending."
    raise ReleaseError(what, where=file, cure=cure)


def read_draft(content: bytes, file: str, *, accept_changes: bool = False) -> DraftFile:
    """Read a draft; `file` is its name as shown to people, whose ending tells its sort."""
    limit = bytes_max(file)
    if len(content) > limit:
        raise ReleaseError(
            f"The file is larger than {limit // 1_000_000} MB, which no draft is.",
            where=file,
            cure="Take out its pictures, or copy its text into a .txt file.",
        )
    _refuse_others(content, file)
    ending = PurePath(file).suffix.lower()
    if ending == ".txt":
        text, said = _text(content, file)
        draft, findings = parse_draft(text, file=file)
        return DraftFile(draft, (*said, *findings))
    if ending == ".eml":
        return _from_mail(content, file)
    if ending in {".htm", ".html"}:
        return _from_page(content, file)
    return _from_word(content, file, accept=accept_changes)


def _refuse_others(content: bytes, file: str) -> None:
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            raise ReleaseError(
                "The document is protected by a password.",
                where=file,
                cure="Open it in Word, take the password off (File, Info), and save it.",
            )
        raise ReleaseError("This is a file of an older Office.", where=file, cure=_AS_WORD)
    for signature, what, cure in _SIGNATURES:
        if content.startswith(signature):
            raise ReleaseError(f"This is {what}, whatever its name says.", where=file, cure=cure)
    is_word = PurePath(file).suffix.lower() in {".docx", ".docm"}
    if is_word != content.startswith(b"PK\x03\x04"):
        if is_word:
            what = "The file is empty." if not content else "This is no Word document."
            raise ReleaseError(what, where=file, cure=_AS_WORD)
        raise ReleaseError(
            "This is a Word document or an archive, whatever its name says.",
            where=file,
            cure="If it is a Word document, give it a name that ends in .docx.",
        )


def _text(content: bytes, file: str) -> tuple[str, tuple[Finding, ...]]:
    try:
        return read_text(content, file)
    except EncodingError as error:
        where = f"{file}, line {error.line}"
        raise ReleaseError(error.what, where=where, cure=error.cure) from error


def _from_mail(content: bytes, file: str) -> DraftFile:
    from mailer.read.draft.mail_file import read_mail  # noqa: PLC0415 - each format loads its own parser

    mail = read_mail(content, file)
    draft, findings = sort_draft(mail.blocks, mail.findings, file=file, subject=mail.subject)
    return DraftFile(draft, (*_counted(file, by_paragraphs=mail.by_paragraphs), *findings))


def _from_page(content: bytes, file: str) -> DraftFile:
    from mailer.read.draft.web_page import read_page  # noqa: PLC0415 - as above

    html, said = _html(content, file)
    blocks, left_out = read_page(html, file)
    tidy, straightened = tidy_blocks(blocks, file)
    draft, findings = sort_draft(tidy, (*said, *left_out, *straightened), file=file)
    return DraftFile(draft, (*_counted(file), *findings))


def _from_word(content: bytes, file: str, *, accept: bool) -> DraftFile:
    from mailer.read.draft.word_document import read_word  # noqa: PLC0415 - as above

    word = read_word(content, file, accept=accept)
    if word.undecided:
        return DraftFile(None, word.findings, word.undecided)
    tidy, straightened = tidy_blocks(word.blocks, file)
    draft, findings = sort_draft(tidy, straightened, file=file)
    return DraftFile(draft, (*word.findings, *_counted(file), *findings))


def _counted(file: str, *, by_paragraphs: bool = True) -> tuple[Finding, ...]:
    return (COUNTED_BY_PARAGRAPHS.found(file),) if by_paragraphs else ()


def _html(content: bytes, file: str) -> tuple[str, tuple[Finding, ...]]:
    """The page as text: by its byte order mark, else by what it declares, else as a text file."""
    declared = _CHARSET.search(content[:_DECLARED_WITHIN])
    marked = content.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if declared and not marked:
        name = declared[1].decode("ascii")
        # As browsers do: what calls itself Latin-1 is Windows-1252.
        latin = name.lower() in {"iso-8859-1", "latin1", "us-ascii", "ascii"}
        try:
            return content.decode("cp1252" if latin else name), ()
        except (LookupError, UnicodeDecodeError, ValueError):
            return _text(content, file)
    return _text(content, file)
