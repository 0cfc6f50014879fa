"""
Acts under SIGKILL: a correction, a withdrawal and a hold die at each change of the ledger and with
messages on the wire, and are given again.

The command that dies is this process, forked, so that a change can be counted; the relay lives on in
the parent, and what it holds is the truth.
"""

import os
import shutil
import signal
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from desk import Desk
from records import an_outcome, hand_over
from relay import Act, ScriptedRelay
from sqlalchemy import event
from sqlalchemy.engine import Engine

from mailer.cli import moulding
from mailer.cli.acts import recalling, revising
from mailer.cli.app import main
from mailer.cli.sending import running
from mailer.record.ledger import Ledger
from mailer.words.states import DeliveryState

LATER = datetime(2099, 5, 1, 9, tzinfo=UTC)
GOT, DOUBTED, WAITING = ("one", "two", "three"), ("four",), ("five", "six")
PEOPLE = (*GOT, *DOUBTED, *WAITING)
READY = (moulding, recalling, revising, running)
"""What an act imports; here once, before the fork."""
ACTS = {
    "correct": ("correct", "releases/ferry", "--yes"),
    "withdraw": ("withdraw", "ferry-1", "--yes"),
    "hold": ("hold", "ferry-1", "--yes"),
}


class Dying:
    """A command in a fork of this process, made before the relay has threads; it waits for the port."""

    def __init__(self, root: Path, *words: str, at_change: int) -> None:
        read, self._told = os.pipe()
        self.pid = os.fork()
        if self.pid:
            os.close(read)
            return
        try:
            os.close(self._told)
            port = int(os.read(read, 16))
            os.environ.update(Desk(root, port).settings())
            nowhere = os.open(os.devnull, os.O_RDWR)
            for descriptor in (0, 1, 2):
                os.dup2(nowhere, descriptor)
            sys.argv = ["mailer", "--workspace", str(root), *words]
            _die_at_change(at_change)
            main()
        except SystemExit as ended:
            os._exit(ended.code if isinstance(ended.code, int) else 1)
        finally:
            os._exit(99)

    def kill(self) -> None:
        """Without a warning."""
        os.kill(self.pid, signal.SIGKILL)

    def run(self, port: int) -> int:
        """Its exit status; -9 where it was killed."""
        os.write(self._told, str(port).encode())
        os.close(self._told)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def _die_at_change(number: int) -> None:
    """Be killed as the commit of the ledger's n-th change begins; looking at it changes nothing."""
    changes, changing = count(1), [False]

    def executed(_connection, _cursor, statement: str, *_: object) -> None:
        changing[0] = changing[0] or statement.startswith("UPDATE ledger SET serial")

    def ended(_connection: object) -> None:
        changing[0] = False

    def committed(connection: object) -> None:
        if changing[0] and next(changes) == number:
            os.kill(os.getpid(), signal.SIGKILL)
        ended(connection)

    event.listen(Engine, "before_cursor_execute", executed)
    event.listen(Engine, "commit", committed)
    event.listen(Engine, "rollback", ended)


@dataclass
class Scene:
    """One death and what came after."""

    root: Path
    killed: bool
    again: int
    due: int
    got: Counter[str]
    """How many messages the relay holds for whom."""


