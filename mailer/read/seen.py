"""
Which addresses were seen, and where first: exact, and small enough for a list of a million.

Promises: two addresses are the same only if their keys are (128 bits of BLAKE2b); some 30 bytes an
address, so that a long list streams in little memory. Never: forgets, or keeps an address readable.
"""

import hashlib
import struct

_RECORD = struct.Struct(">16sHI")
_DIGEST_BYTES = 16
_BUCKETS = 4096


class SeenAddresses:
    """Address key → the list and row that had it first."""

    __slots__ = ("_buckets", "_lists")

    def __init__(self) -> None:
        """Nothing was seen."""
        self._buckets = [bytearray() for _ in range(_BUCKETS)]
        self._lists: list[str] = []

    def first(self, key: str, media_list: str, row: int) -> tuple[str, int] | None:
        """Where `key` was seen before, as list and row; None, and remembered, where it was not."""
        digest = hashlib.blake2b(key.encode(), digest_size=_DIGEST_BYTES).digest()
        bucket = self._buckets[(digest[0] << 8 | digest[1]) % _BUCKETS]
        at = bucket.find(digest)
        while at % _RECORD.size and at != -1:
            # The digest's bytes stand across two records: that is no record of its own.
            at = bucket.find(digest, at + 1)
        if at != -1:
            _, number, first_row = _RECORD.unpack_from(bucket, at)
            return self._lists[number], first_row
        if not self._lists or self._lists[-1] != media_list:
            self._lists.append(media_list)
        bucket += _RECORD.pack(digest, len(self._lists) - 1, row)
        return None
