"""
A media list: CSV, TSV or a spreadsheet, row by row, as recipients and findings.

Promises: every record of the file comes out as a recipient, or is counted as rejected, duplicate or
blank, so that read = kept + rejected + duplicates + blank; a row that cannot be mailed is a finding
with the line on which its record begins; memory stays small however long a CSV is. UTF-8, and
UTF-16 with a byte order mark; comma, semicolon, tab or bar between the cells, `sep=` honoured.
Never: guesses what a ragged row means, decodes an old encoding that nobody named, or gives an address
twice.
Fails with: MediaListError for what makes the file as a whole unreadable, also in mid-iteration:
wrong bytes, no column of addresses, a header twice, a quotation mark that is never closed.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import PurePath

from mailer.read.characters import BLANKS
from mailer.read.encoding import WORDS_SHOWN, foreign_words
from mailer.read.lists.archive import UNPACKED_BYTES_MAX, is_spreadsheet
from mailer.read.lists.cells import (
    CellError,
    read_format,
    read_language,
    read_timezone,
    read_trust,
    refuse_hidden_in_header,
    shown,
    tidy_cells,
)
from mailer.read.lists.columns import columns_named
from mailer.read.lists.findings import (
    BLANK_HEADER,
    BROKEN_QUOTES,
    DUPLICATE,
    INVALID_ADDRESS,
    LIKELY_SAME,
    NO_ADDRESS,
    NOBODY_IN_IT,
    OLD_ENCODING,
    OPEN_TO_ALL,
    REPEATED_HEADER,
    TIDIED,
    TOO_FEW_CELLS,
    TOO_MANY_CELLS,
    found_in_row,
)
from mailer.read.lists.reading import Reading
from mailer.read.lists.records import Record, read_records
from mailer.read.lists.seen import SeenAddresses
from mailer.read.lists.spreadsheet import read_spreadsheet
from mailer.read.lists.suspicions import suspicions
from mailer.read.recipient import KNOWN_COLUMNS, Recipient
from mailer.words.addresses import Address, AddressError, parse_address, plain_address
from mailer.words.errors import MediaListError
from mailer.words.findings import Finding
from mailer.words.flaws import Flaw

_GMAIL = frozenset(("gmail.com", "googlemail.com"))
_TEXTS = (".csv", ".tsv", ".txt")
_SHEETS = (".xlsx", ".xlsm", ".ods")
_HEADER_CURE = "Name the columns in the first row; the one with the addresses is called email."


@dataclass(frozen=True, slots=True)
class Tally:
    """How the records below a header came out: read = kept + rejected + duplicates + blank."""

    read: int = 0
    kept: int = 0
    rejected: int = 0
    duplicates: int = 0
    blank: int = 0


class MediaListReader:
    """A list whose header was read; its rows stream once, through `rows` or by iterating it."""

    def __init__(
        self,
        records: Iterator[Record],
        name: str,
        file: str,
        *,
        trusted: bool,
        reading: Reading,
        findings: Iterable[Finding],
    ) -> None:
        """Made by `read_media_list`."""
        self.name = name
        self.file = file
        self._trusted = trusted
        self._records = records
        header = next(records, None)
        self._header = header.cells if header else []
        self._header_row = header.row if header else 1
        self._columns, found = _header(header, file, reading, records)
        self._findings = [*found, *findings]
        self._encoding = reading.encoding
        self._words: dict[str, int] = {}
        self._labels = [name or f"column {at}" for at, name in enumerate(self._columns, 1)]
        self._unknown = dict.fromkeys(KNOWN_COLUMNS, "")
        self._read = self._kept = self._rejected = self._duplicates = self._blank = 0
        self._across = 0
        self._on_rejected: Callable[[Record, Finding], None] | None = None

    def tell_rejected(self, told: Callable[[Record, Finding], None]) -> None:
        """`told` hears of every row that is rejected, with its cells and the reason."""
        self._on_rejected = told

    @property
    def header(self) -> list[str]:
        """The header as the file has it."""
        return list(self._header or ())

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the list has, under the names that templates use."""
        return tuple(column for column in self._columns if column)

    @property
    def tally(self) -> Tally:
        """How the rows that have streamed so far came out."""
        return Tally(self._read, self._kept, self._rejected, self._duplicates, self._blank)

    @property
    def duplicates_across(self) -> int:
        """How many of the duplicates stand in another list first."""
        return self._across

    def __iter__(self) -> Iterator[Recipient | Finding]:
        """The rows of this list alone."""
        return self.rows(SeenAddresses())

    def rows(self, seen: SeenAddresses) -> Iterator[Recipient | Finding]:
        """
        Recipients and findings, in the order of the file; addresses in `seen` are duplicates.

        Lists that share one `SeenAddresses` give no address twice between them.
        """
        yield from self._findings
        for record in self._records:
            self._read += 1
            if record.cells is not None and not "".join(record.cells).strip(BLANKS):
                self._blank += 1
                continue
            remarks: list[Finding] = []
            try:
                recipient = self._recipient(record, remarks)
            except CellError as error:
                self._rejected += 1
                facts = {"last_row": record.last_row, **error.facts}
                finding = found_in_row(error.flaw, self.file, record.row, **facts)
                if self._on_rejected:
                    self._on_rejected(record, finding)
                yield finding
                continue
            if self._encoding and len(self._words) < WORDS_SHOWN:
                for word in foreign_words(" ".join(record.cells or ())):
                    self._words.setdefault(word, record.row)
            yield from self._settled(recipient, remarks, seen)
        if self._read == self._blank:
            yield found_in_row(NOBODY_IN_IT, self.file, self._header_row)
        if self._words:
            words = ", ".join(list(self._words)[:WORDS_SHOWN])
            facts = {"encoding": self._encoding, "words": words}
            yield found_in_row(OLD_ENCODING, self.file, min(self._words.values()), **facts)

    def _settled(
        self, recipient: Recipient, remarks: list[Finding], seen: SeenAddresses
    ) -> list[Recipient | Finding]:
        """A recipient unless its address was there before."""
        settled: list[Recipient | Finding] = []
        address = recipient.address
        if first := seen.first(address.key, self.name, recipient.row):
            self._duplicates += 1
            self._across += first[0] != self.name
            return [self._repeated(DUPLICATE, recipient, first)]
        self._kept += 1
        if address.domain in _GMAIL:
            mailbox = address.local.casefold().partition("+")[0].replace(".", "")
            if first := seen.first(f"gmail {mailbox}", self.name, recipient.row):
                settled.append(self._repeated(LIKELY_SAME, recipient, first))
        settled += remarks
        settled.append(recipient)
        return settled

    def _repeated(self, flaw: Flaw, recipient: Recipient, first: tuple[str, int]) -> Finding:
        media_list, row = first
        of_list = "" if media_list == self.name else f" of {media_list}"
        facts = {"address": recipient.address, "first_row": row, "of_list": of_list}
        return found_in_row(flaw, self.file, recipient.row, **facts)

    def _recipient(self, record: Record, remarks: list[Finding]) -> Recipient:
        """The row as a recipient; raises CellError where it must not be mailed."""
        if record.fault:
            flaw, facts = record.fault
            raise CellError(flaw, **facts)
        cells, changes = tidy_cells(self._whole(record), self._labels)
        changes += record.notes
        values = self._unknown.copy()
        values.update(zip(self._columns, cells, strict=True))
        values.pop("", None)
        if record.cells == self._header:
            raise CellError(REPEATED_HEADER)
        address, display_name = self._address(values["email"], changes)
        remarks += suspicions(address, values, cells, self.file, record.row)
        values["email"] = f"{address.local}@{address.domain_shown}"
        if display_name and not (values["name"] or values["first_name"] or values["last_name"]):
            values["name"] = display_name
        if values["language"]:
            values["language"] = read_language(values["language"])
        if values["timezone"]:
            values["timezone"] = read_timezone(values["timezone"])
        if values["format"]:
            values["format"] = read_format(values["format"])
        trusted = self._trusted
        if values["trusted"]:
            trusted = read_trust(values["trusted"], of_list=trusted)
        if changes:
            remarks.append(found_in_row(TIDIED, self.file, record.row, changes="; ".join(changes)))
        return Recipient(address, values, self.name, record.row, trusted)

    def _whole(self, record: Record) -> list[str]:
        """As many cells as the header has; only empty ones beyond it may fall away."""
        if record.cells is None:
            raise CellError(BROKEN_QUOTES)
        wanted = len(self._columns)
        if len(record.cells) == wanted:
            return record.cells
        facts = {"cells": len(record.cells), "columns": wanted}
        if len(record.cells) < wanted:
            raise CellError(TOO_FEW_CELLS, **facts)
        if "".join(record.cells[wanted:]).strip(BLANKS):
            raise CellError(TOO_MANY_CELLS, **facts)
        return record.cells[:wanted]

    def _address(self, cell: str, changes: list[str]) -> tuple[Address, str]:
        """The address of a cell, and the name that stood before it."""
        if not cell:
            raise CellError(NO_ADDRESS)
        if plain := plain_address(cell):
            return plain, ""
        try:
            parsed = parse_address(cell)
        except AddressError as error:
            raise CellError(INVALID_ADDRESS, why=str(error), cell=shown(cell)) from error
        changes.extend(f"email: {note}" for note in parsed.notes)
        if str(parsed.address).casefold() not in cell.casefold():
            changes.append(f"email: goes out as {parsed.address}")
        return parsed.address, parsed.display_name


