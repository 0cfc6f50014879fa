"""
Times of day in copy: hours that cannot be, `12 a.m.`, zones of the wrong season, no zone at all, and
two times side by side that are not the same instant.

Promises: a season is judged on the day that stands beside the time, else on the dateline's. Never:
completes a zone, or judges one where a country of the region keeps one time all year.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from mailer.read.copy.dates import days_in
from mailer.read.copy.flaws import (
    IMPOSSIBLE_TIME,
    NO_ZONE,
    TWELVE,
    WRONG_SEASON,
    ZONES_DISAGREE,
)
from mailer.read.copy.text import Copy, Passage, quoted
from mailer.words.findings import Finding

_CLOCK = (
    r"(?<![\d:.,$€£])(?P<hour{0}>\d{{1,2}})(?:[:.](?P<minute{0}>\d{{2}}))?"
    r"(?:\s?(?P<half{0}>[ap]\.?\s?m\b\.?|[AP]\.?M\b\.?)|\s?(?P<h{0}>h\b|hrs?\b|horas\b|hours\b))?"
)
_LONG = {
    "Eastern": "America/New_York",
    "Central": "America/Chicago",
    "Mountain": "America/Denver",
    "Pacific": "America/Los_Angeles",
}
_SEASONAL = {
    "EST": ("America/New_York", False),
    "EDT": ("America/New_York", True),
    "CST": ("America/Chicago", False),
    "CDT": ("America/Chicago", True),
    "MST": ("America/Denver", False),
    "MDT": ("America/Denver", True),
    "PST": ("America/Los_Angeles", False),
    "PDT": ("America/Los_Angeles", True),
    "BST": ("Europe/London", True),
    "CET": ("Europe/Paris", False),
    "CEST": ("Europe/Paris", True),
    "WET": ("Europe/Lisbon", False),
    "WEST": ("Europe/Lisbon", True),
    "EET": ("Europe/Athens", False),
    "EEST": ("Europe/Athens", True),
}
"""Zones that hold for a part of the year, and whether it is the summer."""
_YEAR_ROUND = {
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
    "GMT": "UTC",
    "UTC": "UTC",
    "London time": "Europe/London",
    "New York time": "America/New_York",
    "Paris time": "Europe/Paris",
    "Madrid time": "Europe/Madrid",
    "hora peninsular": "Europe/Madrid",
    "hora de Madrid": "Europe/Madrid",
    "hora de Londres": "Europe/London",
    "hora de Nueva York": "America/New_York",
    "hora de Ciudad de México": "America/Mexico_City",
}
_NAMES = sorted((*_SEASONAL, *_YEAR_ROUND), key=len, reverse=True)
_ZONE = rf"(?P<zone{{0}}>\b(?:{'|'.join(_NAMES)})\b(?![+-]\d))"
_LONG_ZONE = re.compile(rf"\b({'|'.join(_LONG)}) (Standard|Daylight) Time\b")
_ONE = re.compile(_CLOCK.format(""))
_ZONED = re.compile(_CLOCK.format("") + r",?\s*\(?" + _ZONE.format(""))
_NEXT = re.compile(
    r"\)?(?:\s*[(/,;=–—-]+\s*|\s+(?:\(?(?:or|o|and|y)\s+))" + _CLOCK.format("") + r",?\s*"
    + _ZONE.format("")
)  # fmt: skip
_ANY_ZONE = re.compile(
    _ZONE.format("") +
        r"|\b(?:GMT|UTC)[+-]\d|\b[A-Z][a-z]+/[A-Z]\w+|\b(?:[A-Z]{2,3}ST|[A-Z]{1,3}DT|IST|HT"
        r"|AKT)\b"
    r"|(?i:\b(?:local|eastern|central|mountain|pacific)\s(?:\w+\s)?time\b|\btime\szone)"
    r"|(?i:\b(?:hora|horario)\s(?:local|de|del|peninsular|insular|central)\b)"
)  # fmt: skip
_ONE_TIME_ALL_YEAR = re.compile(
    r"\b(?:M[ée]xico|China|Beijing|Shanghai|Taiwan|Arizona|Phoenix|Saskatchewan"
    r"|Costa Rica|Honduras|Guatemala"
    r"|El Salvador|Nicaragua|Panam[aá]|Jamaica|Canc[uú]n|Colombia|Per[uú]|Ecuador|Algeria"
    r"|Tunisia|Hawaii"
    r"|Bangladesh|Cuba)\b"
)
_NAMESAKES = {"BST": re.compile(r"\bBangladesh\b")}
"""Names of summer time that are in force all year elsewhere."""
_FAR_AWAY = re.compile(
    r"\b(?:webinar|webcast|online|virtual(?:ly)?|Zoom|livestream(?:ed)?|live ?stream"
    r"|teleconference|conference call"
    r"|dial[- ]in|en línea|videoconferencia|telemático|en directo por)\b",
    re.IGNORECASE,
)  # fmt: skip
_WHEN = re.compile(r"\s*(?:When|Time|Date and time|Cuándo|Hora|Fecha y hora)\s*[:\s]")
_DAY = 24 * 60
_HOUR_MAX, _MINUTE_MAX = 24, 59
_BESIDE = 60
"""Characters between a time and its day."""


class TimeInText(NamedTuple):
    """A time of day that the copy names."""

    text: str
    minutes: int
    """Since midnight, by its own clock."""
    zone: str
    """As it is written; "" where none stands beside it."""
    instant: int | None
    """Minutes in UTC since that day began there; None where the zone is not known."""


class _Clock(NamedTuple):
    """A time of day as it was read."""

    hour: int
    minute: int
    half: str
    """`a`, `p`, or "" for a clock of 24 hours."""

    @property
    def minutes(self) -> int:
        """Since midnight."""
        hour = self.hour % 12 + 12 * (self.half == "p") if self.half else self.hour
        return hour * 60 + self.minute


def time_findings(copy: Copy) -> Iterator[Finding]:
    """Hours that cannot be, and twelves that can be two things."""
    for passage in copy.all:
        for match in _ONE.finditer(passage.text):
            clock, line = _clock(match), passage.line_at(match.start())
            sure = match["minute"] is not None or "." in (match["half"] or ".")
            if not (match["half"] or match["h"]):
                continue
            if match["half"] and clock.hour == 12 and not clock.minute:  # noqa: PLR2004 - noon
                yield TWELVE.found(copy.file, line, text=quoted(match[0]))
            elif sure and _impossible(clock, match["h"]):
                yield IMPOSSIBLE_TIME.found(copy.file, line, text=quoted(match[0]))


def zone_findings(copy: Copy) -> Iterator[Finding]:
    """Zones of the wrong season, times that disagree with each other, and no zone at all."""
    everything = " ".join(passage.text for passage in copy.all)
    settled = _ONE_TIME_ALL_YEAR.search(everything) is not None
    others = [zone for zone, place in _NAMESAKES.items() if place.search(everything)]
    for passage in copy.all:
        yield from _wrong_seasons(passage, copy, settled=settled, others=others)
        yield from _disagreements(passage, copy)
        yield from _no_zone(passage, copy)


def _wrong_seasons(
    passage: Passage, copy: Copy, *, settled: bool, others: list[str]
) -> Iterator[Finding]:
    """Where a place of one time all year is named (`settled`), that is never the time of summer."""
    named = [(match.start("zone"), match["zone"]) for match in _ZONED.finditer(passage.text)]
    named += [(match.start(), match[0]) for match in _LONG_ZONE.finditer(passage.text)]
    for offset, zone in named:
        place, summer = _season(zone)
        if not place or (settled and not summer) or zone in others:
            continue
        day = _day_beside(passage, offset, copy.near)
        if day is None or _is_summer(place, day) in {summer, None}:
            continue
        if day == copy.near and not _all_seasons_agree(copy, place, day):
            continue
        right = "summer time" if not summer else "standard time"
        line = passage.line_at(offset)
        facts = {"zone": zone, "day": day.isoformat(), "right": right}
        yield WRONG_SEASON.found(copy.file, line, **facts)


def _all_seasons_agree(copy: Copy, place: str, near: date) -> bool:
    """Whether every day that the copy names from the dateline on is in the dateline's season."""
    ahead = {
        each.day for passage in copy.body for each in days_in(passage, near) if each.day > near
    }
    return all(_is_summer(place, day) == _is_summer(place, near) for day in ahead)


