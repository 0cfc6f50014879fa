"""
The two sorts of time in a release file: the dateline's day, and the instants of embargo and expiry.

Promises: a day is written in ISO form or with the month's name in one of six languages;
`05/12/2018`, which two countries read differently, is refused. An instant has its zone.
Never: reads a clock; `now` is an argument.
Fails with: DateError, or TimeError of `words.times`; both are a sentence and a cure.
"""

import re
from datetime import date, datetime, timedelta

from mailer.words.calendar_names import MONTH_OF, folded
from mailer.words.times import ZonedTime, parse_time
from mailer.words.zones import TimeError

_WRITTEN = (
    re.compile(r"(?P<year>\d{4})-(?P<number>\d{2})-(?P<day>\d{2})", re.ASCII),
    re.compile(r"(?P<month>[a-z]+)\.? (?P<day>\d{1,2}),? (?P<year>\d{4})", re.ASCII),
    re.compile(
        r"(?P<day>\d{1,2})\.?(?: de)? (?P<month>[a-z]+)\.?,?(?: del?)? (?P<year>\d{4})", re.ASCII
    ),
)
_NOT_EMBARGOED = frozenset({"", "none", "immediate"})
_AGE_MAX = timedelta(days=366)


class DateError(ValueError):
    """Why a text is no day. The cure is always DATE_CURE."""


DATE_CURE = "Write it like 2018-12-05 or December 5, 2018."


def parse_date(text: str) -> date:
    """
    One day of the calendar.

    >>> parse_date("5 de diciembre de 2018")
    datetime.date(2018, 12, 5)
    """
    plain = folded(text)
    for form in _WRITTEN:
        match = form.fullmatch(plain)
        if match is None:
            continue
        parts = match.groupdict()
        number = parts.get("number") or MONTH_OF.get(parts.get("month") or "", 0)
        if not number:
            raise DateError(f'"{match["month"]}" is not the name of a month.')
        try:
            return date(int(match["year"]), int(number), int(match["day"]))
        except ValueError as error:
            raise DateError(f'"{text[:60]}" is not a day that exists.') from error
    raise DateError(f'"{text[:60]}" is not a date that can be read in one way only.')


def parse_embargo(text: str, now: datetime | None) -> ZonedTime | None:
    """
    When a release may be published; None where the text says that there is no embargo.

    An embargo of more than a year ago is refused as a slip of the pen, if `now` is given.
    """
    if text.strip().casefold() in _NOT_EMBARGOED:
        return None
    embargo = parse_time(text)
    if now is not None and embargo.utc < now - _AGE_MAX:
        raise TimeError(
            f"{embargo} is more than a year ago.",
            "Correct the year, or write embargoed_until: none if the embargo is over.",
        )
    return embargo
