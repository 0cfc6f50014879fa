"""
Runs side by side: several distributions leave at once from one process, each in a thread of its own.

Promises: what befalls one (a pause, a refusal, a stop) touches no other; a halt that is asked ends all
of them; when the block ends, every run has come to rest and closed its account.
Fails with: what a run fails with that is not about its distribution alone, after the others' end.
"""

import queue
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from mailer.cli.desk import Desk
from mailer.cli.sending.carrying import SOON, Run, lines_for
from mailer.cli.sending.company import Company
from mailer.deliver.halt import Halt
from mailer.record.ledger import Ledger
from mailer.words.errors import LedgerLocked, MailerError

_POLL_S = 2.0
"""A signal is heeded at once all the same, and a run that ends is."""


@dataclass(frozen=True, slots=True)
class Ended:
    """One run that has come to rest."""

    distribution_id: str
    failure: MailerError | None = None
    """What kept it from going on."""
    elsewhere: bool = False
    """Another run is sending it."""


class SideBySide:
    """At most as many runs at once as there may be lines to the relay."""

    def __init__(self, desk: Desk, ledger: Ledger, halt: Halt) -> None:
        """None goes on yet."""
        self._desk = desk
        self._ledger = ledger
        self._halt = halt
        self._company = Company(desk.relay().connections)
        self._threads: dict[str, threading.Thread] = {}
        self._ended: queue.SimpleQueue[Ended | Exception] = queue.SimpleQueue()

    def __enter__(self) -> Self:
        """Nothing to prepare."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let all come to rest; a signal is heeded meanwhile."""
        for thread in list(self._threads.values()):
            while thread.is_alive():
                thread.join(_POLL_S)

    @property
    def busy(self) -> bool:
        """Whether any goes on, or has ended and was not told of yet."""
        return bool(self._threads)

    def begin(self, ids: Iterable[str]) -> list[str]:
        """Begin those that do not go on already, while there are lines; the ids left for later."""
        ids = list(ids)
        room = max(self._company.lines_max - len(self._threads), 0)
        new = [each for each in ids if each not in self._threads]
        until, several = self._desk.clock.now() + SOON, len(ids) + len(self._threads) > 1
        runs = [
            Run(self._desk, self._ledger, each, self._halt, until, self._company, named=several)
            for each in new[:room]
        ]
        for run in runs:  # all of them, before the first takes its lines
            wanted = lines_for(self._ledger.counts(run.distribution_id))
            self._company.join(run.distribution_id, wanted)
        for run in runs:
            thread = threading.Thread(target=self._carry_out, args=(run,), daemon=True)
            self._threads[run.distribution_id] = thread
            thread.start()
        return new[room:]

    def ended(self) -> Iterator[Ended]:
        """Those that have come to rest; waits a little for the first."""
        wait_s = _POLL_S
        while self._threads:
            try:
                ended = self._ended.get(timeout=wait_s)
            except queue.Empty:
                return
            if isinstance(ended, Exception):
                raise ended
            wait_s = 0.0
            del self._threads[ended.distribution_id]
            yield ended

    def _carry_out(self, run: Run) -> None:
        came = self._outcome(run)
        self._company.leave(run.distribution_id)
        self._ended.put(came)

    def _outcome(self, run: Run) -> Ended | Exception:
        try:
            with self._ledger.own(run.distribution_id):
                return Ended(run.distribution_id, run.carry_out())
        except LedgerLocked:
            return Ended(run.distribution_id, elsewhere=True)
        except Exception as error:  # noqa: BLE001 - carried to the thread that asked, and raised there
            return error
