"""
Closing a window: what became of its deliveries, written down in one durable change.

The same rules serve a run that closes its own window and a recovery that closes a dead one's. What
a fate means for the standing:

    planned     not handed over, nobody to blame: back to waiting, no attempt counted; until its new
                time, where it has one
    withheld    not yet: waits until its new time, no attempt counted
    suppressed  must not be written to: no attempt counted, the reason noted
    deferred    an attempt; waits for its next time, or is given up where it has none
    accepted, refused, in_doubt   an attempt, and the end of it
    none, without a dot           as planned
    none, with a dot              in_doubt

Never: opens a transaction; the caller's is the commit instant.
Fails with: LedgerDamaged where the ledger says that somebody else has closed it.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, case, insert, literal_column, null, update
from sqlalchemy.engine import Connection

from mailer.record.instants import microseconds
from mailer.record.journal import Fate
from mailer.record.many import Many
from mailer.record.refusals import damaged
from mailer.record.schema import attempts, standings, windows
from mailer.words.states import DeliveryState

LOST_ANSWER = "The run ended after the final dot and before the relay's answer was written down."

# Python looks an enum's member up slowly; these are looked up for every delivery.
_ACCEPTED, _ACCEPTED_VALUE = DeliveryState.ACCEPTED, DeliveryState.ACCEPTED.value
_ATTEMPTED = {
    DeliveryState.ACCEPTED,
    DeliveryState.DEFERRED,
    DeliveryState.REFUSED,
    DeliveryState.IN_DOUBT,
}
_UNCOVERING = {DeliveryState.REFUSED, DeliveryState.SUPPRESSED}

_HELD = update(standings).where(
    standings.c.distribution == bindparam("of"),
    standings.c.number == bindparam("which"),
    standings.c.held_by == bindparam("window"),
)
_WHICH = ("of", "which", "window")
_BACK = case(
    (standings.c.attempts == literal_column("0"), literal_column("'planned'")),
    else_=literal_column("'deferred'"),
)
_BECOMES = {
    "state": bindparam("becomes"),
    "attempts": standings.c.attempts + bindparam("more"),
    "due_at": bindparam("due"),
    "held_by": null(),
    "note": bindparam("why"),
}
_GIVE_BACK = Many(_HELD.values(state=_BACK, held_by=null()), _WHICH)
_PUT_OFF = Many(
    _HELD.values(state=_BACK, held_by=null(), due_at=bindparam("due")), ("due", *_WHICH)
)
_SETTLE = Many(_HELD.values(_BECOMES), ("becomes", "more", "due", "why", *_WHICH))
# Naming `covers` makes SQLite rewrite the index over it, so only those who leave it name it.
_SETTLE_UNCOVERED = Many(
    _HELD.values(_BECOMES | {"covers": null()}), ("becomes", "more", "due", "why", *_WHICH)
)
# Nearly all are accepted, and nearly all windows hold a stretch of numbers: what the window still
# holds after the others are settled is done in one sweep.
_ACCEPT = (
    update(standings)
    .where(
        standings.c.distribution == bindparam("of"),
        standings.c.number.between(bindparam("first"), bindparam("last")),
        standings.c.held_by == bindparam("window"),
    )
    .values(
        state=_ACCEPTED_VALUE,
        attempts=standings.c.attempts + 1,
        due_at=null(),
        held_by=null(),
        note="",
    )
)
_ATTEMPT = Many(insert(attempts), attempts.c.keys())
_CLOSE = (
    update(windows)
    .where(windows.c.key == bindparam("window"), windows.c.closed_at.is_(None))
    .values(closed_at=bindparam("at"))
)
_CLOSE_PACED = _CLOSE.values(departures=bindparam("departed"))


class Held(NamedTuple):
    """One delivery of an open window, and all that is known of it."""

    number: int
    attempts: int
    """How many there were before this window."""
    dot_at: int | None = None
    """In microseconds."""
    fate: Fate | None = None


class OpenWindow(NamedTuple):
    """A window to be closed."""

    key: int
    distribution: int
    opened_at: datetime
    sender: str = ""
    """Whose rates it counts for; "": nobody's."""


