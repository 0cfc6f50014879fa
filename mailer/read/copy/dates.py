"""
Dates in copy, in English and Spanish: does the day exist, and does it fall on the weekday beside it?

Promises: reads `Wednesday, Dec. 5, 2018`, `5 December 2018 (Wednesday)`, `miércoles 5 de diciembre
de 2018`, `5/12 (miércoles)`, a time of day between the two, and the same without a year where a day
near by is known.
Never: decides which half of 12/05/2026 is the month (the weekday must fit neither); reads ranges.
"""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from typing import NamedTuple

from mailer.read.copy.flaws import WRONG_WEEKDAY
from mailer.read.copy.text import Copy, Passage, quoted
from mailer.read.release_dates import DateError, parse_date
from mailer.words.calendar_names import MONTH_OF
from mailer.words.findings import Finding

_ENGLISH = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SPANISH = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
_STARTS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPANISH_STARTS = ("lun", "mar", "mie", "jue", "vie", "sab", "dom")
# "Sun" alone is a newspaper, and "wed" a verb.
WEEKDAY = (
    r"(?P<weekday>(?i:monday|tuesday|wednesday|thursday|friday|saturday|sunday"
    r"|lunes|martes|mi[ée]rcoles|jueves|viernes|s[áa]bado|domingo)"
    r"|(?:Mon|Tues?|Wed|Thu(?:rs?)?|Fri)\b\.?|(?:Sat|Sun)\.)"
)
_DAY = r"(?P<{0}>\d{{1,2}})(?:st|nd|rd|th|º|°)?"
_DATE = (
    r"(?:(?P<month>[A-Za-z]{3,10})\.?\s+" + _DAY.format("day") + "|" + _DAY.format("day_first") + ""
    r"\s+(?:of\s+|de\s+)?(?P<month_last>[A-Za-z]{3,10})\b\.?)"
    r"(?:,?\s+(?:del?\s+)?(?P<year>(?:19|20)\d\d))?(?!\d)"
)
_HOUR = (
    r"(?:(?:at|a\slas?)\s)?(?:noon|midnight|\d{1,2}(?:[:.]\d\d)?\s?(?:[ap]\.?\s?m\b\.?|h\b|horas)?)"
    r"(?:\s[A-Z]{2,4}\b)?,?\s+(?:on\s+)?"
)
_DAYTIME = r"(?:\s+(?:morning|afternoon|evening|night|por la (?:mañana|tarde|noche)))?"
_BESIDE = (
    re.compile(rf"\b{WEEKDAY}{_DAYTIME},?\s+(?:{_HOUR})?(?:the\s+|el\s+|día\s+)?{_DATE}"),
    re.compile(rf"\b{WEEKDAY}\s+\({_DATE}\)"),
    re.compile(rf"\b{_DATE}\s+\({WEEKDAY}\)"),
    re.compile(rf"\b{_DATE},\s+(?:a\s+|un\s+)?{WEEKDAY}(?=[,.;:)]|$)"),
)
_NUMERIC = re.compile(
    rf"\b{WEEKDAY},?\s+(?:(?P<iso>\d{{4}}-\d\d-\d\d)|(?P<one>\d{{1,2}})[/.](?P<two>\d{{1,2}})[/.](?P<year>20\d\d))\b"
)
_NO_DAY = r"(?!24/7\b|9/11\b|[1-3]/[2-5]\b)"
"""All round the clock, an event of its own, and fractions."""
_SHORT_DAY = rf"{_NO_DAY}(?P<one>\d{{1,2}})/(?P<two>\d{{1,2}})(?![\w/%.]*\w)"
_SHORT = (
    re.compile(rf"\b{WEEKDAY},?\s+(?:the\s+|el\s+|día\s+)?{_SHORT_DAY}"),
    re.compile(rf"\b{WEEKDAY}\s+\({_SHORT_DAY}\)"),
    re.compile(rf"(?<![\w/.,-]){_SHORT_DAY}\s+\({WEEKDAY}\)"),
    re.compile(rf"(?<![\w/.,-]){_SHORT_DAY},\s+{WEEKDAY}(?=[.;:)]|$)"),
)
_ONE_OF_SEVERAL = re.compile(rf"{WEEKDAY}\s*(?:[/,&–—-]|and|or|to|y|o|a|al|e)\s*(?:el\s+)?$")
_ALONE = re.compile(rf"(?<![\w-]){_DATE}")
_NO_MONTHS = frozenset(("may", "march", "mar", "ago", "mars", "marco", "set", "out", "Set", "Out"))
"""Written so, these are other words."""
_SEASON = re.compile(
    r"(?i)\b(?:20\d\d\s?[-–/]\s?)?(?P<year>(?:20)?\d\d)\s(?:[^\W\d_]+\s)?"
    r"(?:season|programme|program|calendar|fixtures|schedule|series|tour|festival|championships?|cup)\b"
    r"|\b(?:temporada|programación|programa|calendario|cartelera|gira|ciclo|edición|festival|campeonato|liga)"
    r"\s(?:[^\W\d_]+\s){0,3}(?:20\d\d\s?[-–/]\s?)?(?P<año>(?:20)?\d\d)\b(?![.,]\d|\s?%)"
)
_YEAR = re.compile(r"(?<![\w.,/–-])20\d\d(?![\w/–-]|[.,]\d)")
_HEADING_WORDS = 8
_DAYS_MAX = 31
_AHEAD_MAX = timedelta(days=270)
"""A date without its year is the nearest one; half a year back, it may be announced for next year."""
_RANGE = re.compile(
    r"\s*(?:[–—-]|,|&|(?:to|and|or|through|until|y|a|al|o)\b)\s*\d{1,2}\b(?!\d|[:.]\d)"
)


