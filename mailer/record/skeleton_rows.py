"""
Skeletons in the ledger: small segments lie packed in one row, a large one apart in blocks.

A large segment is a file that messages carry. Each block is a row of its own, so that no database
makes several copies of a whole file on its way; skeletons that carry the same file share its blocks.
A packed row holds fewer segments than there are holes where some lie apart, so that a mailer too old
to know of blocks stops there, and never sends a message without its file.

Promises: what is read is what was written, byte for byte, whichever schema wrote it; a segment that
several skeletons have in common is held once.
Fails with: UsageError for a distribution that is not in the ledger; the store's errors.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from io import BytesIO

from sqlalchemy import bindparam, func, select
from sqlalchemy.engine import Connection

from mailer.compose.file_part import FilePart
from mailer.compose.message import Segment, Skeleton, octets_of, segment_key
from mailer.record.pieces import pack_pieces, unpack_pieces
from mailer.record.schema import blocks, skeletons
from mailer.record.standing import key_of
from mailer.record.store import Store

_LARGE = 64 * 1024
"""A segment from this many octets on lies apart."""
_BLOCK = 64 * 1024
_STANDS_HERE = b""

_SKELETONS = select(skeletons.c.key, skeletons.c.segments, skeletons.c.apart).where(
    skeletons.c.distribution == bindparam("of")
)
_PLACES = (
    select(blocks.c.key, blocks.c.place, func.length(blocks.c.octets))
    .where(blocks.c.distribution == bindparam("of"))
    .order_by(blocks.c.key, blocks.c.place)
)
_BLOCK_AT = select(blocks.c.octets).where(
    blocks.c.distribution == bindparam("of"),
    blocks.c.key == bindparam("key"),
    blocks.c.place == bindparam("place"),
)


def packed(skeleton: Skeleton) -> tuple[bytes, bytes | None, dict[bytes, Segment]]:
    """Small segments as one, which of all lie apart (None: none), and those by their key."""
    keys: list[bytes] = []
    small: list[bytes] = []
    apart: dict[bytes, Segment] = {}
    for segment in skeleton.segments:
        key = segment_key(segment) if len(segment) >= _LARGE else _STANDS_HERE
        keys.append(key)
        if key:
            apart[key] = segment
        else:
            small.append(octets_of(segment))
    return pack_pieces(small), pack_pieces(keys) if apart else None, apart


def divided(segment: Segment) -> Iterator[bytes]:
    """A large segment in blocks."""
    if isinstance(segment, FilePart):
        yield from segment.blocks()
        return
    for begin in range(0, len(segment), _BLOCK):
        yield segment[begin : begin + _BLOCK]


def read_skeletons(store: Store, distribution_id: str) -> dict[bytes, Skeleton]:
    """All skeletons of a distribution, by their key."""
    shared: dict[bytes, bytes] = {}
    with store.reading() as connection:
        of = key_of(connection, distribution_id)
        apart = _read_apart(connection, of)
        return {
            key: Skeleton(tuple(shared.setdefault(s, s) for s in _segments(small, keys, apart)))
            for key, small, keys in connection.execute(_SKELETONS, {"of": of})
        }


def _read_apart(connection: Connection, distribution: int) -> dict[bytes, bytes]:
    """The segments that lie apart: a block at a time, because drivers hold what they have read."""
    of = {"of": distribution}
    places = connection.execute(_PLACES, of).all()
    sizes: Counter[bytes] = Counter()
    for key, _, size in places:
        sizes[key] += size
    whole = {key: _room_for(size) for key, size in sizes.items()}
    for key, place, _ in places:
        octets = connection.execute(_BLOCK_AT, of | {"key": key, "place": place}).scalar_one()
        whole[key].write(octets)
    return {key: segment.getvalue() for key, segment in whole.items()}


def _room_for(size: int) -> BytesIO:
    """A buffer that need not grow: growing leaves holes in the memory as large as what has grown."""
    room = BytesIO()
    room.seek(size - 1)
    room.write(b"\0")
    room.seek(0)
    return room


def _segments(small: bytes, keys: bytes | None, apart: Mapping[bytes, bytes]) -> Iterator[bytes]:
    """What `packed` has taken apart."""
    standing = iter(unpack_pieces(small))
    if keys is None:
        yield from standing
        return
    for key in unpack_pieces(keys):
        yield next(standing) if key == _STANDS_HERE else apart[key]
