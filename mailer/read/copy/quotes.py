"""
Quotation marks and apostrophes, looked at as a copy editor does.

Promises: a quotation may run over paragraphs, and is reported once with all its lines; curly,
straight and angle marks count alike; marks after a digit may be inches.
Never: changes or suggests a word. Single marks as quotation marks are not judged, as they cannot be
told from apostrophes; text with German low marks is not judged either.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from mailer.read.copy.flaws import DOUBLED_APOSTROPHE, RUNNING_QUOTATION, UNBALANCED_QUOTES
from mailer.read.copy.text import Copy, Passage, listed
from mailer.words.findings import Finding

_MARK = re.compile('[“”«»"]')
_CLOSES = {"“": "”", "«": "»", '"': '"'}
_ANY = tuple('“”«»"')
_TAKES_UP = ("»", "”")
_BEHIND_CLOSING = " \n.,;:)"
_BEFORE_OPENING = " \n\u00a0\u202f([{—–-/‘'“«"
# Behind a figure they are feet and inches.
_DOUBLED = re.compile(r"(?<!\w)\w*[^\W\d_](?:['’]s['’]s?|['’]’s?|’['’]s?)(?!\w)")
_PLURAL_POSSESSIVE = re.compile(
    r"(?<![\w'’-])(?!(?:series|species|news|means|lens|headquarters|diabetes|molasses|always|gallows"
    r"|rabies|scabies|herpes|barracks|crossroads|works|yes|hers|ours|yours|theirs|mrs)['’])"
    r"[a-záéíóúñ]{2,24}[b-hj-np-rtv-z]s(?<!ics)['’]s(?![\w'’])"
)
"""Customers’s; only names and words of one thing in -s, such as the boss, may add ’s."""
_SINGLE_OPENING = re.compile(r"(?:^|[\s(\[—–-])(?:‘|'(?=\w))")


def quotation_findings(copy: Copy) -> Iterator[Finding]:
    """Quotations that are not opened, not closed, or run on without opening marks."""
    for group in (copy.body, *((passage,) for passage in (*copy.titles, *copy.apart))):
        if not any("„" in passage.text for passage in group):
            yield from _Quotation(copy.file).read(group)
            yield from _closed_early(group, copy.file)


def apostrophe_findings(copy: Copy) -> Iterator[Finding]:
    """Possessives with an apostrophe too many, such as people’s’."""
    for passage in copy.all:
        opening = _SINGLE_OPENING.search(passage.text)
        end = opening.start() if opening else len(passage.text)
        for match in (
            *_DOUBLED.finditer(passage.text),
            *_PLURAL_POSSESSIVE.finditer(passage.text),
        ):
            if match.start() <= end:
                line = passage.line_at(match.start())
                yield DOUBLED_APOSTROPHE.found(copy.file, line, text=match[0])


class _Quotation:
    """What is open while paragraphs are read one after the other."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._open: list[tuple[int, str]] = []
        self._unmarked: list[int] = []
        self._last_mark = 0

    def read(self, passages: Sequence[Passage]) -> Iterator[Finding]:
        for above, passage in zip((None, *passages), passages, strict=False):
            if above and not self._open and _taken_up(passage, above):
                mark = passage.start[0]
                begun = [at for at in _MARK.finditer(above.text) if _opens(above.text, at.start())]
                line = above.line_at(begun[-1].start()) if begun else above.line
                self._open.append((line, "«" if mark == "»" else "“"))
            yield from self._read(passage)
        yield from self._never_closed()

    def _read(self, passage: Passage) -> Iterator[Finding]:
        marks = [match.start() for match in _MARK.finditer(passage.text)]
        unmarked = bool(self._open) and not passage.start.startswith(_ANY)
        if unmarked:
            self._unmarked.append(passage.line)
        elif self._open:
            # The mark that opens a paragraph of a running quotation; in Spanish it may be » or ”.
            self._last_mark = passage.line_at(marks[0])
            marks = marks[1:]
        for offset in marks:
            line = passage.line_at(offset)
            if _opens(passage.text, offset):
                if unmarked:
                    # A quotation inside a paragraph: the one from above has lost its end.
                    yield from self._never_closed()
                    unmarked = False
                self._open.append((line, passage.text[offset]))
                self._last_mark = line
            elif self._open:
                begin, opened = self._open.pop()
                closed = passage.text[offset]
                if closed != _CLOSES[opened] and {opened, closed} & {"«", "»"}:
                    fault = f"that opens with {opened} is closed with {closed}"
                    yield UNBALANCED_QUOTES.found(self._file, line, fault=fault)
                unmarked = unmarked and bool(self._open)
                yield from self._closed(begin, line)
            elif not passage.text[offset - 1 : offset].isdigit():
                yield UNBALANCED_QUOTES.found(self._file, line, fault="closes what none opened")

    def _closed(self, begin: int, line: int) -> Iterator[Finding]:
        if not self._open and self._unmarked:
            lines = self._unmarked
            begins = "begins" if len(lines) == 1 else "begin"
            facts = {"first": begin, "last": line}
            fault = f"{listed(lines)} {begins} without an opening mark"
            yield RUNNING_QUOTATION.found(self._file, lines[0], **facts, fault=fault)
        if not self._open:
            self._unmarked = []

    def _never_closed(self) -> Iterator[Finding]:
        if self._open:
            first = self._open[0][0]
            begun = "" if first == self._last_mark else f" (it begins on line {first})"
            fault = f"opens a quotation that none closes{begun}"
            yield UNBALANCED_QUOTES.found(self._file, self._last_mark, fault=fault)
        self._open, self._unmarked = [], []


