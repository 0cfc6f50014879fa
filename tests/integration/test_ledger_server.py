"""A ledger in PostgreSQL, shared by machines that die, fall asleep, lose the line or are too eager."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from crowd import in_a_process
from postgres import Server, postgres
from records import (
    ACCEPTED,
    HERE,
    ID,
    NINE,
    STARTED_ANEW,
    ValueClock,
    hand_over,
    plan_some,
    states_of,
)

from mailer.record.ledger import Ledger
from mailer.record.machine import Machine
from mailer.record.server_store import LEASE
from mailer.record.steering import Decision
from mailer.words.errors import LedgerDamaged, LedgerError, LedgerLocked, SettingsError, UsageError

ELSEWHERE = Machine(machine_id="second-desk", boot_id="its-start", runner="second-desk:7")
UNNAMED = Machine(machine_id="", boot_id="", runner="container:1")

Open = Callable[..., Ledger]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with postgres() as server:
        yield server


@pytest.fixture
def url(server: Server) -> str:
    return server.new_database()


@pytest.fixture
def desk(url: str, tmp_path: Path) -> Iterator[Open]:
    """Opens the one ledger on any machine; each machine has a workspace of its own."""
    opened = []

    def open_ledger(machine: Machine = HERE, clock: ValueClock | None = None) -> Ledger:
        folder = tmp_path / (machine.machine_id or "unnamed")
        folder.mkdir(exist_ok=True)
        ledger = Ledger.open(
            url, create=True, folder=folder, clock=clock or ValueClock(), machine=machine,
            locked_after_s=2,
        )  # fmt: skip
        opened.append(ledger)
        return ledger

    yield open_ledger
    for ledger in opened:
        ledger.close()


def leave_open(desk: Open, machine: Machine = HERE) -> None:
    """A run that is killed with a window open: 1 answered, 2 past its dot, 3 taken up, 4 not."""
    if not (pid := os.fork()):
        ledger = desk(machine._replace(runner=f"press-desk:{os.getpid()}"))
        with ledger.own(ID):
            window = ledger.claim(ID, NINE, 4)
            assert window is not None
            hand_over(window, 1)
            window.dot(2)
            window.keep()
            os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(pid, 0)


def test_knows_exactly_after_a_crash_on_this_machine(desk: Open) -> None:
    """Where the process is gone, its journal tells all at once; no lease is waited for."""
    ledger = desk()
    plan_some(ledger, 4)
    leave_open(desk)
    with ledger.own(ID):
        pass

    assert states_of(ledger, ID) == {1: "accepted", 2: "in_doubt", 3: "planned", 4: "planned"}


def test_doubts_after_a_restart_of_this_machine(desk: Open) -> None:
    """A machine that was started anew is dead as well, and its journal may have lost its end."""
    ledger = desk()
    plan_some(ledger, 4)
    leave_open(desk)
    again = desk(STARTED_ANEW)
    with again.own(ID):
        pass

    assert states_of(again, ID) == {1: "accepted", 2: "in_doubt", 3: "in_doubt", 4: "in_doubt"}


@pytest.mark.parametrize("other", [ELSEWHERE, UNNAMED], ids=["another", "unnamed"])
def test_waits_for_the_lease_of_another_machine(desk: Open, other: Machine) -> None:
    """What another machine holds is its own until the lease is over, and in doubt after."""
    ledger = desk()
    plan_some(ledger, 4)
    leave_open(desk)
    clock = ValueClock(NINE + LEASE - timedelta(seconds=1))
    second = desk(other, clock)
    with (
        pytest.raises(LedgerLocked, match=r"may hold them until 09:15 UTC") as refusal,
        second.own(ID),
    ):
        pass
    before = states_of(second, ID)
    clock.sleep(1)
    with second.own(ID):
        pass

    assert "mailer ledger take-over bridge-opens-1" in refusal.value.cure
    assert set(before.values()) == {"handed"}
    assert set(states_of(second, ID).values()) == {"in_doubt"}
    assert timedelta(minutes=10) < LEASE


def test_takes_over_when_a_person_says_so(desk: Open) -> None:
    """A person ends the lease of a machine that is lost, and the events say who."""
    ledger = desk()
    plan_some(ledger, 4)
    leave_open(desk)
    second = desk(ELSEWHERE)
    taken = second.take_over_distribution(ID, Decision(NINE, "ana"))
    with second.own(ID):
        pass

    assert taken == 1
    assert set(states_of(second, ID).values()) == {"in_doubt"}
    assert [(each.who, each.why) for each in second.events(ID) if each.what == "take_over"] == [
        ("ana", "from second-desk:7")
    ]


def test_stops_before_the_dot_when_it_slept_too_long(desk: Open) -> None:
    """A machine that slept through its lease sends nothing of what another has taken over."""
    clock = ValueClock()
    ledger = desk(HERE, clock)
    plan_some(ledger, 4)
    with ledger.own(ID):
        window = ledger.claim(ID, NINE, 4)
        assert window is not None
        hand_over(window, 1)
        # Asleep: the server drops its line, and with it the lock.
        server_side = desk(ELSEWHERE, ValueClock(NINE + LEASE))
        with server_side._store.writing() as connection:
            connection.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        with server_side.own(ID):
            pass
        clock.sleep(LEASE.total_seconds() + 1)
        with pytest.raises(LedgerError):
            window.dot(2)
        window.let_go()

    assert set(states_of(server_side, ID).values()) == {"in_doubt"}


def test_notices_a_take_over_though_its_line_holds(desk: Open) -> None:
    """Also where only the lease was ended, no further dot leaves once half of it is over."""
    clock = ValueClock()
    ledger = desk(HERE, clock)
    plan_some(ledger, 2)
    with ledger.own(ID):
        window = ledger.claim(ID, NINE, 2)
        assert window is not None
        second = desk(ELSEWHERE, ValueClock(NINE + LEASE))
        with second._store.writing() as connection:
            connection.exec_driver_sql(f"UPDATE windows SET closed_at = {1}")
        clock.sleep(LEASE.total_seconds() / 2)
        with pytest.raises(LedgerLocked, match="Another machine has taken over"):
            window.dot(1)
        window.let_go()


def test_holds_its_lease_on(desk: Open) -> None:
    """A window that takes an hour stays its run's own, as long as dots leave."""
    clock = ValueClock()
    ledger = desk(HERE, clock)
    plan_some(ledger, 12)
    with ledger.own(ID):
        window = ledger.claim(ID, NINE, 12)
        assert window is not None
        for number in range(1, 13):
            clock.sleep(300)
            hand_over(window, number)
        # The lock is not what holds the other back here, but the lease.
        ledger._store._let_go(1)
        second = desk(ELSEWHERE, ValueClock(clock.now()))
        with pytest.raises(LedgerLocked, match="may hold them"), second.own(ID):
            pass
        window.close(clock.now())

    assert set(states_of(ledger, ID).values()) == {"accepted"}


