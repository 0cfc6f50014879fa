"""
A ledger in a file of this machine: found, looked over, and watched while it is used.

Promises: the file under the ledger's name is the one that is open, at every change; a ledger that
was here and is gone is never silently made anew.
Fails with: as `store`; LedgerLocked after `locked_after_s`.
"""

import os
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import Connection

from mailer.record.copies import copy_ledger
from mailer.record.database import (
    connect,
    connect_to_nothing,
    look_over,
    make_database,
    upgrade,
)
from mailer.record.machine import Machine
from mailer.record.refusals import moved, refusals
from mailer.record.schema import SCHEMA_VERSION
from mailer.record.store import Store, compare, not_there_yet
from mailer.record.witness import Testimony, read_witness, witness_path
from mailer.words.errors import LedgerDamaged


class FileStore(Store):
    """A SQLite file, or the place where one would lie."""

    def __init__(
        self, path: Path, connection: Connection, *, machine: Machine, locked_after_s: float
    ) -> None:
        """Opened by `open_file`; `locked_after_s` is how long a lock is waited for."""
        super().__init__(str(path), path, connection, machine=machine)
        self._locked_after_s = locked_after_s
        self._file = _identity(path)
        self._witness_path = str(witness_path(path))

    def _touched(self) -> int:
        """Every change of whomever is told to the witness."""
        try:
            return os.stat(self._witness_path).st_mtime_ns  # noqa: PTH116 - asked all the time
        except OSError:
            return 0

    def back_up(self, copy: Path) -> None:
        """As it is at this moment, while others may write to it."""
        self._check_writable(self._connection)
        with self.reading() as connection:
            copy_ledger(connection, copy)

    def commit_without_waiting(self) -> None:
        """From now on commits need not reach the disk; see `passing` for whom that is."""
        self._connection.exec_driver_sql("PRAGMA synchronous = OFF")
        self._connection.commit()

    def _begin_reading(self, connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    def _begin_writing(self, connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    def _connect_again(self) -> Connection:
        return connect(self.beside, locked_after_s=self._locked_after_s)

    def _check_place(self, connection: Connection) -> None:
        """Reading what was moved away harms nobody; `_check_writable` is the one that looks."""

    def _check_writable(self, connection: Connection) -> None:  # noqa: ARG002 - as the base asks
        if self._file is None:
            raise not_there_yet(self.where)
        if _identity(self.beside) != self._file:
            raise moved(self.where)


def open_file(
    path: Path, *, create: bool, machine: Machine, locked_after_s: float, now: datetime
) -> FileStore:
    """
    The ledger at `path`, looked over. `create`: it will be written to, and is made if missing.

    Fails with LedgerDamaged where a ledger was here and is gone: it is never silently made anew.
    """
    with refusals(path):
        # The witness is read first: it is never ahead of the ledger, so what it says must hold.
        testimony = read_witness(path)
        if not path.exists():
            if testimony is not None:
                raise _gone(path)
            if not create:
                connection = connect_to_nothing(now)
                return FileStore(path, connection, machine=machine, locked_after_s=locked_after_s)
            make_database(path, machine_id=machine.machine_id, created_at=now)
        store = _open_existing(path, testimony, machine, locked_after_s)
    if create:
        store.probe()
    return store


def _open_existing(
    path: Path, testimony: Testimony | None, machine: Machine, locked_after_s: float
) -> FileStore:
    file = _identity(path)
    connection = connect(path, locked_after_s=locked_after_s)
    try:
        version = look_over(connection, path)
        compare(connection, str(path), testimony)
        connection.rollback()
        if version < SCHEMA_VERSION:
            upgrade(path, locked_after_s=locked_after_s)
        store = FileStore(path, connection, machine=machine, locked_after_s=locked_after_s)
    except BaseException:
        connection.close()
        raise
    if _identity(path) != file:
        store.close()
        raise moved(str(path))
    return store


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = os.stat(path)  # noqa: PTH116 - twice per window; Path.stat costs three times as much
    except FileNotFoundError:
        return None
    return status.st_dev, status.st_ino


def _gone(path: Path) -> LedgerDamaged:
    return LedgerDamaged(
        "The ledger is gone, and with it the account of who got what.",
        where=str(path),
        cure="Put it back from a backup: mailer ledger restore FILE. Only if nothing of what it held"
        f" may ever be sent again, remove {witness_path(path).name} too and start anew.",
    )
