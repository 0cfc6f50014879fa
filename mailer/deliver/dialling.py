"""
Opening lines, each in a thread of its own, so that nothing waits for them that need not. Edge.

Promises: a line that nobody wants any more, because the run has ended meanwhile, is dropped; who waits
for it hears a halt at once, even while a name is looked up.
Never: hands anything over.
Fails with: what opening fails with, raised by `take` in the thread that asks.
"""

import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue

from mailer.deliver.halt import Halt
from mailer.deliver.line import Line

_SLICE_S = 0.2


class Dialling:
    """The lines of one transport that are being opened."""

    def __init__(self, dial: Callable[[], Line], halt: Halt) -> None:
        """`dial` opens one; it is called in another thread."""
        self._dial = dial
        self._halt = halt
        self._entry = threading.Lock()
        self._over = False
        self._done: SimpleQueue[Line | BaseException] = SimpleQueue()
        self.count = 0
        """How many have been begun and not taken."""

    def begin(self, left: Line | None = None) -> None:
        """Open one more; first say goodbye on the line it is to replace."""
        self.count += 1
        threading.Thread(target=self._run, args=(left,), name="dialling", daemon=True).start()

    def _run(self, left: Line | None) -> None:
        made: Line | BaseException
        try:
            if left is not None:
                left.quit()
            made = self._dial()
        except BaseException as error:  # noqa: BLE001 - carried to the thread that asked
            made = error
        with self._entry:
            if not self._over:
                self._done.put(made)
                return
        if isinstance(made, Line):
            made.drop()

    def take(self, *, wait: bool) -> Line | None:
        """One that is open now; None where none is, which never happens where it waits for one."""
        while True:
            try:
                made = self._done.get(block=wait, timeout=_SLICE_S)
            except Empty:
                if not wait:
                    return None
                self._halt.check(dotted=False)
                continue
            self.count -= 1
            if isinstance(made, BaseException):
                raise made
            return made

    def end(self) -> None:
        """Nobody takes any of them any more."""
        with self._entry:
            self._over = True
        while not self._done.empty():
            made = self._done.get()
            if isinstance(made, Line):
                made.drop()
