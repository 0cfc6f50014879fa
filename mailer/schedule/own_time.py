"""
Everybody's own nine o'clock: one wall time that each recipient's own zone makes an instant of.

Where the clocks of a zone change over it, so that it does not exist or comes twice, the later instant
is taken: nobody gets it early.

Pure: `now` is an argument.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from mailer.words.times import later_instant, parse_time
from mailer.words.zones import zone_named

_HOUR = re.compile(r"(?P<hour>\d{1,2}):(?P<minute>\d{2})", re.ASCII)
_LOCAL = re.compile(r"(?P<wall>.+?),?\s+local(?: time)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class OwnTime:
    """A wall time, wherever the recipient is."""

    wall: time
    day: date | None
    """None: the next one there is."""
    fallback: str = ""
    """The zone of recipients whose list gives none; "": there is none."""

    def instant(self, zone: str, now: datetime) -> tuple[datetime, bool]:
        """When it is in a zone; True where the clocks change over it and the later one was taken."""
        return later_instant(self.wall_in(zone, now), zone)

    def wall_in(self, zone: str, now: datetime) -> datetime:
        """What the clocks of a zone show then; naive."""
        if self.day is not None:
            return datetime.combine(self.day, self.wall)
        today = datetime.combine(now.astimezone(zone_named(zone)).date(), self.wall)
        passed = later_instant(today, zone)[0] < now
        return today + timedelta(days=1) if passed else today

    def __str__(self) -> str:
        """`2026-05-01 09:00 local`."""
        return f"{self.day or 'the next'} {self.wall:%H:%M} local"


def parse_own_time(text: str, fallback: str) -> OwnTime | None:
    """
    Read `2026-05-01 09:00 local`, or `09:00 local`; None where it does not end in `local`.

    Raises TimeError for a wall time that cannot be read.

    >>> str(parse_own_time("May 1, 2026, 9 a.m. local", ""))
    '2026-05-01 09:00 local'
    """
    match = _LOCAL.fullmatch(" ".join(text.split()))
    if match is None:
        return None
    hour = _HOUR.fullmatch(match["wall"])
    # UTC has no gaps and no folds: it only stands in for the zone that each recipient brings.
    day = "2000-01-01 " if hour else ""
    padded = f"{int(hour['hour']):02d}:{hour['minute']}" if hour else match["wall"]
    wall = parse_time(f"{day}{padded} UTC").utc
    return OwnTime(wall.time(), None if hour else wall.date(), fallback)
