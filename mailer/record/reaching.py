"""
Reaching: who got a release, over all its distributions, and who is still to get it.

Promises: one record a person, their latest delivery that is accepted or in doubt; read a page at a
time along an index, so that neither memory nor a lock grows with the list.
Never: changes anything; counts a delivery that is handed just now, for nobody knows its end yet.
Fails with: LedgerError and its kin.
"""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, exists, select
from sqlalchemy.engine import Row

from mailer.record.schema import attempts, deliveries, distributions, editions, standings
from mailer.record.store import Store
from mailer.words.states import Act, DeliveryState

_PAGE = 500
_HAVING = (DeliveryState.ACCEPTED.value, DeliveryState.IN_DOUBT.value)


class ReleaseDelivery(NamedTuple):
    """One delivery of a release, with what an answer to it needs."""

    address_key: str
    address: str
    distribution: str
    version: int
    act: Act
    number: int
    message_id: str
    language: str
    trusted: bool
    media_list: str
    row: int
    state: DeliveryState
    at: datetime | None
    """When its last attempt ended; None: there was none."""
    waits: bool = False
    """Whether it may be claimed, now or later."""
    doubted: bool = False
    """Whether an attempt has left it in doubt, whatever was decided since."""


_EDITIONS = select(editions.c.key).where(editions.c.slug == bindparam("slug"))
_DISTRIBUTIONS = (
    select(distributions.c.key)
    .join(editions)
    .where(editions.c.slug == bindparam("slug"))
    .order_by(distributions.c.key)
)


_tried = attempts.alias()
_DOUBTED = exists().where(
    _tried.c.distribution == standings.c.distribution,
    _tried.c.number == standings.c.number,
    _tried.c.outcome == DeliveryState.IN_DOUBT.value,
)
_WAITS = standings.c.due_at.is_not(None)


def _delivery() -> Select[Any]:
    of, number = standings.c.distribution, standings.c.number
    return (
        select(
            standings.c.address_key,
            deliveries.c.rcpt_to,
            distributions.c.id,
            editions.c.version,
            distributions.c.act,
            number,
            deliveries.c.message_id,
            deliveries.c.language,
            deliveries.c.trusted,
            deliveries.c.media_list,
            deliveries.c.row,
            standings.c.state,
            attempts.c.closed_at,
            _DOUBTED.label("doubted"),
            _WAITS.label("waits"),
        )
        .join_from(standings, distributions, distributions.c.key == of)
        .join(editions, editions.c.key == distributions.c.edition)
        .join(deliveries, (deliveries.c.distribution == of) & (deliveries.c.number == number))
        .outerjoin(
            attempts,
            (attempts.c.distribution == of)
            & (attempts.c.number == number)
            & (attempts.c.ordinal == standings.c.attempts),
        )
    )


_later = standings.alias()
_LATER = exists().where(
    _later.c.covers.in_(_EDITIONS.scalar_subquery()),
    _later.c.address_key == standings.c.address_key,
    _later.c.state.in_(_HAVING),
    _later.c.distribution > standings.c.distribution,
)
_LATEST = (
    _delivery()
    .where(
        standings.c.covers == bindparam("edition"),
        standings.c.address_key > bindparam("after"),
        standings.c.state.in_(_HAVING),
        ~_LATER,
    )
    .order_by(standings.c.address_key)
    .limit(_PAGE)
)
_TO_GO = (
    _delivery()
    .where(
        standings.c.distribution == bindparam("of"),
        standings.c.number > bindparam("after"),
        standings.c.due_at.is_not(None),
        standings.c.held_by.is_(None),
    )
    .order_by(standings.c.number)
    .limit(_PAGE)
)
_OF_DISTRIBUTION = (
    _delivery()
    .where(
        standings.c.distribution == bindparam("of"),
        standings.c.number > bindparam("after"),
    )
    .order_by(standings.c.number)
    .limit(_PAGE)
)
_OF_PEOPLE = (
    _delivery()
    .where(
        standings.c.covers.in_(_EDITIONS.scalar_subquery()),
        standings.c.address_key.in_(bindparam("keys", expanding=True)),
    )
    .order_by(standings.c.distribution, standings.c.number)
)


def read_latest(store: Store, slug: str) -> Iterator[ReleaseDelivery]:
    """Per person who has it, or may have it, the latest delivery; by version, then address key."""
    with store.reading() as connection:
        keys = connection.execute(_EDITIONS.order_by(editions.c.version), {"slug": slug})
        ordered = keys.scalars().all()
    for edition in ordered:
        after = ""
        while page := _page(store, _LATEST, slug=slug, edition=edition, after=after):
            yield from page
            after = page[-1].address_key


def read_to_go(store: Store, slug: str) -> Iterator[ReleaseDelivery]:
    """What of a release still waits: planned, withheld, and deferred that will be tried again."""
    with store.reading() as connection:
        keys = connection.execute(_DISTRIBUTIONS, {"slug": slug}).scalars().all()
    for of in keys:
        after = 0
        while page := _page(store, _TO_GO, of=of, after=after):
            yield from page
            after = page[-1].number


def read_everybody(store: Store, slug: str) -> Iterator[ReleaseDelivery]:
    """All that was ever planned of a release, by distribution and number."""
    with store.reading() as connection:
        keys = connection.execute(_DISTRIBUTIONS, {"slug": slug}).scalars().all()
    for of in keys:
        after = 0
        while page := _page(store, _OF_DISTRIBUTION, of=of, after=after):
            yield from page
            after = page[-1].number


def read_people(store: Store, slug: str, keys: Collection[str]) -> list[ReleaseDelivery]:
    """All by which these people have a release, may have it or will get it; the latest last."""
    return _page(store, _OF_PEOPLE, slug=slug, keys=sorted(keys))


def _page(store: Store, statement: Select[Any], **values: Any) -> list[ReleaseDelivery]:
    with store.reading() as connection:
        return [_record(row) for row in connection.execute(statement, values)]


def _record(row: Row[Any]) -> ReleaseDelivery:
    return ReleaseDelivery(
        address_key=row.address_key,
        address=row.rcpt_to,
        distribution=row.id,
        version=row.version,
        act=Act(row.act),
        number=row.number,
        message_id=row.message_id,
        language=row.language,
        trusted=row.trusted,
        media_list=row.media_list,
        row=row.row,
        state=DeliveryState(row.state),
        at=row.closed_at,
        doubted=bool(row.doubted),
        waits=bool(row.waits),
    )