def test_has_one_owner_over_machines(desk: Open) -> None:
    """While one machine sends a distribution, another is told so at once."""
    ledger, second = desk(), desk(ELSEWHERE)
    plan_some(ledger)
    with (
        ledger.own(ID),
        pytest.raises(LedgerLocked, match="Another run is sending bridge-opens-1"),
        second.own(ID),
    ):
        pass

    with second.own(ID):
        pass


class TestTheLine:
    def test_stops_when_the_server_dies(self, tmp_path: Path) -> None:
        """A server that dies stops the next claim with a sentence; nothing is lost or doubled."""
        with postgres(fsync=True) as server:
            url = server.new_database()
            with Ledger.open(
                url, create=True, folder=tmp_path, clock=ValueClock(), machine=HERE
            ) as ledger:
                plan_some(ledger, 4)
                with ledger.own(ID):
                    window = ledger.claim(ID, NINE, 2)
                    assert window is not None
                    hand_over(window, 1)
                    server.stop(signal.SIGQUIT)
                    hand_over(window, 2)
                    with pytest.raises(LedgerError, match="cannot be reached") as refusal:
                        window.close(NINE)
                    with pytest.raises(LedgerError, match="cannot be reached"):
                        ledger.claim(ID, NINE, 2)
                    window.let_go()
        assert refusal.value.exit_status == 7
        assert "canary" not in str(refusal.value)

    def test_recovers_after_the_line_was_lost(self, desk: Open, server: Server) -> None:
        """What was answered before the line broke is in the ledger after the next run began."""
        ledger = desk()
        plan_some(ledger, 3)
        with ledger.own(ID):
            window = ledger.claim(ID, NINE, 3)
            assert window is not None
            hand_over(window, 1)
            window.dot(2)
            window.keep()
            with server.connect() as other:
                other.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname LIKE 'press%' AND pid <> pg_backend_pid()"
                )
            with pytest.raises(LedgerError, match="cannot be reached"):
                window.close(NINE)
            window.let_go()
        again = desk()
        with again.own(ID):
            pass

        assert states_of(again, ID) == {1: "accepted", 2: "in_doubt", 3: "planned"}

    @pytest.mark.parametrize(
        ("change", "what"),
        [
            pytest.param(lambda url: url.replace("host=/", "host=/nowhere/"), "reached", id="host"),
            pytest.param(lambda url: url.replace("/press", "/absent"), "login", id="database"),
            pytest.param(lambda url: url.replace("//press:", "//nobody:"), "login", id="user"),
        ],
    )
    def test_names_what_it_cannot_reach(
        self, url: str, tmp_path: Path, change: Callable[[str], str], what: str
    ) -> None:
        """A server, database or user that is not there is a sentence with a cure, without password."""
        with pytest.raises(LedgerError, match=what) as refusal:
            Ledger.open(change(url), create=True, folder=tmp_path, locked_after_s=2)

        assert "canary" not in str(refusal.value)
        assert str(refusal.value).startswith("postgresql://")

    @pytest.mark.parametrize("url", ["postgresql://desk.example:port/x", "postgresql:nonsense"])
    def test_refuses_what_is_no_url(self, url: str, tmp_path: Path) -> None:
        """A URL that cannot be read is a question about the setting."""
        with pytest.raises(SettingsError) as refusal:
            Ledger.open(url, create=True, folder=tmp_path)

        assert refusal.value.where == "MAILER_LEDGER"

    def test_names_the_part_that_is_missing(
        self, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Without psycopg the cure is a command to copy."""
        monkeypatch.setitem(sys.modules, "psycopg", None)
        with pytest.raises(SettingsError) as refusal:
            Ledger.open(url, create=True, folder=tmp_path)

        assert refusal.value.cure == "pip install 'press-mailer[postgres]'"


class TestKeeping:
    def test_demands_that_commits_are_durable(self, url: str, desk: Open, server: Server) -> None:
        """Where the database would answer before the disk has it, the ledger asks for the disk."""
        name = url.rpartition("/press")[2].partition("?")[0]
        with server.connect() as connection:
            connection.execute(f"ALTER DATABASE press{name} SET synchronous_commit = off")
        with desk()._store.reading() as connection:
            assert connection.exec_driver_sql("SHOW synchronous_commit").scalar_one() == "on"

    def test_reads_as_empty_before_it_is_made(
        self, url: str, tmp_path: Path, server: Server
    ) -> None:
        """Looking at a database without a ledger makes none."""
        with Ledger.open(url, create=False, folder=tmp_path) as ledger:
            assert ledger.distributions() == []
            with pytest.raises(LedgerError, match="no ledger here yet"):
                plan_some(ledger)
        with server.connect(url.rpartition("@/")[2].partition("?")[0]) as connection:
            schemas = connection.execute("SELECT 1 FROM pg_namespace WHERE nspname = 'mailer'")
            assert schemas.fetchall() == []
        assert list(tmp_path.iterdir()) == []

    def test_notices_an_older_copy(self, url: str, desk: Open, server: Server) -> None:
        """A database put back from before the last change is refused by the machine that knows."""
        ledger = desk()
        plan_some(ledger)
        ledger.settle_state(ID, NINE)
        with server.connect(url.rpartition("@/")[2].partition("?")[0]) as connection:
            connection.execute("UPDATE mailer.ledger SET serial = serial - 1")
        with pytest.raises(LedgerDamaged, match="older copy"):
            desk()

    def test_notices_a_dropped_ledger(self, url: str, desk: Open, server: Server) -> None:
        """A ledger that was dropped is never silently made anew."""
        plan_some(desk())
        with server.connect(url.rpartition("@/")[2].partition("?")[0]) as connection:
            connection.execute("DROP SCHEMA mailer CASCADE")
        with pytest.raises(LedgerDamaged, match="gone from the database"):
            desk()

    def test_refuses_a_newer_ledger(self, url: str, desk: Open, server: Server) -> None:
        """A ledger of a later mailer is refused with the cure."""
        plan_some(desk())
        with server.connect(url.rpartition("@/")[2].partition("?")[0]) as connection:
            connection.execute("UPDATE mailer.ledger SET schema_version = schema_version + 1")
        with pytest.raises(LedgerDamaged, match="newer mailer"):
            desk()

    def test_leaves_backups_to_the_server(self, desk: Open, tmp_path: Path) -> None:
        """`backup` names the server's own tool."""
        with pytest.raises(UsageError) as refusal:
            desk().backup(tmp_path / "copy")

        assert "pg_dump" in refusal.value.cure


def test_ten_runs_reach_everybody_once(desk: Open) -> None:
    """Ten processes as of ten machines at once: each reader is sent to once."""
    ledger = desk()
    plan_some(ledger, 60)
    ledger.close()
    taken_by = os.pipe()

    def run(n: int) -> None:
        _run(desk(Machine(f"desk-{n}", "start", f"desk-{n}:{os.getpid()}")), taken_by[1])

    processes = [in_a_process(partial(run, n)) for n in range(10)]
    for process in processes:
        process.join()
    os.close(taken_by[1])
    with os.fdopen(taken_by[0]) as relay:
        taken = sorted(int(line) for line in relay)

    assert [process.exitcode for process in processes] == [0] * 10
    assert taken == list(range(1, 61))


def _run(ledger: Ledger, relay: int) -> None:
    """As overlapping crons would: own it where that is possible, send, and try again."""
    while ledger.due(NINE):
        try:
            with ledger.own(ID):
                while window := ledger.claim(ID, NINE, 4):
                    for each in window.deliveries:
                        window.dot(each.number)
                        window.keep()
                        os.write(relay, b"%d\n" % each.number)
                        window.reply(each.number, ACCEPTED)
                    window.close(NINE)
        except LedgerLocked:
            continue
