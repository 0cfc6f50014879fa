"""Pace, order, retries and logs of real runs, held against what the relay saw and when."""

import json
import stat
import time
from collections.abc import Iterator
from itertools import pairwise

import pytest
import trustme
from desk import Desk, adds_up, two_hundred
from relay import Act, ScriptedRelay, drop, say

from mailer.read.settings import Security

SEND = ("send", "releases/ferry", "--list", "press", "--yes")
ONE_LINE = {"MAILER_SMTP_CONNECTIONS": "1"}


class ClockedRelay(ScriptedRelay):
    """Notes when each message was taken over."""

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        self.times: list[float] = []
        self.script.setdefault("dot", Act(self._take, code=250))

    def _take(self, line) -> None:
        self.times.append(time.monotonic())
        line.send(b"250 2.0.0 queued\r\n")


@pytest.fixture
def relay() -> Iterator[ClockedRelay]:
    with ClockedRelay() as running:
        yield running


def desk_on(tmp_path, relay: ScriptedRelay, how_many: int, toml: str = "") -> Desk:
    desk = Desk(tmp_path / "desk", relay.port)
    desk.release()
    desk.media_list(two_hundred()[:how_many])
    path = desk.root / "mailer.toml"
    path.write_text(path.read_text() + toml)
    return desk


def to(relay: ScriptedRelay) -> list[int]:
    """The numbers of those who got it, in that order."""
    return [int(one.rcpt_to.partition("@")[0].removeprefix("person")) for one in relay.accepted]


def test_a_rate_is_never_exceeded_at_the_relay_by_several_lines(tmp_path, relay) -> None:
    """4/s over two connections: no fifth message within a second of the first of any five."""
    desk = desk_on(tmp_path, relay, 60)
    document, status = desk.json(*SEND, "--limit", "14", MAILER_SMTP_RATE="4/s, 30/min")

    assert (status, document["accepted"]) == (0, 14)
    assert min(b - a for a, b in zip(relay.times, relay.times[4:], strict=False)) >= 1.0


def test_a_rate_is_remembered_by_the_next_run(tmp_path, relay) -> None:
    """What one process has sent counts for the next: the fourth of 3 in a minute must wait."""
    desk = desk_on(tmp_path, relay, 3)
    desk.json(*SEND, MAILER_SMTP_RATE="3/min")
    desk.media_list(two_hundred()[:4])
    with desk.running(*SEND, MAILER_SMTP_RATE="3/min") as process:
        relay.reached("greeting", 2)
        with pytest.raises(Exception, match="timed out"):
            process.wait(3)

    assert len(relay.accepted) == 3


def test_a_domain_is_spared_while_others_go_on(tmp_path, relay) -> None:
    """1 in 2 s to news1.example: its three come two seconds apart, the others do not wait for it."""
    desk = desk_on(tmp_path, relay, 0, '[limits.domains]\n"news1.example" = "1/s"\n')
    rows = [f"person{n}@news{1 if n < 4 else 2}.example,A,B,en,C{n}\n" for n in range(1, 9)]
    desk.media_list(rows)
    document, status = desk.json(*SEND, **ONE_LINE)
    spared = [at for at, number in zip(relay.times, to(relay), strict=True) if number < 4]

    assert (status, document["accepted"]) == (0, 8)
    assert to(relay)[:6] == [1, 4, 5, 6, 7, 8]
    assert min(b - a for a, b in pairwise(spared)) >= 0.95


def test_a_line_is_left_after_so_many_messages(tmp_path, relay) -> None:
    """messages_per_connection = 3: seven messages take three connections, one after the other."""
    desk = desk_on(tmp_path, relay, 7, "[limits]\nmessages_per_connection = 3\n")
    document, _ = desk.json(*SEND, **ONE_LINE)

    assert document["accepted"] == 7
    assert relay.connections == 3


