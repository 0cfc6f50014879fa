"""Spreadsheets that lie, hide, or would fill the memory: refused in a sentence, or read as they are."""

import io
import re
import struct
import zipfile

import pytest
from sheets import ANA, BEN, GOOD, HEAD, SAVED, SHEET, a_workbook, refused, rows, with_part


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
