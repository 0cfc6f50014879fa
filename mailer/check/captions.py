"""
Checks of captions against the text: the day on which what is shown can be seen.

Promises: only one and the same thing is compared, by its noun, and only where caption and text name one
day each for it. Never: looks at a day that the text names for anything else.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from mailer.check.flaws.of_agreement import CAPTION_DAY
from mailer.check.sentences import sentences
from mailer.check.subject import Subject
from mailer.read.copy.dates import WEEKDAY, days_in
from mailer.read.copy.text import Passage, quoted
from mailer.read.draft.words import folded
from mailer.words.findings import Finding

_SORTS = (
    re.compile(
        r"\b(?:(?:re-?)?open(?:s|ed|ing)?|will (?:re)?open|(?:re)?abr(?:e|en|irá|irán|ió)|apertura"
        r"|inaugur(?:a|ará|arán|ación)|se inaugura(?:rá)?|inaugurated)\b"
        r"(?:[^.,;:]{0,60}\b(?:on|el|del))?\s(?:el\s)?$"
    ),
    re.compile(
        r"\b(?:on (?:view|show|display)|(?:can|will|may) be (?:seen|shown|viewed|visited|displayed"
        r"|exhibited)"
        r"|goes on (?:view|show|display)|se (?:exhib(?:e|en|irá|irán)|expon(?:e|en|drá|drán)|muestran?"
        r"|podrán? ver|puede ver|puede visitar|podrán? visitar)|podrá verse|puede verse|podrá visitarse"
        r"|estará expuest[oa])\b"
        r"[^.;:]{0,60}\b(?:from|desde|a partir del?)\s(?:el\s)?$"
    ),
)
"""What opens, and what is shown from a day on; the day follows."""
_ITS_WEEKDAY = re.compile(rf"\b{WEEKDAY}[,.]?\s(?:the\s)?$", re.IGNORECASE)
_LONGEST = 200
_NOUN = re.compile(r"[^\W\d_]{4,}")
_NO_NOUNS = frozenset((
    "that", "which", "will", "have", "been", "this", "from", "with", "where", "when", "itself", "again",
    "donde", "cuando", "para", "pero", "como", "sera", "este", "esta",
))  # fmt: skip


class _Told(NamedTuple):
    """A day in the text, and the noun of what opens or is shown on it."""

    sort: int
    day: date
    nouns: tuple[str, ...]
    """Folded, those of the sentence before the verb; the last is the nearest."""
    passage: Passage
    begin: int
    end: int


def caption_day(subject: Subject) -> Iterator[Finding]:
    """`Opens on 12 May` below a picture, `opens on 19 May` in the text."""
    if not any(image.caption for image in subject.variant.images):
        return
    near = subject.copy.near
    titles = (*subject.copy.titles, *subject.copy.body)
    named = {each.day for passage in titles for each in days_in(passage, near)}
    text = [told for passage in titles for told in _told(passage, near)]
    for place, image in enumerate(subject.variant.images):
        line = subject.line_of(f"images.{place}.caption") or 1
        for told in _told(Passage(" ".join(image.caption.split()), line), near):
            theirs = [each for each in text if each.sort == told.sort]
            days = {each.day for each in theirs}
            same = [each for each in theirs if told.nouns and told.nouns[-1] in each.nouns]
            if same and len(days) == 1 and told.day not in named:
                shown, other = (_shown(each) for each in (told, same[0]))
                facts = {"text": shown, "other": other}
                yield CAPTION_DAY.found(subject.variant.file, line, **facts)


def _shown(told: _Told) -> str:
    return quoted(told.passage.text[told.begin : told.end])


def _told(passage: Passage, near: date | None) -> Iterator[_Told]:
    days = days_in(passage, near)
    for begin, sentence in sentences(passage.flat) if days else ():
        inside = [day for day in days if begin <= day.begin < begin + len(sentence)]
        if len(inside) != 1:
            continue
        [day] = inside
        before = passage.flat[max(begin, day.begin - _LONGEST) : day.begin]
        before = _ITS_WEEKDAY.sub("", before)
        for sort, pattern in enumerate(_SORTS):
            if match := pattern.search(before):
                # The opening of the quay: where nothing stands before the verb, it stands behind.
                sides = before[: match.start()], match[0].partition(" ")[2]
                words = [word for side in sides[::-1] for word in _NOUN.findall(folded(side))]
                nouns = tuple(word for word in words if word not in _NO_NOUNS)
                yield _Told(sort, day.day, nouns, passage, day.begin, day.end)
