"""The rehearsal, held against the bytes that came to the server in the relay's place."""

import email
import os
import signal
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.policy import default
from email.utils import parsedate_to_datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest
from desk import Desk, adds_up, two_hundred
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rehearsed import NOW, ZONES, a_list, embargo, rehearsed, shown
from relay import ScriptedRelay

from mailer.cli.options import Asked
from mailer.cli.sending.rehearsing import NOTHING_SENT
from mailer.words.errors import GuardError, UsageError


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk whose relay cannot be reached: nobody listens on port 9."""
    return Desk(tmp_path, 9)


MINUTES = st.integers(min_value=1, max_value=48 * 60)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    trusted=st.lists(st.sampled_from(("", *ZONES)), max_size=8),
    others=st.lists(st.sampled_from(("", *ZONES)), min_size=1, max_size=30),
    embargo_in=st.none() | MINUTES,
    send_in=st.none() | MINUTES,
    local_hour=st.none() | st.integers(min_value=0, max_value=23),
    rate=st.sampled_from((0, 7, 20)),
)
def test_nobody_early_and_each_once(trusted, others, embargo_in, send_in, local_hour, rate) -> None:
    """Whatever lists, zones, times and rates: each gets one, at its instant, or when the rate allows."""
    with TemporaryDirectory() as folder:
        desk = Desk(Path(folder), 9)
        until = NOW + timedelta(minutes=embargo_in) if embargo_in else None
        desk.release(embargo(until) if until else "")
        zones = {False: a_list(desk, "open", others), True: a_list(desk, "trusted", trusted)}
        at = shown(NOW + timedelta(minutes=send_in)) if send_in else ""
        if local_hour is not None:
            at = f"2026-03-29 {local_hour:02d}:30 local"
        played = rehearsed(
            desk,
            "trusted",
            "open",
            at=at,
            environment={"MAILER_TIMEZONE": "Europe/London"}
            | ({"MAILER_SMTP_RATE": f"{rate}/min"} if rate else {}),
        )
    due = {
        address: due_at(zone, until if not agreed else None, send_in, local_hour)
        for agreed, people in zones.items()
        for address, zone in people.items()
    }

    assert played.status == 0, played.err
    assert Counter(rcpt_to for rcpt_to, _, _ in played.got) == Counter(list(due))
    for rcpt_to, arrived_at, content in played.got:
        message = email.message_from_bytes(content, policy=default)
        assert arrived_at >= due[rcpt_to]
        assert rate or arrived_at == due[rcpt_to]
        assert parsedate_to_datetime(message["Date"]) == arrived_at.replace(microsecond=0)
        assert until is None or arrived_at >= until or "EMBARGOED UNTIL" in message["Subject"]
    if rate:
        assert_paced([at for _, at, _ in played.got], rate)
    assert "none before its instant" in played.out


def due_at(
    zone: str, until: datetime | None, send_in: int | None, local_hour: int | None
) -> datetime:
    """The design's table once more: nothing before it leaves, and nothing before the embargo."""
    send_at = NOW + timedelta(minutes=send_in or 0)
    if local_hour is not None:
        wall = datetime(2026, 3, 29, local_hour, 30, tzinfo=ZoneInfo(zone or "Europe/London"))
        instants = [wall.replace(fold=fold).astimezone(UTC) for fold in (0, 1)]
        send_at = max(NOW, *instants)
    return max(send_at, until or send_at)


def assert_paced(times: list[datetime], rate: int) -> None:
    times = sorted(times)
    for first, one_too_many in zip(times, times[rate:], strict=False):
        assert one_too_many - first >= timedelta(minutes=1)


@pytest.mark.parametrize(
    ("day", "hour", "expected"),
    [
        ("2026-03-29", "01:30", "2026-03-29T01:30"),  # skipped in London: it becomes 02:30 there
        ("2026-03-29", "02:30", "2026-03-29T01:30"),
        ("2026-10-25", "01:30", "2026-10-25T01:30"),  # comes twice in London: the second
        ("2026-10-25", "00:30", "2026-10-24T23:30"),
    ],
)
def test_a_weekend_when_the_clocks_change(desk: Desk, day: str, hour: str, expected: str) -> None:
    """An hour that is skipped or comes twice is rehearsed at its later instant; others are not moved."""
    desk.release()
    a_list(desk, "open", ["Europe/London", "Asia/Tokyo"])
    played = rehearsed(desk, "open", at=f"{day} {hour} local", now=NOW)
    tokyo = datetime.fromisoformat(f"{day}T{hour}+09:00")

    assert played.at == {
        "open0@news0.example": datetime.fromisoformat(f"{expected}+00:00"),
        "open1@news1.example": tokyo.astimezone(UTC),
    }


