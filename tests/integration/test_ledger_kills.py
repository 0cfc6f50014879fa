"""The whole sending path under SIGKILL at its system calls; `make torture` does many more of these."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from killing import CALLS, Kills, kill_often, sweep, why_no_strace
from postgres import postgres

from mailer.deliver.embedded import EmbeddedServer

pytestmark = pytest.mark.slow


@pytest.fixture
def server(need: Callable[[str], None]) -> Iterator[EmbeddedServer]:
    need(why_no_strace())
    with EmbeddedServer(None) as running:
        yield running


@pytest.mark.parametrize(("call", "step"), CALLS.items())
def test_survives_a_kill_at_every_call(
    tmp_path: Path, need: Callable[[str], None], call: str, step: int
) -> None:
    """Killed at any n-th call of this kind, a run loses nobody and sends nothing twice."""
    need(why_no_strace())

    assert sweep(tmp_path, call, step) >= 1


def test_survives_random_kills(tmp_path: Path, server: EmbeddedServer) -> None:
    """Twenty runs over two lines, each killed at a random call, together send everything once."""
    kills = Kills(tmp_path, server, how_many=300, lines=2)
    kill_often(kills, 20, seed=20260501)
    kills.settle()

    assert kills.kills >= 15
    kills.assert_true_account()


@pytest.mark.parametrize("number", [61, 66, 71])
def test_a_kill_between_several_dots_doubts_only_one(
    tmp_path: Path, server: EmbeddedServer, number: int
) -> None:
    """Eight lines are ready together; the run dies as one of them is about to speak."""
    kills = Kills(tmp_path, server, how_many=300, lines=8)

    assert kills.run("sendmsg", number)
    kills.settle()
    kills.assert_true_account()


def test_survives_random_kills_on_postgresql(tmp_path: Path, server: EmbeddedServer) -> None:
    """The same with the ledger in PostgreSQL: the journals lie here, so all is known exactly."""
    with postgres() as database:
        kills = Kills(tmp_path, server, how_many=60, url=database.new_database())
        for call, number in (("sendmsg", 9), ("write", 25), ("sendmsg", 30)):
            kills.run(call, number)
        kills.settle()

        assert kills.kills
        kills.assert_true_account()
