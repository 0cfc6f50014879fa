"""
The plan: every recipient of a distribution becomes a delivery, rendered and composed, or none does.

The whole list goes through here before the first connection opens. Each delivery carries its own
bytes; what many share is yielded once, as a skeleton. Nothing is kept, so that memory stays flat.

The two clocks: nobody gets anything before `send_at`; who did not agree to hold embargoed copy gets
nothing before the embargo either; who agreed and gets it early gets a copy that says EMBARGOED.

Fails with: TemplateError naming file, line and row; nothing was planned then.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Self

from mailer.compose.message import Envelope, Skeleton
from mailer.compose.mould import Mould
from mailer.read.recipient import Recipient
from mailer.read.release import Release
from mailer.render.view import Marking
from mailer.schedule.distribution import PlannedDelivery, WallTime
from mailer.schedule.own_time import OwnTime
from mailer.words.errors import CopyError
from mailer.words.states import Act, DeliveryState
from mailer.words.times import ZonedTime


@dataclass(frozen=True, slots=True)
class Timing:
    """The two clocks of a distribution, both aware and in UTC."""

    send_at: datetime
    """Of everybody; with `own_time`, of the first."""
    embargoed_until: datetime | None
    own_time: OwnTime | None = None
    """Each recipient's own hour, where that was asked for."""
    asked: ZonedTime | None = None
    """`send_at` as somebody wrote it; None: nobody did."""

    def of(self, recipient: Recipient) -> Self:
        """The two clocks of one recipient."""
        if self.own_time is None or not (zone := self.zone_of(recipient)):
            return self
        instant, _ = self.own_time.instant(zone, self.send_at)
        return replace(self, send_at=max(instant, self.send_at))

    def zone_of(self, recipient: Recipient) -> str:
        """The zone in which a recipient's hour is looked for; "" where nobody knows."""
        fallback = self.own_time.fallback if self.own_time else ""
        return recipient.values.get("timezone", "") or fallback

    def due_at(self, *, trusted: bool) -> datetime:
        """The earliest instant at which a recipient may get it."""
        if self.embargoed_until is None or trusted:
            return self.send_at
        return max(self.send_at, self.embargoed_until)

    def last_at(self) -> datetime:
        """The last instant at which anybody becomes due."""
        return max(self.send_at, self.embargoed_until or self.send_at)

    def is_early(self, *, trusted: bool) -> bool:
        """Whether this recipient's copy leaves while the embargo stands, and so must say so."""
        return self.embargoed_until is not None and self.due_at(trusted=trusted) < (
            self.embargoed_until
        )

    def state(self, *, trusted: bool) -> DeliveryState:
        """WITHHELD where only the embargo keeps it back."""
        late = self.due_at(trusted=trusted) > self.send_at
        return DeliveryState.WITHHELD if late else DeliveryState.PLANNED


@dataclass(frozen=True, slots=True)
class Planned:
    """One recipient's delivery, its skeleton, and what was rendered for it."""

    delivery: PlannedDelivery
    skeleton: Skeleton | None
    recipient: Recipient
    subject: str
    answering: bool = False
    """Whether it answers what its reader got before."""


@dataclass(frozen=True, slots=True)
class Known:
    """What was known about addresses when the plan was made."""

    suppressed: Callable[[Recipient], str]
    """Why this recipient must not be written to; "" where nothing speaks against it."""
    reached: Mapping[str, str] = field(default_factory=dict)
    """Address key → the distribution that has reached, or will reach, this person already."""
    erased_as: Callable[[Recipient], str] = lambda _recipient: ""
    """The pseudonym of a recipient whose data was erased at their wish; "" of everybody else."""


def plan_deliveries(
    mould: Mould, recipients: Iterable[Recipient], timing: Timing, known: Known
) -> Iterator[Planned]:
    """
    One planned delivery per recipient who was not reached before, numbered from 1.

    Suppressed recipients are planned as SUPPRESSED, so that the account names them.
    """
    number = 0
    places = {trusted: Place.of(timing, trusted=trusted) for trusted in (False, True)}
    for recipient in recipients:
        if recipient.address.key in known.reached:
            continue
        number += 1
        trusted = recipient.trusted
        place = places[trusted]
        if timing.own_time is not None:
            place = Place.of(timing.of(recipient), trusted=trusted)
        yield plan_one(mould, recipient, number, place, known)


