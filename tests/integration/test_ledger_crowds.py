"""Ten processes on one ledger file: everybody is planned for, claimed and sent to once."""

import os
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest
from crowd import ID, in_a_process, open_ledger, send_all, take, taken
from records import (
    NINE,
    ValueClock,
    hand_over,
    plan_some,
)

from mailer.record.claiming import claim
from mailer.words.errors import GuardError, LedgerLocked

pytestmark = pytest.mark.filterwarnings(
    "ignore:This process .* is multi-threaded:DeprecationWarning"
)


def test_ten_runs_reach_everybody_once(tmp_path: Path) -> None:
    """Ten runs at once: each reader is sent to once, whoever gets to own the distribution."""
    with open_ledger(tmp_path) as ledger:
        plan_some(ledger, 60)

    def run() -> None:
        with suppress(LedgerLocked):
            send_all(tmp_path)

    processes = [in_a_process(run) for _ in range(10)]
    for process in processes:
        process.join()
    with open_ledger(tmp_path) as ledger:
        counts = ledger.counts(ID)

    assert [process.exitcode for process in processes] == [0] * 10
    assert set(taken(tmp_path).values()) == {1}
    assert (counts.accepted, counts.refused, counts.remaining) == (48, 12, 0)


def test_ten_runs_claim_everybody_once_without_the_lock(tmp_path: Path) -> None:
    """Even where the lock does not hold, the conditional claim gives each delivery to one run."""
    with open_ledger(tmp_path) as ledger:
        plan_some(ledger, 60)
        with ledger.own(ID):
            pass

    def run() -> None:
        store = open_ledger(tmp_path)._store
        while window := claim(store, ValueClock(), ID, now=NINE, limit=3):
            for each in window.deliveries:
                take(tmp_path, each.number)
                hand_over(window, each.number)
            window.close(NINE)

    processes = [in_a_process(run) for _ in range(10)]
    for process in processes:
        process.join()

    assert [process.exitcode for process in processes] == [0] * 10
    assert taken(tmp_path) == Counter(range(1, 61))


def test_ten_planners_cover_everybody_once(tmp_path: Path) -> None:
    """Ten runs that plan the same people at once: one succeeds, nine are told so."""
    open_ledger(tmp_path).close()

    def run() -> None:
        with open_ledger(tmp_path) as ledger:
            try:
                plan_some(ledger, 20)
            except GuardError:
                os._exit(3)

    processes = [in_a_process(run) for _ in range(10)]
    for process in processes:
        process.join()
    with open_ledger(tmp_path) as ledger:
        distributions, reached = ledger.distributions(), ledger.reached("bridge-opens", 1)

    assert sorted(process.exitcode or 0 for process in processes) == [0] + [3] * 9
    assert len(distributions) == 1
    assert len(reached) == 20
