"""Media lists in spreadsheets: the same rows, and what only a spreadsheet can hide."""

import io
import re
import struct
import subprocess
import sys
import zipfile
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sheets import SHEET, a_workbook, with_part

from mailer.read.lists.media_list import Tally, read_media_list
from mailer.read.lists.reading import Reading
from mailer.read.lists.sheet_facts import letters
from mailer.read.lists.spreadsheet import cell_text
from mailer.read.recipient import Recipient
from mailer.words.errors import MediaListError
from mailer.words.findings import Finding, Severity

HALF_PAST_NINE = datetime(2026, 5, 1, 9, 30, tzinfo=UTC).replace(tzinfo=None)
"""As a spreadsheet knows it: without a zone."""
HEAD = ("email", "name", "outlet")
ANA = ("ana@example.org", "Ana", "Radio")
BEN = ("ben@example.org", "Ben", "Radio")


def rows(
    content: bytes, file: str = "lists/press.xlsx", **said: object
) -> tuple[list[Recipient], list[Finding], Tally]:
    media_list = read_media_list([content], name="press", file=file, reading=Reading(**said))
    out = list(media_list)
    recipients = [each for each in out if isinstance(each, Recipient)]
    findings = [each for each in out if isinstance(each, Finding)]
    return recipients, findings, media_list.tally


def refused(content: bytes, file: str = "lists/press.xlsx") -> MediaListError:
    with pytest.raises(MediaListError) as caught:
        rows(content, file)
    assert caught.value.where.startswith(file)
    assert caught.value.cure
    return caught.value


def test_a_sheet_reads_like_a_csv() -> None:
    """Rows of a sheet are recipients with the numbers that the spreadsheet shows."""
    recipients, findings, tally = rows(a_workbook(HEAD, ANA, (), BEN))

    assert [(str(each.address), each.row) for each in recipients] == [
        ("ana@example.org", 2), ("ben@example.org", 4),
    ]  # fmt: skip
    assert recipients[0].values["outlet"] == "Radio"
    assert findings == []
    assert tally == Tally(read=3, kept=2, rejected=0, duplicates=0, blank=1)


def test_a_list_that_begins_further_in_is_found() -> None:
    """Blank rows above and blank columns beside the list make no difference."""
    recipients, findings, _ = rows(a_workbook((), ("", "", *HEAD), ("", "", *ANA)))

    assert [(each.values["name"], each.row) for each in recipients] == [("Ana", 3)]
    assert findings == []


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (13125550100.0, "13125550100"), (0.5, "0.5"), (7, "7"), (True, "true"), (None, ""),
        (date(2026, 5, 1), "2026-05-01"), (HALF_PAST_NINE, "2026-05-01 09:30:00"),
        (time(9, 30), "09:30:00"), (" x ", " x "),
    ],
)  # fmt: skip
def test_a_value_becomes_the_text_it_shows(value: object, text: str) -> None:
    """Whole numbers have no point, dates are ISO 8601, text is untouched."""
    assert cell_text(value) == text


def test_numbers_dates_and_truths_arrive_as_text() -> None:
    """A phone number keeps its digits; a date, and digits that were lost, are said."""
    recipients, findings, _ = rows(
        a_workbook(
            ("email", "phone", "since", "trusted", "id"),
            (
                "ana@example.org",
                13125550100,
                HALF_PAST_NINE,
                True,
                12345678901234567890,
            ),
        )
    )

    assert recipients[0].values["phone"] == "13125550100"
    assert recipients[0].values["since"] == "2026-05-01 09:30:00"
    assert recipients[0].trusted
    assert [(each.id, each.row) for each in findings] == [("ML015", 2)]
    assert "date or time in since" in findings[0].what
    assert "15 digits" in findings[0].what


