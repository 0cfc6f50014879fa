"""
The states of a delivery and of a distribution (DESIGN: planned → handed → …), and a distribution's act.

    planned    due at its time; no attempt is open
    withheld   under embargo for this recipient until its time; then as planned
    handed     claimed by a connection; on disk before MAIL FROM
    accepted   the relay answered 2yz to the final dot: it owns the message now (RFC 5321 4.2.5)
    deferred   4yz: the relay did not take it; due again later
    refused    5yz: not tried again
    in_doubt   the final dot left and no answer came (RFC 1047); a person decides
    suppressed on the suppression list; never handed
    stopped    a person ended the distribution before this one was handed
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple


class DeliveryState(StrEnum):
    """Where one recipient of one distribution stands. Exactly one at any time."""

    PLANNED = "planned"
    WITHHELD = "withheld"
    HANDED = "handed"
    ACCEPTED = "accepted"
    DEFERRED = "deferred"
    REFUSED = "refused"
    IN_DOUBT = "in_doubt"
    SUPPRESSED = "suppressed"
    STOPPED = "stopped"


class DistributionState(StrEnum):
    """Where a distribution as a whole stands."""

    SCHEDULED = "scheduled"
    """Waits for a time: `send_at`, or the embargo of those still withheld."""
    SENDING = "sending"
    """Has work that is due now or will be tried again."""
    PAUSED = "paused"
    """The relay or a person halted it; the reason is kept beside it."""
    FINISHED = "finished"
    """Nothing remains to be done by itself."""
    STOPPED = "stopped"
    MISSED = "missed"
    """Its time passed while nobody was there to send it; a person decides."""


class Act(StrEnum):
    """What a distribution is to those who get it."""

    ORIGINAL = "original"
    CORRECTION = "correction"
    UPDATE = "update"
    WITHDRAWAL = "withdrawal"
    HOLD = "hold"
    RELEASE_OF_HOLD = "release_of_hold"


class PubStatus(StrEnum):
    """Whether a release may be used, as IPTC calls it."""

    USABLE = "usable"
    WITHHELD = "withheld"
    """Until further notice it may not: a person has to say that it may."""
    CANCELED = "canceled"


class Counts(NamedTuple):
    """
    How many deliveries of a distribution stand where; `planned` is all of them.

    Holds by construction: planned = accepted + deferred + refused + in_doubt + suppressed +
    withheld + stopped + remaining. What is claimed but not yet answered counts as remaining.
    """

    accepted: int = 0
    deferred: int = 0
    refused: int = 0
    in_doubt: int = 0
    suppressed: int = 0
    withheld: int = 0
    stopped: int = 0
    remaining: int = 0

    @property
    def planned(self) -> int:
        """All deliveries of the distribution."""
        return sum(self)

    @classmethod
    def of(cls, by_state: Mapping[DeliveryState, int]) -> "Counts":
        """Counts from a tally by state."""
        waiting = {DeliveryState.PLANNED, DeliveryState.HANDED}
        apart = {state.value: n for state, n in by_state.items() if state not in waiting}
        return cls(**apart, remaining=sum(by_state.get(state, 0) for state in waiting))