def test_a_relay_that_complains_is_sent_to_more_slowly(tmp_path) -> None:
    """After `450 … rate limit` the next messages come half a second apart; nobody is lost."""
    complaint = {("rcpt", 2): say("450 4.7.1 rate limit reached, slow down")}
    with ClockedRelay(complaint, offers=()) as relay:
        desk = desk_on(tmp_path, relay, 4)
        desk.media_list(two_hundred()[:18])
        document, _ = desk.json(*SEND, **ONE_LINE)
        gaps = [b - a for a, b in pairwise(relay.times)]

    assert (document["accepted"], document["deferred"]) == (17, 1)
    assert adds_up(document)
    assert max(gaps) >= 0.5


def test_waiting_outlasts_a_relay_that_is_away(tmp_path) -> None:
    """`send --wait` leaves a relay that drops the line alone for five seconds, then goes on."""
    with ClockedRelay({("connect", 1): drop()}) as relay:
        desk = desk_on(tmp_path, relay, 3)
        began = time.monotonic()
        document, status = desk.json(*SEND, "--wait", **ONE_LINE)

    assert (status, document["accepted"], document["state"]) == (0, 3, "finished")
    assert relay.times[0] - began >= 5


def test_a_relay_that_is_away_is_left_alone_and_taken_up_by_hand(tmp_path) -> None:
    """Without --wait: status 6, `due` waits, and a person who resumes need not."""
    with ClockedRelay({("connect", 1): drop()}) as relay:
        desk = desk_on(tmp_path, relay, 3)
        away, status = desk.json(*SEND, **ONE_LINE)
        ended, resumed = desk.json("resume", "ferry", **ONE_LINE)

    assert (status, away["remaining"], away["state"] == "paused") == (6, 3, False)
    assert (resumed, ended["accepted"]) == (0, 3)


def test_a_wrong_sender_pauses_and_says_why_and_how_to_go_on(tmp_path) -> None:
    """A fault that is ours pauses: nobody is blamed, the reason and `resume` are named."""
    with ClockedRelay({("mail", 1): say("550 5.7.60 SendAsDenied")}) as relay:
        desk = desk_on(tmp_path, relay, 3)
        done = desk.run(*SEND, **ONE_LINE)
        told = desk.run("status", "ferry")
        due, _ = desk.json("due")
        ended, status = desk.json("resume", "ferry", **ONE_LINE)

    assert done.returncode == 6
    assert "mailer resume ferry-1" in done.stderr
    assert "Paused: The relay refuses your sender address." in told.stdout
    assert "MAILER_FROM" in told.stdout
    assert due == {"distributions": []}
    assert (status, ended["accepted"], ended["refused"]) == (0, 3, 0)


class TestOrder:
    @pytest.fixture
    def desk(self, tmp_path, relay) -> Desk:
        desk = desk_on(tmp_path, relay, 6)
        rows = two_hundred()
        desk.media_list(rows[:4])
        desk.media_list(rows[4:6], "trusted")
        return desk

    def send(self, desk: Desk, *more: str) -> None:
        document, status = desk.json(*SEND, "--list", "trusted", *more, **ONE_LINE)
        assert (status, document["accepted"]) == (0, 6)

    def test_trusted_people_leave_first(self, desk, relay) -> None:
        """Without a word, those on trusted lists leave before the others, each as listed."""
        self.send(desk)

        assert to(relay) == [5, 6, 1, 2, 3, 4]

    def test_the_order_of_the_lists(self, desk, relay) -> None:
        """`--order list` is the order in which the lists were named."""
        self.send(desk, "--order", "list")

        assert to(relay) == [1, 2, 3, 4, 5, 6]

    def test_a_shuffle_can_be_repeated(self, desk, relay) -> None:
        """`--order shuffle --seed 7` is the same lot every time, and no listed order."""
        self.send(desk, "--order", "shuffle", "--seed", "7")

        assert to(relay) == [2, 1, 6, 5, 4, 3]


