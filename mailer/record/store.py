"""
The store: one open ledger, and the only way to read or change it.

    FileStore     a SQLite file of this machine (`file_store`)
    ServerStore   a PostgreSQL database that several machines share (`server_store`)

Promises:
- one thread at a time; a change is one transaction, durable when `writing` returns, or not there;
- a change takes the write lock before it reads, so that nothing is decided on what has since moved;
- before each change the ledger must still be the open one, and its own count must not have gone back;
- a ledger that does not exist reads as an empty one, and nothing is made by reading.
Never: knows what a row means; holds a transaction while anything is handed over.
Fails with: LedgerLocked after a while; LedgerDamaged; LedgerError; GuardError for a ledger that
belongs to another machine.
"""

import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from mailer.record.machine import Machine
from mailer.record.ownership import hold_run_folder
from mailer.record.refusals import damaged, refusals
from mailer.record.schema import ledger
from mailer.record.witness import Testimony, Witness
from mailer.words.errors import GuardError, LedgerDamaged, LedgerError

_LOOKS_PER_S = 5
_COUNT_ON = update(ledger).values(serial=ledger.c.serial + 1).returning(ledger.c.serial)


class Store(ABC):
    """One ledger, open."""

    lease: ClassVar[timedelta | None] = None
    """How long a window is its run's alone, where another machine may want it; None: a lock says."""

    def __init__(
        self, where: str, beside: Path, connection: Connection, *, machine: Machine
    ) -> None:
        """`where` names it in errors; locks, journals and the witness lie under `beside`'s name."""
        self.where = where
        self.beside = beside
        self.machine = machine
        self._connection = connection
        self._entry = threading.Lock()
        self._witness: Witness | None = None
        row = connection.execute(select(ledger)).one()
        connection.rollback()
        self.uuid: str = row.uuid
        self._serial: int = row.serial
        self.belongs_to: str = row.machine_id
        """The machine's id; "": any machine's."""
        self.known_live: dict[str, tuple[int, int, int]] = {}
        """Distribution id → the `stamp` at which it was seen to be live."""

    def stamp(self) -> tuple[int, int, int]:
        """Another value once somebody has changed the ledger, or some time has passed."""
        return self._serial, self._touched(), int(time.monotonic() * _LOOKS_PER_S)

    def _touched(self) -> int:
        """When a change was last seen from outside; 0 where only a question to it would tell."""
        return 0

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One moment of the ledger, unchanged while it is looked at. Keep it short: writers wait."""
        with self._entry, refusals(self.where):
            self._check_place(self._connection)
            with self._connection.begin():
                self._begin_reading(self._connection)
                yield self._connection

    @contextmanager
    def writing(self, connection: Connection | None = None) -> Iterator[Connection]:
        """One durable change, on the store's own connection or on a planner's."""
        writer = connection or self._connection
        with self._entry, refusals(self.where):
            self._check_writable(writer)
            with writer.begin():
                self._begin_writing(writer)
                serial = self._next_serial(writer)
                yield writer
            self._serial = serial
            self._tell_witness()

    @contextmanager
    def apart(self) -> Iterator[Connection]:
        """A second connection, for work that takes long and touches only what is its own."""
        with refusals(self.where):
            self._check_writable(self._connection)
            connection = self._connect_again()
        with connection:
            yield connection

    @contextmanager
    def owning(self, distribution_id: str, distribution: int) -> Iterator[None]:  # noqa: ARG002 - a server's lock needs the number
        """Be the only run that carries this distribution out; LedgerLocked, at once, if another is."""
        with hold_run_folder(self.beside, distribution_id):
            yield

    def check_machine(self) -> None:
        """Refuse to act from a ledger that was copied from another machine."""
        if self.belongs_to and self.machine.machine_id not in ("", self.belongs_to):
            raise GuardError(
                "This ledger belongs to another machine, so this may be a copy of it.",
                where=self.where,
                cure="Send from the machine it belongs to; two copies would send everything twice."
                " If that machine sends no more: mailer ledger take-over.",
            )

    def probe(self) -> None:
        """Find out now, and not in the middle of a send, whether the ledger can be written."""
        with self._entry, refusals(self.where), self._connection.begin() as change:
            self._begin_writing(self._connection)
            self._next_serial(self._connection)
            change.rollback()

    def close(self) -> None:
        """Let go of the files and lines."""
        if self._witness is not None:
            self._witness.close()
            self._witness = None
        self._connection.close()

    @abstractmethod
    def back_up(self, copy: Path) -> None:
        """Copy the ledger to a new file."""

    @abstractmethod
    def _begin_reading(self, connection: Connection) -> None:
        """From here on the connection sees one moment."""

    @abstractmethod
    def _begin_writing(self, connection: Connection) -> None:
        """From here on nobody else writes; at the latest when the count has gone on."""

    @abstractmethod
    def _connect_again(self) -> Connection:
        """Another connection to the same ledger."""

    @abstractmethod
    def _check_place(self, connection: Connection) -> None:
        """Raise where what is open is not, or not safely, the ledger any more."""

    def _check_writable(self, connection: Connection) -> None:
        self._check_place(connection)

    def _next_serial(self, connection: Connection) -> int:
        serial: int = connection.execute(_COUNT_ON).scalar_one()
        if serial <= self._serial:
            raise gone_back(self.where)
        return serial

    def _tell_witness(self) -> None:
        # The change is durable already, and a witness that is behind is harmless.
        with suppress(OSError):
            if self._witness is None:
                self._witness = Witness(self.beside)
            self._witness.write(self.uuid, self._serial)


def compare(connection: Connection, where: str, testimony: Testimony | None) -> None:
    """Refuse a ledger that its witness does not know, or knew further on."""
    if testimony is None or not testimony.uuid:
        return
    there = connection.execute(select(ledger.c.uuid, ledger.c.serial)).one()
    if testimony.uuid != there.uuid:
        raise damaged(where, "This is not the ledger that was here before.")
    if testimony.serial > there.serial:
        raise gone_back(where)


def not_there_yet(where: str) -> LedgerError:
    """Somebody wants to change a ledger that was never made."""
    return LedgerError(
        "There is no ledger here yet.", where=where, cure="It is made by the first send."
    )


def gone_back(where: str) -> LedgerDamaged:
    """The ledger has seen less than it had already seen."""
    return damaged(where, "This is an older copy of the ledger: what was sent since is missing.")
