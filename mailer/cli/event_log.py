"""
The event log (`--log FILE`): what a run does, one JSON object a line, for programs to read.

Each line has `at` (UTC), `event` and `distribution`. Promises: a line is whole or not there, also where
several runs write one file; no secret and no message content is in it; a log that cannot be written
any more is said once, and changes nothing that is sent.
Fails with: UsageError where the file cannot be opened; nothing was sent then.
"""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from mailer.cli.console import Console
from mailer.deliver.clock import SystemClock
from mailer.words.errors import MailerError, UsageError

if TYPE_CHECKING:  # a desk opens its log before it knows whether anything will be delivered
    from mailer.deliver.ports import Claimed, Clock, Outcome


class EventLog:
    """Where events go; nowhere without a file. Threads share it."""

    def __init__(
        self, file: str = "", clock: Clock | None = None, console: Console | None = None
    ) -> None:
        """`file` is opened for appending at once, mode 0600; "": no log."""
        self._clock = clock or SystemClock()
        self._console = console or Console()
        self._lock = threading.Lock()
        self._descriptor = -1
        if not file:
            return
        try:
            self._descriptor = os.open(
                Path(file), os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600
            )
        except OSError as error:
            raise UsageError(
                f"The log cannot be written: {error.strerror}.", where=f"--log {file}"
            ) from error

    def tell(self, event: str, distribution: str, **facts: object) -> None:
        """Write one event down."""
        if self._descriptor < 0:
            return
        at = self._clock.now().isoformat(timespec="milliseconds")
        line = {"at": at, "event": event, "distribution": distribution} | facts
        data = json.dumps(line, ensure_ascii=True, default=str).encode() + b"\n"
        with self._lock:
            if self._descriptor < 0:
                return
            try:
                os.write(self._descriptor, data)
            except OSError as error:
                os.close(self._descriptor)
                self._descriptor = -1
                self._console.insist(f"The log is not written any more: {error.strerror}.")

    def delivery(self, distribution: str, claimed: Claimed, outcome: Outcome) -> None:
        """What became of one delivery."""
        if self._descriptor < 0:
            return  # asked for every message
        reply = outcome.reply
        self.tell(
            "delivery",
            distribution,
            number=claimed.number,
            address=claimed.envelope.rcpt_to,
            message_id=claimed.message_id,
            attempt=claimed.attempts + 1,
            state=outcome.state.value,
            code=reply.code if reply else None,
            enhanced=reply.enhanced if reply else "",
            reply=str(reply) if reply else "",
            why=outcome.why,
            relay=outcome.peer,
        )

    def failure(self, distribution: str, error: MailerError) -> None:
        """Why a run could not go on."""
        self.tell(
            "failure",
            distribution,
            kind=type(error).__name__,
            what=error.what,
            where=error.where,
            cure=error.cure,
        )
