"""
The machine's clocks: the only reader of wall time in this tool, and of what the system says of it.

Promises: aware instants in UTC; the steady clock goes on while the machine sleeps, where the system
has one that does. Never: the machine's own time zone; setting a clock.
"""

import select
import struct
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from mailer.schedule.clock_rules import Reading, doubt_over_jump

_STEADY = getattr(time, "CLOCK_BOOTTIME", None)
"""Linux stops CLOCK_MONOTONIC while it sleeps."""
_TIME_SERVICES = ("systemd/timesync", "chrony", "ntpd.pid", "openntpd.sock", "ntpsec")
"""What a time service leaves in /run while it is at work."""
_SLEEP_MAX_S = 0.5
_TIMEX_BYTES = 256
_TIMEX_STATUS_AT = 40 if struct.calcsize("l") == 8 else 20  # noqa: PLR2004 - long of 64 bits
_STA_UNSYNC = 0x40


class SystemClock:
    """The clock of everyday use; tests pass one whose time is a value."""

    def now(self) -> datetime:
        """The wall time, in UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Let time pass, in short sleeps: a halt, a pause or a jump of the clock is seen soon."""
        # A wait of so long, where time.sleep waits until an instant: under libfaketime that fails
        # (EINVAL) when the clock is stepped meanwhile, and the tests could not step it.
        select.select((), (), (), max(0.0, min(seconds, _SLEEP_MAX_S)))

    def read(self) -> Reading:
        """Both clocks at once."""
        steady_s = time.monotonic() if _STEADY is None else time.clock_gettime(_STEADY)
        return Reading(self.now(), steady_s)

    def synchronised(self) -> bool | None:
        """Whether a time service has set the clock; None where none is at work, or nobody tells."""
        if not any((Path("/run") / service).exists() for service in _TIME_SERVICES):
            return None
        import ctypes  # noqa: PLC0415 - 3 ms that a command without mail to send need not pay

        try:
            timex = ctypes.create_string_buffer(_TIMEX_BYTES)
            if ctypes.CDLL(None).adjtimex(timex) < 0:
                return None
        except (OSError, AttributeError):
            return None
        status = int.from_bytes(timex.raw[_TIMEX_STATUS_AT : _TIMEX_STATUS_AT + 4], "little")
        return not status & _STA_UNSYNC


class _Readable(Protocol):
    def read(self) -> Reading:
        """Both clocks at once."""


class MachineClock(_Readable, Protocol):
    """What a run asks of the machine it runs on: `SystemClock`, or one that only says so."""

    def now(self) -> datetime:
        """The wall time, aware, in UTC."""

    def sleep(self, seconds: float) -> None:
        """Let time pass: so long at most."""

    def synchronised(self) -> bool | None:
        """Whether the wall time is right; None where nobody tells."""


class ClockWatch:
    """Compares the two clocks for as long as a run lasts. Threads share it."""

    def __init__(self, clock: _Readable) -> None:
        """Watch from now on."""
        self._clock = clock
        self._before = clock.read()
        self._doubt = ""
        self._lock = threading.Lock()

    def doubt(self) -> str:
        """Why the wall clock cannot be believed any more, "" where it can; a doubt once had stays."""
        with self._lock:
            after = self._clock.read()
            self._doubt = self._doubt or doubt_over_jump(self._before, after)
            self._before = after
            return self._doubt
