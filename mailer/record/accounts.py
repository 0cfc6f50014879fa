"""
Accounts: what the ledger knows, read out for sending, for status and for reports.

Promises: the sums of `counts` hold by construction; long accounts are read a page at a time, so that
neither memory nor a lock grows with the list.
Never: changes anything.
Fails with: UsageError for a distribution that is not in the ledger; LedgerError and its kin.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, func, or_, select
from sqlalchemy.engine import Row

from mailer.record.schema import (
    WAITING,
    attempts,
    deliveries,
    distributions,
    editions,
    standings,
    windows,
)
from mailer.record.standing import LIVE, key_of, next_due_at, unknown
from mailer.record.steering import UNSETTLED
from mailer.record.store import Store
from mailer.record.wall_times import unpack_wall_times
from mailer.schedule.distribution import Distribution
from mailer.words.errors import UsageError
from mailer.words.states import Act, Counts, DeliveryState, DistributionState

_PAGE = 500


class DistributionRecord(NamedTuple):
    """A distribution as it was planned, and how it stands."""

    distribution: Distribution
    state: DistributionState
    reason: str
    """Why it is paused, stopped or missed; "" otherwise."""
    late_by_s: int | None = None
    """How long after its time it was found when it was missed; None: it never was."""


class DeliveryRecord(NamedTuple):
    """One delivery and how it stands; the last four tell of its last attempt, "" and None: none."""

    number: int
    address: str
    address_key: str
    message_id: str
    media_list: str
    row: int
    language: str
    trusted: bool
    state: DeliveryState
    attempts: int
    due_at: datetime | None
    """When it may be claimed next; None: not by itself."""
    why: str
    """Why it stands so, where the reply does not say it all."""
    reply: str
    peer: str
    dot_at: datetime | None
    """When the final dot of the last attempt was about to leave."""
    at: datetime | None
    """When the last attempt ended."""
    unsettled: bool
    """In doubt, and nobody has said to leave it so."""


class Pulse(NamedTuple):
    """How fast a distribution leaves just now, and what of it waits."""

    left: int
    """Attempts that ended lately."""
    first_at: datetime | None
    """When the first of those did."""
    waiting: int
    """How many may be claimed, now or later."""
    next_at: datetime | None
    """When the first of those is due."""
    last_at: datetime | None
    """And the last of them."""


_DISTRIBUTIONS = select(
    distributions, editions.c.slug, editions.c.version, editions.c.content_hash
).join_from(distributions, editions)
_FROZE = select(editions.c.content_hash).where(
    editions.c.slug == bindparam("slug"), editions.c.version == bindparam("version")
)
_IDS = select(distributions.c.id).order_by(distributions.c.key)
_COVERED = (
    select(standings.c.address_key, distributions.c.id)
    .join_from(standings, editions, standings.c.covers == editions.c.key)
    .join(distributions, distributions.c.key == standings.c.distribution)
    .where(editions.c.slug == bindparam("slug"), editions.c.version == bindparam("version"))
)
# Not grouped by state: the database would sort all rows for that, in memory of its own.
_TALLY = select(
    *(func.count().filter(standings.c.state == state.value) for state in DeliveryState)
).where(standings.c.distribution == bindparam("of"))
_UNSETTLED = (
    select(func.count())
    .select_from(standings)
    .where(standings.c.distribution == bindparam("of"), UNSETTLED)
)
_STATE = select(distributions.c.state).where(distributions.c.id == bindparam("id"))
_DEPARTED = (
    select(deliveries.c.rcpt_to, attempts.c.closed_at)
    .join_from(
        attempts,
        deliveries,
        (deliveries.c.distribution == attempts.c.distribution)
        & (deliveries.c.number == attempts.c.number),
    )
    .where(attempts.c.closed_at > bindparam("since"))
    .order_by(attempts.c.closed_at)
)
_LEFT_SINCE = select(
    func.count().label("how_many"), func.min(attempts.c.closed_at).label("first_at")
).where(attempts.c.distribution == bindparam("of"), attempts.c.closed_at > bindparam("since"))
_WAITS = select(
    func.count().label("how_many"),
    func.min(standings.c.due_at).label("next_at"),
    func.max(standings.c.due_at).label("last_at"),
).where(standings.c.distribution == bindparam("of"), WAITING)
_HELD = select(windows.c.distribution).where(windows.c.closed_at.is_(None)).distinct()
_LIVE = select(distributions.c.key, distributions.c.id, distributions.c.state).where(
    or_(distributions.c.state.in_(LIVE), distributions.c.key.in_(_HELD))
)


def _page() -> Select[Any]:
    of, number = deliveries.c.distribution, deliveries.c.number
    return (
        select(
            number,
            deliveries.c.rcpt_to,
            standings.c.address_key,
            deliveries.c.message_id,
            deliveries.c.media_list,
            deliveries.c.row,
            deliveries.c.language,
            deliveries.c.trusted,
            standings.c.state,
            standings.c.attempts,
            standings.c.due_at,
            standings.c.note,
            attempts.c.reply,
            attempts.c.peer,
            attempts.c.dot_at,
            attempts.c.closed_at,
            UNSETTLED.label("unsettled"),
        )
        .join_from(
            deliveries, standings, (standings.c.distribution == of) & (standings.c.number == number)
        )
        .outerjoin(
            attempts,
            (attempts.c.distribution == of)
            & (attempts.c.number == number)
            & (attempts.c.ordinal == standings.c.attempts),
        )
        .where(of == bindparam("of"), number > bindparam("after"))
        .order_by(number)
        .limit(_PAGE)
    )


_DELIVERIES = _page()


def next_distribution_id(store: Store, slug: str) -> str:
    """`<slug>-<n>`, n one more than the release's distributions so far."""
    how_many = (
        select(func.count())
        .select_from(distributions)
        .join(editions)
        .where(editions.c.slug == bindparam("slug"))
    )
    with store.reading() as connection:
        taken = connection.execute(how_many, {"slug": slug}).scalar_one()
    return f"{slug}-{taken + 1}"


