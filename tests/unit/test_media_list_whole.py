"""Media lists as a whole: nothing is lost, nothing odd is kept, and memory stays small."""

import csv
import io
import re
import string
import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from listed import reader, rows

from mailer.read.lists.look_alike import looks_like_another
from mailer.read.lists.media_list import read_media_list
from mailer.read.lists.seen import SeenAddresses
from mailer.words.addresses import AddressError, look_twice, parse_address, plain_address
from mailer.words.findings import Severity

LOCAL = st.text(string.ascii_letters + string.digits + "._+-%'", min_size=1, max_size=70)
LABEL = st.text(string.ascii_letters + string.digits + "-", min_size=1, max_size=66)
DOMAIN = st.lists(
    LABEL | st.sampled_from(["org", "test", "xn--a", "local"]), min_size=1, max_size=4
)


@given(LOCAL, DOMAIN.map(".".join))
@example("a", "EXAMPLE.org")
@example("a", "newsroom.example")
@example("a", "desk.test")
@example("a" * 65, "example.org")
@example("a", "x--y.example.org")
@example("a", ("b" * 60 + ".") * 4 + "org")
def test_the_fast_way_accepts_only_what_the_careful_way_does(local: str, domain: str) -> None:
    """An address taken without a second look is one that the careful parser gives, the same."""
    address = plain_address(f"{local}@{domain}")
    if address is None:
        return

    assert look_twice(f"{local}@{domain}") == address
    assert look_twice(f"{local}@{domain}", allow_local=True) == address


@given(st.text(max_size=30))
def test_the_fast_way_accepts_no_odd_text(text: str) -> None:
    """Nor does any other text get through the fast way alone."""
    for candidate in (text, f"{text}@example.org", f"a@{text}"):
        if address := plain_address(candidate):
            assert look_twice(candidate) == address
            assert parse_address(candidate).address == address


CELL = st.text(
    st.sampled_from("aAéz ,;\t\"'\n\r@.<>{}\x00\u00a0\u202e\u200b\ufeff=-1") | st.characters(),
    max_size=12,
)
ADDRESS = st.sampled_from(["a", "b", "A", "c.d", "ü"]).map("{}@example.org".format)


@st.composite
def lists_of_rows(draw: st.DrawFn) -> str:
    """A list as a program would write it, or with lines of anything between."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(["email", "name", "beat"])
    for cells in draw(st.lists(st.lists(CELL | ADDRESS, max_size=4), max_size=12)):
        writer.writerow(cells)
        file.write(draw(st.sampled_from(["", "", "\n", ",,\n", "a@example.org,x,y\n"])))
    return file.getvalue()


@given(lists_of_rows())
def test_every_record_is_accounted_for(content: str) -> None:
    """Read = kept + rejected + duplicates + blank, and no two kept rows are one mailbox."""
    recipients, findings, tally = rows(content.encode("utf-8", "replace"))

    assert tally.read == tally.kept + tally.rejected + tally.duplicates + tally.blank
    assert tally.kept == len(recipients) == len({each.address.key for each in recipients})
    errors = [each for each in findings if each.severity is Severity.ERROR]
    assert len(errors) == tally.rejected
    assert all(each.row and each.what.isprintable() for each in findings)


@given(lists_of_rows())
def test_kept_values_are_safe_to_print_and_to_merge(content: str) -> None:
    """No value of a kept row holds a control character, a line break or a blank at its edge."""
    recipients, _, _ = rows(content.encode("utf-8", "replace"))

    for recipient in recipients:
        for value in recipient.values.values():
            assert not re.search("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202e]", value)
            assert value == value.strip(" \t\u00a0")


def test_a_list_is_read_whatever_its_pieces() -> None:
    """Pieces of one byte give the same rows as the whole."""
    content = "email;name\r\na@example.org;Müller\r\nbad;x\r\n".encode()
    pieces = (content[at : at + 1] for at in range(len(content)))
    out = list(read_media_list(pieces, name="national", file="lists/national.csv"))

    assert out == list(reader(content))


@given(st.lists(st.sampled_from([f"{n}@example.org" for n in range(40)]), max_size=80))
def test_seen_addresses_are_exactly_those_seen(keys: list[str]) -> None:
    """An address is seen if and only if it came before, and its first place is remembered."""
    seen = SeenAddresses()
    first: dict[str, tuple[str, int]] = {}

    for row, key in enumerate(keys):
        name = f"list {row // 30}"
        assert seen.first(key, name, row) == first.get(key)
        first.setdefault(key, (name, row))


@pytest.mark.parametrize(
    ("domain", "suspect"),
    [
        ("example.org", False), ("bücher.example", False), ("例子.example", False),
        ("новости.example", False), ("\u0430\u0440\u0440\u04cf\u0435.example", True),
        ("examp\u04cfe.org", True), ("\u03bf\u03bd\u03b9.example", True),
    ],
)  # fmt: skip
def test_domains_that_imitate_are_suspected(domain: str, suspect: bool) -> None:
    """Letters of two scripts in a label, or look-alikes alone, are suspect; a script is not."""
    assert looks_like_another(domain) is suspect


def test_display_names_that_hold_an_address_are_refused() -> None:
    """In `a@x.example <b@y.example>` it is unclear who is written to: nobody is."""
    for text in ("a@example.org <b@example.com>", "a] <b@example.com>", "A\r\nB <b@example.com>"):
        with pytest.raises(AddressError):
            parse_address(text)


def test_a_long_list_streams_in_little_memory() -> None:
    """Twenty thousand rows are read holding about what tells duplicates apart, and no row."""

    def chunks() -> Iterator[bytes]:
        yield b"email,name\n"
        for begin in range(0, 20_000, 500):
            numbers = range(begin, begin + 500)
            yield "".join(f"r{n}@example.org,{'x' * 200}\n" for n in numbers).encode()

    media_list = read_media_list(chunks(), name="x", file="x.csv")
    tracemalloc.start()
    for _ in media_list:
        pass
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert media_list.tally.kept == 20_000
    assert peak_bytes < 4_000_000
