"""
A ledger in a PostgreSQL database, shared by several machines.

Tables lie in a schema of their own, `mailer`. A change is one short transaction that takes the row
of the ledger's count first, so that changes follow each other as they do in a file. Locks, journals
and the witness lie on the machine that sends, in its workspace's `.mailer` folder. One run at a time
owns a distribution by the server's advisory lock, which the server frees when the run's line ends;
what a run has claimed is its own until its lease is over (`recovery`).

Promises: a commit is on the server's disk when it returns (`synchronous_commit`); the password is in
no error. Never: goes on after the line was lost, for the locks were lost with it.
Fails with: as `store`; SettingsError where psycopg is missing or the URL cannot be read.
"""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import ClassVar
from uuid import uuid4

from sqlalchemy import create_engine, func, insert, inspect, select, text, update
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool

from mailer.record.database import connect_to_nothing
from mailer.record.machine import Machine
from mailer.record.ownership import other_run
from mailer.record.refusals import refusals, unreachable
from mailer.record.schema import SCHEMA_VERSION, ledger, metadata
from mailer.record.store import Store, compare, not_there_yet
from mailer.record.upgrades import run_upgrades
from mailer.record.witness import Testimony, read_witness
from mailer.words.errors import LedgerDamaged, SettingsError, UsageError

SCHEME = "postgresql://"
LEASE = timedelta(minutes=15)
_SCHEMA = "mailer"
_WEAK = ("off", "local")
_LOCK_OF_ALL = 0


class ServerStore(Store):
    """A database, or the place where one would be."""

    lease: ClassVar[timedelta | None] = LEASE

    def __init__(
        self,
        url: URL,
        beside: Path,
        connection: Connection,
        *,
        machine: Machine,
        locked_after_s: float,
        exists: bool,
    ) -> None:
        """Opened by `open_server`; `locked_after_s` is how long a lock is waited for."""
        super().__init__(shown(url), beside, connection, machine=machine)
        self._url = url
        self._locked_after_s = locked_after_s
        self._exists = exists

    @contextmanager
    def owning(self, distribution_id: str, distribution: int) -> Iterator[None]:
        """As the base; the server says whether another machine is at it."""
        with super().owning(distribution_id, distribution):
            lock = func.pg_try_advisory_lock(_lock_class(self.uuid), distribution)
            with self.reading() as connection:
                taken = connection.execute(select(lock)).scalar_one()
            if not taken:
                raise other_run(distribution_id)
            try:
                yield
            finally:
                self._let_go(distribution)

    def back_up(self, copy: Path) -> None:  # noqa: ARG002 - there is no file to copy
        """Left to the server's own tools, which know all of it."""
        raise UsageError(
            "This ledger lies in a PostgreSQL database.",
            where=self.where,
            cure="Back it up with the server's own tool: pg_dump --schema=mailer.",
        )

    def _let_go(self, distribution: int) -> None:
        if self._connection.invalidated or self._connection.closed:
            return  # the server has freed it with the line
        unlock = func.pg_advisory_unlock(_lock_class(self.uuid), distribution)
        with self.reading() as connection:
            connection.execute(select(unlock))

    def _begin_reading(self, connection: Connection) -> None:
        if self._exists:
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        else:
            connection.exec_driver_sql("BEGIN")

    def _begin_writing(self, connection: Connection) -> None:
        """The count's row, which every change takes first, is the lock."""

    def _connect_again(self) -> Connection:
        return _connect(self._url, self._locked_after_s)

    def _check_place(self, connection: Connection) -> None:
        if connection.invalidated:
            raise unreachable(self.where)

    def _check_writable(self, connection: Connection) -> None:
        self._check_place(connection)
        if not self._exists:
            raise not_there_yet(self.where)


def open_server(
    given: str,
    folder: Path,
    *,
    create: bool,
    machine: Machine,
    locked_after_s: float,
    now: datetime,
) -> Store:
    """The ledger in the database `given` names; its files on this machine lie in `folder/.mailer`."""
    url = _url(given)
    where = shown(url)
    beside = folder / ".mailer" / f"postgresql-{zlib.crc32(where.encode()):08x}"
    with refusals(where):
        testimony = read_witness(beside)
        connection = _connect(url, locked_after_s)
        try:
            exists = _look_over(connection, where, testimony, create=create, now=now)
            if not exists:
                connection.close()
                connection = connect_to_nothing(now)
            store = ServerStore(
                url,
                beside,
                connection,
                machine=machine,
                locked_after_s=locked_after_s,
                exists=exists,
            )
        except BaseException:
            connection.close()
            raise
    if create:
        with refusals(beside):
            beside.parent.mkdir(mode=0o700, exist_ok=True)
        store.probe()
    return store


