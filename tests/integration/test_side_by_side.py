"""Several distributions that are due at one instant leave side by side, with the real command."""

import json
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from desk import Desk, adds_up
from hypothesis import given
from hypothesis import strategies as st
from relay import Act, ScriptedRelay, say

from mailer.cli.sending.company import Company, shares
from mailer.schedule.pace import DomainPace

NAMES = ("bus", "ferry", "tram")
EACH = 50
DOT_S = 0.04
"""How long the relay takes over a message: one after the other, the last would begin 4 s late."""


class Harbour:
    """A desk with several releases planned, on a slow relay that writes down when a message came."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.came_at: dict[str, list[datetime]] = {name: [] for name in NAMES}
        self.data_at: list[datetime] = []
        self.relay = ScriptedRelay({"data": Act(self._data, code=354), "dot": Act(self._dot, 250)})

    def _data(self, line) -> None:
        self.data_at.append(datetime.now(UTC))
        line.send(b"354 go on\r\n")

    def _dot(self, line) -> None:
        self.came_at[line.mail_from.partition("@")[0]].append(datetime.now(UTC))
        line.relay.over.wait(DOT_S)
        line.send(b"250 2.0.0 queued\r\n")

    def plan(self, *names: str) -> Desk:
        """One distribution each, from a sender of its own, due in an hour."""
        desk = Desk(self.folder, self.relay.port)
        until = datetime.now(UTC) + timedelta(hours=1)
        for name in names:
            rows = [f"{name}{n}@news.example,Ana,One,en,A1\n" for n in range(EACH)]
            desk.media_list(rows, name)
            desk.release(f"embargoed_until: {until:%Y-%m-%d %H:%M:%S} UTC\n", name=name)
            sender = {"MAILER_FROM": f"{name}@harbour.example"}
            done = desk.run("send", f"releases/{name}", "--list", name, "--yes", **sender)
            assert done.returncode == 0, done.stderr
        return desk

    def bring_forward(self, until: datetime) -> None:
        """Let the embargoes end at this instant."""
        us = int(until.timestamp() * 1_000_000)
        path = self.folder / ".mailer" / "ledger.sqlite3"
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("UPDATE standings SET due_at = ?", (us,))
            connection.execute("UPDATE deliveries SET first_due_at = ?", (us,))
            connection.execute(
                "UPDATE distributions SET embargoed_until = ?, embargo_wall = ''", (us,)
            )


@pytest.fixture
def harbour(tmp_path: Path) -> Iterator[Harbour]:
    harbour = Harbour(tmp_path / "desk")
    with harbour.relay:
        yield harbour


def test_three_leave_at_one_instant_and_one_pauses(harbour: Harbour) -> None:
    """Each one's first comes right after the instant, none before; what pauses one touches no other."""
    mails = count(1)

    def from_ferry(line) -> Act | None:
        if "<ferry@" in line.command and next(mails) > 5:
            return say("550 5.7.1 you may not send as ferry")
        return None

    harbour.relay.script["mail"] = from_ferry
    desk = harbour.plan(*NAMES)
    until = (datetime.now(UTC) + timedelta(seconds=9)).replace(microsecond=0)
    harbour.bring_forward(until)
    document, status = desk.json("due")
    sent = {each["distribution"]: each for each in document["distributions"]}
    first = {name: min(at) for name, at in harbour.came_at.items()}
    last = {name: max(harbour.came_at[name]) for name in ("bus", "tram")}

    assert min(harbour.data_at) >= until
    assert max(first.values()) - until < timedelta(seconds=3)
    assert max(first.values()) < min(last.values())
    assert all(adds_up(each) for each in sent.values())
    assert [sent[f"{name}-1"]["accepted"] for name in ("bus", "tram")] == [EACH, EACH]
    assert [sent[f"{name}-1"]["state"] for name in NAMES] == ["finished", "paused", "finished"]
    assert sent["ferry-1"]["accepted"] == len(harbour.came_at["ferry"]) == 5
    assert sent["ferry-1"]["refused"] == sent["ferry-1"]["in_doubt"] == 0
    assert status == 6
    assert harbour.relay.connections == 3


def test_a_signal_ends_all_of_them_in_good_order(harbour: Harbour) -> None:
    """SIGTERM: each finishes what is on its line; nothing is in doubt, and the rest is still to go."""
    desk = harbour.plan("bus", "tram")
    harbour.bring_forward(datetime.now(UTC))
    with desk.running("due", "--json") as process:
        harbour.relay.reached("dot", 6)
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=60)
    sent = json.loads(out)["distributions"]

    assert process.returncode == 130, err
    assert {each["distribution"] for each in sent} == {"bus-1", "tram-1"}
    assert all(adds_up(each) and each["in_doubt"] == 0 for each in sent)
    assert all(0 < each["withheld"] + each["remaining"] < EACH for each in sent)
    assert sum(each["accepted"] for each in sent) == len(harbour.relay.accepted)


def test_with_one_line_they_leave_one_after_the_other(harbour: Harbour) -> None:
    """A relay that allows one line gets one at a time, and both distributions all the same."""
    desk = harbour.plan("bus", "tram")
    harbour.bring_forward(datetime.now(UTC))
    document, status = desk.json("due", MAILER_SMTP_CONNECTIONS="1")
    senders = [each.mail_from for each in harbour.relay.accepted]

    assert status == 0
    assert [each["accepted"] for each in document["distributions"]] == [EACH, EACH]
    assert senders in (sorted(senders), sorted(senders, reverse=True))


@given(
    st.integers(1, 50),
    st.dictionaries(st.text("abcdef", min_size=1), st.integers(1, 40), min_size=1),
)
def test_lines_are_divided(lines: int, wanted: dict[str, int]) -> None:
    """Nobody is without one or has more than it can use; all are given out where they are wanted."""
    given_out = shares(lines, wanted)

    assert all(1 <= given_out[each] <= wanted[each] for each in wanted)
    assert sum(given_out.values()) == max(len(wanted), min(lines, sum(wanted.values())))


def test_one_that_comes_later_gets_a_line_and_the_same_pace() -> None:
    """Whoever sends meanwhile keeps its lines; the pace of domains is one for all, and new after."""
    company = Company(4)
    company.join("large", 20)
    made = []

    def pace() -> DomainPace:
        made.append(DomainPace({}))
        return made[-1]

    with (
        company.sending("large", 20, pace) as (large, first_pace),
        company.sending("small", 1, pace) as (small, second_pace),
    ):
        pass
    with company.sending("small", 1, pace) as (_, third_pace):
        pass

    assert (large, small) == (4, 1)
    assert second_pace is first_pace
    assert third_pace is not first_pace
    assert len(made) == 2
