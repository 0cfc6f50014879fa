"""
Planning: a distribution with all its deliveries enters the ledger whole, or not at all.

What is planned is first gathered in tables that only this run sees, and that vanish with it; one
short change then copies them in. So composing a million messages locks nobody out, and takes no
memory that grows with the list.

Promises: after a crash or an error there is nothing of it; two runs that plan the same person for the
same version at once cannot both succeed; a version keeps the content it was first planned with.
Never: looks at a message, or leaves anybody out.
Fails with: GuardError where the version froze other content, or another run was faster;
LedgerError and its kin.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Column,
    FromClause,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    bindparam,
    case,
    func,
    insert,
    literal,
    null,
    select,
)
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from mailer.compose.message import Skeleton
from mailer.record.instants import Instant, microseconds
from mailer.record.many import Many
from mailer.record.pieces import pack_pieces
from mailer.record.schema import (
    blocks,
    deliveries,
    distributions,
    editions,
    frozen_columns,
    skeletons,
    standings,
)
from mailer.record.sequel import Sequel
from mailer.record.skeleton_rows import divided, packed
from mailer.record.standing import append_event, key_of, settle
from mailer.record.store import Store
from mailer.record.wall_times import pack_wall_times
from mailer.schedule.distribution import Distribution, PlannedDelivery
from mailer.words.errors import GuardError
from mailer.words.states import DeliveryState, DistributionState

_BATCH = 1000
_microseconds = lru_cache(maxsize=8)(microseconds)
_spool = MetaData()
_FROZEN = [column.name for column in frozen_columns()]

_skeletons = Table(
    "spooled_skeletons",
    _spool,
    Column("key", LargeBinary, primary_key=True),
    Column("segments", LargeBinary, nullable=False),
    Column("apart", LargeBinary),
    prefixes=["TEMPORARY"],
)
_blocks = Table(
    "spooled_blocks",
    _spool,
    Column("key", LargeBinary, primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("octets", LargeBinary, nullable=False),
    prefixes=["TEMPORARY"],
)
_deliveries = Table(
    "spooled_deliveries",
    _spool,
    Column("number", Integer, primary_key=True),
    *frozen_columns(),
    Column("address_key", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("due_at", Instant),
    Column("note", Text, nullable=False),
    Column("rank", Integer, nullable=False),
    prefixes=["TEMPORARY"],
)
_SPOOL = Many(insert(_deliveries), _deliveries.c.keys())
_FROZE = select(editions.c.key, editions.c.content_hash).where(
    editions.c.slug == bindparam("slug"), editions.c.version == bindparam("version")
)


class Plan:
    """A distribution being planned. It belongs to one thread."""

    def __init__(self, store: Store, connection: Connection, now: datetime) -> None:
        """Opened by `gather`."""
        self._store = store
        self._connection = connection
        self._now = now
        self._keys: set[bytes] = set()
        self._apart: set[bytes] = set()
        self._batch: list[tuple[Any, ...]] = []
        self.ranked = False
        """Whether some leave before others, whatever their number."""

    def add_skeleton(self, skeleton: Skeleton) -> None:
        """Keep a skeleton; the same one again is no second one. Before the deliveries that use it."""
        key = skeleton.key
        if key in self._keys:
            return
        segments, apart, large = packed(skeleton)
        row = {"key": key, "segments": segments, "apart": apart}
        self._connection.execute(insert(_skeletons), row)
        self._keys.add(key)
        for name in large.keys() - self._apart:
            for place, octets in enumerate(divided(large[name])):
                block = {"key": name, "place": place, "octets": octets}
                self._connection.execute(insert(_blocks), block)
            self._apart.add(name)

    def add(self, delivery: PlannedDelivery) -> None:
        """Plan one delivery: planned, withheld or suppressed."""
        suppressed = delivery.state is DeliveryState.SUPPRESSED
        assert suppressed or delivery.skeleton in self._keys
        due_at = None if suppressed else _microseconds(delivery.due_at)
        self.ranked = self.ranked or delivery.rank != 0
        self._batch.append(
            (
                delivery.number,
                delivery.envelope.mail_from,
                delivery.envelope.rcpt_to,
                delivery.message_id,
                delivery.skeleton,
                pack_pieces(delivery.holes),
                delivery.trusted,
                delivery.media_list,
                delivery.row,
                delivery.language,
                due_at,
                delivery.address_key,
                delivery.state.value,
                due_at,
                delivery.note,
                delivery.rank,
            )
        )
        if len(self._batch) == _BATCH:
            self.flush()

    def flush(self) -> None:
        """Put what has gathered into the spool."""
        _SPOOL.run(self._connection, self._batch)
        self._batch.clear()

    def freeze(self, distribution: Distribution, sequel: Sequel | None = None) -> None:
        """
        Plan what has gathered, as this distribution: durably, when this returns.

        `sequel`: what becomes of the release's earlier distributions in the same change.
        """
        self.flush()
        self._connection.commit()
        try:
            with self._store.writing(self._connection):
                if sequel is not None:
                    sequel.carry_out(self._connection, distribution)
                _copy_in(self._connection, distribution, self._now, ranked=self.ranked)
        except IntegrityError as error:
            raise _overtaken() from error


@contextmanager
def gather(store: Store, now: datetime) -> Iterator[Plan]:
    """Gather a plan. Nothing of it remains where this context ends and it was not frozen."""
    with store.apart() as connection:
        _spool.create_all(connection)
        yield Plan(store, connection, now)


def _copy_in(
    connection: Connection, distribution: Distribution, now: datetime, *, ranked: bool
) -> None:
    edition = _edition(connection, distribution)
    _check_answers(connection, distribution)
    key = _insert_distribution(connection, distribution, edition)
    for table, spool in ((skeletons, _skeletons), (blocks, _blocks)):
        names = ["distribution", *spool.c.keys()]
        connection.execute(insert(table).from_select(names, select(literal(key), *spool.c)))
    spooled = _in_order() if ranked else _deliveries
    connection.execute(
        insert(deliveries).from_select(
            ["distribution", "number", *_FROZEN],
            select(literal(key), spooled.c.number, *(spooled.c[name] for name in _FROZEN)).order_by(
                spooled.c.number
            ),
        )
    )
    connection.execute(_stand(spooled, key, edition))
    append_event(connection, key, DistributionState.SCHEDULED, distribution.created_at, "")
    settle(connection, key, now)


def _in_order() -> FromClause:
    """The spooled deliveries numbered anew: by rank, then by the number they came with."""
    place = func.row_number().over(order_by=(_deliveries.c.rank, _deliveries.c.number))
    others = [column for column in _deliveries.c if column.name != "number"]
    return select(place.label("number"), *others).subquery()


def _stand(spooled: FromClause, distribution: int, edition: int) -> Any:
    suppressed = spooled.c.state == DeliveryState.SUPPRESSED.value
    return insert(standings).from_select(
        [
            "distribution",
            "number",
            "covers",
            "address_key",
            "state",
            "attempts",
            "due_at",
            "held_by",
            "note",
        ],
        select(
            literal(distribution),
            spooled.c.number,
            case((suppressed, null()), else_=literal(edition)),
            spooled.c.address_key,
            spooled.c.state,
            literal(0),
            spooled.c.due_at,
            null(),
            spooled.c.note,
        ).order_by(spooled.c.number),
    )


def _edition(connection: Connection, distribution: Distribution) -> int:
    names = {"slug": distribution.slug, "version": distribution.version}
    froze = connection.execute(_FROZE, names).one_or_none()
    if froze is None:
        return int(
            connection.execute(
                insert(editions).returning(editions.c.key),
                {**names, "content_hash": distribution.content_hash},
            ).scalar_one()
        )
    if froze.content_hash != distribution.content_hash:
        raise GuardError(
            f"Version {distribution.version} of {distribution.slug} was planned with other content.",
            cure="Give the changed release a new version, or send a correction or an update.",
        )
    return int(froze.key)


def _check_answers(connection: Connection, distribution: Distribution) -> None:
    """Whatever it answers must be in the ledger."""
    if distribution.answers:
        key_of(connection, distribution.answers)


def _insert_distribution(connection: Connection, distribution: Distribution, edition: int) -> int:
    return int(
        connection.execute(
            insert(distributions).returning(distributions.c.key),
            {
                "id": distribution.id,
                "edition": edition,
                "headline": distribution.headline,
                "mail_from": distribution.mail_from,
                "created_at": distribution.created_at,
                "send_at": distribution.send_at,
                "embargoed_until": distribution.embargoed_until,
                "embargo_shown": distribution.embargo_shown,
                "give_up_at": distribution.give_up_at,
                "release_json": distribution.release_json,
                "act": distribution.act.value,
                "answers": distribution.answers,
                "embargo_wall": distribution.embargo_wall,
                "embargo_zone": distribution.embargo_zone,
                "late_by_max_s": distribution.late_by_max_s,
                "wall_times": pack_wall_times(distribution.wall_times),
                "sources": json.dumps(dict(distribution.sources), sort_keys=True),
                "state": DistributionState.SCHEDULED.value,
                "reason": "",
            },
        ).scalar_one()
    )


def _overtaken() -> GuardError:
    return GuardError(
        "Another run has just planned this release for some of these recipients.",
        cure="Run the command again; it will reach only those who are not yet reached.",
    )
