"""
Errands: work for the one thread that may do it, handed in by threads that must not wait for it.

Promises: done one after the other, in the order in which they came. Never: starts a thread.
"""

from collections.abc import Callable
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from typing import Any


class Errands:
    """What waits to be done."""

    def __init__(self) -> None:
        """None yet."""
        self._queue: SimpleQueue[tuple[Callable[[], Any], Future[Any]]] = SimpleQueue()

    def ask(self, work: Callable[[], Any]) -> Future[Any]:
        """Its result, some time."""
        result: Future[Any] = Future()
        self._queue.put((work, result))
        return result

    def run_next(self, patience_s: float | None) -> bool:
        """Do the next errand; False where none came in time. None: wait as long as it takes."""
        try:
            work, result = self._queue.get(timeout=patience_s)
        except Empty:
            return False
        try:
            result.set_result(work())
        except Exception as error:
            result.set_exception(error)
            raise
        except BaseException:  # Ctrl-C is this thread's own affair
            result.cancel()
            raise
        return True
