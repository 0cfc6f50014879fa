"""
The instants of a distribution: what was due, what had begun, what arrived.

Never: changes anything, or judges whether that is late (`schedule.lateness`).
Fails with: UsageError for a distribution that is not in the ledger; LedgerError and its kin.
"""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, func, select

from mailer.record.schema import WAITING, attempts, events, standings
from mailer.record.standing import key_of
from mailer.record.store import Store
from mailer.words.states import DeliveryState


class Timeline(NamedTuple):
    """The instants that tell whether a distribution is in time; None: there is no such thing."""

    first_due_at: datetime | None
    """When the first of those that were never tried is due."""
    begun_at: datetime | None
    """When the last attempt on it ended."""


class Acceptances(NamedTuple):
    """When the relay accepted the first and the last message since an instant."""

    first_at: datetime | None
    last_at: datetime | None


_FIRST_DUE = select(func.min(standings.c.due_at)).where(
    standings.c.distribution == bindparam("of"), WAITING, standings.c.attempts == 0
)
_BEGUN = select(func.max(attempts.c.closed_at)).where(attempts.c.distribution == bindparam("of"))
_LAST = select(events.c.at).order_by(events.c.key.desc()).limit(1)
_ACCEPTED = select(func.min(attempts.c.closed_at), func.max(attempts.c.closed_at)).where(
    attempts.c.distribution == bindparam("of"),
    attempts.c.outcome == DeliveryState.ACCEPTED.value,
    attempts.c.closed_at >= bindparam("since"),
)


def read_timeline(store: Store, distribution_id: str) -> Timeline:
    """The instants of one distribution."""
    with store.reading() as connection:
        of = {"of": key_of(connection, distribution_id)}
        return Timeline(
            connection.execute(_FIRST_DUE, of).scalar_one(),
            connection.execute(_BEGUN, of).scalar_one(),
        )


def read_last_event_at(store: Store) -> datetime | None:
    """When anything last happened to any distribution; by the order of events, not by their time."""
    with store.reading() as connection:
        return connection.execute(_LAST).scalar_one_or_none()


def read_acceptances(store: Store, distribution_id: str, since: datetime) -> Acceptances:
    """The first and the last acceptance since then."""
    with store.reading() as connection:
        of = key_of(connection, distribution_id)
        first_at, last_at = connection.execute(_ACCEPTED, {"of": of, "since": since}).one()
        return Acceptances(first_at, last_at)
