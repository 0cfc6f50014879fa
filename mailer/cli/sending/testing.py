"""What `test` does: the real message, to an address typed by hand, [TEST] in the subject."""

from collections.abc import Iterator

import typer

from mailer.cli.desk import Desk, address_given, checked_release, open_desk
from mailer.cli.limits import bounded_rendering
from mailer.cli.sending.carrying import transport_for
from mailer.compose.message import rfc5322_date
from mailer.deliver.ports import Handover, Outcome
from mailer.read.recipient import Recipient
from mailer.read.release import Release
from mailer.render.view import Marking
from mailer.schedule.embargo import clear_test
from mailer.words.addresses import Address
from mailer.words.errors import GuardError, UsageError
from mailer.words.states import DeliveryState


class _Account:
    """Keeps what became of each test message; tests do not enter the ledger."""

    def __init__(self) -> None:
        self.outcomes: list[tuple[Handover, Outcome]] = []

    def dot(self, handover: Handover) -> None:
        """A test may be sent again by hand; nothing needs to be written down."""

    def settled(self, handover: Handover, outcome: Outcome) -> None:
        """Keep it for the screen."""
        self.outcomes.append((handover, outcome))

    def keep(self) -> None:
        """Nothing needs to outlive the command."""


def send_test(
    context: typer.Context, given: str, to: str, lists: list[str], as_address: str
) -> int:
    """Send one message per language, or one with the data of the recipient named."""
    desk = open_desk(context)
    if as_address and not lists:
        raise UsageError("--as needs the list the address stands in: --list NAME.")
    address = address_given(to)
    if suppression := desk.workspace.suppressions().match(address):
        raise GuardError(
            f"{address} is on the suppression list: {suppression.reason}.", where="test"
        )
    release, findings = checked_release(desk, given)
    desk.console.findings(findings)
    handovers = list(_handovers(desk, release, address, lists, as_address))
    account = _Account()
    transport = transport_for(desk)
    transport.open()
    try:
        transport.send(iter(handovers), account)
    finally:
        transport.close()
    return _told(desk, account)


def _handovers(
    desk: Desk, release: Release, to: Address, lists: list[str], as_address: str
) -> Iterator[Handover]:
    mould = desk.mould(release, f"test-{desk.now:%Y%m%dT%H%M%S%f}")
    embargoed = release.embargoed_until is not None and desk.now < release.embargoed_until.utc
    marking = Marking(embargoed=embargoed, test=True)
    with bounded_rendering() as heartbeat:
        for number, reader in enumerate(_readers(desk, release, lists, as_address), 1):
            heartbeat.beat()
            composed, subject = mould.compose(reader._replace(address=to), marking)
            desk.console.say(f"Sending to {to}: {subject}")
            date = rfc5322_date(desk.now)
            message = composed.skeleton.message(composed.holes, date, composed.message_id)
            yield Handover(number, composed.envelope, message, clear_test(now=desk.now))


def _readers(
    desk: Desk, release: Release, lists: list[str], as_address: str
) -> Iterator[Recipient]:
    if as_address:
        yield desk.recipient_named(as_address, lists)
        return
    for variant in release.variants:
        yield desk.reader_of(variant)


def _told(desk: Desk, account: _Account) -> int:
    results = []
    for handover, outcome in account.outcomes:
        said = str(outcome.reply) if outcome.reply else outcome.why
        desk.console.result(f"{outcome.state.value}: {handover.envelope.rcpt_to} ({said})")
        results.append(
            {
                "to": handover.envelope.rcpt_to,
                "state": outcome.state.value,
                "reply": said,
                "message_id": handover.message.message_id,
            }
        )
    desk.console.document({"messages": results})
    states = {outcome.state for _handover, outcome in account.outcomes}
    if DeliveryState.IN_DOUBT in states:
        return 4
    return 0 if states == {DeliveryState.ACCEPTED} else 1