def shown(url: URL) -> str:
    """The URL as errors may show it: no password, and nothing of its options."""
    return url.set(drivername="postgresql", query={}, password=None).render_as_string()


def _url(given: str) -> URL:
    try:
        return make_url(given).set(drivername="postgresql+psycopg")
    except (ArgumentError, ValueError):
        raise SettingsError(
            "The ledger's database is not named like postgresql://user@host/database.",
            where="MAILER_LEDGER",
            cure="Correct the setting; write %40 for an @ in the password.",
        ) from None


def _connect(url: URL, locked_after_s: float) -> Connection:
    try:
        import psycopg  # noqa: F401, PLC0415 - an extra; only where it is asked for
    except ImportError as error:
        raise SettingsError(
            "A ledger in PostgreSQL needs a part that is not installed.",
            where="MAILER_LEDGER",
            cure="pip install 'press-mailer[postgres]'",
        ) from error
    engine = create_engine(
        url,
        poolclass=NullPool,
        paramstyle="format",
        connect_args={"connect_timeout": max(2, round(locked_after_s))},
    )
    connection = engine.connect()
    wait_ms = round(locked_after_s * 1000)
    connection.exec_driver_sql(f"SET lock_timeout = {wait_ms}")
    connection.exec_driver_sql(f"SET search_path = {_SCHEMA}, pg_temp")
    connection.exec_driver_sql("SET timezone = 'UTC'")
    if connection.exec_driver_sql("SHOW synchronous_commit").scalar_one() in _WEAK:
        connection.exec_driver_sql("SET synchronous_commit = on")
    connection.commit()
    return connection


def _look_over(
    connection: Connection,
    where: str,
    testimony: Testimony | None,
    *,
    create: bool,
    now: datetime,
) -> bool:
    """Whether there is a ledger, made now if it was to be; refuse one that is not as it should be."""
    exists = inspect(connection).has_table(ledger.name, schema=_SCHEMA)
    if not exists and testimony is not None:
        raise LedgerDamaged(
            "The ledger is gone from the database, and with it the account of who got what.",
            where=where,
            cure="Put it back from a backup of the database.",
        )
    if not exists and create:
        _make_tables(connection, now)
        exists = True
    if exists:
        if _version(connection, where) < SCHEMA_VERSION:
            _upgrade(connection, where)
        compare(connection, where, testimony)
    connection.rollback()
    return exists


def _make_tables(connection: Connection, now: datetime) -> None:
    connection.execute(select(func.pg_advisory_xact_lock(_lock_class(_SCHEMA), _LOCK_OF_ALL)))
    connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {_SCHEMA}"))
    if not inspect(connection).has_table(ledger.name, schema=_SCHEMA):
        _copy_conditions()
        metadata.create_all(connection)
        connection.execute(
            insert(ledger).values(
                uuid=str(uuid4()),
                schema_version=SCHEMA_VERSION,
                machine_id="",
                created_at=now,
                serial=0,
            )
        )
    connection.commit()


def _copy_conditions() -> None:
    """
    Make the indexes that are partial in a file partial here.

    `postgresql_where` in the definitions would load the whole dialect, a seventh of what a `due` with
    nothing to do costs, for every ledger that is a file.
    """
    for table in metadata.tables.values():
        for index in table.indexes:
            if "sqlite_where" in index.dialect_kwargs:
                index.dialect_kwargs["postgresql_where"] = index.dialect_kwargs["sqlite_where"]


def _upgrade(connection: Connection, where: str) -> None:
    """
    Bring an older ledger to this schema, in one change; runs on other machines go on meanwhile.

    Where it fails, nothing has changed. No copy is made first: that is the server's own tools' work.
    """
    connection.rollback()
    # The count's row is the lock that every change takes first; then nobody can wait in a circle.
    connection.execute(update(ledger).values(serial=ledger.c.serial + 1))
    version = _version(connection, where)
    if version < SCHEMA_VERSION:  # else another machine has just done it
        run_upgrades(connection, version)
    connection.commit()


def _version(connection: Connection, where: str) -> int:
    version = int(connection.execute(select(ledger.c.schema_version)).scalar_one())
    if version > SCHEMA_VERSION:
        raise LedgerDamaged(
            "The ledger was written by a newer mailer, which this one cannot read.",
            where=where,
            cure="Update mailer, then run the command again.",
        )
    return version


def _lock_class(name: str) -> int:
    """A name as PostgreSQL's advisory locks take it: 32 bits with a sign."""
    number = zlib.crc32(name.encode())
    return number - (1 << 32) if number >= 1 << 31 else number
