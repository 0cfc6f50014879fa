"""
Message and envelope: the bytes that leave, and where they go.

A skeleton is everything that many recipients' messages share, already encoded: static byte segments
with holes between them. A recipient's own part is one byte string per hole, already encoded too. A
message is their join, so that what was frozen when the distribution was planned is, byte for byte,
what leaves; only `Date` is written at the hand-over.

Promises: CRLF line ends, no bare CR or LF, no NUL, lines of at most 998 octets (RFC 5322 2.1.1).
Never: renders, wraps or encodes anything; that was done when the skeleton was compiled.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from typing import NamedTuple

from mailer.compose.file_part import FilePart

Segment = bytes | FilePart
"""What many messages share without a hole in it; a file may wait to be encoded."""
DATE_HOLE = b"\x00DATE\x00"
"""Stands in a skeleton's first segment where the Date header's value goes; NUL occurs nowhere else."""

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Envelope(NamedTuple):
    """RFC 5321: who sends and the one mailbox that receives. Always exactly one recipient."""

    mail_from: str
    rcpt_to: str

    def needs_smtputf8(self) -> bool:
        """Whether an address is not ASCII, so that the relay must offer SMTPUTF8 (RFC 6531)."""
        return not (self.mail_from.isascii() and self.rcpt_to.isascii())


class Message(NamedTuple):
    """RFC 5322 bytes with CRLF line ends, not dot-stuffed, ending in CRLF; and its Message-ID."""

    pieces: tuple[bytes, ...]
    """In order; most of them are shared with other messages, so they are not joined before need."""
    size: int
    """Octets."""
    message_id: str
    """With its angle brackets."""
    dotless: bool = False
    """Known to hold no line that begins with a dot, and to end in CRLF."""

    @property
    def content(self) -> bytes:
        """All of it as one."""
        return b"".join(self.pieces)


@dataclass(frozen=True, slots=True)
class Skeleton:
    """What many messages share. `len(segments) == holes + 1`."""

    segments: tuple[Segment, ...]
    key: bytes = field(init=False, repr=False, compare=False)
    """The same for the same segments and only for them (SHA-256 of each one's hash)."""

    size: int = field(init=False, repr=False, compare=False)
    """Octets of its segments."""

    dotless: bool = field(init=False, repr=False, compare=False)
    """Whether no line of it begins with a dot, whatever holes without such a line stand in it."""

    _unfilled: list[bytes] = field(init=False, repr=False, compare=False)
    """The pieces of a message, its holes empty; files are, too."""

    _files: tuple[tuple[int, FilePart], ...] = field(init=False, repr=False, compare=False)
    """Where among these a file belongs; there is none once they come from the ledger."""

    def __post_init__(self) -> None:
        """Find out, once for all the messages that share it, what is known of its bytes."""
        parts = b"".join(map(segment_key, self.segments))
        object.__setattr__(self, "key", hashlib.sha256(parts).digest())
        object.__setattr__(self, "size", sum(map(len, self.segments)))
        files = [(2 * n, s) for n, s in enumerate(self.segments) if isinstance(s, FilePart)]
        object.__setattr__(self, "_files", tuple(files))
        unfilled = [b""] * (2 * len(self.segments) - 1)
        unfilled[0::2] = [b"" if isinstance(s, FilePart) else s for s in self.segments]
        object.__setattr__(self, "_unfilled", unfilled)
        texts = [each for each in self.segments if isinstance(each, bytes)]
        dotless = not any(map(_may_begin_with_dot, texts))
        object.__setattr__(self, "dotless", dotless and texts[-1].endswith(b"\r\n"))

    def fill(self, holes: tuple[bytes, ...], date: datetime) -> bytes:
        """One message's bytes: segments and holes in turn, the Date header saying `date`."""
        return self.message(holes, rfc5322_date(date), "").content

    def message(self, holes: tuple[bytes, ...], date: bytes, message_id: str) -> Message:
        """One message, its segments those of all the others. `date`: as `rfc5322_date` writes it."""
        pieces = self._unfilled.copy()
        for place, file in self._files:
            pieces[place] = file.whole()
        pieces[1::2] = holes
        pieces[0] = _dated(pieces[0], date)
        dotless = self.dotless and b"\n." not in b"\n".join((b"", *holes))
        return Message(tuple(pieces), sum(map(len, pieces)), message_id, dotless)


def segment_key(segment: Segment) -> bytes:
    """The same for the same segment and only for it."""
    return segment.key if isinstance(segment, FilePart) else hashlib.sha256(segment).digest()


def octets_of(segment: Segment) -> bytes:
    """Its bytes; a file is encoded for the first who asks."""
    return segment.whole() if isinstance(segment, FilePart) else segment


@lru_cache(maxsize=16)
def _dated(segment: bytes, date: bytes) -> bytes:
    """Many messages leave in one second."""
    return segment.replace(DATE_HOLE, date, 1)


def _may_begin_with_dot(piece: bytes) -> bool:
    """Whether a line that begins in this piece, or goes on from the one before, could be a dot's."""
    return piece.startswith(b".") or b"\n." in piece


def rfc5322_date(at: datetime) -> bytes:
    """
    The value of a Date header (RFC 5322 3.3). `at` is aware; its own offset is kept.

    >>> from datetime import UTC
    >>> rfc5322_date(datetime(2018, 12, 5, 15, 0, tzinfo=UTC))
    b'Wed, 05 Dec 2018 15:00:00 +0000'
    """
    return _date(at.replace(microsecond=0, tzinfo=None), at.utcoffset())


@lru_cache(maxsize=16)
def _date(local: datetime, offset: timedelta | None) -> bytes:
    """Many messages leave in one second."""
    at = local.replace(tzinfo=timezone(offset or timedelta()))
    day, month = _DAYS[at.weekday()], _MONTHS[at.month - 1]
    return f"{day}, {at:%d} {month} {at:%Y %H:%M:%S %z}".encode("ascii")
