"""Keeping the ledger: backups, putting one back, another machine, and what each mishap says."""

import shutil
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from desk import Desk, two_hundred
from postgres import postgres
from records import HERE, NINE, ValueClock, hand_over, plan_some, states_of

from mailer.deliver.embedded import EmbeddedServer
from mailer.record.ledger import Ledger

ID = "bridge-opens-1"
LATER = NINE + timedelta(hours=1)


@pytest.fixture
def server() -> Iterator[EmbeddedServer]:
    with EmbeddedServer(None) as running:
        yield running


@pytest.fixture
def desk(tmp_path: Path, server: EmbeddedServer) -> Desk:
    """A workspace from which one release was sent to five people."""
    desk = Desk(tmp_path / "desk", server.port)
    release, press = desk.release(), desk.media_list(two_hundred()[:5])
    assert desk.run("send", release, "--list", press, "--yes").returncode == 0
    return desk


def ledger_of(desk: Desk) -> Path:
    return desk.root / ".mailer" / "ledger.sqlite3"


def open_ledger(path: Path) -> Ledger:
    return Ledger.open(path, create=True, clock=ValueClock(), machine=HERE, locked_after_s=1)


class TestBackup:
    def test_copies_what_is_there(self, desk: Desk, tmp_path: Path) -> None:
        """The copy is the ledger, for its owner only, and nothing is left half-done beside it."""
        copy = tmp_path / "kept.sqlite3"
        document, status = desk.json("ledger", "backup", str(copy))
        with (
            closing(sqlite3.connect(copy)) as read,
            closing(sqlite3.connect(ledger_of(desk))) as now,
        ):
            same = list(read.iterdump()) == list(now.iterdump())

        assert (status, document, same) == (0, {"file": str(copy)}, True)
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600
        assert [each.name for each in tmp_path.iterdir() if each.name.startswith("kept")] == [
            "kept.sqlite3"
        ]

    def test_names_the_copy_itself(self, desk: Desk) -> None:
        """Without a name the copy lies beside the ledger, under the time it was taken."""
        done = desk.run("ledger", "backup")
        (copy,) = ledger_of(desk).parent.glob("ledger.sqlite3.backup-*")

        assert (done.returncode, done.stdout.strip()) == (0, str(copy))

    def test_never_replaces_a_file(self, desk: Desk, tmp_path: Path) -> None:
        """A file of that name stays as it is."""
        (tmp_path / "kept").write_text("dear diary")
        done = desk.run("ledger", "backup", str(tmp_path / "kept"))

        assert done.returncode == 2
        assert "There is a file of that name already." in done.stderr
        assert (tmp_path / "kept").read_text() == "dear diary"

    def test_makes_no_ledger(self, tmp_path: Path) -> None:
        """Where nothing was ever sent there is nothing to copy, and nothing is made."""
        desk = Desk(tmp_path / "desk", 1)
        done = desk.run("ledger", "backup")

        assert done.returncode == 7
        assert "There is no ledger here yet." in done.stderr
        assert not ledger_of(desk).exists()

    def test_copies_while_a_run_sends(self, tmp_path: Path) -> None:
        """A backup during a send is one moment of it, and holds nobody up."""
        path = tmp_path / "ledger.sqlite3"
        with open_ledger(path) as ledger, ledger.own(plan_some(ledger)):
            window = ledger.claim(ID, NINE, 2)
            assert window is not None
            hand_over(window, 1)
            with open_ledger(path) as other:
                other.backup(tmp_path / "copy")
            window.close(NINE)
        with open_ledger(tmp_path / "copy") as copy:
            states = states_of(copy, ID)

        assert states == {1: "handed", 2: "handed", 3: "planned", 4: "planned"}


def delete(path: Path) -> None:
    path.unlink()


def empty(path: Path) -> None:
    path.write_bytes(b"")


def exchange(path: Path) -> None:
    other = path.with_name("other.sqlite3")
    Ledger.open(other, create=True).close()
    other.replace(path)