def read_media_list(
    chunks: Iterable[bytes],
    *,
    name: str,
    file: str,
    trusted: bool = False,
    open_to_all: bool = False,
    reading: Reading | None = None,
) -> MediaListReader:
    """
    A list from the pieces of its file; the header is read at once, the rows as they are asked for.

    A spreadsheet is known by its first bytes, whatever it is called, and read whole.

    `name` is the list's name, `file` its place as shown to people; `trusted` says that the people
    of this list agreed to hold embargoed copy, where a row's own cell does not say otherwise;
    `open_to_all` that anybody on the machine may write the file; `reading` what a person said of it.
    """
    reading = reading or Reading()
    findings = [found_in_row(OPEN_TO_ALL, file, 1)] if open_to_all else []
    pieces = iter(chunks)
    head = next(pieces, b"")

    said = reading.columns

    def is_header(cells: list[str]) -> bool:
        return "email" in columns_named(cells, said)

    if is_spreadsheet(head):
        content = _whole_file(head, pieces, file)
        sheet = read_spreadsheet(
            content,
            file,
            is_header=is_header,
            sheet=reading.sheet,
            header_row=reading.header_row,
        )
        records, findings = sheet.records, [*findings, *sheet.findings]
        reading = replace(reading, encoding="")
    elif file.casefold().endswith(_SHEETS):
        cure = "Save it anew as .xlsx, or, if it is text, with the ending .csv."
        raise MediaListError("The file is no spreadsheet, or damaged.", where=file, cure=cure)
    else:
        records = read_records(
            chain([head], pieces),
            file,
            is_header=is_header,
            encoding=reading.encoding,
            header_row=reading.header_row,
        )
    return MediaListReader(records, name, file, trusted=trusted, reading=reading, findings=findings)


