"""
Whether the machine's clock can be believed, decided on readings of it.

    jump        two readings while waiting: the wall clock has moved otherwise than time has passed
    standing    one reading: before this version was made, or before the ledger's last event
    the system  says that a time service is at work and has not set the clock yet
    offset      a time server's clock is another

Promises: a doubt is a sentence for the person who must look; no doubt is "". Suspending a machine or
a process is no jump: its steady clock goes on meanwhile.
Pure: every reading is an argument. Never: corrects a clock, or decides what is late (`lateness`).
"""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from mailer.words.times import span_shown

MADE_AT = datetime(2026, 1, 1, tzinfo=UTC)
"""This version did not exist before: a clock that stands earlier is wrong."""
JUMP_MAX = timedelta(seconds=2)
"""Between two readings half a second apart; time services that slew move it by microseconds."""
_BACK_MAX = timedelta(minutes=2)
"""Machines that share a ledger may differ by so much."""


class Reading(NamedTuple):
    """Both clocks of a machine at one instant."""

    wall: datetime
    """Aware, UTC. May be set by people and services."""
    steady_s: float
    """Seconds since some instant; nobody can set it."""


def doubt_over_jump(before: Reading, after: Reading) -> str:
    """
    Why the wall clock cannot be believed after what happened between two readings.

    >>> nine = datetime(2026, 5, 1, 9, tzinfo=UTC)
    >>> doubt_over_jump(Reading(nine, 0.0), Reading(nine + timedelta(hours=1), 3600.0))
    ''
    >>> doubt_over_jump(Reading(nine, 0.0), Reading(nine + timedelta(hours=1), 1.0))
    'The clock of this machine has jumped forward by 0:59:59, to 2026-05-01 10:00:00 UTC.'
    """
    passed = timedelta(seconds=after.steady_s - before.steady_s)
    jump = after.wall - before.wall - passed
    if abs(jump) <= JUMP_MAX:
        return ""
    way = "forward" if jump > timedelta(0) else "back"
    shown = timedelta(seconds=round(abs(jump).total_seconds()))
    return f"The clock of this machine has jumped {way} by {shown}, to {_shown(after.wall)}."


def doubt_over_standing(
    now: datetime, *, last_event_at: datetime | None, synchronised: bool | None
) -> str:
    """Why the wall clock cannot be believed as it stands. `synchronised` None: nobody can tell."""
    if now < MADE_AT:
        return f"The clock of this machine says {_shown(now)}, before this version was made."
    if last_event_at is not None and now < last_event_at - _BACK_MAX:
        return (
            f"The clock of this machine says {_shown(now)}, but the ledger's last event was at "
            f"{_shown(last_event_at)}."
        )
    if synchronised is False:
        return "The system says that the clock of this machine is not synchronised yet."
    return ""


def doubt_over_offset(offset_s: float, host: str) -> str:
    """
    Why the wall clock cannot be believed beside a time server's; `offset_s`: what it lacks to that.

    >>> doubt_over_offset(-3600.0, "time.example"), doubt_over_offset(1.9, "time.example")
    ("The clock of this machine is 1 h ahead of time.example's.", '')
    """
    if abs(offset_s) <= JUMP_MAX.total_seconds():
        return ""
    way = "behind" if offset_s > 0 else "ahead of"
    return f"The clock of this machine is {span_shown(timedelta(seconds=offset_s))} {way} {host}'s."


def _shown(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
