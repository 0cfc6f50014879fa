"""
The journal of one window: each final dot just before it leaves, each reply as it comes.

One file per window, appended to and not synced: what is written outlives the process, but maybe not
the machine. What is noted waits for `keep`, which writes all of it at once. Layout, big-endian:

    record   length of body (32 bits) · CRC-32 of body, continued from the record before · body
    header   first body: which ledger, window and start of the machine these records belong to
    dot      b"D" · number · microseconds
    fate     b"F" · number · microseconds · state, due, reply, why, peer with NUL between

Promises: what is read back is a prefix of what was written, and `whole` says whether anything
follows that could not be read. After a write that failed, nothing more is written, so that there is
never a hole in the middle.
Never: decides what a record means for a delivery (`recovery` does).
Fails with: OSError from writing, which `Window` turns into a LedgerError.
"""

import errno
import os
import struct
import zlib
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from mailer.record.instants import instant, microseconds
from mailer.words.states import DeliveryState

_FRAME = struct.Struct(">II")
_EVENT = struct.Struct(">cIq")
_DOT, _FATE = b"D", b"F"
_BETWEEN = "\0"


class Owner(NamedTuple):
    """Which window a journal belongs to."""

    uuid: str
    """The ledger's."""
    window: int
    boot_id: str

    def as_bytes(self) -> bytes:
        """The header's body."""
        return f"mailer journal 1 {self.uuid} {self.window} {self.boot_id}".encode()


class Dot(NamedTuple):
    """The final dot of this delivery's message was about to leave."""

    number: int
    at: int
    """In microseconds, as it lies on disk; so is a fate's."""


class Fate(NamedTuple):
    """What became of a delivery in this window, as it will stand in the ledger. No text has a NUL."""

    number: int
    state: DeliveryState
    at: int
    due_at: datetime | None = None
    """When it may be claimed again; None: not by itself."""
    reply: str = ""
    why: str = ""
    peer: str = ""


class JournalRead(NamedTuple):
    """What could be read of a journal."""

    records: tuple[Dot | Fate, ...]
    whole: bool
    """False: missing, another window's, or something follows that does not verify."""


class Journal:
    """A journal being written, by one thread."""

    def __init__(self, path: Path, owner: Owner) -> None:
        """Start it anew: a window's journal is begun before the window is committed."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND | os.O_CLOEXEC
        self.path = path
        self._file = os.open(path, flags, 0o600)
        self._checksum = 0
        self._size = 0
        self._pending: list[bytes] = []
        """Bodies of records that were noted and not written."""
        self._failed: OSError | None = None
        try:
            self._pending.append(owner.as_bytes())
            self.keep()
        except OSError:
            self.close()
            raise

    def dot(self, number: int, at: int) -> None:
        """Note a final dot that leaves once `keep` has written it."""
        self._pending.append(_EVENT.pack(_DOT, number, at))

    def fate(self, record: Fate) -> None:
        """Note what became of a delivery, to be written by `keep`."""
        number, state, at, due_at, reply, why, peer = record
        due = "" if due_at is None else str(microseconds(due_at))
        told = _told(state, due, reply, why, peer)
        self._pending.append(_EVENT.pack(_FATE, number, at) + told)

    def keep(self) -> None:
        """Write what was noted: from here on it outlives this process."""
        if not self._pending:
            return
        if self._failed is not None:
            raise self._failed
        records, checksum = self._framed()
        try:
            self._write_whole(records)
        except OSError as error:
            self._failed = error
            raise
        self._size += len(records)
        self._checksum = checksum
        self._pending.clear()

    def close(self) -> None:
        """Let go of the file; it stays, with all that was noted if the disk takes it."""
        with suppress(OSError):
            self.keep()
        os.close(self._file)

    def _write_whole(self, records: bytes) -> None:
        if os.write(self._file, records) != len(records):
            # A full disk takes a part. Cut it off again: half a record would put the rest in doubt.
            os.ftruncate(self._file, self._size)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def _framed(self) -> tuple[bytes, int]:
        """What was noted as records, and the checksum of the last."""
        checksum = self._checksum
        parts: list[bytes] = []
        for body in self._pending:
            checksum = zlib.crc32(body, checksum)
            parts += (_FRAME.pack(len(body), checksum), body)
        return b"".join(parts), checksum


@lru_cache(maxsize=64)
def _told(state: DeliveryState, *rest: str) -> bytes:
    """Relays say the same few things thousands of times."""
    return _BETWEEN.join((state.value, *rest)).encode()


def read_journal(path: Path, owner: Owner) -> JournalRead:
    """As much of a journal as verifies, and whether that is all of it."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return JournalRead((), whole=False)
    bodies, whole = _verified(content)
    if not bodies or bodies[0] != owner.as_bytes():
        return JournalRead((), whole=False)
    return JournalRead(tuple(_record(body) for body in bodies[1:]), whole=whole)


def _verified(content: bytes) -> tuple[list[bytes], bool]:
    bodies: list[bytes] = []
    at = checksum = 0
    while at + _FRAME.size <= len(content):
        length, expected = _FRAME.unpack_from(content, at)
        body = content[at + _FRAME.size : at + _FRAME.size + length]
        checksum = zlib.crc32(body, checksum)
        if len(body) != length or checksum != expected:
            return bodies, False
        bodies.append(body)
        at += _FRAME.size + length
    return bodies, at == len(content)


def _record(body: bytes) -> Dot | Fate:
    kind, number, at = _EVENT.unpack_from(body)
    if kind == _DOT:
        return Dot(number, at)
    state, due, reply, why, peer = body[_EVENT.size :].decode().split(_BETWEEN)
    return Fate(
        number,
        DeliveryState(state),
        at,
        due_at=instant(int(due)) if due else None,
        reply=reply,
        why=why,
        peer=peer,
    )
