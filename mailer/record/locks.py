"""
Locks the kernel frees by itself when their holder dies; there is nothing to clean up after a crash.

Promises: two runs never hold the same file at once, be they processes or threads of one process.
Never: writes a process id anywhere, or removes a lock file (a removed one can be held twice).
Fails with: OSError where a lock file cannot be made.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def hold_folder(folder: Path) -> Iterator[None]:
    """Wait for this folder and hold it; for the moment in which a ledger is made."""
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def open_lock(file: Path) -> int:
    """A file to hold, made where it is missing. Whoever holds it closes it."""
    return os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


@contextmanager
def hold_lock(handle: int) -> Iterator[bool]:
    """Hold an open lock, and close it after. False, at once, where somebody else holds it."""
    try:
        yield _taken(handle)
    finally:
        os.close(handle)


def _taken(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
