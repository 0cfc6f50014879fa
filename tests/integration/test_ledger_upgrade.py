"""
Ledgers of earlier mailers, kept as `ledgers/version-*.sql`, and what upgrading makes of them.

Each holds a distribution with a delivery in every state, one window of a run that died, and a paused
distribution that waits for tomorrow.
"""

import os
import sqlite3
import stat
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from records import HERE, NINE, ValueClock, hand_over, plan_some, states_of
from sqlalchemy import event
from sqlalchemy.engine import Engine

from mailer.compose.message import Skeleton
from mailer.record.ledger import Ledger
from mailer.record.pieces import pack_pieces
from mailer.record.schema import SCHEMA_VERSION, metadata
from mailer.words.errors import LedgerDamaged
from mailer.words.states import Act, Counts

LEDGERS = Path(__file__).parent / "ledgers"
VERSIONS = range(1, SCHEMA_VERSION)
ID = "bridge-opens-1"


@pytest.fixture(params=VERSIONS)
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A ledger as an earlier mailer left it."""
    path = tmp_path / "ledger.sqlite3"
    script = (LEDGERS / f"version-{request.param}.sql").read_text("utf-8")
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(script)
    path.chmod(0o600)
    return path


def open_ledger(path: Path, *, create: bool = True) -> Ledger:
    return Ledger.open(path, create=create, clock=ValueClock(), machine=HERE)


def content(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


@pytest.mark.parametrize("create", [True, False], ids=["to write", "to read"])
def test_makes_the_tables_of_today(path: Path, *, create: bool) -> None:
    """However old the ledger was, its tables are those of a new one, as Alembic compares them."""
    with open_ledger(path, create=create) as ledger:
        context = MigrationContext.configure(ledger._store._connection)
        differences = compare_metadata(context, metadata)
    with closing(sqlite3.connect(path)) as connection:
        (version,) = connection.execute("SELECT schema_version FROM ledger").fetchone()
        (sound,) = connection.execute("PRAGMA integrity_check").fetchone()

    assert differences == []
    assert (version, sound) == (SCHEMA_VERSION, "ok")


def test_goes_on_where_the_old_one_stood(path: Path) -> None:
    """Everybody stands where they stood, and what was left is sent by the new mailer."""
    with open_ledger(path) as ledger:
        before = ledger.counts(ID)
        record = ledger.distribution(ID).distribution
        with ledger.own(ID):
            recovered = states_of(ledger, ID)
            window = ledger.claim(ID, NINE + timedelta(hours=1), 10)
            assert window is not None
            for each in window.deliveries:
                hand_over(window, each.number)
            window.close(NINE)
        after = ledger.counts(ID)
        paused = ledger.distribution("tunnel-opens-1")

    assert before == Counts(
        accepted=1, deferred=2, refused=1, in_doubt=1, suppressed=1, withheld=1, remaining=1
    )
    assert recovered[6] == "in_doubt"  # its run died, and its journal is not here
    assert after == Counts(accepted=3, deferred=1, refused=1, in_doubt=2, suppressed=1)
    assert (record.act, record.answers, record.embargo_shown) == (
        Act.ORIGINAL,
        "",
        "2026-05-01 11:00 Europe/London",
    )
    assert (paused.state, paused.reason) == ("paused", "The relay's daily quota is used up.")


def test_reads_a_file_that_lies_in_one_row(path: Path) -> None:
    """Before schema 5 a skeleton held its files in its own row; it is read as it was written."""
    skeleton = Skeleton((b"\0DATE\0Dear", b"\xff" * 200_000, b"\r\n"))
    row = (skeleton.key, pack_pieces(skeleton.segments))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO skeletons VALUES (1, ?, ?)", row)
        connection.commit()
    with open_ledger(path) as ledger:
        read = ledger.skeletons(ID)

    assert read[skeleton.key] == skeleton


def test_puts_a_copy_aside(path: Path) -> None:
    """What the ledger was before lies beside it, byte for byte the same content, mode 0600."""
    before = content(path)
    open_ledger(path).close()
    (copy,) = path.parent.glob("ledger.sqlite3.schema-*")

    assert content(copy) == before
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


def test_changes_all_or_nothing(path: Path) -> None:
    """An upgrade that is cut short before its commit leaves the old ledger; the next one succeeds."""
    before = content(path)

    def power_cut(connection: object) -> None:
        if any(path.parent.glob("*.schema-*")):
            raise KeyboardInterrupt

    event.listen(Engine, "commit", power_cut)
    try:
        with pytest.raises(KeyboardInterrupt):
            open_ledger(path)
    finally:
        event.remove(Engine, "commit", power_cut)
    halfway = content(path)
    open_ledger(path).close()

    assert halfway == before
    assert content(path) != before


def test_upgrades_once_by_many(path: Path) -> None:
    """Runs that all find the old ledger upgrade it once, one after the other."""
    pids = []
    for _ in range(4):
        if not (pid := os.fork()):
            status = 1
            try:
                with open_ledger(path) as ledger:
                    status = ledger.counts(ID).planned - 8
            finally:
                os._exit(status)
        pids.append(pid)

    assert [os.waitpid(pid, 0)[1] for pid in pids] == [0] * 4


def test_refuses_a_newer_ledger(tmp_path: Path) -> None:
    """A ledger of a later mailer is refused with the cure, and not touched."""
    path = tmp_path / "ledger.sqlite3"
    with open_ledger(path) as ledger:
        plan_some(ledger)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"UPDATE ledger SET schema_version = {SCHEMA_VERSION + 1}")
        connection.commit()
    before = path.read_bytes()
    with pytest.raises(LedgerDamaged, match="newer mailer") as refusal:
        open_ledger(path)

    assert refusal.value.cure == "Update mailer, then run the command again."
    assert path.read_bytes() == before
