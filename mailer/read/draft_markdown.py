r"""
Plain text as Markdown that reads back as exactly that text, and as nothing more.

Promises: no sign of the draft becomes markup, a list, a link, HTML or Jinja; a line break that a
person made stays one. Never: escapes a sign that means nothing where it stands.

The backslash is CommonMark's (2.4); as `{\{` is no Jinja either, one sort of escape serves both.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

_SIGN = re.compile(
    r"[\\`*]"
    r"|(?<![^\W_])_|_(?![^\W_])"  # inside a word it is no emphasis
    r"|\](?=[(\[:])"
    r"|<(?=[A-Za-z/!?])"
    r"|&(?=#?\w+;)"
    r"|(?<=\{)[{%#]"
)
_FIRST = re.compile(
    r"#{1,6}(?=\s|$)|>|[-+](?=\s|$)|=+(?=\s*$)|-(?=[\s|:-]*$)|[|:](?=[\s|:-]*$)|~{3}"
)
_NUMBERED = re.compile(r"(?P<number>\d{1,9})(?P<sign>[.)])(?=\s|$)")

_WRAPPED_MIN = 50
"""Columns below which no mail program breaks lines."""


def escape_line(text: str) -> str:
    r"""
    One line of text as one line of Markdown.

    >>> escape_line("2018. A year of *change* {{ here }}")
    '2018\\. A year of \\*change\\* {\\{ here }}'
    """
    escaped = _SIGN.sub(r"\\\g<0>", text)
    if _FIRST.match(escaped):
        return "\\" + escaped
    return (
        _NUMBERED.sub(r"\g<number>\\\g<sign>", escaped, count=1) if _numbered(escaped) else escaped
    )


def _numbered(text: str) -> bool:
    return _NUMBERED.match(text) is not None


def markdown_paragraph(lines: Sequence[str]) -> str:
    """Lines of one paragraph; a break that only a person would have made is kept."""
    breaks = zip(lines, (*meant_breaks(lines), False), strict=True)
    return "\n".join(escape_line(line) + ("\\" if meant else "") for line, meant in breaks)


def meant_breaks(lines: Sequence[str]) -> tuple[bool, ...]:
    """
    For each line but the last whether a person ended it there.

    A mail program breaks a line where the next word no longer fits; where it would have fitted, the
    break was meant. No program wraps as narrow as an address is written.
    """
    width = max(_WRAPPED_MIN, *map(len, lines))
    return tuple(
        len(line) + 1 + len(following.partition(" ")[0]) <= width
        for line, following in pairwise(lines)
    )
