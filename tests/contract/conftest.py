"""The ledgers that the contract is held against."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from records import HERE, Desk, ValueClock

from mailer.record.ledger import Ledger


@pytest.fixture(params=["sqlite"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    """Opens the same ledger as often as it is called, as several runs would."""
    urls = {"sqlite": f"sqlite:///{tmp_path}/ledger.sqlite3"}
    opened = []

    def open_ledger() -> Ledger:
        ledger = Ledger.open(
            urls[request.param], create=True, clock=ValueClock(), machine=HERE, locked_after_s=5
        )
        opened.append(ledger)
        return ledger

    yield open_ledger
    for ledger in opened:
        ledger.close()


@pytest.fixture
def ledger(desk: Desk) -> Ledger:
    return desk()
