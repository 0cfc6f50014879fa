"""
The witness: a small file beside the ledger that remembers which ledger lies there, and how far it is.

The ledger counts its durable changes; after each, the count is copied here. So a ledger that was
deleted, exchanged or put back from an older copy does not agree with its witness.

    <uuid> <serial, 20 digits> <CRC-32 of what stands before, 8 hex digits> <line feed>

Promises: never ahead of the ledger, because it is written after the commit, and read before the
ledger is. Not synced: after a power loss it may be behind, which is harmless, or unreadable, which
still says that a ledger was here.
Never: notices a whole folder put back from an older copy; ledger and witness then agree.
Fails with: OSError, which `refusals` turns into sentences.
"""

import os
import zlib
from pathlib import Path
from typing import NamedTuple

_MODE = 0o600


class Testimony(NamedTuple):
    """What a witness says. `uuid` "" where it cannot be read any more."""

    uuid: str = ""
    serial: int = 0


def witness_path(ledger: Path) -> Path:
    """`ledger.sqlite3.witness` beside `ledger.sqlite3`."""
    return ledger.with_name(ledger.name + ".witness")


def read_witness(ledger: Path) -> Testimony | None:
    """What the witness of this ledger says; None where there is none."""
    try:
        line = witness_path(ledger).read_bytes()
    except FileNotFoundError:
        return None
    said, _, checksum = line.rstrip(b"\n").rpartition(b" ")
    if checksum != b"%08x" % zlib.crc32(said):
        return Testimony()
    uuid, serial = said.decode("ascii").split(" ")
    return Testimony(uuid, int(serial))


def forget(ledger: Path) -> None:
    """Let it say no more than that a ledger was here, whoever still writes to the old one."""
    witness = witness_path(ledger)
    empty = witness.with_name(witness.name + ".new")
    os.close(os.open(empty, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, _MODE))
    empty.rename(witness)


class Witness:
    """An open witness, rewritten in place after every durable change."""

    def __init__(self, ledger: Path) -> None:
        """Open it, or make an empty one."""
        self._file = os.open(witness_path(ledger), os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, _MODE)

    def write(self, uuid: str, serial: int) -> None:
        """Remember this count."""
        said = f"{uuid} {serial:020d}".encode("ascii")
        os.pwrite(self._file, said + b" %08x\n" % zlib.crc32(said), 0)

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._file)