def test_a_hidden_row_is_left_out_and_said() -> None:
    """Whom nobody sees in the sheet gets no mail; the row is named, and the sums hold."""

    def hide(sheet) -> None:
        sheet.row_dimensions[3].hidden = True

    recipients, findings, tally = rows(a_workbook(HEAD, ANA, BEN, change=hide))

    assert [each.values["name"] for each in recipients] == ["Ana"]
    assert [(each.id, each.row, each.severity) for each in findings] == [
        ("ML023", 3, Severity.WARNING)
    ]
    assert tally == Tally(read=2, kept=1, rejected=1, duplicates=0, blank=0)


def test_a_hidden_column_and_merged_cells_are_said() -> None:
    """A hidden column is read and named; of merged cells the first alone has the value."""

    def change(sheet) -> None:
        sheet.column_dimensions["B"].hidden = True
        sheet.merge_cells("C2:C3")

    recipients, findings, _ = rows(a_workbook(HEAD, ANA, BEN, change=change))

    assert [each.values["outlet"] for each in recipients] == ["Radio", ""]
    assert [(each.id, each.row) for each in findings] == [("ML027", 1), ("ML026", 2)]
    assert '"name"' in findings[0].what
    assert "C2:C3" in findings[1].what


@pytest.mark.parametrize(
    ("cell", "id_"), [("=CONCATENATE(A1,B1)", "ML025"), ("#REF!", "ML024"), ("#N/A", "ML024")]
)
@pytest.mark.parametrize("column", ["email", "outlet"])
def test_a_cell_that_has_no_value_rejects_its_row(cell: str, id_: str, column: str) -> None:
    """An error, or a formula that was never computed, is named by row and column, never guessed."""
    row = tuple(cell if name == column else value for name, value in zip(HEAD, BEN, strict=True))
    recipients, findings, _ = rows(a_workbook(HEAD, ANA, row))

    assert [each.values["name"] for each in recipients] == ["Ana"]
    assert [(each.id, each.row, each.severity) for each in findings] == [(id_, 3, Severity.ERROR)]
    assert f'"{column}"' in findings[0].what


def test_the_first_visible_sheet_with_addresses_is_the_list() -> None:
    """Other sheets, visible or hidden, are named and not read."""

    def more(sheet) -> None:
        book = sheet.parent
        notes = book.create_sheet("Notes", 0)
        notes.append(["What", "When"])
        second = book.create_sheet("Broadcast")
        second.append(list(HEAD))
        second.append(list(BEN))
        hidden = book.create_sheet("Private")
        hidden.append(["email"])
        hidden.sheet_state = "veryHidden"

    content = a_workbook(HEAD, ANA, change=more)
    recipients, findings, _ = rows(content)
    (ben,), _, _ = rows(content, sheet="broadcast")

    assert [each.values["name"] for each in recipients] == ["Ana"]
    assert [(each.id, each.severity) for each in findings] == [
        ("ML029", Severity.WARNING), ("ML029", Severity.WARNING), ("ML028", Severity.NOTE),
    ]  # fmt: skip
    assert all('is the sheet "Press"' in each.what for each in findings)
    assert ben.values["name"] == "Ben"


def test_a_header_further_down_is_refused_with_its_row() -> None:
    """A title above the header, merged or not, stops the list; its row number reads it."""
    plain = a_workbook(("Our press list",), HEAD, ANA)
    merged = a_workbook(
        ("Our press list",), HEAD, ANA, change=lambda sheet: sheet.merge_cells("A1:C1")
    )
    (recipient,), _, _ = rows(plain, header_row=2)

    assert "--header-row 2" in refused(plain).cure
    assert "--header-row 2" in refused(merged).cure
    assert (recipient.values["name"], recipient.row) == ("Ana", 3)


def test_a_text_mark_of_excel_is_removed_and_said() -> None:
    """An apostrophe before and a no-break blank after an address go, with a note."""
    (recipient,), findings, _ = rows(a_workbook(HEAD, ("'ana@example.org\u00a0", "Ana", "")))

    assert str(recipient.address) == "ana@example.org"
    assert [each.id for each in findings] == ["ML015"]


