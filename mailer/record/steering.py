"""
Steering: what a person decides about a distribution, from any terminal, while a run is at it or not.

    pause       nobody claims until `resume`, which also ends a rest that was put in between
    stop        nothing more is handed over; what no attempt was made of is stopped
    retry       refused ones, and deferred ones whether given up or waiting, are due now
    resend      in doubt: due now, under the same Message-ID
    leave       in doubt: stays so, but is settled and needs nobody's attention any more
    give up     until when deferred ones are tried
    put off     nothing is due before a time: the relay asked for a rest
    miss        its time passed while nobody sent it; a person reschedules it

What a run has claimed it finishes; what it gives back to a stopped distribution is stopped too.

Promises: one decision is one durable change, with an event that says who made it and why; whoever
may have got the release (an attempt in doubt) stays covered when a resend is stopped.
Never: decides anything; touches what is handed.
Fails with: UsageError for an unknown distribution; LedgerError and its kin.
"""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, case, exists, func, insert, literal, or_, select, update
from sqlalchemy.engine import Connection

from mailer.record.schema import (
    WAITING,
    deliveries,
    distributions,
    editions,
    settlements,
    standings,
)
from mailer.record.standing import (
    LIVE,
    append_event,
    change_state,
    halt,
    key_of,
    settle,
    state_of,
)
from mailer.record.store import Store
from mailer.words.states import DeliveryState, DistributionState

RESEND, LEAVE = "resend", "leave"
_AT_ONCE = 500
_STOPPABLE = (*LIVE, DistributionState.PAUSED.value, DistributionState.MISSED.value)
_ENDED = (DistributionState.FINISHED.value, DistributionState.STOPPED.value)


class Decision(NamedTuple):
    """Who decided, why, and when."""

    at: datetime
    who: str
    why: str = ""


class Stopped(NamedTuple):
    """What stopping has done to one distribution."""

    distribution: str
    how_many: int
    """Deliveries that will not be handed over any more."""
    handed: int
    """Deliveries that a run still has in its hands: it finishes or gives back each of them."""


_OF = standings.c.distribution == bindparam("of")
_CHOSEN = standings.c.address_key.in_(bindparam("keys", expanding=True))
_other = standings.alias()
_COVERED_ELSEWHERE = exists().where(
    _other.c.covers == bindparam("edition"), _other.c.address_key == standings.c.address_key
)
_AGAIN = (
    update(standings)
    .where(
        _OF,
        standings.c.state == bindparam("out_of"),
        standings.c.held_by.is_(None),
        or_(standings.c.covers.is_not(None), ~_COVERED_ELSEWHERE),
    )
    .values(
        state=DeliveryState.PLANNED.value,
        due_at=bindparam("now"),
        covers=bindparam("edition"),
        note="",
    )
)
_PUT_OFF = (
    update(standings)
    .where(_OF, WAITING, standings.c.due_at < bindparam("until"))
    .values(due_at=bindparam("until"))
)
_FIRST_DUE = (
    select(distributions.c.send_at).where(distributions.c.key == bindparam("of")).scalar_subquery()
)
_NOW = bindparam("now", type_=standings.c.due_at.type)
_OWN_TIME = func.coalesce(
    select(deliveries.c.first_due_at)
    .where(
        deliveries.c.distribution == standings.c.distribution,
        deliveries.c.number == standings.c.number,
    )
    .scalar_subquery(),
    _FIRST_DUE,
)
"""When it was first due by the plan; a ledger of schema 2 knows only the distribution's time."""
_HASTEN = (
    update(standings)
    .where(
        _OF,
        WAITING,
        standings.c.state == DeliveryState.PLANNED.value,
        standings.c.due_at > _NOW,
        standings.c.due_at > _OWN_TIME,
    )
    .values(due_at=case((_OWN_TIME > _NOW, _OWN_TIME), else_=_NOW))
)
"""An embargo is asked for again when each is handed over, so that this can bring nothing forward."""
_settled = settlements.alias()
_LEFT = exists().where(
    _settled.c.distribution == standings.c.distribution,
    _settled.c.number == standings.c.number,
    _settled.c.ordinal == standings.c.attempts,
    _settled.c.decision == LEAVE,
)
UNSETTLED = and_(standings.c.state == DeliveryState.IN_DOUBT.value, ~_LEFT)
"""In doubt, and nobody has said to leave it so."""
_HANDED = select(standings.c.number).where(_OF, standings.c.state == DeliveryState.HANDED.value)
_EDITION = select(distributions.c.edition).where(distributions.c.key == bindparam("of"))
_OF_RELEASE = (
    select(distributions.c.id)
    .join(editions)
    .where(editions.c.slug == bindparam("slug"), distributions.c.state.in_(_STOPPABLE))
    .order_by(distributions.c.key)
)


