"""
What `rehearse` does: all that `send` does and all that the hours after it bring, in seconds.

The engine is the one that sends: plan, ledger, claims, clearances, SMTP. Only what it stands on is made
for the occasion: a clock that advances by itself, a ledger in a folder that is taken away again, and a
server inside this process in the relay's place. What is told is what came to that server.

Promises: no line is opened to the relay; the workspace's ledger and suppression list are read, and
stay as they are; the last words say that nothing was sent to anybody.
Fails with: what `send` fails with before it asks.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import typer

from mailer.cli.choosing import choice_lines, confirm_everybody
from mailer.cli.console import counted_findings
from mailer.cli.desk import Desk, checked_release, open_desk
from mailer.cli.event_log import EventLog
from mailer.cli.progress import Progress
from mailer.cli.sending.carrying import EVER, Run
from mailer.cli.sending.company import Company
from mailer.cli.sending.despatch import (
    Look,
    Order,
    distribution_of,
    look_through,
    refuse_what_is_out,
    seed_of,
    selection_of,
)
from mailer.cli.sending.rehearsal_lines import showing
from mailer.cli.signals import heeding
from mailer.cli.times import check_own_times, late_by, time_lines, time_to_come, timing_of
from mailer.deliver.advancing import AdvancingClock
from mailer.deliver.embedded import EmbeddedServer, Received
from mailer.deliver.halt import Halt
from mailer.read.release import Release
from mailer.read.settings import Relay, Security
from mailer.record.ledger import Ledger
from mailer.record.passing import open_passing_ledger
from mailer.report.rehearsal import Flaw, Rehearsal, document
from mailer.schedule.distribution import Distribution
from mailer.schedule.plan import Planned, Tally, Timing
from mailer.words.errors import GuardError, MailerError, SettingsError, UsageError
from mailer.words.findings import has_errors
from mailer.words.states import DeliveryState

INTERRUPTED = 130
NOTHING_SENT = (
    "Nothing was sent to anybody: every message went to a server inside this program, which has\n"
    "thrown it away. Your ledger and your suppression list are as they were."
)
_LEDGER = "ledger.sqlite3"
_ENDING = "\nEnding the rehearsal."

LookOn = Callable[[Received, datetime], None]
"""Told of each message that the server in the relay's place gets, and at which time of the rehearsal."""


def rehearse(context: typer.Context, order: Order) -> int:
    """The whole command; its exit status."""
    return play(open_desk(context), order)


def play(desk: Desk, order: Order, look_on: LookOn = lambda _message, _at: None) -> int:
    """Rehearse from the desk's present on, and tell what came of it."""
    if not order.lists:
        raise UsageError("Nobody to rehearse for.", cure="Name a media list: --list NAME.")
    release, findings = checked_release(desk, order.release)
    desk.console.findings(findings)
    if has_errors(findings):
        desk.console.insist("Nothing was rehearsed, and nothing sent: the release has errors.")
        desk.console.document(counted_findings(findings))
        return 1
    timing = timing_of(desk, release, order)
    late_by(order)  # a slip in an option is told before anything is looked at
    by = time_to_come(desk, order.by, "--by").utc if order.by else None
    rehearsal, halt = Rehearsal(timing.embargoed_until, by), Halt()
    with _stage(desk, rehearsal, look_on) as stage:
        planned = _plan(stage, release, order, timing, rehearsal)
        with stage.ledger.own(planned.id), heeding(halt, desk.console, _ENDING):
            failure = _carry_out(stage, planned, rehearsal, halt)
    if halt.asked:
        desk.console.insist(f"Interrupted.\n{NOTHING_SENT}")
        return INTERRUPTED
    rehearsal.end()
    return _tell(desk, planned, rehearsal, failure)


@dataclass(slots=True)
class _Stage:
    """What stands in the place of the machine, the relay and the ledger."""

    house: Desk
    """The workspace as it is, for whoever watches."""
    desk: Desk
    """The same with the stage's clock and relay; it keeps silent."""
    ledger: Ledger
    progress: Callable[[], None] = lambda: None


@contextmanager
def _stage(desk: Desk, rehearsal: Rehearsal, look_on: LookOn) -> Iterator[_Stage]:
    clock = AdvancingClock(desk.now)
    stage: _Stage

    def take(message: Received) -> None:
        at = clock.at
        rehearsal.arrive(message.rcpt_to, message.content, at)
        look_on(message, at)
        stage.progress()

    with TemporaryDirectory(prefix="mailer-rehearse-") as folder, _listening(take) as server:
        path = Path(folder) / _LEDGER
        with open_passing_ledger(path, clock) as ledger:
            stage = _Stage(desk, _desk_on_stage(desk, clock, server.port, path), ledger)
            yield stage


@contextmanager
def _listening(take: Callable[[Received], None]) -> Iterator[EmbeddedServer]:
    with ExitStack() as stack:
        try:
            server = stack.enter_context(EmbeddedServer(take=take))
        except OSError as error:
            raise SettingsError(
                f"A rehearsal needs a server on this machine, and none may listen: {error.strerror}.",
                where="127.0.0.1",
                cure="Ask whoever looks after the machine.",
            ) from error
        yield server


