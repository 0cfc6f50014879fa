"""
Exact instants, as people write them: a wall time, a zone, and the one UTC instant both name.

Promises: `parse_time` returns an instant only where the text names exactly one. A time without a
zone, a local time that does not exist or exists twice, and an abbreviation that several zones share
are refused, each with the cure. Fractions are rounded up, so that nothing is ever early.
Never: reads the machine's clock or zone; completes a date from a default.
Fails with: TimeError, a sentence and a cure.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo, available_timezones

_EXAMPLE = "Write it like 2026-05-01 09:00 Europe/London."
_EXACT = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})"
    r"[T ]\s*(?P<hour>\d{2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"\s*(?P<zone>\S.*)?"
)
_OFFSET = re.compile(r"(?P<sign>[+-])(?P<hours>\d{2}):?(?P<minutes>\d{2})")
_BRACKETED = re.compile(r"(?P<offset>Z|[+-]\d{2}:?\d{2})\s*\[(?P<zone>[^\]]+)\]")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_HOURS_MAX = 14
"""No civil clock is further from UTC (Kiritimati)."""
_ABBREVIATIONS = {
    "EST": ("America/New_York",),
    "EDT": ("America/New_York",),
    "ET": ("America/New_York",),
    "CST": ("America/Chicago", "Asia/Shanghai", "America/Havana"),
    "CDT": ("America/Chicago",),
    "CT": ("America/Chicago",),
    "MST": ("America/Denver",),
    "MDT": ("America/Denver",),
    "MT": ("America/Denver",),
    "PST": ("America/Los_Angeles",),
    "PDT": ("America/Los_Angeles",),
    "PT": ("America/Los_Angeles",),
    "BST": ("Europe/London", "Asia/Dhaka"),
    "IST": ("Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"),
    "CET": ("Europe/Paris", "Europe/Madrid", "Europe/Berlin"),
    "CEST": ("Europe/Paris", "Europe/Madrid", "Europe/Berlin"),
    "WET": ("Europe/Lisbon",),
    "EET": ("Europe/Athens",),
    "JST": ("Asia/Tokyo",),
    "AST": ("America/Halifax", "Asia/Riyadh"),
}


class TimeError(ValueError):
    """Why a text names no single instant (`what`), and what to write instead (`cure`)."""

    def __init__(self, what: str, cure: str = _EXAMPLE) -> None:
        """Both are sentences for the press officer."""
        super().__init__(f"{what} {cure}")
        self.what = what
        self.cure = cure


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


def zone_named(name: str) -> ZoneInfo | timezone:
    """The zone of a name that `parse_time` accepted."""
    if match := _OFFSET.fullmatch(name):
        offset = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"]))
        return timezone(-offset if match["sign"] == "-" else offset)
    return ZoneInfo(name)


def parse_zone(text: str) -> str:
    """
    An IANA zone, `UTC`, or an offset, in its one spelling; anything else is refused with the cure.

    >>> parse_zone("europe/london")
    'Europe/London'
    """
    name = text.strip()
    if name.upper() in {"Z", "UTC"}:
        return "UTC"
    if match := _OFFSET.fullmatch(name):
        if int(match["hours"]) > _HOURS_MAX or int(match["minutes"]) > 59:  # noqa: PLR2004 - minutes
            raise TimeError(f"There is no offset {name}.")
        if (match["sign"], match["hours"], match["minutes"]) == ("-", "00", "00"):
            raise TimeError("-00:00 means that the zone is unknown (RFC 3339).")
        return f"{match['sign']}{match['hours']}:{match['minutes']}"
    if choices := _ABBREVIATIONS.get(name.upper()):
        one_of = " or ".join(choices)
        raise TimeError(
            f'"{name}" does not name one zone: it changes meaning with season or country.',
            f"Name the place instead: {one_of}.",
        )
    return _iana(name)


def _iana(name: str) -> str:
    by_fold = {zone.casefold(): zone for zone in available_timezones()}
    zone = by_fold.get(name.casefold().replace(" ", "_"))
    # Only names of places, and GMT, say the same thing everywhere: "localtime" and "Factory" mean
    # whatever this machine says, and Etc/GMT+1 means UTC-1.
    if zone is None or not ("/" in zone or zone == "GMT") or zone.startswith(("Etc/", "SystemV/")):
        from difflib import get_close_matches  # noqa: PLC0415 - only a mistake needs it

        places = [fold for fold, at in by_fold.items() if "/" in at and not at.startswith("Etc/")]
        near = get_close_matches(name.casefold(), places, n=1)
        hint = f"Did you mean {by_fold[near[0]]}?" if near else _EXAMPLE
        raise TimeError(f'"{name[:60]}" is not the name of a time zone.', hint)
    return zone


def parse_time(text: str) -> ZonedTime:
    """
    Read an exact time: ISO date and time with an IANA zone, `UTC`, `Z` or an offset.

    >>> parse_time("2026-05-01 09:00 Europe/London").utc.isoformat()
    '2026-05-01T08:00:00+00:00'
    """
    given = " ".join(text.split())
    match = _EXACT.fullmatch(given)
    if match is None:
        raise _unreadable(given)
    if not match["zone"]:
        raise TimeError(
            f'"{given}" names no time zone.',
            f"Add one: {given} Europe/London, or the offset +01:00.",
        )
    wall = _wall(match, given)
    zone, offset = match["zone"], None
    if both := _BRACKETED.fullmatch(zone):
        zone, offset = both["zone"], both["offset"]
    name = parse_zone(zone)
    instant = _one_instant(wall, name) if offset is None else _stated_instant(wall, offset, name)
    return ZonedTime(instant, name)


def _unreadable(given: str) -> TimeError:
    if _DATE.fullmatch(given):
        return TimeError(f'"{given}" is a date without a time of day.')
    return TimeError(f'"{given[:60]}" is not an exact time.')


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