def pause(store: Store, distribution_id: str, decision: Decision) -> None:
    """Let nobody claim any more, until `resume`."""
    with store.writing() as connection:
        pause_within(connection, distribution_id, decision)


def pause_within(connection: Connection, distribution_id: str, decision: Decision) -> None:
    """Pause it as a part of a change."""
    of = key_of(connection, distribution_id)
    _change(connection, of, DistributionState.PAUSED, decision, out_of=LIVE)


def resume(store: Store, distribution_id: str, decision: Decision) -> None:
    """Go on with a paused distribution; what was put off is due now, or when it first was."""
    with store.writing() as connection:
        resume_within(connection, distribution_id, decision)


def resume_within(connection: Connection, distribution_id: str, decision: Decision) -> None:
    """Let it go on as a part of a change."""
    of = key_of(connection, distribution_id)
    paused = (DistributionState.PAUSED.value,)
    _change(connection, of, DistributionState.SENDING, decision, out_of=paused)
    connection.execute(_HASTEN, {"of": of, "now": decision.at})
    settle(connection, of, decision.at)


def stop(store: Store, distribution_id: str, decision: Decision) -> Stopped:
    """Let nothing more of it be handed over."""
    with store.writing() as connection:
        return stop_within(connection, distribution_id, decision)


def stop_release(store: Store, slug: str, decision: Decision) -> list[Stopped]:
    """Stop every distribution of a release that is not at its end, in one change."""
    with store.writing() as connection:
        ids = connection.execute(_OF_RELEASE, {"slug": slug}).scalars().all()
        return [stop_within(connection, each, decision) for each in ids]


def stop_within(connection: Connection, distribution_id: str, decision: Decision) -> Stopped:
    """Stop it as a part of a change."""
    of = key_of(connection, distribution_id)
    handed = len(connection.execute(_HANDED, {"of": of}).all())
    if state_of(connection, of).value not in _STOPPABLE:
        return Stopped(distribution_id, 0, handed)
    _change(connection, of, DistributionState.STOPPED, decision, out_of=_STOPPABLE)
    return Stopped(distribution_id, halt(connection, of), handed)


def retry(
    store: Store,
    distribution_id: str,
    state: DeliveryState,
    decision: Decision,
    keys: Collection[str] | None = None,
) -> int:
    """Make those of it in `state` due now, all or by address key; how many there were."""
    assert state in (DeliveryState.REFUSED, DeliveryState.DEFERRED)
    with store.writing() as connection:
        of = key_of(connection, distribution_id)
        edition = connection.execute(_EDITION, {"of": of}).scalar_one()
        values = {"of": of, "edition": edition, "out_of": state.value, "now": decision.at}
        count = sum(
            connection.execute(_AGAIN.where(*chosen), values | given).rowcount
            for chosen, given in _chosen(keys)
        )
        if count:
            _told(connection, of, "retry", f"{count} {state}", decision)
            _reopen(connection, of, decision)
    return count


def resend(
    store: Store, distribution_id: str, decision: Decision, keys: Collection[str] | None = None
) -> int:
    """Hand over again what is in doubt, all or by address key; how many there were."""
    with store.writing() as connection:
        of = key_of(connection, distribution_id)
        count = _decide(connection, of, RESEND, decision, keys)
        again = (
            update(standings)
            .where(_OF, standings.c.state == DeliveryState.IN_DOUBT.value)
            .values(state=DeliveryState.PLANNED.value, due_at=bindparam("now"), note="")
        )
        for chosen, given in _chosen(keys):
            connection.execute(again.where(*chosen), {"of": of, "now": decision.at} | given)
        if count:
            _reopen(connection, of, decision)
    return count


