"""Correcting, holding and withdrawing through the real command: who gets what, and how it arrives."""

import csv
import email
import json
import mailbox
import os
import shutil
import subprocess
from collections import Counter
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from desk import Desk, adds_up
from records import an_outcome, hand_over

from mailer.deliver.embedded import EmbeddedServer
from mailer.record.ledger import Ledger
from mailer.words.states import DeliveryState

LATER = "2099-05-01 09:00 UTC"
LATER_AT = datetime(2099, 5, 1, 9, tzinfo=UTC)
S = DeliveryState


@pytest.fixture
def server():
    with EmbeddedServer(None) as running:
        yield running


@pytest.fixture
def desk(tmp_path, server):
    return Desk(tmp_path / "desk", server.port)


def people(count: int, first: int = 1) -> list[str]:
    return [
        f"person{n}@news{n % 20}.example,Name{n},Outlet {n},{('en', 'es')[n % 2]},CODE-{n:03d}\n"
        for n in range(first, first + count)
    ]


def edit(desk: Desk, version: int, *changes: tuple[str, str], more: str = "") -> None:
    """What a press officer does with every file of the release."""
    for path in (desk.root / "releases").glob("ferry*.md"):
        text = path.read_text("utf-8")
        kept = [line for line in text.splitlines(keepends=True) if "version:" not in line]
        kept.insert(1, f"version: {version}\n{more}")
        text = "".join(kept)
        for before, after in changes:
            assert before in text
            text = text.replace(before, after)
        path.write_text(text, "utf-8")


def read(content: bytes) -> EmailMessage:
    return email.message_from_bytes(content, policy=default)  # type: ignore[return-value]


