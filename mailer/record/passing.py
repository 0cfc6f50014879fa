"""
A passing ledger: the everyday one in every respect, but that no commit waits for the disk.

For rehearsals, whose ledger is thrown away with them. Never: for anything that is really sent, because
what a power failure takes from it would be sent twice.
Fails with: as `ledger`.
"""

from pathlib import Path

from mailer.deliver.ports import Clock
from mailer.record.file_store import open_file
from mailer.record.ledger import Ledger
from mailer.record.machine import this_machine
from mailer.record.opening import LOCKED_AFTER_S


def open_passing_ledger(path: Path, clock: Clock) -> Ledger:
    """A new one at `path`."""
    store = open_file(
        path,
        create=True,
        machine=this_machine(),
        locked_after_s=LOCKED_AFTER_S,
        now=clock.now(),
    )
    store.commit_without_waiting()
    return Ledger(store, clock)
