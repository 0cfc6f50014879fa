"""
The ledger under SIGKILL, power loss, and several runs at once.

Truth is what the relay took: here a file to which a run adds a line when a final dot has left and the
relay keeps the message. A run is a forked process; it is killed at every write and commit in turn.
"""

import multiprocessing
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from crowd import HOW_MANY, ID, in_a_process, open_ledger, send_all, taken
from records import (
    HERE,
    NINE,
    STARTED_ANEW,
    an_outcome,
    hand_over,
    plan_some,
    states_of,
)
from sqlalchemy import event
from sqlalchemy.engine import Engine

from mailer.record.machine import Machine
from mailer.record.ownership import run_folder
from mailer.record.recovery import recover
from mailer.words.errors import LedgerDamaged, LedgerLocked
from mailer.words.states import DeliveryState

UNKNOWN = Machine(machine_id=HERE.machine_id, boot_id="", runner="press-desk:3")

pytestmark = pytest.mark.filterwarnings(
    "ignore:This process .* is multi-threaded:DeprecationWarning"
)


def kill_at(instant: int) -> None:
    """Die at the n-th write to a file of ours, commit, or removal: before it, or after it."""
    count = 0

    def pass_by() -> None:
        nonlocal count
        count += 1
        if count == instant:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(call: Callable[..., object]) -> Callable[..., object]:
        def hooked(*args: object, **kwargs: object) -> object:
            pass_by()
            result = call(*args, **kwargs)
            pass_by()
            return result

        return hooked

    for name in ("write", "pwrite", "unlink", "rename"):
        setattr(os, name, around(getattr(os, name)))
    event.listen(Engine, "commit", lambda connection: pass_by())


@pytest.mark.slow
def test_survives_a_kill_at_every_instant(tmp_path: Path) -> None:
    """Wherever a run is killed, the next one loses nobody and sends nothing twice."""
    for instant in range(1, 500):
        folder = tmp_path / str(instant)
        folder.mkdir()
        process = in_a_process(lambda: (kill_at(instant), send_all(folder)))  # noqa: B023 - it runs now
        process.join()
        send_all(folder)
        with open_ledger(folder) as ledger:
            states, counts = states_of(ledger, ID), ledger.counts(ID)
            attempts = {each.number: each.attempts for each in ledger.deliveries(ID)}
        at_relay = taken(folder)
        in_doubt = {number for number, state in states.items() if state == "in_doubt"}

        assert max(at_relay.values()) == 1, instant
        assert len(in_doubt) <= 1, instant
        assert {number for number, state in states.items() if state == "accepted"} == (
            set(at_relay) - in_doubt
        ), instant
        assert states[5] in ("refused", "in_doubt"), instant
        assert attempts[3] <= 2, instant
        assert counts.planned == HOW_MANY, instant
        assert counts.remaining == counts.withheld == counts.deferred == 0, instant
        if process.exitcode == 0:
            break
        assert process.exitcode == -signal.SIGKILL, instant
    assert process.exitcode == 0
    assert instant > 60


def leave_open(folder: Path, *, replies: bool = True, machine: Machine = HERE) -> None:
    """A run that is killed with a window open: 1 answered, 2 past its dot, 3 taken up, 4 not."""

    def run() -> None:
        ledger = open_ledger(folder, machine)
        plan_some(ledger, 5)
        with ledger.own(ID):
            window = ledger.claim(ID, NINE, 4)
            assert window is not None
            if replies:
                hand_over(window, 1)
                window.dot(2)
                window.keep()
                window.reply(3, an_outcome(DeliveryState.PLANNED))
            os.kill(os.getpid(), signal.SIGKILL)

    in_a_process(run).join()


def after_restart(folder: Path, machine: Machine) -> dict[int, str]:
    with open_ledger(folder, machine) as ledger:
        with ledger.own(ID):
            pass
        states = states_of(ledger, ID)
        assert ledger.counts(ID).planned == 5
    assert list(run_folder(folder / "ledger.sqlite3", ID).glob("*.journal")) == []
    return states


def journal_of(folder: Path) -> Path:
    (journal,) = folder.rglob("*.journal")
    return journal


def test_knows_exactly_after_a_crash(tmp_path: Path) -> None:
    """On a machine that ran on: replied as replied, dot without reply in doubt, the rest waits."""
    leave_open(tmp_path)

    assert after_restart(tmp_path, HERE) == {
        1: "accepted",
        2: "in_doubt",
        3: "planned",
        4: "planned",
        5: "planned",
    }


