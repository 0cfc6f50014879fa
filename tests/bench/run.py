"""
`make bench`: what a distribution costs, phase by phase, against Postfix's own load generator.

Prints one table. CPU is user and system time of this process per recipient. The sink is Debian's
`smtp-sink`; `smtp-source` sends a preformatted message of the same size to it in the same run.
"""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from mta import SINK, free_port, wait_for_port
from press import a_mould, a_recipient, a_release, a_variant
from shipped import TEMPLATES

from mailer.deliver.clock import SystemClock
from mailer.deliver.relay import RelayTransport
from mailer.deliver.sending import Sending, send_due
from mailer.read.settings import Relay, Security
from mailer.record.ledger import Ledger
from mailer.render.inline import inline_css
from mailer.schedule.distribution import Distribution
from mailer.schedule.plan import Known, Timing, plan_deliveries
from mailer.schedule.retry import GIVE_UP_AFTER

RECIPIENTS = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
CONNECTIONS = 8


def cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def row(what: str, seconds: float, cpu: float) -> None:
    rate = RECIPIENTS / seconds if seconds else 0
    print(f"{what:<44} {rate:>9,.0f}/s {cpu / RECIPIENTS * 1e6:>9.1f} µs CPU")


def planned(folder: Path) -> tuple[Ledger, Distribution, int]:
    """Render, compose and freeze; the phase before the first connection."""
    body = "Dear {{ recipient.first_name }},\n\n" + "The ferry returns, and it is good. " * 300
    mould = a_mould(a_release(a_variant(body=body)), TEMPLATES)
    now = datetime.now(UTC)
    distribution = Distribution(
        "ferry-1", "ferry", 1, "hash", "Night ferry", "press@harbour.example", now, now,
        give_up_at=now + GIVE_UP_AFTER,
    )  # fmt: skip
    recipients = [
        a_recipient(f"p{n}@news{n % 50}.example", first_name=f"Name{n}") for n in range(RECIPIENTS)
    ]
    ledger = Ledger.open(folder / "ledger.sqlite3", create=True)
    wall, cpu = time.perf_counter(), cpu_s()
    size = 0
    with ledger.plan(distribution) as plan:
        for each in plan_deliveries(mould, recipients, Timing(now, None), Known(lambda _one: "")):
            plan.add_skeleton(each.skeleton)
            plan.add(each.delivery)
            size = size or len(each.skeleton.fill(each.delivery.holes, now))
    row("render, compose and freeze", time.perf_counter() - wall, cpu_s() - cpu)
    return ledger, distribution, size


def sent(ledger: Ledger, distribution: Distribution, port: int) -> None:
    """Claim, clear, hand over, close: the sending phase."""
    relay = Relay("127.0.0.1", port, Security.NONE)
    wall, cpu = time.perf_counter(), cpu_s()
    with ledger.own(distribution.id):
        send_due(
            Sending(
                distribution.id,
                None,
                distribution.send_at,
                distribution.give_up_at,
                ledger,
                lambda: RelayTransport(relay, client_name="bench.example"),
                SystemClock(),
                lambda _claimed: "",
                connections=CONNECTIONS,
            )
        )
    row(
        f"send, {CONNECTIONS} connections, durable ledger",
        time.perf_counter() - wall,
        cpu_s() - cpu,
    )
    counts = ledger.counts(distribution.id)
    print(f"{'accepted / planned':<44} {counts.accepted:,} / {counts.planned:,}")


def source(port: int, size: int) -> None:
    """Postfix's smtp-source, the same count and size, preformatted."""
    program = shutil.which("smtp-source") or "/usr/sbin/smtp-source"
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    wall = time.perf_counter()
    subprocess.run(
        [program, "-d", "-s", "20", "-m", str(RECIPIENTS), "-l", str(size), f"127.0.0.1:{port}"],
        check=True, capture_output=True,
    )  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    row("smtp-source -d -s 20 (preformatted)", time.perf_counter() - wall, cpu)


def main() -> None:
    if not Path(SINK).exists():
        sys.exit("smtp-sink is missing: apt install postfix")
    port = free_port()
    sink = subprocess.Popen(
        [SINK, *(["-u", "nobody"] if os.geteuid() == 0 else []), "-c", f"127.0.0.1:{port}", "1000"],
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_for_port(port)
        with tempfile.TemporaryDirectory() as folder:
            ledger, distribution, size = planned(Path(folder))
            print(f"{'message':<44} {size:,} bytes, {RECIPIENTS:,} recipients")
            sent(ledger, distribution, port)
            ledger.close()
        source(port, size)
    finally:
        sink.terminate()
        sink.wait()
    page = (
        "<html><head><style>p{color:red}</style></head><body>" + "<p>x</p>" * 50 + "</body></html>"
    )
    cpu = cpu_s()
    for _ in range(50):
        inline_css(page)
    cost = (cpu_s() - cpu) / 50 * 1e6
    print(f"{'premailer, one small page (for scale)':<44} {'':>11} {cost:>9.1f} µs CPU")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{'peak memory':<44} {peak / 1024:,.0f} MB")


main()
