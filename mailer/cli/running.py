"""
Carrying out what is planned: for `send`, which may wait for it, and for `due`.

Promises: one run at a time holds a distribution; whatever happens, the account is closed before the
command ends, and it says what is left and how to go on.
"""

import math
import threading
from datetime import datetime

import typer

from mailer.cli.console import printable, show_time
from mailer.cli.desk import Desk, open_desk
from mailer.cli.progress import Progress
from mailer.deliver.breaker import Breaker
from mailer.deliver.ports import Claimed
from mailer.deliver.relay import RelayTransport
from mailer.deliver.sending import Sending, send_due
from mailer.record.ledger import Ledger
from mailer.report.account import Account, Entry, in_doubt_lines
from mailer.schedule.pace import Pace
from mailer.words.addresses import Address
from mailer.words.errors import LedgerLocked, MailerError, TransportError
from mailer.words.states import DistributionState

_PER_CONNECTION = 50
"""Deliveries that make another connection to the relay worth its greeting."""
_POLL_S = 0.5
_OPEN = (DistributionState.SCHEDULED, DistributionState.SENDING)


def transport_for(desk: Desk, breaker: Breaker | None = None) -> RelayTransport:
    """One line to the relay of this workspace, not yet open; lines of a run share a breaker."""
    domain = desk.sender().address.domain
    return RelayTransport(desk.relay(), client_name=domain, breaker=breaker)


def run_one(desk: Desk, ledger: Ledger, distribution_id: str, *, wait: bool) -> int:
    """Carry one distribution out as far as it is due, or to its end with `wait`."""
    failure: MailerError | None = None
    try:
        with ledger.own(distribution_id):
            while True:
                _send(desk, ledger, distribution_id)
                due_at = ledger.next_due_at(distribution_id)
                if not wait or due_at is None or not _is_open(ledger, distribution_id):
                    break
                _wait_until(desk, due_at)
    except TransportError as error:
        failure = error
    account = account_of(desk, ledger, distribution_id)
    _tell(desk, ledger, account)
    if failure is not None:
        desk.console.error(failure)
        desk.console.insist(
            f"{account.counts.remaining} still to go; the same command takes it up again."
        )
        return failure.exit_status
    return account.exit_status


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
    documents, statuses = [], [0]
    ledger = Ledger.open(desk.settings.ledger_url, create=True, folder=desk.root, clock=desk.clock)
    try:
        for distribution_id in ids:
            try:
                with ledger.own(distribution_id):
                    _send(desk, ledger, distribution_id)
            except LedgerLocked:
                desk.console.say(f"{distribution_id}: another run is sending it.")
                continue
            except TransportError as error:
                desk.console.error(error)
                statuses.append(error.exit_status)
            account = account_of(desk, ledger, distribution_id)
            statuses.append(account.exit_status)
            documents.append(account.document)
            for line in account.lines():
                desk.console.result(printable(line))
    finally:
        ledger.close()
    desk.console.document({"distributions": documents})
    return max(statuses)


def _is_open(ledger: Ledger, distribution_id: str) -> bool:
    return ledger.distribution(distribution_id).state in _OPEN


def _send(desk: Desk, ledger: Ledger, distribution_id: str) -> None:
    """Hand over what is due now; nothing is opened where nothing is."""
    now = desk.clock.now()
    if distribution_id not in ledger.due(now):
        return
    planned = ledger.distribution(distribution_id).distribution
    counts = ledger.counts(distribution_id)
    to_go = counts.remaining + counts.deferred + counts.withheld
    relay = desk.relay()
    connections = max(1, min(relay.connections, math.ceil(to_go / _PER_CONNECTION)))
    suppressions = desk.workspace.suppressions()
    breaker = Breaker()

    def suppressed(claimed: Claimed) -> str:
        found = suppressions.match(Address.of_wire(claimed.envelope.rcpt_to))
        return f"suppressed: {found.reason or 'no reason given'}" if found else ""

    with Progress(desk.console, to_go) as progress:
        send_due(
            Sending(
                distribution_id=distribution_id,
                embargoed_until=planned.embargoed_until,
                send_at=planned.send_at,
                give_up_at=planned.give_up_at or now,
                ledger=ledger,
                transport=lambda: transport_for(desk, breaker),
                clock=desk.clock,
                suppressed=suppressed,
                connections=connections,
                pace=Pace(relay.rates),
                tell=progress.tell,
                stop=threading.Event(),
            )
        )


def _wait_until(desk: Desk, due_at: datetime) -> None:
    """Let time pass until `due_at`, in short sleeps: the wall clock decides, not the sum of sleeps."""
    shown = show_time(due_at, desk.settings.timezone, desk.clock.now())
    desk.console.say(f"Waiting: {shown}. Ctrl-C stops waiting; nothing planned is lost.")
    while (left := (due_at - desk.clock.now()).total_seconds()) > 0:
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
        send_at=planned.send_at,
        embargoed_until=planned.embargoed_until,
        reason=record.reason,
        drifted=desk.workspace.drifted(planned.sources),
    )


def entries_of(ledger: Ledger, distribution_id: str) -> list[Entry]:
    """Every delivery of a distribution, for a report."""
    return [
        Entry(
            address=record.address,
            state=record.state,
            media_list=record.media_list,
            row=record.row,
            language=record.language,
            attempts=record.attempts,
            reply=record.reply or record.why,
            message_id=record.message_id,
            at=record.at,
        )
        for record in ledger.deliveries(distribution_id)
    ]


def _tell(desk: Desk, ledger: Ledger, account: Account) -> None:
    for line in account.lines():
        desk.console.result(printable(line))
    if account.counts.in_doubt:
        for line in in_doubt_lines(entries_of(ledger, account.distribution)):
            desk.console.insist(printable(line))
    waiting_for = ledger.next_due_at(account.distribution)
    if waiting_for is not None and waiting_for > desk.clock.now():
        shown = show_time(waiting_for, desk.settings.timezone, desk.clock.now())
        desk.console.say(
            f"Next: {shown}. `mailer due` sends it then; cron may call it every minute."
        )
    desk.console.document(account.document)