def test_the_timeline(desk: Desk) -> None:
    """In time order, on the sender's clock and on theirs: who gets it early, who waits until when."""
    desk.release(embargo(NOW + timedelta(hours=3)))
    a_list(desk, "trusted", ["Asia/Tokyo"])
    a_list(desk, "open", ["America/New_York", ""])
    zone = {"MAILER_TIMEZONE": "Europe/Madrid"}
    played = rehearsed(
        desk, "open", "trusted", environment=zone, at=shown(NOW + timedelta(hours=1))
    )
    table = [" ".join(line.split()) for line in played.out.split("\n\n")[0].strip().splitlines()]

    assert table == [
        "When (Europe/Madrid) Messages List Where they are",
        "Sat 2026-03-28 14:00 1 trusted Sat 22:00 Asia/Tokyo early, marked EMBARGOED",
        "Sat 2026-03-28 16:00 1 open no zone given withheld until Sat 16:00",
        "Sat 2026-03-28 16:00 1 open Sat 11:00 America/New_York withheld until Sat 16:00",
    ]
    assert played.out.rstrip().endswith(NOTHING_SENT)


def test_json(desk: Desk) -> None:
    """One document, with the keys of `send`, sums that add up, and the timeline by list and zone."""
    desk.release(embargo(NOW + timedelta(hours=3)))
    a_list(desk, "trusted", ["Asia/Tokyo"])
    a_list(desk, "open", ["", "Asia/Tokyo"])
    (desk.root / "lists" / "suppressed.csv").write_text(
        "address_or_domain,reason,date,source\nopen1@news1.example,asked,2026-01-01,mail\n", "utf-8"
    )
    played = rehearsed(desk, "open", "trusted", as_json=True)
    told, until = played.document, (NOW + timedelta(hours=3)).isoformat()

    assert adds_up(told)
    assert (told["state"], told["planned"], told["accepted"], told["suppressed"]) == (
        "rehearsed", 3, 2, 1,
    )  # fmt: skip
    assert told["flaws"] == dict.fromkeys(("early", "twice", "unasked", "unmarked", "missing"), 0)
    assert [(each["zone"], each["first_at"]) for each in told["zones"]] == [
        ("Asia/Tokyo", NOW.isoformat()), ("", until),
    ]  # fmt: skip
    assert [(each["list"], each["embargoed"], each["withheld_until"]) for each in told["timeline"]] == [
        ("trusted", True, None), ("open", False, until),
    ]  # fmt: skip
    assert NOTHING_SENT in played.err


class TestRates:
    def test_it_does_not_fit(self, desk: Desk) -> None:
        """Who still waits after the hour, when the last leaves, and which rate would do."""
        desk.release(embargo(NOW + timedelta(hours=1)))
        a_list(desk, "open", [""] * 70)
        rate = {"MAILER_SMTP_RATE": "1/min"}
        played = rehearsed(desk, "open", environment=rate)
        by = rehearsed(
            desk, "open", environment=rate, as_json=True, by=shown(NOW + timedelta(minutes=70))
        )

        assert played.status == 0
        assert "at Sat 14:00, 9 of the 70 due at Sat 13:00 still wait;" in played.out
        assert "the last of them leaves at Sat 14:09." in played.out
        assert "everybody has it" not in played.out
        assert "MAILER_SMTP_RATE=2/min" in played.out
        assert "no more than 61 recipients at one time" in played.out
        assert by.document["waiting"] == 70 - 11

    def test_what_it_advises_does(self, desk: Desk) -> None:
        """With the rate that was advised, all have it within the hour."""
        desk.release(embargo(NOW + timedelta(hours=1)))
        a_list(desk, "open", [""] * 70)
        played = rehearsed(desk, "open", environment={"MAILER_SMTP_RATE": "2/min"})

        assert "everybody has it within an hour after their time" in played.out
        assert "Warning" not in played.out
        assert max(played.at.values()) == NOW + timedelta(hours=1, minutes=34)

    def test_those_before_are_in_the_way(self, desk: Desk) -> None:
        """Who waits for an earlier hour's rest does not make the rate look lower than it is."""
        desk.release()
        a_list(desk, "open", ["Asia/Tokyo"] * 130 + ["Asia/Karachi"] * 10)
        played = rehearsed(
            desk,
            "open",
            at="2026-03-29 09:00 local",
            environment={"MAILER_SMTP_RATE": "20/h"},
        )

        assert "no more than 40 recipients at one time; or an earlier --at." in played.out
        assert "10 of the 10 due at Sun 04:00 still wait" in played.out

    def test_limits_of_single_domains(self, desk: Desk) -> None:
        """Where a domain's limit is what holds them up, that is what is named."""
        desk.release()
        a_list(desk, "open", [""] * 14)
        with (desk.root / "mailer.toml").open("a") as file:
            file.write('[limits.domains]\n"news1.example" = "1/h"\n')
        played = rehearsed(desk, "open", by=shown(NOW + timedelta(minutes=30)))

        assert sorted(played.at.values())[-2:] == [NOW, NOW + timedelta(hours=1)]
        assert "1 of the 14 due at Sat 12:00 still wait" in played.out
        assert "higher limits for single domains" in played.out

    def test_no_rate_is_said(self, desk: Desk) -> None:
        """Without a rate nobody claims to know how fast the relay is."""
        desk.release()
        a_list(desk, "open", [""])
        played = rehearsed(desk, "open")

        assert "no rate is set (MAILER_SMTP_RATE)" in played.out


