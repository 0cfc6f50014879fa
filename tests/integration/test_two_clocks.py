"""The two clocks: each row of the design's table, with the real command, held against the relay."""

import email
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.policy import default
from pathlib import Path

import pytest
from desk import Desk, adds_up
from relay import ScriptedRelay

HOUR = timedelta(hours=1)
ROWS = [
    # embargo, --at, trusted: due and marked, others: due and marked
    pytest.param(None, None, (None, False), (None, False), id="no embargo, now"),
    pytest.param(None, HOUR, (HOUR, False), (HOUR, False), id="no embargo, at T"),
    pytest.param(2 * HOUR, None, (None, True), (2 * HOUR, False), id="embargoed, now"),
    pytest.param(2 * HOUR, HOUR, (HOUR, True), (2 * HOUR, False), id="embargoed, T before"),
    pytest.param(HOUR, 2 * HOUR, (2 * HOUR, False), (2 * HOUR, False), id="embargoed, T after"),
    pytest.param(HOUR, HOUR, (HOUR, False), (HOUR, False), id="embargoed, T at its end"),
]
TRUSTED, OTHER = "ana@trusted.example", "ben@open.example"


def a_desk(folder: Path, relay: ScriptedRelay) -> Desk:
    desk = Desk(folder, relay.port)
    head = "email,first_name,outlet,language,Press Code,timezone\n"
    rows = {"trusted": f"{TRUSTED},Ana,One,en,A1,Asia/Tokyo\n", "open": f"{OTHER},Ben,Two,en,B2,\n"}
    for name, row in rows.items():
        (folder / "lists" / f"{name}.csv").write_text(head + row, "utf-8")
    (folder / "releases" / "facts.txt").write_text("Figures.\n", "utf-8")
    return desk


def shown(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"


def due_times(desk: Desk) -> dict[str, datetime]:
    path = desk.root / ".mailer" / "ledger.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT rcpt_to, first_due_at FROM deliveries").fetchall()
    return {to: datetime.fromtimestamp(us / 1e6, UTC) for to, us in rows}


def an_hour_passes(desk: Desk, hours: int) -> None:
    """All that is planned becomes due that much earlier."""
    us = hours * 3_600_000_000
    path = desk.root / ".mailer" / "ledger.sqlite3"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE standings SET due_at = due_at - ?", (us,))
        connection.execute(
            "UPDATE distributions SET embargoed_until = embargoed_until - ?, send_at = send_at - ?,"
            " embargo_wall = ''",
            (us, us),
        )


@pytest.mark.parametrize(("embargo", "at", "trusted", "others"), ROWS)
def test_the_table(tmp_path: Path, embargo, at, trusted, others) -> None:
    """Who gets it when, marked or not; a marked copy says so in all five places."""
    now = datetime.now(UTC).replace(microsecond=0)
    with ScriptedRelay() as relay:
        desk = a_desk(tmp_path, relay)
        more = "attachments:\n  - path: releases/facts.txt\n"
        more += f"embargoed_until: {shown(now + embargo)}\n" if embargo else ""
        desk.release(more)
        words = ["send", "releases/ferry", "--list", "trusted", "--list", "open", "--yes"]
        words += ["--at", shown(now + at)] if at else []
        planned, status = desk.json(*words)
        at_once = {each.rcpt_to for each in relay.accepted}
        times = due_times(desk)
        an_hour_passes(desk, 3)
        last = desk.run("due") if len(at_once) < 2 else None
        came = {each.rcpt_to: each.content for each in relay.accepted}

    assert status == 0, planned
    assert adds_up(planned)
    assert last is None or last.returncode == 0, last.stderr
    for who, (due, marked) in ((TRUSTED, trusted), (OTHER, others)):
        assert (who in at_once) is (due is None)
        assert due is None or times[who] == now + due
        assert_marked(came[who], marked=marked)


