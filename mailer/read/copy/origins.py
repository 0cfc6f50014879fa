"""
How long ago something was founded, and how old somebody is whose day of birth is told.

Promises: the years since a house was founded are held against the one year that the whole release
names for it; an age against a full date of birth. Never: reckons with a figure that is only about so.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from mailer.read.copy.dates import DayInText, days_in
from mailer.read.copy.figures import small_number
from mailer.read.copy.flaws_of_figures import AGE, ANNIVERSARY
from mailer.read.copy.text import Copy, Passage, quoted
from mailer.words.findings import Finding

_FOUND = r"(?:founded|established|set up|fund(?:ad[oa]s?|ó|aron))"
_CREATE = r"(?:created|launched|cre(?:ad[oa]s?|ó|aron))"
_OPEN = r"(?:opened|abiert[oa]s?|abrió)"
_VERBS = (_FOUND, _CREATE, _OPEN)
_IN_YEAR = r" (?:in|en) (?P<year>(?:1[5-9]|20)\d\d)\b"
_SINCE = (
    r"(?P<years>\d{{1,3}}|[a-zé]+) (?:years|años)(?: (?:transcurridos|que han pasado))? (?:since|desde)"
    r" (?:(?:(?:it|we|they|the (?:\w+ ){{0,2}}(?P<who>(?!w(?:as|ere)\b)\w+)) (?:was |were |first )?)"
    r"|que (?:se |fue )?)(?P<verb>{verb})\b(?: (?:la|el) (?P<quien>\w+))?"
)
_NOT_EXACT = re.compile(
    r"\b(?:nearly|almost|over|than|some|about|around|roughly|first|last|past|casi|de|unos|cerca de"
    r"|primeros|últimos)\s$"
)
_PRONOUN_MAX, _NOUN_MAX = 15, 40
"""Years apart, from which on somebody else is meant: the museum is old, and its fund is young."""
_AGED = re.compile(
    r"(?:,\s|\bde\s)(?P<age>\d{1,3})(?:\saños)?,?\s(?:(?:who|que)\s)?"
    r"(?:(?:was|is)\sborn|born|nació|nacid[oa])\b(?P<gap>(?:(?!(?<!St)(?<!Mt)\.\s)[^;!?]){0,60})"
)
_BORN = re.compile(
    r"\b(?:[Bb]orn|[Nn]ació|[Nn]acid[oa])\b(?P<gap>(?:(?!(?<!St)(?<!Mt)\.\s)[^;!?]){0,60})"
)
_IS_NOW = re.compile(
    r"\)?,?\s(?:and\s|y\s)?(?:who\s|que\s)?(?:is|tiene)\s(?P<age>\d{1,3})(?=[,.;]|\s(?:years|años)\b)"
)
_AT_THAT_TIME = re.compile(r"\b(?:then|at the time|when|entonces|cuando)\b")
_DEAD = re.compile(
    r"\b(?:died|dies|death|late|murió|muere|falleció|fallece|muerto|fallecid[oa]|muerte)\b"
)
_LATELY = timedelta(days=31)


def origin_findings(copy: Copy) -> Iterator[Finding]:
    """Years since the founding, over all parts; ages, passage by passage."""
    if copy.near is None:
        return
    everything = " ".join(passage.flat for passage in copy.text)
    if re.search(r"\b(?:years since|años(?: \w+){0,3} desde)\b", everything):
        for verb in _VERBS:
            yield from _since_founded(copy, copy.near, verb)
    for passage in copy.text:
        if any(word in passage.text for word in ("orn ", "aci")):
            yield from _exact_ages(passage, copy, copy.near)


def _since_founded(copy: Copy, near: date, verb: str) -> Iterator[Finding]:
    founded = [
        (passage, match)
        for passage in copy.text
        for match in re.finditer(rf"\b{verb}{_IN_YEAR}", passage.flat, re.IGNORECASE)
    ]
    if len({match["year"] for _, match in founded}) != 1:
        return
    where, match = founded[0]
    truth = near.year - int(match["year"])
    for passage in copy.text:
        for since in re.finditer(_SINCE.format(verb=verb), passage.flat):
            years, who = small_number(since["years"]), since["who"] or since["quien"] or ""
            known = who.casefold() in where.flat.casefold()
            apart, most = abs(truth - years), _NOUN_MAX if who else _PRONOUN_MAX
            exact = not _NOT_EXACT.search(passage.flat[: since.start()])
            if years and known and exact and 1 < apart <= most:
                line = passage.line_at(since.start())
                text = f'{quoted(since[0])}" and "{quoted(match[0])}'
                facts = {"since": int(match["year"]), "year": near.year, "truth": truth}
                yield ANNIVERSARY.found(copy.file, line, text=text, **facts)


def _exact_ages(passage: Passage, copy: Copy, near: date) -> Iterator[Finding]:
    days = days_in(passage, None)
    for match in _AGED.finditer(passage.flat):
        if born := _within(days, match):
            yield from _held(passage, copy, near, born, match)
    for match in _BORN.finditer(passage.flat):
        born = _within(days, match)
        if born and (age := _IS_NOW.match(passage.flat, born.end)):
            yield from _held(passage, copy, near, born, age)


def _within(days: tuple[DayInText, ...], match: re.Match[str]) -> DayInText | None:
    """The full date that stands behind the word for the birth."""
    begin, end = match.span("gap")
    return next((day for day in days if begin <= day.begin < end), None)


def _held(
    passage: Passage, copy: Copy, near: date, born: DayInText, match: re.Match[str]
) -> Iterator[Finding]:
    age, day = int(match["age"]), born.day
    truth = near.year - day.year - ((near.month, near.day) < (day.month, day.day))
    low, high = sorted((match.start(), born.end))
    birthday = _birthday(day, day.year + truth)
    dead = any(_DEAD.search(each.flat) for each in copy.all)
    younger = age == truth - 1 and (dead or near - birthday <= _LATELY)
    begin = max(0, low - 30)
    if age == truth or younger or _AT_THAT_TIME.search(passage.flat[begin:high]):
        return
    line = passage.line_at(match.start("age"))
    text = quoted(
        passage.flat[min(born.begin, match.start("age")) : max(born.end, match.end("age"))]
    )
    facts = {"born": f"on {day}", "truth": truth, "when": f"on {near}"}
    yield AGE.found(copy.file, line, text=text, **facts)


def _birthday(day: date, year: int) -> date:
    """Those who are born on 29 February have it on 1 March in other years."""
    leap = year % 4 == 0 and (year % 100 or year % 400 == 0)
    return (
        date(year, 3, 1) if (day.month, day.day) == (2, 29) and not leap else day.replace(year=year)
    )
