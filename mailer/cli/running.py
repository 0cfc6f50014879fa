"""
Carrying out what is planned: for `send`, which may wait for it, and for `due`.

Promises: one run at a time holds a distribution; whatever happens, the account is closed before the
command ends, and it says what is left and how to go on.
"""

import math
from collections.abc import Callable
from datetime import datetime

import typer

from mailer.cli.console import printable, show_time
from mailer.cli.desk import Desk, open_desk
from mailer.cli.progress import Progress
from mailer.cli.signals import heeding
from mailer.deliver.breaker import Breaker
from mailer.deliver.halt import Halt
from mailer.deliver.ports import Claimed, Outcome
from mailer.deliver.relay import RelayTransport
from mailer.deliver.sending import LineLife, Sending, send_due
from mailer.read.settings import Relay
from mailer.record.ledger import Ledger
from mailer.record.steering import Decision
from mailer.report.account import Account, Entry
from mailer.report.lookup import lookup_lines
from mailer.schedule.pace import UNPACED, DomainPace, Pacing
from mailer.schedule.retry import rest_until
from mailer.words.addresses import Address
from mailer.words.errors import LedgerLocked, LoginRefused, MailerError, TransportError
from mailer.words.states import DeliveryState, DistributionState

_PER_CONNECTION = 50
"""Deliveries that make another connection to the relay worth its greeting."""
_POLL_S = 0.5
INTERRUPTED = 130


def transport_for(
    desk: Desk, breaker: Breaker | None = None, halt: Halt | None = None
) -> RelayTransport:
    """One line to the relay of this workspace, not yet open; lines of a run share the rest."""
    return RelayTransport(
        desk.relay(),
        client_name=desk.sender().address.domain,
        breaker=breaker,
        halt=halt,
        transcript=desk.transcript(),
    )


def run_one(desk: Desk, ledger: Ledger, distribution_id: str, *, wait: bool) -> int:
    """Carry one distribution out as far as it is due, or to its end with `wait`."""
    halt = Halt()
    with ledger.own(distribution_id), heeding(halt, desk.console):
        failure = _carry_out(desk, ledger, distribution_id, halt, wait=wait)
    account = account_of(desk, ledger, distribution_id)
    _tell(desk, ledger, account)
    if failure is not None:
        desk.console.error(failure)
    return _ended(desk, account, halt, failure)


def run_due(context: typer.Context) -> int:
    """Carry out everything that is due; the gravest exit status of all."""
    desk = open_desk(context)
    # Reading makes no ledger where there is none; only work opens it for writing.
    with Ledger.open(
        desk.settings.ledger_url, create=False, folder=desk.root, clock=desk.clock
    ) as looked_at:
        ids = looked_at.due(desk.now)
    if not ids:
        desk.console.document({"distributions": []})
        return 0
    ledger = Ledger.open(desk.settings.ledger_url, create=True, folder=desk.root, clock=desk.clock)
    try:
        return run_all(desk, ledger, ids)
    finally:
        ledger.close()


def run_all(desk: Desk, ledger: Ledger, ids: list[str]) -> int:
    """Carry out several, as far as each is due; the gravest exit status of all."""
    documents, statuses, halt = [], [0], Halt()
    for distribution_id in ids:
        try:
            with ledger.own(distribution_id), heeding(halt, desk.console):
                failure = _carry_out(desk, ledger, distribution_id, halt, wait=False)
        except LedgerLocked:
            desk.console.say(f"{distribution_id}: another run is sending it.")
            continue
        account = account_of(desk, ledger, distribution_id)
        documents.append(account.document)
        for line in account.lines():
            desk.console.result(printable(line))
        if failure is not None:
            desk.console.error(failure)
        statuses.append(_ended(desk, account, halt, failure))
        if halt.asked:
            break
    desk.console.document({"distributions": documents})
    return max(statuses)


def _ended(desk: Desk, account: Account, halt: Halt, failure: MailerError | None) -> int:
    """Say how to go on where something is left that nobody waits for; the exit status."""
    desk.log.tell("ended", account.distribution, account=account.document)
    left, paused = account.counts.remaining, account.state is DistributionState.PAUSED
    resume = f"mailer resume {account.distribution}"
    if halt.asked:
        desk.console.insist(
            f"Interrupted. {left} still to go, and nothing of it is lost. Go on with: {resume}"
        )
        return INTERRUPTED
    if left and paused:
        desk.console.insist(f"{left} still to go. When it may go on: {resume}")
    elif left and failure is not None:
        desk.console.insist(
            f"{left} still to go: `mailer due` tries again by itself. At once: {resume}"
        )
    return account.exit_status if failure is None else failure.exit_status


def _carry_out(
    desk: Desk, ledger: Ledger, distribution_id: str, halt: Halt, *, wait: bool
) -> MailerError | None:
    """Send, and with `wait` send again, until nothing is left that would happen by itself."""
    while True:
        before = ledger.counts(distribution_id).accepted
        failure = None
        try:
            _send(desk, ledger, distribution_id, halt)
        except TransportError as error:
            failure = error
            desk.log.failure(distribution_id, error)
            if error.temporary:
                went_on = ledger.counts(distribution_id).accepted > before
                _leave_alone(desk, ledger, distribution_id, error, went_on=went_on)
        due_at = ledger.next_due_at(distribution_id)
        over = halt.asked or not ledger.is_live(distribution_id)
        if not wait or due_at is None or over:
            return failure
        if failure is not None:
            desk.console.error(failure)
        _wait_until(desk, ledger, distribution_id, due_at, halt)