def _season(zone: str) -> tuple[str, bool]:
    if match := _LONG_ZONE.fullmatch(zone):
        return _LONG[match[1]], match[2] == "Daylight"
    return _SEASONAL.get(zone, ("", False))


def _is_summer(place: str, day: date) -> bool | None:
    """Whether summer time holds there all day; None on a day on which the clocks change."""
    zone = ZoneInfo(place)
    ends = [datetime.combine(day, at, zone).dst() for at in (time(0, 0), time(23, 59))]
    first, last = (bool(end) for end in ends)
    return first if first == last else None


def _disagreements(passage: Passage, copy: Copy) -> Iterator[Finding]:
    for first in _ZONED.finditer(passage.text):
        day = _day_beside(passage, first.start(), copy.near)
        other = _NEXT.match(passage.text, first.end())
        if day is None or other is None:
            continue
        ours, theirs = _instant(first, day), _instant(other, day)
        if ours is not None and theirs is not None and (ours - theirs) % _DAY:
            text = quoted(passage.text[first.start() : other.end()])
            line = passage.line_at(first.start())
            yield ZONES_DISAGREE.found(copy.file, line, text=text, day=day.isoformat())


def _instant(match: re.Match[str], day: date) -> int | None:
    """Minutes in UTC, on some day."""
    clock, zone = _clock(match), match["zone"]
    bare = not clock.half and match["minute"] is None
    if bare or clock.hour > _HOUR_MAX or clock.minute > _MINUTE_MAX:
        return None
    place, summer = _SEASONAL.get(zone, (_YEAR_ROUND.get(zone, ""), None))
    if not place:
        return None
    noon = datetime.combine(day, time(12), ZoneInfo(place))
    offset = noon.utcoffset() or timedelta(0)
    if summer is not None:
        offset += timedelta(hours=summer - bool(noon.dst()))
    return clock.minutes - int(offset.total_seconds()) // 60


