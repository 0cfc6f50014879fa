"""
The ledger's tables.

    ledger         one row: which ledger this is, and how many durable changes it has seen
    editions       one version of one release, and the hash of what it froze
    distributions  one act of sending an edition, as planned, and its state now
    events         what happened to a distribution, who did it and why; appended, never changed
    skeletons      what many messages of a distribution share
    blocks         the large segments of skeletons, which are files, a part of one in each row
    deliveries     one recipient of a distribution, as planned; never changed
    standings      where each delivery stands now; small rows, because these are rewritten
    windows        which run claimed some deliveries, and when it closed its account
    attempts       one handing over and what came of it; appended, never changed
    settlements    what a person decided about an attempt in doubt; appended, never changed
    takeovers      who brought this ledger to another machine, and when; appended, never changed

Promises, kept by the database itself, whoever writes:
- one person is covered by one delivery of an edition at a time: `(covers, address_key)` is unique,
  and `covers` is the edition exactly while the delivery is open, accepted or in doubt;
- a delivery is held by one window exactly while it is handed;
- an attempt is recorded once: `(distribution, number, ordinal)` is the key.

Tables with a key of several columns are one B-tree in its order (`sqlite_with_rowid`), not two.

A person who is erased is replaced by a pseudonym, in place (see `people`); nothing else of a delivery
changes.

Never: deletes a row, or speaks a dialect of its own; PostgreSQL reads the same definitions, the
conditions of the partial indexes among them (`server_store`).
"""

from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from mailer.record.instants import Instant

SCHEMA_VERSION = 5
"""Grows with every change of these tables; `upgrades/versions` holds the step to each."""

metadata = MetaData()


def _numbered() -> Column[int]:
    """A key the database counts up and never gives out twice."""
    return Column("key", Integer, primary_key=True, autoincrement=True)


