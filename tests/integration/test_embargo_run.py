"""The embargo with the real command: on time, late, under a false clock, on several machines."""

import os
import shutil
import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from desk import Desk, adds_up, two_hundred
from faketime import FakeWallClock, needs_faketime
from postgres import postgres, program
from relay import Act, ScriptedRelay

PLANNING_S = 20
"""How long a busy machine may take to plan."""


def in_s(seconds: float) -> datetime:
    return (datetime.now(UTC) + timedelta(seconds=seconds)).replace(microsecond=0)


class Harbour:
    """A desk on a relay that writes down when each DATA came."""

    def __init__(self, folder: Path, relay: ScriptedRelay) -> None:
        self.desk = Desk(folder, relay.port)
        self.relay = relay
        self.data_at: list[datetime] = []
        relay.script["data"] = Act(self._data, code=354)
        self.desk.media_list(two_hundred()[:4])

    def _data(self, line) -> None:
        self.data_at.append(datetime.now(UTC))
        line.send(b"354 go on\r\n")

    def plan(self, until: datetime, *more: str, name: str = "ferry", **environment) -> dict:
        self.desk.release(f"embargoed_until: {until:%Y-%m-%d %H:%M:%S} UTC\n", name=name)
        words = ("send", f"releases/{name}", "--list", "press", "--yes", *more)
        document, status = self.desk.json(*words, **environment)
        assert status == 0, document
        return document

    def ledger(self, statement: str, *values: object) -> None:
        path = self.desk.root / ".mailer" / "ledger.sqlite3"
        with closing(sqlite3.connect(path)) as connection, connection:
            assert connection.execute(statement, values).rowcount


@pytest.fixture
def relay():
    with ScriptedRelay() as relay:
        yield relay


@pytest.fixture
def harbour(tmp_path: Path, relay: ScriptedRelay) -> Harbour:
    return Harbour(tmp_path / "desk", relay)


def read_until(words: str, process: subprocess.Popen) -> None:
    for line in process.stderr:
        if words in line:
            return
    pytest.fail(f"it never said {words}")


@pytest.mark.slow
def test_a_due_just_before_the_instant_waits_for_it(harbour: Harbour) -> None:
    """`due` within a minute before: the line is open before, and no DATA comes before the instant."""
    until = in_s(PLANNING_S)
    planned = harbour.plan(until)
    document, status = harbour.desk.json("due")
    (sent,) = document["distributions"]

    assert len(harbour.relay.accepted) == 4
    assert min(harbour.data_at) >= until
    assert (planned["withheld"], sent["accepted"], status) == (4, 4, 0)
    assert adds_up(sent)
    assert 0 <= sent["first_after_s"] <= sent["last_after_s"]
    assert f"Date: {until:%a, %d %b %Y %H:%M:%S}".encode() in harbour.relay.accepted[0].content


def test_due_leaves_alone_what_is_due_later(harbour: Harbour) -> None:
    """What is due in more than a minute needs no run: nothing opens, nothing leaves, status 0."""
    harbour.plan(in_s(3600))
    before = harbour.relay.connections
    document, status = harbour.desk.json("due")

    assert (document, status) == ({"distributions": []}, 0)
    assert harbour.relay.connections == before


def late_by(harbour: Harbour, span: timedelta) -> None:
    """As if it had been planned, and had been due, that much earlier."""
    us = int(span.total_seconds() * 1e6)
    harbour.ledger("UPDATE standings SET due_at = due_at - ?", us)
    harbour.ledger("UPDATE deliveries SET first_due_at = first_due_at - ?", us)
    harbour.ledger(
        "UPDATE distributions SET embargoed_until = embargoed_until - ?, created_at = created_at - ?,"
        " send_at = send_at - ?, embargo_wall = ''",
        us,
        us,
        us,
    )
    harbour.ledger("UPDATE events SET at = at - ?", us)


@pytest.mark.parametrize("decide", ["resume", "send"])
def test_what_is_late_is_missed_until_a_person_decides(harbour: Harbour, decide: str) -> None:
    """After more than --late-by nothing leaves by itself, status 3; a person sends it all the same."""
    harbour.plan(in_s(3600), "--late-by", "10min")
    late_by(harbour, timedelta(hours=1, minutes=11))
    missed = harbour.desk.run("due")
    again = harbour.desk.run("due")
    refused = harbour.desk.run("resume", "ferry-1")
    state, _ = harbour.desk.json("status", "ferry-1")
    before = len(harbour.relay.accepted)
    words = {
        "resume": ("resume", "ferry-1", "--now"),
        "send": ("send", "releases/ferry", "--list", "press", "--now", "--yes"),
    }[decide]
    document, status = harbour.desk.json(*words)

    assert before == 0
    assert (missed.returncode, again.returncode, refused.returncode) == (3, 0, 3)
    assert "10 min late at most" in missed.stderr
    assert "mailer resume ferry-1 --now" in missed.stderr
    assert "mailer stop ferry-1" in missed.stderr
    assert (state["state"], state["withheld"]) == ("missed", 4)
    assert len(harbour.relay.accepted) == 4
    assert (document["accepted"], document["state"], status) == (4, "finished", 0)


