"""
Blocks of a draft as Markdown: paragraphs, and the lists that bullets of any sort announce.

Promises: `•`, `-`, `*` and, where there are several, `–` open an item; lines below belong to it.
What else stands in the draft reads back exactly (`draft_markdown`). Never: makes a numbered list,
which Markdown would count anew.
"""

import re
from collections.abc import Iterable, Sequence

from mailer.read.draft_lines import Block
from mailer.read.draft_markdown import escape_line, markdown_paragraph

_BULLET = re.compile(r"(?:(?P<sure>[•●▪◦‣·∙○■])\s*|(?P<sign>[-*])\s+|(?P<dash>–)\s+)(?P<text>\S.*)")
_DASHES_MIN = 2
"""A single line that begins with a dash is speech or a name; two are a list."""


def is_list(block: Block) -> bool:
    """Whether a block begins with a bullet that can be nothing else."""
    match = _BULLET.fullmatch(block.lines[0].text)
    return match is not None and not match["dash"]


def read_markdown(blocks: Sequence[Block]) -> str:
    """Paragraphs and lists, an empty line between them."""
    pieces: list[tuple[bool, str]] = []
    for is_item, lines in _stretches(blocks):
        if is_item:
            item = "- " + "\n  ".join(escape_line(line) for line in lines)
            if pieces and pieces[-1][0]:
                pieces[-1] = (True, f"{pieces[-1][1]}\n{item}")
            else:
                pieces.append((True, item))
        else:
            pieces.append((False, markdown_paragraph(lines)))
    return "\n\n".join(text for _, text in pieces)


def read_items(blocks: Sequence[Block]) -> tuple[str, ...]:
    """Each item or paragraph as one line of Markdown."""
    return tuple(escape_line(" ".join(lines)) for _, lines in _stretches(blocks))


def _stretches(blocks: Sequence[Block]) -> Iterable[tuple[bool, list[str]]]:
    """Items and paragraphs in turn, each with its lines, the bullet taken off."""
    texts = [line.text for block in blocks for line in block.lines]
    dashes = sum(text.startswith("– ") for text in texts) >= _DASHES_MIN
    for block in blocks:
        stretch: tuple[bool, list[str]] | None = None
        for line in block.lines:
            match = _BULLET.fullmatch(line.text)
            if match and (dashes or not match["dash"]):
                if stretch:
                    yield stretch
                stretch = (True, [match["text"]])
            elif stretch:
                stretch[1].append(line.text)
            else:
                stretch = (False, [line.text])
        if stretch:
            yield stretch
