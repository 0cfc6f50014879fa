"""
What a sheet says beside its values: what is hidden, merged, broken or never computed, and how far
it really goes.

Read from the XML of Excel (ECMA-376 part 1, 18.3) and of OpenDocument (ISO 26300-1, part 3, 9).

Promises: the extent is that of the cells that hold something, whatever the file says of it; cells
that are written once and repeated are counted as often as they are repeated; a document type, which
XML bombs need, is refused. Never: keeps a cell's value.
Fails with: SheetError, where the XML is none, or would fill the memory.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.parsers import expat

CELLS_MAX = 3_000_000
"""Rows by columns, empty cells among them."""
CHARS_MAX = 150_000_000
"""Of all cells together; a text that is stored once may stand in a million cells."""


class SheetError(ValueError):
    """Why a sheet cannot be read, as a sentence."""


@dataclass(slots=True)
class SheetFacts:
    """One sheet; rows and columns count from 1."""

    rows: int = 0
    """The last row that holds something."""
    columns: int = 0
    chars: int = 0
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    errors: set[tuple[int, int]] = field(default_factory=set)
    """Cells, as (row, column), that show an error such as #REF!."""
    uncomputed: set[tuple[int, int]] = field(default_factory=set)
    """Formulas of which the file keeps no value."""
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    """First row, first column, last row, last column."""

    def hold(self, row: int, column: int, chars: int, *, times: int = 1) -> None:
        """A cell that holds something, `times` over; `row` and `column` are its last."""
        self.rows, self.columns = max(self.rows, row), max(self.columns, column)
        self.chars += chars * times
        if self.rows * self.columns > CELLS_MAX or self.chars > CHARS_MAX:
            raise SheetError("The sheet is too large to be read whole.")


def parse_xml(content: bytes, reader: "_Reader") -> None:
    """Go over a part of the file once."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError) as error:
        if isinstance(error, SheetError):
            raise
        raise SheetError("The spreadsheet is damaged.") from error


def _refuse_doctype(*_: object) -> None:
    raise SheetError("The spreadsheet holds a document type, as no spreadsheet does.")


class _Reader:
    """Told of elements and text; a namespace's prefix is the file's own business."""

    def start(self, name: str, _attributes: Mapping[str, str], /) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, text: str) -> None:
        """Some text inside."""


def _local(name: str) -> str:
    return name[name.rfind(":") + 1 :]


class Elements(_Reader):
    """Collects the attributes of some elements, prefixes away, in order."""

    def __init__(self, *wanted: str) -> None:
        """`wanted` are local names."""
        self._wanted = frozenset(wanted)
        self.found: list[tuple[str, dict[str, str]]] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Keep it if it is wanted."""
        if (local := _local(name)) in self._wanted:
            self.found.append((local, {_local(key): value for key, value in attributes.items()}))


class SharedTexts(_Reader):
    """How long each shared string of an Excel file is."""

    def __init__(self) -> None:
        """Nothing was read."""
        self.lengths: list[int] = []

    def start(self, name: str, _attributes: Mapping[str, str]) -> None:
        """A string begins."""
        if _local(name) == "si":
            self.lengths.append(0)

    def text(self, text: str) -> None:
        """Some of it."""
        if self.lengths:
            self.lengths[-1] += len(text)


