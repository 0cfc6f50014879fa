"""The ledger after a power cut at every call of a run, however the disk had reordered its writes."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from killing import ID, Kills, why_no_strace
from power import Film
from records import STARTED_ANEW, ValueClock

from mailer.deliver.embedded import EmbeddedServer
from mailer.record.ledger import Ledger

HOW_MANY = 5
SEED = 20260501

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Film:
    if reason := why_no_strace():
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("power") / "desk"
    folder.mkdir()
    with EmbeddedServer(None) as server:
        kills = Kills(folder, server, how_many=HOW_MANY)
        return Film.of_a_run(folder, kills.url, server.port)


def states_after(folder: Path) -> dict[str, str]:
    """What the next start of the machine makes of what it finds."""
    path = folder / "ledger.sqlite3"
    with Ledger.open(path, create=True, clock=ValueClock(), machine=STARTED_ANEW) as ledger:
        with ledger.own(ID):
            pass
        counts = ledger.counts(ID)
        assert counts.planned == HOW_MANY
        return {one.address: one.state.value for one in ledger.deliveries(ID)}


def test_has_seen_the_whole_run(film: Film) -> None:
    """The film shows every message leave, and the ledger being synced."""
    assert len(film.departed(len(film.calls))) == HOW_MANY
    assert sum(each.name in {"fsync", "fdatasync"} for each in film.calls) >= 8


@pytest.mark.parametrize("luck", range(2))
def test_sends_nothing_twice_after_a_power_cut(
    film: Film, tmp_path: Path, need: Callable[[str], None], luck: int
) -> None:
    """Wherever the power fails, whoever may have the message is accepted or in doubt, never waiting."""
    for instant in range(luck, len(film.calls) + 1, 2):
        folder = tmp_path / str(instant)
        film.cut(instant, random.Random(f"{SEED} {luck} {instant}"), into=folder)
        states = states_after(folder)
        departed = film.departed(instant)
        accepted = {address for address, state in states.items() if state == "accepted"}

        assert {states[address] for address in departed} <= {"accepted", "in_doubt"}, instant
        assert accepted <= set(departed), instant
