"""
Exact instants, as people write them: a wall time, a zone, and the one UTC instant both name.

Promises: `parse_time` returns an instant only where the text names exactly one. A time without a
zone, a local time that does not exist or exists twice, and an abbreviation that several zones share
are refused, each with the cure; so is a year that no release has, because at the edges of the calendar
another zone has no such day. Fractions are rounded up, so that nothing is ever early.
Never: reads the machine's clock or zone; completes a date from a default.
Fails with: TimeError, a sentence and a cure.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from mailer.words.zones import TimeError, parse_zone, zone_named

_EXACT = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})"
    r"[T ]\s*(?P<hour>\d{2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"\s*(?P<zone>\S.*)?"
)
_BRACKETED = re.compile(r"(?P<offset>Z|[+-]\d{2}:?\d{2})\s*\[(?P<zone>[^\]]+)\]")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_FIRST_YEAR, _LAST_YEAR = 1970, 2200


@dataclass(frozen=True, slots=True)
class ZonedTime:
    """One instant, and how it was written down."""

    utc: datetime
    """Aware, in UTC."""
    zone: str
    """IANA name, `UTC`, or an offset such as `+01:00`."""

    @property
    def local(self) -> datetime:
        """The wall time in its own zone, aware."""
        return self.utc.astimezone(zone_named(self.zone))

    def __str__(self) -> str:
        """`2026-05-01 09:00 Europe/London`; parses back to itself."""
        local = self.local.replace(tzinfo=None)
        shown = local.isoformat(" ", timespec="microseconds" if local.microsecond else "seconds")
        return f"{shown.removesuffix(':00')} {self.zone}"


def parse_time(text: str) -> ZonedTime:
    """
    Read an exact time: ISO date and time, or words in English or Spanish, each with a zone.

    The zone: an IANA name, `UTC`, `Z`, an offset, or one of the names that `zones` knows.

    >>> parse_time("2026-05-01 09:00 Europe/London").utc.isoformat()
    '2026-05-01T08:00:00+00:00'
    >>> str(parse_time("9 a.m. CT, Wednesday, Dec. 5, 2018"))
    '2018-12-05 09:00 America/Chicago'
    """
    given = " ".join(text.split())
    match = _EXACT.fullmatch(given)
    if match is None:
        if _DATE.fullmatch(given):
            raise TimeError(f'"{given}" is a date without a time of day.')
        from mailer.words.spoken_times import read_spoken  # noqa: PLC0415 - 4 ms, rarely needed

        spoken = read_spoken(given)
        wall, zone, offset = spoken.wall, spoken.zone, None
    else:
        wall, zone, offset = _wall(match, given), match["zone"] or "", None
    if not _FIRST_YEAR <= wall.year <= _LAST_YEAR:
        raise TimeError(
            f'"{given[:60]}" is not in a year between {_FIRST_YEAR} and {_LAST_YEAR}.',
            "Correct the year.",
        )
    if not zone:
        raise TimeError(
            f'"{given[:60]}" names no time zone.',
            f"Add one: {given[:60]} Europe/London, or the offset +01:00.",
        )
    if both := _BRACKETED.fullmatch(zone):
        zone, offset = both["zone"], both["offset"]
    name = parse_zone(zone, wall)
    instant = _one_instant(wall, name) if offset is None else _stated_instant(wall, offset, name)
    return ZonedTime(instant, name)


def _wall(match: re.Match[str], given: str) -> datetime:
    """The wall time, naive on purpose for the one step in which its zone is looked up."""
    if match["hour"] == "24":
        raise TimeError(
            "24:00 could mean either end of the day.", "Write 00:00 of the day you mean."
        )
    try:
        year, month, day, hour, minute = (
            int(match[part]) for part in ("year", "month", "day", "hour", "minute")
        )
        second = int(match["second"] or 0)
        wall = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - zone follows
    except ValueError as error:
        raise TimeError(f'"{given[:60]}" is not a date and time that exists: {error}.') from error
    if fraction := match["fraction"]:
        nanoseconds = int(fraction.ljust(9, "0"))
        wall += timedelta(microseconds=-(-nanoseconds // 1000))
    return wall


def _stated_instant(wall: datetime, offset: str, name: str) -> datetime:
    instant = wall.replace(tzinfo=zone_named(parse_zone(offset))).astimezone(UTC)
    if instant.astimezone(zone_named(name)).replace(tzinfo=None) != wall:
        raise TimeError(f"The offset {offset} and the zone {name} disagree at this time.")
    return instant


def _one_instant(wall: datetime, name: str) -> datetime:
    """The one instant of a wall time; gaps and folds of clock changes are refused with both sides."""
    zone = zone_named(name)
    first, second = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first == second:
        return first
    if first.astimezone(zone).replace(tzinfo=None) != wall:
        before, after = (at.astimezone(zone) for at in sorted((first, second)))
        raise TimeError(
            f"{wall:%Y-%m-%d %H:%M} does not exist in {name}: the clocks go forward over it.",
            f"Write {before:%H:%M} or {after:%H:%M}.",
        )
    raise TimeError(
        f"{wall:%Y-%m-%d %H:%M} comes twice in {name}: the clocks go back over it.",
        f"Write the instant you mean: {first:%Y-%m-%d %H:%M} UTC or {second:%Y-%m-%d %H:%M} UTC.",
    )


def later_instant(wall: datetime, zone: str) -> tuple[datetime, bool]:
    """
    The instant of a naive wall time in a zone, the later one where it has two or none.

    True where the clocks change over it: it does not exist, or comes twice. The later instant is
    never early, whichever was meant.
    """
    placed = zone_named(zone)
    first, second = (wall.replace(tzinfo=placed, fold=fold).astimezone(UTC) for fold in (0, 1))
    return max(first, second), first != second


def may_be_instant(wall: datetime, zone: str, instant: datetime) -> bool:
    """Whether a naive wall time in a zone is still that instant, by today's rules of the zone."""
    return instant.astimezone(zone_named(zone)).replace(tzinfo=None) == wall


def span_shown(span: timedelta) -> str:
    """
    A span of time for people, its two largest parts, whatever its sign.

    >>> span_shown(timedelta(hours=2, minutes=5, seconds=3)), span_shown(timedelta(seconds=40))
    ('2 h 5 min', '40 s')
    """
    seconds = round(abs(span.total_seconds()))
    days, rest = divmod(seconds, 86_400)
    hours, rest = divmod(rest, 3_600)
    minutes, seconds = divmod(rest, 60)
    parts = [f"{days} d"] if days else []
    parts += [f"{hours} h"] if hours else []
    parts += [f"{minutes} min"] if minutes and not days else []
    parts += [f"{seconds} s"] if not (days or hours or minutes) else []
    return " ".join(parts)
