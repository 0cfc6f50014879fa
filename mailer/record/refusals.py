"""
What SQLite, PostgreSQL and the disk refuse, in the press officer's words.

Promises: inside `refusals(path)` no database or operating-system exception gets out; each becomes a
LedgerError, LedgerLocked or LedgerDamaged that says what is wrong and what helps.
Never: hides a bug; a wrong statement or a broken constraint stays what it is.
"""

import errno
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from mailer.words.errors import LedgerDamaged, LedgerError, LedgerLocked

_RESTORE = (
    "Nothing more is sent. Put the ledger back from a backup: mailer ledger restore FILE."
    " Never delete it."
)
_FULL = {errno.ENOSPC, errno.EDQUOT}
_TURNED_AWAY = re.compile(r"FATAL: .*(does not exist|authentication|pg_hba|not permitted)")
_BARRED = {errno.EACCES, errno.EPERM, errno.EROFS}


@contextmanager
def refusals(path: Path | str) -> Iterator[None]:
    """Translate what goes wrong with the ledger at `path`, or with a file beside it."""
    try:
        yield
    except DBAPIError as error:
        if refusal := _of_database(error.orig, str(path)):
            raise refusal from error
        raise
    except sqlite3.Error as error:
        if refusal := _of_database(error, str(path)):
            raise refusal from error
        raise
    except OSError as error:
        raise of_system(error, str(path)) from error


def _of_database(error: BaseException | None, where: str) -> LedgerError | None:
    if not isinstance(error, sqlite3.Error):
        return _of_server(error, where)
    # The primary code is the low byte of the extended one (sqlite.org/rescode.html).
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    if code == sqlite3.SQLITE_READONLY_DBMOVED:
        return moved(where)
    match code & 0xFF:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return busy(where)
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return damaged(where)
        case sqlite3.SQLITE_FULL:
            return full(where)
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM | sqlite3.SQLITE_AUTH:
            return barred(where)
        case sqlite3.SQLITE_ERROR if str(error).startswith("no such table"):
            return moved(where)  # it was looked over when it was opened
        case sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_IOERR | sqlite3.SQLITE_PROTOCOL:
            return unusable(where, str(error))
    return None


def _of_server(error: BaseException | None, where: str) -> LedgerError | None:
    # SQLSTATE, PostgreSQL's appendix A; a line that cannot be made or was lost has none, or class 08.
    operational = any(kind.__name__ == "OperationalError" for kind in type(error).__mro__)
    state = getattr(error, "sqlstate", None) or ("08000" if operational else "")
    if state == "08000" and _TURNED_AWAY.search(str(error)):
        state = "28000"  # libpq tells no code where a line was never made
    match state[:2], state:
        case ("08" | "57", _):
            return unreachable(where)
        case ("28", _) | ("3D", _):
            return LedgerError(
                "The ledger's database refuses the login.",
                where=where,
                cure="Correct user, password and database in MAILER_LEDGER.",
            )
        case (_, "55P03"):
            return busy(where)
        case (_, "53100"):
            return full(where)
        case (_, "25006" | "42501"):
            return barred(where)
    return None


def of_system(error: OSError, where: str) -> LedgerError:
    """What the operating system refused, for callers too busy for a `with`."""
    if error.errno in _FULL:
        return full(where)
    if error.errno in _BARRED:
        return barred(where)
    return unusable(where, error.strerror or str(error))


def busy(where: str) -> LedgerLocked:
    """Somebody else writes and does not end."""
    return LedgerLocked(
        "Another run has been writing to the ledger for too long.",
        where=where,
        cure="Wait until it has finished, then run the command again.",
    )


def unreachable(where: str) -> LedgerError:
    """No line to the database, or the line was lost."""
    return LedgerError(
        "The ledger's database cannot be reached.",
        where=where,
        cure="Nothing is sent without it. Look whether the server runs, then run the command again.",
    )


def full(where: str) -> LedgerError:
    """No room for the ledger."""
    return LedgerError(
        "The disk is full, so the ledger cannot be written.",
        where=where,
        cure="Nothing is sent without it. Make room on the disk, then run the command again.",
    )


def barred(where: str) -> LedgerError:
    """No permission, or a disk that can only be read."""
    return LedgerError(
        "The ledger cannot be written here.",
        where=where,
        cure="Give yourself the right to write to this file and its folder.",
    )


def unusable(where: str, why: str) -> LedgerError:
    """Anything else the disk does not do; `why` is the system's own word for it."""
    return LedgerError(
        f"The ledger cannot be used ({why}).",
        where=where,
        cure="Nothing is sent without it. Look at the disk, then run the command again.",
    )


def damaged(where: str, what: str = "The ledger is damaged.") -> LedgerDamaged:
    """The file is there, and is no ledger any more."""
    return LedgerDamaged(what, where=where, cure=_RESTORE)


def no_backup(error: LedgerDamaged) -> LedgerDamaged:
    """The same of a file that was to be put back: nothing has happened to the ledger itself."""
    if error.cure != _RESTORE:
        return error
    return LedgerDamaged(
        "No ledger can be made of this file: it is none, or it is damaged.",
        where=error.where,
        cure="Name another backup. The ledger is as it was.",
    )


def taken_over(where: str) -> LedgerLocked:
    """Another machine has closed this run's account, because its lease was over."""
    return LedgerLocked(
        "Another machine has taken over what this run had claimed; nothing more leaves from here.",
        where=where,
        cure="`mailer status` tells how it stands.",
    )


def moved(where: str) -> LedgerDamaged:
    """The file was deleted or exchanged while it was in use."""
    return damaged(where, "The ledger was deleted or exchanged while it was in use.")
