"""
A clock that advances by itself: whoever sleeps on it has slept at once, and a night takes no time.

It begins at an instant and stands still while its run works, so that all is timed as if the work took no
time at all. One run uses it; who looks on from another thread may read `at`.

Promises: it never goes back. Never: lets real time pass; looks at the machine's clock.
"""

from datetime import datetime, timedelta

from mailer.schedule.clock_rules import Reading


class AdvancingClock:
    """A `MachineClock` whose time is a value."""

    def __init__(self, at: datetime) -> None:
        """Stand at `at`."""
        self.at = at
        self._began_at = at

    def now(self) -> datetime:
        """Where it stands."""
        return self.at

    def sleep(self, seconds: float) -> None:
        """Leap."""
        self.at += timedelta(seconds=max(seconds, 0.0))

    def read(self) -> Reading:
        """Wall and steady clock are one."""
        return Reading(self.at, (self.at - self._began_at).total_seconds())

    def synchronised(self) -> bool | None:
        """Nobody sets it."""
        return None
