"""
Blocks of a draft as Markdown: paragraphs, and the lists that bullets of any sort announce.

Promises: `•`, `-`, `*` and, where there are several, `–` open an item; lines below belong to it.
Headings, counted lists and tables come from documents that say so. What else stands in the draft
reads back exactly (`draft_markdown`). Never: makes a counted list of plain text, whose numbers
Markdown would count anew.
"""

import re
from collections.abc import Iterable, Sequence

from mailer.read.draft.blocks import Block, Line, Shape, joined
from mailer.read.draft.markdown import markdown_line, markdown_paragraph, markdown_table

_BULLET = re.compile(r"(?:(?P<sure>[•●▪◦‣·∙○■])\s*|(?P<sign>[-*])\s+|(?P<dash>–)\s+)(?P<text>\S.*)")
_COUNTED = re.compile(r"(?P<number>\d{1,9})[.)]\s+(?=\S)")
_DEEPER = 4
"""Blanks that put an item below the one before, whether that has a bullet or a number."""
_DASHES_MIN = 2
"""A single line that begins with a dash is speech or a name; two are a list."""


def is_list(block: Block) -> bool:
    """Whether a block begins with a bullet that can be nothing else."""
    match = _BULLET.fullmatch(block.lines[0].text)
    return match is not None and not match["dash"]


def read_markdown(blocks: Sequence[Block]) -> str:
    """Paragraphs, headings, tables and lists, an empty line between them."""
    pieces: list[tuple[bool, str]] = []
    sort_before: Shape | None = None
    deepest = -1
    for block, is_item, lines in _stretches(blocks):
        if is_item:
            # An item may stand one step deeper than the one before, not further.
            deepest = min(block.level, deepest + 1)
            item = _item(block, lines, " " * _DEEPER * deepest)
            same = block.shape is sort_before or deepest > 0
            sort_before = block.shape
            if pieces and pieces[-1][0] and same:
                pieces[-1] = (True, f"{pieces[-1][1]}\n{item}")
                continue
            pieces.append((True, item))
        else:
            deepest = -1
            pieces.append((False, _written(block, lines)))
    return "\n\n".join(text for _, text in pieces)


def _written(block: Block, lines: list[Line]) -> str:
    if block.shape is Shape.TABLE:
        return markdown_table(lines)
    if block.shape is Shape.HEADING:
        return f"{'#' * max(2, min(block.level, 6))} {markdown_line(joined(lines))}"
    return markdown_paragraph(lines)


def _item(block: Block, lines: list[Line], indent: str) -> str:
    first, *others = lines
    if block.shape is Shape.NUMBERED and (match := _COUNTED.match(first.text)):
        opening = f"{match['number']}. "
        first = first.part(match.end())
    else:
        opening = "- "
    below = f"\n{indent}{' ' * len(opening)}"
    return indent + opening + below.join(markdown_line(line) for line in (first, *others))


def read_items(blocks: Sequence[Block]) -> tuple[str, ...]:
    """Each item or paragraph as one line of Markdown."""
    return tuple(markdown_line(joined(lines)) for _, _, lines in _stretches(blocks))


def _stretches(blocks: Sequence[Block]) -> Iterable[tuple[Block, bool, list[Line]]]:
    """Items and paragraphs in turn, each with its block and its lines, the bullet taken off."""
    texts = [line.text for block in blocks for line in block.lines]
    dashes = sum(text.startswith("– ") for text in texts) >= _DASHES_MIN
    for block in blocks:
        if block.shape not in {Shape.PARAGRAPH, Shape.COLUMNS}:
            yield block, block.shape is Shape.NUMBERED, list(block.lines)
            continue
        stretch: tuple[bool, list[Line]] | None = None
        for line in block.lines:
            match = _BULLET.fullmatch(line.text)
            if match and (dashes or not match["dash"]):
                if stretch:
                    yield block, *stretch
                stretch = (True, [line.part(match.start("text"))])
            elif stretch:
                stretch[1].append(line)
            else:
                stretch = (False, [line])
        if stretch:
            yield block, *stretch
