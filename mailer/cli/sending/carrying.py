"""
One run over one distribution: guard it, send what is due, wait for the rest, send that.

A run that waits opens its lines and composes its first messages before the instant, so that they
leave when it comes.

Promises: before anything leaves, the clock, the zone's rules and the time are looked at (`guarding`);
while waiting, the wall clock decides, and the steady clock watches it.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from mailer.cli.console import show_time
from mailer.cli.desk import Desk
from mailer.cli.progress import Progress
from mailer.cli.sending.company import Company
from mailer.cli.sending.guarding import hold_back, jumped
from mailer.cli.sending.network_check import NetworkCheck
from mailer.cli.sending.remembered import changed
from mailer.deliver.clock import ClockWatch
from mailer.deliver.halt import Halt
from mailer.deliver.line import LineLife
from mailer.deliver.ports import Claimed, Outcome
from mailer.deliver.relay import RelayTransport
from mailer.deliver.sending import Sending, send_due
from mailer.read.settings import Relay
from mailer.record.ledger import Ledger
from mailer.record.steering import Decision
from mailer.schedule.pace import UNPACED, DomainPace, Pacing
from mailer.schedule.retry import rest_until
from mailer.words.addresses import Address
from mailer.words.errors import (
    GuardError,
    LedgerError,
    LoginRefused,
    MailerError,
    MediaListError,
    TransportError,
)
from mailer.words.states import Counts

EVER = datetime.max.replace(tzinfo=UTC)
SOON = timedelta(seconds=60)
"""A run that cron starts waits for what is due before cron starts the next."""
_STAND_BY = timedelta(seconds=30)
"""How long before the instant the lines are opened."""
_PER_CONNECTION = 50
"""Deliveries that make another connection to the relay worth its greeting."""


def transport_for(desk: Desk, *, connections: int = 1, halt: Halt | None = None) -> RelayTransport:
    """So many lines to the relay of this workspace, not yet open."""
    relay = desk.relay()
    return RelayTransport(
        relay,
        client_name=desk.sender().address.domain,
        lines=connections,
        life=LineLife(relay.messages_per_connection, relay.connection_age_s),
        halt=halt,
        transcript=desk.transcript(),
    )


@dataclass(slots=True)
class Run:
    """One owner's work on one distribution."""

    desk: Desk
    ledger: Ledger
    distribution_id: str
    halt: Halt
    until: datetime
    """What is due later is left to another run."""
    company: Company
    named: bool = False
    """Whether what it says begins with its name, because others talk beside it."""
    on_stage: bool = False
    """Whether this is a rehearsal, of which the workspace remembers nothing."""
    _watch: ClockWatch = field(init=False)
    _network: NetworkCheck = field(init=False)

    def __post_init__(self) -> None:
        """Begin to watch the clock."""
        self._watch = ClockWatch(self.desk.clock)
        self._network = NetworkCheck(self.desk)

    def carry_out(self) -> MailerError | None:
        """Send, and send again, until nothing is left that would happen by itself before `until`."""
        while True:
            due_at = self._next_due_at()
            if due_at is None or due_at > self.until:
                return None
            self._wait_for(due_at)
            if self._is_over():
                return jumped(self.ledger, self.distribution_id, self._watch)
            if held := self._held_back():
                return held
            failure = self._send_once(due_at)
            if failure is not None:
                if self.until is not EVER or self._is_over() or self._next_due_at() is None:
                    return failure
                self.desk.console.error(failure)
            elif self._is_over():
                return jumped(self.ledger, self.distribution_id, self._watch)

    def _held_back(self) -> MailerError | None:
        if not self.on_stage and (found := changed(self.desk, self.ledger)):
            return self._pause(found)
        return hold_back(self.desk, self.ledger, self.distribution_id, self._watch, self._network)

    def _next_due_at(self) -> datetime | None:
        return self.ledger.next_due_at(self.distribution_id)

    def _is_over(self) -> bool:
        return self.halt.asked or not self.ledger.is_live(self.distribution_id)

    def _wait_for(self, due_at: datetime) -> None:
        """Until it is time to open the lines: the wall clock decides, not the sum of the sleeps."""
        desk = self.desk
        if due_at <= desk.clock.now():
            return
        shown = show_time(due_at, desk.settings.timezone, desk.clock.now())
        name = f"{self.distribution_id}: " if self.named else ""
        desk.console.say(f"{name}Waiting: {shown}. Ctrl-C stops waiting; nothing planned is lost.")
        while (left := (due_at - _STAND_BY - desk.clock.now()).total_seconds()) > 0:
            if self._is_over() or self._watch.doubt():
                return
            desk.clock.sleep(left)

    def _send_once(self, due_at: datetime) -> MailerError | None:
        """Hand over what is due now or at `due_at`; what kept it from going on."""
        before = self.ledger.counts(self.distribution_id).accepted
        try:
            self._send(due_at)
        except TransportError as error:
            self.desk.log.failure(self.distribution_id, error)
            if error.temporary:
                went_on = self.ledger.counts(self.distribution_id).accepted > before
                self._leave_alone(error, went_on=went_on)
            return error
        except MediaListError as error:  # who must not be written to cannot be told any more
            return self._pause(error)
        return None

    def _pause(self, why: MailerError) -> GuardError | LedgerError:
        """Hold it until a person has seen to what only a person can."""
        if isinstance(why, LedgerError):
            return why
        reason = " ".join(part for part in (f"{why.where}:", why.what, why.cure) if part)
        self.ledger.pause(self.distribution_id, reason, self.desk.clock.now())
        cure = f"{why.cure} Then: mailer resume {self.distribution_id}"
        return GuardError(why.what, where=why.where, cure=cure)

    def _leave_alone(self, error: TransportError, *, went_on: bool) -> None:
        """Give a relay that fails a rest, longer each time; pause where that has not helped."""
        ledger, distribution_id = self.ledger, self.distribution_id
        now, failures = self.desk.clock.now(), 1
        if not went_on:
            for event in reversed(ledger.events(distribution_id)):
                if event.what != "put_off":
                    break
                failures += 1
        give_up_at = ledger.distribution(distribution_id).distribution.give_up_at or now
        until = rest_until(failures, now, give_up_at, login=isinstance(error, LoginRefused))
        if until is None:
            ledger.pause(distribution_id, f"{error.what} {error.cure}".strip(), now)
        else:
            ledger.put_off(distribution_id, until, Decision(now, "", error.what))

    def _send(self, due_at: datetime) -> None:
        desk, ledger, distribution_id = self.desk, self.ledger, self.distribution_id
        now = desk.clock.now()
        planned = ledger.distribution(distribution_id).distribution
        to_go = _to_go(counts := ledger.counts(distribution_id))
        relay = desk.relay()

        def tell(claimed: Claimed, outcome: Outcome) -> None:
            progress.tell(claimed, outcome)
            desk.log.delivery(distribution_id, claimed, outcome)

        name = distribution_id if self.named else ""
        with (
            self.company.sending(distribution_id, lines_for(counts), self._domain_pace) as shared,
            Progress(desk.console, to_go, relay.rates, name) as progress,
        ):
            connections, domains = shared
            desk.log.tell("run", distribution_id, to_go=to_go, connections=connections)
            send_due(
                Sending(
                    distribution_id=distribution_id,
                    embargoed_until=planned.embargoed_until,
                    send_at=planned.send_at,
                    give_up_at=planned.give_up_at or now,
                    ledger=ledger,
                    transport=transport_for(desk, connections=connections, halt=self.halt),
                    clock=desk.clock,
                    suppressed=suppressed_now(desk),
                    pacing=pacing_of(relay),
                    domains=domains,
                    sharing=self.company.sharing,
                    tell=tell,
                    halt=self.halt,
                    begins_at=due_at if due_at > now else None,
                    late_by_max=timedelta(seconds=planned.late_by_max_s),
                    doubt=self._watch.doubt,
                )
            )

    def _domain_pace(self) -> DomainPace:
        """The limits of recipients' domains, with what left before."""
        domains = DomainPace(self.desk.settings.limits.domains)
        if domains.limits:
            since = self.desk.clock.now() - domains.longest
            domains.remember(self.ledger.departures(since))
        return domains


def lines_for(counts: Counts) -> int:
    """How many lines to the relay are worth their greetings."""
    return max(1, math.ceil(_to_go(counts) / _PER_CONNECTION))


def _to_go(counts: Counts) -> int:
    return counts.remaining + counts.deferred + counts.withheld


def pacing_of(relay: Relay) -> Pacing:
    """The relay's rates, under the name by which all senders of this ledger share them."""
    if not relay.rates:
        return UNPACED
    return Pacing(f"{relay.host}:{relay.port} {relay.username}", relay.rates)


def suppressed_now(desk: Desk) -> Callable[[], Callable[[Claimed], str]]:
    """Who must not be written to, as the file says whenever this is asked."""
    on_disk = desk.workspace.suppressions()

    def as_of_now() -> Callable[[Claimed], str]:
        suppressions = on_disk.now()

        def why_not(claimed: Claimed) -> str:
            found = suppressions.match(Address.of_wire(claimed.envelope.rcpt_to))
            return f"suppressed: {found.reason or 'no reason given'}" if found else ""

        return why_not if suppressions.entries else _nobody

    return as_of_now


def _nobody(_claimed: Claimed) -> str:
    return ""
