"""The ledgers that the contract is held against: a file, and a real PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from postgres import Server, postgres
from records import HERE, Desk, ValueClock

from mailer.record.ledger import Ledger


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with postgres() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Of a ledger that nobody has made yet."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/ledger.sqlite3"
    server: Server = request.getfixturevalue("server")
    return server.new_database()


@pytest.fixture
def desk(url: str, tmp_path: Path) -> Iterator[Desk]:
    """Opens the same ledger as often as it is called, as several runs would."""
    opened = []

    def open_ledger() -> Ledger:
        ledger = Ledger.open(
            url, create=True, folder=tmp_path, clock=ValueClock(), machine=HERE, locked_after_s=5
        )
        opened.append(ledger)
        return ledger

    yield open_ledger
    for ledger in opened:
        ledger.close()


@pytest.fixture
def ledger(desk: Desk) -> Ledger:
    return desk()
