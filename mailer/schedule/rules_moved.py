"""
Whether the rules of a time zone have changed since a distribution was planned.

Governments change their clocks at short notice. What was announced is the wall time, of the embargo
and of `--at`; the instant was computed from it by the rules of that day. Where today's rules make
another instant of it, somebody must say which of the two holds.

Pure: the zone files that Python has are the rules.
"""

from datetime import UTC, datetime

from mailer.schedule.distribution import Distribution, WallTime
from mailer.words.times import ZonedTime, later_instant, may_be_instant


def wall_time_of(given: ZonedTime) -> WallTime:
    """One instant as it was written down."""
    return WallTime(given.local.replace(tzinfo=None), given.zone, given.utc)


def moved_because(planned: Distribution, first_due_at: datetime | None) -> list[str]:
    """
    Why what was planned may not be what was announced, a sentence for each time; [] where it still is.

    `first_due_at`: when the first of those is due that were never tried. A time to leave before it has
    been kept, or is held back by the embargo.
    """
    because = []
    if planned.embargoed_until is not None and planned.embargo_wall:
        wall = datetime.fromisoformat(planned.embargo_wall)
        told = WallTime(wall, planned.embargo_zone, planned.embargoed_until)
        because.append(_moved(told, "the embargo", planned.embargo_shown))
    because += [
        _moved(told, "the time to leave", f"{told.wall:%Y-%m-%d %H:%M} {told.zone}")
        for told in planned.wall_times
        if first_due_at is not None and told.at >= first_due_at
    ]
    return [each for each in because if each]


def _moved(told: WallTime, what: str, shown: str) -> str:
    now_at, _ = later_instant(told.wall, told.zone)
    # A time in a gap, or one that comes twice, was planned as the later instant, or as either.
    if told.at == now_at or may_be_instant(told.wall, told.zone, told.at):
        return ""
    return (
        f"The clocks of {told.zone} have new rules: {what}, {shown}, was {_shown(told.at)} when it "
        f"was planned, and would be {_shown(now_at)} today."
    )


def _shown(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
