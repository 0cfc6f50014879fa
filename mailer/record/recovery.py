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

Never: decides for a person; what is in doubt stays in doubt.
Fails with: what `store` fails with.
"""

from datetime import datetime

from sqlalchemy import bindparam, select

from mailer.record.closing import LOST_ANSWER, Held, OpenWindow, close_window
from mailer.record.journal import Dot, Fate, JournalRead, Owner, read_journal
from mailer.record.ownership import journal_path, run_folder
from mailer.record.refusals import refusals
from mailer.record.schema import standings, windows
from mailer.record.standing import key_of, settle
from mailer.record.store import Store
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
    with refusals(run_folder(store.path, distribution_id)):
        for window in left:
            journal = read_journal(
                journal_path(store.path, distribution_id, window.key),
                Owner(store.uuid, window.key, window.boot_id),
            )
            exact = journal.whole and window.boot_id == store.machine.boot_id != ""
            its_own = [(one.number, one.attempts) for one in held if one.held_by == window.key]
            judged = _judge(its_own, journal, now, exact=exact)
            dead = OpenWindow(window.key, distribution, window.opened_at, window.sender)
            with store.writing() as connection:
                close_window(connection, dead, judged, now, str(store.path))
                settle(connection, distribution, now)
        for stale in run_folder(store.path, distribution_id).glob("*.journal"):
            stale.unlink(missing_ok=True)


def _judge(
    held: list[tuple[int, int]], journal: JournalRead, now: datetime, *, exact: bool
) -> list[Held]:
    dots, fates = _last_words(journal)
    judged = []
    for number, attempts in held:
        dot_at, fate = dots.get(number), fates.get(number)
        if fate is None or (not exact and fate.state is DeliveryState.PLANNED):
            fate = _unanswered(number, dot_at, now, exact=exact)
        judged.append(Held(number, attempts, dot_at, fate))
    return judged


def _unanswered(number: int, dot_at: datetime | None, now: datetime, *, exact: bool) -> Fate:
    if dot_at is not None:
        return Fate(number, DeliveryState.IN_DOUBT, now, why=LOST_ANSWER)
    if exact:
        return Fate(number, DeliveryState.PLANNED, now)
    return Fate(number, DeliveryState.IN_DOUBT, now, why=LOST_END)


def _last_words(journal: JournalRead) -> tuple[dict[int, datetime], dict[int, Fate]]:
    """Per delivery: its last dot, and its fate unless a later dot has opened the question again."""
    dots: dict[int, datetime] = {}
    fates: dict[int, Fate] = {}
    for record in journal.records:
        if isinstance(record, Dot):
            dots[record.number] = record.at
            fates.pop(record.number, None)
        else:
            fates[record.number] = record
    return dots, fates