def play(
    original: Path, folder: Path, words: tuple[str, ...], *, change: int = 0, stage: str = "",
    number: int = 0, keeps: bool = False,
) -> Scene:  # fmt: skip
    """Let the act die at this change, or when the relay comes to this stage; then give it again."""
    shutil.copytree(original, folder)
    first = Dying(folder, *words, at_change=change)

    def kill(line) -> None:
        first.kill()
        line.relay.over.wait(0.05)

    script = {(stage, number): Act(kill, ends=True, keeps=keeps)} if stage else {}
    with ScriptedRelay(script) as relay:
        killed = first.run(relay.port) == -signal.SIGKILL
        desk = Desk(folder, relay.port)
        again, due = desk.run(*words).returncode, desk.run("due").returncode
    got = Counter(one.rcpt_to.partition("@")[0] for one in relay.accepted)
    return Scene(folder, killed, again, due, got)


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three have the release, one may have it, and two wait; its file is version 2 by now."""
    root = tmp_path_factory.mktemp("acts") / "desk"
    desk = Desk(root, 1)
    desk.release()
    desk.media_list([f"{name}@news.example,Ana,One,en,A1\n" for name in PEOPLE])
    words = ("send", "releases/ferry", "--list", "press", "--yes", "--at", "2099-05-01 09:00 UTC")
    assert desk.run(*words).returncode == 0
    url = f"sqlite:///{root}/.mailer/ledger.sqlite3"
    with Ledger.open(url, create=True, folder=root) as ledger, ledger.own("ferry-1"):
        window = ledger.claim("ferry-1", LATER, len(GOT + DOUBTED))
        assert window is not None
        for each in window.deliveries:
            doubted = each.envelope.rcpt_to.startswith(DOUBTED)
            state = DeliveryState.IN_DOUBT if doubted else DeliveryState.ACCEPTED
            hand_over(window, each.number, an_outcome(state))
        window.close(datetime.now(UTC))
    path = root / "releases" / "ferry.md"
    changed = path.read_text("utf-8").replace("is back", "is not back")
    path.write_text(changed.replace("---\n", "---\nversion: 2\n", 1), "utf-8")
    return root


def assert_true(scene: Scene, act: str) -> None:
    """Nobody twice, nobody lost, and who waited for the old version never gets it beside the new."""
    url = f"sqlite:///{scene.root}/.mailer/ledger.sqlite3"
    with Ledger.open(url, create=False) as ledger:
        states = {
            each.address.partition("@")[0]: each.state for each in ledger.deliveries("ferry-2")
        }
        waits = {
            each.address.partition("@")[0]: each.state
            for each in ledger.deliveries("ferry-1")
            if each.address.partition("@")[0] in WAITING
        }
        counts, before = ledger.counts("ferry-2"), ledger.distribution("ferry-1").state
        acts = [each.distribution.id for each in ledger.distributions()]
    told = PEOPLE if act == "correct" else GOT + DOUBTED

    assert acts == ["ferry-1", "ferry-2"], "the act is planned once"
    assert set(states) == set(told)
    assert max(scene.got.values()) <= 1
    assert counts.remaining == 0
    assert set(scene.got) <= set(told)
    assert all(states[each] in ("accepted", "in_doubt") for each in told)
    assert {each for each in told if states[each] == "accepted"} <= set(scene.got)
    assert sum(state == "in_doubt" for state in states.values()) <= scene.killed
    if act == "hold":
        assert (before, set(waits.values())) == ("paused", {"planned"})
    else:
        assert (before, set(waits.values())) == ("stopped", {"stopped"})


def test_dies_at_each_change(original: Path, tmp_path: Path) -> None:
    """A correction killed before any of its commits, and given again, reaches everybody once."""
    for change in count(1):
        scene = play(original, tmp_path / str(change), ACTS["correct"], change=change)
        assert_true(scene, "correct")
        if not scene.killed:
            break
    assert change > 3


@pytest.mark.parametrize("act", ["withdraw", "hold"])
@pytest.mark.parametrize("change", [1, 2], ids=["as it is planned", "once it is planned"])
def test_an_act_that_stops_or_holds_dies(
    original: Path, tmp_path: Path, act: str, change: int
) -> None:
    """So does a withdrawal, and a hold; who waited gets nothing of it, whenever that was."""
    scene = play(original, tmp_path / "desk", ACTS[act], change=change)

    assert (scene.killed, scene.again) == (True, 0 if change == 1 else 3)
    assert_true(scene, act)


@pytest.mark.parametrize(
    ("stage", "number", "keeps"),
    [("mail", 1, False), ("dot", 3, False), ("dot", 3, True)],
    ids=["before the dot", "past the dot", "taken"],
)
def test_dies_while_it_leaves(
    original: Path, tmp_path: Path, stage: str, number: int, keeps: bool
) -> None:
    """Killed with a message on the line: past its dot one is in doubt, before the first none is."""
    words = ACTS["correct"]
    scene = play(original, tmp_path / "desk", words, stage=stage, number=number, keeps=keeps)

    assert scene.killed
    assert_true(scene, "correct")
    url = f"sqlite:///{scene.root}/.mailer/ledger.sqlite3"
    with Ledger.open(url, create=False) as ledger:
        assert ledger.counts("ferry-2").in_doubt == (stage == "dot")