@dataclass(frozen=True, slots=True)
class Place:
    """What the two clocks say to a recipient; without hours of their own, to all of one trust."""

    marking: Marking
    state: DeliveryState
    due_at: datetime

    @classmethod
    def of(cls, timing: Timing, *, trusted: bool, act: Act = Act.ORIGINAL) -> "Place":
        """As `timing` has it; `act`: what the copy is to its reader."""
        marking = Marking(embargoed=timing.is_early(trusted=trusted), act=act)
        return cls(marking, timing.state(trusted=trusted), timing.due_at(trusted=trusted))


def plan_one(
    mould: Mould,
    recipient: Recipient,
    number: int,
    place: Place,
    known: Known,
    *,
    answers: str = "",
) -> Planned:
    """One recipient's delivery; `answers`: the Message-ID of what it follows."""
    composed, subject = None, ""
    why_not = known.suppressed(recipient)
    # Who was erased and stands in a list again is accounted for, but not named anew.
    erased_as = known.erased_as(recipient) if why_not else ""
    if not why_not:
        try:
            composed, subject = mould.compose(recipient, place.marking, answers)
        except CopyError as error:
            if not error.where:
                error.where = f"{recipient.media_list}, row {recipient.row}"
            raise
    delivery = PlannedDelivery(
        number=number,
        address_key=erased_as or recipient.address.key,
        envelope=composed.envelope
        if composed
        else Envelope("", erased_as or str(recipient.address)),
        message_id=composed.message_id if composed else "",
        skeleton=composed.skeleton.key if composed else b"",
        holes=composed.holes if composed else (),
        state=place.state if composed else DeliveryState.SUPPRESSED,
        due_at=place.due_at,
        trusted=recipient.trusted,
        media_list=recipient.media_list,
        row=0 if erased_as else recipient.row,
        language=recipient.language,
        note=why_not,
    )
    skeleton = composed.skeleton if composed else None
    return Planned(delivery, skeleton, recipient, subject, answering=bool(answers))


@dataclass(slots=True)
class Tally:
    """What a pass over the whole list has seen; what the person is asked to confirm."""

    states: Counter[DeliveryState] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    trusted_early: int = 0
    first_subject: str = ""
    largest_bytes: int = 0
    zones: Counter[str] = field(default_factory=Counter)
    """The zones that the lists give; "" where they give none."""
    zoneless: list[str] = field(default_factory=list)
    """Whose own hour cannot be found: `list, row n`."""
    changing: Counter[str] = field(default_factory=Counter)
    """Zones whose clocks change over the hour asked for."""
    hours: dict[str, WallTime] = field(default_factory=dict)
    """By zone: the own hour of those who get it at just that hour."""
    first_due_at: datetime | None = None
    last_due_at: datetime | None = None

    def add(self, planned: Planned, timing: Timing) -> None:
        """Count one."""
        self.states[planned.delivery.state] += 1
        if planned.skeleton is None:
            return
        self._add_times(planned, timing)
        timing = timing.of(planned.recipient)
        self.languages[planned.delivery.language or "no language"] += 1
        self.first_subject = self.first_subject or planned.subject
        self.trusted_early += timing.is_early(trusted=planned.delivery.trusted)
        size = planned.skeleton.size + sum(map(len, planned.delivery.holes))
        self.largest_bytes = max(self.largest_bytes, size)

    def by_fallback(self, release: Release, fallback: str) -> Counter[str]:
        """Of the recipients by language: those whom only the declared fallback serves."""
        return Counter(
            {
                language: count
                for language, count in self.languages.items()
                if len(release.variants) > 1 and release.variant_for(language) is None and fallback
            }
        )

    def _add_times(self, planned: Planned, timing: Timing) -> None:
        recipient, due_at = planned.recipient, planned.delivery.due_at
        self.zones[recipient.values.get("timezone", "")] += 1
        self.first_due_at = min(self.first_due_at or due_at, due_at)
        self.last_due_at = max(self.last_due_at or due_at, due_at)
        if timing.own_time is None:
            return
        zone = timing.zone_of(recipient)
        if not zone:
            self.zoneless.append(f"{recipient.media_list}, row {recipient.row}")
            return
        instant, changes = timing.own_time.instant(zone, timing.send_at)
        if changes:
            self.changing[zone] += 1
        if due_at == instant and zone not in self.hours:
            wall = timing.own_time.wall_in(zone, timing.send_at)
            self.hours[zone] = WallTime(wall, zone, instant)
