"""
Pace: never more messages in any stretch of time than the relay and the recipients' hosts allow.

Several rates hold at once (`14/s, 2000/day`). Those of the relay are kept by the ledger, over all
runs and restarts; here are their values, and the pace of single recipient domains, which one run
keeps and begins with what the ledger remembers. Pure: `now` is an argument; whoever asks must ask
one at a time.

Never: waits.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from mailer.read.settings import Rate

_SHARES = 4
"""Into how many windows the smallest rate is cut: fewer waste time, more cost commits."""


class Pacing(NamedTuple):
    """The rates of one relay and account, kept together by all who send through it."""

    sender: str
    """Whatever names relay and account; no secret. "": not paced."""
    rates: Sequence[Rate]

    def window(self, most: int) -> int:
        """How many deliveries to claim at once: room is freed only when a window closes."""
        smallest = min((rate.count for rate in self.rates), default=most * _SHARES)
        return max(1, min(most, smallest // _SHARES))


UNPACED = Pacing("", ())


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing may leave now; ask again then."""

    until: datetime


@dataclass(slots=True)
class DomainPace:
    """What has left lately to the domains that have limits of their own."""

    limits: Mapping[str, Sequence[Rate]]
    """Domain, in lower case, to its rates; other domains are not bounded here."""
    _left: dict[str, deque[datetime]] = field(default_factory=lambda: defaultdict(deque))
    _guessed: dict[str, deque[datetime]] = field(default_factory=lambda: defaultdict(deque))
    """When those put off may leave; only a guess, so that not all come back at once."""

    @property
    def longest(self) -> timedelta:
        """How far back a departure still counts."""
        rates = [rate for each in self.limits.values() for rate in each]
        return timedelta(seconds=max((rate.seconds for rate in rates), default=0))

    def remember(self, departures: Iterable[tuple[str, datetime]]) -> None:
        """Begin with what left before: rcpt_to and instant, oldest first."""
        for rcpt_to, at in departures:
            if (domain := domain_of(rcpt_to)) in self.limits:
                self._left[domain].append(at)

    def ask(self, rcpt_to: str, now: datetime) -> datetime | None:
        """None: it may leave, and counts as having left; otherwise when to ask again."""
        domain = domain_of(rcpt_to)
        rates = self.limits.get(domain)
        if not rates:
            return None
        left, guessed = self._left[domain], self._guessed[domain]
        while left and now - left[0] >= self.longest:
            left.popleft()
        while guessed and guessed[0] <= now:
            guessed.popleft()
        if _free_at(left, rates, now) <= now:
            left.append(now)
            return None
        free_at = _free_at([*left, *guessed], rates, now)
        guessed.append(free_at)
        return free_at

    def next_at(self, now: datetime) -> datetime | None:
        """When the next of those put off may leave; None where none is put off."""
        ahead = [at for each in self._guessed.values() for at in each if at > now]
        return min(ahead, default=None)


def domain_of(rcpt_to: str) -> str:
    """The domain of an envelope's address, as limits are kept."""
    return rcpt_to.rpartition("@")[2].casefold()


def _free_at(left: Sequence[datetime], rates: Sequence[Rate], now: datetime) -> datetime:
    """The first instant at which one more keeps every rate. `left` is in order."""
    bounds = [
        left[-rate.count] + timedelta(seconds=rate.seconds)
        for rate in rates
        if len(left) >= rate.count
    ]
    return max(bounds, default=now)


def seconds_for(how_many: int, rates: Sequence[Rate]) -> float:
    """
    How long after the first the last of so many may leave, where nothing left before.

    >>> seconds_for(15, [Rate(14, 1)]), seconds_for(2001, [Rate(14, 1), Rate(2000, 86400)])
    (1.0, 86400.0)
    >>> seconds_for(101, [Rate(1, 1), Rate(100, 60)])
    100.0
    """
    if not rates:
        return 0.0
    *smaller, largest = sorted(rates, key=lambda each: each.seconds)
    full, rest = divmod(max(how_many - 1, 0), largest.count)
    nested = full * largest.seconds + seconds_for(rest + 1, smaller)
    return max(nested, seconds_for(how_many, smaller))


def per_minute_for(how_many: int, seconds: float) -> int:
    """
    The lowest rate a minute at which the last of so many leaves within a time.

    >>> per_minute_for(1000, 3600), seconds_for(1000, [Rate(17, 60)]) <= 3600
    (17, True)
    """
    return -(-how_many // (int(seconds // 60) + 1))
