"""Writing the suppression list and erasing from lists: whole or not at all, and nothing else."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.read.lists.suppression_file import LiveSuppressions
from mailer.read.lists.suppressions import Suppression
from mailer.record.list_files import add_suppression, remove_rows, remove_suppression
from mailer.record.person_rows import PersonRow, UnreadList, find_person
from mailer.words.addresses import parse_address
from mailer.words.errors import MediaListError
from mailer.words.exports import inert
from mailer.words.pseudonyms import is_pseudonym, pseudonym

KEY = b"k" * 32
ANA = parse_address("Ana@example.org").address


def live(root: Path) -> LiveSuppressions:
    return LiveSuppressions(root / "lists/suppressed.csv", key=root / ".mailer/key")


def with_key(root: Path, key: bytes = KEY) -> None:
    (root / ".mailer").mkdir()
    (root / ".mailer/key").write_bytes(key)


def test_an_entry_is_written_once_and_taken_out(tmp_path: Path) -> None:
    """The file is made, holds the entry with its reason, and is without it after."""
    entry = Suppression("ana@example.org", "asked, twice", "2026-05-01", "her reply")

    assert add_suppression(tmp_path, entry)
    assert not add_suppression(tmp_path, entry)
    found = live(tmp_path).match(ANA)
    assert found is not None
    assert (found.reason, found.date, found.source) == ("asked, twice", "2026-05-01", "her reply")
    assert remove_suppression(tmp_path, "ana@example.org")
    assert not remove_suppression(tmp_path, "ana@example.org")
    assert live(tmp_path).match(ANA) is None


def test_what_stands_in_the_file_stays(tmp_path: Path) -> None:
    """Other rows, columns of the office's own and the byte order mark are kept."""
    (tmp_path / "lists").mkdir()
    path = tmp_path / "lists/suppressed.csv"
    path.write_bytes("\ufeffemail;reason;Ticket\nBo@example.org;„bitte“;7\n".encode())
    add_suppression(tmp_path, Suppression("example.com", "all", "2026-05-01", "us"))

    assert path.read_text("utf-8") == (
        "\ufeffemail,reason,Ticket\r\nBo@example.org,„bitte“,7\r\nexample.com,all,\r\n".replace(
            "\r\n", "\n"
        )
    )
    assert remove_suppression(tmp_path, "bo@example.org")


def test_a_damaged_file_is_not_written_to(tmp_path: Path) -> None:
    """Where an entry cannot be understood, nothing is changed."""
    (tmp_path / "lists").mkdir()
    path = tmp_path / "lists/suppressed.csv"
    path.write_text("address_or_domain\nwhat is this\n")
    with pytest.raises(MediaListError):
        add_suppression(tmp_path, Suppression("example.com"))

    assert path.read_text() == "address_or_domain\nwhat is this\n"


ADD = """
import sys
from pathlib import Path
from mailer.read.lists.suppressions import Suppression
from mailer.record.list_files import add_suppression

for each in range(10):
    add_suppression(Path(sys.argv[1]), Suppression(f"p{sys.argv[2]}-{each}@example.org"))
"""


def test_writers_do_not_undo_each_other(tmp_path: Path) -> None:
    """Four processes at once add forty entries; none is lost and no scrap is left."""
    workers = [
        subprocess.Popen([sys.executable, "-c", ADD, str(tmp_path), str(number)])
        for number in range(4)
    ]

    assert [worker.wait(60) for worker in workers] == [0, 0, 0, 0]
    assert live(tmp_path).count == 40
    assert [each.name for each in (tmp_path / "lists").iterdir()] == ["suppressed.csv"]


def test_a_pseudonym_suppresses_whoever_it_stands_for(tmp_path: Path) -> None:
    """An erased person is suppressed in any spelling; the file does not tell who it is."""
    with_key(tmp_path)
    add_suppression(tmp_path, Suppression(pseudonym(KEY, ANA.key), "erased"))
    content = (tmp_path / "lists/suppressed.csv").read_text()

    assert live(tmp_path).match(parse_address("ANA@Example.org").address) is not None
    assert live(tmp_path).match(parse_address("bo@example.org").address) is None
    assert "ana" not in content.casefold()


@pytest.mark.parametrize("key", [None, b"short"])
def test_without_the_key_nothing_is_sent(tmp_path: Path, key: bytes | None) -> None:
    """A missing or damaged key is no reason to write to somebody who was erased."""
    add_suppression(tmp_path, Suppression(pseudonym(KEY, ANA.key), "erased"))
    if key is not None:
        with_key(tmp_path, key)
    with pytest.raises(MediaListError) as caught:
        live(tmp_path)

    assert caught.value.where == ".mailer/key"


@given(st.text(max_size=30))
def test_no_text_is_a_pseudonym_by_chance(text: str) -> None:
    """Only what `pseudonym` makes is one; two addresses have two."""
    assert not is_pseudonym(text) or text.startswith("hash:")
    assert is_pseudonym(pseudonym(KEY, text))
    assert pseudonym(KEY, text) != pseudonym(b"l" * 32, text)


@given(st.text(max_size=12))
def test_no_cell_becomes_a_formula(cell: str) -> None:
    """Only a telephone number may begin with a sign; every other cell is text, and comes back."""
    guarded = inert(cell)

    assert guarded in {cell, f"'{cell}"}
    if guarded[:1] in tuple("=+-@\t\r") and guarded:
        assert set(guarded) <= set("+0123456789 ().") or guarded[1:].replace(" ", "").isdecimal()


def test_letters_that_folding_makes_alike_name_another_person(tmp_path: Path) -> None:
    """Who asks for strasse@ to be erased is not the person at straße@; capitals make no difference."""
    folder = tmp_path / "lists"
    folder.mkdir()
    (folder / "press.csv").write_text("email\nstraße@example.org\nSTRASSE@example.org\n", "utf-8")
    found = list(find_person(tmp_path, parse_address("strasse@example.org").address))

    assert [each.row for each in found] == [3]


def test_a_person_is_found_and_taken_out(tmp_path: Path) -> None:
    """Rows that name the person go, whatever their state; all others stay byte for byte."""
    folder = tmp_path / "lists"
    folder.mkdir()
    path = folder / "press.csv"
    path.write_bytes(
        b"\xef\xbb\xbfemail;name\r\nAna Ruiz <ana@EXAMPLE.org>;Ana\r\njoana@example.org;Joana\r\n"
        b'bo@example.org;"Bo\r\nB"\r\nana@example.org.mx;A\r\nx;"a\r\nana@example.org"\r\n'
    )
    (folder / "old.csv").write_bytes(b"email,name\na@example.org,M\xfcller\n")
    (folder / "suppressed.csv").write_text("address_or_domain\nana@example.org\n")
    found = list(find_person(tmp_path, ANA))
    rows = [each for each in found if isinstance(each, PersonRow)]
    remove_rows(path, [(each.row, each.last_row) for each in rows])

    assert [each.file.name for each in found if isinstance(each, UnreadList)] == ["old.csv"]
    assert [(each.row, each.last_row) for each in rows] == [(2, 2), (7, 8)]
    assert rows[0].values == {"email": "Ana Ruiz <ana@EXAMPLE.org>", "name": "Ana"}
    assert path.read_bytes() == (
        b"\xef\xbb\xbfemail;name\r\njoana@example.org;Joana\r\n"
        b'bo@example.org;"Bo\r\nB"\r\nana@example.org.mx;A\r\n'
    )
