"""
What the runs of one process share: the lines to the relay, and the pace of the recipients' domains.

Promises: runs that begin together divide MAILER_SMTP_CONNECTIONS by what each has to send, and none
is left without a line; one that begins later, when all are taken, gets one of its own.
Never: stops or slows a run because of another; the relay's rates are kept by the ledger.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from mailer.schedule.pace import DomainPace


class Company:
    """Runs that know of each other. Threads share it."""

    def __init__(self, lines_max: int) -> None:
        """`lines_max`: how many lines they may open together."""
        self.lines_max = lines_max
        self.sharing = threading.Lock()
        """Held while the pace of the domains is asked: all lines of all runs share it."""
        self._lock = threading.Lock()
        self._wanted: dict[str, int] = {}
        self._taken: dict[str, int] = {}
        self._pace = DomainPace({})

    def join(self, distribution_id: str, wanted: int) -> None:
        """Say before it sends how many lines it could use, so that others leave it its share."""
        with self._lock:
            self._wanted[distribution_id] = wanted

    def leave(self, distribution_id: str) -> None:
        """It sends no more."""
        with self._lock:
            self._wanted.pop(distribution_id, None)

    @contextmanager
    def sending(
        self, distribution_id: str, wanted: int, pace: Callable[[], DomainPace]
    ) -> Iterator[tuple[int, DomainPace]]:
        """Its lines, and the pace that all keep who send now; `pace` makes one for the first."""
        with self._lock:
            if not self._taken:
                self._pace = pace()
            all_wanted = self._wanted | {distribution_id: wanted}
            free = self.lines_max - sum(self._taken.values())
            share = shares(self.lines_max, all_wanted)[distribution_id]
            lines = self._taken[distribution_id] = max(1, min(share, free))
        try:
            yield lines, self._pace
        finally:
            with self._lock:
                del self._taken[distribution_id]


def shares(lines: int, wanted: Mapping[str, int]) -> dict[str, int]:
    """
    One line for each, and the others for those that have most to send through each of theirs.

    >>> shares(4, {"large": 20, "small": 1}), shares(1, {"a": 3, "b": 3})
    ({'large': 3, 'small': 1}, {'a': 1, 'b': 1})
    """
    given = dict.fromkeys(wanted, 1)
    for _ in range(lines - len(given)):
        neediest = max(given, key=lambda each: wanted[each] / given[each])
        given[neediest] += given[neediest] < wanted[neediest]
    return given
