"""The main job through the real command line: a list of 200, an embedded server, a real Postfix."""

import email
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from email.policy import default
from importlib import metadata
from pathlib import Path

import pytest
from desk import Desk, adds_up, two_hundred
from mta import RunningPostfix, free_port, why_not

from mailer.deliver.embedded import EmbeddedServer


def assert_whole(messages: list[tuple[str, bytes]], count: int) -> None:
    """Each message is for one person, whole, with their own data and nobody else's."""
    assert len(messages) == count
    assert len({rcpt for rcpt, _ in messages}) == count
    for rcpt, content in messages:
        read = email.message_from_bytes(content, policy=default)
        number = int(rcpt.partition("@")[0].removeprefix("person"))
        spanish = number % 2 == 1
        text = " ".join(read.get_body(("plain",)).get_content().split())
        html = read.get_body(("html",)).get_content()
        name = ("colega" if spanish else "colleague") if number % 10 == 0 else f"Name{number}"

        assert [one.addr_spec for one in read["to"].addresses] == [rcpt]
        assert len(read.get_all("to")) == 1
        assert read["subject"] == f"{'Hola' if spanish else 'Dear'} {name}: night ferry returns"
        assert f"{name} of Outlet {number}, daily" in text
        assert f"CODE-{number:03d}-X" in text
        assert f"CODE-{number:03d}-X" in html
        assert content.count(b"CODE-") == 2
        assert content.count(b"@news") == 1


@pytest.fixture
def server():
    with EmbeddedServer(None) as running:
        yield running


@pytest.fixture
def desk(tmp_path, server):
    return Desk(tmp_path / "desk", server.port)


def test_two_hundred_through_the_embedded_server(desk, server) -> None:
    """200 recipients in two languages: 200 accepted, sums hold, every message whole and private."""
    release, press = desk.release("", "en", "es"), desk.media_list(two_hundred())
    document, status = desk.json("send", release, "--list", press, "--yes")

    assert status == 0
    assert (document["accepted"], document["state"]) == (200, "finished")
    assert adds_up(document)
    assert_whole([(one.rcpt_to, one.content) for one in server.received], 200)


@pytest.mark.postfix
def test_two_hundred_through_postfix(tmp_path, need) -> None:
    """The same through a real Postfix, as it lands in the mailbox."""
    need(why_not())
    with RunningPostfix() as postfix:
        desk = Desk(tmp_path / "desk", postfix.port)
        release, press = desk.release("", "en", "es"), desk.media_list(two_hundred())
        document, status = desk.json("send", release, "--list", press, "--yes")
        arrived = postfix.messages(200)
    rcpts = [email.message_from_bytes(one)["x-original-to"] for one in arrived]
    ours = [one[one.index(b"\nDate:") + 1 :] for one in arrived]

    assert (status, document["accepted"]) == (0, 200)
    assert_whole(list(zip(rcpts, ours, strict=True)), 200)


def test_a_dry_run_is_what_the_relay_gets(desk, server) -> None:
    """A dry run's bytes equal the relay's but for Date; it opens no socket and makes no ledger."""
    release, press = desk.release("", "en", "es"), desk.media_list(two_hundred()[:20])
    desk.attach_ninjs()
    out = desk.root / "dry"
    dry, status = desk.json(
        "send", release, "--list", press, "--dry-run", "--out", str(out), MAILER_SMTP_PORT="1"
    )
    ledger_made = (desk.root / ".mailer" / "ledger.sqlite3").exists()
    desk.json("send", release, "--list", press, "--yes")

    def undated(content: bytes) -> bytes:
        return b"\r\n".join(x for x in content.split(b"\r\n") if not x.startswith(b"Date:"))

    written = sorted(undated(path.read_bytes()) for path in out.glob("*.eml"))
    received = sorted(undated(one.content) for one in server.received)

    assert (status, dry["planned"], ledger_made) == (0, 20, False)
    assert (out / "index.html").exists()
    assert written == received
    assert all(b'filename="ferry.ninjs.json"' in content for content in received)


