"""
Several byte strings as one, and back: how segments, holes and a reply's parts lie in the ledger.

Promises: `unpack_pieces(pack_pieces(pieces)) == pieces`, whatever the bytes. Pure.
Fails with: ValueError where the bytes were not packed here.
"""

import struct
from collections.abc import Sequence
from functools import lru_cache

_COUNT = struct.Struct(">I")


def pack_pieces(pieces: Sequence[bytes]) -> bytes:
    r"""
    One byte string: how many pieces, the length of each (32 bits, big-endian), the pieces.

    >>> pack_pieces((b"a", b""))
    b'\x00\x00\x00\x02\x00\x00\x00\x01\x00\x00\x00\x00a'
    """
    lengths = _lengths(len(pieces) + 1).pack(len(pieces), *map(len, pieces))
    return lengths + b"".join(pieces)


@lru_cache(maxsize=64)
def _lengths(count: int) -> struct.Struct:
    return struct.Struct(f">{count}I")


def unpack_pieces(packed: bytes) -> tuple[bytes, ...]:
    """The pieces again."""
    try:
        (count,) = _COUNT.unpack_from(packed)
        if count * _COUNT.size > len(packed):
            raise ValueError("these bytes hold no pieces")
        lengths = _lengths(count).unpack_from(packed, _COUNT.size)
    except struct.error as error:
        raise ValueError("these bytes hold no pieces") from error
    at = _COUNT.size * (count + 1)
    pieces = []
    for length in lengths:
        pieces.append(packed[at : at + length])
        at += length
    if at != len(packed):
        raise ValueError("these bytes hold no pieces")
    return tuple(pieces)
