"""
A clock that advances by itself: a night is over as soon as all who wait in it have waited.

It begins at an instant and stands still while anybody works. Once every thread that has asked it for
the time is asleep, it leaps to the earliest instant at which one of them wants to wake. So what several
lines do takes place in the same order as under a machine's clock whose lines take no time at all.

Promises: it never goes back; nobody sleeps shorter than was asked. Never: lets real time pass for its
own sake; looks at the machine's clock.
"""

import threading
from datetime import datetime, timedelta

from mailer.schedule.clock_rules import Reading

_LOOK_AGAIN_S = 0.02
"""A thread that ends tells nobody; those who sleep find out."""


class AdvancingClock:
    """Threads share it. Whoever made it may wait for the others without asking for the time."""

    def __init__(self, at: datetime) -> None:
        """Stand at `at`."""
        self.at = at
        """The time, for whoever only looks on and must not be waited for."""
        self._began_at = at
        self._moved = threading.Condition()
        self._owner = threading.current_thread()
        self._at_work: set[threading.Thread] = set()
        self._wakes_at: dict[threading.Thread, datetime] = {}

    def now(self) -> datetime:
        """The time; from now on the clock waits for this thread, until it sleeps or ends."""
        thread = threading.current_thread()
        if thread not in self._at_work and thread is not self._owner:
            with self._moved:
                self._at_work.add(thread)
        return self.at

    def sleep(self, seconds: float) -> None:
        """Wait until the clock has come so far."""
        thread = threading.current_thread()
        with self._moved:
            until = self.at + timedelta(seconds=seconds)
            self._wakes_at[thread] = until
            while self.at < until:
                self._advance()
                if self.at < until:
                    self._moved.wait(_LOOK_AGAIN_S)
            del self._wakes_at[thread]

    def read(self) -> Reading:
        """Wall and steady clock are one."""
        now = self.now()
        return Reading(now, (now - self._began_at).total_seconds())

    def synchronised(self) -> bool | None:
        """Nobody sets it."""
        return None

    def _advance(self) -> None:
        """Leap where nobody is at work."""
        self._at_work = {thread for thread in self._at_work if thread.is_alive()}
        awake = [each for each in self._at_work if self._wakes_at.get(each, self.at) <= self.at]
        if not awake:
            self.at = min(self._wakes_at.values())
            self._moved.notify_all()
