"""
The parts of a draft: each block, in its turn, goes to where it belongs.

    head          release line, kind, contacts, date, and lines that may be headlines
    body          from the first paragraph on
    boilerplate, availability, notes, contacts    below their headings, wherever these stand
    after         below the end mark

Promises: every line ends in exactly one part. Never: decides between two lines that may be the same
part; `draft` does, and says so.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from mailer.read.draft.blocks import Block, Line, Shape, flattened
from mailer.read.draft.body import is_list
from mailer.read.draft.contacts import block_of_contacts, looks_like_contact
from mailer.read.draft.dateline import read_dateline, read_place_and_date
from mailer.read.draft.gathering import gathered
from mailer.read.draft.head import has_headline, parted
from mailer.read.draft.words import (
    DECORATION,
    Words,
    begins_with,
    embargo_in,
    folded,
    is_end_mark,
    mention_of_embargo,
)
from mailer.read.release import Kind

_HEADING_MAX = 80
_ABOUT = re.compile(r"(?:\S+ ){1,3}?(?:the |la |el |los |las )?[A-ZÁÉÍÓÚÑ].{0,60}")
_TITLES_MAX = 12
"""Lines above the text; what comes after so many is the text."""
_LONG = 160
"""Characters from which on a paragraph above the text is no headline any more."""
_LONG_TITLE = 240
"""The same of one whose words have capitals, as no text has."""
_CAPITALS = 0.8
_SENTENCE_WORDS = 12
_LINE_WORDS = 6
"""Words of a line in a paragraph; headings and labels have fewer."""
_SHORT = 12
"""Characters; shorter lines are headings or lists even inside a block."""
_ENDS_SENTENCE = re.compile(r"[.:][”\"»’]?$")


class Part(Enum):
    """Where blocks go."""

    HEAD = "head"
    BODY = "body"
    BOILERPLATE = "boilerplate"
    AVAILABILITY = "availability"
    NOTES = "notes"
    CONTACTS = "contacts"
    AFTER = "after"


@dataclass(slots=True)
class Parts:
    """The draft, sorted; lists fill while it is read."""

    titles: list[Line] = field(default_factory=list)
    """Lines of the head that may be headline, subhead or letterhead."""
    label_line: int = 0
    """Where the first release line or kind label stands; 0: nowhere."""
    immediate_line: int = 0
    embargo: str | None = None
    """What follows the words of an embargo, "" where nothing does; None: no embargo."""
    embargo_line: int = 0
    embargo_in_text: bool = False
    """Whether it was found below the head, where nothing else is looked for."""
    embargo_mention: str = ""
    """The first words of the text that speak of an embargo."""
    embargo_mention_line: int = 0
    kind: Kind | None = None
    kind_words: str = ""
    located: str = ""
    dated: date | None = None
    contacts: list[Block] = field(default_factory=list)
    body: list[Block] = field(default_factory=list)
    boilerplate: list[Block] = field(default_factory=list)
    availability: list[Block] = field(default_factory=list)
    notes: list[Block] = field(default_factory=list)
    after: list[Block] = field(default_factory=list)
    about: Line | None = None
    """The heading above the boilerplate."""
    end_mark_line: int = 0


def sort_parts(blocks: tuple[Block, ...], words: Words) -> Parts:
    """Every block, or line of the head, in its part."""
    sorting = _Sorting(words)
    for block in gathered(blocks, words):
        sorting.take(block)
    return sorting.parts


class _Sorting:
    def __init__(self, words: Words) -> None:
        self.parts = Parts()
        self._words = words
        self._part = Part.HEAD
        self._before_contacts = Part.HEAD
        self._heading_pending = False
        self._skip = 0
        """Lines below a release line that belong to it."""

    def take(self, block: Block) -> None:
        """Send one block where it belongs, heading by heading."""
        if block.shape in {Shape.TABLE, Shape.COLUMNS}:
            pieces = list(flattened(block))
            if self._is_layout(block, pieces):
                for piece in pieces:
                    self.take(piece)
                return
        rest: Block | None = block
        while rest is not None:
            if self._part is Part.CONTACTS and not self._goes_on_as_contact(rest):
                self._part = self._before_contacts
            if (
                self._part is Part.HEAD
                and not self._is_label(rest.lines[0])
                and (
                    _begins_text(rest)
                    or self._has_label(rest)
                    or len(self.parts.titles) > _TITLES_MAX
                )
            ):
                self._part = Part.BODY
            rest = self._take_line(rest) if self._part is Part.HEAD else self._take_block(rest)

    def _is_layout(self, block: Block, pieces: list[Block]) -> bool:
        """Whether what stands in columns are parts of the release, and not values to compare."""
        firsts = [line for piece in pieces for line in piece.lines]
        heads = any(
            self._heading(line) is not None
            or begins_with(line.text, self._words.immediate)
            or embargo_in(line.text, self._words)
            for line in firsts
        )
        if block.shape is Shape.COLUMNS:
            return len(pieces) > 1 and (
                heads or (self._part is Part.CONTACTS and block_of_contacts(block))
            )
        return heads or self._part in {Part.HEAD, Part.CONTACTS}

    def _is_label(self, line: Line) -> bool:
        """Whether a line says when to publish, though it may look like a dateline."""
        text = line.text.strip(DECORATION)
        return bool(begins_with(text, self._words.immediate) or embargo_in(text, self._words))

    def _has_label(self, block: Block) -> bool:
        """`WHO: …`, as in an advisory."""
        label, colon, _ = block.lines[0].text.partition(":")
        return bool(colon) and folded(label.strip(" *¿?")) in self._words.advisory_labels

    def _goes_on_as_contact(self, block: Block) -> bool:
        return (self._heading_pending and not _begins_text(block)) or block_of_contacts(block)

    def _take_block(self, block: Block) -> Block | None:
        """All of a block below the head, but for headings inside it; what comes after one is left."""
        if block.shape is Shape.TABLE:
            self._keep(block)
            return None
        self._embargo_below_the_head(block)
        for count, line in enumerate(block.lines):
            heading = self._heading(line) if count == 0 or _stands_out(block, count) else None
            if heading is None:
                continue
            if count:
                self._keep(Block(block.lines[:count]))
            return self._open(heading, line, block.after(count + 1))
        return self._keep_people(block)

    def _embargo_below_the_head(self, block: Block) -> None:
        """An embargo counts wherever a line begins with it; the line stays where it is."""
        parts = self.parts
        mention = mention_of_embargo(block.text, self._words)
        if mention and not parts.embargo_mention_line:
            parts.embargo_mention_line, parts.embargo_mention = block.line, mention
        for line in block.lines:
            found = embargo_in(line.text, self._words)
            if found is None or found[0] or not _is_release_line(line.text):
                continue
            if parts.embargo is None:
                parts.embargo, parts.embargo_line = found[1], line.number
                parts.embargo_in_text = True
            elif not parts.embargo and found[1]:
                parts.embargo = found[1]

    def _open(self, heading: tuple[Part, str], line: Line, below: Block | None) -> Block | None:
        part, rest = heading
        if part is Part.CONTACTS and self._part is not Part.CONTACTS:
            self._before_contacts = Part.AFTER if self._part is Part.AFTER else self._part
        if part is Part.AFTER:
            self.parts.end_mark_line = self.parts.end_mark_line or line.number
        if part is Part.BOILERPLATE:
            self.parts.about = line
        self._part = part
        self._heading_pending = part is Part.CONTACTS
        if not rest:
            return below
        return Block((line.last(rest), *(below.lines if below else ())))

    def _keep_people(self, block: Block) -> Block | None:
        """Keep a block; what is left is a headline below people who stand above it."""
        above = self._part is Part.CONTACTS and self._before_contacts is Part.HEAD
        people, below = block, None
        if above and not has_headline(self.parts.titles, above=block):
            people, below = parted(block)
        self._keep(people)
        return below

    def _keep(self, block: Block) -> None:
        self._heading_pending = False
        self._lists()[self._part].append(block)

    def _lists(self) -> dict[Part, list[Block]]:
        parts = self.parts
        return {
            Part.BODY: parts.body,
            Part.BOILERPLATE: parts.boilerplate,
            Part.AVAILABILITY: parts.availability,
            Part.NOTES: parts.notes,
            Part.CONTACTS: parts.contacts,
            Part.AFTER: parts.after,
        }

    def _heading(self, line: Line) -> tuple[Part, str] | None:
        """The part that a line opens, and what stands behind the heading on the same line."""
        text, words = line.text, self._words
        if is_end_mark(text):
            return Part.AFTER, ""
        # A second sender's heading stays in the boilerplate, to part the two.
        first = self._part is not Part.HEAD and self.parts.about is None
        if first and _is_about(text, words):
            return Part.BOILERPLATE, ""
        label, colon, rest = text.partition(":")
        for part, labels in (
            (Part.CONTACTS, words.contacts),
            (Part.AVAILABILITY, words.availability),
            (Part.NOTES, words.notes),
        ):
            if folded(label.strip(" *_")) in labels and (colon or not rest):
                return part, rest.strip()
        return None

    def _take_line(self, block: Block) -> Block | None:
        """One line of the head."""
        line, below = block.lines[0], block.after(1)
        heading = self._heading(line)
        if heading is not None:
            return self._open(heading, line, below)
        self._skip = 0
        rest = self._label(line, below)
        if rest is not None:
            self.parts.label_line = self.parts.label_line or line.number
            below = below.after(self._skip) if below else None
            if not rest:
                return below
            return Block((line.last(rest), *(below.lines if below else ())))
        if looks_like_contact(line.text):
            self._part, self._before_contacts = Part.CONTACTS, Part.HEAD
            return self._keep_people(block)
        if not self._date(line):
            self.parts.titles.append(line)
        return below

    def _label(self, line: Line, below: Block | None) -> str | None:
        """What else stands on the line of a release line or kind label; None where it is neither."""
        parts, words = self.parts, self._words
        text = line.text.strip(DECORATION)
        if found := begins_with(text, words.immediate):
            parts.immediate_line = parts.immediate_line or line.number
            return found[1]
        if found := embargo_in(line.text, words):
            before, time = found
            parts.embargo_line = parts.embargo_line or line.number
            if not time and below is not None and _is_time(below.lines[0].text):
                self._skip, time = 1, below.lines[0].text
            # Two different times stay side by side, which no release accepts.
            known = {parts.embargo or "", time} - {""}
            parts.embargo = " / ".join(sorted(known))
            return before
        for phrase, kind in words.kinds:
            if folded(text) == phrase:
                parts.kind, parts.kind_words = kind, line.text
                return ""
        return None

    def _date(self, line: Line) -> bool:
        """Whether a line holds the date alone, perhaps with its place."""
        text = re.sub(r"^(?i:date|fecha)\s*:\s*", "", " ".join(line.text.split()))
        read = read_place_and_date(text)
        if read is None or read[1] is None:
            return False
        if self.parts.dated not in {None, read[1]}:
            return False
        self.parts.located, self.parts.dated = self.parts.located or read[0], read[1]
        return True


def _is_about(text: str, words: Words) -> bool:
    """`About Northbank Harbour Trust`, and not `About 500 people came.`"""
    if len(text) > _HEADING_MAX or text.endswith((".", ",", ";")):
        return False
    if folded(text).rstrip(": ") in words.about_alone:
        return True
    return bool(begins_with(text, words.about) and _ABOUT.fullmatch(text.rstrip(": ")))


def _is_release_line(text: str) -> bool:
    """Whether a line that names an embargo is only about it, and no sentence of the text."""
    return len(text) <= _HEADING_MAX * 2 and not (
        text.endswith(".") and len(text.split()) > _SENTENCE_WORDS
    )


def _is_time(text: str) -> bool:
    """Whether a line below EMBARGOED UNTIL can be its time."""
    return len(text) <= _HEADING_MAX and any(map(str.isdigit, text))


def _begins_text(block: Block) -> bool:
    """Whether a block can only be text: a list, a dateline, a long line, or whole sentences."""
    text = " ".join(line.text for line in block.lines)
    first = block.lines[0].text
    long = len(first) > (_LONG_TITLE if _in_title_case(first) else _LONG)
    if read_dateline(text) or long or is_list(block):
        return True
    sentences = len(text.split()) >= _SENTENCE_WORDS and _ENDS_SENTENCE.search(text)
    return bool(sentences) and len(first.split()) >= _LINE_WORDS and not block_of_contacts(block)


def _in_title_case(text: str) -> bool:
    """Whether nearly every longer word has a capital, and no sentence ends."""
    longer = re.findall(r"[^\W\d_]{4,}", text)
    capitals = sum(word[0].isupper() for word in longer)
    return not text.endswith(".") and capitals >= _CAPITALS * len(longer)


def _stands_out(block: Block, count: int) -> bool:
    """Whether a line inside a block can be a heading: no sentence runs into it."""
    return (
        bool(_ENDS_SENTENCE.search(block.lines[count - 1].text))
        or len(block.lines[count].text) < _SHORT
    )
