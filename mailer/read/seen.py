"""
Which addresses were seen, and where first: exact, and in the same little memory for any list.

They are kept by SQLite in a table of this run's own, which has no name and vanishes with it. Up to some
50,000 it is in memory; what is more overflows into the system's folder for temporary files.

Promises: two addresses are the same only if their keys are (128 bits of BLAKE2b).
Never: forgets, or keeps an address readable.
Fails with: MediaListError where there is no room for temporary files.
"""

import hashlib
import sqlite3
import weakref

from mailer.words.errors import MediaListError

_DIGEST_BYTES = 16
_SETTINGS = ("cache_size = -2048", "journal_mode = OFF", "synchronous = OFF")
_TABLE = "CREATE TABLE seen (digest BLOB PRIMARY KEY, list INTEGER, row INTEGER) WITHOUT ROWID"
_REMEMBER = "INSERT OR IGNORE INTO seen VALUES (?, ?, ?)"
_FIND = "SELECT list, row FROM seen WHERE digest = ?"


class SeenAddresses:
    """Address key → the list and row that had it first."""

    def __init__(self) -> None:
        """Nothing was seen."""
        database = sqlite3.connect("", isolation_level=None)
        weakref.finalize(self, database.close)  # it is in a circle, which is not looked for at once
        self._rows = database.cursor()
        for setting in _SETTINGS:
            self._rows.execute(f"PRAGMA {setting}")
        self._rows.execute(_TABLE)
        self._rows.execute("BEGIN")
        self._lists: list[str] = []

    def first(self, key: str, media_list: str, row: int) -> tuple[str, int] | None:
        """Where `key` was seen before, as list and row; None, and remembered, where it was not."""
        digest = hashlib.blake2b(key.encode(), digest_size=_DIGEST_BYTES).digest()
        if not self._lists or self._lists[-1] != media_list:
            self._lists.append(media_list)
        try:
            if self._rows.execute(_REMEMBER, (digest, len(self._lists) - 1, row)).rowcount:
                return None
            number, first_row = self._rows.execute(_FIND, (digest,)).fetchone()
        except sqlite3.OperationalError as error:
            raise MediaListError(
                "There is no room to note which addresses came before this one.",
                where=f"{media_list}, row {row}",
                cure="Make room in the folder for temporary files, or name another in TMPDIR.",
            ) from error
        return self._lists[number], first_row
