"""
Recovery: what a dead run left open is closed by the next owner, before it claims anything.

    the machine has run on since:          the journal is exact
        claimed, no dot                    back to waiting: nothing of it can have left
        dot, no reply                      in doubt
        reply                              that reply
    the machine was started anew since,
    or the journal does not verify:        the journal may have lost its end
        reply that survived                that reply
        all else                           in doubt

A delivery that was given back is no exception below: after its end was lost, nobody knows that it
was not taken once more. Recovery may itself be cut short anywhere; the next one does the same again.

Where several machines share the ledger, the caller's lock says only that no other run has a line to
the server. So a window is closed here only where its run is known to be dead: it was this machine's,
and the machine was started anew or the process is gone; or its lease is over. Then the journal lies
elsewhere, and all of it is in doubt. Else a person may take over by name, when the machine is lost.

Never: decides for a person; what is in doubt stays in doubt.
Fails with: LedgerLocked where another machine may still be at it; what `store` fails with.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Row

from mailer.record.closing import LOST_ANSWER, Held, OpenWindow, close_window
from mailer.record.instants import microseconds
from mailer.record.journal import Dot, Fate, JournalRead, Owner, read_journal
from mailer.record.machine import Machine, is_running
from mailer.record.ownership import journal_path, run_folder
from mailer.record.refusals import refusals
from mailer.record.schema import standings, windows
from mailer.record.standing import key_of, settle
from mailer.record.store import Store
from mailer.words.errors import LedgerLocked
from mailer.words.states import DeliveryState

_OPEN = select(windows).where(
    windows.c.distribution == bindparam("of"), windows.c.closed_at.is_(None)
)
_HELD = select(standings.c.held_by, standings.c.number, standings.c.attempts).where(
    standings.c.distribution == bindparam("of"),
    standings.c.state == DeliveryState.HANDED.value,
)
LOST_END = (
    "The machine was started anew while this delivery was claimed, or the journal was damaged;"
    " whether its message left is not known."
)


def recover(store: Store, distribution_id: str, now: datetime) -> None:
    """Close every window of this distribution. The caller owns it, so their runs are dead."""
    with store.reading() as connection:
        distribution = key_of(connection, distribution_id)
        left = connection.execute(_OPEN, {"of": distribution}).all()
        held = connection.execute(_HELD, {"of": distribution}).all() if left else []
    for window in left:
        if store.lease is not None and not _is_dead(window, store.machine, now):
            raise _leased(distribution_id, window)
    with refusals(run_folder(store.beside, distribution_id)):
        for window in left:
            journal = read_journal(
                journal_path(store.beside, distribution_id, window.key),
                Owner(store.uuid, window.key, window.boot_id),
            )
            exact = journal.whole and window.boot_id == store.machine.boot_id != ""
            its_own = [(one.number, one.attempts) for one in held if one.held_by == window.key]
            judged = _judge(its_own, journal, microseconds(now), exact=exact)
            dead = OpenWindow(window.key, distribution, window.opened_at, window.sender)
            with store.writing() as connection:
                close_window(connection, dead, judged, now, store.where)
                settle(connection, distribution, now)
        for stale in run_folder(store.beside, distribution_id).glob("*.journal"):
            stale.unlink(missing_ok=True)


def _is_dead(window: Row[Any], here: Machine, now: datetime) -> bool:
    """Whether the run of this window cannot send any more."""
    if window.lease_until is not None and window.lease_until <= now:
        return True
    if not here.machine_id or window.machine_id != here.machine_id:
        return False
    if window.boot_id != here.boot_id:
        return True
    host, _, process = window.runner.rpartition(":")
    if host != here.runner.rpartition(":")[0]:
        return False  # another container of this machine: its processes are not ours to see
    return window.runner == here.runner or not is_running(int(process))


def _leased(distribution_id: str, window: Row[Any]) -> LedgerLocked:
    until = "" if window.lease_until is None else f" until {window.lease_until:%H:%M} UTC"
    return LedgerLocked(
        f"{window.runner} claimed deliveries of {distribution_id} and may hold them{until}.",
        cure=f"Wait until then. If it is off for good: mailer ledger take-over {distribution_id}.",
    )


def _judge(
    held: list[tuple[int, int]], journal: JournalRead, at: int, *, exact: bool
) -> list[Held]:
    dots, fates = _last_words(journal)
    judged = []
    for number, attempts in held:
        dot_at, fate = dots.get(number), fates.get(number)
        if fate is None or (not exact and fate.state is DeliveryState.PLANNED):
            fate = _unanswered(number, dot_at, at, exact=exact)
        judged.append(Held(number, attempts, dot_at, fate))
    return judged


def _unanswered(number: int, dot_at: int | None, at: int, *, exact: bool) -> Fate:
    if dot_at is not None:
        return Fate(number, DeliveryState.IN_DOUBT, at, why=LOST_ANSWER)
    if exact:
        return Fate(number, DeliveryState.PLANNED, at)
    return Fate(number, DeliveryState.IN_DOUBT, at, why=LOST_END)


def _last_words(journal: JournalRead) -> tuple[dict[int, int], dict[int, Fate]]:
    """Per delivery: its last dot, and its fate unless a later dot has opened the question again."""
    dots: dict[int, int] = {}
    fates: dict[int, Fate] = {}
    for record in journal.records:
        if isinstance(record, Dot):
            dots[record.number] = record.at
            fates.pop(record.number, None)
        else:
            fates[record.number] = record
    return dots, fates
