"""
A media list in a spreadsheet: a sheet of an Excel or OpenDocument file, as records.

Which sheet: the first visible one with a column of addresses. Other visible sheets and hidden ones
are not read, and that is said; so is a merged cell, a hidden column and a hidden row.

Promises: nothing is parsed before it is measured; macros and formulas never run, a formula counts
with the value that was saved; a number is the text that its digits make, a date is ISO 8601.
Never: guesses what a merged, broken or never computed cell should hold.
Fails with: MediaListError.
"""

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from mailer.read.lists.archive import ArchiveError, repacked, unpack_parts
from mailer.read.lists.findings import (
    ERROR_CELL,
    HIDDEN_COLUMN,
    HIDDEN_ROW,
    HIDDEN_SHEET,
    MERGED_CELLS,
    OTHER_SHEET,
    UNCOMPUTED_CELL,
    found_in_row,
)
from mailer.read.lists.records import Record, no_such_row
from mailer.read.lists.sheet_facts import (
    Elements,
    ExcelSheet,
    OpenDocument,
    SharedTexts,
    SheetError,
    SheetFacts,
    letters,
    parse_xml,
)
from mailer.words.errors import MediaListError
from mailer.words.findings import Finding, did_you_mean

_WORKBOOK = "xl/workbook.xml"
_CONTENT = "content.xml"
_DIGITS_KEPT = 10**15
"""Spreadsheets keep 15 digits; the rest of a longer number is lost before it is saved."""
_AS_CSV = 'Save the sheet with the list as "CSV UTF-8" in your program.'


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One sheet that was measured and read."""

    name: str
    hidden: bool
    facts: SheetFacts
    rows: Sequence[Sequence[Any]]

    def first_row(self) -> int:
        """The number of the first row that shows something; 0 where none does."""
        for number, cells in enumerate(self.rows, 1):
            if any(cell not in {"", None} for cell in cells):
                return number
        return 0

    def texts(self, row: int) -> list[str]:
        """The cells of a row as text."""
        return [cell_text(cell) for cell in self.rows[row - 1]] if row else []


@dataclass(frozen=True, slots=True)
class SheetRecords:
    """The records of the sheet that was chosen, from its header on, and what must be said of it."""

    records: Iterator[Record]
    findings: tuple[Finding, ...]
    sheet: str


def read_spreadsheet(
    content: bytes,
    file: str,
    *,
    is_header: Callable[[list[str]], bool],
    sheet: str = "",
    header_row: int = 0,
) -> SheetRecords:
    """
    The records of one sheet; `is_header` says whether cells look like the right header.

    `sheet` names the one to read, `header_row` the row with the names of the columns; without them
    the sheet is chosen as above, and its first row that shows something is the header.
    """
    try:
        parts = unpack_parts(content)
        sheets = _sheets(parts)
    except ArchiveError as error:
        raise MediaListError(error.what, where=file, cure=error.cure) from error
    except SheetError as error:
        raise MediaListError(str(error), where=file, cure=_AS_CSV) from error
    chosen = _named(sheets, sheet, file) if sheet else _chosen(sheets, file, is_header)
    if header_row > len(chosen.rows):
        raise no_such_row(file, header_row, len(chosen.rows))
    header = header_row or chosen.first_row()
    _refuse_merged_header(chosen, header, f"{file}, row {header}")
    findings = _findings(sheets, chosen, header, file)
    return SheetRecords(_records(chosen, header), tuple(findings), chosen.name)


def cell_text(value: object) -> str:
    """
    A cell's value as text.

    >>> cell_text(13125550100.0), cell_text(0.5), cell_text(True), cell_text(date(2026, 5, 1))
    ('13125550100', '0.5', 'true', '2026-05-01')
    """
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, time):
        return value.isoformat("seconds")
    return str(value)


def _note(value: object, label: str) -> str:
    """What a person should know of the text that was made of a value; "" mostly."""
    if isinstance(value, date | time | timedelta):
        return f"date or time in {label} read as {cell_text(value)}"
    if isinstance(value, float | int) and abs(value) >= _DIGITS_KEPT:
        return f"number in {label}: spreadsheets keep only 15 digits of {cell_text(value)}"
    return ""


def _sheets(parts: Mapping[str, bytes]) -> list[_Sheet]:
    """Every sheet with cells, measured, then read."""
    if _WORKBOOK in parts:
        facts = _excel_facts(parts)
    elif _CONTENT in parts and _WORKBOOK not in parts:
        if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
            cure = "Save it anew without a password."
            raise ArchiveError("The spreadsheet is protected by a password.", cure)
        document = OpenDocument()
        parse_xml(parts[_CONTENT], document)
        facts = list(document.sheets)
    else:
        raise ArchiveError("This is no spreadsheet that can be read.", _AS_CSV)
    return _read(repacked(parts), facts)


def _excel_facts(parts: Mapping[str, bytes]) -> list[SheetFacts]:
    """The facts of each sheet of the workbook, in its order; charts have none."""
    shared = SharedTexts()
    if texts := parts.get("xl/sharedStrings.xml"):
        parse_xml(texts, shared)
    relations = Elements("Relationship")
    parse_xml(parts.get("xl/_rels/workbook.xml.rels", b"<none/>"), relations)
    targets = {each.get("Id", ""): each.get("Target", "") for _, each in relations.found}
    workbook = Elements("sheet")
    parse_xml(parts[_WORKBOOK], workbook)
    facts = []
    for _, sheet in workbook.found:
        target = targets.get(sheet.get("id", ""), "")
        name = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        reader = ExcelSheet(shared.lengths)
        parse_xml(parts.get(name, b"<none/>"), reader)
        facts.append(reader.facts)
    return facts


def _read(content: bytes, facts: Sequence[SheetFacts]) -> list[_Sheet]:
    """The values, by the library; a sheet that was not measured is not read."""
    try:
        import python_calamine as calamine  # noqa: PLC0415 - an extra, which only spreadsheets need
    except ImportError as error:
        cure = "Run: pip install 'press-mailer[xlsx]', or save the sheet as CSV UTF-8."
        raise ArchiveError("Reading spreadsheets needs an extra part.", cure) from error
    try:
        workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        metadata = workbook.sheets_metadata
        return [
            _Sheet(
                meta.name,
                meta.visible is not calamine.SheetVisibleEnum.Visible,
                fact,
                workbook.get_sheet_by_index(at).to_python(skip_empty_area=False),
            )
            for at, (meta, fact) in enumerate(zip(metadata, facts, strict=True))
            if fact.rows
        ]
    except (calamine.CalamineError, ValueError) as error:
        raise SheetError("The spreadsheet is damaged.") from error
    except BaseException as error:
        # A panic of the Rust library derives from BaseException, and has no class to name.
        if type(error).__name__ != "PanicException":
            raise
        raise SheetError("The spreadsheet is damaged.") from error


def _named(sheets: Sequence[_Sheet], name: str, file: str) -> _Sheet:
    for sheet in sheets:
        if sheet.name.casefold() == name.casefold():
            return sheet
    names = [sheet.name for sheet in sheets]
    cure = did_you_mean(name, names) or f"There are: {', '.join(names)}."
    raise MediaListError(f'There is no sheet "{name}" with cells.', where=file, cure=cure)


def _chosen(sheets: Sequence[_Sheet], file: str, is_header: Callable[[list[str]], bool]) -> _Sheet:
    fitting = [sheet for sheet in sheets if is_header(sheet.texts(sheet.first_row()))]
    visible = [sheet for sheet in fitting if not sheet.hidden]
    if visible:
        return visible[0]
    if fitting:
        names = ", ".join(sheet.name for sheet in fitting)
        what = f"The only sheet with a column of addresses is hidden: {names}."
        raise MediaListError(what, where=file, cure="Show the sheet in your program, and save.")
    for sheet in sheets:
        if not sheet.hidden:
            return sheet
    raise MediaListError(
        "The list is empty: no visible sheet holds anything.",
        where=file,
        cure="Name the columns in the first row; the one with the addresses is called email.",
    )


def _refuse_merged_header(sheet: _Sheet, header: int, where: str) -> None:
    for first_row, first, last_row, last in sheet.facts.merged:
        if first_row <= header <= last_row and (first_row, first) != (last_row, last):
            cells = f"{letters(first)}{first_row}:{letters(last)}{last_row}"
            what = f"Cells of the header are merged ({cells}), so that columns have no name."
            cure = "Name every column in one cell of one row."
            if elsewhere := _header_below(sheet, header):
                cure = (
                    f"The columns seem to be named on row {elsewhere}: take away the rows above, "
                    f"or import the list: mailer lists import FILE LIST --header-row {elsewhere}"
                )
            raise MediaListError(what, where=where, cure=cure)


def _header_below(sheet: _Sheet, header: int) -> int:
    from mailer.read.lists.columns import columns_named  # noqa: PLC0415 - only a refusal looks

    for row in range(header + 1, min(header + 20, len(sheet.rows)) + 1):
        if "email" in columns_named(sheet.texts(row)):
            return row
    return 0


def _findings(
    sheets: Sequence[_Sheet], chosen: _Sheet, header: int, file: str
) -> Iterator[Finding]:
    for sheet in sheets:
        if sheet is not chosen:
            flaw = HIDDEN_SHEET if sheet.hidden else OTHER_SHEET
            facts = {"sheet": sheet.name, "used": chosen.name, "rows": sheet.facts.rows}
            yield found_in_row(flaw, file, header, **facts)
    labels = _labels(chosen, header)
    for column in sorted(chosen.facts.hidden_columns):
        if column <= len(labels) and any(row[column - 1] != "" for row in chosen.rows):
            yield found_in_row(HIDDEN_COLUMN, file, header, column=labels[column - 1])
    for first_row, first, last_row, last in chosen.facts.merged:
        if first_row > header:
            cells = f"{letters(first)}{first_row}:{letters(last)}{last_row}"
            yield found_in_row(MERGED_CELLS, file, first_row, cells=cells)


def _labels(sheet: _Sheet, header: int) -> list[str]:
    """What people call each column: its header, else its letters."""
    return [text.strip() or letters(at) for at, text in enumerate(sheet.texts(header), 1)]


def _records(sheet: _Sheet, header: int) -> Iterator[Record]:
    """Header and rows, without the columns in which nothing stands from the header down."""
    if not header:
        return
    labels = _labels(sheet, header)
    used = [
        at
        for at in range(len(labels))
        if any(row[at] not in {"", None} for row in sheet.rows[header - 1 :])
        or any(column == at + 1 for _, column in sheet.facts.errors | sheet.facts.uncomputed)
    ]
    for number in range(header, max(len(sheet.rows), sheet.facts.rows) + 1):
        values = sheet.rows[number - 1] if number <= len(sheet.rows) else [""] * len(labels)
        cells = [cell_text(values[at]) for at in used]
        notes = tuple(
            note
            for at in used
            if not isinstance(values[at], str) and (note := _note(values[at], labels[at]))
        )
        yield Record(number, number, cells, _fault(sheet, number, labels), notes)


def _fault(
    sheet: _Sheet, row: int, labels: Sequence[str]
) -> tuple[Any, Mapping[str, object]] | None:
    facts = sheet.facts
    if row in facts.hidden_rows:
        return HIDDEN_ROW, {}
    for cells, flaw in ((facts.errors, ERROR_CELL), (facts.uncomputed, UNCOMPUTED_CELL)):
        if not cells:
            continue
        for column in range(1, facts.columns + 1):
            if (row, column) in cells:
                label = labels[column - 1] if column <= len(labels) else letters(column)
                return flaw, {"column": label}
    return None
