"""
Whether the rules of a time zone have changed since a distribution was planned.

Governments change their clocks at short notice. What was announced is the wall time; the instant was
computed from it by the rules of that day. Where today's rules make another instant of it, somebody
must say which of the two holds.

Pure: the zone files that Python has are the rules.
"""

from datetime import UTC, datetime

from mailer.schedule.distribution import Distribution
from mailer.words.times import later_instant, may_be_instant


def moved_because(planned: Distribution) -> str:
    """Why the embargo as it was planned may not be what was announced; "" where it still is."""
    until = planned.embargoed_until
    if until is None or not planned.embargo_wall:
        return ""
    wall = datetime.fromisoformat(planned.embargo_wall)
    if may_be_instant(wall, planned.embargo_zone, until):
        return ""
    now_at, _ = later_instant(wall, planned.embargo_zone)
    return (
        f"The clocks of {planned.embargo_zone} have new rules: the embargo, {planned.embargo_shown}, "
        f"was {_shown(until)} when it was planned, and would be {_shown(now_at)} today."
    )


def _shown(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
