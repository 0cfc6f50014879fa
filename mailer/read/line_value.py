"""
A value of one line in front matter: what stands after the colon, as it is.

Promises: colons, `#`, `@`, `no`, `9:30` and `060601` mean what they say. One pair of quotes around
the whole value is taken off; inside double quotes the escapes of YAML 1.2 (5.7) hold. Blanks and
line breaks at either end go. `write_line_value` writes any value so that it reads back.
Never: gives back a line break, a control character, half a surrogate pair, or a coded word of a
mail header (RFC 2047), whichever way it was written.
Fails with: LineValueError, a sentence and a cure.
"""

import re
import unicodedata

from mailer.read.characters import BLANKS, forbidden_in_line, in_words

_DOUBLE = re.compile(r'"((?:[^"\\]|\\.)*)"')
_SINGLE = re.compile(r"'((?:[^']|'')*)'")
_ESCAPE = re.compile(r"\\(x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)")
_SIMPLE = {
    "0": "\0",
    "a": "\a",
    "b": "\b",
    "t": "\t",
    "n": "\n",
    "v": "\v",
    "f": "\f",
    "r": "\r",
    "e": "\x1b",
    " ": " ",
    '"': '"',
    "/": "/",
    "\\": "\\",
    "N": "\x85",
    "_": "\xa0",
    "L": "\u2028",
    "P": "\u2029",
}
_HEX_MIN = 3
_UNICODE_MAX = 0x10FFFF
_CODED_WORD = re.compile(r"=\?[^?\s]+\?[bBqQ]\?[^?]*\?=")
_EDGES = BLANKS + "\r\n"


class LineValueError(ValueError):
    """Why a value is none (`what`) and what to write instead (`cure`)."""

    def __init__(self, what: str, cure: str) -> None:
        """Both are sentences for the press officer."""
        super().__init__(f"{what} {cure}")
        self.what = what
        self.cure = cure


def read_line_value(written: str) -> str:
    r"""
    The value that was written after the colon, in Unicode's composed form (NFC).

    >>> read_line_value(' Climate: the facts')
    'Climate: the facts'
    >>> read_line_value('"Budget \\u2014 again"')
    'Budget — again'
    """
    text = _unquoted(written.strip(_EDGES)).strip(_EDGES)
    if found := forbidden_in_line(text):
        raise LineValueError(
            f"The value holds {in_words(found[0])} at character {found.start() + 1}.",
            "It must be one line of plain text.",
        )
    if _CODED_WORD.search(text):
        raise LineValueError(
            "The value holds a coded word of a mail header (=?…?=).", "Write the text itself."
        )
    return unicodedata.normalize("NFC", text)


def write_line_value(text: str) -> str:
    """
    `text` as it can stand after the colon, quoted only where it must be.

    For any text of one line that `read_line_value` could give back.
    """
    reads_as_itself = text and text[0] not in "\"'[{|>&*!#" and text == text.strip(_EDGES)
    if reads_as_itself:
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _unquoted(text: str) -> str:
    """Takes quotes off only where one pair holds the whole value: `"Yes" and "no"` stays."""
    if match := _DOUBLE.fullmatch(text):
        return _surrogates_joined(_ESCAPE.sub(_meant, match[1]))
    if match := _SINGLE.fullmatch(text):
        return match[1].replace("''", "'")
    return text


def _meant(escape: re.Match[str]) -> str:
    code = escape[1]
    if len(code) >= _HEX_MIN:
        point = int(code[1:], 16)
        if point <= _UNICODE_MAX:
            return chr(point)
    elif code in _SIMPLE:
        return _SIMPLE[code]
    raise LineValueError(
        f"The value holds {escape[0]}, which has no meaning in double quotes.",
        "Use single quotes around it, or write the backslash twice.",
    )


def _surrogates_joined(text: str) -> str:
    r"""`\ud83d\ude00`, as JSON writes one character, is that character; a lone half stays."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
