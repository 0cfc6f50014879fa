"""
The bytes of a plain-text draft as text; a draft in an older encoding is read, and that is said.

Promises: UTF-8 and UTF-16 are decoded exactly; anything else only as Windows-1252, and then every
letter that was so read is named with its lines. A release file has no such mercy (`encoding`): a
draft is looked through by a person, a release file goes out.
Fails with: EncodingError, where the bytes are no text at all.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from mailer.read.draft.flaws import OLD_ENCODING, some_lines
from mailer.read.encoding import EncodingError, decode_text
from mailer.words.findings import Finding

_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_SHOWN_MAX = 20


@dataclass(frozen=True, slots=True)
class OlderText:
    """Text that was read as Windows-1252."""

    text: str
    letters: str
    """The letters that other encodings would have read differently, as a person sees them."""
    lines: str
    line: int


def read_text(content: bytes, file: str) -> tuple[str, tuple[Finding, ...]]:
    """The draft as text, and what was assumed."""
    try:
        return decode_text(content), ()
    except EncodingError:
        if content.startswith(_MARKS) or b"\x00" in content:
            raise
        older = older_text(content)
    finding = OLD_ENCODING.found(file, older.line, text=older.letters, lines=older.lines)
    return older.text, (finding,)


def older_text(content: bytes) -> OlderText:
    """Bytes as Windows-1252; the five bytes that it does not know become replacement marks."""
    text = content.decode("cp1252", "replace").replace("\r\n", "\n").replace("\r", "\n")
    places = [
        (number, char)
        for number, line in enumerate(text.split("\n"), 1)
        for char in ([] if line.isascii() else sorted(set(line)))
        if not char.isascii()
    ]
    numbers = [number for number, _ in places]
    return OlderText(text, _shown(char for _, char in places), some_lines(numbers), min(numbers))


def _shown(chars: Iterable[str]) -> str:
    several = list(dict.fromkeys(chars))
    more = " …" if len(several) > _SHOWN_MAX else ""
    return " ".join(several[:_SHOWN_MAX]) + more
