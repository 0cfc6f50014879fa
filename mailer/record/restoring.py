"""
Restoring: a backup becomes the ledger again, and admits what it cannot know.

What was sent after the backup was taken is not in it. So whatever was waiting in it and has been due
since, or was in a run's hands, is in doubt, by name: a person resends it or leaves it. No journal is
asked: one that lies here may be that of a later window of the same number. What is due later cannot have
left, but it may have been stopped or withdrawn since: it is paused until a person resumes it.

Promises: the ledger that was there is put aside, not removed; the backup stays as it is; the new
ledger appears whole or not at all, and a run that has the old one open stops at its next change.
Never: knows of distributions that were planned, or refusals that were tried again, after the backup; a
person is told so before.
Fails with: LedgerDamaged where the backup is no sound ledger; LedgerError and its kin.
"""

from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import and_, bindparam, func, or_, select, update
from sqlalchemy.engine import Connection

from mailer.record.closing import Held, OpenWindow, close_window
from mailer.record.copies import copy_ledger
from mailer.record.database import connect, look_over, sync_folder, upgrade
from mailer.record.instants import microseconds
from mailer.record.journal import Fate
from mailer.record.locks import hold_folder
from mailer.record.refusals import no_backup, refusals
from mailer.record.schema import (
    SCHEMA_VERSION,
    WAITING,
    deliveries,
    distributions,
    ledger,
    standings,
    windows,
)
from mailer.record.standing import LIVE, append_event, change_state, next_due_at, settle, state_of
from mailer.record.steering import Decision
from mailer.record.witness import Witness, forget, read_witness
from mailer.words.errors import LedgerDamaged
from mailer.words.states import DeliveryState, DistributionState

SENT_SINCE = "Put back from a backup; whether it was sent since is not known."
DECIDED_SINCE = "Put back from a backup; whether it was stopped or withdrawn since is not known."
_PLANNED_FOR = func.coalesce(
    select(deliveries.c.first_due_at)
    .where(
        deliveries.c.distribution == standings.c.distribution,
        deliveries.c.number == standings.c.number,
    )
    .scalar_subquery(),
    select(distributions.c.send_at)
    .where(distributions.c.key == standings.c.distribution)
    .scalar_subquery(),
)
_NOW = bindparam("now", type_=standings.c.due_at.type)
_DUE = and_(WAITING, or_(standings.c.due_at <= _NOW, _PLANNED_FOR <= _NOW))
"""A rest or a deferral that the backup knows may have been ended by a person; a first time is kept."""
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
_OPEN = select(windows).where(windows.c.closed_at.is_(None))
_HELD = select(standings.c.number, standings.c.attempts).where(
    standings.c.distribution == bindparam("of"), standings.c.held_by == bindparam("window")
)


@dataclass(frozen=True, slots=True)
class Restored:
    """What a person has to decide about now."""

    in_doubt: int
    """Deliveries."""
    paused: tuple[str, ...]
    """Distributions of which something waits for later."""


def restore(path: Path, backup: Path, decision: Decision, *, locked_after_s: float) -> Restored:
    """Make `backup` the ledger at `path`."""
    new = path.with_name(path.name + ".restored")
    try:
        with refusals(backup), connect(backup, locked_after_s=locked_after_s) as connection:
            version = look_over(connection, backup)
            copy_ledger(connection, new, replace=True)
    except LedgerDamaged as error:
        raise no_backup(error) from error
    with refusals(path):
        if version < SCHEMA_VERSION:
            upgrade(new, locked_after_s=locked_after_s)
        testimony = read_witness(path)
        with connect(new, locked_after_s=locked_after_s) as connection, connection.begin():
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            restored = _admit(connection, decision, str(path))
            further = func.max(ledger.c.serial, testimony.serial if testimony else 0) + 1
            connection.execute(update(ledger).values(serial=further))
            uuid, serial = connection.execute(select(ledger.c.uuid, ledger.c.serial)).one()
        with hold_folder(path.parent):
            _exchange(path, new, decision.at)
            with closing(Witness(path)) as witness:
                witness.write(uuid, serial)
    return restored


def _admit(connection: Connection, decision: Decision, where: str) -> Restored:
    """Put in doubt what may have been sent since, and hold what may have been called off."""
    doubted = _doubt_handed(connection, decision.at, where)
    for row in connection.execute(_DOUBTED, {"now": decision.at}).all():
        doubted[row.distribution] += row.how_many
    connection.execute(_DOUBT, {"now": decision.at})
    paused = []
    for key, name in connection.execute(select(distributions.c.key, distributions.c.id)).all():
        settle(connection, key, decision.at)
        if doubted[key]:
            state, told = state_of(connection, key), f"{doubted[key]} in doubt: {SENT_SINCE}"
            append_event(
                connection, key, state, decision.at, told, who=decision.who, what="restore"
            )
        if next_due_at(connection, key) is not None and _paused(connection, key, decision):
            paused.append(name)
    return Restored(doubted.total(), tuple(paused))


def _paused(connection: Connection, distribution: int, decision: Decision) -> bool:
    """Pause it where it is live; whether it is paused now."""
    into = DistributionState.PAUSED
    change_state(
        connection,
        distribution,
        into,
        decision.at,
        out_of=LIVE,
        reason=DECIDED_SINCE,
        who=decision.who,
    )
    return state_of(connection, distribution) is into


def _doubt_handed(connection: Connection, at: datetime, where: str) -> Counter[int]:
    """Close every window as one whose run and journal are lost; how many it held, by distribution."""
    doubted: Counter[int] = Counter()
    for window in connection.execute(_OPEN).all():
        of = {"of": window.distribution, "window": window.key}
        held = [
            Held(one.number, one.attempts, None, _doubt(one.number, at))
            for one in connection.execute(_HELD, of)
        ]
        lost = OpenWindow(window.key, window.distribution, window.opened_at, window.sender)
        close_window(connection, lost, held, at, where)
        doubted[window.distribution] += len(held)
    return doubted


def _doubt(number: int, at: datetime) -> Fate:
    return Fate(number, DeliveryState.IN_DOUBT, microseconds(at), why=SENT_SINCE)


def _exchange(path: Path, new: Path, at: datetime) -> None:
    """
    Cut short anywhere, there is one ledger or the other, or none and a witness that there was one.

    What the witness says is of the one that is replaced; without a word it says that one was here.
    """
    forget(path)
    if path.exists():
        path.rename(path.with_name(f"{path.name}.replaced-{at:%Y%m%dT%H%M%SZ}"))
    new.rename(path)
    sync_folder(path.parent)
