"""Media lists in spreadsheets: the same rows, and what only a spreadsheet can hide."""

import subprocess
import sys
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sheets import ANA, BEN, GOOD, HEAD, SAVED, a_workbook, refused, rows, with_part

from mailer.read.lists.media_list import Tally
from mailer.read.lists.sheet_facts import letters
from mailer.read.lists.spreadsheet import cell_text
from mailer.words.errors import MediaListError
from mailer.words.findings import Severity

HALF_PAST_NINE = datetime(2026, 5, 1, 9, 30, tzinfo=UTC).replace(tzinfo=None)
"""As a spreadsheet knows it: without a zone."""


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