def test_a_release_is_rendered_for_programs_too(desk) -> None:
    """`render --ninjs` writes what the files beside it say, and nothing of whoever they are for."""
    release = desk.release("embargoed_until: 2099-05-01 09:00 UTC\n", "en", "es")
    press = desk.media_list(two_hundred()[:2])
    reader = ("--as", "person1@news1.example", "--list", press)
    document, status = desk.json("render", release, "--ninjs", *reader)
    files = {Path(path).suffix: Path(path).read_text("utf-8") for path in document["files"]}
    item = json.loads(files[".json"])

    assert status == 0
    assert (item["language"], item["embargoedUntil"]) == ("es", "2099-05-01T09:00:00Z")
    assert files[".txt"].split()[0] in item["edNote"]
    assert "Hola colega of ," in item["bodies"][0]["value"]
    assert ("CODE-001" in files[".txt"], "CODE-001" in files[".json"]) == (True, False)


def test_a_second_send_reaches_nobody_twice(desk, server) -> None:
    """The same command again sends nothing and says so; a longer list reaches only the new ones."""
    release, press = desk.release(), desk.media_list(two_hundred()[:5])
    desk.json("send", release, "--list", press, "--yes")
    _again, status = desk.json("send", release, "--list", press, "--yes")
    after_again = len(server.received)
    desk.media_list(two_hundred()[:7])
    more, more_status = desk.json("send", release, "--list", press, "--yes")

    assert (status, after_again) == (3, 5)
    assert (more_status, more["planned"], len(server.received)) == (0, 2, 7)


def test_changed_copy_under_the_same_version_is_refused(desk, server) -> None:
    """An edited release is not sent under a version that others already have; a new version is."""
    release, press = desk.release(), desk.media_list(two_hundred()[:3])
    desk.json("send", release, "--list", press, "--yes")
    path = desk.root / "releases" / "ferry.md"
    path.write_text(path.read_text("utf-8") + "\nOne more line.\n", "utf-8")
    refused = desk.run("send", release, "--list", press, "--yes")
    path.write_text(path.read_text("utf-8").replace("kind:", "version: 2\nkind:"), "utf-8")
    again = desk.run("send", release, "--list", press, "--yes")
    status = again.returncode

    assert refused.returncode == 3
    assert "version: 2" in refused.stderr
    assert "mailer correct" in refused.stderr
    assert "as if it were new" in again.stderr
    assert (status, len(server.received)) == (0, 6)


def test_embargo_splits_trusted_and_others(desk, server) -> None:
    """Trusted people get it now, marked EMBARGOED; others are withheld, and `due` does not hurry."""
    later = datetime.now(UTC) + timedelta(days=2)
    release = desk.release(f"embargoed_until: {later:%Y-%m-%d %H:%M} UTC\n")
    desk.media_list(two_hundred()[:4], "press")
    desk.media_list(two_hundred()[4:6], "trusted")
    words = ("send", release, "--list", "press", "--list", "trusted", "--yes")
    document, status = desk.json(*words)
    due, due_status = desk.json("due")
    subjects = [
        email.message_from_bytes(x.content, policy=default)["subject"] for x in server.received
    ]

    assert (status, document["accepted"], document["withheld"]) == (0, 2, 4)
    assert document["state"] == "scheduled"
    assert adds_up(document)
    assert all("EMBARGOED UNTIL" in subject for subject in subjects)
    assert (due_status, due, len(server.received)) == (0, {"distributions": []}, 2)


