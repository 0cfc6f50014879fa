"""
What `send --dry-run` does: everything `send` does, into a folder instead of a relay.

Promises: no socket is opened and the ledger is not changed. The .eml files are, byte for byte, what
the relay would receive now, but for Date.
"""

from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path

from mailer.cli.choosing import choice_lines, confirm_everybody, refuse_nobody
from mailer.cli.desk import Desk, rows
from mailer.cli.limits import Heartbeat, bounded_rendering
from mailer.cli.progress import followed
from mailer.cli.sending.despatch import Order, folder_for, known_to, selection_of
from mailer.cli.sending.empty_fields import EmptyFields
from mailer.cli.sending.forecast import Forecast
from mailer.cli.sizes import tell_fallback, tell_sizes
from mailer.cli.times import check_own_times, time_lines
from mailer.compose.message import Message, rfc5322_date
from mailer.deliver.outbox import OutboxTransport
from mailer.deliver.ports import Handover, Outcome
from mailer.read.release import Release
from mailer.record.ledger import Ledger
from mailer.report.gallery import GalleryEntry, gallery_html
from mailer.schedule.embargo import clear_test
from mailer.schedule.plan import Planned, Tally, Timing, plan_deliveries
from mailer.words.errors import UsageError
from mailer.words.findings import Finding
from mailer.words.states import DeliveryState

_SHOWN_MAX = 2_000
"""Messages in the gallery; all of them are in the folder."""


class _Account:
    """Nothing to keep: a dry run has no ledger."""

    def dot(self, handover: Handover) -> None:
        """Nothing leaves."""

    def settled(self, handover: Handover, outcome: Outcome) -> None:
        """Nothing left."""

    def keep(self) -> None:
        """Nothing needs to outlive the command."""


def write(desk: Desk, release: Release, order: Order, timing: Timing) -> int:
    """Write one .eml per recipient and index.html to look at them."""
    with Ledger.open(
        desk.settings.ledger_url, create=False, folder=desk.root, clock=desk.clock
    ) as ledger:
        distribution_id = ledger.next_distribution_id(release.slug)
        reached = ledger.reached(release.slug, release.version)
    folder = emptied(folder_for(order.out, desk, distribution_id))
    findings: list[Finding] = []
    selection = selection_of(desk, order)
    recipients = rows(selection, findings)
    known = known_to(desk, reached)
    mould = desk.mould(release, distribution_id)
    empty_fields = EmptyFields(release, mould)
    plan = plan_deliveries(mould, recipients, timing, known)
    plan = followed(desk.console, plan, "Writing", desk.workspace.part_of_lists_read)
    pass_over = Pass(desk, mould.release, timing, plan)
    pass_over.fill(folder)
    desk.console.findings(findings)
    refuse_nobody(selection)
    empty_fields.refuse(desk, selection.lists)
    for line in choice_lines(selection):
        desk.console.say(line)
    for line in pass_over.forecast.lines(order.by_instant()):
        desk.console.say(line)
    confirm_everybody(desk.console, selection, order.asked.where, asked_already=True)
    check_own_times(desk, timing, pass_over.tally)
    for line in time_lines(desk, release, timing, pass_over.tally):
        desk.console.say(line)
    return tell(desk, folder, pass_over, distribution_id, selection.tally.rows.rejected)


def tell(desk: Desk, folder: Path, seen: "Pass", distribution_id: str, left_out: int) -> int:
    """Write the page to look at them, and say where all that is; the exit status."""
    states = seen.tally.states
    count = sum(states.values()) - states[DeliveryState.SUPPRESSED]
    if not count:
        raise UsageError("No recipient is left to send to.", where="dry run")
    page = folder / "index.html"
    page.write_text(gallery_html(seen.entries, count), encoding="utf-8")
    tell_fallback(desk.console.say, seen.tally, seen.release, desk.settings.fallback_language)
    tell_sizes(desk.console, seen.release, seen.tally.largest_bytes)
    desk.console.say(f"Dry run: nothing was sent. {left_out} rows left out.")
    desk.console.result(f"{count} messages in {folder}; look at them: {page}")
    desk.console.document(_document(distribution_id, seen.tally, folder, seen.timing))
    return 0


class Pass:
    """The plan on its way to the outbox: counted, and kept for the gallery."""

    def __init__(
        self, desk: Desk, release: Release, timing: Timing, plans: Iterator[Planned]
    ) -> None:
        """`plans`: every delivery there would be."""
        self.desk = desk
        self.release = release
        self.timing = timing
        self.plans = plans
        self.tally = Tally()
        self.forecast = Forecast(desk, timing)
        self.entries: list[GalleryEntry] = []

    def fill(self, folder: Path) -> None:
        """Write every message."""
        with bounded_rendering() as heartbeat:
            OutboxTransport(folder).send(self._handovers(heartbeat), _Account())

    def _handovers(self, heartbeat: Heartbeat) -> Iterator[Handover]:
        """Every message there would be, whatever its time."""
        for planned in self.plans:
            self.tally.add(planned, self.timing)
            self.forecast.add(planned)
            heartbeat.beat()
            if planned.skeleton is None:
                continue
            message = _message(self.desk, planned)
            if len(self.entries) < _SHOWN_MAX:
                self.entries.append(_entry(planned, message))
            delivery = planned.delivery
            clearance = clear_test(now=self.desk.now)
            yield Handover(delivery.number, delivery.envelope, message, clearance)


def emptied(folder: Path) -> Path:
    """The folder without what an earlier dry run left; nothing else is taken away."""
    if not folder.exists():
        return folder
    strangers = [
        path for path in folder.iterdir() if path.suffix != ".eml" and path.name != "index.html"
    ]
    if strangers:
        raise UsageError(
            "The folder holds other files than those of a dry run.",
            where=str(folder),
            cure="Name an empty folder: --out DIR.",
        )
    for path in folder.iterdir():
        path.unlink()
    return folder


def _message(desk: Desk, planned: Planned) -> Message:
    assert planned.skeleton is not None
    delivery = planned.delivery
    return planned.skeleton.message(delivery.holes, rfc5322_date(desk.now), delivery.message_id)


def _entry(planned: Planned, message: Message) -> GalleryEntry:
    parsed = message_from_bytes(message.content, policy=default)
    html, text = parsed.get_body(("html",)), parsed.get_body(("plain",))
    recipient = planned.recipient
    return GalleryEntry(
        address=str(recipient.address),
        name=recipient.name,
        language=recipient.language,
        subject=planned.subject,
        html=html.get_content() if html else "",
        text=text.get_content() if text else "",
        eml=OutboxTransport.file_name(planned.delivery.number, planned.delivery.envelope),
        size_bytes=len(message.content),
    )


def _document(
    distribution_id: str, tally: Tally, folder: Path, timing: Timing
) -> dict[str, object]:
    states = tally.states
    return {
        "distribution": distribution_id,
        "state": "dry_run",
        "planned": sum(states.values()),
        "accepted": 0,
        "deferred": 0,
        "refused": 0,
        "in_doubt": 0,
        "suppressed": states[DeliveryState.SUPPRESSED],
        "withheld": states[DeliveryState.WITHHELD],
        "stopped": 0,
        "remaining": states[DeliveryState.PLANNED],
        "send_at": timing.send_at.isoformat(),
        "embargoed_until": timing.embargoed_until.isoformat() if timing.embargoed_until else None,
        "folder": str(folder),
    }