def test_a_little_late_is_in_time(harbour: Harbour) -> None:
    """Within --late-by, `due` sends."""
    harbour.plan(in_s(3600))
    late_by(harbour, timedelta(hours=1, minutes=10))

    assert harbour.desk.run("due").returncode == 0
    assert len(harbour.relay.accepted) == 4


def test_new_rules_of_a_zone_are_asked_about(harbour: Harbour) -> None:
    """Where the embargo's wall time is another instant by now, nothing leaves until a person says so."""
    harbour.plan(in_s(3600))
    late_by(harbour, timedelta(hours=1))
    harbour.ledger(
        "UPDATE distributions SET embargo_wall = '2026-05-01T09:00:00', embargo_zone = 'Europe/London'"
    )
    held = harbour.desk.run("due")
    before = len(harbour.relay.accepted)
    resumed = harbour.desk.run("resume", "ferry-1")

    assert (held.returncode, before) == (3, 0)
    assert "Europe/London have new rules" in held.stderr
    assert "2026-05-01 08:00 UTC" in held.stderr
    assert resumed.returncode == 0, resumed.stderr
    assert len(harbour.relay.accepted) == 4


def other_rules(folder: Path, zone: str, rules: str) -> dict[str, str]:
    """The machine's zone files, where `zone` has the rules of another."""
    path = folder / "zoneinfo" / zone
    path.parent.mkdir(parents=True)
    path.write_bytes((Path("/usr/share/zoneinfo") / rules).read_bytes())
    return {"PYTHONTZPATH": f"{folder}/zoneinfo{os.pathsep}/usr/share/zoneinfo"}


@pytest.mark.parametrize("local", [False, True], ids=["one time", "their own"])
def test_new_rules_hold_a_time_to_leave(harbour: Harbour, tmp_path: Path, local: bool) -> None:
    """Where `--at` is another instant by the zone files of today, it is held; by the same, it leaves."""
    if not Path("/usr/share/zoneinfo/Asia/Tokyo").exists():
        pytest.skip("needs zone files (Debian package tzdata)")
    desk = harbour.desk
    desk.release()
    rows = [f"{name}@news.example,Ana,One,en,A1,Africa/Lagos\n" for name in ("ana", "ben")]
    head = "email,first_name,outlet,language,Press Code,timezone\n"
    (desk.root / "lists" / "press.csv").write_text(head + "".join(rows), "utf-8")
    at = f"{datetime.now(ZoneInfo('Africa/Lagos')) + timedelta(hours=2):%Y-%m-%d %H:%M}"
    words = ("send", "releases/ferry", "--list", "press", "--yes", "--at")
    planned = desk.run(*words, f"{at} local" if local else f"{at} Africa/Lagos")
    # As if its time had come.
    harbour.ledger("UPDATE standings SET due_at = due_at - 7200000000")
    harbour.ledger("UPDATE distributions SET send_at = send_at - 7200000000")
    held = desk.run("due", **other_rules(tmp_path, "Africa/Lagos", "Asia/Tokyo"))
    before = len(harbour.relay.accepted)
    state, _ = desk.json("status", "ferry-1")
    resumed = desk.run("resume", "ferry-1", PYTHONTZPATH=f"{tmp_path}/zoneinfo")

    assert planned.returncode == 0, planned.stderr
    assert (held.returncode, before, state["state"]) == (3, 0, "paused")
    assert f"the time to leave, {at} Africa/Lagos" in held.stderr
    assert resumed.returncode == 0, resumed.stderr
    assert len(harbour.relay.accepted) == 2


def test_the_same_rules_hold_nothing(harbour: Harbour) -> None:
    """A time to leave that is still the instant it was leaves at it."""
    harbour.desk.release()
    at = f"{datetime.now(ZoneInfo('Africa/Lagos')) + timedelta(hours=2):%Y-%m-%d %H:%M}"
    words = ("send", "releases/ferry", "--list", "press", "--yes", "--at", f"{at} Africa/Lagos")
    planned = harbour.desk.run(*words)
    harbour.ledger("UPDATE standings SET due_at = due_at - 7200000000")
    harbour.ledger("UPDATE distributions SET send_at = send_at - 7200000000")
    sent = harbour.desk.run("due")

    assert (planned.returncode, sent.returncode) == (0, 0), sent.stderr
    assert len(harbour.relay.accepted) == 4


@needs_faketime
@pytest.mark.parametrize("step", ["+14400", "-14400"], ids=["forward", "back"])
def test_a_clock_that_jumps_while_it_waits(harbour: Harbour, tmp_path: Path, step: str) -> None:
    """A wall clock stepped past the embargo, or back, holds the distribution; nothing leaves."""
    clock = FakeWallClock(tmp_path)
    harbour.desk.release(f"embargoed_until: {in_s(10_000):%Y-%m-%d %H:%M:%S} UTC\n")
    words = ("send", "releases/ferry", "--list", "press", "--yes", "--wait")
    with harbour.desk.running(*words, **clock.environment) as process:
        read_until("Waiting", process)
        clock.shift(step)
        _, err = process.communicate(timeout=60)

    assert harbour.relay.accepted == []
    assert process.returncode == 3, err
    assert f"jumped {'forward' if step[0] == '+' else 'back'} by 4:00:00" in err
    assert harbour.desk.json("status", "ferry-1")[0]["state"] == "paused"