def test_at_waits_and_leaves_on_time(desk, server) -> None:
    """`--at` with `--wait`: nothing before the instant, everything soon after it."""
    release, press = desk.release(), desk.media_list(two_hundred()[:3])
    at = (datetime.now(UTC) + timedelta(seconds=9)).replace(microsecond=0)
    document, status = desk.json(
        "send", release, "--list", press, "--at", f"{at:%Y-%m-%d %H:%M:%S} UTC", "--wait", "--yes"
    )
    dates = [
        email.message_from_bytes(one.content, policy=default)["date"].datetime
        for one in server.received
    ]

    assert (status, document["accepted"]) == (0, 3)
    assert min(dates) >= at
    assert datetime.now(UTC) - at < timedelta(seconds=10)


def test_at_without_wait_is_sent_by_due(desk, server) -> None:
    """Planned for later, edited meanwhile: `due` sends at its time what was frozen."""
    release, press = desk.release(), desk.media_list(two_hundred()[:3])
    at = (datetime.now(UTC) + timedelta(seconds=8)).replace(microsecond=0)
    when = f"{at:%Y-%m-%d %H:%M:%S} UTC"
    planned, status = desk.json("send", release, "--list", press, "--at", when, "--yes")
    (desk.root / "releases" / "ferry.md").write_text("gone", "utf-8")
    due, due_status = desk.json("due")
    one, _ = desk.json("status", "ferry-1")

    assert (status, planned["state"], planned["remaining"]) == (0, "scheduled", 3)
    assert (due_status, due["distributions"][0]["accepted"]) == (0, 3)
    assert all(b"said the harbour master" in x.content for x in server.received)
    assert one["drifted"] == ["releases/ferry.md"]


def test_a_test_goes_to_any_address(desk, server) -> None:
    """A test is the real message with [TEST] in the subject and a chosen recipient's data."""
    release, press = desk.release(), desk.media_list(two_hundred()[:3])
    done = desk.run(
        "test", release, "--to", "me@home.example", "--list", press, "--as", "person2@news2.example"
    )
    (received,) = server.received
    read = email.message_from_bytes(received.content, policy=default)
    document, _ = desk.json("status")

    assert done.returncode == 0, done.stderr
    assert received.rcpt_to == "me@home.example"
    assert read["subject"] == "[TEST] Dear Name2: night ferry returns"
    assert b"person2@" not in received.content
    assert document == {"distributions": []}


def test_suppressed_people_get_nothing(desk, server) -> None:
    """Who stands in lists/suppressed.csv is counted and not written to."""
    release, press = desk.release(), desk.media_list(two_hundred()[:3])
    (desk.root / "lists" / "suppressed.csv").write_text(
        "address_or_domain,reason,date,source\nperson2@news2.example,asked,2026-01-01,mail\n"
    )
    document, status = desk.json("send", release, "--list", press, "--yes")

    assert (status, document["accepted"], document["suppressed"]) == (0, 2, 1)
    assert adds_up(document)
    assert "person2@news2.example" not in {one.rcpt_to for one in server.received}


def test_nobody_there_to_confirm(desk, server) -> None:
    """Without a terminal and without --yes nothing is sent, with exit status 2."""
    release, press = desk.release(), desk.media_list(two_hundred()[:3])
    done = desk.run("send", release, "--list", press)

    assert done.returncode == 2
    assert "--yes" in done.stderr
    assert not server.received
    assert desk.json("status")[0]["distributions"] == [], (
        "a plan that nobody confirmed leaves no trace"
    )


def test_one_row_that_cannot_be_rendered_stops_all(desk, server) -> None:
    """The last of 200 rows fails: nobody gets anything, nothing is planned, and the row is named."""
    release, press = desk.release(), desk.media_list(two_hundred())
    path = desk.root / "releases" / "ferry.md"
    last = "{{ 1 // (0 if recipient.outlet == 'Outlet 200, daily' else 1) }}"
    path.write_text(path.read_text("utf-8") + f"\n{last}\n", "utf-8")
    done = desk.run("send", release, "--list", press, "--yes")

    assert done.returncode == 2
    assert "press, row 201" in done.stderr
    assert not server.received
    assert desk.json("status")[0]["distributions"] == []


