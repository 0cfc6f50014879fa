"""
What delivering needs from outside, declared here by the one who needs it.

A `Transport` takes messages over, one envelope recipient each, and tells an `Account` what becomes
of each as it happens. `relay.RelayTransport` speaks SMTP; `outbox.OutboxTransport`, the dry run,
writes files; both pass one contract suite (tests/contract).

The order of calls for one handover, whatever happens:

    account.dot(handover)               before the final dot may leave; if it raises, no dot
    account.keep()                      after it and before the dot leaves; if it raises, no dot;
                                        and before the transport waits for anything
    account.settled(handover, outcome)  exactly once for every handover taken from the iterator
                                        (except when `dot` or `settled` itself raised)

`settled` with PLANNED means: not handed over, nobody to blame, as if it had never been taken.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from mailer.compose.message import Envelope, Message, Skeleton
from mailer.deliver.reply import Reply
from mailer.schedule.embargo import Clearance
from mailer.schedule.pace import Pacing, Wait
from mailer.words.states import DeliveryState


class Handover(NamedTuple):
    """One message about to be handed over. Without a clearance there is none."""

    number: int
    """The delivery's number in its distribution."""
    envelope: Envelope
    message: Message
    clearance: Clearance


class Outcome(NamedTuple):
    """What became of one handover."""

    state: DeliveryState
    """ACCEPTED, DEFERRED, REFUSED or IN_DOUBT; PLANNED: not handed over, nobody to blame."""
    reply: Reply | None = None
    """The reply that decided it; None where none came."""
    why: str = ""
    """One sentence for the report; "" where the reply says it all."""
    peer: str = ""
    """`host [address]:port` of the relay that decided it."""


class Account(Protocol):
    """Where a transport tells what happens, as it happens. One account belongs to one thread."""

    def dot(self, handover: Handover) -> None:
        """The final dot leaves after the next `keep`. Raises LedgerError where it must not."""

    def settled(self, handover: Handover, outcome: Outcome) -> None:
        """The fate of a handover is known (or known to be unknowable)."""

    def keep(self) -> None:
        """
        See that all that was told so far outlives this process; cheap where nothing is new.

        Raises LedgerError where that cannot be: no dot told since the last time may leave then.
        """


class Transport(Protocol):
    """What messages leave on, for one thread at a time."""

    def open(self) -> None:
        """Connect, protect and log in. Raises TransportError; nothing was handed over."""

    def send(self, handovers: Iterator[Handover], account: Account) -> None:
        """
        Hand over all of them; may take some ahead, and have several under way.

        Raises TransportError when the line or the relay fails for everybody; every handover taken
        has been settled before. `temporary` on it says whether waiting alone may help.
        """

    def keep_alive(self) -> None:
        """Between two `send`s: see that its lines still hold, and replace those that do not."""

    def close(self) -> None:
        """Say goodbye; never raises, and changes no outcome."""


class Clock(Protocol):
    """The only way to the time."""

    def now(self) -> datetime:
        """The wall time, aware, in UTC."""

    def sleep(self, seconds: float) -> None:
        """Let time pass: so long at most, so that whoever waits looks up and asks again."""


class Claimed(Protocol):
    """A delivery that one connection has claimed; as it was frozen."""

    @property
    def number(self) -> int:
        """Its number in the distribution."""

    @property
    def envelope(self) -> Envelope:
        """Where it goes."""

    @property
    def message_id(self) -> str:
        """With its angle brackets."""

    @property
    def skeleton(self) -> bytes:
        """`Skeleton.key` of what it shares."""

    @property
    def holes(self) -> tuple[bytes, ...]:
        """What is its own."""

    @property
    def trusted(self) -> bool:
        """Whether this recipient agreed to hold embargoed copy."""

    @property
    def attempts(self) -> int:
        """How often it was tried before."""

    @property
    def due_at(self) -> datetime:
        """Its own time, before which nothing of it may leave."""


class Window(Protocol):
    """Some deliveries, claimed for one connection in one durable step, and their account."""

    @property
    def deliveries(self) -> Sequence[Claimed]:
        """In the order of their numbers."""

    def dot(self, number: int) -> None:
        """The final dot of this delivery leaves after the next `keep`; LedgerError where it must not."""

    def reply(self, number: int, outcome: Outcome, *, due_at: datetime | None = None) -> None:
        """What became of it; `due_at`: when one that is to leave later is due again."""

    def keep(self) -> None:
        """See that what was told outlives this process; LedgerError where no dot may leave now."""

    def close(self, now: datetime) -> None:
        """One durable step: every outcome is in the ledger; what has none is planned again."""


class Ledger(Protocol):
    """What sending needs of the record."""

    def claim_paced(
        self, distribution_id: str, now: datetime, limit: int, pacing: Pacing
    ) -> Window | Wait | None:
        """
        Up to `limit` deliveries that are due, for this caller alone; None where none is.

        Never more than `pacing` lets leave; `Wait` where that is nobody until then.
        """

    def is_live(self, distribution_id: str) -> bool:
        """Whether it may be claimed from: nobody has paused or stopped it. Cheap; asked often."""

    def skeletons(self, distribution_id: str) -> Mapping[bytes, Skeleton]:
        """Everything the deliveries share, by key."""

    def pause(self, distribution_id: str, reason: str, now: datetime) -> None:
        """Halt it until a person has looked; `reason` is shown to them."""
