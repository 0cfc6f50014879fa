"""
The database file itself: made, opened, and looked over before anybody relies on it.

Rollback journal, truncated and synced at each commit (`synchronous=FULL`), because a commit must
outlive a power loss, a deleted file must be noticed at the next write, and the ledger must be one
file that can be copied. It costs five syncs a commit; with write-ahead logging it would be one, but
that mode goes on writing into a deleted file, and every SQLite before 3.51.3 can damage it.

Promises: a new ledger appears under its name whole or not at all, readable by its owner only; one
that is empty, damaged, foreign or newer than this program is refused by name; an older one is
brought to this schema after a copy was put aside.
Never: makes a file where only one was to be opened.
Fails with: what `refusals` makes of SQLite's errors; LedgerDamaged.
"""

import os
import sqlite3
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

from sqlalchemy import create_engine, insert, inspect, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.pool import NullPool

from mailer.record.copies import copy_ledger
from mailer.record.locks import hold_folder
from mailer.record.refusals import damaged
from mailer.record.schema import SCHEMA_VERSION, ledger, metadata
from mailer.record.upgrades import run_upgrades
from mailer.words.errors import LedgerDamaged

_PRAGMAS = (
    "synchronous = FULL",
    "foreign_keys = ON",
    "cache_size = -1024",
    "temp.cache_size = -256",
)
"""1 MB of pages is kept: with more a run grows until they are full, and is no faster."""


def connect(path: Path, *, locked_after_s: float, journal: str = "TRUNCATE") -> Connection:
    """One connection, for one thread at a time. The file must exist."""
    uri = f"file:{quote(str(path.absolute()))}?mode=rw"
    return _connection(
        partial(
            sqlite3.connect,
            uri,
            uri=True,
            timeout=locked_after_s,
            isolation_level=None,  # transactions begin where `store` says so
            check_same_thread=False,  # the store's lock lets one thread in at a time
        ),
        journal,
    )


def connect_to_nothing(created_at: datetime) -> Connection:
    """An empty ledger in memory: how a ledger reads that does not exist yet."""
    connection = _connection(
        partial(sqlite3.connect, ":memory:", isolation_level=None, check_same_thread=False),
        "MEMORY",
    )
    _lay_tables(connection, machine_id="", created_at=created_at)
    return connection


def _connection(creator: Callable[[], sqlite3.Connection], journal: str) -> Connection:
    connection = create_engine("sqlite://", creator=creator, poolclass=NullPool).connect()
    for pragma in (f"journal_mode = {journal}", *_PRAGMAS):
        connection.exec_driver_sql(f"PRAGMA {pragma}")
    connection.commit()
    return connection


def make_database(path: Path, *, machine_id: str, created_at: datetime) -> None:
    """Make a ledger, unless another run has just made it. Folders it makes are the owner's only."""
    _make_folder(path.parent)
    with hold_folder(path.parent):
        if path.exists():
            return
        new = path.with_name(path.name + ".new")
        new.unlink(missing_ok=True)
        os.close(os.open(new, os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
        with connect(new, locked_after_s=0, journal="MEMORY") as connection:
            _lay_tables(connection, machine_id=machine_id, created_at=created_at)
        new.rename(path)
        sync_folder(path.parent)


def _make_folder(folder: Path) -> None:
    if not folder.exists():
        _make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def _lay_tables(connection: Connection, *, machine_id: str, created_at: datetime) -> None:
    metadata.create_all(connection)
    connection.execute(
        insert(ledger).values(
            uuid=str(uuid4()),
            schema_version=SCHEMA_VERSION,
            machine_id=machine_id,
            created_at=created_at,
            serial=0,
        )
    )
    connection.commit()


def sync_folder(folder: Path) -> None:
    """Make a new name in a folder outlive a power loss."""
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def look_over(connection: Connection, path: Path) -> int:
    """The schema version of a sound ledger; refuse a file that is none, or newer than this program."""
    if path.stat().st_size == 0:
        # SQLite would take it for a new, empty database, and everybody would be sent to again.
        raise damaged(str(path), "The ledger is empty (0 bytes).")
    if connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one() != "ok":
        raise damaged(str(path))
    if not inspect(connection).has_table(ledger.name):
        raise damaged(str(path), "This file is no ledger.")
    version = connection.execute(select(ledger.c.schema_version)).scalar_one_or_none()
    if version is None:
        raise damaged(str(path), "This file is no ledger.")
    if version > SCHEMA_VERSION:
        raise LedgerDamaged(
            "The ledger was written by a newer mailer, which this one cannot read.",
            where=str(path),
            cure="Update mailer, then run the command again.",
        )
    return int(version)


def upgrade(path: Path, *, locked_after_s: float) -> None:
    """
    Bring an older ledger to this schema, in one change; a copy of what it was stays beside it.

    A run that was cut short leaves the old ledger; the next one does the same again.
    """
    with hold_folder(path.parent), connect(path, locked_after_s=locked_after_s) as connection:
        version = look_over(connection, path)
        connection.rollback()
        if version == SCHEMA_VERSION:
            return  # another run has just done it
        copy_ledger(connection, copy_before(path, version), replace=True)
        with connection.begin():
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            run_upgrades(connection, version)
            connection.execute(update(ledger).values(serial=ledger.c.serial + 1))


def copy_before(path: Path, version: int) -> Path:
    """Where the copy lies that an upgrade from schema `version` has put aside."""
    return path.with_name(f"{path.name}.schema-{version}")
