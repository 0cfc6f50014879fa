"""The recipients of a release together: empty fields, languages, trust, providers, totals."""

from dataclasses import replace

from preflight import FRONT, a_release

from mailer.check.readers import Readership
from mailer.read.recipient import Recipient
from mailer.read.release import Release
from mailer.words.addresses import parse_address
from mailer.words.times import parse_time


def a_reader(row: int, language: str = "en", *, trusted: bool = False, at: str = "paper.example"):
    address = parse_address(f"r{row}@{at}").address
    return Recipient(address, {"language": language}, "press", row, trusted)


def bilingual() -> Release:
    release = a_release(front=FRONT)
    (english,) = release.variants
    return replace(release, variants=(english, replace(english, language="es")))


def test_empty_fields_are_listed_by_row() -> None:
    """One finding for each column, with the first rows, at the first of them."""
    readership = Readership(bilingual(), files={"press": "lists/press.csv"})
    for row in range(2, 14):
        readership.serves(a_reader(row))
        readership.printed_empty(a_reader(row), ["first_name"] if row % 2 else [])
    (finding,) = readership.findings()

    assert (finding.id, finding.file, finding.row) == ("PR066", "lists/press.csv", 3)
    assert "6 recipients (rows 3, 5, 7, 9, 11 and 13)" in finding.what
    assert '{{ recipient.first_name or "colleague" }}' in finding.cure


def test_many_rows_are_counted_and_not_listed() -> None:
    """Of a hundred rows the first eight are named."""
    readership = Readership(bilingual())
    for row in range(2, 102):
        readership.printed_empty(a_reader(row), ["outlet"])
    (finding,) = readership.findings()

    assert "rows 2, 3, 4, 5, 6, 7, 8, 9 and 92 more" in finding.what


def test_languages_without_a_variant() -> None:
    """Recipients in no language of the release are named; a declared fallback serves them."""
    strict, mild = Readership(bilingual()), Readership(bilingual(), fallback_language="en")
    readers = [a_reader(2), a_reader(3, "es-MX"), a_reader(4, "fr"), a_reader(5, "")]

    assert [strict.serves(reader) for reader in readers] == [True, True, False, False]
    assert [mild.serves(reader) for reader in readers] == [True, True, True, True]
    assert [(each.id, each.row) for each in strict.findings()] == [("PR067", 4), ("PR067", 5)]
    assert list(mild.findings()) == []
    assert mild.totals == "4 recipients: 3 en, 1 es."


def test_who_waits_for_the_embargo() -> None:
    """Under an embargo those who did not agree to hold it are counted, as a note."""
    embargo = parse_time("2026-05-12 09:00 UTC")
    readership = Readership(replace(bilingual(), embargoed_until=embargo))
    for row in range(2, 7):
        readership.serves(a_reader(row, trusted=row < 4))
    (finding,) = readership.findings()

    assert finding.id == "EM013"
    assert "3 of 5 recipients" in finding.what
    assert readership.totals == "5 recipients: 5 en; 2 trusted."


def test_more_than_five_thousand_at_one_provider() -> None:
    """A note from 5,001 addresses of one provider on, whatever its domains are called."""
    readership = Readership(bilingual())
    for row in range(5_000):
        readership.serves(a_reader(row, at="gmail.com"))

    assert list(readership.findings()) == []

    readership.serves(a_reader(5_001, at="googlemail.com"))

    assert [each.id for each in readership.findings()] == ["PR068"]
    assert "5001 recipients are at Gmail" in next(readership.findings()).what