def close_window(
    connection: Connection, window: OpenWindow, held: Iterable[Held], now: datetime, where: str
) -> None:
    """Write down what became of all its deliveries. `where`: the ledger, for its errors."""
    given_back: list[tuple[Any, ...]] = []
    put_off: list[tuple[Any, ...]] = []
    covered: list[tuple[Any, ...]] = []
    uncovered: list[tuple[Any, ...]] = []
    accepted: list[int] = []
    tried: list[tuple[Any, ...]] = []
    departed = 0
    opened_at, at = microseconds(window.opened_at), microseconds(now)
    for one in held:
        fate = one.fate or _unanswered(one, at)
        if fate.state is _ACCEPTED and not fate.why:
            departed += 1
            accepted.append(one.number)
            tried.append(_attempt(window, opened_at, one, fate))
            continue
        departed += one.dot_at is not None or fate.state in _ATTEMPTED
        which = (window.distribution, one.number, window.key)
        if fate.state is DeliveryState.PLANNED:
            if fate.due_at is None:
                given_back.append(which)
            else:
                put_off.append((microseconds(fate.due_at), *which))
            continue
        settled = uncovered if _uncovers(fate) else covered
        settled.append(_becomes(fate) + which)
        if fate.state in _ATTEMPTED:
            tried.append(_attempt(window, opened_at, one, fate))
    changed = (
        _GIVE_BACK.run(connection, given_back)
        + _PUT_OFF.run(connection, put_off)
        + _SETTLE.run(connection, covered)
        + _SETTLE_UNCOVERED.run(connection, uncovered)
        + _accept(connection, window, accepted)
    )
    _ATTEMPT.run(connection, tried)
    closed = _close(connection, window, departed, now)
    wanted = len(accepted) + sum(map(len, (given_back, put_off, covered, uncovered)))
    if closed != 1 or changed != wanted:
        raise damaged(where, "The ledger says that another run has closed this one's account.")


def _accept(connection: Connection, window: OpenWindow, numbers: list[int]) -> int:
    """All that the window still holds; how many those were."""
    if not numbers:
        return 0
    values = {"of": window.distribution, "window": window.key}
    values |= {"first": min(numbers), "last": max(numbers)}
    return connection.execute(_ACCEPT, values).rowcount


def _close(connection: Connection, window: OpenWindow, departed: int, now: datetime) -> int:
    values = {"window": window.key, "at": now}
    if not window.sender:
        return connection.execute(_CLOSE, values).rowcount
    return connection.execute(_CLOSE_PACED, values | {"departed": departed}).rowcount


def _unanswered(one: Held, at: int) -> Fate:
    if one.dot_at is None:
        return Fate(one.number, DeliveryState.PLANNED, at)
    return Fate(one.number, DeliveryState.IN_DOUBT, at, why=LOST_ANSWER)


def _uncovers(fate: Fate) -> bool:
    given_up = fate.state is DeliveryState.DEFERRED and fate.due_at is None
    return given_up or fate.state in _UNCOVERING


def _becomes(fate: Fate) -> tuple[Any, ...]:
    due = None if fate.due_at is None else microseconds(fate.due_at)
    return fate.state.value, int(fate.state in _ATTEMPTED), due, fate.why


def _attempt(window: OpenWindow, opened_at: int, one: Held, fate: Fate) -> tuple[Any, ...]:
    number, attempts, dot_at, _ = one
    _, state, at, _, reply, why, peer = fate
    outcome = _ACCEPTED_VALUE if state is _ACCEPTED else state.value
    of, held_by = window.distribution, window.key
    return of, number, attempts + 1, held_by, opened_at, dot_at, at, outcome, reply, why, peer
