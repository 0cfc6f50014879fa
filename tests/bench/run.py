"""
`make bench`: what a distribution costs, phase by phase, against Postfix's own load generator.

    run.py [TABLE]... [--quick] [--million]   some: send, whole, render, start, ledger, line, kinds, peers

`--quick` sends a fifth of the messages, and takes the median of three where five is the rule.

CPU is user and system time per message. `rate` and `CPU` at the end of a row hold it against the first
row of its table, or the reference above it, measured in the same minute: absolute figures move with the
machine and with what else it does. Short rows are medians of five; sending and its reference take turns.
Traffic stays on loopback.
"""

import argparse
import gc
import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from mta import SINK
from postgres import postgres, program

from bench import lines, peers, phases
from bench.desk import environment, mailer, workspace
from bench.ledger import ledger
from bench.measure import Cost, Table, command, in_turn, measured, median_of
from bench.servers import fast_sink, smtp_sink
from mailer.cli.app import COLLECT_EVERY
from mailer.render.inline import inline_css

TABLES = ("send", "whole", "render", "start", "ledger", "line", "kinds", "peers")


def _given(arguments: list[str]) -> argparse.Namespace:
    """What was asked for; --help and mistakes end here."""
    about = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(prog="run.py", description=__doc__, formatter_class=about)
    parser.add_argument("tables", nargs="*", metavar="TABLE", help=f"of {', '.join(TABLES)}")
    parser.add_argument("--quick", action="store_true", help="a fifth of the messages")
    parser.add_argument("--million", action="store_true", help="`whole` for a million, too")
    given = parser.parse_args(arguments)
    if unknown := set(given.tables) - set(TABLES):
        parser.error(f"there is no table {', '.join(sorted(unknown))}")
    return given


GIVEN = _given(sys.argv[1:] if __name__ == "__main__" else [])
gc.set_threshold(COLLECT_EVERY, *gc.get_threshold()[1:])  # as `mailer` itself does
QUICK: bool = GIVEN.quick
COUNT = 4_000 if QUICK else 20_000
TIMES = 3 if QUICK else 5
SOURCE = shutil.which("smtp-source") or "/usr/sbin/smtp-source"


def source(port: int, count: int, size: int) -> Cost:
    """Postfix's load generator: one message of the same size, formatted beforehand."""
    where = f"127.0.0.1:{port}"
    return command([SOURCE, "-d", "-s", "20", "-m", str(count), "-l", str(size), where])


def sending(port: int, fast_port: int | None) -> None:
    """The sending phase: claim, clear, hand over, close; the ledger is durable."""
    with phases.planned(1) as one:
        size = one.message_bytes
    for name, its_port in (("smtp-sink", port), ("our own sink", fast_port)):
        table = Table(f"Sending {COUNT:,} messages of {size:,} bytes to {name}")
        if its_port is None:
            table.remark("everything", "skipped: no C compiler")
            continue
        for connections in (1, 4, 10, 20):
            reference, cost = in_turn(
                TIMES,
                lambda its_port=its_port: source(its_port, COUNT, size),
                lambda n=connections, its_port=its_port: phases.sent(its_port, COUNT, n),
            )
            table.refer("smtp-source -d -s 20 (preformatted)", COUNT, reference)
            table.row(f"mailer, connections: {connections}", COUNT, cost)


def whole(port: int, *, million: bool) -> None:
    """The command from its start to its end: read, render, plan, send, close, report."""
    table = Table("The whole command, `mailer send --yes`, to smtp-sink")
    counts = (10_000, 100_000, 1_000_000) if million else (10_000, 100_000)
    for count in counts[:1] if QUICK else counts:
        with tempfile.TemporaryDirectory() as folder:
            root = workspace(Path(folder), count, port)
            order = mailer(root, "send", "releases/ferry.md", "--list", "press", "--yes")
            table.row(f"{count:,} recipients", count, command(order, environment()))


def rendering() -> None:
    """Every message of a list rendered and composed, and what inlining each would cost."""
    count = 10_000
    table = Table("The render pass")
    with tempfile.TemporaryDirectory() as folder:
        root = workspace(Path(folder), count, 25)
        table.row(
            f"{count:,} recipients", count, median_of(TIMES, lambda: phases.render_pass(root))
        )
        desk = phases.desk_at(root)
        mould = phases.mould_at(desk)
        recipient = next(phases.recipients_at(desk))
        page = mould.renderer.render(recipient, mould.variant_for(recipient), phases.PLAIN).html
    with measured() as cost:
        for _ in range(20):
            inline_css(page)
    table.row("premailer alone, for each message", 20, cost)