class DayInText(NamedTuple):
    """A day that the copy names, and where."""

    day: date
    begin: int
    end: int


def days_in(passage: Passage, near: date | None) -> tuple[DayInText, ...]:
    """The days that a passage names; one without its year is taken as the nearest to `near`."""
    found = []
    for match in _dates_in(passage.text):
        days = _meant(match, near)
        if days and days[0]:
            found.append(DayInText(days[0], match.start(), match.end()))
    return tuple(found)


def weekday_findings(copy: Copy) -> Iterator[Finding]:
    """Dates whose weekday is another one, and dates that do not exist."""
    told_in_full = _told_in_full(copy)
    seasons = _seasons(copy)
    for passage in copy.all:
        years = {year for year, line in seasons.items() if line <= passage.line}
        told: list[tuple[int, int]] = []
        for form in _BESIDE:
            for match in form.finditer(passage.text):
                if truth := _truth(match, copy.near, told_in_full, years):
                    told.append(match.span())
                    line = passage.line_at(match.start())
                    yield WRONG_WEEKDAY.found(copy.file, line, text=quoted(match[0]), truth=truth)
        for match in _NUMERIC.finditer(passage.text):
            days = _days_in_figures(match)
            if all(day.weekday() != weekday_number(match["weekday"]) for day in days):
                line = passage.line_at(match.start())
                shown = " or ".join(
                    f"{day} is a {weekday_named(day, match['weekday'])}" for day in days
                )
                truth = shown or "there is no such day"
                yield WRONG_WEEKDAY.found(copy.file, line, text=quoted(match[0]), truth=truth)
        yield from _short_days(passage, copy, told_in_full)
        for match in _dates_in(passage.text):
            known = any(begin <= match.start() < end for begin, end in told)
            if not known and _meant(match, copy.near) == [None]:
                line = passage.line_at(match.start())
                truth = "there is no such day"
                yield WRONG_WEEKDAY.found(copy.file, line, text=quoted(match[0]), truth=truth)


def _short_days(passage: Passage, copy: Copy, told_in_full: frozenset[date]) -> Iterator[Finding]:
    """`3/12 (Wednesday)`: the weekday fits neither order, in no year that can be meant."""
    if "/" not in passage.text or (dateline := copy.near) is None:
        return
    for form in _SHORT:
        for match in form.finditer(passage.text):
            several = _ONE_OF_SEVERAL.search(passage.text[: match.start("weekday")][-24:])
            if several or _RANGE.match(passage.text, match.end("two")):
                continue
            weekday = weekday_number(match["weekday"])
            orders = {(match["one"], match["two"]), (match["two"], match["one"])}
            days = [
                day
                for number, month in sorted(orders)
                for day in _days_in_short(int(number), int(month), dateline)
            ]
            same = {(day.month, day.day) for day in days}
            days += [day for day in told_in_full if (day.month, day.day) in same]
            if days and all(day.weekday() != weekday for day in days):
                line = passage.line_at(match.start())
                near = sorted(days, key=lambda day: abs(day - dateline))[:2]
                truth = " or ".join(
                    f"{day} is a {weekday_named(day, match['weekday'])}" for day in sorted(near)
                )
                yield WRONG_WEEKDAY.found(copy.file, line, text=quoted(match[0]), truth=truth)


def weekday_number(name: str) -> int:
    """
    Monday is 0.

    >>> weekday_number("Miércoles"), weekday_number("Sun.")
    (2, 6)
    """
    fold = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()[:3]
    return (_STARTS if fold in _STARTS else _SPANISH_STARTS).index(fold)


