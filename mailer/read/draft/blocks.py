"""
Lines and blocks of a draft, whatever file it came in: plain text, Word, a web page, a message.

Promises: `text` is what a reader sees; bold, italics, links and cells stand beside it, so that the
parts of a release are recognised in every format by the same words.
Never: holds markup in `text`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum


class Style(Enum):
    """How a stretch of a line is set."""

    BOLD = "bold"
    ITALIC = "italic"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a line: its first character, the one after its last, and how it is set."""

    start: int
    end: int
    style: Style
    url: str = ""
    """Of a link."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the draft, tidied; `text` is not empty."""

    number: int
    """Counted from 1: the line of a text, the paragraph of a document."""
    text: str
    spans: tuple[Span, ...] = ()
    cells: tuple["Line", ...] = ()
    """Where the line is a row of columns: each cell by itself, an empty one with an empty text."""

    def part(self, start: int, end: int | None = None) -> "Line":
        """Some of its characters, set as they were."""
        stop = len(self.text) if end is None else end
        spans = (
            replace(span, start=max(span.start, start) - start, end=min(span.end, stop) - start)
            for span in self.spans
            if span.start < stop and span.end > start
        )
        return Line(self.number, self.text[start:stop], tuple(spans))

    def last(self, rest: str) -> "Line":
        """The part that reads `rest`, which stands at or near its end."""
        start = self.text.rindex(rest)
        return self.part(start, start + len(rest))


def joined(lines: "tuple[Line, ...] | list[Line]", between: str = " ") -> Line:
    """Several lines as one, numbered as the first."""
    spans: list[Span] = []
    at = 0
    for line in lines:
        spans += (replace(span, start=span.start + at, end=span.end + at) for span in line.spans)
        at += len(line.text) + len(between)
    return Line(lines[0].number, between.join(line.text for line in lines), tuple(spans))


class Shape(Enum):
    """What sort of block a document says it is; a text says nothing, its bullets speak."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    NUMBERED = "numbered"
    """An item of a counted list; its text begins with the number."""
    TABLE = "table"
    """Each line is a row and has cells."""
    COLUMNS = "columns"
    """Lines of plain text, some of them parted by tabs or wide gaps, as letterheads are."""


@dataclass(frozen=True, slots=True)
class Block:
    """Lines between two empty ones, or a line that is a paragraph of its own. Never empty."""

    lines: tuple[Line, ...]
    shape: Shape = Shape.PARAGRAPH
    level: int = 0
    """How deep a heading (from 1) or an item of a list (from 0) stands."""
    tight: bool = False
    """Whether a document has it directly below the block before, without an empty paragraph."""

    @property
    def line(self) -> int:
        """Where it begins."""
        return self.lines[0].number

    @property
    def text(self) -> str:
        """Its lines, joined by line breaks."""
        return "\n".join(line.text for line in self.lines)

    def after(self, count: int) -> "Block | None":
        """The block without its first lines, None where nothing is left."""
        return replace(self, lines=self.lines[count:]) if len(self.lines) > count else None


def flattened(table: Block) -> Iterator[Block]:
    """
    What only stands beside each other, as blocks to read one after the other.

    Rows that begin with a label are read along, `Phone: 020 7946 0101`; else columns are read down.
    """
    rows = [line.cells or (line,) for line in table.lines]
    if all(row[0].text.endswith(":") for row in rows):
        lines = (joined([cell for cell in row if cell.text]) for row in rows)
        yield Block(tuple(lines))
        return
    for column in range(max(map(len, rows))):
        cells = tuple(row[column] for row in rows if column < len(row) and row[column].text)
        if cells:
            yield Block(cells)
