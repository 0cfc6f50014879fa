"""
Ledgers of earlier mailers in a PostgreSQL database, and what upgrading makes of them.

They are those kept as `ledgers/version-*.sql`, carried over table by table; schema 2 was the first
that a server had.
"""

import sqlite3
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from postgres import Server, postgres
from records import HERE, NINE, ValueClock, hand_over
from sqlalchemy import MetaData, create_engine, event, inspect, select, text
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.pool import NullPool

from mailer.record.ledger import Ledger
from mailer.record.schema import SCHEMA_VERSION, metadata
from mailer.words.errors import LedgerLocked
from mailer.words.states import Counts

LEDGERS = Path(__file__).parent / "ledgers"
ID = "bridge-opens-1"

Open = Callable[..., Ledger]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with postgres() as server:
        yield server


def on(url: str) -> Engine:
    driver = make_url(url).set(drivername="postgresql+psycopg")
    options = {"options": "-c search_path=mailer"}
    return create_engine(driver, poolclass=NullPool, connect_args=options)


@pytest.fixture(params=range(2, SCHEMA_VERSION))
def url(request: pytest.FixtureRequest, server: Server, tmp_path: Path) -> str:
    """A database with the ledger of an earlier mailer."""
    path, old, url = tmp_path / "old.sqlite3", MetaData(), server.new_database()
    with sqlite3.connect(path) as connection:
        connection.executescript((LEDGERS / f"version-{request.param}.sql").read_text("utf-8"))
    connection.close()
    source = create_engine(f"sqlite:///{path}", poolclass=NullPool)
    with source.connect() as reading, on(url).begin() as writing:
        old.reflect(reading)
        for table in old.tables.values():
            for column in table.columns:
                column.type = column.type.as_generic()
                known = metadata.tables[table.name].columns[column.name]
                column.server_default = known.server_default
        writing.execute(text("CREATE SCHEMA mailer"))
        old.create_all(writing)
        for table in old.sorted_tables:
            for row in reading.execute(select(table)):
                writing.execute(table.insert(), row._asdict())
            if "key" in table.columns and len(table.primary_key) == 1:
                writing.execute(
                    text(
                        f"SELECT setval(pg_get_serial_sequence('{table.name}', 'key'),"
                        f" (SELECT coalesce(max(key), 1) FROM {table.name}))"
                    )
                )
        writing.execute(text("UPDATE ledger SET machine_id = ''"))
        # As a server has it: a run of this machine, before it was started anew.
        writing.execute(text(f"UPDATE windows SET machine_id = '{HERE.machine_id}', boot_id = '0'"))
    return url


@pytest.fixture
def desk(url: str, tmp_path: Path) -> Open:
    def open_ledger(*, create: bool = True, locked_after_s: float = 5) -> Ledger:
        return Ledger.open(
            url, create=create, folder=tmp_path, clock=ValueClock(), machine=HERE,
            locked_after_s=locked_after_s,
        )  # fmt: skip

    return open_ledger


def version_of(url: str) -> int:
    with on(url).connect() as connection:
        return connection.execute(text("SELECT schema_version FROM ledger")).scalar_one()


@pytest.mark.parametrize("create", [True, False], ids=["to write", "to read"])
def test_makes_the_tables_of_today(desk: Open, url: str, *, create: bool) -> None:
    """However old the ledger was, its tables are those of a new one, as Alembic compares them."""
    with desk(create=create) as ledger:
        context = MigrationContext.configure(ledger._store._connection)
        differences = compare_metadata(context, metadata)

    assert differences == []
    assert version_of(url) == SCHEMA_VERSION


def test_goes_on_where_the_old_one_stood(desk: Open) -> None:
    """Everybody stands where they stood, and what was left is sent by the new mailer."""
    with desk() as ledger:
        before = ledger.counts(ID)
        planned = ledger.distribution(ID).distribution
        with ledger.own(ID):
            window = ledger.claim(ID, NINE + timedelta(hours=1), 10)
            assert window is not None
            for each in window.deliveries:
                hand_over(window, each.number)
            window.close(NINE)
        after = ledger.counts(ID)

    assert before == Counts(
        accepted=1, deferred=2, refused=1, in_doubt=1, suppressed=1, withheld=1, remaining=1
    )
    assert after == Counts(accepted=3, deferred=1, refused=1, in_doubt=2, suppressed=1)
    assert planned.wall_times == ()


def test_changes_all_or_nothing(desk: Open, url: str) -> None:
    """An upgrade that is cut short before its commit leaves the old ledger; the next one succeeds."""
    old = version_of(url)

    def power_cut(connection) -> None:
        if inspect(connection).has_table("blocks"):
            raise KeyboardInterrupt

    event.listen(Engine, "commit", power_cut)
    try:
        with pytest.raises(KeyboardInterrupt):
            desk()
    finally:
        event.remove(Engine, "commit", power_cut)
    halfway = version_of(url)
    desk().close()

    assert halfway == old
    assert version_of(url) == SCHEMA_VERSION


def test_waits_for_who_is_at_it(desk: Open, url: str) -> None:
    """While another change is open the upgrade waits, and says so; once that is over it succeeds."""
    with on(url).begin() as other:
        other.execute(text("UPDATE ledger SET serial = serial + 1"))
        with pytest.raises(LedgerLocked):
            desk(locked_after_s=0.2)
    desk().close()

    assert version_of(url) == SCHEMA_VERSION
