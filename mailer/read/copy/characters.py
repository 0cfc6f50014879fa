"""
Blanks and invisible characters in copy: what nobody sees on the screen and everybody gets.

Promises: `invisible_in` and DOUBLED name exactly what import removes and check reports. Never:
counts joiners that letters and emoji need, a single no-break blank, or writing direction where
right-to-left letters stand.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator

from mailer.read.copy.flaws import DOUBLED_BLANKS, INVISIBLE
from mailer.read.copy.text import Copy, listed
from mailer.words.findings import Finding

DOUBLED = re.compile("[ \t\u00a0\u2007\u202f]{2,}")
_ALWAYS = "\u00ad\u180e\u200b\u2060-\u2064\ufeff"
_DIRECTION = "\u200e\u200f\u202a-\u202e\u2066-\u2069"
_TAGS = "\U000e0020-\U000e007f"
_TAG_RUN = f"(?<![\U0001f3f4{_TAGS}])[\U000e0001{_TAGS}]+"
"""Signs nobody sees, in which words can be hidden; behind a black flag they say whose flag it is."""
_INVISIBLE = re.compile(f"[{_ALWAYS}{_DIRECTION}]|{_TAG_RUN}")
_INVISIBLE_BUT_DIRECTION = re.compile(f"[{_ALWAYS}]|{_TAG_RUN}")
_FIRST_TAG = "\U000e0000"
_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_NAMES = {
    "\u00ad": "a soft hyphen",
    "\u200b": "a blank of no width",
    "\u2060": "a joiner of no width",
    "\ufeff": "a byte order mark",
}


def invisible_in(line: str) -> re.Pattern[str]:
    """What has no place in this line."""
    if line.isascii() or not any(
        unicodedata.bidirectional(char) in _RIGHT_TO_LEFT for char in line
    ):
        return _INVISIBLE
    return _INVISIBLE_BUT_DIRECTION


def invisible_anywhere(text: str) -> re.Match[str] | None:
    """The first sign without width or of writing direction, where no writing needs one: an address."""
    return _INVISIBLE.search(text)


def name_of(found: str) -> str:
    """What a person can look for: `a soft hyphen (U+00AD)`; of a run, its first sign."""
    char = found[0]
    usual = "a tag" if char >= _FIRST_TAG else "a mark of writing direction"
    return f"{_NAMES.get(char, usual)} (U+{ord(char):04X})"


def blank_findings(copy: Copy) -> Iterator[Finding]:
    """Blanks that stand doubled between words, once for the whole file."""
    lines = [
        passage.line_at(match.start())
        for passage in copy.all
        for match in DOUBLED.finditer(passage.text)
        if passage.text[: match.start()].strip() and passage.text[match.end() :].strip()
    ]
    if lines:
        yield DOUBLED_BLANKS.found(copy.file, min(lines), lines=listed(lines))


def invisible_findings(copy: Copy) -> Iterator[Finding]:
    """Characters without width and marks of writing direction, once for the whole file."""
    lines: dict[str, list[int]] = defaultdict(list)
    for passage in copy.all:
        for match in invisible_in(passage.text).finditer(passage.text):
            lines[name_of(match[0])].append(passage.line_at(match.start()))
    if lines:
        what = "; ".join(f"{name} on {listed(on)}" for name, on in lines.items())
        yield INVISIBLE.found(copy.file, min(map(min, lines.values())), what=what)