@needs_faketime
def test_a_clock_of_1970(harbour: Harbour, tmp_path: Path) -> None:
    """A dead clock sends nothing, not even what nobody holds back."""
    clock = FakeWallClock(tmp_path)
    clock.stand(datetime(1970, 1, 2, tzinfo=UTC))
    harbour.desk.release()
    words = ("send", "releases/ferry", "--list", "press", "--yes")
    done = harbour.desk.run(*words, **clock.environment)

    assert harbour.relay.accepted == []
    assert done.returncode == 3
    assert "1970-01-02" in done.stderr


@needs_faketime
def test_a_clock_behind_the_ledger(harbour: Harbour, tmp_path: Path) -> None:
    """A machine that wakes before the ledger's last event holds what is due."""
    clock = FakeWallClock(tmp_path)
    harbour.plan(in_s(3600))
    harbour.ledger("UPDATE standings SET due_at = due_at - ?", 30 * 86_400_000_000)
    clock.shift("-86400")
    done = harbour.desk.run("due", **clock.environment)

    assert harbour.relay.accepted == []
    assert done.returncode == 3
    assert "last event" in done.stderr


@pytest.mark.slow
def test_a_process_that_was_stopped_over_the_instant(harbour: Harbour) -> None:
    """Stopped before the instant and woken too late: nothing leaves, and it is missed."""
    until = in_s(PLANNING_S)
    harbour.plan(until, "--late-by", "1s")
    with harbour.desk.running("due") as process:
        read_until("Waiting", process)
        process.send_signal(signal.SIGSTOP)
        time.sleep(max(0.0, (until - datetime.now(UTC)).total_seconds()) + 2)
        process.send_signal(signal.SIGCONT)
        _, err = process.communicate(timeout=60)

    assert harbour.relay.accepted == []
    assert process.returncode == 3, err
    assert harbour.desk.json("status", "ferry-1")[0]["state"] == "missed"


@pytest.mark.slow
def test_many_dues_at_once_send_once(harbour: Harbour) -> None:
    """Five `due` at the same time, as from careless crons: everybody gets it once."""
    harbour.plan(in_s(3600))
    late_by(harbour, timedelta(hours=1))
    command, environment = harbour.desk.command("due"), harbour.desk.environment()
    runs = [
        subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
        for _ in range(5)
    ]
    outcomes = [(run.communicate(timeout=120)[1], run.returncode) for run in runs]

    assert len(harbour.relay.accepted) == 4
    assert {status for _, status in outcomes} == {0}, outcomes


def test_a_restored_copy_is_held(harbour: Harbour) -> None:
    """A workspace put back from an older copy after it has sent: `due` sends nothing again."""
    harbour.plan(in_s(3600))
    late_by(harbour, timedelta(hours=1))
    ledger = harbour.desk.root / ".mailer" / "ledger.sqlite3"
    older = harbour.desk.root / "older.sqlite3"
    shutil.copy(ledger, older)
    harbour.desk.run("due")
    shutil.copy(older, ledger)
    done = harbour.desk.run("due")

    assert len(harbour.relay.accepted) == 4
    assert done.returncode in {3, 7}, done.stderr


def test_another_machines_ledger_is_held(harbour: Harbour) -> None:
    """A workspace copied from another machine: `due` sends nothing from it, status 3."""
    harbour.plan(in_s(3600))
    late_by(harbour, timedelta(hours=1))
    harbour.ledger("UPDATE ledger SET machine_id = 'another machine'")
    done = harbour.desk.run("due")

    assert harbour.relay.accepted == []
    assert done.returncode == 3, done.stderr


@pytest.mark.slow
def test_two_machines_on_one_database_send_once(tmp_path: Path, relay: ScriptedRelay) -> None:
    """Two workspaces that share a PostgreSQL ledger, both called at once: everybody gets it once."""
    if program("initdb") is None:
        pytest.skip("needs PostgreSQL (Debian package postgresql)")
    desks = [Harbour(tmp_path / name, relay).desk for name in ("one", "two")]
    with postgres() as server:
        shared = {"MAILER_LEDGER": server.new_database()}
        desks[0].release()
        at = in_s(PLANNING_S)
        words = ("send", "releases/ferry", "--list", "press", "--yes")
        planned = desks[0].run(*words, "--at", f"{at:%Y-%m-%d %H:%M:%S} UTC", **shared)
        runs = [
            subprocess.Popen(
                desk.command("due"),
                env=desk.environment(**shared),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
            )
            for desk in desks
        ]
        outcomes = [(run.communicate(timeout=120)[1], run.returncode) for run in runs]

    assert planned.returncode == 0, planned.stderr
    assert len(relay.accepted) == 4
    assert {status for _, status in outcomes} == {0}, outcomes