def lying(content: bytes) -> bytes:
    return with_part(
        content, SHEET,
        lambda part: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', part),
    )  # fmt: skip


def test_a_dimension_that_lies_changes_nothing() -> None:
    """The sheet is as large as its cells, whatever it says."""
    recipients, _, tally = rows(lying(a_workbook(HEAD, ANA)))

    assert (len(recipients), tally.read) == (1, 1)


def far_cell(content: bytes) -> bytes:
    row = b'<row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row></sheetData>'
    return with_part(content, SHEET, lambda part: part.replace(b"</sheetData>", row))


def long_text(content: bytes) -> bytes:
    cells = b"".join(
        b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(9, 20_000)
    )
    long = b"<sst><si><t>" + b"x" * 32_000 + b"</t></si></sst>"
    content = with_part(
        content, SHEET, lambda part: part.replace(b"</sheetData>", cells + b"</sheetData>")
    )
    return with_part(content, "xl/sharedStrings.xml", lambda _part: long)


def bomb(content: bytes) -> bytes:
    blank = b" " * 1_000_000
    return with_part(content, SHEET, lambda part: part + blank * 160)


def quiet_bomb(content: bytes) -> bytes:
    """A bomb whose directory and header say that it is small."""
    made = bytearray(bomb(content))
    with zipfile.ZipFile(io.BytesIO(bytes(made))) as archive:
        info = archive.getinfo(SHEET)
    for at in [m.start() for m in re.finditer(re.escape(struct.pack("<I", info.file_size)), made)]:
        made[at : at + 4] = struct.pack("<I", 4_000)
    return bytes(made)


def entities(content: bytes) -> bytes:
    doctype = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><worksheet'
    return with_part(content, SHEET, lambda part: part.replace(b"<worksheet", doctype, 1))


GOOD = a_workbook(HEAD, ANA)


TWO = a_workbook(HEAD, ANA, BEN)


def changed(old: bytes, new: bytes) -> bytes:
    """A list of two with its sheet changed."""
    return with_part(TWO, SHEET, lambda part: part.replace(old, new))


def one_text(chars: int) -> bytes:
    """One shared text of so many characters."""
    text = b"<sst><si><t>" + b"x" * chars + b"</t></si></sst>"
    return with_part(TWO, "xl/sharedStrings.xml", lambda _: text)


def cell_with_error(error: bytes) -> bytes:
    """A list of two; the second one's outlet shows an error."""
    cell = re.compile(rb'<c r="C3"[^>]*>.*?</c>')
    shown = b'<c r="C3" t="e"><v>' + error + b"</v></c>"
    return with_part(TWO, SHEET, lambda part: cell.sub(shown, part))


@pytest.mark.parametrize(
    "attributes", [b'ht="0" customHeight="1"', b'zeroHeight="1"', b'hidden="TRUE"']
)
def test_a_row_without_height_is_hidden(attributes: bytes) -> None:
    """X007: nobody sees such a row, and nobody in it is mailed."""
    recipients, findings, tally = rows(changed(b'<row r="3"', b'<row r="3" ' + attributes))

    assert [str(each.address) for each in recipients] == ["ana@example.org"]
    assert tally.rejected == 1
    assert [(each.id, each.row) for each in findings] == [("ML023", 3)]


@pytest.mark.parametrize("columns", [b'min="-999999999" max="5"', b'min="1" max="-5"'])
def test_columns_that_cannot_be_are_left_alone(columns: bytes) -> None:
    """Numbers beyond a sheet neither fill the memory nor hide anything."""
    hidden = b"<cols><col " + columns + b' hidden="1"/></cols><sheetData>'
    recipients, _, _ = rows(changed(b"<sheetData>", hidden))

    assert len(recipients) == 2


