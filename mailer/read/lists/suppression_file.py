"""
The suppression file, looked at anew whenever messages are about to be handed over.

Promises: an entry added while a distribution is being sent holds from the next message on. A file
that was there and is gone, or cannot be read, stops the sending; it is never taken for empty.
Where it names erased people, the workspace's key is needed to know them.
Never: writes the file. Safe to ask from several threads.
Fails with: MediaListError.
"""

import os
from dataclasses import replace
from pathlib import Path
from threading import Lock

from mailer.read.disk import DiskError, is_link, names_beside, read_file
from mailer.read.lists.suppressions import Suppression, Suppressions, parse_suppressions
from mailer.words.addresses import Address
from mailer.words.errors import MediaListError
from mailer.words.pseudonyms import KEY_BYTES

_BYTES_MAX = 200_000_000
_CURE = "Put the file right: nothing is sent while it cannot be told who must not be written to."
_KEY_CURE = "Restore .mailer/key from a backup: without it nobody can tell who was erased."
_SUFFIXES = frozenset(("csv", "tsv", "txt", "xlsx", "xls", "ods"))
_Identity = tuple[int, int, int, int]


class LiveSuppressions:
    """`lists/suppressed.csv` as it is at this moment; no such file means no suppressions."""

    def __init__(
        self, path: Path, shown: str = "lists/suppressed.csv", key: Path | None = None
    ) -> None:
        """
        Reads the file once, so that a flaw is known before anything is sent.

        `key` is the file that erased people are known by.
        """
        self._path = path
        self._key = key
        self._shown = shown
        self._lock = Lock()
        self._identity: _Identity | None = None
        self._suppressions = Suppressions()
        self._refuse_others()
        self._look_again()

    def match(self, address: Address) -> Suppression | None:
        """The entry that forbids writing to `address` now."""
        with self._lock:
            self._look_again()
            return self._suppressions.match(address)

    def now(self) -> Suppressions:
        """All entries as they are at this moment; what is added later is not in them."""
        with self._lock:
            self._look_again()
            return self._suppressions

    @property
    def count(self) -> int:
        """How many entries there are now."""
        with self._lock:
            self._look_again()
            return len(self._suppressions.entries)

    def _refuse_others(self) -> None:
        """A list of that name in another form, or in capitals, was meant to be heeded, and is not."""
        for other in names_beside(self._path):
            stem, _, suffix = other.casefold().rpartition(".")
            if stem == self._path.stem and suffix in _SUFFIXES and other != self._path.name:
                where = f"{self._shown.rpartition('/')[0]}/{other}"
                cure = f"Bring its rows into {self._shown}, and give it another name."
                raise MediaListError("This file is not read.", where=where, cure=cure)

    def _look_again(self) -> None:
        identity = self._seen_on_disk()
        if identity == self._identity:
            return
        if identity is None:
            raise MediaListError("The file is gone.", where=self._shown, cure=_CURE)
        try:
            content = read_file(self._path, _BYTES_MAX)
        except DiskError as error:
            raise MediaListError(str(error), where=self._shown, cure=_CURE) from error
        if len(content) > _BYTES_MAX:
            raise MediaListError("The file is too large.", where=self._shown, cure=_CURE)
        suppressions = parse_suppressions(content, self._shown)
        if suppressions.has_pseudonyms:
            suppressions = replace(suppressions, key=self._read_key())
        self._suppressions = suppressions
        # Taken before reading: what changed in between is seen as a change at the next look.
        self._identity = identity

    def _read_key(self) -> bytes:
        try:
            key = read_file(self._key, KEY_BYTES) if self._key else b""
        except DiskError as error:
            raise MediaListError(str(error), where=".mailer/key", cure=_KEY_CURE) from error
        if len(key) != KEY_BYTES:
            raise MediaListError("The key is damaged.", where=".mailer/key", cure=_KEY_CURE)
        return key

    def _seen_on_disk(self) -> _Identity | None:
        """What changes whenever the file does; None where there is no file."""
        try:
            found = os.stat(self._path)  # noqa: PTH116 - asked so often; a third of Path.stat
        except FileNotFoundError as error:
            if not is_link(self._path):
                return None
            what = "This is a link to a file that is not there."
            raise MediaListError(what, where=self._shown, cure=_CURE) from error
        except OSError as error:
            raise MediaListError(
                "The file cannot be read.", where=self._shown, cure=_CURE
            ) from error
        return (found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino)
