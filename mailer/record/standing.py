"""
How a distribution as a whole stands, and the record of each change of it.

    scheduled  what is left waits for its first time
    sending    something is due, handed, or will be tried again
    finished   nothing is left that would happen by itself
    paused, stopped, missed   a person or the relay said so; they stay until a person says otherwise

Promises: the first three follow from the deliveries and are set in the same change that moves them;
each change of state is also appended to the events; nothing waits in a stopped distribution.
Never: opens a transaction.
Fails with: UsageError for a distribution that is not in the ledger.
"""

from datetime import datetime

from sqlalchemy import bindparam, case, exists, insert, null, select, update
from sqlalchemy.engine import Connection

from mailer.record.schema import WAITING, attempts, distributions, events, standings, windows
from mailer.words.errors import UsageError
from mailer.words.states import DeliveryState, DistributionState

LIVE = (DistributionState.SCHEDULED.value, DistributionState.SENDING.value)
"""States in which deliveries may be claimed."""

_KEY_OF = select(distributions.c.key).where(distributions.c.id == bindparam("id"))

_OF = standings.c.distribution == bindparam("of")
_NEXT_DUE = select(standings.c.due_at).where(_OF, WAITING).order_by(standings.c.due_at).limit(1)
_HANDED = select(
    exists().where(windows.c.distribution == bindparam("of"), windows.c.closed_at.is_(None))
)
_RETRYING = select(exists().where(_OF, WAITING, standings.c.attempts > 0))
_CHANGE = (
    update(distributions)
    .where(
        distributions.c.key == bindparam("of"),
        distributions.c.state.in_(bindparam("out_of", expanding=True)),
        distributions.c.state != bindparam("into"),
    )
    .values(state=bindparam("into"), reason=bindparam("because"))
)
_STATE_OF = select(distributions.c.state).where(distributions.c.key == bindparam("of"))
_DOUBTED = exists().where(
    attempts.c.distribution == standings.c.distribution,
    attempts.c.number == standings.c.number,
    attempts.c.outcome == DeliveryState.IN_DOUBT.value,
)
IN_DOUBT_BEFORE = (
    "It was stopped before it was sent again; whether it went the first time is not known."
)
_TRIED = standings.c.state == DeliveryState.DEFERRED.value
_HALT = (
    update(standings)
    .where(_OF, WAITING)
    .values(
        state=case(
            (_DOUBTED, DeliveryState.IN_DOUBT.value),
            (_TRIED, DeliveryState.DEFERRED.value),
            else_=DeliveryState.STOPPED.value,
        ),
        covers=case((_DOUBTED, standings.c.covers), else_=null()),
        due_at=null(),
        note=case((_DOUBTED, IN_DOUBT_BEFORE), else_=standings.c.note),
    )
)


def key_of(connection: Connection, distribution_id: str) -> int:
    """The number under which the ledger's tables know a distribution."""
    key = connection.execute(_KEY_OF, {"id": distribution_id}).scalar_one_or_none()
    if key is None:
        raise unknown(distribution_id)
    return int(key)


def unknown(distribution_id: str) -> UsageError:
    """There is no such distribution."""
    return UsageError(
        f"There is no distribution {distribution_id}.", cure="`mailer status` lists them all."
    )


def next_due_at(connection: Connection, distribution: int) -> datetime | None:
    """The earliest instant at which something waits to be claimed; None where nothing waits."""
    return connection.execute(_NEXT_DUE, {"of": distribution}).scalar_one_or_none()


def settle(connection: Connection, distribution: int, now: datetime) -> None:
    """Let the state of a live or finished distribution follow its deliveries; a stopped one's stop."""
    if state_of(connection, distribution) is DistributionState.STOPPED:
        halt(connection, distribution)
        return
    state = _following(connection, distribution, now)
    settled = (*LIVE, DistributionState.FINISHED.value)
    change_state(connection, distribution, state, now, out_of=settled)


def _following(connection: Connection, distribution: int, now: datetime) -> DistributionState:
    due_at = next_due_at(connection, distribution)
    if due_at is not None and due_at <= now:
        return DistributionState.SENDING
    if connection.execute(_HANDED, {"of": distribution}).scalar_one():
        return DistributionState.SENDING
    if due_at is None:
        return DistributionState.FINISHED
    retrying = connection.execute(_RETRYING, {"of": distribution}).scalar_one()
    return DistributionState.SENDING if retrying else DistributionState.SCHEDULED


def state_of(connection: Connection, distribution: int) -> DistributionState:
    """How it stands."""
    return DistributionState(connection.execute(_STATE_OF, {"of": distribution}).scalar_one())


def halt(connection: Connection, distribution: int) -> int:
    """
    Let nothing wait any more; how many did.

    What was never tried is stopped. What was deferred stays so and is given up, and what an earlier
    attempt has left in doubt is in doubt again: its person may have the release.
    """
    return connection.execute(_HALT, {"of": distribution}).rowcount


def change_state(
    connection: Connection,
    distribution: int,
    state: DistributionState,
    at: datetime,
    *,
    out_of: tuple[str, ...],
    reason: str = "",
    who: str = "",
) -> bool:
    """Change it where it stands in one of `out_of`, append that to the events; whether it did."""
    changed = connection.execute(
        _CHANGE, {"of": distribution, "into": state.value, "out_of": out_of, "because": reason}
    )
    if changed.rowcount:
        append_event(connection, distribution, state, at, reason, who=who)
    return bool(changed.rowcount)


def append_event(
    connection: Connection,
    distribution: int,
    state: DistributionState,
    at: datetime,
    reason: str,
    *,
    who: str = "",
    what: str = "",
) -> None:
    """Write down that it stands so from `at` on; `what`: a person's decision that left the state."""
    connection.execute(
        insert(events).values(
            distribution=distribution, at=at, state=state.value, reason=reason, who=who, what=what
        )
    )