def leave(
    store: Store, distribution_id: str, decision: Decision, keys: Collection[str] | None = None
) -> int:
    """Let what is in doubt stay so, settled, all or by address key; how many were not before."""
    with store.writing() as connection:
        of = key_of(connection, distribution_id)
        return _decide(connection, of, LEAVE, decision, keys)


def _decide(
    connection: Connection,
    of: int,
    how: str,
    decision: Decision,
    keys: Collection[str] | None,
) -> int:
    in_doubt = UNSETTLED if how == LEAVE else standings.c.state == DeliveryState.IN_DOUBT.value
    columns = ["distribution", "number", "ordinal", "at", "who", "decision"]
    chosen_ones = select(
        standings.c.distribution,
        standings.c.number,
        standings.c.attempts,
        literal(decision.at, settlements.c.at.type),
        literal(decision.who),
        literal(how),
    ).where(_OF, in_doubt)
    count = 0
    for chosen, given in _chosen(keys):
        change = insert(settlements).from_select(columns, chosen_ones.where(*chosen))
        change = change.execution_options(preserve_rowcount=True)  # psycopg's is lost otherwise
        count += connection.execute(change, {"of": of} | given).rowcount
    if count:
        _told(connection, of, how, f"{count} in doubt", decision)
    return count


def _chosen(keys: Collection[str] | None) -> Iterator[tuple[list[Any], dict[str, Any]]]:
    """Further conditions and their values: none for all, or so many address keys at a time."""
    if keys is None:
        yield [], {}
        return
    ordered = sorted(keys)
    for start in range(0, len(ordered), _AT_ONCE):
        yield [_CHOSEN], {"keys": ordered[start : start + _AT_ONCE]}


def change_give_up_at(
    store: Store, distribution_id: str, give_up_at: datetime, decision: Decision
) -> None:
    """Try deferred ones until then; those already given up are for `retry`."""
    with store.writing() as connection:
        of = key_of(connection, distribution_id)
        connection.execute(
            update(distributions).where(distributions.c.key == of).values(give_up_at=give_up_at)
        )
        _told(connection, of, "give_up_at", give_up_at.isoformat(), decision)


def put_off(store: Store, distribution_id: str, until: datetime, decision: Decision) -> None:
    """Let nothing that waits be due before `until`."""
    with store.writing() as connection:
        of = key_of(connection, distribution_id)
        connection.execute(_PUT_OFF, {"of": of, "until": until})
        _told(connection, of, "put_off", until.isoformat(), decision)
        settle(connection, of, decision.at)


def note(store: Store, distribution_id: str, what: str, detail: str, decision: Decision) -> None:
    """Append to its events what a person chose that changes nothing else."""
    with store.writing() as connection:
        _told(connection, key_of(connection, distribution_id), what, detail, decision)


def miss(store: Store, distribution_id: str, late_by_s: int, decision: Decision) -> None:
    """Its time passed and nobody sent it: let nobody claim until a person reschedules it."""
    with store.writing() as connection:
        of = key_of(connection, distribution_id)
        if _change(connection, of, DistributionState.MISSED, decision, out_of=LIVE):
            connection.execute(
                update(distributions).where(distributions.c.key == of).values(late_by_s=late_by_s)
            )


def reschedule(store: Store, distribution_id: str, decision: Decision) -> None:
    """Let a missed distribution be sent after all; nothing happens to one that is not missed."""
    with store.writing() as connection:
        of = key_of(connection, distribution_id)
        missed = (DistributionState.MISSED.value,)
        _change(connection, of, DistributionState.SCHEDULED, decision, out_of=missed)
        settle(connection, of, decision.at)


def _reopen(connection: Connection, of: int, decision: Decision) -> None:
    """Something waits again: one that was at its end goes on; a paused one stays paused."""
    _change(connection, of, DistributionState.SENDING, decision, out_of=_ENDED)
    settle(connection, of, decision.at)


def _change(
    connection: Connection,
    of: int,
    state: DistributionState,
    decision: Decision,
    *,
    out_of: tuple[str, ...],
) -> bool:
    return change_state(
        connection, of, state, decision.at, out_of=out_of, reason=decision.why, who=decision.who
    )


def _told(connection: Connection, of: int, what: str, detail: str, decision: Decision) -> None:
    reason = f"{detail}: {decision.why}" if decision.why else detail
    state = state_of(connection, of)
    append_event(connection, of, state, decision.at, reason, who=decision.who, what=what)
