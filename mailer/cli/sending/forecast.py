"""
What is said before a send about how long it takes, and whether that fits (`--by`).

Only what is known is said: the relay's rates and the limits of single domains bound the time from
below; a relay that is slower still is not foreseen.
"""

from collections import Counter
from datetime import datetime, timedelta

from mailer.cli.console import countdown, show_time
from mailer.cli.desk import Desk
from mailer.report.outlook import shown_rates
from mailer.schedule.pace import domain_of, seconds_for
from mailer.schedule.plan import Planned, Timing
from mailer.words.states import DeliveryState


class Forecast:
    """Counts who will be written to, on the pass over the list."""

    def __init__(self, desk: Desk, timing: Timing) -> None:
        """Nobody yet."""
        self._desk = desk
        self._timing = timing
        self._rates = desk.settings.relay.rates if desk.settings.relay else ()
        self._limits = desk.settings.limits.domains
        self._at_once: Counter[str] = Counter()
        self._withheld: Counter[str] = Counter()

    def add(self, planned: Planned) -> None:
        """Count one; the domain only where it has a limit."""
        if planned.skeleton is None:
            return
        domain = domain_of(planned.delivery.envelope.rcpt_to) if self._limits else ""
        withheld = planned.delivery.state is DeliveryState.WITHHELD
        counts = self._withheld if withheld else self._at_once
        counts[domain if domain in self._limits else ""] += 1

    def lines(self, by: datetime | None) -> list[str]:
        """How long it takes, where that is known; a warning where the last is later than `by`."""
        desk, zone = self._desk, self._desk.settings.timezone
        if not self._rates and not self._limits:
            unknown = "No rate is set (MAILER_SMTP_RATE), so whether all fit is not known."
            return [f"Warning   {unknown}"] if by else []
        last_at = self.last_at()
        lines = []
        if self._rates:
            lines.append(f"Speed     at most {shown_rates(self._rates)}")
        if last_at > desk.now:
            lines.append(f"Last      reached about {show_time(last_at, zone, desk.now)}, or later")
        if by is not None and last_at > by:
            late = countdown(last_at - by).removeprefix("in ")
            lines += [
                f"Warning   not all can be reached by {show_time(by, zone, desk.now)}:",
                f"          the last is {late} late. Send earlier, to fewer, or raise the rate.",
            ]
        return lines

    def last_at(self) -> datetime:
        """The instant before which the last cannot be reached."""
        begin = max(self._desk.now, self._timing.send_at)
        everybody = self._at_once + self._withheld
        last_at = begin + self._time_for(everybody)
        if self._withheld:
            last_at = max(last_at, self._timing.last_at() + self._time_for(self._withheld))
        return last_at

    def _time_for(self, counts: Counter[str]) -> timedelta:
        times = [seconds_for(counts.total(), self._rates)]
        times += [
            seconds_for(counts[domain], rates)
            for domain, rates in self._limits.items()
            if counts[domain]
        ]
        return timedelta(seconds=max(times))