def cold_start() -> None:
    """One command from its start to its end, as a person waits for it."""
    table = Table("From a cold start; a bare interpreter beside it, in the same minute")
    with tempfile.TemporaryDirectory() as folder:
        root = workspace(Path(folder), 1, 25)
        release = "releases/ferry.md"
        mine = environment() | {"XDG_CACHE_HOME": folder}
        nothing_kept = mine | {"XDG_CACHE_HOME": "/dev/null"}
        starts = {
            "python -c pass": ([sys.executable, "-c", "pass"], mine),
            "mailer --help": (mailer(root, "--help"), mine),
            "mailer check": (mailer(root, "check", release), mine),
            "mailer check, nothing kept from before": (
                mailer(root, "check", release),
                nothing_kept,
            ),
            "mailer render": (mailer(root, "render", release), mine),
            "mailer due, nothing to do": (mailer(root, "due"), mine),
            "mailer status": (mailer(root, "status"), mine),
        }
        command(mailer(root, "render", release), mine)
        costs = {}
        for what, (order, settings) in starts.items():
            cost = costs[what] = median_of(
                TIMES + 2, lambda order=order, settings=settings: command(order, settings)
            )
            table.remark(what, f"{cost.wall_s:.2f} s, {cost.cpu_s:.2f} s CPU")
        both = [costs["mailer check"], costs["mailer render"]]
        wall_s, cpu_s = (sum(getattr(cost, name) for cost in both) for name in ("wall_s", "cpu_s"))
        table.remark("check, then render", f"{wall_s:.2f} s, {cpu_s:.2f} s CPU")


def long_line(port: int) -> None:
    """A relay that is far away."""
    lines.over_a_long_line(Table("Over 50 ms of round trip"), port)


def kinds(port: int, fast_port: int | None, folder: Path) -> None:
    """TLS, a login, an attachment, another ledger."""
    table = Table("Beside them")
    table.refer("2,000 in clear, ledger in a file", 2000, phases.sent(fast_port or port, 2000, 2))
    lines.protected(table, folder, fast_port or port, 2000)
    lines.with_attachment(table, fast_port or port, 2000)
    if program("initdb") is None:
        table.remark("ledger in PostgreSQL", "skipped: apt install postgresql")
        return
    with postgres(fsync=True) as server:
        cost = phases.sent(fast_port or port, 2000, 2, server.new_database())
        table.row("2,000 in clear, ledger in PostgreSQL", 2000, cost)


def others(port: int, folder: Path) -> None:
    """What people use otherwise."""
    table = Table("Other senders, to smtp-sink; mailer without the start of its process")
    with phases.planned(5000) as waiting:
        size = waiting.message_bytes
    table.refer("smtp-source -d -s 20 (preformatted)", 5000, source(port, 5000, size))
    table.row("mailer, connections: 4", 5000, phases.sent(port, 5000, 4))
    with tempfile.TemporaryDirectory() as place:
        desk = phases.desk_at(workspace(Path(place), 1, 25))
        mould = phases.mould_at(desk)
        recipient = next(phases.recipients_at(desk))
        rendered = mould.renderer.render(recipient, mould.variant_for(recipient), phases.PLAIN)
    peers.compare(table, folder, port, rendered.text, rendered.html)


def main() -> None:
    """All tables, or those that are named."""
    if not Path(SINK).exists():
        sys.exit("smtp-sink is missing: apt install postfix")
    wanted = GIVEN.tables or TABLES
    with tempfile.TemporaryDirectory() as name, smtp_sink() as port:
        folder = Path(name)
        with fast_sink(folder) as fast_port:
            if "send" in wanted:
                sending(port, fast_port)
            if "whole" in wanted:
                whole(port, million=GIVEN.million)
            if "render" in wanted:
                rendering()
            if "start" in wanted:
                cold_start()
            if "ledger" in wanted:
                ledger(COUNT, TIMES)
            if "line" in wanted:
                long_line(fast_port or port)
            if "kinds" in wanted:
                kinds(port, fast_port, folder)
            if "peers" in wanted:
                others(port, folder)


if __name__ == "__main__":
    main()