def _no_zone(passage: Passage, copy: Copy) -> Iterator[Finding]:
    match = time_without_zone(passage.text)
    if match and (_WHEN.match(passage.text) or _FAR_AWAY.search(passage.text)):
        line = passage.line_at(match.start())
        yield NO_ZONE.found(copy.file, line, text=quoted(match[0]))


def times_in(text: str, day: date) -> tuple[TimeInText, ...]:
    """The times of day that a text names, as of `day`; bare figures are none."""
    zoned = {match.start(): match for match in _ZONED.finditer(text)}
    found = []
    for match in _ONE.finditer(text):
        if match["half"] or match["h"] or match["minute"]:
            other = zoned.get(match.start())
            zone = other["zone"] if other else ""
            instant = _instant(other, day) if other else None
            found.append(TimeInText(match[0].strip(), _clock(match).minutes, zone, instant))
    return tuple(found)


def time_without_zone(text: str) -> re.Match[str] | None:
    """The first time of day, where no zone stands anywhere in the text."""
    if _ANY_ZONE.search(text):
        return None
    return next((each for each in _ONE.finditer(text) if each["half"] or each["h"]), None)


def _day_beside(passage: Passage, offset: int, near: date | None) -> date | None:
    """The day that stands nearest to a time, else the dateline's."""
    close = [
        (min(abs(day.begin - offset), abs(day.end - offset)), day.day)
        for day in days_in(passage, near)
    ]
    distance, day = min(close, default=(_BESIDE, near))
    return day if distance < _BESIDE else near


def _clock(match: re.Match[str]) -> _Clock:
    half = (match["half"] or "")[:1].casefold()
    return _Clock(int(match["hour"]), int(match["minute"] or 0), half)


def _impossible(clock: _Clock, hours: str | None) -> bool:
    if clock.half:
        return not 1 <= clock.hour <= 12 or clock.minute > _MINUTE_MAX  # noqa: PLR2004 - half a day
    late = clock.hour > _HOUR_MAX and clock.minute > 0
    return hours == "h" and (clock.minute > _MINUTE_MAX or late)
