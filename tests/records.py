"""Builders for the ledger's tests: distributions, deliveries, outcomes, and a clock that is a value."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from mailer.compose.message import Envelope, Skeleton
from mailer.deliver.ports import Outcome
from mailer.deliver.reply import Reply
from mailer.record.claiming import Window
from mailer.record.ledger import Ledger
from mailer.record.machine import Machine
from mailer.record.steering import Decision
from mailer.schedule.distribution import Distribution, PlannedDelivery
from mailer.words.states import DeliveryState

NINE = datetime(2026, 5, 1, 9, 0, tzinfo=UTC)
SKELETON = Skeleton((b"Subject: Bridge opens\r\n\r\nDear ", b", the bridge is open.\r\n"))
HERE = Machine(machine_id="press-desk", boot_id="first-start", runner="press-desk:1")
STARTED_ANEW = Machine(machine_id="press-desk", boot_id="second-start", runner="press-desk:2")


Desk = Callable[[], Ledger]
"""Opens the same ledger as often as it is called, as several runs would."""


class ValueClock:
    """A clock that stands still until told otherwise."""

    def __init__(self, at: datetime = NINE) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


def a_distribution(
    number: int = 1,
    *,
    slug: str = "bridge-opens",
    version: int = 1,
    content_hash: str = "c0ffee",
    send_at: datetime = NINE,
    **others: object,
) -> Distribution:
    return Distribution(
        id=f"{slug}-{number}",
        slug=slug,
        version=version,
        content_hash=content_hash,
        headline="Bridge opens",
        mail_from="press@example.org",
        created_at=NINE,
        send_at=send_at,
        **others,
    )


def a_delivery(
    number: int,
    *,
    person: str = "",
    state: DeliveryState = DeliveryState.PLANNED,
    due_at: datetime = NINE,
    **others: object,
) -> PlannedDelivery:
    person = person or f"reader{number}@example.org"
    suppressed = state is DeliveryState.SUPPRESSED
    return PlannedDelivery(
        number=number,
        address_key=person,
        envelope=Envelope("press@example.org", person),
        message_id=f"<{number}@example.org>",
        skeleton=b"" if suppressed else SKELETON.key,
        holes=() if suppressed else (b"Reader %d" % number,),
        state=state,
        due_at=due_at,
        **others,
    )


def plan_these(
    ledger: Ledger, distribution: Distribution, deliveries: Iterable[PlannedDelivery]
) -> None:
    with ledger.plan(distribution) as plan:
        plan.add_skeleton(SKELETON)
        for each in deliveries:
            plan.add(each)


def plan_some(ledger: Ledger, how_many: int = 4, *, number: int = 1) -> str:
    """Plan a distribution for so many readers, and say its id."""
    distribution = a_distribution(number)
    with ledger.plan(distribution) as plan:
        plan.add_skeleton(SKELETON)
        for each in range(1, how_many + 1):
            plan.add(a_delivery(each))
    return distribution.id


def an_outcome(state: DeliveryState, why: str = "") -> Outcome:
    """What a relay says of such an outcome; nothing, where nothing was heard of it."""
    replies = {
        DeliveryState.ACCEPTED: Reply(250, ("2.0.0 Ok: queued as 4F1",)),
        DeliveryState.DEFERRED: Reply(450, ("4.2.1 try later",)),
        DeliveryState.REFUSED: Reply(550, ("5.1.1 no such user",)),
    }
    return Outcome(state, replies.get(state), why, "relay.example [192.0.2.1]:587")


ACCEPTED = an_outcome(DeliveryState.ACCEPTED)


def hand_over(window: Window, number: int, outcome: Outcome = ACCEPTED, **more: datetime) -> None:
    """One delivery's way through a window, dot and all."""
    window.dot(number)
    window.keep()
    window.reply(number, outcome, **more)
    window.keep()


def states_of(ledger: Ledger, distribution_id: str) -> dict[int, str]:
    """Number → state, as the account tells it."""
    return {each.number: each.state.value for each in ledger.deliveries(distribution_id)}


ID = "bridge-opens-1"
MINUTE = timedelta(minutes=1)
TEN = NINE + timedelta(hours=1)
BY_ANA = Decision(NINE + MINUTE, "ana", "The bridge is closed again.")
S = DeliveryState


def one_of_each(ledger: Ledger) -> None:
    """1 accepted, 2 refused, 3 in doubt, 4 deferred, 5 given up, 6 planned, 7 withheld."""
    deliveries = [a_delivery(number) for number in range(1, 7)]
    plan_these(ledger, a_distribution(), [*deliveries, a_delivery(7, state=S.WITHHELD, due_at=TEN)])
    with ledger.own(ID):
        window = ledger.claim(ID, NINE, 5)
        assert window is not None
        hand_over(window, 1)
        hand_over(window, 2, an_outcome(S.REFUSED))
        hand_over(window, 3, an_outcome(S.IN_DOUBT))
        hand_over(window, 4, an_outcome(S.DEFERRED), due_at=TEN)
        hand_over(window, 5, an_outcome(S.DEFERRED))
        window.close(NINE)


def state(ledger: Ledger) -> str:
    return ledger.distribution(ID).state.value
