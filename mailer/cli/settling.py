"""
What `settle` does: a person decides on deliveries in doubt, one by one or all.

Promises: nothing in doubt is sent again without the count typed or `--yes`; it keeps its Message-ID,
so that a mailbox that has it already can tell; who decided is in the ledger.
"""

import typer

from mailer.cli.console import printable
from mailer.cli.desk import Desk, address_given
from mailer.cli.person import who_is_asking
from mailer.cli.publication import refuse_overtaken
from mailer.cli.sending import running
from mailer.cli.steering import go_on, opened
from mailer.record.ledger import Ledger
from mailer.record.steering import Decision
from mailer.report.account import Entry
from mailer.report.lookup import lookup_lines
from mailer.words.errors import GuardError, UsageError
from mailer.words.states import DeliveryState


def settle(
    context: typer.Context,
    given: str,
    addresses: list[str],
    *,
    resend: bool,
    leave: bool,
    yes: bool,
) -> int:
    """List what is in doubt, or decide on it."""
    if resend and leave:
        raise UsageError("--resend and --leave exclude each other.", cure="Give one of them.")
    with opened(context) as (desk, ledger):
        distribution_id = ledger.distribution(given).distribution.id
        doubtful = running.entries_of(ledger, distribution_id, DeliveryState.IN_DOUBT)
        keys = _keys(addresses, doubtful) if addresses else None
        if not resend and not leave:
            return _listed(desk, ledger, distribution_id, doubtful)
        if not doubtful:
            desk.console.say(f"Nothing of {distribution_id} is in doubt.")
        elif resend:
            refuse_overtaken(ledger, ledger.distribution(distribution_id))
            _confirm(desk, len(keys) if keys else len(doubtful), yes=yes)
        decision = Decision(desk.clock.now(), who_is_asking())
        if resend:
            count = ledger.resend(distribution_id, decision, keys)
            desk.console.say(f"{count} are sent again, under the same Message-ID.")
            return go_on(desk, ledger, distribution_id, wait=False)
        count = ledger.leave(distribution_id, decision, keys)
        desk.console.say(f"{count} are left as they are: in doubt, and settled.")
        return _listed(desk, ledger, distribution_id, [])


def _keys(addresses: list[str], doubtful: list[Entry]) -> set[str]:
    """The address keys named; UsageError where one of them is not in doubt."""
    known = {entry.address_key for entry in doubtful}
    keys = {address_given(each).key: each for each in addresses}
    if strangers := [given for key, given in keys.items() if key not in known]:
        raise UsageError(
            f"Not in doubt: {', '.join(strangers)}.", cure="Without an address, all are meant."
        )
    return set(keys)


def _confirm(desk: Desk, count: int, *, yes: bool) -> None:
    if yes:
        return
    if not desk.console.interactive:
        raise UsageError(
            "Nobody is here to confirm, so nothing was sent again.", cure="Unattended, add --yes."
        )
    desk.console.insist("Whoever has got it already will get it a second time.")
    if desk.console.ask(f"Type {count} to send again, anything else to stop: ") != str(count):
        raise GuardError("Not confirmed: nothing was sent again.")


def _listed(desk: Desk, ledger: Ledger, distribution_id: str, doubtful: list[Entry]) -> int:
    account = running.account_of(desk, ledger, distribution_id)
    for line in lookup_lines(doubtful, distribution_id) or account.lines():
        desk.console.result(printable(line))
    desk.console.document(account.document)
    return account.exit_status
