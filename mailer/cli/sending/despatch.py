"""
What `send` does: check, go over the whole list once, ask, plan, and hand over what is due.

Promises: nothing is planned before every row has been rendered and composed, and a person has typed
the count, or `--yes` was given; whoever is asked and says no leaves no trace.
"""

import gc
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import typer

from mailer.cli.choosing import (
    choice_lines,
    confirm_everybody,
    refuse_nobody,
    select,
)
from mailer.cli.console import counted_findings, printable
from mailer.cli.desk import Desk, checked_release, open_desk, rows
from mailer.cli.folders import folder_asked
from mailer.cli.limits import bounded_rendering
from mailer.cli.options import Asked
from mailer.cli.person import who_is_asking
from mailer.cli.progress import followed
from mailer.cli.publication import distributions_of, refuse_unusable
from mailer.cli.sending.empty_fields import EmptyFields
from mailer.cli.sending.forecast import Forecast
from mailer.cli.sending.guarding import cure_missed
from mailer.cli.sending.remembered import refuse_what_changed
from mailer.cli.sizes import tell_fallback
from mailer.cli.times import (
    TimesAsked,
    check_own_times,
    give_up_after,
    late_by,
    time_given,
    time_lines,
    time_to_come,
    timing_of,
)
from mailer.compose.mould import Mould
from mailer.read.frozen_release import freeze_release
from mailer.read.lists.selection import Selection
from mailer.read.recipient import Recipient
from mailer.read.release import Release
from mailer.record.ledger import Ledger
from mailer.record.planning import Plan
from mailer.record.steering import Decision
from mailer.schedule.distribution import Distribution
from mailer.schedule.plan import Known, Planned, Tally, Timing, plan_deliveries
from mailer.schedule.rules_moved import wall_time_of
from mailer.schedule.turns import Turns, rank_of
from mailer.words.errors import GuardError, UsageError
from mailer.words.findings import Finding, has_errors
from mailer.words.pseudonyms import is_pseudonym
from mailer.words.states import DeliveryState, DistributionState


@dataclass(frozen=True, slots=True)
class Order:
    """What the command line of `send` asks for."""

    release: str
    lists: list[str]
    asked: Asked
    at: str = ""
    now: bool = False
    by: str = ""
    give_up_after: str = ""
    late_by: str = ""
    turns: Turns = Turns.TRUSTED_FIRST
    seed: int | None = None
    wait: bool = False
    dry_run: bool = False
    out: str = ""
    yes: bool = False

    def __post_init__(self) -> None:
        """A seed that nothing is drawn from was meant for a shuffle."""
        if self.seed is not None and self.turns is not Turns.SHUFFLE:
            raise UsageError(
                "A seed repeats a shuffle, and none was asked for.",
                where="--seed",
                cure="Add --order shuffle, or leave --seed out.",
            )

    def by_instant(self) -> datetime | None:
        """When all should have been reached; None where that was not said."""
        return time_given(self.by, "--by").utc if self.by else None


def send(context: typer.Context, order: Order) -> int:
    """The whole command; its exit status."""
    desk = open_desk(context, only_looks=order.dry_run)
    if not order.lists:
        raise UsageError("Nobody to send to.", cure="Name a media list: --list NAME.")
    if order.at and order.now:
        raise UsageError("--at and --now exclude each other.", cure="Give one of them.")
    refuse_out_alone(order.out, dry_run=order.dry_run)
    release, findings = checked_release(desk, order.release)
    desk.console.findings(findings)
    if has_errors(findings):
        desk.console.insist("Nothing was sent: the release has errors.")
        desk.console.document(counted_findings(findings))
        return 1
    timing = timing_of(desk, release, order)
    late_by(order)  # a slip in an option is told before anything is looked at
    give_up_after(desk, order)
    if order.by:
        time_to_come(desk, order.by, "--by")
    if order.dry_run:
        from mailer.cli.sending import dry_run

        return dry_run.write(desk, release, order, timing)
    from mailer.cli.sending import running

    desk.relay()
    ledger = Ledger.open(desk.settings.ledger_url, create=True, folder=desk.root, clock=desk.clock)
    try:
        refuse_what_changed(desk, ledger)
        planned_id = _planned(desk, ledger, release, order, timing)
        del release  # its files may be large, and what leaves is in the ledger
        return running.run_one(desk, ledger, planned_id, wait=order.wait)
    finally:
        ledger.close()


def refuse_out_alone(out: str, *, dry_run: bool) -> None:
    """Raise UsageError for a folder of messages that nobody asked to be written: it would be sent."""
    if out and not dry_run:
        what = "--out is where a dry run writes, and this would not be one."
        raise UsageError(what, cure="Add --dry-run, or leave --out away.")


