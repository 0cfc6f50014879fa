"""
The transcript of one line to the relay (`--transcript DIR`): who said what, and when. Edge.

    2026-05-01T09:00:00.123Z C: MAIL FROM:<press@harbour.example> BODY=7BIT
    2026-05-01T09:00:00.130Z S: 250 2.1.0 ok
    2026-05-01T09:00:00.131Z C: [content, 24117 octets]

Promises: no credential is in it (whatever follows AUTH until its answer is left out, and a password
that a relay echoes is taken out) and no content; a file that cannot be written changes nothing.
"""

import contextlib
import os
from datetime import datetime
from pathlib import Path

from mailer.deliver.auth import redacted
from mailer.deliver.ports import Clock
from mailer.read.settings import Relay
from mailer.words.errors import UsageError

_LEFT_OUT = "[login, left out]"


class Transcript:
    """Writes down one line after the other; its files have mode 0600."""

    def __init__(self, folder: Path, clock: Clock, relay: Relay) -> None:
        """Make the folder; UsageError where that cannot be."""
        self._folder = folder
        self._clock = clock
        self._relay = relay
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(
                f"The folder cannot be made: {error.strerror}.", where=f"--transcript {folder}"
            ) from error

    def line(self, peer: str) -> "LineTranscript":
        """The transcript of a line that was just opened."""
        now = self._clock.now()
        for count in range(1, 10_000):
            name = f"{now:%Y%m%dT%H%M%S}-{os.getpid()}-{count}.txt"
            with contextlib.suppress(FileExistsError):
                return LineTranscript(self._folder / name, self._clock, self._relay, peer)
        raise AssertionError("ten thousand lines in one second")


class LineTranscript:
    """One line's file."""

    def __init__(self, path: Path, clock: Clock, relay: Relay, peer: str) -> None:
        """Raises FileExistsError where another line has that file."""
        self._clock = clock
        self._relay = relay
        self._descriptor = -1
        self._begun = b""
        """The beginning of a line of the relay whose end has not come."""
        with contextlib.suppress(PermissionError):
            self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self.note(f"connected to {peer}")

    def note(self, text: str) -> None:
        """What neither side has said."""
        self._write("--", text)

    def said(self, data: bytes, *, secret: bool = False) -> None:
        """Commands of ours."""
        self._whole()
        for line in [_LEFT_OUT] if secret else _lines(data):
            self._write("C:", line)

    def content(self, octets: int) -> None:
        """Content of a message; not what stands in it."""
        self._whole()
        self._write("C:", f"[content, {octets} octets]")

    def heard(self, data: bytes) -> None:
        """Bytes of the relay, in whatever pieces they come."""
        data = self._begun + data
        end = data.rfind(b"\n") + 1
        self._begun = data[end:]
        self._heard(data[:end])

    def _whole(self) -> None:
        """The relay says no more of the line that it has begun."""
        begun, self._begun = self._begun, b""
        self._heard(begun)

    def _heard(self, data: bytes) -> None:
        for line in _lines(data):
            self._write("S:", redacted(line, self._relay.username, self._relay.password))

    def close(self) -> None:
        """The line is over."""
        if self._descriptor >= 0:
            self._whole()
            self.note("closed")
            os.close(self._descriptor)
            self._descriptor = -1

    def _write(self, who: str, text: str) -> None:
        if self._descriptor >= 0:
            with contextlib.suppress(OSError):
                os.write(self._descriptor, f"{_shown(self._clock.now())} {who} {text}\n".encode())


def _shown(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _lines(data: bytes) -> list[str]:
    """Its lines, with everything that is not plain text spelt out."""
    return [line.decode("latin-1").encode("unicode_escape").decode() for line in data.splitlines()]
