"""The network's time before an embargo or `--at`, with the real command and a time server on loopback."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from desk import Desk, adds_up, two_hundred
from faketime import FakeWallClock, needs_faketime
from records import NINE, a_distribution
from relay import ScriptedRelay
from udp import a_time, udp_server

from mailer.cli.console import Console
from mailer.cli.desk import Desk as WorkingDesk
from mailer.cli.sending.network_check import NetworkCheck
from mailer.deliver.network_time import clock_offset_s
from mailer.read.configuration import load_settings
from mailer.read.workspace import Workspace
from mailer.schedule.distribution import WallTime

HOUR_US = 3_600_000_000


@pytest.fixture
def relay() -> Iterator[ScriptedRelay]:
    with ScriptedRelay() as relay:
        yield relay


@pytest.fixture
def desk(tmp_path: Path, relay: ScriptedRelay) -> Desk:
    desk = Desk(tmp_path / "desk", relay.port)
    desk.media_list(two_hundred()[:4])
    return desk


def plan(desk: Desk, until: datetime) -> None:
    desk.release(f"embargoed_until: {until:%Y-%m-%d %H:%M:%S} UTC\n")
    done = desk.run("send", "releases/ferry", "--list", "press", "--yes")
    assert done.returncode == 0, done.stderr


def in_s(seconds: float) -> datetime:
    return (datetime.now(UTC) + timedelta(seconds=seconds)).replace(microsecond=0)


def plan_due(desk: Desk) -> None:
    """A distribution whose embargo has just ended."""
    plan(desk, in_s(3600))
    path = desk.root / ".mailer" / "ledger.sqlite3"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE standings SET due_at = due_at - ?", (HOUR_US,))
        connection.execute(
            "UPDATE distributions SET embargoed_until = embargoed_until - ?, embargo_wall = ''",
            (HOUR_US,),
        )


def at(port: int) -> dict[str, str]:
    return {"MAILER_NTP": f"127.0.0.1:{port}"}


def test_a_wrong_clock_is_held(desk: Desk, relay: ScriptedRelay) -> None:
    """A clock that is not the network's holds it, with the cure; a person's resume sends it even so."""
    plan_due(desk)
    with udp_server(a_time(-3600)) as port:
        held = desk.run("due", **at(port))
        before = len(relay.accepted)
        resumed, status = desk.json("resume", "ferry-1", **at(port))

    assert (held.returncode, before) == (3, 0)
    assert "is 1 h ahead of 127.0.0.1's" in held.stderr
    assert "Set the clock right, then: mailer resume ferry-1" in held.stderr
    assert (status, resumed["accepted"], len(relay.accepted)) == (0, 4, 4)
    assert adds_up(resumed)


def check_of(folder: Path, port: int) -> NetworkCheck:
    settings, _ = load_settings(folder, at(port))
    return NetworkCheck(
        WorkingDesk(Console(), folder, Workspace(folder, settings.limits), settings, NINE)
    )


TOLD = (WallTime(NINE.replace(tzinfo=None), "UTC", NINE),)


@pytest.mark.parametrize(
    ("answer", "doubt", "says"),
    [
        (a_time(3600), "is 1 h behind", ""),
        (a_time(5), "is 5 s behind", ""),
        (a_time(1), "", ""),
        (a_time(3600, leap=3), "", "it is not synchronised itself"),
        (lambda _: b"?", "", "its answer is not one"),
        (lambda _: b"", "", "no answer in 3 s"),
        (None, "", "time: Connection refused."),
    ],
    ids=["behind", "a little", "nearly right", "unsynchronised", "nonsense", "silent", "nobody"],
)
def test_what_an_answer_means(tmp_path: Path, capsys, answer, doubt: str, says: str) -> None:
    """More than two seconds are a doubt; a server that cannot tell is said, within three seconds."""
    with udp_server(answer or a_time(0)) as port:
        check = check_of(tmp_path, port if answer else 1)
        began_s = time.monotonic()
        found = check.doubt(a_distribution(wall_times=TOLD), NINE)
        took_s = time.monotonic() - began_s
    said = capsys.readouterr().err

    assert doubt in found
    assert bool(found) is bool(doubt)
    assert ("does not tell the time" in said) is bool(says)
    assert says in said
    assert took_s < 6


def test_silence_has_one_sentence() -> None:
    """Whoever asks without a bound of their own hears the same of a server that does not answer."""
    with udp_server(lambda _: b"") as port, pytest.raises(TimeoutError, match="no answer in 3 s"):
        clock_offset_s("127.0.0.1", port)


def test_it_is_asked_only_for_what_was_promised(tmp_path: Path) -> None:
    """Once for each instant; not for what leaves at once, nor where all that is left is tried again."""
    asked: list[bytes] = []

    def answer(packet: bytes) -> bytes:
        asked.append(packet)
        return a_time(3600)(packet)

    with udp_server(answer) as port:
        check = check_of(tmp_path, port)
        at_once = check.doubt(a_distribution(), NINE)
        again = check.doubt(a_distribution(wall_times=TOLD), None)
        first = check.doubt(a_distribution(embargoed_until=NINE), NINE)
        same = check.doubt(a_distribution(embargoed_until=NINE), NINE)
        later = check.doubt(a_distribution(embargoed_until=NINE), NINE + timedelta(hours=1))

    assert (at_once, again, same) == ("", "", "")
    assert "1 h behind" in first
    assert "1 h behind" in later
    assert len(asked) == 2


def test_it_is_asked_once_while_the_run_stands_by(desk: Desk, relay: ScriptedRelay) -> None:
    """One question, before the instant; the first leaves in time."""
    asked_at: list[datetime] = []

    def answer(packet: bytes) -> bytes:
        asked_at.append(datetime.now(UTC))
        return a_time(0)(packet)

    with udp_server(answer) as port:
        until = in_s(20)
        plan(desk, until)
        sent, status = desk.json("due", **at(port))
    (document,) = sent["distributions"]

    assert status == 0
    assert len(asked_at) == 1
    assert asked_at[0] < until
    assert len(relay.accepted) == 4
    assert 0 <= document["first_after_s"] < 2


@needs_faketime
def test_a_clock_that_runs_ahead_lets_nothing_leave_early(
    desk: Desk, relay: ScriptedRelay, tmp_path: Path
) -> None:
    """By a clock an hour ahead the embargo seems over; the network's time says that it is not."""
    plan(desk, in_s(3600))
    clock = FakeWallClock(tmp_path, "+3601")
    with udp_server(a_time(0)) as port:
        done = desk.run("due", **clock.environment, **at(port))

    assert relay.accepted == []
    assert done.returncode == 3, done.stderr
    assert "is 1 h ahead of 127.0.0.1's" in done.stderr