def _planned(desk: Desk, ledger: Ledger, release: Release, order: Order, timing: Timing) -> str:
    """Plan what is not yet reached; the id of the distribution to run."""
    refuse_what_is_out(ledger, release, order.release)
    _tell_of_earlier(desk, ledger, release)
    reached = ledger.reached(release.slug, release.version)
    distribution_id = ledger.next_distribution_id(release.slug)
    with ledger.gather() as plan:
        mould = desk.mould(release, distribution_id)
        selection = selection_of(desk, order)
        forecast, seed = Forecast(desk, timing), seed_of(order)
        look = Look(timing, reached, plan, forecast.add, order.turns, seed)
        tally = look_through(desk, mould, selection, look)
        del mould
        gc.collect()  # all is gathered; what made it, encoded files and all, stands in circles
        already = selection.tally.selected - sum(tally.states.values())
        if tally.states:
            check_own_times(desk, timing, tally)
            _confirm(desk, release, order, timing, tally, selection, forecast)
            plan.freeze(distribution_of(desk, release, distribution_id, order, timing, tally))
            if order.turns is Turns.SHUFFLE:
                ledger.note(distribution_id, "shuffle", f"seed {seed}", _decision(desk))
            return distribution_id
    return _nothing_new(desk, ledger, order, reached, already)


def refuse_what_is_out(ledger: Ledger, release: Release, given: str) -> None:
    """GuardError where the release may not be used, or was sent with other content."""
    refuse_unusable(ledger, release.slug)
    frozen = ledger.frozen_hash(release.slug, release.version)
    if frozen and frozen != release.content_hash:
        raise GuardError(
            f"Version {release.version} of this release has been sent, and the file differs from "
            "what was sent.",
            where=given,
            cure=f"Undo the change; or write `version: {release.version + 1}` into the file, and run "
            "`mailer correct` or `mailer update`, which answer the message that people have.",
        )


def _nothing_new(
    desk: Desk, ledger: Ledger, order: Order, reached: dict[str, str], already: int
) -> str:
    """Everybody was reached or planned: take up what has stopped half-way, or refuse."""
    if not already:
        raise UsageError(
            "No recipient is left to send to.", cure="Look at the list: mailer lists check LIST"
        )
    latest = max(set(reached.values()), key=lambda each: int(each.rpartition("-")[2]))
    for distribution_id in sorted(set(reached.values())):
        record = ledger.distribution(distribution_id)
        if record.state is DistributionState.MISSED and order.now:
            desk.console.say(f"Taking up {distribution_id}, which had missed its time.")
            decision = Decision(desk.now, who_is_asking(), "sent although it was late")
            ledger.reschedule(distribution_id, decision)
            return distribution_id
        if record.state is DistributionState.MISSED:
            raise GuardError(
                f"{distribution_id} has missed its time. {record.reason}",
                where=distribution_id,
                cure=cure_missed(record.distribution),
            )
        if record.state is DistributionState.PAUSED:
            raise GuardError(
                f"{distribution_id} is paused: {record.reason}",
                where=distribution_id,
                cure=f"Once that is mended, go on with: mailer resume {distribution_id}",
            )
        if distribution_id in ledger.due(desk.now) or _rests(ledger, distribution_id):
            desk.console.say(f"Taking up {distribution_id} where it stopped.")
            ledger.resume(distribution_id, desk.now, who=who_is_asking())
            return distribution_id
    from mailer.cli.sending import running

    refusal = GuardError(
        f"All {already} recipients have it already, or will get it: nothing was sent.",
        where=latest,
        cure=f"See who got what: mailer status {latest}",
    )
    refusal.document = running.account_of(desk, ledger, latest).document
    raise refusal


def _rests(ledger: Ledger, distribution_id: str) -> bool:
    """Whether it only waits because the relay failed; a person who asks now need not wait."""
    events = ledger.events(distribution_id)
    return bool(events) and events[-1].what == "put_off"


def seed_of(order: Order) -> int:
    """The seed of a shuffle: the one that was asked for, or a new one."""
    return secrets.randbelow(1_000_000) if order.seed is None else order.seed


def _decision(desk: Desk) -> Decision:
    return Decision(desk.clock.now(), who_is_asking())


@dataclass(frozen=True, slots=True)
class Look:
    """What the pass over the list is held against, and where it is gathered."""

    timing: Timing
    reached: dict[str, str]
    plan: Plan
    tell: Callable[[Planned], None]
    """Told of everybody who is gathered."""
    turns: Turns
    seed: int

    def gather(self, planned: Planned) -> None:
        """Take one more."""
        delivery = planned.delivery
        if planned.skeleton is not None:
            self.plan.add_skeleton(planned.skeleton)
        rank = rank_of(self.turns, self.seed, delivery.address_key, trusted=delivery.trusted)
        self.plan.add(replace(delivery, rank=rank) if rank else delivery)
        self.tell(planned)


