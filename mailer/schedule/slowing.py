"""
Slowing down where the relay asks for it, and gently speeding up again.

Each complaint (421, 450, 454 and their kin) doubles the gap between two messages of a run; every ten
messages that are accepted after it halve it, until there is none. Pure: nobody waits here.
"""

from dataclasses import dataclass

_FIRST_S = 0.5
_MOST_S = 60.0
_ACCEPTED_IN_A_ROW = 10


@dataclass(slots=True)
class Slowing:
    """How much one run is slowed down just now. Lines share it, one at a time."""

    gap_s: float = 0.0
    """Seconds between two messages of the run; 0: none."""
    _accepted: int = 0

    def complained(self) -> None:
        """The relay finds us too fast."""
        self.gap_s = min(max(2 * self.gap_s, _FIRST_S), _MOST_S)
        self._accepted = 0

    def accepted(self) -> None:
        """One message went through."""
        if not self.gap_s:
            return
        self._accepted += 1
        if self._accepted >= _ACCEPTED_IN_A_ROW:
            self._accepted = 0
            self.gap_s = self.gap_s / 2 if self.gap_s > _FIRST_S else 0.0