def _opens(text: str, offset: int) -> bool:
    char, before = text[offset], text[offset - 1 : offset]
    if char == '"':
        return offset == 0 or before in _BEFORE_OPENING
    return char in "“«"


def _taken_up(passage: Passage, above: Passage) -> bool:
    """Whether it opens with the mark that says: the quotation from above goes on."""
    mark = passage.start[:1]
    return (
        mark in _TAKES_UP
        and passage.text.count(mark) > 1
        and above.text.rstrip(_BEHIND_CLOSING).endswith(mark)
    )


def _closed_early(passages: Sequence[Passage], file: str) -> Iterator[Finding]:
    """A paragraph that closes its quotation, although the next one goes on with it."""
    for at, (passage, following) in enumerate(pairwise(passages)):
        announced = at > 0 and passages[at - 1].text.rstrip().endswith(":")
        runs_on = announced and _all_quotation(passage) and _left_open(passages[at + 1 : at + 3])
        if _taken_up(following, passage) or runs_on:
            marks = [match.start() for match in _MARK.finditer(passage.text)]
            opening = [mark for mark in marks if _opens(passage.text, mark)]
            line = passage.line_at(marks[-1])
            first = passage.line_at(opening[-1]) if opening else passage.line
            facts = {"first": first, "last": _last_line(passages[at + 1 :])}
            fault = f"line {line} closes it"
            yield RUNNING_QUOTATION.found(file, line, **facts, fault=fault)


def _all_quotation(passage: Passage) -> bool:
    """Whether it is a quotation from its first sign to its last, with nobody who says it."""
    text = passage.text.strip()
    return text[:1] in _CLOSES and text[-1] == _CLOSES[text[0]] and len(_MARK.findall(text)) == 2  # noqa: PLR2004 - one opens, one closes


def _left_open(passages: Sequence[Passage]) -> bool:
    """Whether the first opens a quotation that the second goes on with and closes."""
    if len(passages) < 2:  # noqa: PLR2004 - the two
        return False
    first, second = passages
    return (
        first.start[:1] in _CLOSES
        and len(_MARK.findall(first.text)) == 1
        and second.start[:1] in _ANY
        and len(_MARK.findall(second.text)) > 1
    )


def _last_line(passages: Sequence[Passage]) -> int:
    """Where the quotation ends: the first mark that stands at no paragraph's beginning."""
    for passage in passages:
        for match in _MARK.finditer(passage.text):
            if passage.text[: match.start()].strip():
                return passage.line_at(match.start())
    return passages[0].line
