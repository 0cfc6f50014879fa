"""
Signals: Ctrl-C, SIGTERM and SIGHUP end a run in good order.

While messages leave, the first asks the run to end after the answers it waits for, and says so; the
second ends it at once, with the truth recorded. Once a run has ended so, the rest of the command, which
tells what is left, is not interrupted again. At all other times each of them ends the command as Ctrl-C
does. A signal that was ignored when the command began (`nohup`) stays ignored.
"""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from mailer.cli.console import Console
from mailer.deliver.halt import Halt, Urgency

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_ENDING = (
    "\nEnding: nothing new is begun; waiting for the relay's answer to what has left. "
    "Ctrl-C again ends at once, and what has no answer yet is then in doubt."
)
_interruptions: list[int] = []
"""Signals that have come since the command began."""
_Handler = Callable[[int, FrameType | None], object]


def interrupt_like_ctrl_c() -> None:
    """Let SIGTERM and SIGHUP do what SIGINT does, so that every `finally` is kept."""
    _handle(_interrupt)


def was_interrupted() -> bool:
    """Whether one has come: libraries that catch everything swallow what it raises."""
    return bool(_interruptions)


def interrupt_nothing() -> None:
    """All is done: what is left of the command is its end."""
    _handle(_pass_over)


@contextmanager
def heeding(halt: Halt, console: Console, told: str = _ENDING) -> Iterator[None]:
    """Pass signals on to a run for as long as it lasts; `told`: what the first one is answered with."""

    def heed(_number: int, _frame: FrameType | None) -> None:
        if halt.urgency < Urgency.AFTER_DOT:
            halt.ask(Urgency.AFTER_DOT)
            console.insist(told)
        else:
            halt.ask(Urgency.AT_ONCE)
            console.insist("\nEnding at once.")

    before = {number: signal.getsignal(number) for number in _SIGNALS}
    _handle(heed)
    try:
        yield
    finally:
        for number, handler in before.items():
            ours = handler is not signal.SIG_IGN
            signal.signal(number, _pass_over if halt.asked and ours else handler)


def _pass_over(_number: int, _frame: FrameType | None) -> None:
    """Not SIG_IGN, which programs begun from here would inherit."""


def _interrupt(number: int, _frame: FrameType | None) -> None:
    _interruptions.append(number)
    raise KeyboardInterrupt


def _handle(handler: _Handler) -> None:
    for number in _SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, handler)