def frozen_hash(store: Store, slug: str, version: int) -> str | None:
    """The content hash this version was first planned with; None: never planned."""
    with store.reading() as connection:
        names = {"slug": slug, "version": version}
        return connection.execute(_FROZE, names).scalar_one_or_none()


def reached(store: Store, slug: str, version: int) -> dict[str, str]:
    """Address key → distribution, of all whom this version has, may have, or will have reached."""
    with store.reading() as connection:
        rows = connection.execute(_COVERED, {"slug": slug, "version": version})
        return {row.address_key: row.id for row in rows}


def find_distribution(store: Store, id_or_prefix: str) -> DistributionRecord:
    """The distribution with this id, or the only one whose id begins so."""
    with store.reading() as connection:
        ids = connection.execute(_IDS).scalars().all()
        exact = _only_one(id_or_prefix, ids)
        row = connection.execute(_DISTRIBUTIONS.where(distributions.c.id == exact)).one()
    return _distribution_record(row)


def _only_one(id_or_prefix: str, ids: Sequence[str]) -> str:
    if id_or_prefix in ids:
        return id_or_prefix
    fitting = [each for each in ids if each.startswith(id_or_prefix)]
    if not fitting:
        raise unknown(id_or_prefix)
    if len(fitting) > 1:
        raise UsageError(
            f"Several distributions begin with {id_or_prefix}: {', '.join(fitting)}.",
            cure="Write one of them in full.",
        )
    return fitting[0]


def list_distributions(store: Store) -> list[DistributionRecord]:
    """All of them, in the order in which they were planned."""
    with store.reading() as connection:
        rows = connection.execute(_DISTRIBUTIONS.order_by(distributions.c.key)).all()
    return [_distribution_record(row) for row in rows]


def due(store: Store, now: datetime) -> list[str]:
    """
    The ids of those that have work at `now`, in the order in which they were planned.

    What is in a run's hands is work too: nobody knows from here whether that run is dead.
    """
    with store.reading() as connection:
        held = set(connection.execute(_HELD).scalars())
        live = connection.execute(_LIVE.order_by(distributions.c.key)).all()
        return [
            row.id
            for row in live
            if row.key in held
            or (
                row.state in LIVE
                and (due_at := next_due_at(connection, row.key)) is not None
                and due_at <= now
            )
        ]