class ExcelSheet(_Reader):
    """The facts of one sheet of an Excel file."""

    def __init__(self, shared_lengths: Sequence[int]) -> None:
        """`shared_lengths`: how long the strings are that cells refer to."""
        self.facts = SheetFacts()
        self._shared = shared_lengths
        self._row = self._column = self._chars = 0
        self._kind = ""
        self._formula = self._inside = False
        self._value = ""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """A row, a cell, or what stands in it."""
        local = _local(name)
        if local == "c":
            place = attributes.get("r", "")
            self._column = _column_of(place) or self._column + 1
            self._kind = attributes.get("t", "n")
            self._formula, self._value, self._chars = False, "", 0
        elif local in {"v", "t"}:
            self._inside = True
        elif local == "f":
            self._formula = True
        elif local == "row":
            self._row = int(attributes.get("r") or self._row + 1)
            self._column = 0
            if attributes.get("hidden") in {"1", "true"}:
                self.facts.hidden_rows.add(self._row)
        elif local == "col" and attributes.get("hidden") in {"1", "true"}:
            first, last = int(attributes.get("min", 1)), int(attributes.get("max", 1))
            self.facts.hidden_columns.update(range(first, min(last, 16_384) + 1))
        elif local == "mergeCell":
            self.facts.merged.append(_range_of(attributes.get("ref", "")))

    def text(self, text: str) -> None:
        """A value, or some of it."""
        if self._inside:
            self._chars += len(text)
            if self._kind != "inlineStr":
                self._value += text[:20]

    def end(self, name: str) -> None:
        """A cell is complete."""
        local = _local(name)
        if local in {"v", "t"}:
            self._inside = False
        elif local == "c":
            self._settle((self._row, self._column))

    def _settle(self, cell: tuple[int, int]) -> None:
        if self._kind == "e":
            self.facts.errors.add(cell)
        elif self._formula and not self._chars and self._kind != "str":
            self.facts.uncomputed.add(cell)
        elif not self._chars:
            return
        chars = self._chars
        if self._kind == "s" and self._value.isdecimal() and int(self._value) < len(self._shared):
            chars = self._shared[int(self._value)]
        self.facts.hold(*cell, chars)


class OpenDocument(_Reader):
    """The facts of every sheet of an OpenDocument file."""

    def __init__(self) -> None:
        """Nothing was read."""
        self.sheets: list[SheetFacts] = []
        self._row = self._rows = self._columns = self._column = self._wide = self._chars = 0
        self._hidden = False
        self._cell: Mapping[str, str] | None = None

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """A sheet, a column, a row or a cell begins."""
        if name == "table:table":
            self.sheets.append(SheetFacts())
            self._row = self._rows = self._columns = 0
        elif name == "table:table-column":
            first = self._columns + 1
            self._columns += int(attributes.get("table:number-columns-repeated", 1))
            if attributes.get("table:visibility", "visible") != "visible":
                self.sheets[-1].hidden_columns.update(range(first, min(self._columns, 16_384) + 1))
        elif name == "table:table-row":
            self._row += self._rows
            self._rows = int(attributes.get("table:number-rows-repeated", 1))
            self._column = 0
            self._hidden = attributes.get("table:visibility", "visible") != "visible"
        elif name in {"table:table-cell", "table:covered-table-cell"}:
            self._cell, self._chars = attributes, 0
            self._wide = int(attributes.get("table:number-columns-repeated", 1))

    def text(self, text: str) -> None:
        """Some of what a cell shows."""
        if self._cell is not None:
            self._chars += len(text)

    def end(self, name: str) -> None:
        """A cell is complete."""
        if name in {"table:table-cell", "table:covered-table-cell"} and self._cell is not None:
            self._settle(self._cell)
            self._cell = None

    def _settle(self, cell: Mapping[str, str]) -> None:
        facts = self.sheets[-1]
        first, self._column = self._column + 1, self._column + self._wide
        row = self._row + 1
        is_error = cell.get("calcext:value-type") == "error"
        formula = "table:formula" in cell and "office:value-type" not in cell and not self._chars
        if "table:number-rows-spanned" in cell or "table:number-columns-spanned" in cell:
            down = int(cell.get("table:number-rows-spanned", 1))
            across = int(cell.get("table:number-columns-spanned", 1))
            if down > 1 or across > 1:
                facts.merged.append((row, first, row + down - 1, first + across - 1))
        if not (is_error or formula or self._chars or "office:value-type" in cell):
            return
        last_row = self._row + self._rows
        facts.hold(last_row, self._column, self._chars, times=self._wide * self._rows)
        cells = {
            (each, column)
            for each in range(row, last_row + 1)
            for column in range(first, self._column + 1)
            if is_error or formula
        }
        (facts.errors if is_error else facts.uncomputed).update(cells)
        if self._hidden:
            facts.hidden_rows.update(range(row, last_row + 1))


def _column_of(place: str) -> int:
    """`AB12` → 28; 0 where no letters stand there."""
    column = 0
    for char in place:
        if not "A" <= char <= "Z":
            break
        column = column * 26 + ord(char) - 64
    return column


def _range_of(ref: str) -> tuple[int, int, int, int]:
    """`C2:D4` → (2, 3, 4, 4); ValueError for anything else."""
    first, _, last = ref.partition(":")
    last = last or first
    rows = [int(place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) for place in (first, last)]
    return rows[0], _column_of(first), rows[1], _column_of(last)
