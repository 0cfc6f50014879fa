"""
The embargo, as a type.

Promises: a `Clearance` exists only where the embargo allows this message to this recipient at this
instant; every transport demands one, so forgetting the embargo is a type error and not a bug.
Never: rounds, waits, or reads a clock; `now` is an argument.
Fails with: EmbargoBreach, which nothing catches, where a clearance is made anywhere but here.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from mailer.words.errors import EmbargoBreach

_SEAL = object()


class Ground(StrEnum):
    """Why a message may leave."""

    NO_EMBARGO = "no_embargo"
    LIFTED = "lifted"
    """The embargo's instant has come."""
    TRUSTED = "trusted"
    """The recipient agreed to hold embargoed copy; the copy is marked EMBARGOED."""
    TEST = "test"
    """A person sends it to an address typed by hand; the copy is marked EMBARGOED and [TEST]."""


@dataclass(frozen=True, slots=True)
class Clearance:
    """Leave to hand one message over, given at `at`. Made by this module only."""

    ground: Ground
    at: datetime
    seal: object = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse a clearance that anybody else has made."""
        if self.seal is not _SEAL:
            raise EmbargoBreach("a clearance was made outside the embargo module")


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
        return Clearance(Ground.NO_EMBARGO, now, _SEAL)
    if now >= embargoed_until:
        return Clearance(Ground.LIFTED, now, _SEAL)
    if trusted:
        return Clearance(Ground.TRUSTED, now, _SEAL)
    return Withheld(embargoed_until)


def clear_test(*, now: datetime) -> Clearance:
    """Leave for a test message, which a person sends to an address typed by hand."""
    return Clearance(Ground.TEST, now, _SEAL)
