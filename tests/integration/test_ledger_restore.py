"""Putting a backup back: what it admits, what it holds, and what remains where it was cut short."""

import os
import signal
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from desk import Desk, adds_up, two_hundred
from killing import why_no_strace
from records import HERE, NINE, ValueClock, hand_over, plan_some

from mailer.deliver.embedded import EmbeddedServer
from mailer.record.ledger import Ledger
from mailer.record.opening import restore_ledger
from mailer.record.restoring import SENT_SINCE, Restored
from mailer.record.steering import Decision
from mailer.words.errors import LedgerDamaged
from mailer.words.states import Counts

ID = "bridge-opens-1"
MINUTE = timedelta(minutes=1)
LATER = NINE + 60 * MINUTE


def open_ledger(path: Path) -> Ledger:
    return Ledger.open(path, create=True, clock=ValueClock(), machine=HERE, locked_after_s=1)


class TestRestore:
    def test_admits_what_it_cannot_know(self, tmp_path: Path) -> None:
        """What waited in the backup and was due since is in doubt; what is due later still waits."""
        path, backup = tmp_path / "ledger.sqlite3", tmp_path / "backup"
        with open_ledger(path) as ledger:
            plan_some(ledger)
            ledger.backup(backup)
            with ledger.own(ID):
                window = ledger.claim(ID, NINE, 2)
                assert window is not None
                hand_over(window, 1)
                window.close(NINE)
        restored = restore_ledger(path, backup, Decision(LATER, "ana"))
        with open_ledger(path) as ledger:
            counts, told = ledger.counts(ID), ledger.events(ID)[-1]

            assert ledger.unsettled(ID) == 4
        assert (restored, counts) == (Restored(4, ()), Counts(in_doubt=4))
        assert (told.who, told.what) == ("ana", "restore")
        assert len(list(tmp_path.glob("ledger.sqlite3.replaced-*"))) == 1

    def test_holds_what_is_due_later(self, tmp_path: Path) -> None:
        """What is due tomorrow cannot have left, but may have been stopped: a person resumes it."""
        path, backup = tmp_path / "ledger.sqlite3", tmp_path / "backup"
        before = NINE - timedelta(seconds=1)
        with open_ledger(path) as ledger:
            plan_some(ledger)
            ledger.backup(backup)
            ledger.stop(ID, Decision(before, "ana"))

        assert restore_ledger(path, backup, Decision(before, "ana")) == Restored(0, (ID,))
        with open_ledger(path) as ledger, ledger.own(ID):
            held = ledger.claim(ID, NINE, 4)
            record = ledger.distribution(ID)
            ledger.resume(ID, before, who="ana")

            assert (held, record.state, "stopped or withdrawn" in record.reason) == (
                None,
                "paused",
                True,
            )
            assert ledger.counts(ID) == Counts(remaining=4)
            assert ledger.due(before) == []

    def test_doubts_what_was_being_handed_over(self, tmp_path: Path) -> None:
        """A backup of the middle of a send: what a run had claimed is in doubt at once, by name."""
        path, backup = tmp_path / "ledger.sqlite3", tmp_path / "backup"
        with open_ledger(path) as ledger, ledger.own(plan_some(ledger)):
            window = ledger.claim(ID, NINE, 2)
            assert window is not None
            ledger.backup(backup)
            hand_over(window, 1)
            window.close(NINE)
        restored = restore_ledger(path, backup, Decision(LATER, "ana"))
        with open_ledger(path) as ledger:
            whys = {record.why for record in ledger.deliveries(ID)}

            assert (restored, ledger.counts(ID)) == (Restored(4, ()), Counts(in_doubt=4))
            assert (whys, ledger.unsettled(ID)) == ({SENT_SINCE}, 4)

    def test_believes_no_journal_of_another_time(self, tmp_path: Path) -> None:
        """After one restore a window has the number of another; its journal says nothing of that one."""
        path = tmp_path / "ledger.sqlite3"
        with open_ledger(path) as ledger:
            plan_some(ledger)
            ledger.backup(tmp_path / "before")
            with ledger.own(ID):
                window = ledger.claim(ID, NINE, 4)
                assert window is not None
                ledger.backup(tmp_path / "amid")
                for number in range(1, 5):
                    hand_over(window, number)
                window.close(NINE)
        restore_ledger(path, tmp_path / "before", Decision(LATER, "ana"))
        with open_ledger(path) as ledger:
            ledger.resend(ID, Decision(LATER, "ana"))
            with ledger.own(ID):
                window = ledger.claim(ID, LATER, 1)
                assert window is not None
                window.let_go()  # the run dies, and its journal stays
        restore_ledger(path, tmp_path / "amid", Decision(LATER, "ana"))
        with open_ledger(path) as ledger, ledger.own(ID):
            assert ledger.claim(ID, LATER, 4) is None
            assert ledger.counts(ID) == Counts(in_doubt=4)

    @pytest.mark.parametrize("witness", [True, False], ids=["witness", "no witness"])
    def test_replaces_one_that_is_gone(self, tmp_path: Path, *, witness: bool) -> None:
        """A ledger that was deleted comes back from its backup, and is used again."""
        path, backup = tmp_path / "ledger.sqlite3", tmp_path / "backup"
        with open_ledger(path) as ledger:
            plan_some(ledger)
            ledger.backup(backup)
        path.unlink()
        if not witness:
            path.with_name("ledger.sqlite3.witness").unlink()
        restore_ledger(path, backup, Decision(LATER, "ana"))
        with open_ledger(path) as ledger:
            ledger.resend(ID, Decision(LATER, "ana"))

            assert ledger.counts(ID) == Counts(remaining=4)

    def test_stops_a_run_that_has_the_old_one(self, tmp_path: Path) -> None:
        """A run that still has the replaced ledger open claims nothing more."""
        path, backup = tmp_path / "ledger.sqlite3", tmp_path / "backup"
        with open_ledger(path) as ledger, ledger.own(plan_some(ledger)):
            ledger.backup(backup)
            restore_ledger(path, backup, Decision(LATER, "ana"))
            with pytest.raises(LedgerDamaged, match="while it was in use"):
                ledger.claim(ID, NINE, 1)

    def test_refuses_what_is_no_ledger(self, tmp_path: Path) -> None:
        """A file that is no ledger replaces none, and does not make people think theirs is damaged."""
        path = tmp_path / "ledger.sqlite3"
        with open_ledger(path) as ledger:
            plan_some(ledger)
        (tmp_path / "diary").write_text("dear diary, " * 500)
        with pytest.raises(LedgerDamaged, match="No ledger can be made of this file") as refused:
            restore_ledger(path, tmp_path / "diary", Decision(LATER, "ana"))
        assert refused.value.cure == "Name another backup. The ledger is as it was."
        with open_ledger(path) as ledger:
            assert ledger.counts(ID) == Counts(remaining=4)

    def test_doubts_what_a_person_may_have_hastened(self, tmp_path: Path) -> None:
        """A rest that the backup knows was ended since, and what rested has left."""
        path, backup = tmp_path / "ledger.sqlite3", tmp_path / "backup"
        with open_ledger(path) as ledger:
            plan_some(ledger)
            ledger.put_off(ID, LATER, Decision(NINE, ""))
            ledger.backup(backup)
            ledger.resume(ID, NINE, who="ana")
            with ledger.own(ID):
                window = ledger.claim(ID, NINE, 4)
                assert window is not None
                for number in range(1, 5):
                    hand_over(window, number)
                window.close(NINE)
        restored = restore_ledger(path, backup, Decision(NINE + MINUTE, "ana"))
        with open_ledger(path) as ledger:
            assert (restored, ledger.counts(ID)) == (Restored(4, ()), Counts(in_doubt=4))


