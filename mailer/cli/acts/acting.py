"""
Carrying an act out: everybody concerned is gathered, a person confirms, and it is planned and sent.

While that goes on no run of the release sends anything: a run that is at it is paused until the act
is planned, or until a person has said no. What becomes of those who still wait, and the act, are one
change of the ledger.

Promises: nothing is planned before every message has been rendered and composed; whoever says no
leaves the release as it was. Never: leaves anybody out of an act but the suppressed, who are named.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace

from mailer.cli.acts.circle import Circle, Met
from mailer.cli.console import printable
from mailer.cli.desk import Desk
from mailer.cli.limits import bounded_rendering
from mailer.cli.person import who_is_asking
from mailer.cli.publication import distributions_of
from mailer.cli.sending.despatch import distribution_of, known_to, refuse_out_alone
from mailer.cli.sending.empty_fields import EmptyFields
from mailer.cli.sending.remembered import refuse_what_changed
from mailer.cli.times import time_lines
from mailer.read.frozen_release import freeze_release
from mailer.read.release import Release
from mailer.record.ledger import Ledger
from mailer.record.planning import Plan
from mailer.record.sequel import Fate, Sequel
from mailer.record.steering import Decision
from mailer.schedule.acts import Moulds, Reason, plan_act
from mailer.schedule.distribution import Distribution
from mailer.schedule.plan import Planned, Tally, Timing
from mailer.schedule.turns import Turns, rank_of
from mailer.words.errors import GuardError, LedgerLocked, UsageError
from mailer.words.states import Act, DeliveryState, DistributionState

_SHOWN_MAX = 20
_RUN_ENDS_S = 12.0
"""How long a run is waited for that was asked to pause."""
_POLL_S = 0.1
_OPEN = (
    DistributionState.SCHEDULED,
    DistributionState.SENDING,
    DistributionState.PAUSED,
    DistributionState.MISSED,
)


@dataclass(frozen=True, slots=True)
class Errand:
    """One act, ready to be carried out."""

    act: Act
    answer: Release
    """As those read it who got an earlier message."""
    first: Release
    """As those read it who get their first."""
    version: int
    """The version that the act is, in the ledger."""
    content_hash: str
    answered: str
    """The distribution that it answers."""
    fate: Fate
    """What becomes of those who still wait."""
    why: str
    lists: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Manner:
    """How the command was asked to go about it."""

    dry_run: bool
    out: str
    wait: bool
    yes: bool


@dataclass(frozen=True, slots=True)
class _Times:
    """An act leaves at once, and is tried for as long as usual."""

    at: str = ""
    give_up_after: str = ""
    late_by: str = ""


_AS_USUAL = _Times()


def carry_out(desk: Desk, errand: Errand, manner: Manner) -> int:
    """The whole act; the exit status."""
    from mailer.cli.acts import act_dry_run
    from mailer.cli.sending import running

    refuse_out_alone(manner.out, dry_run=manner.dry_run)
    if manner.dry_run:
        return act_dry_run.write(desk, errand, manner.out)
    desk.relay()
    ledger = Ledger.open(desk.settings.ledger_url, create=True, folder=desk.root, clock=desk.clock)
    try:
        refuse_what_changed(desk, ledger)
        with _at_rest(desk, ledger, errand):
            distribution_id = _planned(desk, ledger, errand, yes=manner.yes)
        return running.run_one(desk, ledger, distribution_id, wait=manner.wait)
    finally:
        ledger.close()


@contextmanager
def _at_rest(desk: Desk, ledger: Ledger, errand: Errand) -> Iterator[None]:
    """No run sends anything of a release until the block ends; dead runs are accounted for."""
    paused: list[str] = []
    kept = False
    with ExitStack() as held:
        try:
            for record in distributions_of(ledger, errand.first.slug):
                distribution_id = record.distribution.id
                if record.state in _OPEN or ledger.counts(distribution_id).remaining:
                    _take(desk, ledger, distribution_id, errand.why, held, paused)
            yield
            kept = errand.fate is Fate.PAUSE
        finally:
            for distribution_id in () if kept else paused:
                _let_go_on(desk, ledger, distribution_id)


def _let_go_on(desk: Desk, ledger: Ledger, distribution_id: str) -> None:
    """What was paused for the while may be sent again, unless the act has ended it."""
    if ledger.distribution(distribution_id).state is DistributionState.PAUSED:
        ledger.resume(distribution_id, desk.clock.now(), who=who_is_asking())
        desk.console.insist(
            f"{distribution_id} may be sent again. From here: mailer resume {distribution_id}"
        )


def _take(
    desk: Desk, ledger: Ledger, distribution_id: str, why: str, held: ExitStack, paused: list[str]
) -> None:
    """Be its only run; one that is at it is asked to pause, and waited for."""
    patience = int(_RUN_ENDS_S / _POLL_S)
    while True:
        try:
            held.enter_context(ledger.own(distribution_id))
        except LedgerLocked:
            if not patience:
                raise
        else:
            return
        if distribution_id not in paused:
            desk.console.insist(f"{distribution_id} is being sent: it pauses meanwhile …")
            ledger.pause(distribution_id, why, desk.clock.now(), who=who_is_asking())
            paused.append(distribution_id)
        patience -= 1
        desk.clock.sleep(_POLL_S)


def _planned(desk: Desk, ledger: Ledger, errand: Errand, *, yes: bool) -> str:
    """Gather, confirm, plan; the id of the distribution to run."""
    slug = errand.first.slug
    standing = ledger.release(slug).standing()
    distribution_id = ledger.next_distribution_id(slug)
    timing = timing_of(desk, errand)
    decision = Decision(desk.clock.now(), who_is_asking(), errand.why)
    with ledger.gather() as plan:
        passing = Pass(desk, ledger, errand, distribution_id)
        with bounded_rendering() as heartbeat:
            for planned in passing:
                _gather(plan, planned)
                heartbeat.beat()
        if not count_of(passing):
            raise _nobody(passing.circle.met, errand)
        _confirm(desk, errand, passing, yes=yes)
        act = _distribution(desk, errand, distribution_id, timing, passing.tally)
        plan.freeze(act, Sequel(standing, errand.fate, decision))
    return distribution_id


def _gather(plan: Plan, planned: Planned) -> None:
    if planned.skeleton is not None:
        plan.add_skeleton(planned.skeleton)
    delivery = planned.delivery
    rank = rank_of(Turns.TRUSTED_FIRST, 0, delivery.address_key, trusted=delivery.trusted)
    plan.add(replace(delivery, rank=rank) if rank else delivery)


def _distribution(
    desk: Desk, errand: Errand, distribution_id: str, timing: Timing, tally: Tally
) -> Distribution:
    return replace(
        distribution_of(desk, errand.first, distribution_id, _AS_USUAL, timing, tally),
        version=errand.version,
        content_hash=errand.content_hash,
        release_json=freeze_release(errand.answer),
        act=errand.act,
        answers=errand.answered,
    )


def timing_of(desk: Desk, errand: Errand) -> Timing:
    """At once; the embargo holds for an act as it holds for what it answers."""
    embargo = errand.first.embargoed_until
    return Timing(desk.now, embargo.utc if embargo else None)


class Pass:
    """One pass over the circle: every message renders and composes, and is counted; or none."""

    def __init__(self, desk: Desk, ledger: Ledger, errand: Errand, distribution_id: str) -> None:
        """Nothing is read before it is iterated over."""
        self._desk = desk
        self._timing = timing_of(desk, errand)
        self._moulds = Moulds(
            desk.mould(errand.answer, distribution_id), desk.mould(errand.first, distribution_id)
        )
        self._empty_fields = EmptyFields(errand.answer, self._moulds.answer, self._moulds.first)
        lists = list(errand.lists)
        self.circle = Circle(desk, ledger, errand.first.slug, errand.act, errand.version, lists)
        self.tally = Tally()
        self.suppressed: list[str] = []
        self.subjects: dict[bool, str] = {}
        """The first subject of an answer to an earlier message (True), and of a first copy."""

    def __iter__(self) -> Iterator[Planned]:
        """Once."""
        known = known_to(self._desk, {})
        for planned in plan_act(self._moulds, self.circle, self._timing, known):
            self.tally.add(planned, self._timing)
            if planned.subject:
                self.subjects.setdefault(planned.answering, planned.subject)
            if planned.skeleton is None and len(self.suppressed) < _SHOWN_MAX:
                self.suppressed.append(str(planned.recipient.address))
            yield planned
        self._desk.console.findings(self.circle.findings)
        self._empty_fields.refuse(self._desk)


def _nobody(met: Met, errand: Errand) -> GuardError:
    reached = met.nothing[Reason.REACHED]
    slug = errand.first.slug
    if reached:
        return GuardError(
            f"All {reached} have been told already, or will be: nothing was sent.",
            where=slug,
            cure=f"See who has which version: mailer who {slug}",
        )
    return GuardError(
        "Nobody got the release, or may have got it: there is nobody to tell.",
        where=slug,
        cure="What is planned is ended with: mailer stop DIST",
    )


def count_of(passing: Pass) -> int:
    """How many are written to."""
    states = passing.tally.states
    return sum(states.values()) - states[DeliveryState.SUPPRESSED]


def circle_lines(errand: Errand, passing: Pass) -> Iterator[str]:
    """Who is written to, and who is not, for the person who confirms."""
    met, tally = passing.circle.met, passing.tally
    yield f"To        {count_of(passing)} recipients"
    for count, words in (
        (met.have_it, f"have got {errand.first.slug} before"),
        (met.may_have_it, "may have got it (in doubt)"),
        (met.instead, "were still to get an earlier version, and get this one instead"),
        (met.new, "are new: they get this version as their first"),
    ):
        if count:
            yield f"          {count} {words}"
    if len(tally.languages) > 1:
        shown = ", ".join(f"{each} {number}" for each, number in tally.languages.most_common())
        yield f"          {shown}"
    if already := met.nothing[Reason.REACHED]:
        yield f"          {already} more have been told before and get nothing now"
    yield from _named(
        tally.states[DeliveryState.SUPPRESSED],
        "of all these are suppressed and get nothing",
        passing.suppressed,
    )
    yield from _named(
        met.unlisted, "stand in no list any more, and are told all the same", met.unlisted_shown
    )


def _named(count: int, words: str, shown: list[str]) -> Iterator[str]:
    if count:
        more = ", …" if count > len(shown) else ""
        yield f"          {count} {words}: {', '.join(map(printable, shown))}{more}"


def _confirm(desk: Desk, errand: Errand, passing: Pass, *, yes: bool) -> None:
    """Show what will happen; a person types the count, or `--yes` was given."""
    sender, count = desk.sender(), count_of(passing)
    say: Callable[[str], None] = desk.console.say if yes else desk.console.insist
    answer, first = passing.subjects.get(True, ""), passing.subjects.get(False, "")
    say(f"Subject   {printable(answer or first)}")
    if answer and first:
        say(f"          as a first copy: {printable(first)}")
    say(f"From      {printable(sender.name)} <{sender.address}>")
    for line in circle_lines(errand, passing):
        say(line)
    for line in time_lines(desk, errand.first, timing_of(desk, errand), passing.tally):
        say(line)
    if yes:
        return
    if not desk.console.interactive:
        raise UsageError(
            "Nobody is here to confirm, so nothing was sent.", cure="Unattended, add --yes."
        )
    if desk.console.ask(f"Type {count} to send, anything else to stop: ") != str(count):
        raise GuardError("Not confirmed: nothing was sent.", where=errand.first.slug)
