"""The phases inside one process: the render pass, and sending what is planned."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

from bench.desk import workspace
from bench.measure import Cost, measured
from mailer.cli.console import Console
from mailer.cli.desk import Desk, open_desk, rows
from mailer.cli.sending.carrying import suppressed_now
from mailer.compose.mould import Mould
from mailer.deliver.clock import SystemClock
from mailer.deliver.relay import RelayTransport
from mailer.deliver.sending import Sending, send_due
from mailer.read.lists.selection import Selection
from mailer.read.recipient import Recipient
from mailer.read.settings import Relay, Security
from mailer.record.ledger import Ledger
from mailer.render.view import Marking
from mailer.schedule.distribution import Distribution
from mailer.schedule.plan import Known, Timing, plan_deliveries
from mailer.schedule.retry import GIVE_UP_AFTER

PLAIN = Marking()


def desk_at(root: Path) -> Desk:
    return open_desk(SimpleNamespace(obj=(Console(), str(root))))


def mould_at(desk: Desk, distribution_id: str = "ferry-1") -> Mould:
    release, _ = desk.workspace.read_release("releases/ferry.md", now=desk.now)
    return desk.mould(release, distribution_id)


def recipients_at(desk: Desk) -> Iterator[Recipient]:
    return rows(Selection(desk.lists(["press"])), [])


def render_pass(root: Path) -> Cost:
    """Every message of the list rendered and composed; the list was read before."""
    desk = desk_at(root)
    mould, recipients = mould_at(desk), list(recipients_at(desk))
    timing = Timing(desk.now, None)
    with measured() as cost:
        for _ in plan_deliveries(mould, recipients, timing, Known(lambda _one: "")):
            pass
    return cost


@dataclass
class Planned:
    """A distribution that waits to be sent."""

    ledger: Ledger
    distribution: Distribution
    desk: Desk
    count: int
    message_bytes: int


@contextmanager
def planned(count: int, url: str = "") -> Iterator[Planned]:
    """A distribution of `count` messages, planned and due; `url`: the ledger, a file by default."""
    with tempfile.TemporaryDirectory() as folder:
        desk = desk_at(workspace(Path(folder), count, 25))
        timing = Timing(desk.now, None)
        distribution = Distribution(
            "ferry-1", "ferry", 1, "hash", "Night ferry", "press@harbour.example", desk.now,
            desk.now, give_up_at=timing.last_at() + GIVE_UP_AFTER,
        )  # fmt: skip
        mould, size = mould_at(desk), 0
        where = url or Path(folder) / "ledger.sqlite3"
        with Ledger.open(where, create=True, folder=Path(folder)) as ledger:
            with ledger.plan(distribution) as plan:
                known = Known(lambda _one: "")
                for each in plan_deliveries(mould, recipients_at(desk), timing, known):
                    assert each.skeleton is not None
                    plan.add_skeleton(each.skeleton)
                    plan.add(each.delivery)
                    size = size or len(each.skeleton.fill(each.delivery.holes, desk.now))
            yield Planned(ledger, distribution, desk, count, size)


def sending(waiting: Planned, relay: Relay, connections: int) -> Cost:
    """Claim, clear, hand over, close: all that is due."""
    distribution, ledger = waiting.distribution, waiting.ledger
    with measured() as cost, ledger.own(distribution.id):
        send_due(
            Sending(
                distribution.id, None, distribution.send_at, distribution.give_up_at, ledger,
                RelayTransport(relay, client_name="bench.example", lines=connections),
                SystemClock(), suppressed_now(waiting.desk),
            )
        )  # fmt: skip
    accepted = ledger.counts(distribution.id).accepted
    assert accepted == waiting.count, f"{accepted} of {waiting.count} accepted"
    return cost


def sent(port: int, count: int, connections: int, url: str = "") -> Cost:
    """Plan afresh, and send to a server on loopback in clear."""
    with planned(count, url) as waiting:
        return sending(waiting, Relay("127.0.0.1", port, Security.NONE), connections)
