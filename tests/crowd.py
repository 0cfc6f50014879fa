"""Runs of a ledger in processes of their own, and what their relay has taken from them."""

import multiprocessing
import os
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from records import (
    ACCEPTED,
    HERE,
    NINE,
    ValueClock,
    an_outcome,
    plan_some,
)

from mailer.record.claiming import Window
from mailer.record.ledger import Ledger
from mailer.record.machine import Machine
from mailer.words.states import DeliveryState

ID = "bridge-opens-1"
HOW_MANY = 6
LATER = NINE + timedelta(minutes=5)


def open_ledger(folder: Path, machine: Machine = HERE) -> Ledger:
    return Ledger.open(folder / "ledger.sqlite3", create=True, clock=ValueClock(), machine=machine)


def in_a_process(work: Callable[[], object]) -> multiprocessing.Process:
    """A run of its own, which ends at once when the work does."""

    def run() -> None:
        work()
        os._exit(0)

    process = multiprocessing.get_context("fork").Process(target=run)
    process.start()
    return process


# The relay's side


def take(folder: Path, number: int) -> None:
    with (folder / "taken").open("a", encoding="ascii") as relay:
        relay.write(f"{number}\n")


def taken(folder: Path) -> Counter[int]:
    with suppress(FileNotFoundError):
        return Counter(map(int, (folder / "taken").read_text(encoding="ascii").split()))
    return Counter()


def send_window(window: Window, folder: Path) -> None:
    """The first try: every third is deferred, every fifth refused; later tries are taken."""
    for each in window.deliveries:
        window.dot(each.number)
        window.keep()
        if each.number % 5 == 0:
            window.reply(each.number, an_outcome(DeliveryState.REFUSED))
        elif each.number % 3 == 0 and not each.attempts:
            window.reply(each.number, an_outcome(DeliveryState.DEFERRED), due_at=LATER)
        else:
            take(folder, each.number)
            window.reply(each.number, ACCEPTED)


def send_all(folder: Path) -> None:
    with open_ledger(folder) as ledger:
        if not ledger.distributions():
            plan_some(ledger, HOW_MANY)
        with ledger.own(ID):
            while window := ledger.claim(ID, LATER, 4):
                send_window(window, folder)
                window.close(LATER)
