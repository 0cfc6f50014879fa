"""
The guard before a run: may this distribution be sent now, by itself?

    the clock    cannot be believed, jumped while the run waited, or is not the network's: paused
    the rules    of a zone have changed since the embargo, or the time to leave, was planned in it:
                 paused
    the time     has passed by more than --late-by: missed

Promises: nothing leaves then, the ledger says why, the exit status is 3, and the sentence says how a
person goes on. What a person has resumed is not held again for the very same reason.
"""

from datetime import datetime, timedelta

from mailer.cli.desk import Desk
from mailer.cli.sending.network_check import NetworkCheck
from mailer.deliver.clock import ClockWatch
from mailer.record.events import EventRecord
from mailer.record.ledger import Ledger
from mailer.record.steering import Decision
from mailer.record.timeline import Timeline
from mailer.schedule.clock_rules import doubt_over_standing
from mailer.schedule.distribution import Distribution
from mailer.schedule.lateness import lateness, missed_because
from mailer.schedule.rules_moved import moved_because
from mailer.words.errors import GuardError
from mailer.words.states import DistributionState
from mailer.words.zones import forget_zones

_LIVE = (DistributionState.SCHEDULED, DistributionState.SENDING)


def hold_back(
    desk: Desk, ledger: Ledger, distribution_id: str, watch: ClockWatch, network: NetworkCheck
) -> GuardError | None:
    """Pause it, or mark it missed, where it must not be sent by itself; the reason, or None."""
    if not ledger.is_live(distribution_id):
        return None
    planned = ledger.distribution(distribution_id).distribution
    timeline = ledger.timeline(planned.id)
    if doubt := (
        watch.doubt()
        or _doubt_over_clock(desk, ledger)
        or network.doubt(planned, timeline.first_due_at)
    ):
        return _paused(desk, ledger, planned, doubt, cure_clock(planned))
    forget_zones()  # a service that has run for weeks must see rules that came meanwhile
    moved = moved_because(planned, timeline.first_due_at)
    if asked := [each for each in moved if not _was_resumed(ledger, planned.id, each)]:
        return _paused(desk, ledger, planned, " ".join(asked), _cure_rules(planned))
    return _missed(desk, ledger, planned, timeline)


def jumped(ledger: Ledger, distribution_id: str, watch: ClockWatch) -> GuardError | None:
    """Why a run has paused it half-way, where that was the clock; None where it was not."""
    record = ledger.distribution(distribution_id)
    doubt = watch.doubt()
    if not doubt or record.state is not DistributionState.PAUSED:
        return None
    return GuardError(doubt, where=distribution_id, cure=cure_clock(record.distribution))


def cure_clock(planned: Distribution) -> str:
    """What to do about a clock that cannot be believed."""
    return f"Nothing more leaves. Set the clock right, then: mailer resume {planned.id}"


def cure_missed(planned: Distribution) -> str:
    """How a person decides about what was missed."""
    return (
        f"Decide: mailer resume {planned.id} --now sends it after all, mailer stop {planned.id} "
        "does not."
    )


def _cure_rules(planned: Distribution) -> str:
    return (
        f"Ask which instant holds. The one planned: mailer resume {planned.id}. The other: "
        f"mailer stop {planned.id}, give the release a new version, and send it."
    )


def _doubt_over_clock(desk: Desk, ledger: Ledger) -> str:
    return doubt_over_standing(
        desk.clock.now(),
        last_event_at=ledger.last_event_at(),
        synchronised=desk.clock.synchronised(),
    )


def _paused(
    desk: Desk, ledger: Ledger, planned: Distribution, why: str, cure: str
) -> GuardError | None:
    if _was_resumed(ledger, planned.id, why):
        return None
    ledger.pause(planned.id, why, desk.clock.now())
    return GuardError(why, where=planned.id, cure=cure)


def _was_resumed(ledger: Ledger, distribution_id: str, why: str) -> bool:
    """Whether a person has gone on after a hold for this very reason."""
    held = False
    for event in ledger.events(distribution_id):
        if event.state is DistributionState.PAUSED and why in event.why:
            held = True
        elif held and event.state in _LIVE:
            return True
    return False


def _asked_at(planned: Distribution, events: list[EventRecord]) -> datetime:
    """When it was planned, put off, resumed or otherwise decided on last."""
    asked_at, was = planned.created_at, DistributionState.SCHEDULED
    for event in events:
        if event.who or event.what or was in (DistributionState.PAUSED, DistributionState.MISSED):
            asked_at = event.at
        was = event.state
    return asked_at


def _missed(
    desk: Desk, ledger: Ledger, planned: Distribution, timeline: Timeline
) -> GuardError | None:
    now = desk.clock.now()
    late = lateness(
        now,
        due_at=timeline.first_due_at,
        begun_at=timeline.begun_at,
        asked_at=_asked_at(planned, ledger.events(planned.id)),
    )
    why = missed_because(late, timedelta(seconds=planned.late_by_max_s))
    if not why:
        return None
    ledger.miss(planned.id, int(late.total_seconds()), Decision(now, "", why))
    return GuardError(f"Missed. {why}", where=planned.id, cure=cure_missed(planned))
