"""
Restoring: a backup becomes the ledger again, and admits what it cannot know.

What was sent after the backup was taken is not in it. So whatever was waiting in it and has been due
since is in doubt, by name: a person resends it or leaves it. What is due later cannot have left.

Promises: the ledger that was there is put aside, not removed; the backup stays as it is; the new
ledger appears whole or not at all, and a run that has the old one open stops at its next change.
Never: knows of distributions that were planned after the backup; a person is told so before.
Fails with: LedgerDamaged where the backup is no sound ledger; LedgerError and its kin.
"""

from datetime import datetime
from pathlib import Path

from sqlalchemy import and_, bindparam, func, select, update
from sqlalchemy.engine import Connection

from mailer.record.copies import copy_ledger
from mailer.record.database import connect, look_over, sync_folder, upgrade
from mailer.record.locks import hold_folder
from mailer.record.refusals import refusals
from mailer.record.schema import SCHEMA_VERSION, WAITING, distributions, ledger, standings
from mailer.record.standing import append_event, settle, state_of
from mailer.record.steering import Decision
from mailer.record.witness import read_witness, witness_path
from mailer.words.states import DeliveryState

SENT_SINCE = "Put back from a backup; whether it was sent since is not known."
_DUE = and_(WAITING, standings.c.due_at <= bindparam("now"))
_DOUBTED = (
    select(standings.c.distribution, func.count().label("how_many"))
    .where(_DUE)
    .group_by(standings.c.distribution)
)
_DOUBT = (
    update(standings)
    .where(_DUE)
    .values(state=DeliveryState.IN_DOUBT.value, due_at=None, note=SENT_SINCE)
)


def restore(path: Path, backup: Path, decision: Decision, *, locked_after_s: float) -> int:
    """Make `backup` the ledger at `path`; how many deliveries are in doubt by that."""
    with refusals(backup), connect(backup, locked_after_s=locked_after_s) as connection:
        version = look_over(connection, backup)
        new = path.with_name(path.name + ".restored")
        copy_ledger(connection, new, replace=True)
    with refusals(path):
        if version < SCHEMA_VERSION:
            upgrade(new, locked_after_s=locked_after_s)
        testimony = read_witness(path)
        with connect(new, locked_after_s=locked_after_s) as connection, connection.begin():
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            in_doubt = _admit(connection, decision, testimony.serial if testimony else 0)
        with hold_folder(path.parent):
            _exchange(path, new, decision.at)
    return in_doubt


def _admit(connection: Connection, decision: Decision, serial: int) -> int:
    """Put in doubt what may have been sent since; the count goes on from where it had been."""
    doubted = connection.execute(_DOUBTED, {"now": decision.at}).all()
    connection.execute(_DOUBT, {"now": decision.at})
    for key in connection.execute(select(distributions.c.key)).scalars().all():
        settle(connection, key, decision.at)
    for row in doubted:
        append_event(
            connection,
            row.distribution,
            state_of(connection, row.distribution),
            decision.at,
            f"{row.how_many} in doubt: {SENT_SINCE}",
            who=decision.who,
            what="restore",
        )
    further = func.max(ledger.c.serial, serial) + 1
    connection.execute(update(ledger).values(serial=further))
    return sum(row.how_many for row in doubted)


def _exchange(path: Path, new: Path, at: datetime) -> None:
    if path.exists():
        path.rename(path.with_name(f"{path.name}.replaced-{at:%Y%m%dT%H%M%SZ}"))
    witness_path(path).unlink(missing_ok=True)  # it speaks of the one that was replaced
    new.rename(path)
    sync_folder(path.parent)