def _desk_on_stage(desk: Desk, clock: AdvancingClock, port: int, ledger: Path) -> Desk:
    """The pace is that of the relay; host, login and encryption are not."""
    relay = desk.settings.relay or Relay("", 0, Security.NONE)
    relay = replace(
        relay,
        host="127.0.0.1",
        port=port,
        security=Security.NONE,
        username="",
        password="",
        ca_file="",
    )
    return replace(
        desk,
        console=desk.console._replace(quiet=True, log_file="", transcripts=""),
        settings=replace(desk.settings, relay=relay, ledger_url=f"sqlite:///{ledger}", ntp=""),
        clock=clock,
        log=EventLog(),
    )


def _plan(
    stage: _Stage, release: Release, order: Order, timing: Timing, rehearsal: Rehearsal
) -> Distribution:
    """Plan on the stage what `send` would plan in the workspace."""
    desk = stage.house
    with Ledger.open(
        desk.settings.ledger_url, create=False, folder=desk.root, clock=desk.clock
    ) as ledger:
        refuse_what_is_out(ledger, release, order.release)
        reached = ledger.reached(release.slug, release.version)
        distribution_id = ledger.next_distribution_id(release.slug)

    def tell(planned: Planned) -> None:
        trusted = planned.delivery.trusted
        early = timing.of(planned.recipient).is_early(trusted=trusted)
        rehearsal.expect(planned, early=early)

    with stage.ledger.gather() as plan:
        mould = desk.mould(release, distribution_id)
        selection = selection_of(desk, order)
        look = Look(timing, reached, plan, tell, order.turns, seed_of(order))
        tally = look_through(desk, mould, selection, look)
        already = selection.tally.selected - sum(tally.states.values())
        check_own_times(desk, timing, tally)
        _refuse_nobody_left(tally, already)
        for line in choice_lines(selection):
            desk.console.say(line)
        confirm_everybody(desk.console, selection, order.asked.where, asked_already=True)
        planned = distribution_of(desk, release, distribution_id, order, timing, tally)
        plan.freeze(planned)
    for line in time_lines(desk, release, timing, tally):
        desk.console.say(line)
    return planned


def _refuse_nobody_left(tally: Tally, already: int) -> None:
    if sum(tally.states.values()) > tally.states[DeliveryState.SUPPRESSED]:
        return
    if already:
        raise GuardError(
            f"All {already} recipients have it already, or will get it: nothing is left to rehearse.",
            cure="See who got what, and who waits: mailer status",
        )
    raise UsageError(
        "No recipient is left to send to.", cure="Look at the list: mailer lists check LIST"
    )


def _carry_out(
    stage: _Stage, planned: Distribution, rehearsal: Rehearsal, halt: Halt
) -> MailerError | None:
    """Let the hours pass; what kept the run from its end, None where nothing did."""
    run = Run(
        stage.desk,
        stage.ledger,
        planned.id,
        halt,
        EVER,
        Company(stage.desk.relay().connections),
        on_stage=True,
    )
    with Progress(stage.house.console, rehearsal.expected, (), words="Rehearsing") as progress:
        stage.progress = progress.advance
        return run.carry_out()


def _beside(desk: Desk, rehearsal: Rehearsal) -> list[str]:
    """What takes of the relay's rate too, and had no part in the rehearsal."""
    rates = desk.settings.relay.rates if desk.settings.relay else ()
    instants = [at for each in rehearsal.waves() for at in (each.first_at, each.last_at) if at]
    if not rates or not instants:
        return []
    since = min(instants) - timedelta(seconds=max(rate.seconds for rate in rates))
    with Ledger.open(
        desk.settings.ledger_url, create=False, folder=desk.root, clock=desk.clock
    ) as ledger:
        left = len(ledger.departures(since)) if since < desk.now else 0
        waiting = [
            record.distribution.id
            for record in ledger.distributions()
            if (due_at := ledger.next_due_at(record.distribution.id)) and due_at <= max(instants)
        ]
    lines = [f"Note      {left:,} that left lately count against the rate too."] if left else []
    if waiting:
        lines.append(
            f"Note      these wait for the same hours, and share the rate: {', '.join(waiting)}"
        )
    return lines


def _tell(
    desk: Desk, planned: Distribution, rehearsal: Rehearsal, failure: MailerError | None
) -> int:
    for line in showing(desk, rehearsal):
        desk.console.result(line)
    for line in _beside(desk, rehearsal):
        desk.console.say(line)
    faults = [flaw for flaw in Flaw if rehearsal.flaws[flaw]]
    for flaw in faults:
        named = ", ".join(rehearsal.named[flaw])
        desk.console.insist(f"{rehearsal.flaws[flaw]} {flaw.value}: {named}")
    if failure is not None:
        desk.console.error(failure)
    desk.console.document(
        {
            "distribution": planned.id,
            "state": "rehearsed",
            "planned": rehearsal.expected + rehearsal.suppressed,
            "accepted": rehearsal.arrived(),
            "deferred": 0,
            "refused": 0,
            "in_doubt": 0,
            "suppressed": rehearsal.suppressed,
            "withheld": 0,
            "stopped": 0,
            "remaining": rehearsal.expected - rehearsal.arrived(),
            "send_at": planned.send_at.isoformat(),
            "embargoed_until": planned.embargoed_until and planned.embargoed_until.isoformat(),
        }
        | document(rehearsal)
    )
    if desk.console.as_json:
        desk.console.insist(NOTHING_SENT)
    desk.console.result(NOTHING_SENT)
    if failure is not None:
        return failure.exit_status
    return 1 if faults else 0