BELOW_NONE = b'<table:table-column table:number-columns-repeated="-20000000"/>'
A_MILLION = b'<table:table-row table:number-rows-repeated="1048574"'
SAVED = Path(__file__).resolve().parents[1] / "data" / "saved_lists"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (b"<table:table-row", BELOW_NONE + b"<table:table-row", "cannot be"),
        (b"<table:table-row", A_MILLION, "too large"),
        (b"<text:p>", b"<text:p>" + b"x" * 140_000, "131,072"),
    ],
    ids=["columns below none", "a million rows", "long text"],
)  # fmt: skip
def test_an_open_document_beyond_all_measure(old: bytes, new: bytes, words: str) -> None:
    """It is refused before anything is read into memory."""
    sheet = with_part(
        (SAVED / "press.ods").read_bytes(), "content.xml", lambda part: part.replace(old, new, 1)
    )

    assert words in refused(sheet, "lists/press.ods").what


@pytest.mark.parametrize("error", ["#REF!", "#N/A"])
def test_an_error_as_text_is_not_mailed(error: str) -> None:
    """X010: pasted as a value, it is still nobody's outlet."""
    recipients, findings, _ = rows(a_workbook(HEAD, ("ana@example.org", "Ana", error), BEN))

    assert [str(each.address) for each in recipients] == ["ben@example.org"]
    assert [(each.id, each.row) for each in findings] == [("ML024", 2)]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (GOOD[:2000], "damaged"),
        (GOOD[:-30], "damaged"),
        (with_part(GOOD, SHEET, lambda part: part[:300]), "damaged"),
        (with_part(GOOD, "xl/workbook.xml", lambda _: b"<workbook/>"), "empty"),
        (b"email,name\na@example.org,Al\n", "no spreadsheet"),
        (with_part(GOOD, "../../evil.xml", lambda _: b"<x/>"), "lead elsewhere"),
        (far_cell(GOOD), "too large"),
        (long_text(GOOD), "too large"),
        (bomb(GOOD), "150 MB"),
        (quiet_bomb(GOOD), "damaged"),
        (entities(GOOD), "document type"),
        (changed(b'<row r="3"', b'<row r="2"'), "Row 2 stands twice"),
        (changed(b'<row r="3"', b'<row r="-5"'), "cannot be"),
        (changed(b'r="B3"', b'r="B2"'), "The cell B2 stands in row 3"),
        (changed(b">Radio<", b">" + b"x" * 140_000 + b"<"), "131,072"),
        (one_text(140_000), "131,072"),
        (cell_with_error(b"#SPILL!"), "The cell C3 shows an error of its formula: #SPILL!"),
        (cell_with_error(b"#GETTING_DATA"), "The cell C3"),
        (a_workbook(), "empty"),
        (a_workbook(("outlet", "name"), ("Radio", "Ana")), 'no column "email"'),
    ],
    ids=[
        "xls", "password", "cut short", "no end", "half a sheet", "no sheets", "csv", "zip slip",
        "far cell", "long text", "bomb", "quiet bomb", "entities", "row twice", "row below none",
        "cell of another row", "long value", "long text shared", "new error", "data not there",
        "empty", "no email",
    ],
)  # fmt: skip
def test_what_is_no_list_is_refused(content: bytes, words: str) -> None:
    """A file that cannot be read safely and whole is refused with a sentence and the cure."""
    assert words in refused(content).what


def test_the_only_list_is_hidden() -> None:
    """A list that nobody sees is not used; the sentence says how to show it."""

    def hide(sheet) -> None:
        sheet.parent.create_sheet("Notes").append(["What"])
        sheet.sheet_state = "hidden"

    assert "hidden: Press" in refused(a_workbook(HEAD, ANA, change=hide)).what


def test_macros_are_left_where_they_are() -> None:
    """A file with macros is read; what is no XML reaches no parser."""
    content = with_part(GOOD, "xl/vbaProject.bin", lambda _: b"\xd0\xcf\x11\xe0 macro")
    recipients, _, _ = rows(content, "lists/press.xlsm")

    assert len(recipients) == 1


def test_a_spreadsheet_is_known_by_its_content() -> None:
    """A spreadsheet that is called .csv is read as what it is."""
    recipients, _, _ = rows(GOOD, "lists/press.csv")

    assert len(recipients) == 1