def test_a_plan_that_does_not_fit_is_warned_of(tmp_path, relay) -> None:
    """`--by` warns before a send and in a dry run, where the rate does not let all be reached."""
    desk = desk_on(tmp_path, relay, 4)
    words = (*SEND, "--at", "2099-01-01 09:00 UTC", "--by", "2099-01-01 09:02 UTC")
    dry = desk.run(*words, "--dry-run", MAILER_SMTP_RATE="1/min")
    tight = desk.run(*words, MAILER_SMTP_RATE="1/min")
    desk.json("stop", "ferry")
    roomy = desk.run(*words, MAILER_SMTP_RATE="2/min")

    for done in (dry, tight):
        assert done.returncode == 0
        assert "not all can be reached by 2099-01-01 09:02 UTC" in done.stderr
        assert "the last is 1 min late" in done.stderr
    assert "at most 2/min" in roomy.stderr
    assert "Last      reached about 2099-01-01 09:01 UTC" in roomy.stderr
    assert "not all can be reached" not in roomy.stderr


def test_the_log_holds_events_and_no_content(tmp_path) -> None:
    """One JSON object a line for the run, each delivery and the end; mode 0600; appended to."""
    with ScriptedRelay({("rcpt", 2): say("550 5.1.1 no such user")}) as relay:
        desk = desk_on(tmp_path, relay, 3)
        log = tmp_path / "events.jsonl"
        desk.json(*SEND, "--log", str(log), **ONE_LINE)
        desk.json("retry", "ferry", "--refused", "--log", str(log), **ONE_LINE)
    events = [json.loads(line) for line in log.read_text().splitlines()]
    deliveries = [each for each in events if each["event"] == "delivery"]

    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert [each["event"] for each in events] == [
        "run", "delivery", "delivery", "delivery", "ended", "run", "delivery", "ended",
    ]  # fmt: skip
    assert [each["state"] for each in deliveries] == ["accepted", "refused", "accepted", "accepted"]
    assert (deliveries[1]["code"], deliveries[1]["enhanced"]) == (550, "5.1.1")
    assert deliveries[3]["message_id"] == deliveries[1]["message_id"]
    assert {each["distribution"] for each in events} == {"ferry-1"}
    assert "ferry is back" not in log.read_text()


def test_a_log_that_cannot_be_opened_stops_before_anything_is_sent(tmp_path, relay) -> None:
    """The place of a log is tried first: exit status 2, nothing sent."""
    desk = desk_on(tmp_path, relay, 1)
    done = desk.run(*SEND, "--log", str(tmp_path / "nowhere" / "log"))

    assert (done.returncode, relay.accepted) == (2, [])
    assert "--log" in done.stderr


def test_a_transcript_holds_the_dialogue_without_login_and_content(tmp_path) -> None:
    """What both sides said stands there, but neither the password in any form nor the message."""
    authority, login = trustme.CA(), ("press", "canary-Password-7")
    ca_file = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(ca_file))
    with ScriptedRelay(
        {("dot", 1): say("250 2.0.0 queued for canary-Password-7")},
        security=Security.STARTTLS,
        certificate=authority.issue_cert("127.0.0.1"),
        login=login,
    ) as relay:
        desk = desk_on(tmp_path, relay, 2)
        settings = {
            "MAILER_SMTP_SECURITY": "starttls", "MAILER_SMTP_USERNAME": login[0],
            "MAILER_SMTP_PASSWORD": login[1], "SSL_CERT_FILE": str(ca_file),
        }  # fmt: skip
        folder = tmp_path / "transcripts"
        _, status = desk.json(*SEND, "--transcript", str(folder), **settings, **ONE_LINE)
    (file,) = folder.iterdir()
    text = file.read_text()
    known, _ = desk.json("history", "person2@news2.example", "--transcript", str(folder))
    refused = desk.run("history", "person2@news2.example", "--transcript", str(tmp_path / "none"))

    assert status == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    for words in ("EHLO", "STARTTLS", "RCPT TO:<person1@", "RCPT TO:<person2@", "354 go ahead"):
        assert words in text
    assert "[login, left out]" in text
    assert text.count("[content, ") == 2
    assert "ferry" not in text.casefold()
    (login_line,) = [each for each in relay.commands if each.startswith("AUTH")]
    for secret in ("canary", login_line.split()[-1]):
        assert secret not in text
    assert (refused.returncode, "no such folder" in refused.stderr) == (2, True)
    (said,) = known["transcripts"]
    assert said["file"] == file.name
    assert "person2@" in "".join(said["lines"])
    assert "person1@" not in "".join(said["lines"])
