"""
Opening: which kind of ledger a URL names, and where it lies.

    sqlite:///path, or a path    a file; a relative path lies in the workspace
    postgresql://…               a database; its journals lie in the workspace's `.mailer`

Never: shows a URL, which may hold a password.
Fails with: SettingsError where the URL names neither; what the stores fail with.
"""

from datetime import datetime
from pathlib import Path

from mailer.record.file_store import open_file
from mailer.record.machine import Machine
from mailer.record.restoring import Restored, restore
from mailer.record.steering import Decision
from mailer.record.store import Store
from mailer.words.errors import SettingsError, UsageError

LOCKED_AFTER_S = 30.0
_SCHEME = "sqlite:///"
_SERVER_SCHEMES = ("postgresql:", "postgresql+psycopg:")


def restore_ledger(
    url: str | Path, backup: Path, decision: Decision, *, folder: Path = Path()
) -> Restored:
    """Put a backup in the place of the ledger at `url`."""
    if isinstance(url, str) and url.startswith(_SERVER_SCHEMES):
        raise UsageError(
            "This ledger lies in a PostgreSQL database.",
            cure="Put it back with the server's own tool: psql or pg_restore.",
        )
    path = folder / (url if isinstance(url, Path) else _path_of(url))
    return restore(path, backup, decision, locked_after_s=LOCKED_AFTER_S)


def open_store(
    url: str | Path,
    folder: Path,
    *,
    create: bool,
    machine: Machine,
    locked_after_s: float,
    now: datetime,
) -> Store:
    """The ledger at `url`, open; see `Ledger.open`."""
    if isinstance(url, str) and url.startswith(_SERVER_SCHEMES):
        from mailer.record.server_store import open_server  # noqa: PLC0415 - the rarer of the two

        return open_server(
            url, folder, create=create, machine=machine, locked_after_s=locked_after_s, now=now
        )
    path = folder / (url if isinstance(url, Path) else _path_of(url))
    return open_file(path, create=create, machine=machine, locked_after_s=locked_after_s, now=now)


def _path_of(url: str) -> Path:
    path = url.removeprefix(_SCHEME)
    if not path or "://" in path:
        raise SettingsError(
            "The ledger must be a file, named like sqlite:///.mailer/ledger.sqlite3, or a"
            " PostgreSQL database, named like postgresql://user@host/database.",
            where="MAILER_LEDGER",
            cure="Correct the setting, or remove it to use that file in the workspace.",
        )
    return Path(path)
