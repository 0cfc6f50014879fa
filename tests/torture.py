"""
`make torture`: what the suite does in seconds, done for as long as it takes, with its figures printed.

    kills     SIGKILL at every single call of a small distribution, then 200 at random of a larger one
    model     the ledger's state machine, a thousand examples
    soak      50,000 recipients through a relay that drops every 50th line, says 421 every 500th time
              and has a quota of 10,000

Each prints one line; the first failure ends it. A part is asked for by name: `torture.py soak`.
"""

import os
import resource
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from itertools import count
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from killing import CALLS, Kills, kill_often, sweep
from records import HERE, SKELETON, ValueClock, a_delivery, a_distribution

from mailer.deliver.embedded import EmbeddedServer
from mailer.deliver.relay import RelayTransport
from mailer.deliver.sending import Sending, send_due
from mailer.read.settings import Relay, Security
from mailer.record.ledger import Ledger
from mailer.words.errors import TransportError
from mailer.words.states import DistributionState

ID = "bridge-opens-1"
RECIPIENTS = 50_000
DROPPED, BUSY, QUOTA = 50, 500, 10_000


def cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def kills() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for call in CALLS:
            print(f"kill at every {call}: {sweep(Path(folder), call, 1)} kills, all accounts true")
    for seed in range(1, 5):
        with tempfile.TemporaryDirectory() as folder, EmbeddedServer(None) as server:
            one = Kills(Path(folder), server, how_many=2000, lines=3)
            kill_often(one, 50, seed)
            one.settle()
            one.assert_true_account()
            print(f"kill at random, seed {seed}: {one.kills} kills, 2,000 recipients, account true")


def model() -> None:
    test = Path(__file__).parent / "integration" / "test_ledger_model.py"
    environment = os.environ | {"MAILER_TORTURE_EXAMPLES": "1000"}
    words = [sys.executable, "-m", "pytest", "-q", "--timeout=0", "--hypothesis-show-statistics"]
    subprocess.run([*words, str(test)], env=environment, check=True)
    print("model: 1,000 examples")


class BadRelay:
    """Takes messages as fast as it can, and is as bad as relays are, by the count."""

    def __init__(self) -> None:
        self.holds: Counter[bytes] = Counter()
        self.quota = QUOTA
        self._lines = count(1)
        self._messages = count(1)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            line, _ = self._listener.accept()
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # else 40 ms a message
            threading.Thread(
                target=self._serve, args=(line, next(self._lines)), daemon=True
            ).start()

    def _serve(self, line: socket.socket, number: int) -> None:
        with suppress(OSError), line, line.makefile("rb") as read:  # a client may give up
            line.sendall(b"220 bad.example\r\n")
            rcpt, taken = b"", 0
            while command := read.readline():
                verb = command[:4].upper()
                if verb == b"EHLO":
                    reply = b"250-bad.example\r\n250 PIPELINING\r\n"
                elif verb == b"RCPT":
                    rcpt, reply = command.split(b"<")[1].split(b">")[0], b"250 2.1.5 ok\r\n"
                elif verb == b"DATA":
                    line.sendall(b"354 go\r\n")
                    while (said := read.readline()) != b".\r\n":
                        if not said:
                            return
                    reply = self._judge(rcpt)
                    taken += 1
                    if not reply or (number % DROPPED == 0 and taken > 3):
                        return
                else:
                    reply = b"250 ok\r\n"
                line.sendall(reply)

    def _judge(self, rcpt: bytes) -> bytes:
        number = next(self._messages)
        if number % BUSY == 0:
            return b"421 4.3.2 busy, come again\r\n"
        if sum(self.holds.values()) >= self.quota:
            return b"550 5.4.5 daily sending quota exceeded\r\n"
        self.holds[rcpt] += 1
        return b"250 2.0.0 ok\r\n"


def soak() -> None:
    relay, clock = BadRelay(), ValueClock()
    settings = Relay("127.0.0.1", relay.port, Security.NONE)
    with (
        tempfile.TemporaryDirectory() as folder,
        Ledger.open(
            Path(folder) / "ledger.sqlite3", create=True, clock=clock, machine=HERE
        ) as ledger,
    ):
        with ledger.plan(a_distribution()) as plan:
            plan.add_skeleton(SKELETON)
            for number in range(1, RECIPIENTS + 1):
                plan.add(a_delivery(number))
        before_kb, cpu, wall = _peak_kb(), cpu_s(), time.perf_counter()
        rounds, pauses = _send_all(ledger, relay, settings, clock)
        counts, peak_kb = ledger.counts(ID), _peak_kb()
        cpu, wall = cpu_s() - cpu, time.perf_counter() - wall
    assert counts.planned == RECIPIENTS == counts.accepted + counts.in_doubt, counts
    assert max(relay.holds.values()) == 1
    assert counts.accepted <= len(relay.holds)
    print(
        f"soak: {counts.accepted:,} accepted + {counts.in_doubt} in doubt = {RECIPIENTS:,}, nobody"
        f" twice; {rounds} runs, {pauses} pauses for the quota; {wall:.0f} s, {cpu:.0f} s CPU with"
        f" the relay; memory {before_kb / 1024:.0f} MB before, {peak_kb / 1024:.0f} MB at its peak"
    )


def _send_all(
    ledger: Ledger, relay: BadRelay, settings: Relay, clock: ValueClock
) -> tuple[int, int]:
    """Run after run, as cron would; a person resumes when the quota has renewed."""
    rounds = pauses = 0
    while ledger.next_due_at(ID) is not None:
        rounds += 1
        assert rounds < 2000, "it does not come to an end"
        try:
            with ledger.own(ID):
                send_due(
                    Sending(
                        ID, None, clock.now(), clock.now() + timedelta(days=9), ledger,
                        RelayTransport(settings, client_name="press.example", lines=4),
                        clock, lambda: lambda _claimed: "",
                    )
                )  # fmt: skip
        except TransportError:
            pass
        if ledger.distribution(ID).state is DistributionState.PAUSED:
            pauses += 1
            relay.quota += QUOTA
            clock.sleep(86_400)
            ledger.resume(ID, clock.now())
        clock.sleep(1_800)
    return rounds, pauses


def _peak_kb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


PARTS = {"kills": kills, "model": model, "soak": soak}

if __name__ == "__main__":
    for name in sys.argv[1:] or PARTS:
        PARTS[name]()