def look_through(desk: Desk, mould: Mould, selection: Selection, look: Look) -> Tally:
    """One pass over the whole list: every message renders and composes, and is gathered; or none."""
    findings: list[Finding] = []
    tally = Tally()
    known = known_to(desk, look.reached)
    empty_fields = EmptyFields(mould.release, mould)
    with bounded_rendering() as heartbeat:
        plan = plan_deliveries(mould, rows(selection, findings), look.timing, known)
        part = desk.workspace.part_of_lists_read
        for planned in followed(desk.console, plan, "Preparing", part):
            look.gather(planned)
            tally.add(planned, look.timing)
            heartbeat.beat()
    desk.console.findings(findings)
    refuse_nobody(selection)
    empty_fields.refuse(desk, selection.lists)
    return tally


def selection_of(desk: Desk, order: Order) -> Selection:
    """The recipients that the command line asks for."""
    return select(desk, order.lists, order.asked)


def known_to(desk: Desk, reached: Mapping[str, str]) -> Known:
    """Who must not be planned for; the list is asked anew before each is handed over."""
    suppressions = desk.workspace.suppressions().now()

    def reason(recipient: Recipient) -> str:
        found = suppressions.match(recipient.address)
        return f"suppressed: {found.reason or 'no reason given'}" if found else ""

    def erased_as(recipient: Recipient) -> str:
        found = suppressions.match(recipient.address)
        return found.entry if found and is_pseudonym(found.entry) else ""

    return Known(reason, reached, erased_as)


def _tell_of_earlier(desk: Desk, ledger: Ledger, release: Release) -> None:
    """Who has an earlier version would get this one as if it were new."""
    versions = [each.distribution.version for each in distributions_of(ledger, release.slug)]
    if any(version < release.version for version in versions):
        desk.console.insist(
            "An earlier version of this release was sent. `send` brings this one as if it were new; "
            "`mailer correct` or `mailer update` answers the message that people have."
        )


def _confirm(
    desk: Desk,
    release: Release,
    order: Order,
    timing: Timing,
    tally: Tally,
    selection: Selection,
    forecast: Forecast,
) -> None:
    """Show what will happen; a person types the count, or `--yes` was given."""
    planned = sum(tally.states.values())
    count = planned - tally.states[DeliveryState.SUPPRESSED]
    left_out, already = selection.tally.rows.rejected, selection.tally.selected - planned
    sender = desk.sender()
    say = desk.console.say if order.yes else desk.console.insist
    say(f"Subject   {printable(tally.first_subject)}")
    say(f"From      {printable(sender.name)} <{sender.address}>")
    say(f"To        {count} recipients" + (f"; {left_out} rows left out" if left_out else ""))
    for line in choice_lines(selection):
        say(f"          {line}")
    if len(tally.languages) > 1:
        shown = ", ".join(f"{each} {number}" for each, number in tally.languages.most_common())
        say(f"          {shown}")
    fallback = desk.settings.fallback_language
    tell_fallback(lambda text: say(f"          {text}"), tally, release, fallback)
    if already:
        say(f"          {already} more were reached before and get nothing now")
    if tally.states[DeliveryState.SUPPRESSED]:
        say(f"          {tally.states[DeliveryState.SUPPRESSED]} suppressed get nothing")
    for line in (*time_lines(desk, release, timing, tally), *forecast.lines(order.by_instant())):
        say(line)
    confirm_everybody(desk.console, selection, order.asked.where, asked_already=not order.yes)
    if order.yes:
        return
    if not desk.console.interactive:
        raise UsageError(
            "Nobody is here to confirm, so nothing was sent.", cure="Unattended, add --yes."
        )
    answer = desk.console.ask(f"Type {count} to send, anything else to stop: ")
    if answer != str(count):
        raise GuardError("Not confirmed: nothing was sent.", where=release.slug)


def distribution_of(
    desk: Desk,
    release: Release,
    distribution_id: str,
    order: TimesAsked,
    timing: Timing,
    tally: Tally,
) -> Distribution:
    """The distribution of a release, to be frozen."""
    embargo = release.embargoed_until
    own_time = timing.own_time is not None
    send_at = tally.first_due_at if own_time and tally.first_due_at else timing.send_at
    last_at = max(timing.last_at(), tally.last_due_at or timing.last_at())
    return Distribution(
        id=distribution_id,
        slug=release.slug,
        version=release.version,
        content_hash=release.content_hash,
        headline=release.variants[0].headline,
        mail_from=str(desk.sender().address),
        created_at=desk.now,
        send_at=send_at,
        embargoed_until=timing.embargoed_until,
        embargo_shown=str(embargo) if embargo else "",
        embargo_wall=embargo.local.replace(tzinfo=None).isoformat() if embargo else "",
        embargo_zone=embargo.zone if embargo else "",
        wall_times=(wall_time_of(timing.asked),) if timing.asked else tuple(tally.hours.values()),
        late_by_max_s=int(late_by(order).total_seconds()),
        give_up_at=last_at + give_up_after(desk, order),
        release_json=freeze_release(release),
        sources=desk.workspace.sources(),
    )


def folder_for(out: str, desk: Desk, distribution_id: str) -> Path:
    """Where a dry run writes."""
    return folder_asked(out, "--out") if out else desk.root / f"{distribution_id}-dry-run"
