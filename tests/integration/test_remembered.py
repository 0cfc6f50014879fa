"""What a workspace remembers of its sends: another ledger, a copy, a vanished suppression list."""

import shutil
from datetime import UTC, datetime, timedelta

import pytest
from desk import Desk, two_hundred

from mailer.deliver.embedded import EmbeddedServer

SUPPRESSED = "address_or_domain,reason,date,source\n"


@pytest.fixture
def server():
    with EmbeddedServer(None) as running:
        yield running


@pytest.fixture
def desk(tmp_path, server) -> Desk:
    """A workspace that has sent to five people already."""
    desk = Desk(tmp_path / "desk", server.port)
    desk.release()
    desk.media_list(two_hundred()[:5])
    assert desk.run("send", "releases/ferry", "--list", "press", "--yes").returncode == 0
    return desk


def test_another_ledger_is_not_begun_in_silence(desk, server) -> None:
    """A ledger that knows nobody would send to everybody again; a person may say that it counts."""
    elsewhere = {"MAILER_LEDGER": "sqlite:///other/ledger.sqlite3"}
    (desk.root / "other").mkdir()
    send = ("send", "releases/ferry", "--list", "press", "--yes")
    refused = desk.run(*send, **elsewhere)
    before = len(server.received)
    looked = desk.run("doctor", **elsewhere)
    taken = desk.run("ledger", "take-over", "--yes", **elsewhere)
    again = desk.run(*send, **elsewhere)
    back = desk.run(*send)

    assert (refused.returncode, before) == (7, 5)
    assert "names another ledger" in refused.stderr
    assert "mailer ledger take-over" in refused.stderr
    assert "names another ledger" in looked.stdout
    assert (taken.returncode, again.returncode, len(server.received)) == (0, 0, 10)
    assert back.returncode == 7


def test_a_copy_of_a_workspace_says_that_it_is_one(desk, server, tmp_path) -> None:
    """Neither knows what the other sends; one that was moved, or that a person has settled, is none."""
    copy = Desk(tmp_path / "copy", server.port)
    shutil.rmtree(copy.root, ignore_errors=True)
    shutil.copytree(desk.root, copy.root)
    send = ("send", "releases/ferry", "--list", "press", "--yes")
    copy.media_list(two_hundred()[:6])
    first, second = copy.run(*send), copy.run(*send)
    original = desk.run(*send)
    copy.run("ledger", "take-over", "--yes")
    settled = copy.run(*send)
    desk.root.rename(tmp_path / "away")
    moved = Desk(tmp_path / "away", server.port).run(*send)

    assert first.returncode == 0
    assert all(f"lies at {desk.root}" in each.stderr for each in (first, second))
    assert not any("is a copy" in each.stderr for each in (original, settled, moved))
    assert len(server.received) == 6


@pytest.mark.parametrize("vanished", ["gone", "empty"])
def test_a_suppression_list_that_vanished_is_missed(desk, server, vanished) -> None:
    """Between two sends as well as in one; an empty list is one with its first row."""
    suppressed = desk.root / "lists" / "suppressed.csv"
    suppressed.write_text(SUPPRESSED + "person99@news19.example,asked,,\n")
    desk.media_list(two_hundred()[:7])
    send = ("send", "releases/ferry", "--list", "press", "--yes")
    assert desk.run(*send).returncode == 0
    desk.media_list(two_hundred()[:9])
    if vanished == "gone":
        suppressed.unlink()
    else:
        suppressed.write_text("")
    refused = desk.run(*send)
    before = len(server.received)
    suppressed.write_text(SUPPRESSED)

    assert (refused.returncode, before) == (3, 7)
    assert "lists/suppressed.csv" in refused.stderr
    assert desk.run(*send).returncode == 0
    assert len(server.received) == 9


def test_what_waits_is_held_without_its_suppression_list(desk, server) -> None:
    """A run that cron begins pauses it, and the ledger says why, until the list is there again."""
    suppressed = desk.root / "lists" / "suppressed.csv"
    suppressed.write_text(SUPPRESSED)
    desk.media_list(two_hundred()[:9])
    at = datetime.now(UTC) + timedelta(seconds=4)
    when = f"{at:%Y-%m-%d %H:%M:%S} UTC"
    planned = desk.run("send", "releases/ferry", "--list", "press", "--yes", "--at", when)
    suppressed.unlink()
    held = desk.run("due")
    document, _ = desk.json("status", "ferry-2")
    before = len(server.received)
    suppressed.write_text(SUPPRESSED)
    resumed, sent = desk.run("resume", "ferry-2"), desk.run("due")

    assert planned.returncode == 0, planned.stderr
    assert (held.returncode, document["state"], before) == (3, "paused", 5)
    assert "mailer resume ferry-2" in held.stderr
    assert (resumed.returncode, sent.returncode, len(server.received)) == (0, 0, 9), sent.stderr
