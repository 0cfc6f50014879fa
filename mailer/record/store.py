"""
The store: one open ledger, and the only way to read or change it.

Promises:
- one thread at a time; a change is one transaction, durable when `writing` returns, or not there;
- a change takes the write lock before it reads, so that nothing is decided on what has since moved;
- before each change the file under the ledger's name must still be the open one, and the ledger's
  own count must not have gone back;
- a ledger that does not exist reads as an empty one, and nothing is made by reading.
Never: knows what a row means.
Fails with: LedgerLocked after `locked_after_s`; LedgerDamaged; LedgerError; GuardError for a ledger
that belongs to another machine.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from mailer.record.database import (
    connect,
    connect_to_nothing,
    look_over,
    make_database,
    upgrade,
)
from mailer.record.machine import Machine
from mailer.record.refusals import damaged, moved, refusals
from mailer.record.schema import SCHEMA_VERSION, ledger
from mailer.record.witness import Testimony, Witness, read_witness, witness_path
from mailer.words.errors import GuardError, LedgerDamaged, LedgerError

_COUNT_ON = update(ledger).values(serial=ledger.c.serial + 1).returning(ledger.c.serial)


class Store:
    """One ledger, open. `path` is where it lies, or would lie."""

    def __init__(
        self, path: Path, connection: Connection, *, machine: Machine, locked_after_s: float
    ) -> None:
        """Opened by `open_store`; `locked_after_s` is how long a lock is waited for."""
        self.path = path
        self.machine = machine
        self._connection = connection
        self._locked_after_s = locked_after_s
        self._entry = threading.Lock()
        self._witness: Witness | None = None
        self._file = _identity(path)
        row = connection.execute(select(ledger)).one()
        connection.rollback()
        self.uuid: str = row.uuid
        self._serial: int = row.serial
        self._machine_id: str = row.machine_id

    @property
    def exists(self) -> bool:
        """Whether there is a file; a ledger without one reads as empty and cannot be changed."""
        return self._file is not None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One moment of the ledger, unchanged while it is looked at. Keep it short: writers wait."""
        with self._entry, refusals(self.path), self._connection.begin():
            self._connection.exec_driver_sql("BEGIN")
            yield self._connection

    @contextmanager
    def writing(self, connection: Connection | None = None) -> Iterator[Connection]:
        """One durable change, on the store's own connection or on a planner's."""
        writer = connection or self._connection
        with self._entry, refusals(self.path):
            self._check_place()
            with writer.begin():
                writer.exec_driver_sql("BEGIN IMMEDIATE")
                serial = self._next_serial(writer)
                yield writer
            self._serial = serial
            self._tell_witness()

    @contextmanager
    def apart(self) -> Iterator[Connection]:
        """A second connection, for work that takes long and touches only what is its own."""
        with refusals(self.path):
            self._check_place()
            connection = connect(self.path, locked_after_s=self._locked_after_s)
        with connection:
            yield connection

    def check_machine(self) -> None:
        """Refuse to act from a ledger that was copied from another machine."""
        if self._machine_id and self.machine.machine_id not in ("", self._machine_id):
            raise GuardError(
                "This ledger belongs to another machine, so this may be a copy of it.",
                where=str(self.path),
                cure="Send from the machine it belongs to; two copies would send everything twice.",
            )

    def probe(self) -> None:
        """Find out now, and not in the middle of a send, whether the ledger can be written."""
        with self._entry, refusals(self.path), self._connection.begin() as change:
            self._connection.exec_driver_sql("BEGIN IMMEDIATE")
            self._next_serial(self._connection)
            change.rollback()

    def close(self) -> None:
        """Let go of the files."""
        if self._witness is not None:
            self._witness.close()
        self._connection.close()

    def _check_place(self) -> None:
        if self._file is None:
            raise LedgerError(
                "There is no ledger here yet.",
                where=str(self.path),
                cure="It is made by the first send.",
            )
        if _identity(self.path) != self._file:
            raise moved(str(self.path))

    def _next_serial(self, connection: Connection) -> int:
        serial: int = connection.execute(_COUNT_ON).scalar_one()
        if serial <= self._serial:
            raise _gone_back(self.path)
        return serial

    def _tell_witness(self) -> None:
        # The change is durable already, and a witness that is behind is harmless.
        with suppress(OSError):
            if self._witness is None:
                self._witness = Witness(self.path)
            self._witness.write(self.uuid, self._serial)


def open_store(
    path: Path, *, create: bool, machine: Machine, locked_after_s: float, now: datetime
) -> Store:
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
                return Store(path, connection, machine=machine, locked_after_s=locked_after_s)
            make_database(path, machine_id=machine.machine_id, created_at=now)
        store = _open_existing(path, testimony, machine, locked_after_s)
    if create:
        store.probe()
    return store


def _open_existing(
    path: Path, testimony: Testimony | None, machine: Machine, locked_after_s: float
) -> Store:
    file = _identity(path)
    connection = connect(path, locked_after_s=locked_after_s)
    try:
        version = look_over(connection, path)
        _compare(connection, path, testimony)
        connection.rollback()
        if version < SCHEMA_VERSION:
            upgrade(path, locked_after_s=locked_after_s)
        store = Store(path, connection, machine=machine, locked_after_s=locked_after_s)
    except BaseException:
        connection.close()
        raise
    if _identity(path) != file:
        store.close()
        raise moved(str(path))
    return store


def _compare(connection: Connection, path: Path, testimony: Testimony | None) -> None:
    """Refuse a ledger that its witness does not know, or knew further on."""
    if testimony is None or not testimony.uuid:
        return
    there = connection.execute(select(ledger.c.uuid, ledger.c.serial)).one()
    if testimony.uuid != there.uuid:
        raise damaged(str(path), "This is not the ledger that was here before.")
    if testimony.serial > there.serial:
        raise _gone_back(path)


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
        cure="Put it back from a backup. Only if nothing may ever be sent again from what it held,"
        f" remove {witness_path(path).name} too and start anew.",
    )


def _gone_back(path: Path) -> LedgerDamaged:
    return damaged(
        str(path), "This is an older copy of the ledger: what was sent since is missing."
    )
