"""
One person in the ledger: what was sent to them, and how they are taken out of it.

Who is taken out leaves a pseudonym: the account still adds up, and the same version is still not sent
to them twice. Their address, their message's own bytes and the relay's words about it are gone.

Promises: nobody is taken out of a distribution that has something left to do for them.
Never: deletes a row; tells a pseudonym's address.
Fails with: GuardError; LedgerError and its kin.
"""

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from sqlalchemy import bindparam, select, update

from mailer.record.accounts import DeliveryRecord, read_deliveries
from mailer.record.pieces import pack_pieces
from mailer.record.schema import attempts, deliveries, distributions, standings
from mailer.record.store import Store
from mailer.words.errors import GuardError

_OF_PERSON = (
    select(distributions.c.id, standings.c.distribution, standings.c.number, standings.c.due_at,
           standings.c.held_by)
    .join_from(standings, distributions, distributions.c.key == standings.c.distribution)
    .where(standings.c.address_key == bindparam("person"))
    .order_by(distributions.c.key)
)  # fmt: skip
_GONE = "taken out at the person's wish"


class PersonDelivery(NamedTuple):
    """One delivery to the person asked for, and the distribution it belongs to."""

    distribution: str
    delivery: DeliveryRecord


def read_person(store: Store, address_key: str) -> Iterator[PersonDelivery]:
    """Everything that was planned for one person, in the order in which it was."""
    with store.reading() as connection:
        found = connection.execute(_OF_PERSON, {"person": address_key}).all()
    for row in found:
        for record in islice(read_deliveries(store, row.id, after=row.number - 1), 1):
            yield PersonDelivery(row.id, record)


def erase_person(store: Store, address_key: str, pseudonym: str) -> int:
    """Put `pseudonym` where the person's address stands, everywhere; how many deliveries that is."""
    with store.writing() as connection:
        if connection.dialect.name == "sqlite":
            # What is written over is gone from the file, too, and not only from the account.
            connection.exec_driver_sql("PRAGMA secure_delete = ON")
        found = connection.execute(_OF_PERSON, {"person": address_key}).all()
        for row in found:
            if row.due_at is not None or row.held_by is not None:
                raise GuardError(
                    f"{row.id} still has something to send to this person.",
                    where=row.id,
                    cure=f"Wait until it is done, or stop it first: mailer stop {row.id}",
                )
        for row in found:
            place = {"distribution": row.distribution, "number": row.number}
            for table, values in (
                (deliveries, {"rcpt_to": pseudonym, "holes": pack_pieces(()), "row": 0}),
                (standings, {"address_key": pseudonym, "note": _GONE}),
                (attempts, {"reply": "", "why": _GONE}),
            ):
                connection.execute(
                    update(table)
                    .where(
                        table.c.distribution == place["distribution"],
                        table.c.number == place["number"],
                    )
                    .values(**values)
                )
    return len(found)
