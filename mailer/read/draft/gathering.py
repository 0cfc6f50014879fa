"""
Paragraphs of a document that are one block: the lines of its press contacts.

A text parts blocks by empty lines. In Word and on web pages each line of a contact is a paragraph of
its own, so the lines from a heading to the last number or address below it are gathered.
Never: gathers what an empty paragraph parts, or what stands beyond the last number or address.
"""

from collections.abc import Iterator
from dataclasses import replace

from mailer.read.draft.blocks import Block, Shape
from mailer.read.draft.contacts import looks_like_contact
from mailer.read.draft.words import Words, folded

_LINE_MAX = 80
_LINES_MAX = 24
_BETWEEN_MAX = 3
"""Lines between two that hold a number or an address: name, role, house."""


def gathered(blocks: tuple[Block, ...], words: Words) -> Iterator[Block]:
    """The blocks, those of press contacts joined."""
    at = 0
    while at < len(blocks):
        count = _contact_lines(blocks, at) if _opens(blocks[at], words) else 1
        joined = blocks[at : at + count]
        at += count
        if count == 1:
            yield joined[0]
        else:
            yield replace(joined[0], lines=tuple(line for each in joined for line in each.lines))


def _opens(block: Block, words: Words) -> bool:
    label = block.lines[0].text.partition(":")[0]
    return block.shape in {Shape.PARAGRAPH, Shape.HEADING} and (
        folded(label.strip(" *_")) in words.contacts
    )


def _contact_lines(blocks: tuple[Block, ...], at: int) -> int:
    last = at
    for place in range(at + 1, min(len(blocks), at + _LINES_MAX)):
        block = blocks[place]
        if not (block.tight and block.shape is Shape.PARAGRAPH) or place - last > _BETWEEN_MAX + 1:
            break
        if any(len(line.text) > _LINE_MAX for line in block.lines):
            break
        if any(looks_like_contact(line.text) for line in block.lines):
            last = place
    return last - at + 1