def weekday_named(day: date, like: str) -> str:
    """The weekday of `day`, in the language of the weekday `like`."""
    return (_SPANISH if like.casefold() in _SPANISH else _ENGLISH)[day.weekday()]


def _told_in_full(copy: Copy) -> frozenset[date]:
    """Every day that the copy names with its year."""
    matches = (match for passage in copy.all for match in _dates_in(passage.text) if match["year"])
    return frozenset(day for match in matches for day in _meant(match, None) if day)


def _seasons(copy: Copy) -> dict[int, int]:
    """The years to which days may belong, each with the line from which on: of a season, a heading."""
    years: dict[int, int] = {}
    for passage in (*copy.titles, *copy.body):
        for match in _SEASON.finditer(passage.flat):
            years[2000 + int((match["year"] or match["año"])[-2:])] = 0
        found = _YEAR.findall(passage.flat)
        heads = (
            len(passage.text.split()) <= _HEADING_WORDS and passage.text.rstrip()[-1:] not in ".!?"
        )
        if (
            len(found) == 1
            and heads
            and not any(match["year"] for match in _dates_in(passage.text))
        ):
            years.setdefault(int(found[0]), passage.line)
    return years


def _truth(
    match: re.Match[str], near: date | None, told_in_full: frozenset[date], years: set[int]
) -> str:
    """What is really so, "" where all is well or nothing can be said."""
    if match["day"] and _RANGE.match(match.string, match.end("day")):
        return ""
    days = _meant(match, near)
    weekday = weekday_number(match["weekday"])
    if not days or any(day and day.weekday() == weekday for day in days):
        return ""
    if not (day := days[0]):
        return "there is no such day"
    same = {each for each in told_in_full if (each.month, each.day) == (day.month, day.day)}
    same |= {other for year in years if (other := _of_year(day, year))}
    if not match["year"] and any(each.weekday() == weekday for each in same):
        return ""
    return f"{day.isoformat()} is a {weekday_named(day, match['weekday'])}"


def _meant(match: re.Match[str], near: date | None) -> list[date | None]:
    """The days that can be meant, the likeliest first; [None]: no such day; []: nobody can say."""
    month = match["month"] or match["month_last"]
    number = int(match["day"] or match["day_first"])
    if number > _DAYS_MAX or not _is_month(month):
        return []
    if match["year"]:
        return [_day(number, month, int(match["year"]))]
    if near is not None:
        return _days_near(number, month, near)
    # A leap year: what it does not have, no year has.
    return [] if _day(number, month, 2000) else [None]


def _of_year(day: date, year: int) -> date | None:
    with suppress(ValueError):
        return day.replace(year=year)
    return None


def _days_in_figures(match: re.Match[str]) -> list[date]:
    """The days that figures can mean: two where day and month can change places."""
    if match["iso"]:
        orders = [match["iso"]]
    else:
        one, two = int(match["one"]), int(match["two"])
        orders = [f"{match['year']}-{a:02}-{b:02}" for a, b in {(two, one), (one, two)}]
    days = []
    for order in orders:
        with suppress(ValueError):
            days.append(date.fromisoformat(order))
    return sorted(days)


def _dates_in(text: str) -> Iterator[re.Match[str]]:
    """Every day with its month; in `Friday 27 May` the first word is none."""
    begin = 0
    while match := _ALONE.search(text, begin):
        found = _is_month(match["month"] or match["month_last"])
        begin = match.end() if found else match.start() + 1
        if found:
            yield match


def _is_month(word: str) -> bool:
    return word.casefold() in MONTH_OF and word not in _NO_MONTHS


def _days_near(number: int, month: str, near: date) -> list[date | None]:
    years = (near.year - 1, near.year, near.year + 1)
    return [*_likely([day for year in years if (day := _day(number, month, year))], near)] or [None]


def _likely(days: list[date], near: date) -> list[date]:
    """The nearest one, and those of the months to come."""
    close = sorted(days, key=lambda day: abs(day - near))
    return [*close[:1], *(day for day in close[1:] if near < day < near + _AHEAD_MAX)]


def _days_in_short(number: int, month: int, near: date) -> list[date]:
    """As `_days_near`, of a month in figures; nothing where there is no such month or day."""
    days = []
    for year in (near.year - 1, near.year, near.year + 1):
        with suppress(ValueError):
            days.append(date(year, month, number))
    return _likely(days, near)


def _day(number: int, month: str, year: int) -> date | None:
    try:
        return parse_date(f"{number} {month} {year}")
    except DateError:
        return None
