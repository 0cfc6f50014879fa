"""
Events: what happened to a distribution, who did it and why, as people are told.

Never: changes anything; `standing` and `steering` append.
Fails with: UsageError for a distribution that is not in the ledger; LedgerError and its kin.
"""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select

from mailer.record.schema import events
from mailer.record.standing import key_of
from mailer.record.store import Store
from mailer.words.states import DistributionState

_EVENTS = select(events).where(events.c.distribution == bindparam("of")).order_by(events.c.key)


class EventRecord(NamedTuple):
    """One thing that happened to a distribution."""

    at: datetime
    state: DistributionState
    """How it stood from then on."""
    what: str
    """A decision that left the state as it was: retry, resend, leave, give_up_at; "" a new state."""
    why: str
    who: str
    """The person; "": it followed from the deliveries, or the relay said so."""


def read_events(store: Store, distribution_id: str) -> list[EventRecord]:
    """What happened to a distribution, in order."""
    with store.reading() as connection:
        rows = connection.execute(_EVENTS, {"of": key_of(connection, distribution_id)})
        return [
            EventRecord(row.at, DistributionState(row.state), row.what, row.reason, row.who)
            for row in rows
        ]
