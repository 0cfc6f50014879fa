"""
What `status` does: how distributions stand, once or as they change.

Promises: names who is in doubt and who was given up, says when the next and the last are reached,
and changes nothing.
"""

from datetime import timedelta

import typer

from mailer.cli.console import countdown, printable, show_time
from mailer.cli.desk import Desk, open_desk
from mailer.cli.sending.running import account_of, entries_of
from mailer.record.ledger import Ledger
from mailer.report.account import Account
from mailer.report.lookup import lookup_lines
from mailer.report.outlook import Outlook
from mailer.words.errors import UsageError
from mailer.words.states import DeliveryState, DistributionState

_LATELY = timedelta(minutes=1)
_WATCH_EVERY_S = 0.5
_NAMED = 20
"""So many names stand in a status; the report has them all."""
_HOME_AND_CLEAR = "\x1b[H\x1b[J"
_GOES_ON = (DistributionState.SCHEDULED, DistributionState.SENDING)


def status(context: typer.Context, given: str, *, watch: bool) -> int:
    """One distribution in full, or a few lines for each."""
    desk = open_desk(context)
    if watch and desk.console.as_json:
        raise UsageError(
            "--watch is for people, --json for programs.", cure="Leave one of them out."
        )
    url = desk.settings.ledger_url
    with Ledger.open(url, create=False, folder=desk.root, clock=desk.clock) as ledger:
        if watch:
            _watch(desk, ledger, given)
        accounts = _accounts(desk, ledger, given)
        if not watch:
            for line in _lines(desk, ledger, accounts, full=bool(given)):
                desk.console.result(printable(line))
    documents = [account.document for account in accounts]
    desk.console.document(documents[0] if given else {"distributions": documents})
    return accounts[0].exit_status if given else 0


def _accounts(desk: Desk, ledger: Ledger, given: str) -> list[Account]:
    if given:
        return [account_of(desk, ledger, given)]
    return [account_of(desk, ledger, record.distribution.id) for record in ledger.distributions()]


def _lines(desk: Desk, ledger: Ledger, accounts: list[Account], *, full: bool) -> list[str]:
    lines: list[str] = []
    for account in accounts:
        lines += account.lines()
        lines += [f"  {line}" for line in _outlook_lines(desk, ledger, account)]
        if full:
            lines += _names(ledger, account)
        elif account.unsettled:
            lines.append(f"  Decide on those in doubt: mailer settle {account.distribution}")
    return lines or ["Nothing has been sent or planned yet."]


def _outlook_lines(desk: Desk, ledger: Ledger, account: Account) -> list[str]:
    """How it goes on: the speed, the time left, the next and the last recipient."""
    if account.state is DistributionState.PAUSED:
        return [f"Go on with: mailer resume {account.distribution}"]
    outlook = outlook_of(desk, ledger, account.distribution)
    if account.state not in _GOES_ON or not outlook.to_go:
        return []
    now, zone = desk.clock.now(), desk.settings.timezone
    waits = outlook.next_at is not None and outlook.next_at > now
    lines = [f"Speed: {speed}"] if (speed := outlook.speed()) and not waits else []
    if outlook.next_at is not None and waits:
        lines.append(f"Next: {show_time(outlook.next_at, zone, now)}")
    reached_at = outlook.reached_at(now)
    if reached_at is not None and outlook.to_go > 1:
        left = countdown(max(reached_at - now, timedelta(seconds=1))).removeprefix("in ")
        lines.append(f"Time left: about {left}")
        lines.append(f"Last recipient: about {show_time(reached_at, zone, now)}")
    return lines


def outlook_of(desk: Desk, ledger: Ledger, distribution_id: str) -> Outlook:
    """How a distribution goes on, by what left in the last minute and what the relay may get."""
    now = desk.clock.now()
    pulse = ledger.pulse(distribution_id, now - _LATELY)
    seconds = (now - pulse.first_at).total_seconds() if pulse.first_at else 0.0
    relay = desk.settings.relay
    return Outlook(
        to_go=max(pulse.waiting, ledger.counts(distribution_id).remaining),
        rates=relay.rates if relay else (),
        per_second=pulse.left / max(seconds, 1.0),
        next_at=pulse.next_at,
        last_at=pulse.last_at,
    )


def _names(ledger: Ledger, account: Account) -> list[str]:
    """Who needs a person: those given up, and those in doubt."""
    lines = []
    if account.counts.deferred:
        deferred = entries_of(ledger, account.distribution, DeliveryState.DEFERRED)
        given_up = [entry for entry in deferred if entry.due_at is None]
        if given_up:
            lines.append(
                f"Given up: {len(given_up)}. Once more: mailer retry {account.distribution} "
                "--deferred"
            )
            lines += [f"  {entry.address}  {entry.reply}" for entry in given_up[:_NAMED]]
            if len(given_up) > _NAMED:
                lines.append(f"  and {len(given_up) - _NAMED} more in the report")
    if account.counts.in_doubt:
        doubtful = entries_of(ledger, account.distribution, DeliveryState.IN_DOUBT)
        lines += lookup_lines(doubtful, account.distribution)
    return lines


def _watch(desk: Desk, ledger: Ledger, given: str) -> None:
    """Show it again and again, until nothing goes on by itself any more."""
    shown: list[str] = []
    while True:
        accounts = _accounts(desk, ledger, given)
        lines = _lines(desk, ledger, accounts, full=bool(given))
        if desk.console.interactive:
            desk.console.result(_HOME_AND_CLEAR + "\n".join(map(printable, lines)))
        elif lines != shown:
            desk.console.result("\n".join(map(printable, lines)))
        shown = lines
        if not any(account.state in _GOES_ON for account in accounts):
            return
        desk.clock.sleep(_WATCH_EVERY_S)
