"""
Which addresses were seen, and where first: exact, and in the same little memory for any list.

They are kept by SQLite in a table of this run's own, which has no name and vanishes with it. Up to some
50,000 it is in memory; what is more overflows into the system's folder for temporary files. Nearly all
addresses are new, and a mark for each says so without asking the table.

Promises: two addresses are the same only if their keys are (128 bits of BLAKE2b).
Never: forgets, or keeps an address readable.
Fails with: MediaListError where there is no room for temporary files.
"""

import hashlib
import sqlite3
import weakref

from mailer.words.errors import MediaListError

_DIGEST_BYTES = 16
_MARKS = 1 << 23
"""Bits, a megabyte: of a hundred thousand new addresses one in a hundred meets another's mark."""
_BATCH = 1000
_SETTINGS = ("cache_size = -2048", "journal_mode = OFF", "synchronous = OFF")
_TABLE = "CREATE TABLE seen (digest BLOB PRIMARY KEY, list INTEGER, row INTEGER) WITHOUT ROWID"
_REMEMBER = "INSERT INTO seen VALUES (?, ?, ?)"
_FIND = "SELECT digest, list, row FROM seen WHERE digest = ?"
_Place = tuple[bytes, int, int]
"""A digest, the number of its list, and its row there."""


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
        self._marks = bytearray(_MARKS // 8)
        self._lately: dict[bytes, _Place] = {}
        """What the table does not hold yet."""
        self._lists: list[str] = []

    def first(self, key: str, media_list: str, row: int) -> tuple[str, int] | None:
        """Where `key` was seen before, as list and row; None, and remembered, where it was not."""
        digest = hashlib.blake2b(key.encode(), digest_size=_DIGEST_BYTES).digest()
        mark = int.from_bytes(digest[:4], "big") % _MARKS
        at, bit = mark >> 3, 1 << (mark & 7)
        try:
            if self._marks[at] & bit and (found := self._find(digest)):
                return self._lists[found[1]], found[2]
            self._marks[at] |= bit
            if not self._lists or self._lists[-1] != media_list:
                self._lists.append(media_list)
            self._lately[digest] = (digest, len(self._lists) - 1, row)
            if len(self._lately) == _BATCH:
                self._rows.executemany(_REMEMBER, self._lately.values())
                self._lately.clear()
        except sqlite3.OperationalError as error:
            raise MediaListError(
                "There is no room to note which addresses came before this one.",
                where=f"{media_list}, row {row}",
                cure="Make room in the folder for temporary files, or name another in TMPDIR.",
            ) from error
        return None

    def _find(self, digest: bytes) -> _Place | None:
        found: _Place | None = self._lately.get(digest)
        return found or self._rows.execute(_FIND, (digest,)).fetchone()
