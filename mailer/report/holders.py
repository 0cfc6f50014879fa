"""
Who has which version of a release: one line a person, and counts by version.

    has it      accepted by the relay
    may have it sent, and no answer came
    will get it planned, withheld or deferred
    nothing     refused, suppressed or stopped, and nothing else

Promises: each person stands there once; what they were told about the version (withdrawn, on hold) is
said beside it. Pure.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from mailer.words.exports import inert
from mailer.words.states import Act, DeliveryState

_TOLD = {
    Act.WITHDRAWAL: "told that it is withdrawn",
    Act.HOLD: "told to hold it",
    Act.RELEASE_OF_HOLD: "told that it may be used",
}


@dataclass(frozen=True, slots=True)
class Holder:
    """One person, and the latest that they have, may have or will get."""

    address: str
    language: str
    media_list: str
    version: int
    """Of the text; 0: none."""
    state: DeliveryState
    """Of the delivery that brings that text."""
    told: Act | None
    """What they were told about it since; None: nothing."""
    at: datetime | None

    @property
    def shown(self) -> str:
        """The state and what was told, in words."""
        told = f", {_TOLD[self.told]}" if self.told in _TOLD else ""
        return f"{self.state.value.replace('_', ' ')}{told}"


def holder_document(holder: Holder) -> dict[str, object]:
    """One person in the JSON of `who`."""
    return {
        "address": holder.address,
        "language": holder.language,
        "list": holder.media_list,
        "version": holder.version or None,
        "state": holder.state.value,
        "told": holder.told.value if holder.told else None,
        "at": holder.at.isoformat() if holder.at else None,
    }


def holder_rows(holders: Iterable[Holder]) -> Iterable[Sequence[str]]:
    """The table, head first; no cell can become a spreadsheet formula."""
    yield ("address", "language", "list", "version", "state", "told", "at")
    for holder in holders:
        cells = (
            holder.address,
            holder.language,
            holder.media_list,
            str(holder.version) if holder.version else "",
            holder.state.value,
            holder.told.value if holder.told else "",
            holder.at.isoformat() if holder.at else "",
        )
        yield tuple(inert(cell) for cell in cells)


def holder_lines(holders: Iterable[Holder]) -> list[str]:
    """The table for a screen, its columns aligned."""
    rows = [
        (
            each.address,
            f"version {each.version}" if each.version else "no version",
            each.shown,
            each.language,
            each.media_list,
            f"{each.at:%Y-%m-%d %H:%M} UTC" if each.at else "",
        )
        for each in holders
    ]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(5)]
    return [
        "  ".join(
            (*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1])
        ).rstrip()
        for row in rows
    ]
