"""
What was said about one recipient, taken out of the transcripts of lines (`deliver/transcript`).

With PIPELINING the replies to one message come after the commands of the next. They are given back
to whom they belong, because replies come in the order of the commands (RFC 2920 3.1).

Promises: reads a transcript of any length, one line at a time; what it cannot place, it leaves out.
Never: opens a file, or shows what was said about somebody else.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

_ANSWERED = ("EHLO", "HELO", "STARTTLS", "AUTH", "NOOP", "RSET", "QUIT", "[login")


@dataclass(slots=True)
class _Transaction:
    lines: list[str]
    """First of all to which relay."""
    rcpt_to: str = ""
    open: int = 0
    """Commands whose reply has not come."""
    dotted: bool = False


@dataclass(slots=True)
class _Line:
    """One line to a relay, as far as its transcript was read."""

    peer: str = ""
    newest: _Transaction | None = None
    asked: _Transaction | None = None
    """Whose content the relay waits for."""
    expected: deque[tuple[_Transaction | None, bool]] = field(
        default_factory=lambda: deque([(None, False)])
    )
    """For whom the next replies are, and whether they answer DATA. The first is the greeting."""

    def said(self, whole: str, text: str) -> None:
        """A command, or content, of ours."""
        if text.startswith("MAIL FROM:"):
            self.newest = _Transaction([self.peer])
        if text.startswith(("MAIL FROM:", "RCPT TO:", "DATA")):
            self._await(self.newest, whole, is_data=text.startswith("DATA"))
            if self.newest and text.startswith("RCPT TO:<"):
                self.newest.rcpt_to = text.removeprefix("RCPT TO:<").partition(">")[0]
        elif text.startswith("[content") or text == ".":
            asked = self.asked
            if asked is not None and asked.dotted:
                asked.lines.append(whole)  # content that left in several parts
            elif asked is not None:
                asked.dotted = True
                self._await(asked, whole)
        elif text.startswith(_ANSWERED):
            self.expected.append((None, False))

    def _await(self, whose: _Transaction | None, whole: str, *, is_data: bool = False) -> None:
        self.expected.append((whose, is_data))
        if whose is not None:
            whose.lines.append(whole)
            whose.open += 1

    def heard(self, whole: str, text: str) -> _Transaction | None:
        """A line of the relay; the transaction that has come to its end with it."""
        if not self.expected:
            return None
        whose, is_data = self.expected[0]
        if whose is not None:
            whose.lines.append(whole)
        if text[3:4] == "-":
            return None  # the reply has more lines
        self.expected.popleft()
        if whose is None:
            return None
        whose.open -= 1
        if is_data and text.startswith("354"):
            self.asked = whose
            return None
        return None if whose.open else whose

    def rest(self) -> Iterator[_Transaction]:
        """What was under way when the transcript ended."""
        under_way = [whose for whose, _ in self.expected if whose is not None]
        if self.asked is not None and not self.asked.dotted:
            under_way.append(self.asked)
        yield from {id(each): each for each in under_way}.values()


def take_out(
    transcript: Iterable[str], is_wanted: Callable[[str], bool]
) -> Iterator[tuple[str, ...]]:
    """
    The lines of every transaction for a recipient that `is_wanted`, as they stand there.

    `is_wanted` is asked with the address of RCPT. The first line of each says to which relay.
    """
    line = _Line()
    for each in transcript:
        whole = each.rstrip("\n")
        _at, _, spoken = whole.partition(" ")
        who, _, text = spoken.partition(" ")
        ended = None
        if who == "C:":
            line.said(whole, text)
        elif who == "S:":
            ended = line.heard(whole, text)
        elif text.startswith("connected to"):
            line.peer = whole
        if ended is not None and is_wanted(ended.rcpt_to):
            yield tuple(ended.lines)
    for under_way in line.rest():
        if is_wanted(under_way.rcpt_to):
            yield tuple(under_way.lines)