def put_back_an_older_copy(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE ledger SET serial = serial - 1")
        connection.commit()


def bring_to_another_machine(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE ledger SET machine_id = 'somebody-elses-desk'")
        connection.commit()


def write_with_a_newer_mailer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE ledger SET schema_version = 99")
        connection.commit()


def cut_in_half(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("mishap", "exit_status", "what", "cure"),
    [
        pytest.param(delete, 7, "The ledger is gone", "ledger restore", id="deleted"),
        pytest.param(empty, 7, "The ledger is empty", "ledger restore", id="emptied"),
        pytest.param(cut_in_half, 7, "The ledger is damaged", "ledger restore", id="truncated"),
        pytest.param(exchange, 7, "not the ledger that was here", "ledger restore", id="exchanged"),
        pytest.param(put_back_an_older_copy, 7, "older copy", "ledger restore", id="older copy"),
        pytest.param(write_with_a_newer_mailer, 7, "newer mailer", "Update mailer", id="newer"),
        pytest.param(
            bring_to_another_machine, 3, "belongs to another machine", "take-over", id="copied"
        ),
    ],
)
def test_says_what_befell_the_ledger(
    desk: Desk,
    server: EmbeddedServer,
    mishap: Callable[[Path], None],
    exit_status: int,
    what: str,
    cure: str,
) -> None:
    """Each mishap stops a send before anything leaves, with its sentence, cure and exit status."""
    mishap(ledger_of(desk))
    before = len(server.received)
    desk.media_list(two_hundred()[:9])
    done = desk.run("send", "releases/ferry", "--list", "press", "--yes")

    assert done.returncode == exit_status, done.stderr
    assert what in done.stderr
    assert cure in done.stderr
    assert "Traceback" not in done.stderr
    assert len(server.received) == before


class TestTakingOver:
    def test_goes_on_where_another_machine_was(self, desk: Desk, server: EmbeddedServer) -> None:
        """After a person's yes the ledger is this machine's, and who said so is written down."""
        bring_to_another_machine(ledger_of(desk))
        asked = desk.run("ledger", "take-over")
        done = desk.run("ledger", "take-over", "--yes")
        again = desk.run("ledger", "take-over")
        desk.media_list(two_hundred()[:7])
        sent = desk.run("send", "releases/ferry", "--list", "press", "--yes")
        with closing(sqlite3.connect(ledger_of(desk))) as connection:
            rows = connection.execute("SELECT machine_before, who FROM takeovers").fetchall()

        assert (asked.returncode, done.returncode, again.returncode) == (2, 0, 0)
        assert "belongs to this machine already" in again.stdout
        assert (sent.returncode, len(server.received)) == (0, 7)
        assert [before for before, _ in rows] == ["somebody-elses-desk"]

    def test_is_asked_for_one_distribution_of_a_server(self, tmp_path: Path) -> None:
        """Where machines share a ledger, one distribution is taken over, by name."""
        with postgres() as database:
            desk = Desk(tmp_path / "desk", 1)
            ledger = {"MAILER_LEDGER": database.new_database()}
            with Ledger.open(ledger["MAILER_LEDGER"], create=True, folder=tmp_path) as opened:
                plan_some(opened)
            unnamed = desk.run("ledger", "take-over", "--yes", **ledger)
            named, status = desk.json("ledger", "take-over", "bridge", "--yes", **ledger)
            backup = desk.run("ledger", "backup", **ledger)

        assert (unnamed.returncode, status) == (2, 0)
        assert named == {"distribution": ID, "windows": 0}
        assert (backup.returncode, "pg_dump" in backup.stderr) == (2, True)
        assert "canary" not in backup.stderr


def test_a_copied_workspace_sends_nothing_twice(desk: Desk, server: EmbeddedServer) -> None:
    """A whole folder copied on one machine still knows who has the release."""
    shutil.copytree(desk.root, desk.root.with_name("copy"))
    copy = Desk(desk.root.with_name("copy"), server.port)
    done = copy.run("send", "releases/ferry", "--list", "press", "--yes")

    assert done.returncode == 3
    assert len(server.received) == 5
