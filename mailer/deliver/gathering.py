"""
How long a wait goes on after its first answer, so that more lines have answered when it ends.

A relay answers one line after the other. Whoever turns to every answer as it comes wakes once for every
message, and waking costs more than half as much as sending it. As long as the relay has the messages of
other lines to take over, it is not kept waiting by a short pause, and what came meanwhile is dealt with
in one go.

Promises: no pause where most lines have answered, where there are too few of them, or where answers come
so seldom that waking does not matter; no pause as long as a relay needs for what it still has.
Never: waits, or reads a clock.
"""

_PAUSE_MAX_S = 0.001
_SHARE = 8
"""A pause is for one in so many of the lines under way: found by measuring, with 4, 10 and 20 lines."""
_LEFT_ALONE = 2
"""Not counted among these: a relay is at one message, and has the next one at hand."""
_STEADY = 8
"""The mean is over about so many rounds."""
_PACE_MAX_S = _PAUSE_MAX_S * _SHARE
"""Answers that come slower than this are all the same to it: it pauses for none of them."""


class Gathering:
    """Learns how fast answers come, and says how long to wait for some more."""

    __slots__ = ("_heard_at", "_pace_s")

    def __init__(self, now: float) -> None:
        """`now`: seconds on the steady clock, as in `heard`."""
        self._heard_at = now
        self._pace_s = _PACE_MAX_S
        """Seconds between two answers, on the whole; until some have come, the longest."""

    def pause_s(self, ready: int, busy: int) -> float:
        """Seconds to let pass before looking again, where so many of the lines under way are ready."""
        if not ready or 2 * ready >= busy:
            return 0.0
        pause_s = self._pace_s * (busy - _LEFT_ALONE) / _SHARE
        return pause_s if pause_s < _PAUSE_MAX_S else 0.0

    def heard(self, ready: int, now: float) -> None:
        """So many lines have been found ready, the last of them at `now`."""
        pace_s = min((now - self._heard_at) / ready, _PACE_MAX_S)
        self._pace_s += (pace_s - self._pace_s) / _STEADY
        self._heard_at = now