@pytest.mark.parametrize(
    ("words", "environment", "status", "sentence"),
    [
        (
            ("send", "{release}", "--list", "press", "--yes"),
            {"MAILER_SMTP_PORT": "{closed}"},
            6,
            "",
        ),
        (("send", "{release}", "--list", "press", "--yes"), {"MAILER_SMTP_HOST": ""}, 5, "HOST"),
        (("send", "{release}", "--list", "press", "--yes"), {"MAILER_FROM": ""}, 5, "MAILER_FROM"),
        (("send", "{release}", "--list", "nowhere", "--yes"), {}, 2, "nowhere"),
        (("send", "releases/nowhere", "--list", "press", "--yes"), {}, 2, "nowhere"),
        (("send", "{release}", "--yes"), {}, 2, "--list"),
        (("send", "{release}", "--list", "press", "--dryrun"), {}, 2, "--dryrun"),
        (("send", "{release}", "--list", "press", "--", "--dry-run"), {}, 2, ""),
        (("send", "{release}", "--list", "press", "--at", "2026-07-01 09:00 EST"), {}, 2, "EST"),
        (("send", "{release}", "--list", "press", "--at", "2026-01-01 09:00 UTC"), {}, 2, "passed"),
        (("status", "nowhere-1"), {}, 2, "nowhere-1"),
        (("check", "{release}", "--list", "nowhere"), {}, 2, "nowhere"),
    ],
    ids=lambda value: "-".join(value)[:50] if isinstance(value, tuple) else None,
)
def test_refusals_say_where_what_and_cure(
    desk, server, words, environment, status, sentence
) -> None:
    """Each refusal has its exit status and a sentence, no traceback, and nothing was sent."""
    places = {"release": desk.release(), "closed": str(free_port())}
    desk.media_list(two_hundred()[:3])
    done = desk.run(
        *(word.format(**places) for word in words),
        **{name: value.format(**places) for name, value in environment.items()},
    )

    assert done.returncode == status, done.stderr
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert not server.received


def test_a_template_error_names_file_and_line(desk, server) -> None:
    """A misspelt column stops everything before the first connection, with its line."""
    release, press = desk.release(), desk.media_list(two_hundred()[:3])
    path = desk.root / "releases" / "ferry.md"
    path.write_text(path.read_text("utf-8") + "\n{{ recipient.frist_name }}\n", "utf-8")
    line = path.read_text("utf-8").splitlines().index("{{ recipient.frist_name }}") + 1
    done = desk.run("send", release, "--list", press, "--yes")

    assert done.returncode == 2
    assert f"releases/ferry.md, line {line}" in done.stderr
    assert "first_name" in done.stderr
    assert not server.received


def test_help_is_light() -> None:
    """`mailer --help` imports none of the heavy libraries."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "mailer", "--help"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert not [
        name
        for name in ("premailer", "lxml", "sqlalchemy", "babel", "aiosmtpd", "jinja2")
        if f" {name}\n" in done.stderr
    ]


def test_the_version_is_the_one_of_the_package() -> None:
    """`mailer --version` and what pip knows of the distribution are the same."""
    done = subprocess.run(
        [sys.executable, "-m", "mailer", "--version"], capture_output=True, text=True, check=True
    )

    assert done.stdout == f"mailer {metadata.version('press-mailer')}\n"


def test_a_fault_of_our_own_ends_with_a_sentence() -> None:
    """Below the traceback stands what it means for whoever typed the command."""
    program = (
        "import sys; from mailer.cli.app import app, main; "
        "app.command('broken')(lambda: 1 / 0); sys.argv = ['mailer', 'broken']; main()"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    above, _, below = done.stderr.partition("ZeroDivisionError: division by zero")

    assert done.returncode == 1
    assert "Traceback" in above
    assert "nothing is sent twice: mailer status" in below
    assert not done.stdout
