"""Suppressions: who must never be written to, at this very moment."""

import os
from pathlib import Path

import pytest

from mailer.read.lists.suppression_file import LiveSuppressions
from mailer.read.lists.suppressions import parse_suppressions
from mailer.words.addresses import Address, parse_address
from mailer.words.errors import MediaListError

HEADER = "address_or_domain,reason,date,source\n"


def address(text: str) -> Address:
    return parse_address(text).address


SUPPRESSED = parse_suppressions(
    (
        HEADER + "Ana@Example.org,asked to stop,2026-04-01,reply\n"
        "\n"
        "@closed.example,closed down,,\n"
        "bücher.example\n"
        "one@open.example,,,\n"
        "Ana@example.org,later,2026-05-01,again\n"
    ).encode(),
    "lists/suppressed.csv",
)


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("ana@example.org", 2),
        ("ANA@EXAMPLE.ORG", 2),
        ("anybody@closed.example", 4),
        ("anybody@news.closed.example", 4),
        ("x@xn--bcher-kva.example", 5),
        ("one@open.example", 6),
    ],
)
def test_a_suppressed_recipient_is_found(text: str, row: int) -> None:
    """An address, a domain and its sub-domains are suppressed, whatever the capitals."""
    suppression = SUPPRESSED.match(address(text))

    assert suppression is not None
    assert suppression.row == row


@pytest.mark.parametrize(
    "text", ["bo@example.org", "ana@news.example.org", "x@notclosed.example", "two@open.example"]
)
def test_others_are_not_suppressed(text: str) -> None:
    """An address suppresses nobody else, and a domain none that only ends alike."""
    assert SUPPRESSED.match(address(text)) is None


def test_an_entry_keeps_why_when_and_who() -> None:
    """The first of two entries for one address counts, with its reason, date and source."""
    entry = SUPPRESSED.match(address("ana@example.org"))

    assert entry is not None
    assert (entry.reason, entry.date, entry.source) == ("asked to stop", "2026-04-01", "reply")


@pytest.mark.parametrize(
    ("content", "row", "words"),
    [
        ("name,reason\nAna,x\n", 1, "no column"),
        ("address_or_domain,reason\u2028a@example.org,asked\n", 1, "U+2028"),
        (f"address_or_domain,{'x' * 140_000}\na@example.org,asked\n", 1, "131,072"),
        (HEADER + "Ana Ruiz,asked,,\n", 2, "neither an address nor a domain"),
        (HEADER + "Ana,asked,,\n", 2, "neither an address nor a domain"),
        (HEADER + "*@example.org,asked,,\n", 2, "stands for nothing"),
        (HEADER + "*.example.org,asked,,\n", 2, "stands for nothing"),
        (HEADER + ",asked,,\n", 2, "neither an address nor a domain"),
        (HEADER + "a@example.org b@example.org,,,\n", 2, "neither an address nor a domain"),
        (HEADER + "a@example.org,x,y,z,w\n", 2, "more cells"),
        (HEADER + 'a@example.org,"x" y,,\n', 2, "quotation mark"),
        (HEADER + "a@example.org,\x00,,\n", 2, "character"),
        (HEADER + 'a@example.org,"x\n', 2, "never closed"),
        ((HEADER + "a@example.org,M\xfcller,,\n").encode("latin-1"), 2, "0xFC"),
    ],
)
def test_a_list_that_is_not_understood_stops_everything(
    content: str | bytes, row: int, words: str
) -> None:
    """Where one entry cannot be understood the whole list is refused, and nothing is sent."""
    content = content.encode() if isinstance(content, str) else content
    with pytest.raises(MediaListError) as caught:
        parse_suppressions(content, "lists/suppressed.csv")

    assert caught.value.where == f"lists/suppressed.csv, row {row}"
    assert words in caught.value.what
    assert caught.value.cure


@pytest.mark.parametrize("content", ["", "\n", HEADER, "email\n"])
def test_an_empty_list_suppresses_nobody(content: str) -> None:
    """A file without entries is a list without entries."""
    assert parse_suppressions(content.encode(), "x").match(address("a@example.org")) is None


def test_no_file_suppresses_nobody(tmp_path: Path) -> None:
    """A workspace without the file has no suppressions."""
    live = LiveSuppressions(tmp_path / "suppressed.csv")

    assert live.count == 0
    assert live.match(address("a@example.org")) is None


def test_an_entry_holds_from_the_next_message_on(tmp_path: Path) -> None:
    """What is added while a distribution is being sent is seen at the next look."""
    path = tmp_path / "suppressed.csv"
    live = LiveSuppressions(path)
    before = live.match(address("a@example.org"))
    path.write_text(HEADER + "a@example.org,asked,,\n")
    added = live.match(address("a@example.org"))
    stamp = path.stat()
    path.write_text(HEADER + "b@example.org,asked,,\n")
    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))

    assert before is None
    assert added is not None
    assert live.match(address("a@example.org")) is None
    assert live.match(address("b@example.org")) is not None


def test_a_file_that_is_gone_stops_the_sending(tmp_path: Path) -> None:
    """A list that was there and is not any more is never taken for an empty one."""
    path = tmp_path / "suppressed.csv"
    path.write_text(HEADER + "a@example.org,asked,,\n")
    live = LiveSuppressions(path)
    path.unlink()
    for _ in range(2):
        with pytest.raises(MediaListError) as caught:
            live.match(address("b@example.org"))

        assert "gone" in caught.value.what


@pytest.mark.parametrize(
    "name", ["suppressed.xlsx", "Suppressed.csv", "suppressed.tsv", "SUPPRESSED.ods"]
)
@pytest.mark.parametrize("beside", [True, False])
def test_a_list_of_that_name_that_is_not_read_is_refused(
    tmp_path: Path, name: str, beside: bool
) -> None:
    """Who must not be written to may stand in it, and nobody would know."""
    path = tmp_path / "suppressed.csv"
    (tmp_path / name).write_text(HEADER + "a@example.org,asked,,\n")
    if beside:
        path.write_text(HEADER)

    with pytest.raises(MediaListError, match="not read") as caught:
        LiveSuppressions(path)

    assert caught.value.where == f"lists/{name}"


def test_a_link_to_nowhere_is_not_an_empty_list(tmp_path: Path) -> None:
    """So it looks where a share is not mounted."""
    path = tmp_path / "suppressed.csv"
    path.symlink_to(tmp_path / "share" / "suppressed.csv")

    with pytest.raises(MediaListError, match="link to a file that is not there"):
        LiveSuppressions(path)


@pytest.mark.parametrize("damage", ["text", "folder", "pipe"])
def test_a_file_that_cannot_be_read_stops_the_sending(tmp_path: Path, damage: str) -> None:
    """Damage while sending stops every message, for as long as it lasts."""
    path = tmp_path / "suppressed.csv"
    path.write_text(HEADER + "a@example.org,asked,,\n")
    live = LiveSuppressions(path)
    path.unlink()
    if damage == "text":
        path.write_text("nonsense")
    elif damage == "folder":
        path.mkdir()
    else:
        os.mkfifo(path)
    for _ in range(2):
        with pytest.raises(MediaListError):
            live.match(address("b@example.org"))
    if damage == "text":
        path.write_text(HEADER + "a@example.org,asked,,\n")

        assert live.match(address("a@example.org")) is not None