def _whole_file(head: bytes, pieces: Iterable[bytes], file: str) -> bytes:
    content = bytearray(head)
    for piece in pieces:
        content += piece
        if len(content) > UNPACKED_BYTES_MAX:
            what = "The spreadsheet is too large to be read."
            cure = "Save the sheet with the list as CSV, which can be of any length."
            raise MediaListError(what, where=file, cure=cure)
    return bytes(content)


def _header(
    header: Record | None, file: str, reading: Reading, below: Iterator[Record]
) -> tuple[tuple[str, ...], list[Finding]]:
    if header is None:
        raise MediaListError("The list is empty.", where=file, cure=_HEADER_CURE)
    where = f"{file}, row {header.row}"
    if header.cells is None:
        what = "The quotation marks of the header do not match."
        raise MediaListError(what, where=where, cure="Correct the first row.")
    refuse_hidden_in_header(header.cells, where)
    columns = columns_named(header.cells, reading.columns)
    first: dict[str, int] = {}
    for at, column in enumerate(columns, 1):
        if column and first.setdefault(column, at) != at:
            numbers = f"{first[column]} and {at}"
            what = f'Columns {numbers} of the header both mean "{column}".'
            raise MediaListError(what, where=where, cure="Rename one of them, or take it out.")
    if "email" not in columns:
        what = 'There is no column "email".'
        if _may_be_quoted(file):
            first_row = ", ".join(shown(cell) for cell in header.cells[:8])
            what += f" The first row is: {first_row}"
        raise MediaListError(what, where=where, cure=_cure_below(below) or _HEADER_CURE)
    numbers_of_blank = (at for at, column in enumerate(columns, 1) if not column)
    return columns, [
        found_in_row(BLANK_HEADER, file, header.row, number=at) for at in numbers_of_blank
    ]


def _may_be_quoted(file: str) -> bool:
    """Whether a file is a list by its name and of the workspace; any other may hold a secret."""
    path = PurePath(file)
    return path.suffix.casefold() in (*_TEXTS, *_SHEETS) and not path.is_absolute()


def _cure_below(below: Iterator[Record]) -> str:
    """Where the names of the columns seem to stand, if it is not the first row."""
    for record in islice(below, 20):
        if "email" in columns_named(record.cells or ()):
            return (
                f"The columns seem to be named on row {record.row}: take away the rows above, or "
                f"import the list: mailer lists import FILE LIST --header-row {record.row}"
            )
    return ""
