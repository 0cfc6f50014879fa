"""
Times as press officers write them: `9 a.m. CT, Wednesday, Dec. 5, 2018`, `miércoles 5 de diciembre
de 2018, 9:00 h, hora de Madrid`.

Promises: a day with its month's name and four figures for the year, one time of day, and the zone,
in any order; every word of the text is accounted for. A weekday must be the day's own.
Never: completes a year or a zone; guesses between 05/12 as May and as December, between nine in the
morning and in the evening, or what 12 a.m. and midnight mean.
Fails with: TimeError, a sentence and a cure.
"""

import re
from datetime import date, datetime
from typing import NamedTuple

from mailer.words.calendar_names import MONTH_OF, WEEKDAY_OF, WEEKDAYS_SHOWN, folded
from mailer.words.zones import TimeError

_MONTH = "|".join(sorted(MONTH_OF, key=len, reverse=True))
_WEEKDAY = re.compile(rf"\b(?:{'|'.join(sorted(WEEKDAY_OF, key=len, reverse=True))})\b\.?,?")
_DAYS = (
    re.compile(
        rf"\b(?P<month>{_MONTH})\b\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d+)\b"
    ),
    re.compile(
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th|º|°)?\s+(?:of\s+|de\s+)?(?P<month>{_MONTH})\b\.?,?"
        r"\s+(?:del?\s+)?(?P<year>\d+)\b"
    ),
    re.compile(r"\b(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})\b"),
)
_NUMERIC = re.compile(r"\b\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}\b")
_CLOCK = re.compile(
    r"\b(?P<word>noon|midday|midnight|mediodia|medianoche)\b"
    r"|(?<![+\w:-])(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2}))?(?::(?P<second>\d{2}))?"
    r"\s?(?P<half>[ap]\.?\s?m\b\.?)"
    r"|(?<![+\w:-])(?P<hour_24>\d{1,2})[:.h](?P<minute_24>\d{2})(?::(?P<second_24>\d{2}))?"
    r"(?:\s?(?:horas?|hrs?|hs?)\b\.?)?"
)
_BARE_HOUR = re.compile(r"\b(?P<hour>\d{1,2})\s?(?:horas?|hrs?|hs?|o'clock)?\b")
_FILLERS = re.compile(r"\b(?:at|on|the|a|las?|el|del?|dia|until|hasta)\b(?!\s+[a-z]+/)")
_NOON = 12
_YEAR_FIGURES = 4


class Spoken(NamedTuple):
    """A wall time as it was written, its zone still a text; "" where none was given."""

    wall: datetime
    """Naive: its zone is looked up by whoever asked."""
    zone: str


def read_spoken(text: str) -> Spoken:
    """
    The wall time and the zone's words in `text`.

    >>> read_spoken("9 a.m. ET, Wednesday, Dec. 5, 2018")
    Spoken(wall=datetime.datetime(2018, 12, 5, 9, 0), zone='et')
    """
    plain = folded(text)
    day, rest = _take_day(plain, text)
    weekday = _WEEKDAY.search(rest)
    if weekday:
        _check_weekday(day, weekday[0].strip(".,"))
        rest = rest[: weekday.start()] + " , " + rest[weekday.end() :]
    (hour, minute, second), rest = _take_clock(rest, text)
    try:
        wall = datetime(day.year, day.month, day.day, hour, minute, second)  # noqa: DTZ001 - zone follows
    except ValueError as error:
        raise TimeError(f'"{_shown(text)}" names no time of day that exists.') from error
    return Spoken(wall, _zone_words(rest))


def _take_day(plain: str, text: str) -> tuple[date, str]:
    for form in _DAYS:
        match = form.search(plain)
        if match is None:
            continue
        if len(match["year"]) != _YEAR_FIGURES:
            raise TimeError(f'"{_shown(text)}" has no year of four figures.')
        month = MONTH_OF.get(match["month"]) or int(match["month"])
        try:
            day = date(int(match["year"]), month, int(match["day"]))
        except ValueError as error:
            raise TimeError(f'"{_shown(text)}": there is no such day.') from error
        return day, plain[: match.start()] + " , " + plain[match.end() :]
    if match := _NUMERIC.search(plain):
        raise TimeError(
            f'"{match[0]}" can be read in two ways: which is the day, and which the month?',
            "Write the month's name, or the date like 2026-05-01.",
        )
    raise TimeError(f'"{_shown(text)}" is not an exact time: no day with its month and year.')


def _check_weekday(day: date, written: str) -> None:
    if WEEKDAY_OF[written] != day.weekday():
        raise TimeError(
            f"{day.isoformat()} is a {WEEKDAYS_SHOWN[day.weekday()]}, not a {written.title()}.",
            "Correct the day or the weekday; nobody can know which of them is meant.",
        )


def _take_clock(rest: str, text: str) -> tuple[tuple[int, int, int], str]:
    found = list(_CLOCK.finditer(rest))
    if not found:
        if hour := _BARE_HOUR.search(rest):
            raise TimeError(
                f'"{hour[0].strip()}" alone could be in the morning or in the evening.',
                "Write 9 a.m., 9 p.m. or 21:00.",
            )
        raise TimeError(f'"{_shown(text)}" is a date without a time of day.')
    if len(found) > 1:
        raise TimeError(
            f'"{_shown(text)}" names more than one time of day.', "Write one, with its zone."
        )
    match = found[0]
    return _clock(match), rest[: match.start()] + " , " + rest[match.end() :]


def _clock(match: re.Match[str]) -> tuple[int, int, int]:
    if match["word"] in {"noon", "midday", "mediodia"}:
        return _NOON, 0, 0
    if match["word"]:
        raise TimeError(
            "Midnight could be either end of the day.",
            "Write 12:01 a.m., 11:59 p.m. or 00:00 of the day you mean.",
        )
    if match["half"] is None:
        if match["hour_24"] == "24":
            raise TimeError(
                "24:00 could mean either end of the day.", "Write 00:00 of the day you mean."
            )
        return int(match["hour_24"]), int(match["minute_24"]), int(match["second_24"] or 0)
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if not 1 <= hour <= _NOON:
        raise TimeError(
            f'"{match[0]}" is no time of day.', "Write 9 p.m. or 21:00, not both at once."
        )
    if hour == _NOON:
        raise TimeError(
            f'"{match[0]}" is read as noon by some and as midnight by others.',
            "Write noon, or 00:00 or 12:00 on the 24-hour clock.",
        )
    return hour + _NOON * match["half"].startswith("p"), minute, int(match["second"] or 0)


def _zone_words(rest: str) -> str:
    """What is left when day and time are taken out, without the small words between them."""
    pieces = [piece.strip(" .()[]") for piece in rest.split(",")]
    left = [piece for piece in pieces if piece and _FILLERS.sub("", piece).strip(" .()[]")]
    return " ".join(_without_fillers(piece) for piece in left)


def _without_fillers(piece: str) -> str:
    """The piece without leading and trailing small words; `hora de Madrid` keeps its own."""
    words = piece.split()
    while words and _FILLERS.fullmatch(words[0]):
        words.pop(0)
    while words and _FILLERS.fullmatch(words[-1]):
        words.pop()
    return " ".join(words)


def _shown(text: str) -> str:
    return " ".join(text.split())[:60]
