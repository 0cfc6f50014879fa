"""The journal of one window: what is read back is a prefix of what was written, and says so."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailer.record.instants import microseconds
from mailer.record.journal import Dot, Fate, Journal, Owner, read_journal
from mailer.record.pieces import pack_pieces, unpack_pieces
from mailer.words.states import DeliveryState

OWNER = Owner("6f9619ff-8b86-4d01-b42d-00cf4fc964ff", 7, "first-start")
INSTANTS = st.datetimes(
    datetime(1971, 1, 1),  # noqa: DTZ001 - the zone is put to it by the strategy
    datetime(2150, 1, 1),  # noqa: DTZ001 - as above
    timezones=st.just(UTC),
)
NUMBERS = st.integers(1, 2**32 - 1)
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=40)
TIMES = INSTANTS.map(microseconds)
DOTS = st.builds(Dot, NUMBERS, TIMES)
FATES = st.builds(
    Fate,
    NUMBERS,
    st.sampled_from(DeliveryState),
    TIMES,
    due_at=st.none() | INSTANTS,
    reply=TEXTS,
    why=TEXTS,
    peer=TEXTS,
)
RECORDS = st.lists(DOTS | FATES, max_size=8)


@contextmanager
def a_journal(records: list[Dot | Fate]) -> Iterator[Path]:
    """The file of a journal with these records."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "7.journal"
        journal = Journal(path, OWNER)
        for record in records:
            if isinstance(record, Dot):
                journal.dot(*record)
            else:
                journal.fate(record)
        journal.close()
        yield path


@given(RECORDS)
def test_reads_back_what_was_written(records: list[Dot | Fate]) -> None:
    """A journal that was not touched reads back whole."""
    with a_journal(records) as path:
        read = read_journal(path, OWNER)

    assert (list(read.records), read.whole) == (records, True)


@given(RECORDS, st.data())
def test_truncation_reads_as_a_prefix(records: list[Dot | Fate], data: st.DataObject) -> None:
    """However much of its end is lost, what is read is what was written first, and nothing else."""
    with a_journal(records) as path:
        content = path.read_bytes()
        left = data.draw(st.integers(0, len(content)))
        path.write_bytes(content[:left])
        read = read_journal(path, OWNER)

    assert list(read.records) == records[: len(read.records)]
    assert left < len(content) or read.whole


@given(RECORDS, st.data())
@settings(max_examples=300)
def test_notices_a_flipped_bit(records: list[Dot | Fate], data: st.DataObject) -> None:
    """One wrong bit anywhere is noticed: the journal is not whole, and what is read is a prefix."""
    with a_journal(records) as path:
        content = bytearray(path.read_bytes())
        bit = data.draw(st.integers(0, 8 * len(content) - 1))
        content[bit // 8] ^= 1 << bit % 8
        path.write_bytes(content)
        read = read_journal(path, OWNER)

    assert not read.whole
    assert list(read.records) == records[: len(read.records)]


@given(RECORDS, st.integers(1, 4096))
def test_notices_zeros_at_its_end(records: list[Dot | Fate], zeros: int) -> None:
    """A tail of zeros, as some file systems leave after a power loss, is no record."""
    with a_journal(records) as path:
        path.write_bytes(path.read_bytes() + bytes(zeros))
        read = read_journal(path, OWNER)

    assert (list(read.records), read.whole) == (records, False)


@given(st.lists(DOTS, min_size=2, max_size=6, unique=True), st.data())
def test_notices_a_missing_record(records: list[Dot], data: st.DataObject) -> None:
    """A record taken out of the middle is noticed, though every other one verifies by itself."""
    gone = data.draw(st.integers(0, len(records) - 2))
    with a_journal(list(records)) as path:
        content = path.read_bytes()
    with a_journal([]) as path:
        header = len(path.read_bytes())
        size = (len(content) - header) // len(records)
        cut = header + gone * size
        path.write_bytes(content[:cut] + content[cut + size :])
        read = read_journal(path, OWNER)

    assert (list(read.records), read.whole) == (records[:gone], False)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(Owner(OWNER.uuid, 8, OWNER.boot_id), id="another window's"),
        pytest.param(Owner(OWNER.uuid, 7, "second-start"), id="from another start"),
        pytest.param(Owner("0" * 36, 7, OWNER.boot_id), id="another ledger's"),
    ],
)
def test_is_read_for_its_own_window_only(other: Owner) -> None:
    """A journal of something else tells nothing about this window."""
    with a_journal([Dot(1, 1)]) as path:
        read = read_journal(path, other)

    assert (read.records, read.whole) == ((), False)


@pytest.mark.parametrize("content", [None, b"", bytes(64)], ids=["missing", "empty", "zeros"])
def test_is_not_whole_without_its_header(tmp_path: Path, content: bytes | None) -> None:
    """A journal that is missing, empty or blank is never taken for one in which nothing happened."""
    path = tmp_path / "7.journal"
    if content is not None:
        path.write_bytes(content)

    assert not read_journal(path, OWNER).whole


def test_is_started_anew(tmp_path: Path) -> None:
    """What an earlier window of the same number left behind is not read as this one's."""
    for records in ([Dot(1, 1), Dot(2, 2)], []):
        journal = Journal(tmp_path / "7.journal", OWNER)
        for record in records:
            journal.dot(*record)
        journal.close()
    read = read_journal(tmp_path / "7.journal", OWNER)

    assert (read.records, read.whole) == ((), True)


def test_has_what_was_noted_once_it_is_kept(tmp_path: Path) -> None:
    """Dots and replies wait in memory for `keep`; from there on the file has them."""
    path = tmp_path / "7.journal"
    journal = Journal(path, OWNER)
    first, second = Fate(1, DeliveryState.ACCEPTED, 2), Fate(2, DeliveryState.ACCEPTED, 4)

    def held() -> list[Dot | Fate]:
        return list(read_journal(path, OWNER).records)

    journal.dot(1, 1)
    before = held()
    journal.keep()
    dotted = held()
    journal.fate(first)
    journal.dot(2, 3)
    between = held()
    journal.fate(second)
    journal.keep()

    assert before == []
    assert dotted == between == [Dot(1, 1)]
    assert held() == [Dot(1, 1), first, Dot(2, 3), second]
    journal.close()


@given(st.lists(st.binary(max_size=50), max_size=8))
def test_pieces_come_back(pieces: list[bytes]) -> None:
    """Packed pieces unpack to the same pieces, whatever their bytes."""
    assert unpack_pieces(pack_pieces(pieces)) == tuple(pieces)


@given(st.lists(st.binary(max_size=5), max_size=4), st.data())
def test_pieces_cut_short_are_refused(pieces: list[bytes], data: st.DataObject) -> None:
    """Bytes that lost their end are no pieces."""
    packed = pack_pieces(pieces)
    left = data.draw(st.integers(0, len(packed) - 1))

    with pytest.raises(ValueError, match="no pieces"):
        unpack_pieces(packed[:left])