def is_live(store: Store, distribution_id: str) -> bool:
    """Whether it may be claimed from; looked up where something has changed, or some time has passed."""
    stamp = store.stamp()
    if store.known_live.get(distribution_id) == stamp:
        return True
    with store.reading() as connection:
        state = connection.execute(_STATE, {"id": distribution_id}).scalar_one_or_none()
    store.known_live[distribution_id] = stamp
    if state not in LIVE:
        del store.known_live[distribution_id]
    return state in LIVE


def read_departures(store: Store, since: datetime) -> list[tuple[str, datetime]]:
    """rcpt_to and instant of all that left after `since`, oldest first."""
    with store.reading() as connection:
        rows = connection.execute(_DEPARTED, {"since": since}).all()
    return [(row.rcpt_to, row.closed_at) for row in rows]


def find_next_due_at(store: Store, distribution_id: str) -> datetime | None:
    """The earliest instant at which something of it waits to be sent; None: nothing does."""
    with store.reading() as connection:
        return next_due_at(connection, key_of(connection, distribution_id))


def count_deliveries(store: Store, distribution_id: str) -> Counts:
    """How many deliveries stand where."""
    with store.reading() as connection:
        tally = connection.execute(_TALLY, {"of": key_of(connection, distribution_id)}).one()
        return Counts.of(dict(zip(DeliveryState, tally, strict=True)))


def count_unsettled(store: Store, distribution_id: str) -> int:
    """How many are in doubt without a person's word to leave them so."""
    with store.reading() as connection:
        of = key_of(connection, distribution_id)
        return int(connection.execute(_UNSETTLED, {"of": of}).scalar_one())


def read_deliveries(
    store: Store, distribution_id: str, state: DeliveryState | None = None, *, after: int = 0
) -> Iterator[DeliveryRecord]:
    """Deliveries, all or in one state, by number; each page as it stood when it was read."""
    while page := _read_page(store, distribution_id, after, state):
        yield from page
        after = page[-1].number


def _read_page(
    store: Store, distribution_id: str, after: int, state: DeliveryState | None
) -> list[DeliveryRecord]:
    wanted = _DELIVERIES if state is None else _DELIVERIES.where(standings.c.state == state.value)
    with store.reading() as connection:
        of = key_of(connection, distribution_id)
        rows = connection.execute(wanted, {"of": of, "after": after})
        return [_delivery_record(row) for row in rows]


def read_pulse(store: Store, distribution_id: str, since: datetime) -> Pulse:
    """How fast it leaves, and what waits."""
    with store.reading() as connection:
        of = key_of(connection, distribution_id)
        left = connection.execute(_LEFT_SINCE, {"of": of, "since": since}).one()
        waits = connection.execute(_WAITS, {"of": of}).one()
    return Pulse(left.how_many, left.first_at, waits.how_many, waits.next_at, waits.last_at)


def _delivery_record(row: Row[Any]) -> DeliveryRecord:
    return DeliveryRecord(
        number=row.number,
        address=row.rcpt_to,
        address_key=row.address_key,
        message_id=row.message_id,
        media_list=row.media_list,
        row=row.row,
        language=row.language,
        trusted=row.trusted,
        state=DeliveryState(row.state),
        attempts=row.attempts,
        due_at=row.due_at,
        why=row.note,
        reply=row.reply or "",
        peer=row.peer or "",
        dot_at=row.dot_at,
        at=row.closed_at,
        unsettled=bool(row.unsettled),
    )


def _distribution_record(row: Row[Any]) -> DistributionRecord:
    distribution = Distribution(
        id=row.id,
        slug=row.slug,
        version=row.version,
        content_hash=row.content_hash,
        headline=row.headline,
        mail_from=row.mail_from,
        created_at=row.created_at,
        send_at=row.send_at,
        embargoed_until=row.embargoed_until,
        embargo_shown=row.embargo_shown,
        embargo_wall=row.embargo_wall,
        embargo_zone=row.embargo_zone,
        late_by_max_s=row.late_by_max_s,
        wall_times=unpack_wall_times(row.wall_times),
        give_up_at=row.give_up_at,
        release_json=row.release_json,
        sources=json.loads(row.sources),
        act=Act(row.act),
        answers=row.answers,
    )
    return DistributionRecord(distribution, DistributionState(row.state), row.reason, row.late_by_s)
