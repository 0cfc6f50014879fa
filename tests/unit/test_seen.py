"""Which addresses were seen: exact, and in memory that does not grow with the list."""

import resource
import subprocess
import sys

import pytest

from mailer.read.lists.seen import SeenAddresses
from mailer.words.errors import MediaListError

_LONG_LIST = """
from pathlib import Path
from mailer.read.lists.seen import SeenAddresses

def resident_kb():
    return int(Path("/proc/self/status").read_text().partition("VmRSS:")[2].split()[0])

seen = SeenAddresses()
for n in range(160_000):
    if n == 80_000:
        before = resident_kb()
    assert seen.first(f"p{n}@example.org", "press", n) is None
assert seen.first("p7@example.org", "other", 1) == ("press", 7)
print(resident_kb() - before)
"""


def test_the_first_place_is_told_across_lists() -> None:
    """An address comes back with the list and row that had it first, whatever came between."""
    seen = SeenAddresses()
    places = [("a", "one", 2), ("b", "one", 3), ("a", "two", 2), ("c", "two", 3), ("c", "one", 9)]

    firsts = [seen.first(*place) for place in places]

    assert firsts == [None, None, ("one", 2), None, ("two", 3)]


def test_every_one_of_many_is_found_again() -> None:
    """Whether the table holds them or not yet, all come back with their rows, and no other does."""
    seen = SeenAddresses()
    firsts = [seen.first(f"p{n}@example.org", "press", n) for n in range(30_500)]

    again = [seen.first(f"p{n}@example.org", "more", 1) for n in range(30_500)]

    assert firsts == [None] * 30_500
    assert again == [("press", n) for n in range(30_500)]


def test_a_long_list_takes_no_more_memory() -> None:
    """The second eighty thousand addresses take no memory that the first have not taken."""
    run = subprocess.run(
        [sys.executable, "-c", _LONG_LIST], capture_output=True, text=True, check=True
    )

    assert int(run.stdout) < 1000


def test_no_room_for_temporary_files_is_told() -> None:
    """Where nothing can be written any more, the list is refused and no duplicate passes."""
    seen = SeenAddresses()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)

    def remember_many() -> None:
        for row in range(200_000):
            seen.first(f"p{row}@example.org", "press", row)

    resource.setrlimit(resource.RLIMIT_FSIZE, (0, limits[1]))
    try:
        with pytest.raises(MediaListError, match="no room") as refused:
            remember_many()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    assert "TMPDIR" in refused.value.cure
