"""
What `stop`, `pause`, `resume` and `retry` do, while a run is at it or not.

Promises: a decision is in the ledger, with who made it, before anything is said; what cannot be
steered any more (finished, stopped) is named and refused with exit status 3. `resume` and `retry`
send from here what is due, unless another run is at it already.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from mailer.cli.console import printable
from mailer.cli.desk import Desk, open_desk
from mailer.cli.person import who_is_asking
from mailer.cli.publication import refuse_overtaken
from mailer.cli.sending import running
from mailer.cli.sending.guarding import cure_missed
from mailer.record.accounts import DistributionRecord
from mailer.record.ledger import Ledger
from mailer.record.steering import Decision
from mailer.schedule.retry import GIVE_UP_AFTER
from mailer.words.errors import GuardError, LedgerLocked, UsageError
from mailer.words.states import DeliveryState, DistributionState

_LIVE = (DistributionState.SCHEDULED, DistributionState.SENDING)
_ENDED = (DistributionState.FINISHED, DistributionState.STOPPED)
_HANDS_EMPTY_S = 10.0
"""How long a stop waits for a run to finish what it has in its hands."""
_RUN_ENDS_S = 3.0
"""How long a resume waits for a run that is about to end."""
_POLL_S = 0.1


@contextmanager
def opened(context: typer.Context) -> Iterator[tuple[Desk, Ledger]]:
    """The desk and its ledger, which is not made where there is none."""
    desk = open_desk(context)
    url = desk.settings.ledger_url
    with Ledger.open(url, create=False, folder=desk.root, clock=desk.clock) as ledger:
        yield desk, ledger


def stop(context: typer.Context, given: str, reason: str) -> int:
    """Stop it; wait until no run has anything of it in its hands; offer what to do."""
    with opened(context) as (desk, ledger):
        distribution_id = _steerable(ledger, given, "stop").distribution.id
        stopped = ledger.stop(distribution_id, _decision(desk, reason))
        if stopped.handed:
            desk.console.say("A run finishes the message on each of its lines …")
            _until_hands_are_empty(desk, ledger, distribution_id)
        account = running.account_of(desk, ledger, distribution_id)
        for line in account.lines():
            desk.console.result(printable(line))
        counts = account.counts
        if counts.stopped:
            desk.console.say(
                f"{counts.stopped} were not sent. To reach them after all, give the same `mailer "
                "send` again: it sends to those only who have not got it."
            )
        if reached := counts.accepted + counts.in_doubt:
            desk.console.say(
                f"{reached} have it, or may have it. To take it back or put it right: "
                f"mailer withdraw {distribution_id}, or mailer correct RELEASE."
            )
        desk.console.document(account.document)
    return 0


def pause(context: typer.Context, given: str, reason: str) -> int:
    """Hold one, or all that are planned or being sent."""
    with opened(context) as (desk, ledger):
        who = who_is_asking()
        why = reason or f"{who or 'Somebody'} paused it."
        ids = [_steerable(ledger, given, "pause").distribution.id] if given else _ids(ledger, _LIVE)
        for distribution_id in ids:
            ledger.pause(distribution_id, why, desk.clock.now(), who=who)
        _tell_all(desk, ledger, ids, one=bool(given))
        if ids:
            how = ids[0] if given else ""
            desk.console.say(f"Go on with: mailer resume {how}".rstrip())
        else:
            desk.console.say("Nothing is planned or being sent, so nothing was paused.")
    return 0


def resume(context: typer.Context, given: str, *, wait: bool, now: bool = False) -> int:
    """Go on with one, or with all that are paused; `now`: also where it missed its time."""
    with opened(context) as (desk, ledger):
        if given:
            record = _steerable(ledger, given, "send" if now else "resume")
            refuse_overtaken(ledger, record)
            distribution_id = record.distribution.id
            if now:
                ledger.reschedule(distribution_id, _decision(desk, "sent although it was late"))
            ledger.resume(distribution_id, desk.clock.now(), who=who_is_asking())
            return go_on(desk, ledger, distribution_id, wait=wait)
        ids = [
            each
            for each in _ids(ledger, (DistributionState.PAUSED,))
            if _usable(desk, ledger, each)
        ]
        for distribution_id in ids:
            ledger.resume(distribution_id, desk.clock.now(), who=who_is_asking())
        if not ids:
            desk.console.say("Nothing is paused that could go on.")
        return running.run_all(desk, ledger, ids)


def retry(context: typer.Context, given: str, *, refused: bool, deferred: bool, wait: bool) -> int:
    """Make refused or deferred ones due now, and send them."""
    if not refused and not deferred:
        raise UsageError("Retry whom?", cure="Add --refused, --deferred, or both.")
    with opened(context) as (desk, ledger):
        record = ledger.distribution(given)
        planned = record.distribution
        if record.state is DistributionState.STOPPED:
            raise _too_late(record, "retry")
        refuse_overtaken(ledger, record)
        decision = _decision(desk, "")
        if planned.give_up_at is not None and planned.give_up_at <= decision.at:
            span = desk.settings.limits.give_up_after or GIVE_UP_AFTER
            ledger.change_give_up_at(planned.id, decision.at + span, decision)
        states = [DeliveryState.REFUSED] * refused + [DeliveryState.DEFERRED] * deferred
        count = sum(ledger.retry(planned.id, state, decision) for state in states)
        if not count:
            desk.console.say(f"Nobody of {planned.id} is {' or '.join(states)}.")
        return go_on(desk, ledger, planned.id, wait=wait)


def go_on(desk: Desk, ledger: Ledger, distribution_id: str, *, wait: bool) -> int:
    """Send from here what is due of it; a run that is at it already does so itself."""
    patience = int(_RUN_ENDS_S / _POLL_S)
    while True:
        try:
            return running.run_one(desk, ledger, distribution_id, wait=wait)
        except LedgerLocked:
            if patience <= 0:
                break
        patience -= 1
        desk.clock.sleep(_POLL_S)
    desk.console.say(f"{distribution_id}: another run is sending it, and goes on by itself.")
    desk.console.document(running.account_of(desk, ledger, distribution_id).document)
    return 0


def _usable(desk: Desk, ledger: Ledger, distribution_id: str) -> bool:
    """Whether it may go on; what is on hold or was overtaken stays paused, and is said."""
    try:
        refuse_overtaken(ledger, ledger.distribution(distribution_id))
    except GuardError as error:
        desk.console.error(error)
        return False
    return True


def _decision(desk: Desk, reason: str) -> Decision:
    return Decision(desk.clock.now(), who_is_asking(), reason)


def _ids(ledger: Ledger, states: tuple[DistributionState, ...]) -> list[str]:
    return [one.distribution.id for one in ledger.distributions() if one.state in states]


def _steerable(ledger: Ledger, given: str, verb: str) -> DistributionRecord:
    record = ledger.distribution(given)
    if record.state in _ENDED:
        raise _too_late(record, verb)
    if verb == "resume" and record.state is DistributionState.MISSED:
        raise _too_late(record, verb)
    return record


def _too_late(record: DistributionRecord, verb: str) -> GuardError:
    planned = record.distribution
    cures = {
        DistributionState.FINISHED: f"See who got what: mailer report {planned.id}",
        DistributionState.STOPPED: "To reach those who have not got it, give the same `mailer send` "
        "again.",
        DistributionState.MISSED: cure_missed(planned),
    }
    return GuardError(
        f"{planned.id} is {record.state.value}: there is nothing to {verb}.",
        cure=cures[record.state],
    )


def _until_hands_are_empty(desk: Desk, ledger: Ledger, distribution_id: str) -> None:
    """Nothing is left to claim, so what remains is what a run still holds."""
    patience = int(_HANDS_EMPTY_S / _POLL_S)
    while patience > 0 and ledger.counts(distribution_id).remaining:
        patience -= 1
        desk.clock.sleep(_POLL_S)


def _tell_all(desk: Desk, ledger: Ledger, ids: list[str], *, one: bool) -> None:
    accounts = [running.account_of(desk, ledger, each) for each in ids]
    for account in accounts:
        for line in account.lines():
            desk.console.result(printable(line))
    documents = [account.document for account in accounts]
    desk.console.document(documents[0] if one else {"distributions": documents})
