"""
What stands in the head of a draft beside its headline: reference numbers, and people without a heading.

Promises: a line is taken for a person only where numbers follow it and another line remains that can be
the headline. Never: drops a line; what is no title becomes part of a contact or of the notes.
"""

import re
from collections.abc import Sequence

from mailer.read.draft.blocks import Block, Line
from mailer.read.draft.contacts import details_only, is_name, looks_like_contact

_NUMBER = r"(?:[\w/.-]*\d[\w/.-]*|TBA)"
_MARK = r"(?:#|no?\b\.?|n\.?[ºo°]|núm(?:ero)?\.?|number)"
_REFERENCE = re.compile(
    r"(?:(?:(?:news |press |media )?release|case|ref(?:erence|erencia)?|file|docket|job|caso|expediente"
    rf"|(?:nota|comunicado)(?: de prensa)?|boletín)\b[ .:]*(?:{_MARK}[ .:]*(?!\w)|(?={_MARK}|{_NUMBER}))"
    rf"|#|no\.|n\.?º|núm\.)(?:{_MARK})?[ .:]*(?:{_NUMBER}(?:(?: ?[,;&] ?| and | y | ){_NUMBER})*)?\.?",
    re.IGNORECASE,
)
_CODE = re.compile(r"(?=.*[A-Z])[A-Z]*\d+[A-Z/-]+\d*[A-Z\d/-]*")
"""A number alone that has letters or strokes in it, and is neither a year nor a day."""
_REFERENCE_MAX = 50
_HEADLINE_WORDS = 6
"""Words from which on a line below the last number is more likely the headline than a house."""
_TITLE_WORDS = 5
_ANYWHERE = float("inf")
_ROLE_WORDS = 8
_PERSON_LINES = 2
"""A name, and a role below it."""
_APART_MAX = 2
"""Lines from one to the next of a person; a blank one may lie between."""


def is_reference(text: str) -> bool:
    """Whether a line is a number by which its sender knows the release: `Case # 16WF0295`."""
    plain = " ".join(text.split()).strip(" *_[]()")
    known = _REFERENCE.fullmatch(plain) or _CODE.fullmatch(plain)
    return len(plain) <= _REFERENCE_MAX and known is not None


def has_headline(titles: Sequence[Line], *, above: Block | None = None) -> bool:
    """
    Whether one of these lines is long enough to be the headline, and no reference number.

    `above`: people and their numbers; what stands just above these may be a name and a role.
    """
    before = above.line - _PERSON_LINES if above else _ANYWHERE
    return any(
        line.number < before
        and len(line.text.split()) >= _TITLE_WORDS
        and not is_reference(line.text)
        for line in titles
    )


def parted(block: Block) -> tuple[Block, Block | None]:
    """The lines of people and their numbers, and what follows from a line on that can be a headline."""
    numbers = [at for at, line in enumerate(block.lines) if looks_like_contact(line.text)]
    for at in range(max(numbers, default=len(block.lines)) + 1, len(block.lines)):
        if len(block.lines[at].text.split()) >= _HEADLINE_WORDS:
            return Block(block.lines[:at]), block.after(at)
    return block, None


def adopted(titles: list[Line], contacts: list[Block]) -> tuple[list[Line], list[Block]]:
    """The titles without the names and roles that stand above numbers, and the contacts with them."""
    blocks: list[Block] = []
    for block in contacts:
        person = _person_above(titles, block) if details_only(block.lines[0]) else []
        rest = [line for line in titles if line not in person]
        below = any(line.number > block.line for line in rest)
        if person and (below or has_headline(rest)):
            titles = rest
            blocks.append(Block((*person, *block.lines)))
        else:
            blocks.append(block)
    return titles, blocks


def _person_above(titles: Sequence[Line], block: Block) -> list[Line]:
    """A name and perhaps a role, just above the first number."""
    person: list[Line] = []
    below = block.line
    for line in reversed(titles):
        if line.number >= below:
            continue
        words = len(line.text.split())
        short = words <= _ROLE_WORDS and not any(map(str.isdigit, line.text))
        if below - line.number > _APART_MAX or not short or len(person) == _PERSON_LINES:
            break
        person.insert(0, line)
        below = line.number
    while person and not is_name(person[0].text):
        person.pop(0)
    return person
