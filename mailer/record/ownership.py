"""
Ownership: one run at a time carries a distribution out.

Promises: the kernel frees the lock when its holder dies, so a crashed run never blocks the next.
Never: believes a process id, or breaks a lock.
Fails with: LedgerLocked where another run holds the distribution; LedgerError where the folder of
locks and journals cannot be made.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from mailer.record.locks import hold_lock, open_lock
from mailer.record.refusals import refusals
from mailer.words.errors import LedgerLocked


def run_folder(ledger: Path, distribution_id: str) -> Path:
    """Where a distribution's lock and journals lie, beside the ledger."""
    return ledger.with_name(ledger.name + ".runs") / quote(distribution_id, safe="")


def journal_path(ledger: Path, distribution_id: str, window: int) -> Path:
    """Where the journal of one window lies."""
    return run_folder(ledger, distribution_id) / f"{window}.journal"


@contextmanager
def hold_run_folder(ledger: Path, distribution_id: str) -> Iterator[None]:
    """Hold a distribution on this machine for as long as the context lasts."""
    folder = run_folder(ledger, distribution_id)
    with refusals(folder):
        for each in (folder.parent, folder):
            each.mkdir(mode=0o700, exist_ok=True)
        lock = open_lock(folder / "lock")
    with hold_lock(lock) as held:
        if not held:
            raise other_run(distribution_id)
        yield


def other_run(distribution_id: str) -> LedgerLocked:
    """Somebody else is at it."""
    return LedgerLocked(
        f"Another run is sending {distribution_id} right now.",
        cure="Let it finish. Everybody gets the release once, whoever sends it.",
    )
