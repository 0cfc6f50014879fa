"""
Pace: never more messages in any stretch of time than the relay allows.

Several rates hold at once (`14/s, 2000/day`); each is a sliding window, exact at its boundary: at
the moment a message leaves, fewer than `count` left in the `seconds` before. Pure: `now` is an
argument; whoever asks must ask one at a time.

Never: remembers over restarts; what it does not know it does not count.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from mailer.read.settings import Rate


@dataclass(slots=True)
class Pace:
    """What has left lately, held against `rates`; no rates: no bound."""

    rates: Sequence[Rate]
    _left: deque[tuple[datetime, int]] = field(default_factory=deque)

    def reserve(self, wanted: int, now: datetime) -> int:
        """How many of `wanted` may leave now; they are counted as having left."""
        if not self.rates:
            return wanted
        self._forget(now)
        granted = min([wanted, *(rate.count - self._since(rate, now) for rate in self.rates)])
        if granted > 0:
            self._left.append((now, granted))
        return max(granted, 0)

    def wait_s(self, now: datetime) -> float:
        """Seconds until one more may leave; 0 where one may leave now."""
        waits = [0.0]
        for rate in self.rates:
            excess = self._since(rate, now) - rate.count
            for at, count in self._left:
                if excess < 0:
                    break
                if now - at < timedelta(seconds=rate.seconds):
                    excess -= count
                    if excess < 0:
                        waits.append((at + timedelta(seconds=rate.seconds) - now).total_seconds())
        return max(waits)

    def _since(self, rate: Rate, now: datetime) -> int:
        span = timedelta(seconds=rate.seconds)
        return sum(count for at, count in self._left if now - at < span)

    def _forget(self, now: datetime) -> None:
        longest = timedelta(seconds=max(rate.seconds for rate in self.rates))
        while self._left and now - self._left[0][0] >= longest:
            self._left.popleft()
