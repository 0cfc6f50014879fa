"""
The outlook of a distribution: how fast it leaves, how long that takes, when the last one is reached.

Pure: what was measured and when it is are arguments. What cannot be known is not guessed: without a
rate and without anything that has left lately there is no time to tell.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from mailer.read.settings import Rate
from mailer.schedule.pace import seconds_for

_UNITS = {1: "s", 60: "min", 3600: "h", 86400: "day"}


class Outlook(NamedTuple):
    """What is known about how a distribution goes on."""

    to_go: int
    """How many will be handed over by themselves, now or later."""
    rates: Sequence[Rate]
    """What the relay may get at most."""
    per_second: float
    """As measured lately; 0: nothing left lately."""
    next_at: datetime | None
    """When the next of them is due; None: what is left is on its way."""
    last_at: datetime | None
    """When the last of them is due; None: as `next_at`."""

    def left_s(self) -> float | None:
        """Seconds of sending that are left; None where nothing tells."""
        if not self.to_go:
            return 0.0
        if not self.rates and not self.per_second:
            return None
        measured = self.to_go / self.per_second if self.per_second else 0.0
        return max(seconds_for(self.to_go, self.rates), measured)

    def reached_at(self, now: datetime) -> datetime | None:
        """About when the last one is reached; None where nothing tells."""
        left_s = self.left_s()
        if left_s is None:
            return None
        begin = max(now, self.next_at or now)
        return max(self.last_at or begin, begin + timedelta(seconds=left_s))

    def speed(self) -> str:
        """How fast it leaves, and may: `12 a minute; at most 30/min, 10000/day`; "": not known."""
        parts = [self.measured()] if self.per_second else []
        if self.rates:
            parts.append(f"at most {shown_rates(self.rates)}")
        return "; ".join(parts)

    def measured(self) -> str:
        """How fast it leaves: `3 a second`, `4.5 a minute`."""
        if self.per_second >= 1:
            return f"{self.per_second:.0f} a second"
        return f"{self.per_second * 60:.1f} a minute"


def shown_rates(rates: Sequence[Rate]) -> str:
    """
    Rates as they are written in the settings.

    >>> shown_rates([Rate(14, 1), Rate(2000, 86400)])
    '14/s, 2000/day'
    """
    return ", ".join(f"{rate.count}/{_UNITS[rate.seconds]}" for rate in rates)
