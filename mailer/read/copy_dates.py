"""
Weekdays beside dates, in English and Spanish: does the day fall on the weekday named?

Promises: reads `Wednesday, Dec. 5, 2018`, `5 December 2018 (Wednesday)`, `miércoles 5 de diciembre
de 2018`, and the same without a year where a day near by is known. Never: reads numeric dates, which
two countries understand differently, or ranges of days.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta

from mailer.read.copy_flaws import WRONG_WEEKDAY
from mailer.read.copy_text import Copy, quoted
from mailer.read.release_dates import DateError, parse_date
from mailer.words.findings import Finding

_ENGLISH = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SPANISH = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
_STARTS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPANISH_STARTS = ("lun", "mar", "mie", "jue", "vie", "sab", "dom")
# "Sun" alone is a newspaper, and "wed" a verb.
_WEEKDAY = (
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
_BESIDE = (
    re.compile(rf"\b{_WEEKDAY},?\s+(?:the\s+|el\s+)?{_DATE}"),
    re.compile(rf"\b{_DATE}\s+\({_WEEKDAY}\)"),
)
_NEAR_MAX = timedelta(days=330)
"""A date further off than this is written with its year."""
_RANGE = re.compile(
    r"\s*(?:[–—-]|,|&|(?:to|and|or|through|until|y|a|al|o)\b)\s*\d{1,2}\b(?!\d|[:.]\d)"
)


def weekday_findings(copy: Copy) -> Iterator[Finding]:
    """Dates whose weekday is another one, and dates that do not exist."""
    for passage in copy.all:
        for form in _BESIDE:
            for match in form.finditer(passage.text):
                if truth := _truth(match, copy.near):
                    line = passage.line_at(match.start())
                    yield WRONG_WEEKDAY.found(copy.file, line, text=quoted(match[0]), truth=truth)


def _truth(match: re.Match[str], near: date | None) -> str:
    """What is really so, "" where all is well or nothing can be said."""
    month = match["month"] or match["month_last"]
    number = int(match["day"] or match["day_first"])
    if not _is_month(month) or (match["day"] and _RANGE.match(match.string, match.end("day"))):
        return ""
    if match["year"]:
        days = [_day(number, month, int(match["year"]))]
    elif near is not None:
        days = _days_near(number, month, near)
    else:
        return ""
    weekday = _weekday_number(match["weekday"])
    if any(day and day.weekday() == weekday for day in days):
        return ""
    if not (day := days[0]):
        return "there is no such day"
    name = (_SPANISH if match["weekday"].casefold() in _SPANISH else _ENGLISH)[day.weekday()]
    return f"{day.isoformat()} is a {name}"


def _days_near(number: int, month: str, near: date) -> list[date | None]:
    """The days that a date without its year can mean, the nearest first; [None] if there is none."""
    years = (near.year - 1, near.year, near.year + 1)
    days = [day for year in years if (day := _day(number, month, year))]
    close = [day for day in days if abs(day - near) < _NEAR_MAX]
    return [*sorted(close, key=lambda day: abs(day - near))] or [None]


def _is_month(word: str) -> bool:
    return _day(1, word, 2000) is not None


def _day(number: int, month: str, year: int) -> date | None:
    try:
        return parse_date(f"{number} {month} {year}")
    except DateError:
        return None


def _weekday_number(name: str) -> int:
    fold = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()[:3]
    return (_STARTS if fold in _STARTS else _SPANISH_STARTS).index(fold)