def test_doubts_a_second_try(tmp_path: Path) -> None:
    """Given back and then past a second dot is in doubt: the first word was not the last."""

    def run() -> None:
        ledger = open_ledger(tmp_path)
        plan_some(ledger, 1)
        with ledger.own(ID):
            window = ledger.claim(ID, NINE, 1)
            assert window is not None
            window.dot(1)
            window.keep()
            window.reply(1, an_outcome(DeliveryState.PLANNED))
            window.dot(1)
            window.keep()
            os.kill(os.getpid(), signal.SIGKILL)

    in_a_process(run).join()
    with open_ledger(tmp_path) as ledger:
        with ledger.own(ID):
            pass

        assert states_of(ledger, ID) == {1: "in_doubt"}


def test_says_why_it_is_in_doubt(tmp_path: Path) -> None:
    """What is in doubt tells when its dot left and why nobody knows, and counts as an attempt."""
    leave_open(tmp_path)
    after_restart(tmp_path, HERE)
    with open_ledger(tmp_path) as ledger:
        record = list(ledger.deliveries(ID))[1]

    assert (record.attempts, record.dot_at, record.reply) == (1, NINE, "")
    assert "after the final dot" in record.why


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(HERE, STARTED_ANEW, id="started anew"),
        pytest.param(HERE, UNKNOWN, id="start now unknown"),
        pytest.param(UNKNOWN, UNKNOWN, id="start always unknown"),
    ],
)
def test_doubts_after_a_power_loss(tmp_path: Path, before: Machine, after: Machine) -> None:
    """After a restart a reply that survived counts, and all else of the window is in doubt."""
    leave_open(tmp_path, machine=before)

    assert after_restart(tmp_path, after) == {
        1: "accepted",
        2: "in_doubt",
        3: "in_doubt",
        4: "in_doubt",
        5: "planned",
    }


@pytest.mark.parametrize("machine", [HERE, STARTED_ANEW], ids=["ran on", "started anew"])
def test_doubts_without_the_journal(tmp_path: Path, machine: Machine) -> None:
    """An open window whose journal is gone is in doubt as a whole."""
    leave_open(tmp_path)
    journal_of(tmp_path).unlink()

    assert after_restart(tmp_path, machine) == {
        1: "in_doubt",
        2: "in_doubt",
        3: "in_doubt",
        4: "in_doubt",
        5: "planned",
    }


def test_doubts_what_a_lost_end_may_have_held(tmp_path: Path) -> None:
    """However much of the journal a power loss took, nobody past a dot goes back to waiting."""
    leave_open(tmp_path / "whole")
    size = journal_of(tmp_path / "whole").stat().st_size
    for left in range(0, size, 7):
        folder = tmp_path / str(left)
        leave_open(folder)
        os.truncate(journal_of(folder), left)
        states = after_restart(folder, STARTED_ANEW)

        assert states.pop(5) == "planned"
        assert states.pop(1) in ("accepted", "in_doubt")
        assert set(states.values()) == {"in_doubt"}


def test_doubts_a_damaged_journal(tmp_path: Path) -> None:
    """On a machine that ran on, a journal that does not verify is believed up to there only."""
    leave_open(tmp_path)
    journal = journal_of(tmp_path)
    content = bytearray(journal.read_bytes())
    content[-1] ^= 1
    journal.write_bytes(content)

    assert after_restart(tmp_path, HERE) == {
        1: "accepted",
        2: "in_doubt",
        3: "in_doubt",
        4: "in_doubt",
        5: "planned",
    }


def test_gives_back_what_was_only_claimed(tmp_path: Path) -> None:
    """A run killed between its claim and its first dot leaves nobody in doubt."""
    leave_open(tmp_path, replies=False)

    assert set(after_restart(tmp_path, HERE).values()) == {"planned"}


def test_a_dead_owner_blocks_nobody(tmp_path: Path) -> None:
    """The lock of a killed run is free, and that of a living one is not."""
    leave_open(tmp_path)
    ready, done = multiprocessing.Event(), multiprocessing.Event()

    def hold() -> None:
        with open_ledger(tmp_path) as ledger, ledger.own(ID):
            ready.set()
            done.wait(60)

    process = in_a_process(hold)
    assert ready.wait(60)
    with open_ledger(tmp_path) as ledger:
        with pytest.raises(LedgerLocked), ledger.own(ID):
            pass
        done.set()
        process.join()
        with ledger.own(ID):
            pass


def test_settles_nothing_that_another_run_has_settled(tmp_path: Path) -> None:
    """Where a lock does not hold and a living run's window is closed by another, it is noticed."""
    with open_ledger(tmp_path) as ledger, open_ledger(tmp_path) as other:
        plan_some(ledger, 1)
        with ledger.own(ID):
            window = ledger.claim(ID, NINE, 1)
            assert window is not None
            window.dot(1)
            window.keep()
            recover(other._store, ID, NINE)
            window.reply(1, an_outcome(DeliveryState.PLANNED))
            with pytest.raises(LedgerDamaged, match="another run has closed"):
                window.close(NINE)
            window.let_go()

        assert states_of(ledger, ID) == {1: "in_doubt"}
