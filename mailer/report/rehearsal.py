"""
What a rehearsal showed: who would get it when, told by what arrived and not by what was planned.

It is told first whom to expect from which instant on, then of each message as it arrives: to whom, at
what time, and its bytes. It keeps no message.

Promises: `flaws` names whoever got it before their instant (by the time of arrival or by the Date
header), twice, never, unasked, or early without the word EMBARGOED in the subject.
Pure: instants are arguments. Never: asks a ledger.
"""

import re
from array import array
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.header import decode_header, make_header
from email.utils import parsedate_to_datetime
from enum import StrEnum
from functools import lru_cache

from mailer.render.phrases import all_phrases
from mailer.schedule.plan import Planned
from mailer.words.states import DeliveryState

PATIENCE = timedelta(hours=1)
"""Whoever waits longer after their time waits too long, where nobody has said by when all have it."""
_HEADERS_MAX = 64 * 1024
_DATE = re.compile(rb"^Date: ([^\r\n]+)", re.MULTILINE)
_SUBJECT = re.compile(rb"^Subject: ([^\r\n]*(?:\r\n[ \t][^\r\n]*)*)", re.MULTILINE)
_NAMED = 5


class Flaw(StrEnum):
    """What must not happen to anybody."""

    EARLY = "early"
    TWICE = "twice"
    UNASKED = "unasked"
    UNMARKED = "unmarked"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Wave:
    """Those who are due at one instant, of one list, in one zone; and when theirs arrived."""

    media_list: str
    zone: str
    """As the list gives it; "": it gives none."""
    due_at: datetime
    early: bool
    """They agreed to hold it and get it under embargo, marked."""
    withheld: bool
    """Only the embargo keeps it back from them."""
    messages: int = 0
    arrived: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None
    waiting: int = 0
    """How many of them had not got it by `wanted_by`."""

    def wanted_by(self, by: datetime | None) -> datetime:
        """When all of them should have it."""
        return by or self.due_at + PATIENCE


@dataclass(slots=True)
class Rehearsal:
    """The account of one rehearsal. One thread tells what is expected, then one what arrives."""

    embargoed_until: datetime | None
    by: datetime | None = None
    """By when all should have it; None: `PATIENCE` after their time."""
    suppressed: int = 0
    flaws: Counter[Flaw] = field(default_factory=Counter)
    named: dict[Flaw, list[str]] = field(default_factory=dict)
    """A few of those whom each flaw befell."""
    _waves: list[Wave] = field(default_factory=list)
    _places: dict[Wave, int] = field(default_factory=dict)
    _of: dict[str, int] = field(default_factory=dict)
    """Address → its place in the two below."""
    _wave_of: "array[int]" = field(default_factory=lambda: array("L"))
    _copies: bytearray = field(default_factory=bytearray)

    @property
    def expected(self) -> int:
        """How many are to get it."""
        return len(self._copies)

    def expect(self, planned: Planned, *, early: bool) -> None:
        """One recipient more; whoever is suppressed must not get any."""
        delivery = planned.delivery
        if planned.skeleton is None:
            self.suppressed += 1
            return
        key = Wave(
            delivery.media_list,
            planned.recipient.values.get("timezone", ""),
            delivery.due_at,
            early,
            delivery.state is DeliveryState.WITHHELD,
        )
        place = self._places.setdefault(key, len(self._waves))
        if place == len(self._waves):
            self._waves.append(key)
        wave = self._waves[place]
        self._waves[place] = replace(wave, messages=wave.messages + 1)
        self._of[delivery.envelope.rcpt_to] = len(self._copies)
        self._wave_of.append(place)
        self._copies.append(0)

    def arrive(self, rcpt_to: str, content: bytes, at: datetime) -> None:
        """One message has arrived."""
        recipient = self._of.get(rcpt_to)
        if recipient is None:
            self._blame(Flaw.UNASKED, rcpt_to)
            return
        if self._copies[recipient]:
            self._blame(Flaw.TWICE, rcpt_to)
            return
        self._copies[recipient] = 1
        place = self._wave_of[recipient]
        wave = self._waves[place]
        if at < wave.due_at or _dated(content) < wave.due_at.replace(microsecond=0):
            self._blame(Flaw.EARLY, rcpt_to)
        if self.embargoed_until and at < self.embargoed_until and not _is_marked(content):
            self._blame(Flaw.UNMARKED, rcpt_to)
        self._waves[place] = replace(
            wave,
            arrived=wave.arrived + 1,
            first_at=min(wave.first_at or at, at),
            last_at=max(wave.last_at or at, at),
            waiting=wave.waiting + (at > wave.wanted_by(self.by)),
        )

    def end(self) -> None:
        """Nothing arrives any more: who has nothing is missing, and still waits."""
        for rcpt_to, recipient in self._of.items():
            if not self._copies[recipient]:
                self._blame(Flaw.MISSING, rcpt_to)
        self._waves = [
            replace(each, waiting=each.waiting + each.messages - each.arrived)
            for each in self._waves
        ]

    def waves(self) -> list[Wave]:
        """In the order of time."""
        return sorted(
            self._waves,
            key=lambda each: (
                each.first_at or each.due_at,
                each.due_at,
                each.media_list,
                each.zone,
            ),
        )

    def arrived(self) -> int:
        """How many have got it."""
        return sum(each.arrived for each in self._waves)

    def waiting(self) -> int:
        """How many had to wait too long."""
        return sum(each.waiting for each in self._waves)

    def _blame(self, flaw: Flaw, rcpt_to: str) -> None:
        self.flaws[flaw] += 1
        named = self.named.setdefault(flaw, [])
        if len(named) < _NAMED:
            named.append(rcpt_to)


