"""
The reply parser: bytes from the relay in, whole replies out.

Promises: the same replies however the bytes are cut; bounded lines, bounded replies, bounded
memory. Replies that came whole before the trouble are still given. Reply texts hold no control
character, so that a relay cannot write on somebody's terminal.
Never: guesses. A line without a code, or a code that changes within one reply, is no reply.
Fails with: nothing; `trouble` says what is wrong, and no reply comes after it.
"""

from enum import StrEnum

from mailer.deliver.reply import Reply

_LINE_MAX = 4096
"""RFC 5321 4.5.3.1.5 allows 512; relays with long policy texts go beyond."""
_LINES_MAX = 100
_REPLY_MAX = 64 * 1024
_KNOWN_MAX = 500
_KNOWN_LINE_MAX = 100
_KNOWN: dict[bytes, Reply] = {}
"""Line → the whole reply it is. Relays say the same few things thousands of times."""


class Trouble(StrEnum):
    """What came where a reply should have been."""

    DROPPED = "dropped"
    """The line ended."""
    TIMED_OUT = "timed_out"
    """No whole reply in its time, however many bytes trickled in."""
    GARBAGE = "garbage"
    """Not an SMTP reply (RFC 5321 4.2)."""
    TOO_LONG = "too_long"
    """A line or a reply without end."""
    UNASKED = "unasked"
    """A reply that belongs to no command: both sides no longer agree on where they are."""
    WRITE_FAILED = "write_failed"
    """The line ended under our own bytes."""


class ReplyParser:
    """One line's worth of replies; fed in order, whatever the packets."""

    __slots__ = ("_code", "_octets", "_rest", "_texts", "midway", "trouble")

    def __init__(self) -> None:
        """Start at a line's beginning."""
        self._rest = b""
        self._code = b""
        self._texts: list[str] = []
        self._octets = 0
        self.midway = False
        """Whether bytes wait that are not a whole reply yet."""
        self.trouble: Trouble | None = None

    def feed(self, data: bytes) -> list[Reply]:
        """The replies that `data` completes; empty where none is whole yet."""
        replies: list[Reply] = []
        lines = (self._rest + data if self._rest else data).split(b"\n")
        self._rest = lines.pop()
        for line in lines:
            if self.trouble is not None:
                break
            reply = None if self._texts else _KNOWN.get(line)
            if reply is None:
                reply = self._line(line)
            if reply is not None:
                replies.append(reply)
        self.midway = bool(self._rest or self._texts)
        if len(self._rest) > _LINE_MAX:
            self.trouble = self.trouble or Trouble.TOO_LONG
        return replies

    def _line(self, line: bytes) -> Reply | None:
        """One line without its LF; the reply it completes, if it does."""
        code, mark = line[:3], line[3:4]
        self._octets += len(line) + 1
        if len(line) > _LINE_MAX or len(self._texts) >= _LINES_MAX or self._octets > _REPLY_MAX:
            self.trouble = Trouble.TOO_LONG
            return None
        known = code.isdigit() and b"100" <= code < b"600" and mark in b" -\r"
        if not known or (self._texts and code != self._code):
            self.trouble = Trouble.GARBAGE
            return None
        text = line[4:].rstrip(b"\r").decode("utf-8", "replace")
        if not text.isprintable():
            text = "".join(char if char.isprintable() else "?" for char in text)
        self._code = code
        self._texts.append(text)
        if mark == b"-":
            return None
        reply = Reply(int(code), tuple(self._texts))
        if len(self._texts) == 1 and len(line) < _KNOWN_LINE_MAX and len(_KNOWN) < _KNOWN_MAX:
            _KNOWN[line] = reply
        self._texts = []
        self._octets = 0
        return reply
