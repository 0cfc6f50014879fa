"""
A bound on what rendering may cost: memory by the operating system, time by a heartbeat.

Jinja's sandbox stops neither a loop that never ends nor a text that fills the memory. While
templates run, this process may grow by `MEMORY_BYTES` only, and must finish one recipient in
`SECONDS` of its own computing; waiting for a busy machine or a slow disk does not count. Where the
system offers no such limits, the sandbox's own bounds remain.

Fails with: TemplateError.
"""

import contextlib
import resource
import signal
import threading
from collections.abc import Iterator
from types import FrameType

from mailer.words.errors import TemplateError

SECONDS = 4.0
_TICK_S = 0.5
MEMORY_BYTES = 600_000_000


class Heartbeat:
    """Counts recipients; a count that stands still for `SECONDS` ends the rendering, within a tick."""

    def __init__(self) -> None:
        """At rest."""
        self.beats = 0
        self._seen = 0
        self._still = 0

    def beat(self) -> None:
        """One more recipient is done."""
        self.beats += 1

    def check(self, _signal: int, _frame: FrameType | None) -> None:
        """Called by the timer: raise where nothing has moved since the last call."""
        self._still = self._still + 1 if self.beats == self._seen else 0
        self._seen = self.beats
        if self._still * _TICK_S >= SECONDS:
            raise TemplateError(
                "A template takes too long for one message.",
                cure="Look for a loop that counts very far.",
            )


@contextlib.contextmanager
def bounded_rendering() -> Iterator[Heartbeat]:
    """Within this block templates cannot run away."""
    heartbeat = Heartbeat()
    with _memory_bounded(), _time_bounded(heartbeat):
        try:
            yield heartbeat
        except MemoryError as error:
            raise TemplateError(
                "A template needs more memory than a message can be worth.",
                cure="Look for a text that is multiplied or repeated.",
            ) from error


@contextlib.contextmanager
def _memory_bounded() -> Iterator[None]:
    try:
        pages = int(_statm().split()[0])
    except OSError:
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    bound = pages * resource.getpagesize() + MEMORY_BYTES
    bound = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
    resource.setrlimit(resource.RLIMIT_AS, (bound, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _statm() -> str:
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - a kernel file
        return file.read()


@contextlib.contextmanager
def _time_bounded(heartbeat: Heartbeat) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGPROF, heartbeat.check)
    signal.setitimer(signal.ITIMER_PROF, _TICK_S, _TICK_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
