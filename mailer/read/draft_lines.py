"""
The lines of a draft without the invisible mess of copying, and the blocks they form.

Promises: words are never changed; what is removed or straightened cannot be seen, and each sort is
reported with its lines. Every line keeps the number it has in the draft.
Never: joins or parts paragraphs by their meaning.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from mailer.read.copy_characters import DOUBLED, invisible_in, name_of
from mailer.read.copy_text import listed
from mailer.read.draft_flaws import LOST_LETTER, STRAIGHTENED
from mailer.words.findings import Finding

_LINE_END = re.compile("\r\n?|\n")
_BREAK_INSIDE = re.compile("[\x0b\x0c\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_NO_BREAK = re.compile("(?<!\\d)[\u00a0\u2007\u202f](?!\\d)")
_EDGES = " \t\u00a0\u2007\u202f\u3000"
_WRAPPED_MAX = 100
"""Columns of the longest line in a text whose paragraphs were wrapped by a mail program."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the draft, tidied; `text` is not empty."""

    number: int
    """Counted from 1."""
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """Lines between two empty ones, or a line that is a paragraph of its own. Never empty."""

    lines: tuple[Line, ...]

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
        return Block(self.lines[count:]) if len(self.lines) > count else None


def tidy_draft(text: str, file: str) -> tuple[tuple[Block, ...], tuple[Finding, ...]]:
    """The blocks of a draft, and what was straightened on the way."""
    tidied = _Tidying()
    blocks: list[list[Line]] = [[]]
    composed = unicodedata.normalize("NFC", text)
    for number, raw in enumerate(_LINE_END.split(composed), 1):
        stretches = tidied.stretches(raw, number)
        for stretch in stretches:
            if stretch:
                blocks[-1].append(Line(number, stretch))
            elif blocks[-1]:
                blocks.append([])
    parted = tuple(block for lines in blocks if lines for block in _parted(lines))
    return parted, tuple(tidied.findings(file))


def _parted(lines: list[Line]) -> Iterator[Block]:
    """A block with a line too long to have been wrapped holds one paragraph per line."""
    if max(len(line.text) for line in lines) > _WRAPPED_MAX:
        yield from (Block((line,)) for line in lines)
    else:
        yield Block(tuple(lines))


class _Tidying:
    """Tidies line by line and remembers on which lines it did what."""

    def __init__(self) -> None:
        self._lines: dict[str, list[int]] = defaultdict(list)
        self._lost: list[int] = []

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
            yield STRAIGHTENED.found(file, lines[0], what=name, lines=listed(lines))
        if self._lost:
            yield LOST_LETTER.found(file, self._lost[0], lines=listed(self._lost))
