"""
The lines of a draft without the invisible mess of copying, and the blocks they form.

Promises: words are never changed; what is removed or straightened cannot be seen, and each sort is
reported with its lines. Every line keeps the number it has in the draft.
Never: joins or parts paragraphs by their meaning.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from mailer.read.copy.characters import DOUBLED, invisible_in, name_of
from mailer.read.draft.blocks import Block, Line, Shape, Span, joined
from mailer.read.draft.flaws import LOST_LETTER, QUOTE_SIGNS, STRAIGHTENED, some_lines
from mailer.words.findings import Finding

_LINE_END = re.compile("\r\n?|\n")
_BREAK_INSIDE = re.compile("[\x0b\x0c\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_NO_BREAK = re.compile("(?<!\\d)[\u00a0\u2007\u202f](?!\\d)")
_EDGES = " \t\u00a0\u2007\u202f\u3000"
_GAP = re.compile(" *\t[ \t]*| {4,}")
_MARK_ALONE = re.compile(r"[^\w\s]|\(?\w{1,3}[.)]")
"""A bullet or a number begins the item of a list, not columns."""
_QUOTE_SIGNS = re.compile(r"(?:> ?)+")
_QUOTED_MIN = 0.8
"""Share of lines from which on a text is a quoted mail."""
_BLOCK_LINES_MAX = 200
"""No paragraph is longer; what reads a block line by line need not fear the square of its length."""
_WRAPPED_MAX = 100
"""Columns of the longest line in a text whose paragraphs were wrapped by a mail program."""


def tidy_draft(text: str, file: str) -> tuple[tuple[Block, ...], tuple[Finding, ...]]:
    """The blocks of a draft, and what was straightened on the way."""
    tidied = _Tidying()
    blocks: list[list[Line]] = [[]]
    raws = _LINE_END.split(unicodedata.normalize("NFC", text))
    for number, raw in enumerate(tidied.unquoted(raws), 1):
        stretches = tidied.stretches(raw, number)
        for stretch in stretches:
            if stretch:
                line = Line(number, stretch)
                blocks[-1].append(_with_cells(raw, line) if len(stretches) == 1 else line)
            elif blocks[-1]:
                blocks.append([])
    parted = tuple(block for lines in blocks if lines for block in _parted(lines))
    return parted, tuple(tidied.findings(file))


def tidy_blocks(raw: Sequence[Block], file: str) -> tuple[tuple[Block, ...], tuple[Finding, ...]]:
    """The same for the blocks of a document; what nothing is left of goes."""
    tidied = _Tidying()
    blocks = []
    for block in raw:
        lines = tuple(line for each in block.lines if (line := tidied.line(each)).text)
        if lines:
            blocks.append(replace(block, lines=lines))
    return tuple(blocks), tuple(tidied.findings(file))


def _parted(lines: list[Line]) -> Iterator[Block]:
    """A block with a line too long to have been wrapped holds one paragraph per line."""
    if max(len(line.text) for line in lines) > _WRAPPED_MAX:
        yield from (Block((line,)) for line in lines)
        return
    columns = any(sum(bool(cell.text) for cell in line.cells) > 1 for line in lines)
    shape = Shape.COLUMNS if columns else Shape.PARAGRAPH
    for start in range(0, len(lines), _BLOCK_LINES_MAX):
        yield Block(tuple(lines[start : start + _BLOCK_LINES_MAX]), shape)


def _with_cells(raw: str, line: Line) -> Line:
    """The line with its columns, where wide gaps stand in it or an indent before it."""
    texts = _GAP.split(raw.rstrip(_EDGES))
    if len(texts) == 1 or (len(texts) == 2 and _MARK_ALONE.fullmatch(texts[0])):  # noqa: PLR2004
        return line
    cells = []
    at = 0
    for text in (" ".join(text.split()) for text in texts):
        found = line.text.find(text, at)
        if found < 0:
            return line
        cells.append(line.part(found, found + len(text)))
        at = found + len(text)
    return replace(line, cells=tuple(cells))


def _moved(spans: Sequence[Span], raw: str, text: str) -> tuple[Span, ...]:
    """The spans of a raw line, on the tidied one: tidying only takes characters out."""
    if not spans:
        return ()
    places = []
    at = 0
    for char in raw:
        places.append(at)
        if at < len(text) and (char == text[at] or (char in _EDGES and text[at] == " ")):
            at += 1
    if at < len(text):
        return ()
    places.append(len(text))
    moved = (replace(span, start=places[span.start], end=places[span.end]) for span in spans)
    return tuple(span for span in moved if span.start < span.end)


class _Tidying:
    """Tidies line by line and remembers on which lines it did what."""

    def __init__(self) -> None:
        self._lines: dict[str, list[int]] = defaultdict(list)
        self._lost: list[int] = []
        self._quoted: list[int] = []

    def line(self, raw: Line) -> Line:
        """A line of a document, its cells one by one."""
        cells = tuple(self.line(cell) for cell in raw.cells)
        if cells:
            full = [cell for cell in cells if cell.text]
            return replace(joined(full, " | "), cells=cells) if full else Line(raw.number, "")
        text = " ".join(filter(None, self.stretches(raw.text, raw.number)))
        return Line(raw.number, text, _moved(raw.spans, raw.text, text))

    def unquoted(self, raws: list[str]) -> list[str]:
        """The lines without the ">" of a mail program, where nearly all of them have one."""
        quoted = [number for number, raw in enumerate(raws, 1) if raw.startswith(">")]
        if len(quoted) < _QUOTED_MIN * sum(bool(raw.strip()) for raw in raws) or not quoted:
            return raws
        self._quoted = quoted
        return [_QUOTE_SIGNS.sub("", raw) for raw in raws]

    def stretches(self, raw: str, number: int) -> list[str]:
        """The visible lines of one line of the draft; usually one."""
        text = self._without(_BREAK_INSIDE, raw, number, "line breaks of a word processor", "\n")
        text = self._without(_CONTROL, text, number, "control characters")
        text = _SURROGATE.sub("\ufffd", text)
        if number == 1:
            text = text.removeprefix("\ufeff")
        for char in set(invisible_in(text).findall(text)):
            text = self._without(re.compile(re.escape(char)), text, number, name_of(char))
        if "\ufffd" in text:
            self._lost.append(number)
        return [self._tidy(stretch.strip(_EDGES), number) for stretch in text.split("\n")]

    def _tidy(self, text: str, number: int) -> str:
        text = self._without(DOUBLED, text, number, "doubled blanks", " ")
        text = self._without(_NO_BREAK, text, number, "no-break blanks", " ")
        return text.replace("\t", " ")

    def _without(
        self, what: re.Pattern[str], text: str, number: int, name: str, instead: str = ""
    ) -> str:
        changed = what.sub(instead, text)
        if changed != text:
            self._lines[name].append(number)
        return changed

    def findings(self, file: str) -> Iterator[Finding]:
        """One finding for each sort of mess."""
        for name, lines in self._lines.items():
            yield STRAIGHTENED.found(file, lines[0], what=name, lines=some_lines(lines))
        if self._lost:
            yield LOST_LETTER.found(file, self._lost[0], lines=some_lines(self._lost))
        if self._quoted:
            yield QUOTE_SIGNS.found(file, self._quoted[0], lines=some_lines(self._quoted))
