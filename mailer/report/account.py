"""
The account of a distribution, as the JSON that others rely on and as lines for people.

Promises: planned = accepted + deferred + refused + in_doubt + suppressed + withheld + stopped +
remaining, in every document. "Accepted" means by the relay, and the words say so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from mailer.words.exports import inert
from mailer.words.states import Counts, DeliveryState, DistributionState

_WORDS = {
    "accepted": "accepted by the relay",
    "deferred": "deferred: the relay asked to come back later",
    "refused": "refused",
    "in_doubt": "in doubt: they may have been sent",
    "suppressed": "suppressed, not written to",
    "withheld": "withheld until the embargo",
    "stopped": "stopped before they were sent",
    "remaining": "still to go",
}


_HELD_UP = (DistributionState.PAUSED, DistributionState.STOPPED, DistributionState.MISSED)


class Entry(NamedTuple):
    """One delivery in a report."""

    address: str
    address_key: str
    state: DeliveryState
    media_list: str
    row: int
    language: str
    attempts: int
    reply: str
    """What the relay said last, or why nothing was sent."""
    message_id: str
    at: datetime | None
    """When its state was last decided by an attempt."""
    due_at: datetime | None = None
    """When it is tried next by itself; None: not any more."""
    unsettled: bool = False
    """In doubt, and nobody has said to leave it so."""


@dataclass(frozen=True, slots=True)
class Account:
    """One distribution and how its deliveries stand."""

    distribution: str
    headline: str
    state: DistributionState
    counts: Counts
    send_at: datetime
    embargoed_until: datetime | None
    unsettled: int = 0
    """How many are in doubt, and nobody has said to leave them so."""
    reason: str = ""
    """Why it is paused, stopped or missed; "" otherwise."""
    drifted: tuple[str, ...] = ()
    """Files that have changed since they were frozen."""
    first_at: datetime | None = None
    """When the relay accepted the first message at or after `instant`; None: none yet."""
    last_at: datetime | None = None
    """When it accepted the last."""

    @property
    def instant(self) -> datetime:
        """When everybody may have it: the embargo, or `send_at` where that is later."""
        return max(self.send_at, self.embargoed_until or self.send_at)

    @property
    def document(self) -> dict[str, object]:
        """The JSON of `send`, `status` and `report`."""
        counts = self.counts
        return {
            "distribution": self.distribution,
            "state": self.state.value,
            "planned": counts.planned,
            **{name: getattr(counts, name) for name in _WORDS},
            "send_at": self.send_at.isoformat(),
            "embargoed_until": self.embargoed_until.isoformat() if self.embargoed_until else None,
            "first_accepted_at": self.first_at.isoformat() if self.first_at else None,
            "last_accepted_at": self.last_at.isoformat() if self.last_at else None,
            "first_after_s": self._after_s(self.first_at),
            "last_after_s": self._after_s(self.last_at),
            "reason": self.reason,
            "drifted": list(self.drifted),
        }

    def _after_s(self, at: datetime | None) -> float | None:
        return round((at - self.instant).total_seconds(), 6) if at else None

    @property
    def exit_status(self) -> int:
        """
        4 where something is in doubt and nobody has settled it; else 1 where something was refused,
        deferred or kept from leaving; else 0.
        """
        counts = self.counts
        if self.unsettled:
            return 4
        kept = counts.planned - counts.accepted - counts.suppressed - counts.in_doubt
        return 1 if counts.refused or counts.deferred or (kept and self.state in _HELD_UP) else 0

    def lines(self) -> list[str]:
        """The account for people: what is zero is left out, but never `accepted`."""
        counts = self.counts
        shown = [f"{self.distribution}: {self.state.value}, {counts.planned} planned"]
        for name, words in _WORDS.items():
            number: int = getattr(counts, name)
            if number or name == "accepted":
                shown.append(f"  {number:>7}  {words}")
        if self.first_at and self.last_at:
            first_s, last_s = self._after_s(self.first_at), self._after_s(self.last_at)
            since = "the embargo" if self.instant == self.embargoed_until else "its time"
            shown.append(f"  First accepted {first_s:.3f} s after {since}, the last {last_s:.3f} s")
        if self.reason:
            shown.append(f"  {self.state.value.capitalize()}: {self.reason}")
        shown += [f"  {file} has changed since it was frozen" for file in self.drifted]
        return shown


def csv_rows(entries: Iterable[Entry]) -> Iterable[Sequence[str]]:
    """The report as rows of cells, head first; no cell can become a spreadsheet formula."""
    yield ("address", "state", "list", "row", "language", "attempts", "at", "reply", "message_id")
    for entry in entries:
        cells = (
            entry.address,
            entry.state.value,
            entry.media_list,
            str(entry.row),
            entry.language,
            str(entry.attempts),
            entry.at.isoformat() if entry.at else "",
            entry.reply,
            entry.message_id,
        )
        yield tuple(inert(cell) for cell in cells)
