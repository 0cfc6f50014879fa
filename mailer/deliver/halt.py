"""
The halt: how a person asks a run to end, by a signal.

    AFTER_DOT   what has no final dot yet is dropped and planned again; answers are waited for
    AT_ONCE     nothing is waited for: a message whose dot has left is in doubt

Promises: asking never lowers what was asked before. One halt is shared by all lines of a run; it is
asked by attribute, once per message and once per second of waiting, so that it costs nothing.
Never: waits, or decides what becomes of a message.
Fails with: `Halted`, raised by `check` inside a line.
"""

from enum import IntEnum


class Urgency(IntEnum):
    """How soon a run is to end."""

    NONE = 0
    AFTER_DOT = 1
    AT_ONCE = 2


class Halted(Exception):
    """This line ends here, on purpose: nobody is to blame, and nothing is wrong with the relay."""


class Halt:
    """What has been asked of one run. Threads share it."""

    __slots__ = ("urgency",)

    def __init__(self) -> None:
        """Nobody has asked yet."""
        self.urgency = Urgency.NONE

    def ask(self, urgency: Urgency) -> None:
        """End no later than this."""
        self.urgency = max(self.urgency, urgency)

    @property
    def asked(self) -> bool:
        """Whether nothing new may be begun."""
        return self.urgency is not Urgency.NONE

    def check(self, *, dotted: bool) -> None:
        """Raise Halted where the line must not go on; `dotted`: an answer to a dot is waited for."""
        if self.urgency and self.urgency >= (Urgency.AT_ONCE if dotted else Urgency.AFTER_DOT):
            raise Halted
