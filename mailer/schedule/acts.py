"""
Acts about a release that was sent: what each person gets of a correction, update, withdrawal or hold.

    whoever got it, or may have got it     the act, as an answer to the latest they got
    whoever waits for an earlier version   the new version as their first copy; nothing of a
                                           withdrawal or a hold, which stop or hold back what waits
    whoever is newly asked for             the new version as their first copy
    whoever has this version already       nothing

The lifting of a hold goes to those alone whose latest message is the hold.

Promises: each person gets exactly one of an answer, a first copy and nothing, and for nothing there
is a reason. Pure.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from mailer.compose.mould import Mould
from mailer.read.recipient import Recipient
from mailer.schedule.plan import Known, Place, Planned, Timing, plan_one
from mailer.words.states import Act, DeliveryState, PubStatus

_GOT = (DeliveryState.ACCEPTED, DeliveryState.IN_DOUBT)
REVISING = (Act.CORRECTION, Act.UPDATE)
"""Acts that bring a new version."""


class Copy(Protocol):
    """One delivery by which a person has a release, may have it, or will get it."""

    @property
    def version(self) -> int:
        """Which version it brings."""

    @property
    def act(self) -> Act:
        """What it is to the reader."""

    @property
    def state(self) -> DeliveryState:
        """How it stands."""

    @property
    def message_id(self) -> str:
        """With its brackets."""

    @property
    def doubted(self) -> bool:
        """Whether an attempt has left it in doubt, whatever was decided since."""


@dataclass(frozen=True, slots=True)
class Sense:
    """What a copy is to its reader."""

    act: Act = Act.ORIGINAL
    answers: str = ""
    """The Message-ID of what this person got before, with its brackets; "": it is their first."""


class Reason(StrEnum):
    """Why a person gets nothing."""

    REACHED = "has this version, or will get it"
    NEVER_GOT = "never got the release"
    NO_HOLD = "was not told to hold it"


@dataclass(frozen=True, slots=True)
class Share:
    """What one person gets: an answer or a first copy (`sense`), or nothing (`reason`)."""

    sense: Sense | None = None
    reason: Reason | None = None

    @property
    def answers(self) -> bool:
        """Whether it answers what the person got before."""
        return self.sense is not None and bool(self.sense.answers)


def share_of(copies: Sequence[Copy], act: Act, version: int, *, asked_for: bool = False) -> Share:
    """
    What a person gets of an act that is `version`; `copies`: theirs, the latest last.

    `asked_for`: a list that was named with the act holds them.
    """
    if any(copy.version == version for copy in copies):
        return Share(reason=Reason.REACHED)
    got = [copy for copy in copies if copy.state in _GOT or copy.doubted]
    if act is Act.RELEASE_OF_HOLD and got and got[-1].act is not Act.HOLD:
        return Share(reason=Reason.NO_HOLD)
    if got:
        return Share(Sense(act, got[-1].message_id))
    if act in REVISING and (copies or asked_for):
        return Share(Sense())
    return Share(reason=Reason.NEVER_GOT)


def pub_status_of(acts: Iterable[Act]) -> PubStatus:
    """
    The status of a release after these acts, in their order.

    >>> pub_status_of([Act.ORIGINAL, Act.HOLD]).value, pub_status_of([Act.HOLD, Act.UPDATE]).value
    ('withheld', 'usable')
    """
    status = PubStatus.USABLE
    for act in acts:
        if act is Act.WITHDRAWAL:
            status = PubStatus.CANCELED
        elif act is Act.HOLD:
            status = PubStatus.WITHHELD
        elif act is not Act.ORIGINAL:
            status = PubStatus.USABLE
    return status


@dataclass(frozen=True, slots=True)
class Concerned:
    """One person who gets something of an act."""

    recipient: Recipient
    sense: Sense


@dataclass(frozen=True, slots=True)
class Moulds:
    """What makes the messages of an act: one mould for answers, one for first copies."""

    answer: Mould
    first: Mould


def plan_act(
    moulds: Moulds, concerned: Iterable[Concerned], timing: Timing, known: Known
) -> Iterator[Planned]:
    """One planned delivery each, numbered from 1; suppressed ones are planned as SUPPRESSED."""
    for number, each in enumerate(concerned, 1):
        mould = moulds.answer if each.sense.answers else moulds.first
        place = Place.of(timing, trusted=each.recipient.trusted, act=each.sense.act)
        yield plan_one(mould, each.recipient, number, place, known, answers=each.sense.answers)