def document(rehearsal: Rehearsal) -> dict[str, object]:
    """The timeline and what was found, as JSON."""
    waves = rehearsal.waves()
    return {
        "first_at": _first(waves),
        "last_at": _last(waves),
        "by": _iso(rehearsal.by),
        "waiting": rehearsal.waiting(),
        "flaws": {flaw.value: rehearsal.flaws[flaw] for flaw in Flaw},
        "lists": _grouped(waves, "media_list", "list"),
        "zones": _grouped(waves, "zone", "zone"),
        "timeline": [
            {
                "list": wave.media_list,
                "zone": wave.zone,
                "messages": wave.messages,
                "due_at": _iso(wave.due_at),
                "first_at": _iso(wave.first_at),
                "last_at": _iso(wave.last_at),
                "embargoed": wave.early,
                "withheld_until": _iso(wave.due_at) if wave.withheld else None,
                "waiting": wave.waiting,
            }
            for wave in waves
        ],
    }


def _grouped(waves: list[Wave], by: str, shown: str) -> list[dict[str, object]]:
    groups: dict[str, list[Wave]] = {}
    for wave in waves:
        groups.setdefault(getattr(wave, by), []).append(wave)
    return [
        {
            shown: name,
            "messages": sum(each.messages for each in group),
            "first_at": _first(group),
            "last_at": _last(group),
        }
        for name, group in groups.items()
    ]


def _first(waves: Iterable[Wave]) -> str | None:
    return _iso(min((each.first_at for each in waves if each.first_at), default=None))


def _last(waves: Iterable[Wave]) -> str | None:
    return _iso(max((each.last_at for each in waves if each.last_at), default=None))


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _dated(content: bytes) -> datetime:
    """What the message's own Date says; to the second."""
    match = _DATE.search(content, 0, _HEADERS_MAX)
    assert match is not None, "every message of ours has a Date"
    return _read_date(match[1])


@lru_cache(maxsize=64)
def _read_date(value: bytes) -> datetime:
    return parsedate_to_datetime(value.decode("ascii"))


def _is_marked(content: bytes) -> bool:
    match = _SUBJECT.search(content, 0, _HEADERS_MAX)
    subject = str(make_header(decode_header(match[1].decode()))) if match else ""
    return any(words in subject for words in _embargo_words())


@lru_cache(maxsize=1)
def _embargo_words() -> tuple[str, ...]:
    """EMBARGOED UNTIL, in every language there is."""
    return tuple(each["embargoed_until"].partition("{")[0] for each in all_phrases().values())
