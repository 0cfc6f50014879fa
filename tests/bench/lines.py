"""Lines that are not plain loopback: a long delay, TLS with a login, an attachment, PostgreSQL."""

import os
import sys
import tempfile
from pathlib import Path

import trustme

from bench import phases
from bench.desk import environment, mailer, workspace
from bench.measure import Table, command
from bench.servers import behind_tls, delayed
from mailer.read.settings import Relay, Security

_LOCK_STEP = """
import smtplib, sys
relay = smtplib.SMTP("127.0.0.1", int(sys.argv[1]))
for n in range(int(sys.argv[2])):
    message = "Subject: x\\r\\n\\r\\n" + ("y" * 70 + "\\r\\n") * 400
    relay.sendmail("press@harbour.example", [f"p{n}@news.example.org"], message)
"""
ROUND_TRIP_S = 0.05
_LOGIN = ("press@harbour.example", "bench-password")


def over_a_long_line(table: Table, port: int) -> None:
    """One connection and ten over 50 ms of round trip, beside a client that does not pipeline."""
    with delayed(port, ROUND_TRIP_S) as far:
        one = phases.sent(far, 100, 1)
        table.row("mailer, one connection", 100, one)
        table.remark("  round trips a message", f"{one.wall_s / 100 / ROUND_TRIP_S:.2f}")
        table.row("mailer, ten connections", 1500, phases.sent(far, 1500, 10))
        slow = command(lock_step(far, 30))
        table.row("smtplib, one connection", 30, slow)
        ratio = slow.wall_s / 30 / (one.wall_s / 100)
        table.remark("  mailer against smtplib, one connection each", f"{ratio:.1f} times")


def lock_step(port: int, count: int) -> list[str]:
    """A client that waits for every reply."""
    return [sys.executable, "-c", _LOCK_STEP, str(port), str(count)]


def protected(table: Table, folder: Path, port: int, count: int) -> None:
    """TLS from the first octet, with a login and without."""
    authority = trustme.CA()
    ca_file = folder / "authority.pem"
    authority.cert_pem.write_to_path(str(ca_file))
    with behind_tls(port, folder, authority.issue_cert("127.0.0.1")) as secure:
        for what, login in (("TLS", ("", "")), ("TLS and a login", _LOGIN)):
            relay = Relay("127.0.0.1", secure, Security.TLS, *login, ca_file=str(ca_file))
            with phases.planned(count) as waiting:
                table.row(what, count, phases.sending(waiting, relay, 2))


def with_attachment(table: Table, port: int, count: int) -> None:
    """The whole command without and with a 2 MB attachment."""
    for what, size in (("without an attachment", 0), ("with an attachment of 2 MB", 2_000_000)):
        with tempfile.TemporaryDirectory() as folder:
            root = workspace(Path(folder), count, port)
            if size:
                release = root / "releases" / "ferry.md"
                (root / "report.pdf").write_bytes(b"%PDF-1.4\n" + os.urandom(size))
                text = release.read_text().replace(
                    "boilerplate:", "attachments: [{path: report.pdf, title: Report}]\nboilerplate:"
                )
                release.write_text(text)
            order = mailer(root, "send", "releases/ferry.md", "--list", "press", "--yes")
            table.row(f"the command, {what}", count, command(order, environment()))
