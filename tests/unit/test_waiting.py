"""The last seconds before the instant, on a simulated clock: nothing early, and nothing late."""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from mailer.compose.message import Envelope, Skeleton
from mailer.deliver.ports import Account, Handover, Outcome
from mailer.deliver.sending import Sending, send_due
from mailer.words.states import DeliveryState

INSTANT = datetime(2026, 5, 1, 9, tzinfo=UTC)
HOW_MANY = 10
ENVELOPE = Envelope("press@harbour.example", "ana@example.org")
LATE_MAX = timedelta(milliseconds=20)


class SleepyClock:
    """Time passes by sleeping only, each time a little longer than was asked; `at_call` may jump."""

    def __init__(self, at: datetime, seed: int, oversleep_s: float = 0.004) -> None:
        self.at = at
        self._chance = random.Random(seed)
        self._oversleep_s = oversleep_s
        self.sleeps_over: timedelta | None = None

    def now(self) -> datetime:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds + self._chance.uniform(0, self._oversleep_s))
        if self.sleeps_over and self.at >= INSTANT - timedelta(seconds=1):
            self.at += self.sleeps_over
            self.sleeps_over = None


@dataclass(frozen=True)
class Waiting:
    number: int
    due_at: datetime = INSTANT
    envelope: Envelope = ENVELOPE
    message_id: str = "<1@harbour.example>"
    skeleton: bytes = b"key"
    holes: tuple[bytes, ...] = ()
    trusted: bool = False
    attempts: int = 0


@dataclass
class Desk:
    """A ledger and a transport that only remember."""

    clock: SleepyClock
    begins_at: datetime
    opened_at: datetime | None = None
    alive_at: list[datetime] = field(default_factory=list)
    left: list[tuple[datetime, datetime]] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    @property
    def deliveries(self) -> list[Waiting]:
        """Those that have not left: what a window gives back is claimed again."""
        return [Waiting(n) for n in range(len(self.left), HOW_MANY)]

    # The ledger

    def claim_paced(self, _id: str, now: datetime, _limit: int, _pacing: object) -> "Desk | None":
        return self if now >= self.begins_at and self.deliveries else None

    def is_live(self, _id: str) -> bool:
        return not self.reasons

    def pause(self, _id: str, reason: str, _now: datetime) -> None:
        self.reasons.append(reason)

    def skeletons(self, _id: str) -> Mapping[bytes, Skeleton]:
        return {b"key": Skeleton((b"Subject: x\r\n\r\nText\r\n",))}

    # The window

    def dot(self, number: int) -> None: ...

    def keep(self) -> None: ...

    def reply(self, number: int, outcome: Outcome, *, due_at: datetime | None = None) -> None: ...

    # The transport

    def open(self) -> None:
        self.opened_at = self.clock.now()

    def keep_alive(self) -> None:
        self.alive_at.append(self.clock.now())

    def send(self, handovers: Iterator[Handover], account: Account) -> None:
        for handover in handovers:
            self.left.append((self.clock.now(), handover.clearance.at))
            account.settled(handover, Outcome(DeliveryState.ACCEPTED))

    def close(self, _now: datetime | None = None) -> None: ...

    def run(self, **changes) -> None:
        sending = Sending(
            "ferry-1",
            INSTANT,
            INSTANT - timedelta(days=1),
            INSTANT + timedelta(hours=4),
            self,
            self,
            self.clock,
            changes.pop("suppressed", lambda: lambda _claimed: ""),
            begins_at=self.begins_at,
            **changes,
        )
        send_due(sending)


@pytest.mark.parametrize("seed", range(1000))
def test_a_thousand_trials(seed: int) -> None:
    """The line is open before, lives until, and all leave within 20 ms after: never before."""
    ahead_s = random.Random(seed).uniform(0.01, 60)
    desk = Desk(SleepyClock(INSTANT - timedelta(seconds=ahead_s), seed), INSTANT)
    desk.run()

    assert len(desk.left) == HOW_MANY
    assert all(INSTANT <= cleared <= at <= INSTANT + LATE_MAX for at, cleared in desk.left)
    assert desk.opened_at is not None
    assert desk.opened_at < INSTANT
    seen = [desk.opened_at, *desk.alive_at, INSTANT]
    idle = [b - a for a, b in pairwise(seen)]
    assert max(idle) <= timedelta(seconds=10.1)


def test_who_sleeps_over_the_instant_sends_nothing() -> None:
    """A process stopped for longer than it may be late leaves everything to a person."""
    clock = SleepyClock(INSTANT - timedelta(seconds=20), 1)
    clock.sleeps_over = timedelta(minutes=20)
    desk = Desk(clock, INSTANT)
    desk.run()

    assert desk.left == []


def test_who_sleeps_a_little_sends() -> None:
    """Within what it may be late, everything leaves."""
    clock = SleepyClock(INSTANT - timedelta(seconds=20), 1)
    clock.sleeps_over = timedelta(minutes=10)
    desk = Desk(clock, INSTANT)
    desk.run()

    assert len(desk.left) == HOW_MANY


def test_the_suppression_list_is_asked_after_the_wait() -> None:
    """Once for each message, when it is about to leave: what was added while it waited holds."""
    clock = SleepyClock(INSTANT - timedelta(seconds=40), 1)
    desk = Desk(clock, INSTANT)
    asked: list[tuple[int, datetime]] = []

    def as_of_now() -> Callable[[Waiting], str]:
        looked_at = clock.at

        def suppressed(claimed: Waiting) -> str:
            asked.append((claimed.number, looked_at))
            return ""

        return suppressed

    desk.run(suppressed=as_of_now)

    assert [number for number, _at in asked] == list(range(HOW_MANY))
    assert all(at >= INSTANT for _number, at in asked)


def test_a_doubted_clock_pauses() -> None:
    """A doubt that comes while it waits pauses the distribution before anything leaves."""
    clock = SleepyClock(INSTANT - timedelta(seconds=20), 1)
    desk = Desk(clock, INSTANT)
    desk.run(doubt=lambda: "The clock jumped." if clock.at > INSTANT - timedelta(seconds=9) else "")

    assert desk.left == []
    assert desk.reasons == ["The clock jumped."]
