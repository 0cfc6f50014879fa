"""The ledger as a file: what is made, what is noticed, and what is refused, with its cure."""

import os
import resource
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from records import ACCEPTED, HERE, NINE, ValueClock, hand_over, plan_some, states_of

from mailer.record.ledger import Ledger
from mailer.record.machine import Machine, this_machine
from mailer.words.errors import (
    GuardError,
    LedgerDamaged,
    LedgerError,
    LedgerLocked,
    SettingsError,
    UsageError,
)


def open_ledger(path: Path, *, create: bool = True, machine: Machine = HERE) -> Ledger:
    return Ledger.open(
        path, create=create, clock=ValueClock(), machine=machine, locked_after_s=0.05
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A ledger with one planned distribution of four."""
    path = tmp_path / ".mailer" / "ledger.sqlite3"
    with open_ledger(path) as ledger:
        plan_some(ledger)
    return path


@contextmanager
def file_size_limit(size: int) -> Iterator[None]:
    """No file may grow beyond this, as on a disk that is nearly full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


class TestMaking:
    def test_is_for_its_owner_only(self, path: Path) -> None:
        """Ledger, witness and folders are readable by their owner and nobody else."""
        with open_ledger(path) as ledger, ledger.own("bridge-opens-1"):
            window = ledger.claim("bridge-opens-1", NINE, 1)
            modes = {
                str(each.relative_to(path.parent)): stat.S_IMODE(each.stat().st_mode)
                for each in (path.parent, *path.parent.rglob("*"))
            }
            assert window is not None
            window.close(NINE)

        assert {mode for name, mode in modes.items() if "." in name[1:]} | {
            modes["ledger.sqlite3.runs/bridge-opens-1/lock"]
        } <= {0o600, 0o700}
        assert all(not mode & 0o077 for mode in modes.values())

    def test_leaves_a_folder_that_was_there_as_it_is(self, tmp_path: Path) -> None:
        """A workspace's own folder keeps its mode."""
        tmp_path.chmod(0o755)
        open_ledger(tmp_path / "ledger.sqlite3").close()

        assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755

    def test_makes_nothing_by_reading(self, tmp_path: Path) -> None:
        """A ledger that does not exist reads as an empty one, and a dry run makes no file."""
        with open_ledger(tmp_path / ".mailer" / "ledger.sqlite3", create=False) as ledger:
            assert ledger.next_distribution_id("bridge-opens") == "bridge-opens-1"
            assert ledger.frozen_hash("bridge-opens", 1) is None
            assert ledger.reached("bridge-opens", 1) == {}
            assert ledger.distributions() == ledger.due(NINE) == []
            with pytest.raises(UsageError):
                ledger.distribution("bridge-opens-1")
            with pytest.raises(LedgerError, match="no ledger here yet"):
                plan_some(ledger)

        assert list(tmp_path.iterdir()) == []

    def test_changes_nothing_by_reading(self, path: Path) -> None:
        """Looking at a ledger leaves every file beside it as it was."""

        def content() -> dict[str, bytes]:
            return {
                each.name: each.read_bytes() for each in path.parent.iterdir() if each.is_file()
            }

        before = content()
        with open_ledger(path, create=False) as ledger:
            ledger.counts("bridge-opens-1")

        assert content() == before

    def test_is_found_from_the_workspace(self, tmp_path: Path) -> None:
        """A relative URL lies in the workspace; an absolute one where it says."""
        for url in ("sqlite:///.mailer/a.sqlite3", f"sqlite:///{tmp_path}/b.sqlite3"):
            Ledger.open(url, create=True, folder=tmp_path).close()

        assert (tmp_path / ".mailer" / "a.sqlite3").exists()
        assert (tmp_path / "b.sqlite3").exists()

    @pytest.mark.parametrize("url", ["mysql://desk.example/ledger", "sqlite:///", ""])
    def test_refuses_what_is_no_file(self, url: str) -> None:
        """A ledger that this version cannot keep is a question about the setting."""
        with pytest.raises(SettingsError) as refusal:
            Ledger.open(url, create=True)

        assert refusal.value.where == "MAILER_LEDGER"

    def test_is_made_once_by_many(self, tmp_path: Path) -> None:
        """Runs that all find no ledger make one together."""
        script = (
            "import sys; from pathlib import Path; from mailer.record.ledger import Ledger\n"
            "with Ledger.open(Path(sys.argv[1]), create=True) as ledger:"
            " print(ledger._store.uuid)"
        )
        path = tmp_path / ".mailer" / "ledger.sqlite3"
        runs = [
            subprocess.Popen(
                [sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE, text=True
            )
            for _ in range(4)
        ]
        uuids = {run.communicate()[0] for run in runs}

        assert [run.returncode for run in runs] == [0] * 4
        assert len(uuids) == 1


def delete(path: Path) -> None:
    path.unlink()


def empty(path: Path) -> None:
    path.write_bytes(b"")


def overwrite(path: Path) -> None:
    path.write_text("dear diary, " * 500, encoding="ascii")


def cut_in_half(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def flip_a_page(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[8192:12288] = bytes(range(256)) * 16
    path.write_bytes(content)


def put_another_there(path: Path) -> None:
    other = path.with_name("other.sqlite3")
    with open_ledger(other) as ledger:
        plan_some(ledger)
        plan_some_more(ledger)
    other.replace(path)


def plan_some_more(ledger: Ledger) -> None:
    for _ in range(5):
        ledger.settle_state("bridge-opens-1", NINE)


def put_a_database_there(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE recipes (name)")
    connection.close()


def write_with_a_newer_program(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE ledger SET schema_version = schema_version + 1")
    connection.close()


class TestNoticing:
    @pytest.mark.parametrize(
        ("mishap", "what"),
        [
            pytest.param(delete, "is gone", id="deleted"),
            pytest.param(empty, "is empty", id="emptied"),
            pytest.param(overwrite, "is damaged", id="overwritten"),
            pytest.param(cut_in_half, "is damaged", id="cut in half"),
            pytest.param(flip_a_page, "is damaged", id="a page flipped"),
            pytest.param(put_another_there, "not the ledger that was here", id="exchanged"),
            pytest.param(put_a_database_there, "is no ledger", id="a foreign database"),
            pytest.param(write_with_a_newer_program, "newer mailer", id="a newer schema"),
        ],
    )
    @pytest.mark.parametrize("create", [True, False], ids=["to write", "to read"])
    def test_notices_at_opening(
        self, path: Path, mishap: Callable[[Path], None], what: str, *, create: bool
    ) -> None:
        """Whatever befell the file, it is named with a cure, and never silently made anew."""
        mishap(path)
        there = path.exists()
        with pytest.raises(LedgerDamaged, match=what) as refusal:
            open_ledger(path, create=create)

        assert refusal.value.cure
        assert path.exists() == there

    def test_notices_an_older_copy(self, path: Path) -> None:
        """A copy put back from before the last change would send again; it is refused."""
        shutil.copy(path, path.with_name("backup"))
        with open_ledger(path) as ledger, ledger.own("bridge-opens-1"):
            window = ledger.claim("bridge-opens-1", NINE, 4)
            assert window is not None
            hand_over(window, 1)
            window.close(NINE)
        path.with_name("backup").replace(path)

        with pytest.raises(LedgerDamaged, match="older copy"):
            open_ledger(path)

    def test_notices_an_older_copy_in_use(self, path: Path) -> None:
        """The same where the copy is written into the open file."""
        older = path.read_bytes()
        with open_ledger(path) as ledger, ledger.own("bridge-opens-1"):
            for _ in range(3):
                ledger.settle_state("bridge-opens-1", NINE)
            path.write_bytes(older)
            with pytest.raises(LedgerDamaged):
                ledger.claim("bridge-opens-1", NINE, 4)

    @pytest.mark.parametrize("mishap", [delete, put_another_there], ids=["deleted", "exchanged"])
    def test_notices_in_use(self, path: Path, mishap: Callable[[Path], None]) -> None:
        """A ledger that vanishes while it is used stops the next claim."""
        with open_ledger(path) as ledger, ledger.own("bridge-opens-1"):
            mishap(path)
            with pytest.raises(LedgerDamaged, match="while it was in use"):
                ledger.claim("bridge-opens-1", NINE, 4)

    @pytest.mark.parametrize("said", [None, b"", b"scribble\n"], ids=["gone", "empty", "scribble"])
    def test_lives_without_a_readable_witness(self, path: Path, said: bytes | None) -> None:
        """A sound ledger is used though its witness was lost, and has a witness again after."""
        witness = path.with_name("ledger.sqlite3.witness")
        if said is None:
            witness.unlink()
        else:
            witness.write_bytes(said)
        with open_ledger(path) as ledger:
            ledger.settle_state("bridge-opens-1", NINE)
        path.unlink()

        with pytest.raises(LedgerDamaged, match="is gone"):
            open_ledger(path)

    def test_notices_a_deleted_ledger_by_an_unreadable_witness(self, path: Path) -> None:
        """A witness that cannot be read still says that a ledger was here."""
        path.with_name("ledger.sqlite3.witness").write_bytes(b"")
        path.unlink()

        with pytest.raises(LedgerDamaged, match="is gone"):
            open_ledger(path)


class TestRefusing:
    def test_waits_for_a_lock_and_gives_up(self, path: Path) -> None:
        """A ledger locked by another program is waited for, then named as locked."""
        holder = sqlite3.connect(path, isolation_level=None)
        with open_ledger(path) as ledger:
            holder.execute("BEGIN EXCLUSIVE")
            with pytest.raises(LedgerLocked, match="for too long"):
                ledger.settle_state("bridge-opens-1", NINE)
        holder.close()

    def test_is_refused_where_it_cannot_be_written(self, path: Path) -> None:
        """A ledger that can only be read may be read, and is refused for sending."""
        path.chmod(0o400)
        if os.access(path, os.W_OK):
            pytest.skip("the superuser may write anywhere")
        with open_ledger(path, create=False) as ledger:
            assert ledger.counts("bridge-opens-1").planned == 4

        with pytest.raises(LedgerError, match="cannot be written"):
            open_ledger(path)

    def test_refuses_a_folder_in_its_place(self, tmp_path: Path) -> None:
        """A path that cannot be a ledger is refused in words, not with a traceback."""
        with pytest.raises(LedgerError, match="cannot be used"):
            open_ledger(tmp_path)

    def test_does_not_send_from_another_machine(self, path: Path) -> None:
        """A copied ledger may be read elsewhere, but neither plans nor sends there."""
        elsewhere = HERE._replace(machine_id="someone-elses-desk")
        with open_ledger(path, machine=elsewhere) as ledger:
            assert ledger.counts("bridge-opens-1").planned == 4
            with pytest.raises(GuardError, match="another machine"), ledger.own("bridge-opens-1"):
                pass
            with pytest.raises(GuardError, match="another machine"):
                plan_some(ledger, number=2)

    @pytest.mark.parametrize(
        ("first", "second"),
        [
            pytest.param("press-desk", "", id="now unknown"),
            pytest.param("", "press-desk", id="then unknown"),
        ],
    )
    def test_does_not_mistrust_a_machine_without_a_name(
        self, tmp_path: Path, first: str, second: str
    ) -> None:
        """Where the system does not say which machine it is, it may be the right one."""
        path = tmp_path / "ledger.sqlite3"
        with open_ledger(path, machine=HERE._replace(machine_id=first)) as ledger:
            plan_some(ledger)
        with (
            open_ledger(path, machine=HERE._replace(machine_id=second)) as ledger,
            ledger.own("bridge-opens-1"),
        ):
            pass

    def test_raises_before_the_dot_where_the_disk_is_full(self, path: Path) -> None:
        """No dot may leave that cannot be written down; what was written stays exact."""
        with open_ledger(path) as ledger:
            with ledger.own("bridge-opens-1"):
                window = ledger.claim("bridge-opens-1", NINE, 4)
                assert window is not None
                hand_over(window, 1)
                (journal,) = path.parent.rglob("*.journal")
                window.dot(2)
                with (
                    file_size_limit(journal.stat().st_size + 5),
                    pytest.raises(LedgerError, match="disk is full"),
                ):
                    window.keep()
                window.dot(3)
                with pytest.raises(LedgerError):
                    window.keep()
                window.let_go()
            with ledger.own("bridge-opens-1"):
                pass
            states = states_of(ledger, "bridge-opens-1")

        assert states == {1: "accepted", 2: "planned", 3: "planned", 4: "planned"}

    def test_keeps_an_outcome_the_journal_could_not_take(self, path: Path) -> None:
        """An answer that came when the disk was full is in the ledger once the window closes."""
        with open_ledger(path) as ledger, ledger.own("bridge-opens-1"):
            window = ledger.claim("bridge-opens-1", NINE, 1)
            assert window is not None
            window.dot(1)
            window.keep()
            (journal,) = path.parent.rglob("*.journal")
            window.reply(1, ACCEPTED)
            with file_size_limit(journal.stat().st_size), pytest.raises(LedgerError):
                window.keep()
            window.close(NINE)

            assert states_of(ledger, "bridge-opens-1")[1] == "accepted"

    def test_claims_nothing_it_cannot_write_down(self, path: Path) -> None:
        """A claim that does not fit on the disk takes nobody, and is repeated with success."""
        with open_ledger(path) as ledger, ledger.own("bridge-opens-1"):
            with file_size_limit(0), pytest.raises(LedgerError):
                ledger.claim("bridge-opens-1", NINE, 4)
            window = ledger.claim("bridge-opens-1", NINE, 4)
            assert window is not None
            window.close(NINE)

            assert len(window.deliveries) == 4


def test_knows_this_machine() -> None:
    """The system says which machine this is and since which start, the same each time."""
    machine = this_machine()

    assert machine.boot_id
    assert machine == this_machine()
    assert str(os.getpid()) in machine.runner
