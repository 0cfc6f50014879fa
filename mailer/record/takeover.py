"""
Taking over: a person says that another machine sends no more, and this one goes on.

    a file      the whole ledger changes hands: it was copied or moved here for good
    a server    one distribution does: the leases of its open windows end now

Promises: who took over, when, and from which machine, is written down in the same change.
Never: knows whether the other machine is really off; a person does.
Fails with: UsageError for an unknown distribution; LedgerError and its kin.
"""

from sqlalchemy import bindparam, insert, update

from mailer.record.schema import ledger, takeovers, windows
from mailer.record.standing import append_event, key_of, state_of
from mailer.record.steering import Decision
from mailer.record.store import Store

_END_LEASES = (
    update(windows)
    .where(windows.c.distribution == bindparam("of"), windows.c.closed_at.is_(None))
    .values(lease_until=bindparam("now"))
)


def take_over_ledger(store: Store, decision: Decision) -> None:
    """Let the ledger belong to this machine."""
    with store.writing() as connection:
        connection.execute(update(ledger).values(machine_id=store.machine.machine_id))
        connection.execute(
            insert(takeovers).values(
                at=decision.at,
                who=decision.who,
                machine_before=store.belongs_to,
                machine_after=store.machine.machine_id,
            )
        )
    store.belongs_to = store.machine.machine_id


def take_over_distribution(store: Store, distribution_id: str, decision: Decision) -> int:
    """Let the next run close what other machines have open of it; how many windows that is."""
    with store.writing() as connection:
        of = key_of(connection, distribution_id)
        count = connection.execute(_END_LEASES, {"of": of, "now": decision.at}).rowcount
        state = state_of(connection, of)
        reason = f"from {store.machine.runner}"
        append_event(connection, of, state, decision.at, reason, who=decision.who, what="take_over")
    return count
