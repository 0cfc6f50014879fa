"""What the ledger alone costs a delivery: planned, claimed, its dot and its reply noted, closed."""

import gc
import tempfile
from pathlib import Path

from records import ACCEPTED, HERE, NINE, SKELETON, a_delivery, a_distribution

from bench.measure import Cost, Table, measured
from mailer.deliver.sending import WINDOW
from mailer.record.ledger import Ledger


def ledger(count: int, times: int) -> None:
    """One thread, no relay; each row the cheapest of so many."""
    table = Table(f"The ledger alone, {count:,} deliveries (SQLite, synced commits)")
    rounds = [_one(count) for _ in range(times)]
    for at, what in enumerate(("plan", f"claim, dot, reply, close; windows of {WINDOW}")):
        table.row(what, count, min((each[at] for each in rounds), key=lambda cost: cost.cpu_s))


def _one(count: int) -> tuple[Cost, Cost]:
    deliveries = [
        a_delivery(number, media_list="press", row=number) for number in range(1, count + 1)
    ]
    gc.freeze()  # a run does not hold its deliveries, and must not pay for looking through them
    with (
        tempfile.TemporaryDirectory() as folder,
        Ledger.open(Path(folder) / "ledger.sqlite3", create=True, machine=HERE) as opened,
    ):
        with measured() as planning, opened.plan(a_distribution()) as plan:
            plan.add_skeleton(SKELETON)
            for each in deliveries:
                plan.add(each)
        with measured() as sending, opened.own("bridge-opens-1"):
            while window := opened.claim("bridge-opens-1", NINE, WINDOW):
                for claimed in window.deliveries:
                    window.dot(claimed.number)
                    window.keep()
                    window.reply(claimed.number, ACCEPTED)
                window.close(NINE)
    return planning, sending
