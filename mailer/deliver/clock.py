"""
The machine's clock: the only reader of wall time in this tool.

Promises: aware instants in UTC. Never: the machine's own time zone.
"""

import time
from datetime import UTC, datetime


class SystemClock:
    """The clock of everyday use; tests pass one whose time is a value."""

    def now(self) -> datetime:
        """The wall time, in UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        time.sleep(seconds)
