"""
Sending: what is due leaves, each message with its own clearance, and the account is kept.

A window of deliveries is claimed, handed to the transport and closed, and then the next; so the
ledger is durable per window and exact per message. How many lines carry a window is the transport's.

Promises: embargo and suppression list are asked for every message at the last moment: the clock is read,
and the list looked at again, whenever the transport has waited; a fault of the relay blames nobody; when
a person interrupts, pauses or stops it, from here or from another terminal, nothing new is begun (see
`halt` for what is on the wire).
Never: decides what a reply means (`verdict`), or when to retry (`retry`).
Fails with: TransportError (the distribution pauses unless waiting may help), LedgerError.
"""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from mailer.compose.message import rfc5322_date
from mailer.deliver.halt import Halt, Halted, Urgency
from mailer.deliver.ports import (
    Claimed,
    Clock,
    Handover,
    Ledger,
    Outcome,
    Transport,
    Window,
)
from mailer.deliver.quota import is_too_fast
from mailer.schedule.embargo import Clearance, Withheld, clear
from mailer.schedule.lateness import LATE_BY
from mailer.schedule.pace import UNPACED, DomainPace, Pacing, Wait
from mailer.schedule.retry import retry_at
from mailer.schedule.slowing import Slowing
from mailer.words.errors import RelayRefused, TransportError
from mailer.words.states import DeliveryState

# Python looks an enum's member up slowly; these are looked up for every message.
_ACCEPTED, _DEFERRED, _NO_HALT = DeliveryState.ACCEPTED, DeliveryState.DEFERRED, Urgency.NONE
WINDOW = 1024
"""Most deliveries claimed at once: how many a power failure may put in doubt."""
_FIRST_WINDOW = 32
_SHORT, _LONG = timedelta(seconds=1), timedelta(seconds=3)
_RECONNECT_WAITS_S = (0.0, 2.0, 10.0)
_IDLE_S = 20.0
"""A line that has nothing to say for longer is left; relays hang up on idle ones."""
_AHEAD = timedelta(seconds=2)
"""How long before its instant the first window is claimed: a commit takes its time."""
_NOOP_EVERY = timedelta(seconds=10)
"""How long a line that waits for the instant is left alone."""


@dataclass(frozen=True, slots=True)
class Sending:
    """Everything one run over one distribution needs; all of it passed in."""

    distribution_id: str
    embargoed_until: datetime | None
    send_at: datetime
    give_up_at: datetime
    ledger: Ledger
    transport: Transport
    """Not yet open."""
    clock: Clock
    suppressed: Callable[[], Callable[[Claimed], str]]
    """
    Asked whenever messages are about to leave; what it gives says of each of them why its recipient
    must not be written to now, "" where nothing speaks against it.
    """
    tell: Callable[[Claimed, Outcome], None] = lambda _claimed, _outcome: None
    """Told of every outcome."""
    pacing: Pacing = UNPACED
    domains: DomainPace = field(default_factory=lambda: DomainPace({}))
    sharing: threading.Lock = field(default_factory=threading.Lock)
    """Held while `domains` is asked: runs beside this one may share them."""
    slowing: Slowing = field(default_factory=Slowing)
    halt: Halt = field(default_factory=Halt)
    """Ask it to end the run; the transport shares it."""
    begins_at: datetime | None = None
    """When the first is due, where that lies ahead: lines are open and messages composed by then."""
    late_by_max: timedelta = LATE_BY
    """Whoever waited for the instant and wakes later than this after it sends nothing."""
    doubt: Callable[[], str] = lambda: ""
    """Why the wall clock cannot be believed; asked at each reading of it. "" where it can."""


def send_due(sending: Sending) -> None:
    """
    Hand over everything of one distribution that is due now.

    Raises TransportError or LedgerError once everything has come to rest. A fault that waiting
    cannot cure has paused the distribution by then.
    """
    try:
        _Run(sending).carry_out()
    except Halted:
        return
    except TransportError as error:
        if not error.temporary:
            reason = " ".join(part for part in (error.what, error.cure) if part)
            sending.ledger.pause(sending.distribution_id, reason, sending.clock.now())
        raise


class _Round(NamedTuple):
    """What was looked at once for all that leaves without a wait between."""

    now: datetime
    why_not: Callable[[Claimed], str]
    """As `Sending.suppressed` gave it."""