def words(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return " ".join(part.get_content().split())


def status_in(message: EmailMessage) -> tuple[str, str]:
    """What the attached ninjs file says of the release."""
    (file,) = message.iter_attachments()
    item = json.loads(file.get_content())
    return item["pubStatus"], item["version"]


def hand_over_all(desk: Desk, distribution_id: str, count: int, doubted: range) -> None:
    """The relay's side of a send, as a run tells the ledger: the first `count`, some in doubt."""
    url = f"sqlite:///{desk.root}/.mailer/ledger.sqlite3"
    with Ledger.open(url, create=True, folder=desk.root) as ledger, ledger.own(distribution_id):
        left = count
        while left:
            window = ledger.claim(distribution_id, LATER_AT, min(left, 200))
            assert window is not None
            for each in window.deliveries:
                state = S.IN_DOUBT if each.number in doubted else S.ACCEPTED
                hand_over(window, each.number, an_outcome(state))
            window.close(LATER_AT)
            left -= len(window.deliveries)


@pytest.mark.slow
def test_a_correction_to_five_hundred(desk, server) -> None:
    """430 have it, 20 may have it, 50 wait, 30 of all are suppressed since: each gets what is theirs."""
    release, press = desk.release("", "en", "es"), desk.media_list(people(500))
    desk.json("send", release, "--list", press, "--at", LATER, "--yes")
    hand_over_all(desk, "ferry-1", 450, range(1, 21))
    suppressed = {f"person{n}@news{n % 20}.example" for n in (*range(11, 31), *range(481, 491))}
    rows = "".join(f"{each},asked,2026-05-01,mail\n" for each in sorted(suppressed))
    (desk.root / "lists" / "suppressed.csv").write_text(
        "address_or_domain,reason,date,source\n" + rows
    )
    desk.media_list(people(498))  # two have left the list meanwhile
    edit(desk, 2, ("The ferry is back", "The ferry is not back"))
    done = desk.run("correct", release, "--yes", "--json")

    document = json.loads(done.stdout)
    assert done.returncode == 0, done.stderr
    assert adds_up(document)
    assert (document["planned"], document["accepted"], document["suppressed"]) == (500, 470, 30)
    got = {one.rcpt_to: read(one.content) for one in server.received}
    assert len(got) == len(server.received) == 470
    assert not suppressed & set(got)
    url = f"sqlite:///{desk.root}/.mailer/ledger.sqlite3"
    with Ledger.open(url, create=False) as ledger:
        first = {one.address: one for one in ledger.deliveries("ferry-1")}
        answers = ledger.distribution("ferry-2").distribution.answers
    for address, message in got.items():
        number, spanish = first[address].number, first[address].language == "es"
        text, subject = words(message), str(message["subject"])
        name = "" if number > 498 else f"Name{number}"
        stem = f"{'Hola' if spanish else 'Dear'} {name or ('colega' if spanish else 'colleague')}"
        if number <= 450:
            tag = "CORRECCIÓN" if spanish else "CORRECTION"
            changed = "En el párrafo 2:" if spanish else "In paragraph 2:"
            root, own = str(message["references"]).split()
            assert message["in-reply-to"] == own == first[address].message_id
            assert root != own
            assert subject == f"{tag}: {stem}: night ferry returns"
            assert text.startswith(tag)
            assert changed in text
            assert text.index(changed) < text.index("CODE-" if name else "code")
        else:
            assert message["in-reply-to"] is None
            assert len(str(message["references"]).split()) == 1
            assert subject == f"{stem}: night ferry returns"
            assert "CORRE" not in text
        assert "The ferry is not back" in text
    assert desk.json("status", "ferry-1")[0]["stopped"] == 50
    assert answers == "ferry-1"
    for said in (
        "430 have got ferry before",
        "20 may have got it (in doubt)",
        "50 were still to get an earlier version",
        "30 of all these are suppressed and get nothing: person11@",
        "stand in no list any more",
    ):
        assert said in done.stderr

    again, status = desk.json("correct", release, "--yes")
    assert (again["error"]["exit_status"], status, len(server.received)) == (3, 3, 470)
    held, _ = desk.json("who", "ferry", "--csv", str(desk.root / "who.csv"))
    assert Counter((one["version"], one["state"]) for one in held["people"]) == {
        (2, "accepted"): 470,
        (1, "accepted"): 10,
        (1, "in_doubt"): 10,
        (None, "suppressed"): 10,
    }
    with (desk.root / "who.csv").open(encoding="utf-8-sig") as file:
        assert len(list(csv.DictReader(file))) == 500


def test_a_version_is_never_raised_by_itself(desk, server) -> None:
    """Without the next version the line to write is named, per file, and nothing leaves."""
    release, press = desk.release("", "en", "es"), desk.media_list(people(4))
    desk.json("send", release, "--list", press, "--yes")
    refused = desk.run("correct", release, "--yes")
    edit(desk, 2)
    unchanged = desk.run("update", release, "--yes")
    edit(desk, 2, ("is back", "is not back"))
    nobody = desk.run("correct", release)
    _, status = desk.json("correct", release, "--yes", "--dry-run", "--out", f"{desk.root}/dry")

    assert refused.returncode == 3
    assert "releases/ferry.en.md, below line 1, add: version: 2" in refused.stderr
    assert unchanged.returncode == 3
    assert "there is nothing to tell" in unchanged.stderr
    assert (nobody.returncode, "nothing was sent" in nobody.stderr) == (2, True)
    assert status == 0
    assert len(list((desk.root / "dry").glob("*.eml"))) == 4
    assert len(server.received) == 4
    assert [one["distribution"] for one in desk.json("status")[0]["distributions"]] == ["ferry-1"]


def test_the_author_says_it_otherwise_and_new_people_come_in(desk, server) -> None:
    """`correction_note:` wins over the difference; a new list gets the version as a first copy."""
    release, press = desk.release(), desk.media_list(people(2))
    desk.json("send", release, "--list", press, "--yes")
    desk.media_list(people(2, first=2), "late")
    edit(desk, 2, ("is back", "is not back"), more="correction_note: It was a **slip**.\n")
    document, status = desk.json("update", release, "--list", "late", "--yes")
    got = {one.rcpt_to: words(read(one.content)) for one in server.received[2:]}
    desk.release()
    edit(desk, 3, ("is back", "is gone"), more="correction_note: It was a **slip**.\n")
    stale = desk.run("correct", release, "--yes")

    assert (status, document["accepted"]) == (0, 3)
    assert got["person1@news1.example"].startswith("UPDATE This text replaces the release")
    assert "It was a slip." in got["person2@news2.example"]
    assert "slip" not in got["person3@news3.example"]
    assert "UPDATE" not in got["person3@news3.example"]
    assert (stale.returncode, "EM020" in stale.stderr) == (1, True)


def test_trusted_people_get_it_early_and_nobody_else(desk, server) -> None:
    """Under embargo the same two clocks hold for a correction as for what it corrects."""
    release = desk.release(f"embargoed_until: {LATER}\n")
    desk.media_list(people(2), "trusted")
    desk.media_list(people(3, first=3))
    desk.json("send", release, "--list", "trusted", "--list", "press", "--yes")
    edit(desk, 2, ("is back", "is not back"))
    done = desk.run("correct", release, "--yes")
    document = desk.json("status", "ferry-2")[0]
    early = [read(one.content) for one in server.received[2:]]

    assert done.returncode == 0
    subject, first = done.stderr.partition("Subject   ")[2].splitlines()[:2]
    assert "CORRECTION: Dear Name" in subject
    assert first.strip().startswith("as a first copy: Dear Name")
    assert (document["accepted"], document["withheld"]) == (2, 3)
    assert adds_up(document)
    assert all(str(one["subject"]).startswith("[EMBARGOED UNTIL") for one in early)
    assert all("CORRECTION: " in str(one["subject"]) for one in early)
    assert desk.json("status", "ferry-1")[0]["stopped"] == 3


def test_hold_then_lift(desk, server) -> None:
    """A hold tells those who have it and holds back the rest; the lift tells them and lets go on."""
    release, press = desk.release(), desk.media_list(people(4))
    desk.attach_ninjs()
    desk.json("send", release, "--list", press, "--yes", "--limit", "3")
    desk.json("send", release, "--list", press, "--at", LATER, "--yes")
    held, status = desk.json("hold", "ferry-1", "--yes", "--note", "We check the date.")
    told = [read(one.content) for one in server.received[3:]]
    refused = desk.run("send", release, "--list", press, "--yes")
    paused = desk.json("status", "ferry-2")[0]
    due = desk.run("due")
    resumed = [desk.run("resume"), desk.run("resume", "ferry-2")]
    still = desk.json("status", "ferry-2")[0]
    who = desk.json("who", release)[0]
    lifted = desk.json("hold", "ferry-1", "--lift", "--yes")
    answers = [read(one.content) for one in server.received[6:]]

    assert (status, held["accepted"], due.returncode) == (0, 3, 0)
    assert all(str(one["subject"]).startswith("HOLD: Dear Name") for one in told)
    assert all("We check the date." in words(one) for one in told)
    assert (refused.returncode, "--lift" in refused.stderr) == (3, True)
    assert (paused["state"], paused["remaining"]) == ("paused", 1)
    assert all("--lift" in done.stderr for done in resumed)
    assert (resumed[1].returncode, still["state"]) == (3, "paused")
    assert who["pub_status"] == "withheld"
    assert {(one["version"], one["told"]) for one in who["people"]} == {(1, "hold"), (1, None)}
    assert (lifted[1], lifted[0]["accepted"]) == (0, 3)
    assert [one["in-reply-to"] for one in answers] == [one["message-id"] for one in told]
    assert all("may be used, unchanged" in words(one) for one in answers)
    assert [status_in(read(one.content)) for one in server.received[2:7]] == [
        ("usable", "1"), *[("withheld", "2")] * 3, ("usable", "3"),
    ]  # fmt: skip
    assert desk.json("status", "ferry-2")[0]["state"] == "scheduled"


def test_withdraw_and_publish_after_all(desk, server) -> None:
    """Everybody who may have it is told; the rest is stopped; a new version must be allowed."""
    release, press = desk.release(), desk.media_list(people(4))
    desk.attach_ninjs()
    desk.json("send", release, "--list", press, "--yes", "--limit", "3")
    desk.json("send", release, "--list", press, "--at", LATER, "--yes")
    document, status = desk.json("withdraw", "ferry-2", "--yes")
    told = [read(one.content) for one in server.received[3:]]
    edit(desk, 2, ("is back", "is not back"))
    refused = [
        desk.run("send", release, "--list", press, "--yes"),
        desk.run("update", release, "--yes"),
        desk.run("hold", "ferry-1", "--yes"),
        desk.run("settle", "ferry-1", "--resend"),
    ]
    edit(desk, 4)
    allowed, after = desk.json("update", release, "--after-withdrawal", "--yes")

    assert (status, document["accepted"]) == (0, 3)
    assert all("Journalists should disregard the release" in words(one) for one in told)
    assert all("The ferry is back" not in words(one) for one in told)
    assert {status_in(one) for one in told} == {("canceled", "2")}
    assert desk.json("status", "ferry-2")[0]["stopped"] == 1
    assert [one.returncode for one in refused][:3] == [3, 3, 3]
    assert "--after-withdrawal" in refused[0].stderr
    assert (after, allowed["accepted"]) == (0, 3)
    assert desk.json("who", "ferry")[0]["pub_status"] == "usable"


@pytest.mark.parametrize("rewritten", [False, True], ids=["as sent", "ids rewritten"])
def test_a_mail_reader_shows_one_thread(desk, server, tmp_path: Path, rewritten: bool) -> None:
    """Notmuch shows original, correction and hold as one thread, also with rewritten Message-IDs."""
    if shutil.which("notmuch") is None:
        (pytest.fail if os.environ.get("MAILER_TEST_REQUIRE") else pytest.skip)("no notmuch")
    release, press = desk.release(), desk.media_list(people(1))
    desk.json("send", release, "--list", press, "--yes")
    edit(desk, 2, ("is back", "is not back"))
    desk.json("correct", release, "--yes")
    desk.json("hold", "ferry-2", "--yes")
    (tmp_path / "mail").mkdir()
    folder = mailbox.Maildir(tmp_path / "mail" / "in", create=True)
    for number, one in enumerate(server.received):
        content = one.content
        if rewritten:
            own = str(read(content)["message-id"]).encode()
            content = content.replace(
                b"Message-ID: " + own, b"Message-ID: <r%d@relay.example>" % number
            )
        folder.add(content.replace(b"\r\n", b"\n"))
    config = tmp_path / "notmuch"
    config.write_text(
        f"[database]\npath={tmp_path / 'mail'}\n[user]\nname=Ana\nprimary_email=a@example.org\n"
    )

    def notmuch(*arguments: str) -> str:
        return subprocess.run(
            ["notmuch", "--config", str(config), *arguments],
            capture_output=True, text=True, check=True, timeout=60,
        ).stdout  # fmt: skip

    notmuch("new")
    assert int(notmuch("count", "--output=threads", "*")) == 1
    assert int(notmuch("count", "*")) == len(server.received) == 3
    if not rewritten:
        shown = notmuch("show", "--body=false", "--entire-thread=true", "*")
        depths = [
            int(line.split("depth:")[1].split()[0])
            for line in shown.splitlines()
            if "depth:" in line
        ]
        assert depths[:3] == [0, 1, 2]