class TestWorkspace:
    def test_it_stays_as_it_is(self, tmp_path: Path) -> None:
        """All files keep their bytes, the relay hears nothing, and who has it already is left out."""
        with ScriptedRelay() as relay:
            desk = Desk(tmp_path, relay.port)
            release = desk.release()
            desk.media_list(two_hundred()[:20])
            assert (
                desk.run("send", release, "--list", "press", "--limit", "5", "--yes").returncode
                == 0
            )
            before, lines = contents(tmp_path), relay.connections
            now = datetime.now(UTC) + timedelta(minutes=1)
            played = rehearsed(desk, "press", now=now, at=shown(now + timedelta(hours=1)))

            assert relay.connections == lines
        assert contents(tmp_path) == before
        assert len(before) > 5
        assert not {each.rcpt_to for each in relay.accepted} & set(played.at)
        assert len(played.got) == 15

    def test_nothing_is_left_to_rehearse(self, tmp_path: Path) -> None:
        """With nobody left who has not got it, it is refused, as `send` does."""
        with ScriptedRelay() as relay:
            desk = Desk(tmp_path, relay.port)
            release = desk.release()
            desk.media_list(two_hundred()[:2])
            assert desk.run("send", release, "--list", "press", "--yes").returncode == 0
        with pytest.raises(GuardError, match="All 2 recipients have it already"):
            rehearsed(desk, "press", now=datetime.now(UTC))

    def test_the_command(self, desk: Desk) -> None:
        """From the shell, with all that `send` takes to choose people."""
        release = desk.release()
        desk.media_list(two_hundred()[:20])
        told, status = desk.json(
            "rehearse", release, "--list", "press", "--where", "outlet like '%1%'", "--language",
            "es", "--limit", "3", "--order", "shuffle", "--seed", "7",
        )  # fmt: skip

        assert (status, told["accepted"]) == (0, 3)
        assert not (desk.root / ".mailer" / "ledger.sqlite3").exists()


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def signals_as_before() -> Iterator[None]:
    """A command that was interrupted hears no more of it; these tests go on in its process."""
    before = {
        each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    }
    yield
    for each, handler in before.items():
        signal.signal(each, handler)


@pytest.mark.usefixtures("signals_as_before")
def test_ctrl_c_ends_it(desk: Desk) -> None:
    """It ends at once, with status 130, and says that nothing was sent."""
    desk.release()
    a_list(desk, "open", [""] * 70)
    played = rehearsed(
        desk,
        "open",
        environment={"MAILER_SMTP_RATE": "1/min"},
        meanwhile=lambda: os.kill(os.getpid(), signal.SIGINT),
    )

    assert played.status == 130
    assert 0 < len(played.got) < 70
    assert NOTHING_SENT in played.err
    assert "Proved" not in played.out


def test_what_shares_the_rate_is_named(tmp_path: Path) -> None:
    """What left lately, and what waits for the same hours, had no part in it and takes of the rate."""
    rate = {"MAILER_SMTP_RATE": "1000/day"}
    with ScriptedRelay() as relay:
        desk = Desk(tmp_path, relay.port)
        desk.media_list(two_hundred()[:5])
        desk.release(name="tug")
        assert desk.run("send", "releases/tug", "--list", "press", "--yes", **rate).returncode == 0
        now = datetime.now(UTC) + timedelta(minutes=1)
        words = ("send", "releases/dock", "--list", "press", "--yes", "--at")
        desk.release(name="dock")
        planned = desk.run(*words, shown(now + timedelta(minutes=30)), **rate)
        assert planned.returncode == 0, planned.stderr
        desk.release()
        at = shown(now + timedelta(hours=1))
        played = rehearsed(desk, "press", now=now, at=at, environment=rate)

    assert len(played.got) == 5
    assert "5 that left lately count against the rate too" in played.err
    assert "share the rate: dock-1" in played.err


class TestRefusals:
    def test_a_release_with_errors(self, desk: Desk) -> None:
        """Exit status 1, as `send` has it, and nothing is played."""
        desk.release()
        path = desk.root / "releases" / "ferry.md"
        path.write_text(path.read_text("utf-8").replace("headline: Night", "headline: TK Night"))
        a_list(desk, "open", [""])
        played = rehearsed(desk, "open")

        assert played.status == 1, played.err
        assert "the release has errors" in played.err
        assert played.got == []

    def test_nobody_is_chosen(self, desk: Desk) -> None:
        """A choice that fits nobody, and no list at all, are refused as slips."""
        desk.release()
        a_list(desk, "open", [""])
        with pytest.raises(UsageError, match="Nobody is chosen"):
            rehearsed(desk, "open", asked=Asked(languages=["fr"]))
        with pytest.raises(UsageError, match="Nobody to rehearse for"):
            rehearsed(desk)

    def test_a_time_that_has_passed(self, desk: Desk) -> None:
        """As `send` has it."""
        desk.release()
        a_list(desk, "open", [""])
        with pytest.raises(UsageError, match="has passed"):
            rehearsed(desk, "open", at=shown(NOW - timedelta(hours=1)))
