"""
Copy: the words of a release as a reader sees them, each with the line it stands on.

Import hands over the draft as it was pasted, check the release's Markdown as it will read; the copy
desk (`copy_desk`) looks at both in the same way.

Never: holds markup. Where a recipient's value or other Jinja will stand, there is FILLED_IN.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

FILLED_IN = "\ufffc"
"""Stands for Jinja, whose words are not known yet, and for the address behind a link."""
_SHOWN_MAX = 60


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch that reads as one paragraph; its own line breaks are kept."""

    text: str
    line: int
    """The line on which it begins, counted from 1."""
    flat: str = field(init=False, repr=False, compare=False)
    """The text on one line; every character keeps its place."""
    _breaks: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Note where lines end; a long text is asked for many lines."""
        breaks = tuple(match.start() for match in re.finditer("\n", self.text))
        object.__setattr__(self, "_breaks", breaks)
        object.__setattr__(self, "flat", self.text.replace("\n", " "))

    def line_at(self, offset: int) -> int:
        """The line on which the character at `offset` stands."""
        return self.line + bisect_left(self._breaks, offset)

    @property
    def start(self) -> str:
        """The text from its first visible word on."""
        return self.text.lstrip(f" \n{FILLED_IN}")


class Copy(NamedTuple):
    """All the words of one file."""

    file: str
    body: tuple[Passage, ...]
    """Paragraphs and list items in the order in which they are read; a quotation may run on."""
    apart: tuple[Passage, ...] = ()
    """What stands by itself: boilerplate, availability, notes to editors."""
    titles: tuple[Passage, ...] = ()
    """Headline, subhead, subject, preheader: short lines with customs of their own."""
    near: date | None = None
    """The dateline's day: a date without a year is taken to be the nearest one."""
    language: str = ""
    """BCP 47; "" where it is not known."""

    @property
    def text(self) -> tuple[Passage, ...]:
        """Everything but the titles."""
        return (*self.body, *self.apart)

    @property
    def all(self) -> tuple[Passage, ...]:
        """Everything, in the order of its lines."""
        return tuple(sorted((*self.titles, *self.text), key=lambda passage: passage.line))


def quoted(text: str) -> str:
    """A stretch of copy as it is shown in a finding: on one line, not too long."""
    flat = " ".join(text.replace(FILLED_IN, "…").split())
    return flat if len(flat) <= _SHOWN_MAX else flat[: _SHOWN_MAX - 1].rstrip() + "…"


def in_quotation(match: re.Match[str]) -> bool:
    """Whether it stands in a quotation, in which an editor may have put words in brackets."""
    before = match.string[: match.start()]
    opened = any(before.count(mark) > before.count(other) for mark, other in ("“”", "«»"))
    return opened or before.count('"') % 2 == 1


def listed(lines: Sequence[int]) -> str:
    """
    Line numbers as people say them.

    >>> listed([3]), listed([13, 13, 19]), listed([1, 2, 3])
    ('line 3', 'lines 13 and 19', 'lines 1, 2 and 3')
    """
    numbers = [str(line) for line in sorted(set(lines))]
    if len(numbers) == 1:
        return f"line {numbers[0]}"
    return f"lines {', '.join(numbers[:-1])} and {numbers[-1]}"
