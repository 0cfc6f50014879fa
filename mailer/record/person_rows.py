"""
Where one person stands in the lists of a workspace, whatever the column and the state of the row.

Promises: every list in `lists/` is looked through, rejected rows and duplicates too; a file that
cannot be looked through is named. Never: takes `joana@…` for `ana@…`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from mailer.read.disk import DiskError, read_pieces
from mailer.read.lists.columns import columns_named
from mailer.read.lists.records import Record, read_records
from mailer.read.lists.spreadsheet import read_spreadsheet
from mailer.read.places import LIST_SUFFIXES, SHEET_SUFFIXES, SUPPRESSED
from mailer.words.addresses import Address
from mailer.words.errors import MediaListError


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One row that names the person."""

    file: Path
    row: int
    last_row: int
    values: Mapping[str, str]
    """What the header calls each cell → the cell."""

    @property
    def in_sheet(self) -> bool:
        """Whether it stands in a spreadsheet, which is never written to."""
        return self.file.suffix.casefold() in SHEET_SUFFIXES


@dataclass(frozen=True, slots=True)
class UnreadList:
    """A list that could not be looked through, and why."""

    file: Path
    why: str


def find_person(root: Path, address: Address) -> Iterator[PersonRow | UnreadList]:
    """The rows of every list in `lists/` that name the address, list by list."""
    spellings = {address.key, f"{address.local}@{address.domain_shown}".lower()}
    names = "|".join(map(re.escape, sorted(spellings)))
    pattern = re.compile(rf"(?<![\w.+%-])(?:{names})(?![\w-]|\.\w)")
    folder = root / "lists"
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        suffix = path.suffix.casefold()
        if path == root / SUPPRESSED or suffix not in {*LIST_SUFFIXES, *SHEET_SUFFIXES}:
            continue
        try:
            yield from _rows(path, pattern)
        except (MediaListError, DiskError) as error:
            yield UnreadList(path, getattr(error, "what", str(error)))


def _rows(path: Path, pattern: re.Pattern[str]) -> Iterator[PersonRow]:
    header: list[str] = []
    for record in _records(path):
        cells = record.cells if record.cells is not None else [record.raw]
        header = header or cells
        if any(pattern.search(cell.lower()) for cell in cells):
            names = [
                (header[at] if at < len(header) else "") or f"cell {at + 1}"
                for at in range(len(cells))
            ]
            yield PersonRow(path, record.row, record.last_row, dict(zip(names, cells, strict=True)))


def _records(path: Path) -> Iterator[Record]:
    pieces = read_pieces(path)
    try:
        if path.suffix.casefold() in SHEET_SUFFIXES:
            content = b"".join(pieces)
            yield from read_spreadsheet(content, path.name, is_header=lambda _cells: True).records
        else:
            yield from read_records(
                pieces, path.name, is_header=lambda cells: "email" in columns_named(cells)
            )
    finally:
        pieces.close()