class _Watch:
    """Knows whether the run is to end."""

    def __init__(self, sending: Sending) -> None:
        self._sending = sending
        self.over = False
        """Somebody has paused or stopped the distribution, or the clock is in doubt."""

    def halted(self, now: datetime) -> bool:
        """Whether nothing new may be begun; what is on the wire goes to its end."""
        if not self.over:
            self.over = not self._sending.ledger.is_live(self._sending.distribution_id)
        if not self.over and (doubt := self._sending.doubt()):
            self.over = True
            self._sending.ledger.pause(self._sending.distribution_id, doubt, now)
        return self.over or self._sending.halt.urgency is not _NO_HALT


class _Run:
    """The windows of one run, one after the other."""

    def __init__(self, sending: Sending) -> None:
        self._sending = sending
        self._watch = _Watch(sending)
        self._window = _FIRST_WINDOW
        self._skeletons = dict(sending.ledger.skeletons(sending.distribution_id))
        self._transport = sending.transport

    def carry_out(self) -> None:
        sending = self._sending
        self._transport.open()
        self._stand_by()
        reconnects = 0
        try:
            while not self._watch.halted(sending.clock.now()):
                self._slow_down()
                window = self._claim()
                if window is None:
                    return
                if isinstance(window, Wait):
                    self._rest(window.until)
                    continue
                try:
                    self._send(window)
                    reconnects = 0
                except TransportError as error:
                    if isinstance(error, RelayRefused):
                        sending.slowing.complained()
                    if not error.temporary or reconnects >= len(_RECONNECT_WAITS_S):
                        raise
                    self._reopen(_RECONNECT_WAITS_S[reconnects])
                    reconnects += 1
        finally:
            self._transport.close()

    def _stand_by(self) -> None:
        """Wait until shortly before the first is due, on lines that hold."""
        sending, clock = self._sending, self._sending.clock
        if sending.begins_at is None:
            return
        until = sending.begins_at - _AHEAD
        while clock.now() < until:
            self._sleep_until(min(until, clock.now() + _NOOP_EVERY))
            self._check_lateness(sending.begins_at)
            self._transport.keep_alive()

    def _check_lateness(self, due_at: datetime) -> None:
        """End where a machine or process slept over the instant: whether to send now is not ours."""
        if self._sending.clock.now() > due_at + self._sending.late_by_max:
            self._watch.over = True
            raise Halted

    def _claim(self) -> Window | Wait | None:
        """What may leave next."""
        sending, now = self._sending, self._sending.clock.now()
        most = 1 if sending.slowing.gap_s else sending.pacing.window(self._window)
        as_of = max(now, sending.begins_at or now)
        window = sending.ledger.claim_paced(sending.distribution_id, as_of, most, sending.pacing)
        if window is None:
            with sending.sharing:
                until = sending.domains.next_at(now)
            return Wait(until) if until else None
        return window

    def _slow_down(self) -> None:
        """Keep the gap that the relay's complaints ask for."""
        if gap_s := self._sending.slowing.gap_s:
            self._sleep(gap_s)

    def _rest(self, until: datetime) -> None:
        """Wait for room; a relay is not left waiting on idle lines for long."""
        wait_s = (until - self._sending.clock.now()).total_seconds()
        if wait_s > _IDLE_S:
            self._transport.close()
        self._sleep(max(wait_s, 0.0))

    def _reopen(self, wait_s: float) -> None:
        self._transport.close()
        self._sleep(wait_s)
        self._transport.open()

    def _sleep(self, seconds: float) -> None:
        """Let time pass until it has or a halt is asked."""
        self._sleep_until(self._sending.clock.now() + timedelta(seconds=seconds))

    def _sleep_until(self, until: datetime) -> None:
        clock = self._sending.clock
        while (left := (until - clock.now()).total_seconds()) > 0:
            if self._watch.halted(clock.now()):
                raise Halted
            clock.sleep(left)

    def _send(self, window: Window) -> None:
        account, began_at = _WindowAccount(self._sending, window), self._sending.clock.now()
        try:
            self._transport.send(self._handovers(window, account), account)
            self._fit(self._sending.clock.now() - began_at, len(window.deliveries))
        finally:
            # Whatever happened: what is known becomes durable, the rest is planned again.
            window.close(self._sending.clock.now())

    def _fit(self, took: timedelta, carried: int) -> None:
        """Let a window last about a second: a status is never older, and commits cost little."""
        if took > _LONG:
            self._window = max(1, self._window // 2)
        elif took < _SHORT and carried >= self._window:
            self._window = min((4 if took < _SHORT / 2 else 2) * self._window, WINDOW)

    def _handovers(self, window: Window, account: "_WindowAccount") -> Iterator[Handover]:
        """Each delivery with its clearance; who may not have it (now) is settled here."""
        sending, skeletons = self._sending, self._skeletons
        read_clock, send_at, halt = sending.clock.now, sending.send_at, sending.halt
        long_at, dated, date = read_clock() + _LONG, None, b""
        for place, claimed in enumerate(window.deliveries):
            this = account.round
            now = read_clock() if this is None else this.now
            due_at = max(send_at, claimed.due_at)
            if dated is not (leaves_at := max(due_at, now)):
                dated, date = leaves_at, rfc5322_date(leaves_at)
            skeleton = skeletons[claimed.skeleton]
            message = skeleton.message(claimed.holes, date, claimed.message_id)
            if now <= due_at:
                account.keep()
                self._sleep_until(due_at)
                self._check_lateness(due_at)
                this, now = None, read_clock()
            if halt.urgency is not _NO_HALT or (place and sending.slowing.gap_s):
                return  # what is left of the window is given back when it closes
            if this is None:
                if (place and now > long_at) or self._watch.halted(now):
                    return
                this = account.round = _Round(now, sending.suppressed())
            leave = self._ask_leave(claimed, due_at, now, this.why_not(claimed), account)
            if leave is not None:
                yield Handover(claimed.number, claimed.envelope, message, leave)

    def _ask_leave(
        self,
        claimed: Claimed,
        due_at: datetime,
        now: datetime,
        suppressed: str,
        account: "_WindowAccount",
    ) -> Clearance | None:
        """Leave for one message to go now; None where it has none, and its account says why."""
        sending = self._sending
        if suppressed:
            account.settle(claimed, Outcome(DeliveryState.SUPPRESSED, why=suppressed))
            return None
        verdict = clear(
            embargoed_until=sending.embargoed_until,
            trusted=claimed.trusted,
            send_at=due_at,
            now=now,
        )
        if isinstance(verdict, Withheld):
            account.settle(claimed, Outcome(DeliveryState.WITHHELD), verdict.until)
            return None
        if sending.domains.limits and (put_off_until := self._put_off(claimed, now)):
            account.settle(claimed, Outcome(DeliveryState.PLANNED), put_off_until)
            return None
        return verdict

    def _put_off(self, claimed: Claimed, now: datetime) -> datetime | None:
        """Until when the limit of this recipient's domain puts it off; None: it may leave."""
        with self._sending.sharing:
            return self._sending.domains.ask(claimed.envelope.rcpt_to, now)


class _WindowAccount:
    """The account of one window, with the retry rule applied to what is deferred."""

    def __init__(self, sending: Sending, window: Window) -> None:
        self._sending = sending
        self._window = window
        self.round: _Round | None = None
        """Holds until the transport waits."""
        self._claimed = {claimed.number: claimed for claimed in window.deliveries}

    def dot(self, handover: Handover) -> None:
        self._window.dot(handover.number)

    def keep(self) -> None:
        self.round = None
        self._window.keep()

    def settled(self, handover: Handover, outcome: Outcome) -> None:
        claimed = self._claimed[handover.number]
        again_at = None
        if outcome.state is _DEFERRED:
            now, give_up_at = self._sending.clock.now(), self._sending.give_up_at
            again_at = retry_at(claimed.attempts + 1, now, give_up_at)
        self.settle(claimed, outcome, again_at)

    def settle(self, claimed: Claimed, outcome: Outcome, due_at: datetime | None = None) -> None:
        sending = self._sending
        self._window.reply(claimed.number, outcome, due_at=due_at)
        if outcome.state is not _ACCEPTED or sending.slowing.gap_s:
            self._learn(outcome)
        sending.tell(claimed, outcome)

    def _learn(self, outcome: Outcome) -> None:
        """Slow down where a deferral asks for it, speed up where all is well."""
        sending = self._sending
        if outcome.state is _DEFERRED:
            if outcome.reply is not None and is_too_fast(outcome.reply):
                sending.slowing.complained()
        elif sending.slowing.gap_s and outcome.state is _ACCEPTED:
            sending.slowing.accepted()
