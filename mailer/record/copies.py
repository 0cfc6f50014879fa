"""
Copies of a ledger: whole, sound and for their owner only, taken while it is in use.

Promises: a copy is one moment of the ledger; it appears under its name whole or not at all, synced,
mode 0600. Never: writes over a file that is there, unless told so.
Fails with: UsageError where the name is taken; LedgerError and its kin.
"""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import Connection

from mailer.record.refusals import refusals
from mailer.words.errors import UsageError


def copy_ledger(connection: Connection, copy: Path, *, replace: bool = False) -> None:
    """Copy what this connection has open to a new file."""
    if copy.exists() and not replace:
        raise UsageError(
            "There is a file of that name already.",
            where=str(copy),
            cure="Name another; a backup never replaces one.",
        )
    with refusals(copy):
        new = copy.with_name(copy.name + ".new")
        new.unlink(missing_ok=True)
        os.close(os.open(new, os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
        with closing(sqlite3.connect(new)) as target:
            _driver(connection).backup(target)
        _sync(new, os.O_RDWR)
        new.rename(copy)
        _sync(copy.parent, os.O_RDONLY)


def _driver(connection: Connection) -> sqlite3.Connection:
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


def _sync(path: Path, flags: int) -> None:
    handle = os.open(path, flags | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
