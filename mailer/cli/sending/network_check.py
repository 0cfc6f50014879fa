"""
The network's time when an embargo or `--at` is about to be kept, where MAILER_NTP names a time server.

Promises: asked once for each instant that a run keeps, while it stands by; an answer is waited for at
most three seconds, so that it delays nothing else. No answer is said, and is no reason to hold.
Never: sets a clock; asks for what leaves at once because somebody has just said so.
"""

from datetime import datetime

from mailer.cli.desk import Desk
from mailer.deliver.network_time import PATIENCE_S, PORT, ask_in_time
from mailer.read.host_port import host_and_port
from mailer.schedule.clock_rules import doubt_over_offset
from mailer.schedule.distribution import Distribution


class NetworkCheck:
    """Asked by one run."""

    def __init__(self, desk: Desk) -> None:
        """Nothing has been asked yet."""
        self._desk = desk
        self._asked_for: datetime | None = None

    def doubt(self, planned: Distribution, first_due_at: datetime | None) -> str:
        """Why the wall clock cannot be believed; "" where it can, or nobody can tell."""
        server = self._desk.settings.ntp
        promised = planned.embargoed_until is not None or planned.wall_times
        if not server or not promised or first_due_at in (None, self._asked_for):
            return ""
        self._asked_for = first_due_at
        host, port = host_and_port(server, PORT)
        try:
            offset_s = ask_in_time(host, port, PATIENCE_S)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            self._desk.console.insist(
                f"{host} (MAILER_NTP) does not tell the time: {reason}. The machine's clock decides."
            )
            return ""
        return doubt_over_offset(offset_s, host)
