"""
Carrying out what is planned: for `send`, which may wait for it, and for `due`.

Promises: one run at a time holds a distribution; several leave side by side; whatever happens, the
account is closed before the command ends, and it says what is left and how to go on.
"""

from collections.abc import Iterator
from datetime import datetime

import typer

from mailer.cli.console import printable, show_time
from mailer.cli.desk import Desk, open_desk
from mailer.cli.sending.carrying import EVER, SOON, Run
from mailer.cli.sending.company import Company
from mailer.cli.sending.side_by_side import SideBySide
from mailer.cli.signals import heeding
from mailer.deliver.halt import Halt
from mailer.record.ledger import Ledger
from mailer.report.account import Account, Entry
from mailer.report.lookup import lookup_lines
from mailer.words.errors import MailerError
from mailer.words.states import DeliveryState, DistributionState

INTERRUPTED = 130


def run_one(desk: Desk, ledger: Ledger, distribution_id: str, *, wait: bool) -> int:
    """Carry one distribution out as far as it is due, or to its end with `wait`."""
    halt = Halt()
    until, alone = EVER if wait else desk.clock.now(), Company(desk.relay().connections)
    run = Run(desk, ledger, distribution_id, halt, until, alone)
    with ledger.own(distribution_id), heeding(halt, desk.console):
        failure = run.carry_out()
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
        ids = looked_at.due(desk.now + SOON)
    if not ids:
        desk.console.document({"distributions": []})
        return 0
    ledger = Ledger.open(desk.settings.ledger_url, create=True, folder=desk.root, clock=desk.clock)
    try:
        return run_all(desk, ledger, ids)
    finally:
        ledger.close()


def in_turn(ledger: Ledger, ids: list[str], now: datetime) -> list[str]:
    """The one that is due first, first."""
    return sorted(ids, key=lambda each: ledger.next_due_at(each) or now)


def run_all(desk: Desk, ledger: Ledger, ids: list[str]) -> int:
    """Carry out several, as far as each is due now or soon; the gravest exit status of all."""
    documents, statuses, halt = {}, [0], Halt()
    left = in_turn(ledger, ids, desk.now)
    with heeding(halt, desk.console), SideBySide(desk, ledger, halt) as runs:
        while runs.busy or (left and not halt.asked):
            left = [] if halt.asked else runs.begin(left)
            for account, status in tell_ended(desk, ledger, runs, halt):
                documents[account.distribution] = account.document
                statuses.append(status)
    shown = [documents[each] for each in ids if each in documents]
    desk.console.document({"distributions": shown})
    return max(statuses)


def tell_ended(
    desk: Desk, ledger: Ledger, runs: SideBySide, halt: Halt
) -> Iterator[tuple[Account, int]]:
    """Tell of each that has come to rest meanwhile; its account and exit status."""
    for ended in runs.ended():
        distribution_id = ended.distribution_id
        if ended.elsewhere:
            desk.console.say(f"{distribution_id}: another run is sending it.")
            continue
        account = account_of(desk, ledger, distribution_id)
        for line in account.lines():
            desk.console.result(printable(line))
        if ended.failure is not None:
            desk.console.error(ended.failure)
        yield account, _ended(desk, account, halt, ended.failure)


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


def account_of(desk: Desk, ledger: Ledger, distribution_id: str) -> Account:
    """How a distribution stands."""
    record = ledger.distribution(distribution_id)
    planned = record.distribution
    instant = max(planned.send_at, planned.embargoed_until or planned.send_at)
    accepted = ledger.acceptances(planned.id, instant)
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
        first_at=accepted.first_at,
        last_at=accepted.last_at,
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