def _leave_alone(
    desk: Desk, ledger: Ledger, distribution_id: str, error: TransportError, *, went_on: bool
) -> None:
    """Give a relay that fails a rest, longer each time; pause where that has not helped."""
    now, failures = desk.clock.now(), 1
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


def _send(desk: Desk, ledger: Ledger, distribution_id: str, halt: Halt) -> None:
    """Hand over what is due now; nothing is opened where nothing is."""
    now = desk.clock.now()
    if distribution_id not in ledger.due(now):
        return
    planned = ledger.distribution(distribution_id).distribution
    counts = ledger.counts(distribution_id)
    to_go = counts.remaining + counts.deferred + counts.withheld
    relay = desk.relay()
    connections = max(1, min(relay.connections, math.ceil(to_go / _PER_CONNECTION)))
    breaker = Breaker()
    domains = DomainPace(desk.settings.limits.domains)
    if domains.limits:
        domains.remember(ledger.departures(now - domains.longest))
    desk.log.tell("run", distribution_id, to_go=to_go, connections=connections)

    def tell(claimed: Claimed, outcome: Outcome) -> None:
        progress.tell(claimed, outcome)
        desk.log.delivery(distribution_id, claimed, outcome)

    with Progress(desk.console, to_go, relay.rates) as progress:
        send_due(
            Sending(
                distribution_id=distribution_id,
                embargoed_until=planned.embargoed_until,
                send_at=planned.send_at,
                give_up_at=planned.give_up_at or now,
                ledger=ledger,
                transport=lambda: transport_for(desk, breaker, halt),
                clock=desk.clock,
                suppressed=_suppressed(desk),
                connections=connections,
                pacing=pacing_of(relay),
                domains=domains,
                line_life=LineLife(relay.messages_per_connection, relay.connection_age_s),
                tell=tell,
                halt=halt,
            )
        )


def pacing_of(relay: Relay) -> Pacing:
    """The relay's rates, under the name by which all senders of this ledger share them."""
    if not relay.rates:
        return UNPACED
    return Pacing(f"{relay.host}:{relay.port} {relay.username}", relay.rates)


def _suppressed(desk: Desk) -> Callable[[Claimed], str]:
    suppressions = desk.workspace.suppressions()

    def why_not(claimed: Claimed) -> str:
        found = suppressions.match(Address.of_wire(claimed.envelope.rcpt_to))
        return f"suppressed: {found.reason or 'no reason given'}" if found else ""

    return why_not


def _wait_until(
    desk: Desk, ledger: Ledger, distribution_id: str, due_at: datetime, halt: Halt
) -> None:
    """Let time pass until `due_at`, in short sleeps: the wall clock decides, not the sum of sleeps."""
    shown = show_time(due_at, desk.settings.timezone, desk.clock.now())
    desk.console.say(f"Waiting: {shown}. Ctrl-C stops waiting; nothing planned is lost.")
    while (left := (due_at - desk.clock.now()).total_seconds()) > 0:
        if halt.asked or not ledger.is_live(distribution_id):
            return
        desk.clock.sleep(min(_POLL_S, left))


def account_of(desk: Desk, ledger: Ledger, distribution_id: str) -> Account:
    """How a distribution stands."""
    record = ledger.distribution(distribution_id)
    planned = record.distribution
    return Account(
        distribution=planned.id,
        headline=planned.headline,
        state=record.state,
        counts=ledger.counts(planned.id),
        unsettled=ledger.unsettled(planned.id),
        send_at=planned.send_at,
        embargoed_until=planned.embargoed_until,
        reason=record.reason,
        drifted=desk.workspace.drifted(planned.sources),
    )


def entries_of(
    ledger: Ledger, distribution_id: str, state: DeliveryState | None = None
) -> list[Entry]:
    """Every delivery of a distribution, or those in one state, for a report."""
    return [
        Entry(
            address=record.address,
            address_key=record.address_key,
            state=record.state,
            media_list=record.media_list,
            row=record.row,
            language=record.language,
            attempts=record.attempts,
            reply=record.reply or record.why,
            message_id=record.message_id,
            at=record.at,
            due_at=record.due_at,
            unsettled=record.unsettled,
        )
        for record in ledger.deliveries(distribution_id, state)
    ]


def _tell(desk: Desk, ledger: Ledger, account: Account) -> None:
    for line in account.lines():
        desk.console.result(printable(line))
    if account.counts.in_doubt:
        doubtful = entries_of(ledger, account.distribution, DeliveryState.IN_DOUBT)
        for line in lookup_lines(doubtful, account.distribution):
            desk.console.insist(printable(line))
    waiting_for = ledger.next_due_at(account.distribution)
    if waiting_for is not None and waiting_for > desk.clock.now():
        shown = show_time(waiting_for, desk.settings.timezone, desk.clock.now())
        desk.console.say(
            f"Next: {shown}. `mailer due` sends it then; cron may call it every minute."
        )
    desk.console.document(account.document)
