"""
The embargo, as a type.

Promises: a `Clearance` exists only where the embargo allows this message to this recipient at this
instant; every transport demands one, so forgetting the embargo is a type error and not a bug.
Never: rounds, waits, or reads a clock; `now` is an argument.
Fails with: EmbargoBreach, which nothing catches, where a clearance is made anywhere but here.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Self

from mailer.words.errors import EmbargoBreach


class Ground(StrEnum):
    """Why a message may leave."""

    NO_EMBARGO = "no_embargo"
    LIFTED = "lifted"
    """The embargo's instant has come."""
    TRUSTED = "trusted"
    """The recipient agreed to hold embargoed copy; the copy is marked EMBARGOED."""
    TEST = "test"
    """A person sends it to an address typed by hand; the copy is marked EMBARGOED and [TEST]."""


# Python looks an enum's member up slowly; these are looked up for every message.
_NO_EMBARGO, _LIFTED, _TRUSTED = Ground.NO_EMBARGO, Ground.LIFTED, Ground.TRUSTED


class _Leave(NamedTuple):
    ground: Ground
    at: datetime


class Clearance(_Leave):
    """Leave to hand one message over, given at `at`. Made by this module only."""

    __slots__ = ()

    def __new__(cls, *_args: object, **_named: object) -> Self:
        """Refuse a clearance that anybody else would make; here they are made by `_cleared`."""
        raise EmbargoBreach("a clearance was made outside the embargo module")


def _cleared(ground: Ground, at: datetime) -> Clearance:
    return tuple.__new__(Clearance, (ground, at))


@dataclass(frozen=True, slots=True)
class Withheld:
    """No leave yet: the embargo stands until `until`."""

    until: datetime


def clear(
    *, embargoed_until: datetime | None, trusted: bool, send_at: datetime, now: datetime
) -> Clearance | Withheld:
    """
    Whether one message may leave at `now`: not before `send_at`, and not under embargo.

    All instants are aware. A recipient who did not agree to hold (`trusted` false) gets nothing
    before the embargo, whatever `send_at` says.
    """
    if now < send_at:
        return Withheld(
            send_at if embargoed_until is None or trusted else max(send_at, embargoed_until)
        )
    if embargoed_until is None:
        return _cleared(_NO_EMBARGO, now)
    if now >= embargoed_until:
        return _cleared(_LIFTED, now)
    if trusted:
        return _cleared(_TRUSTED, now)
    return Withheld(embargoed_until)


def clear_test(*, now: datetime) -> Clearance:
    """Leave for a test message, which a person sends to an address typed by hand."""
    return _cleared(Ground.TEST, now)