ledger = Table(
    "ledger",
    metadata,
    Column("uuid", Text, primary_key=True),
    Column("schema_version", Integer, nullable=False),
    Column("machine_id", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("serial", Integer, nullable=False),
)

editions = Table(
    "editions",
    metadata,
    _numbered(),
    Column("slug", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("content_hash", Text, nullable=False),
    UniqueConstraint("slug", "version"),
    sqlite_autoincrement=True,
)

distributions = Table(
    "distributions",
    metadata,
    _numbered(),
    Column("id", Text, nullable=False, unique=True),
    Column("edition", ForeignKey("editions.key"), nullable=False, index=True),
    Column("headline", Text, nullable=False),
    Column("mail_from", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("send_at", Instant, nullable=False),
    Column("embargoed_until", Instant),
    Column("embargo_shown", Text, nullable=False),
    Column("give_up_at", Instant),
    Column("release_json", Text, nullable=False),
    Column("sources", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("act", Text, nullable=False, server_default="original"),
    Column("answers", Text, nullable=False, server_default=""),
    Column("embargo_wall", Text, nullable=False, server_default=""),
    Column("embargo_zone", Text, nullable=False, server_default=""),
    Column("late_by_s", Integer),
    Column("late_by_max_s", Integer, nullable=False, server_default="900"),
    Column("wall_times", Text, nullable=False, server_default="[]"),
    sqlite_autoincrement=True,
)

events = Table(
    "events",
    metadata,
    _numbered(),
    Column("distribution", ForeignKey("distributions.key"), nullable=False, index=True),
    Column("at", Instant, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("who", Text, nullable=False, server_default=""),
    Column("what", Text, nullable=False, server_default=""),
    sqlite_autoincrement=True,
)


def frozen_columns() -> list[Column[Any]]:
    """What of a delivery never changes; the planner's spool has the same columns."""
    return [
        Column("mail_from", Text, nullable=False),
        Column("rcpt_to", Text, nullable=False),
        Column("message_id", Text, nullable=False),
        Column("skeleton", LargeBinary, nullable=False),
        Column("holes", LargeBinary, nullable=False),
        Column("trusted", Boolean, nullable=False),
        Column("media_list", Text, nullable=False),
        Column("row", Integer, nullable=False),
        Column("language", Text, nullable=False),
        Column("first_due_at", Instant),
    ]


skeletons = Table(
    "skeletons",
    metadata,
    Column("distribution", ForeignKey("distributions.key"), nullable=False),
    Column("key", LargeBinary, nullable=False),
    Column("segments", LargeBinary, nullable=False),
    Column("apart", LargeBinary),
    PrimaryKeyConstraint("distribution", "key"),
)

blocks = Table(
    "blocks",
    metadata,
    Column("distribution", ForeignKey("distributions.key"), nullable=False),
    Column("key", LargeBinary, nullable=False),
    Column("place", Integer, nullable=False),
    Column("octets", LargeBinary, nullable=False),
    PrimaryKeyConstraint("distribution", "key", "place"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("distribution", ForeignKey("distributions.key"), nullable=False),
    Column("number", Integer, nullable=False),
    *frozen_columns(),
    PrimaryKeyConstraint("distribution", "number"),
    sqlite_with_rowid=False,
)

WAITING = text("due_at IS NOT NULL AND held_by IS NULL")
"""May be claimed once it is due. One text for index and queries: SQLite compares them as written."""

_STATES = """
CASE WHEN held_by IS NOT NULL
     THEN state = 'handed' AND due_at IS NOT NULL AND covers IS NOT NULL
     WHEN due_at IS NOT NULL
     THEN state IN ('planned', 'withheld', 'deferred') AND covers IS NOT NULL
     WHEN covers IS NOT NULL
     THEN state = 'accepted' OR state = 'in_doubt'
     ELSE state IN ('refused', 'suppressed', 'stopped', 'deferred')
END"""
# The state table. A deferred delivery that is not due again was given up, and covers nobody, so that
# another distribution may reach that person. The order is that of the commonest changes.

standings = Table(
    "standings",
    metadata,
    Column("distribution", ForeignKey("distributions.key"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("covers", ForeignKey("editions.key")),
    Column("address_key", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", Instant),
    Column("held_by", ForeignKey("windows.key")),
    Column("note", Text, nullable=False),
    PrimaryKeyConstraint("distribution", "number"),
    UniqueConstraint("covers", "address_key", name="one_delivery_a_person"),
    CheckConstraint(_STATES, name="states"),
    Index(
        "standings_waiting",
        "distribution",
        "due_at",
        "number",
        sqlite_where=WAITING,
    ),
    sqlite_with_rowid=False,
)

_OPEN = text("closed_at IS NULL")
_PACED = text("sender <> ''")

windows = Table(
    "windows",
    metadata,
    _numbered(),
    Column("distribution", ForeignKey("distributions.key"), nullable=False),
    Column("boot_id", Text, nullable=False),
    Column("runner", Text, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("closed_at", Instant),
    Column("machine_id", Text, nullable=False, server_default=""),
    Column("lease_until", Instant),
    Column("sender", Text, nullable=False, server_default=""),
    Column("departures", Integer, nullable=False, server_default="0"),
    Index("windows_open", "distribution", "key", sqlite_where=_OPEN),
    Index("windows_paced", "sender", "closed_at", "departures", sqlite_where=_PACED),
    sqlite_autoincrement=True,
)

attempts = Table(
    "attempts",
    metadata,
    Column("distribution", ForeignKey("distributions.key"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("held_by", ForeignKey("windows.key"), nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("dot_at", Instant),
    Column("closed_at", Instant, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("reply", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("peer", Text, nullable=False),
    PrimaryKeyConstraint("distribution", "number", "ordinal"),
    sqlite_with_rowid=False,
)

settlements = Table(
    "settlements",
    metadata,
    _numbered(),
    Column("distribution", ForeignKey("distributions.key"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("who", Text, nullable=False),
    Column("decision", Text, nullable=False),
    Index("settlements_of", "distribution", "number", "ordinal"),
    sqlite_autoincrement=True,
)

takeovers = Table(
    "takeovers",
    metadata,
    _numbered(),
    Column("at", Instant, nullable=False),
    Column("who", Text, nullable=False),
    Column("machine_before", Text, nullable=False),
    Column("machine_after", Text, nullable=False),
    sqlite_autoincrement=True,
)
