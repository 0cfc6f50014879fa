"""
Plain text of 72 columns, before and after a recipient's values are known.

A paragraph with a slot in it cannot be wrapped until the value is known. It then stays *pending*: a
marked stretch inside the text that `lay_out` turns into lines once the slots are filled. Everything
else is wrapped at once.

Promises: words and URLs are never broken; a no-break space never becomes a line end; wide East
Asian characters count two columns (UAX 11).
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

WIDTH = 72
UNWRAPPED = 1_000_000
"""A width for text that a program lays out: a paragraph is one line."""
_PENDING = re.compile("\x02([^\x02\x03]*)\x03")
_NARROW = re.compile("[\x20-\u10ff\u2010-\u2027]*")
"""Letters of one column at most, and no line end or tab."""
_FIELD, _CELL, _ROW = "\x1f", "\x1e", "\x1d"
_Values = TypeVar("_Values")


def display_width(text: str) -> int:
    """Columns a text takes on a screen of fixed width."""
    if text.isascii():
        return len(text)
    return sum(
        0
        if unicodedata.combining(char) or unicodedata.category(char) == "Cf"
        else 2
        if unicodedata.east_asian_width(char) in "WF"
        else 1
        for char in text
    )


def wrap(text: str, first: str = "", rest: str = "", width: int = WIDTH) -> str:
    """Lines of at most `width` columns; the first begins with `first`, others with `rest`."""
    if _is_one_line(text, width - len(first)):
        return (first + text.strip(" ")).rstrip(" ")
    lines: list[str] = []
    indent = first
    for stretch in text.split("\n"):
        line, columns, empty = indent, display_width(indent), True
        for word in re.split("[ \t]+", stretch.strip(" \t")):
            if not word:
                continue
            word_columns = display_width(word)
            if not empty and columns + 1 + word_columns > width:
                lines.append(line)
                line, columns, empty = rest, display_width(rest), True
            line += word if empty else f" {word}"
            columns += word_columns + (0 if empty else 1)
            empty = False
        lines.append(line.rstrip(" "))
        indent = rest
    return "\n".join(lines)


def _is_one_line(text: str, columns: int) -> bool:
    """Whether it fits as it is: the commonest case, told without looking at each word."""
    return len(text) <= columns and "  " not in text and _NARROW.fullmatch(text) is not None


class Table(NamedTuple):
    """A data table. `rows[0]` is the head; `right[i]` aligns column i to the right."""

    rows: tuple[tuple[str, ...], ...]
    right: tuple[bool, ...]
    indent: str = ""

    def lay_out(self) -> str:
        """Columns where they fit, else one record of `head: cell` lines per row."""
        widths = [max(display_width(row[i]) for row in self.rows) for i in range(len(self.right))]
        if len(self.indent) + sum(widths) + 2 * (len(widths) - 1) > WIDTH:
            return self._records()
        lines = [self._line(row, widths) for row in self.rows]
        ruler = self.indent + "  ".join("-" * columns for columns in widths)
        return "\n".join([lines[0], ruler, *lines[1:]])

    def _line(self, row: Sequence[str], widths: Sequence[int]) -> str:
        cells = []
        for cell, columns, right in zip(row, widths, self.right, strict=True):
            gap = " " * (columns - display_width(cell))
            cells.append(gap + cell if right else cell + gap)
        return (self.indent + "  ".join(cells)).rstrip(" ")

    def _records(self) -> str:
        head, *body = self.rows
        return "\n\n".join(
            "\n".join(
                wrap(f"{name}: {cell}", self.indent, self.indent + "  ")
                for name, cell in zip(head, row, strict=True)
            )
            for row in body
        )


def paragraph(text: str, mark: str, first: str = "", rest: str = "", *, width: int = WIDTH) -> str:
    """A paragraph wrapped now, or pending, for 72 columns, where a slot's token stands in it."""
    if mark not in text:
        return wrap(text, first, rest, width)
    return f"\x02P{_FIELD}{first}{_FIELD}{rest}{_FIELD}{text}\x03"


def table(value: Table, mark: str) -> str:
    """A table laid out now, or pending where a slot's token stands in it."""
    flat = _ROW.join(_CELL.join(row) for row in value.rows)
    if mark not in flat:
        return value.lay_out()
    right = "".join("1" if each else "0" for each in value.right)
    return f"\x02T{_FIELD}{value.indent}{_FIELD}{right}{_FIELD}{flat}\x03"


def split_pending(text: str) -> list[str]:
    """Text between pending stretches at even places, the stretches' insides at odd ones."""
    return _PENDING.split(text)


def pending_filler(
    stretch: str, opened: Callable[[str], Callable[[_Values], str]]
) -> Callable[[_Values], str]:
    """What makes the lines of a pending stretch from values; `opened` makes the same of each text."""
    kind, one, two, text = stretch.split(_FIELD, 3)
    if kind == "P":
        line = opened(text)
        return lambda values: wrap(line(values), one, two)
    right = tuple(flag == "1" for flag in two)
    rows = [[opened(cell) for cell in row.split(_CELL)] for row in text.split(_ROW)]

    def fill(values: _Values) -> str:
        filled = tuple(tuple(cell(values) for cell in row) for row in rows)
        return Table(filled, right, one).lay_out()

    return fill


def lay_out(text: str, fill: Callable[[str], str]) -> str:
    """A whole text with its slots filled and everything pending laid out."""
    pieces = split_pending(text)

    def opened(text: str) -> Callable[[None], str]:
        return lambda _values: fill(text)

    return "".join(
        pending_filler(piece, opened)(None) if place % 2 else fill(piece)
        for place, piece in enumerate(pieces)
    )