def test_a_sheet_that_is_not_there_is_named() -> None:
    """A misspelt sheet is refused with the nearest one."""
    with pytest.raises(MediaListError) as caught:
        rows(GOOD, sheet="Pres")

    assert "Press" in caught.value.cure


def test_columns_have_letters() -> None:
    """Columns without a header are named as the spreadsheet shows them."""
    assert [letters(number) for number in (1, 26, 27, 703)] == ["A", "Z", "AA", "AAA"]


def test_a_missing_part_is_said(tmp_path: Path) -> None:
    """Without the extra, the sentence says how to get it, and that CSV needs none."""
    (tmp_path / "python_calamine.py").write_text("raise ImportError")
    (tmp_path / "press.xlsx").write_bytes(GOOD)
    code = (
        "from mailer.read.lists.media_list import read_media_list as read\n"
        "read([open('press.xlsx', 'rb').read()], name='press', file='press.xlsx')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)}, capture_output=True, text=True,
    )  # fmt: skip

    assert "MediaListError" in done.stderr
    assert "press-mailer[xlsx]" in done.stderr


def test_a_list_saved_in_three_ways_reads_the_same() -> None:
    """2,000 people saved by LibreOffice as CSV (cp1252, semicolons), XLSX and ODS are the same."""
    read = {}
    for name, encoding in (("press.csv", "cp1252"), ("press.xlsx", ""), ("press.ods", "")):
        recipients, findings, tally = rows(
            (SAVED / name).read_bytes(), f"lists/{name}", encoding=encoding
        )
        read[name] = recipients
        shown = [each for each in findings if each.id != "ML030"]
        assert (tally.read, tally.kept, shown) == (2_000, 2_000, [])

    assert read["press.csv"] == read["press.xlsx"] == read["press.ods"]
    assert read["press.csv"][0].values["outlet"] == "Hafenblatt “Muster”"


def test_an_old_encoding_is_refused_until_somebody_says_it() -> None:
    """The refusal shows how three words would read; told the encoding, the list says so loudly."""
    content = (SAVED / "press.csv").read_bytes()
    error = refused(content, "lists/press.csv")
    _, findings, _ = rows(content, "lists/press.csv", encoding="cp1252")

    assert "Jörg" in error.cure
    assert "--encoding cp1252" in error.cure
    assert [(each.id, each.severity) for each in findings] == [("ML030", Severity.WARNING)]
    assert "Jörg" in findings[0].what


def test_hidden_things_in_an_open_document_are_found() -> None:
    """A filtered row, a hidden sheet, an error and merged cells of ODS are told as those of Excel."""
    recipients, findings, tally = rows((SAVED / "oddities.ods").read_bytes(), "lists/odd.ods")

    assert [str(each.address) for each in recipients] == ["ana@example.org", "eva@example.org"]
    assert [(each.id, each.row) for each in findings] == [
        ("ML028", 1), ("ML026", 6), ("ML023", 3), ("ML024", 4), ("ML024", 5),
    ]  # fmt: skip
    assert tally.rejected == 3


CELLS = st.one_of(
    st.sampled_from(["ana@example.org", "bo@example.org", "ANA@example.org", "", None, "bad", 7]),
    st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=6),
)


@settings(max_examples=15)  # each writes a workbook
@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=8), st.sets(st.integers(2, 9)))
def test_every_row_of_a_sheet_is_accounted_for(cells: list, hidden: set[int]) -> None:
    """Read = kept + rejected + duplicates + blank, and no two kept rows share a key."""

    def hide(sheet) -> None:
        for number in hidden:
            sheet.row_dimensions[number].hidden = True

    recipients, _, tally = rows(a_workbook(HEAD, *cells, change=hide))

    assert tally.read == tally.kept + tally.rejected + tally.duplicates + tally.blank
    assert tally.kept == len(recipients) == len({each.address.key for each in recipients})
    assert not hidden & {each.row for each in recipients}
