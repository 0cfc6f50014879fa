"""
Characters that no copy and no cell may hold, and characters that nobody sees.

Promises: control characters (Unicode category Cc), lone surrogates, the replacement character and,
where one line is wanted, line and paragraph separators are found by position and named in words.
Never: removes or replaces any of them.
"""

import re
import unicodedata

_CONTROL = "\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffd"
_IN_TEXT = re.compile(f"[{_CONTROL}]")
_IN_LINE = re.compile(f"[{_CONTROL}\t\n\u2028\u2029]")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_UNFIT_IN_LINE = re.compile(f"[{_CONTROL}\t\n\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_UNSEEN = re.compile(
    "[\\s\u00ad\u034f\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\u3164\ufeff\uffa0"
    "\U000e0000-\U000e007f]*"
)
BLANKS = " \t\u00a0\u202f\u3000\u2007"
"""What is trimmed around a value: blanks, also no-break and wide ones."""
MISREAD = (
    r"Ã[\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
    r"|â€[\u0080-\u00bf\u0152\u0153\u02dc\u2013-\u203a\u2122]?|Â[\u00a0-\u00bf]|ï»¿|ï¿½"
    r"|ð[\u0178\u009f]|\ufffd"
)
"""Letters that came through a wrong encoding: `MarÃ­a`, `itâ€™s`."""
_NAMES = {
    "\x00": "a NUL byte",
    "\t": "a tab",
    "\n": "a line break",
    "\x0b": "a vertical tab (a manual line break of Word)",
    "\x0c": "a form feed (a page break)",
    "\r": "a line break (CR)",
    "\x1b": "an escape character",
    "\x85": "a line break (U+0085)",
    "\u2028": "a line separator (U+2028)",
    "\u2029": "a paragraph separator (U+2029)",
    "\ufffd": "a replacement mark (U+FFFD, where a letter was lost)",
}


def forbidden_in_text(text: str) -> re.Match[str] | None:
    """The first character that text of several lines must not hold (RFC 5322 4: no NUL)."""
    return _IN_TEXT.search(text)


def forbidden_in_line(text: str) -> re.Match[str] | None:
    """The first character that a value of one line must not hold, line breaks among them."""
    return _IN_LINE.search(text)


def bidi_control(text: str) -> re.Match[str] | None:
    """The first character that turns the direction of what follows, and so can hide it."""
    return _BIDI.search(text)


def unfit_in_line(text: str) -> re.Match[str] | None:
    """Both at once: the first character forbidden in a line, or one that turns its direction."""
    return _UNFIT_IN_LINE.search(text)


def shows_nothing(text: str) -> bool:
    """Whether a reader would see an empty line: nothing, blanks, zero-width characters."""
    return _UNSEEN.fullmatch(text) is not None


def in_words(char: str) -> str:
    """What a person can look for: `a NUL byte`, `a control character (U+0007)`."""
    if char in _NAMES:
        return _NAMES[char]
    if _BIDI.match(char):
        return f"a sign that turns the direction of writing (U+{ord(char):04X})"
    kind = "half a character" if unicodedata.category(char) == "Cs" else "a control character"
    return f"{kind} (U+{ord(char):04X})"
