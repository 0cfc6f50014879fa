"""
Sending: what is due leaves, each message with its own clearance, and the account is kept.

One thread per connection to the relay. Each claims a window of deliveries, hands them to its
transport and closes the window; so the ledger is durable per window and exact per message.

Promises: the embargo and the suppression list are asked for every message, at the last moment; a
fault of the relay blames nobody; when a person interrupts, nothing new is claimed and what is on
the wire is finished. Never: decides what a reply means (`verdict`), or when to retry (`retry`).
Fails with: TransportError (the distribution pauses unless waiting may help), LedgerError.
"""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from mailer.compose.message import Skeleton
from mailer.deliver.ports import (
    Claimed,
    Clock,
    Handover,
    Ledger,
    Outcome,
    Transport,
    Window,
)
from mailer.schedule.embargo import Withheld, clear
from mailer.schedule.pace import Pace
from mailer.schedule.retry import retry_at
from mailer.words.errors import TransportError
from mailer.words.states import DeliveryState

WINDOW = 100
"""Deliveries claimed at once: how many may be in doubt after a power failure, per connection."""
_RECONNECT_WAITS_S = (0.0, 2.0, 10.0)
_POLL_S = 0.5


@dataclass(frozen=True, slots=True)
class Sending:
    """Everything one run over one distribution needs; all of it passed in."""

    distribution_id: str
    embargoed_until: datetime | None
    send_at: datetime
    give_up_at: datetime
    ledger: Ledger
    transport: Callable[[], Transport]
    """Makes one line to the relay, not yet open."""
    clock: Clock
    suppressed: Callable[[Claimed], str]
    """Why this recipient must not be written to now; "" where nothing speaks against it."""
    connections: int = 1
    tell: Callable[[Claimed, Outcome], None] = lambda _claimed, _outcome: None
    """Told of every outcome; from several threads."""
    pace: Pace = field(default_factory=lambda: Pace(()))
    pacing: threading.Lock = field(default_factory=threading.Lock)
    """Held while `pace` is asked: all lines share it."""
    stop: threading.Event = field(default_factory=threading.Event)
    """Set it to end the run after what is on the wire."""


def send_due(sending: Sending) -> None:
    """
    Hand over everything of one distribution that is due now.

    Raises the first TransportError or LedgerError once every thread has come to rest. A fault that
    waiting cannot cure has paused the distribution by then.
    """
    failures: list[Exception] = []
    skeletons = dict(sending.ledger.skeletons(sending.distribution_id))
    lines = [
        threading.Thread(
            target=_run_line, args=(sending, skeletons, failures), name=f"line {n}", daemon=True
        )
        for n in range(1, sending.connections + 1)
    ]
    for line in lines:
        line.start()
    try:
        for line in lines:
            while line.is_alive():
                line.join(0.2)
    except KeyboardInterrupt:
        sending.stop.set()
        for line in lines:
            line.join()
        raise
    if failures:
        raise failures[0]


def _run_line(
    sending: Sending, skeletons: dict[bytes, Skeleton], failures: list[Exception]
) -> None:
    """One thread's life: open, claim and send until nothing is due, close."""
    try:
        _Line(sending, skeletons).run()
    except TransportError as error:
        sending.stop.set()
        if not error.temporary:
            reason = " ".join(part for part in (error.what, error.cure) if part)
            sending.ledger.pause(sending.distribution_id, reason, sending.clock.now())
        failures.append(error)
    except Exception as error:  # noqa: BLE001 - carried to the thread that asked, and raised there
        sending.stop.set()
        failures.append(error)


class _Line:
    """One connection and the windows that leave through it."""

    def __init__(self, sending: Sending, skeletons: dict[bytes, Skeleton]) -> None:
        self._sending = sending
        self._skeletons = skeletons
        self._transport = sending.transport()

    def run(self) -> None:
        sending = self._sending
        self._transport.open()
        reconnects = 0
        try:
            while not sending.stop.is_set():
                allowed = self._allowed()
                if not allowed:
                    continue
                now = sending.clock.now()
                window = sending.ledger.claim(sending.distribution_id, now, allowed)
                if window is None:
                    return
                try:
                    self._send(window)
                    reconnects = 0
                except TransportError as error:
                    if not error.temporary or reconnects >= len(_RECONNECT_WAITS_S):
                        raise
                    self._reopen(_RECONNECT_WAITS_S[reconnects])
                    reconnects += 1
        finally:
            self._transport.close()

    def _allowed(self) -> int:
        """How many may leave now; none: some of the wait is over, ask again."""
        sending = self._sending
        with sending.pacing:
            now = sending.clock.now()
            allowed = sending.pace.reserve(WINDOW, now)
            wait_s = 0.0 if allowed else sending.pace.wait_s(now)
        if not allowed:
            sending.clock.sleep(min(wait_s, _POLL_S))
        return allowed

    def _reopen(self, wait_s: float) -> None:
        self._transport.close()
        self._sending.clock.sleep(wait_s)
        self._transport = self._sending.transport()
        self._transport.open()

    def _send(self, window: Window) -> None:
        account = _WindowAccount(self._sending, window)
        try:
            self._transport.send(self._handovers(window, account), account)
        finally:
            # Whatever happened: what is known becomes durable, the rest is planned again.
            window.close(self._sending.clock.now())

    def _handovers(self, window: Window, account: "_WindowAccount") -> Iterator[Handover]:
        """Each delivery with its clearance; who may not have it (now) is settled here."""
        sending = self._sending
        for claimed in window.deliveries:
            if sending.stop.is_set():
                return
            if why_not := sending.suppressed(claimed):
                outcome = Outcome(DeliveryState.SUPPRESSED, why=why_not)
                account.settle(claimed, outcome)
                continue
            now = sending.clock.now()
            verdict = clear(
                embargoed_until=sending.embargoed_until,
                trusted=claimed.trusted,
                send_at=sending.send_at,
                now=now,
            )
            if isinstance(verdict, Withheld):
                account.settle(claimed, Outcome(DeliveryState.WITHHELD), verdict.until)
                continue
            skeleton = self._skeletons[claimed.skeleton]
            message = skeleton.message(claimed.holes, now, claimed.message_id)
            yield Handover(claimed.number, claimed.envelope, message, verdict)


class _WindowAccount:
    """The account of one window, with the retry rule applied to what is deferred."""

    def __init__(self, sending: Sending, window: Window) -> None:
        self._sending = sending
        self._window = window
        self._claimed = {claimed.number: claimed for claimed in window.deliveries}

    def dot(self, handover: Handover) -> None:
        self._window.dot(handover.number)

    def settled(self, handover: Handover, outcome: Outcome) -> None:
        claimed = self._claimed[handover.number]
        again_at = None
        if outcome.state is DeliveryState.DEFERRED:
            now, give_up_at = self._sending.clock.now(), self._sending.give_up_at
            again_at = retry_at(claimed.attempts + 1, now, give_up_at)
        self.settle(claimed, outcome, again_at)

    def settle(self, claimed: Claimed, outcome: Outcome, due_at: datetime | None = None) -> None:
        self._window.reply(claimed.number, outcome, due_at=due_at)
        self._sending.tell(claimed, outcome)