def assert_marked(content: bytes, *, marked: bool) -> None:
    message = email.message_from_bytes(content, policy=default)
    text = message.get_body(("plain",)).get_content()
    html = message.get_body(("html",)).get_content()
    (name,) = [part.get_filename() for part in message.iter_attachments()]
    first = text.strip().splitlines()[0]
    about = text.index("The Trust looks after the harbour.")

    assert ("[EMBARGOED UNTIL" in message["Subject"]) is marked
    assert first.startswith("EMBARGOED UNTIL" if marked else "FOR IMMEDIATE RELEASE")
    assert text[:about].count("EMBARGOED UNTIL") == 2 * marked
    assert (html.count("EMBARGOED UNTIL") >= 2) is marked
    assert name == ("EMBARGOED-facts.txt" if marked else "facts.txt")
    assert ("Where you are, that is" in text) is marked
    assert ("Tokyo time" in html) is marked


def test_it_leaves_after_the_embargo_and_says_so(tmp_path: Path) -> None:
    """A time to leave after the embargo is allowed and said; unattended it needs its --yes."""
    now = datetime.now(UTC)
    with ScriptedRelay() as relay:
        desk = a_desk(tmp_path, relay)
        desk.release(f"embargoed_until: {shown(now + HOUR)}\n")
        words = ("send", "releases/ferry", "--list", "open", "--at", shown(now + 2 * HOUR))
        refused, planned = desk.run(*words), desk.run(*words, "--yes")

    assert (refused.returncode, planned.returncode) == (2, 0)
    for done in (refused, planned):
        assert "leaves after the embargo has ended" in done.stderr


def test_their_own_hour(tmp_path: Path) -> None:
    """`--at "… 09:00 local"`: by each one's zone; a row without one is named, and nothing planned."""
    day = f"{datetime.now(UTC) + timedelta(days=3):%Y-%m-%d}"
    with ScriptedRelay() as relay:
        desk = a_desk(tmp_path, relay)
        desk.release()
        words = ("send", "releases/ferry", "--list", "trusted", "--list", "open", "--yes")
        refused = desk.run(*words, "--at", f"{day} 09:00 local")
        fallback = {"MAILER_TIMEZONE": "Europe/London"}
        planned = desk.run(*words, "--at", f"{day} 09:00 local", **fallback)
        times = due_times(desk)
        desk.release(f"embargoed_until: {day} 07:30 UTC\n", name="later")
        words = ("send", "releases/later", *words[2:-1], "--dry-run")
        late = desk.run(*words, "--at", f"{day} 09:00 local", **fallback)
    nine = datetime.fromisoformat(f"{day}T00:00:00+00:00")

    assert refused.returncode == 2
    assert "open, row 2" in refused.stderr
    assert planned.returncode == 0, planned.stderr
    assert "they get it by Europe/London" in planned.stderr
    assert times[TRUSTED] == nine
    assert times[OTHER] - nine in (8 * HOUR, 9 * HOUR)
    assert "leaves for some after the embargo has ended" in late.stderr


def test_the_times_are_shown_before_anything_is_planned(tmp_path: Path) -> None:
    """Zone as written, UTC, the sender's hour, the recipients' hours and the countdown; dry run alike."""
    with ScriptedRelay() as relay:
        desk = a_desk(tmp_path, relay)
        desk.release("embargoed_until: 2099-07-01 09:00 America/New_York\n")
        words = ("send", "releases/ferry", "--list", "trusted", "--list", "open")
        zone = {"MAILER_TIMEZONE": "Europe/Madrid"}
        asked, dry = desk.run(*words, **zone), desk.run(*words, "--dry-run", **zone)

    for done in (asked, dry):
        assert "Wednesday 2099-07-01 09:00 America/New_York = 2099-07-01 13:00 UTC" in done.stderr
        assert "= 2099-07-01 15:00 Europe/Madrid, in " in done.stderr
        assert "1 in Asia/Tokyo (Wed 22:00), 1 give no zone" in done.stderr
    assert relay.accepted == []
