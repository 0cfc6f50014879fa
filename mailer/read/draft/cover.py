"""
What a mail puts around a draft: a greeting, the header lines of a forward, a covering note.

Promises: it is left out with its words in a finding, as no journalist should read it; an embargo that
it names stays and counts. Never: takes anything for a covering note unless a greeting or the header
lines of a mail stand in it, and the draft's own release line below it.
"""

import re

from mailer.read.draft.blocks import Block, Line
from mailer.read.draft.flaws import COVER_NOTE, whole
from mailer.read.draft.words import DECORATION, Words, begins_with, embargo_in, folded, release_line
from mailer.words.findings import Finding

_BLOCKS_MAX = 60
"""Among the first blocks a covering note ends."""
_GREETING_MAX = 80
_TEXT_WORDS = 12
"""A whole sentence of so many words is the text of the mail or of the release."""
_GREETING_ENDS = (",", ":", ";", "!", ",-", ".-")
_HEADER_LINES_MIN = 3
_HEADER = re.compile(r"\*?(?P<name>[^\W\d_][^:]{0,20}?)\*?\s*:\*?(?:\s|$)")


def without_cover(
    blocks: tuple[Block, ...], words: Words, file: str
) -> tuple[tuple[Block, ...], tuple[Finding, ...]]:
    """The draft's own blocks, and what was left out above them."""
    removed: list[Line] = []
    kept = list(_without_mail_lines(blocks[:_BLOCKS_MAX], words, removed))
    if not removed:
        return blocks, ()
    start = next((at for at, block in enumerate(kept) if _opens_draft(block, words)), 0)
    # What stands above the release line of a draft that was mailed is the mail's own text.
    removed += (line for block in kept[:start] for line in block.lines)
    removed.sort(key=lambda line: line.number)
    text = whole("\n".join(line.text for line in removed))
    finding = COVER_NOTE.found(file, removed[0].number, text=f'"{text}"')
    embargoes = tuple(
        Block((Line(line.number, release_line(line.text, words)),))
        for line in removed
        if embargo_in(line.text, words)
    )
    return (*embargoes, *kept[start:], *blocks[_BLOCKS_MAX:]), (finding,)


def _opens_draft(block: Block, words: Words) -> bool:
    text = block.lines[0].text.strip(DECORATION)
    embargo = embargo_in(text, words)
    return (
        begins_with(text, words.immediate) is not None
        or (embargo is not None and not embargo[0])
        or any(folded(text) == phrase for phrase, _ in words.kinds)
    )


def _without_mail_lines(
    blocks: tuple[Block, ...], words: Words, removed: list[Line]
) -> list[Block]:
    """The blocks without greetings, header lines and marks of forwarding, which are remembered."""
    headers = _header_lines(blocks, words)
    kept = []
    before_text = True
    for block in blocks:
        # A greeting further down is that of an open letter, which is the news itself.
        before_text = before_text and not _is_text(block.text)
        ours = [
            line
            for line in block.lines
            if id(line) in headers
            or _is_mark(line.text, words)
            or (before_text and _is_greeting(line, block, words))
        ]
        removed += ours
        if not ours:
            kept.append(block)
        elif left := tuple(line for line in block.lines if line not in ours):
            kept.append(Block(left, block.shape, block.level, block.tight))
    return kept


def _header_lines(blocks: tuple[Block, ...], words: Words) -> set[int]:
    """Runs of lines such as From, Date, Subject, To; one or two of them are nothing."""
    found: set[int] = set()
    run: list[Line] = []
    for line in (*(line for block in blocks for line in block.lines), Line(0, "")):
        match = _HEADER.match(line.text)
        if match and folded(match["name"]) in words.mail_headers:
            run.append(line)
            continue
        if len(run) >= _HEADER_LINES_MIN:
            found |= {id(each) for each in run}
        run = []
    return found


def _is_greeting(line: Line, block: Block, words: Words) -> bool:
    text = line.text
    return (
        line is block.lines[0]
        and len(text) <= _GREETING_MAX
        and text.endswith(_GREETING_ENDS)
        and begins_with(text, words.salutations) is not None
    )


def _is_text(text: str) -> bool:
    return len(text.split()) >= _TEXT_WORDS and text.rstrip('”"»').endswith((".", ":"))


def _is_mark(text: str, words: Words) -> bool:
    """`---------- Forwarded message ---------`"""
    inner = text.strip(DECORATION)
    return len(text) <= _GREETING_MAX and folded(inner) in words.forwarded