@pytest.fixture
def sent(tmp_path: Path) -> Desk:
    """A workspace from which one release was sent to five people, and its ledger backed up."""
    with EmbeddedServer(None) as server:
        desk = Desk(tmp_path / "desk", server.port)
        release, press = desk.release(), desk.media_list(two_hundred()[:5])
        assert desk.run("send", release, "--list", press, "--yes").returncode == 0
    assert desk.run("ledger", "backup", str(desk.root / "kept")).returncode == 0
    return desk


def test_asks_first(sent: Desk) -> None:
    """Unattended it wants --yes; then the restored ledger sends nothing that it already sent."""
    asked = sent.run("ledger", "restore", str(sent.root / "kept"))
    done = sent.run("ledger", "restore", str(sent.root / "kept"), "--yes")
    document, _ = sent.json("status", "ferry-1")

    assert (asked.returncode, done.returncode) == (2, 0)
    assert "Nobody is here to confirm." in asked.stderr
    assert (document["accepted"], adds_up(document)) == (5, True)


@pytest.mark.slow
@pytest.mark.skipif(bool(why_no_strace()), reason=why_no_strace())
def test_cut_short_it_never_leaves_room_for_a_new_ledger(sent: Desk) -> None:
    """Killed at any rename or removal, even without a witness: no send starts a ledger anew."""
    words = sent.command("ledger", "restore", str(sent.root / "kept"), "--yes")
    folder = sent.root / ".mailer"
    killed = 0
    for call in ("rename", "unlink"):
        for number in range(1, 20):
            (folder / "ledger.sqlite3.witness").unlink(missing_ok=True)
            traced = ["strace", "-f", "-o", os.devnull, "-e", f"trace={call}"]
            traced += ["-e", f"inject={call}:signal=SIGKILL:when={number}", *words]
            done = subprocess.run(traced, env=sent.environment(), capture_output=True, timeout=60)
            if done.returncode == 0:
                break
            assert done.returncode in {-signal.SIGKILL, 128 + signal.SIGKILL}, done.stderr
            killed += 1
            again = sent.run("due")
            document, _ = sent.json("status", "ferry-1") if again.returncode == 0 else ({}, 0)

            assert document.get("accepted") == 5 or "The ledger is gone" in again.stderr
            assert sent.run("ledger", "restore", str(sent.root / "kept"), "--yes").returncode == 0

    assert killed >= 3
