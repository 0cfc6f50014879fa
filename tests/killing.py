"""
Runs killed at a system call of one's choosing, and whether the account is true afterwards.

    kills = Kills(folder, url, server)
    kills.run("sendto", 12)     # dies as it begins its twelfth sendto; True: it did
    kills.settle()              # what the next run makes of it
    kills.assert_true_account()

Truth is what the relay holds: a server in this process, which no kill reaches.
"""

import random
import shutil
import subprocess
import sys
from collections import Counter
from contextlib import suppress
from pathlib import Path

from records import HERE, SKELETON, ValueClock, a_delivery, a_distribution
from sending_run import send_all

from mailer.deliver.embedded import EmbeddedServer
from mailer.record.ledger import Ledger
from mailer.words.errors import LedgerLocked
from mailer.words.states import DeliveryState

ID = "bridge-opens-1"
CALLS = {"sendmsg": 5, "write": 6, "pwrite64": 20, "fdatasync": 5, "ftruncate": 3, "unlink": 2}
"""By which a run touches the relay, the journal, the ledger and its rollback journal → every n-th."""


def why_no_strace() -> str:
    """Why calls cannot be injected here, or ""."""
    if shutil.which("strace") is None:
        return "strace is not installed"
    tried = subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True)
    return "" if tried.returncode == 0 else "strace may not trace here"


class Kills:
    """One distribution, sent by runs that die."""

    def __init__(
        self, folder: Path, server: EmbeddedServer, *, how_many: int, url: str = "", lines: int = 1
    ) -> None:
        self.folder = folder
        self.server = server
        self.url = url or f"sqlite:///{folder}/ledger.sqlite3"
        self.how_many = how_many
        self.lines = lines
        self.kills = 0
        with self.open() as ledger, ledger.plan(a_distribution()) as plan:
            plan.add_skeleton(SKELETON)
            for number in range(1, how_many + 1):
                plan.add(a_delivery(number))

    def open(self) -> Ledger:
        return Ledger.open(
            self.url, create=True, folder=self.folder, clock=ValueClock(), machine=HERE
        )

    def run(self, call: str, number: int) -> bool:
        """A run that dies at this call; whether it came so far."""
        done = subprocess.run(
            [
                "strace", "-f", "-o", "/dev/null", "-e", f"trace={call}",
                "-e", f"inject={call}:signal=SIGKILL:when={number}",
                sys.executable, str(Path(__file__).with_name("sending_run.py")),
                self.url, str(self.folder), str(self.server.port), str(self.lines),
            ],
            capture_output=True, timeout=300, cwd=self.folder,
        )  # fmt: skip
        killed = done.returncode in (-9, 137)
        assert killed or done.returncode == 0, done.stderr.decode()
        self.kills += killed
        return killed

    def settle(self) -> None:
        """The next run, in this process: recovers, and sends the rest."""
        while True:
            with suppress(LedgerLocked):  # a server takes a moment to see that a line has ended
                send_all(self.url, self.folder, self.server.port)
                return

    def assert_true_account(self) -> None:
        """
        Nobody twice, nobody lost, in doubt only what had its dot, and the sums right.

        A run that dies between noting a dot and the dot leaves one message in doubt that never left;
        never two, however many lines it has.
        """
        holds = Counter(one.rcpt_to for one in self.server.received)
        with self.open() as ledger:
            records = list(ledger.deliveries(ID))
            counts = ledger.counts(ID)
        accepted = {one.address for one in records if one.state is DeliveryState.ACCEPTED}
        in_doubt = {one.address for one in records if one.state is DeliveryState.IN_DOUBT}

        assert max(holds.values()) == 1, holds.most_common(3)
        assert counts.planned == len(records) == self.how_many
        assert accepted | in_doubt == {one.address for one in records}
        assert accepted <= set(holds)
        assert set(holds) <= accepted | in_doubt
        assert all(one.dot_at is not None for one in records if one.address in in_doubt)
        assert len(in_doubt) <= self.kills * self.lines
        assert len(in_doubt - set(holds)) <= self.kills


def sweep(folder: Path, call: str, step: int, *, how_many: int = 8) -> int:
    """Kill a run at every `step`-th such call it makes, each time anew; how often."""
    for number in range(1, 1000, step):
        desk = folder / f"{call}-{number}"
        desk.mkdir()
        with EmbeddedServer(None) as server:
            kills = Kills(desk, server, how_many=how_many)
            killed = kills.run(call, number)
            kills.settle()
            kills.assert_true_account()
        shutil.rmtree(desk)
        if not killed:
            return number // step
    raise AssertionError(f"{call} comes without end")


def kill_often(kills: Kills, how_often: int, seed: int) -> None:
    """Kill runs at random moments, so often or until everything has left."""
    chance = random.Random(seed)
    spread = max(2, 2 * kills.how_many // how_often // kills.lines)
    while kills.kills < how_often:
        call, most = chance.choice((("sendmsg", spread), ("write", 2 * spread), ("pwrite64", 20)))
        if not kills.run(call, chance.randint(1, most)):
            return
