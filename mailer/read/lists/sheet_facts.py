"""
What a sheet says beside its values: what is hidden, merged, broken or never computed, and how far
it really goes.

Read from the XML of Excel (ECMA-376 part 1, 18.3) and of OpenDocument (ISO 26300-1, part 3, 9).

Promises: the extent is that of the cells that hold something, whatever the file says of it; cells
that are written once and repeated are counted as often as they are repeated; a row that stands twice,
a number that no row or column can have, and a document type, which XML bombs need, are refused.
Never: keeps a cell's value.
Fails with: SheetError, where the XML is none, or would fill the memory, or the library that reads the
values would lose one or end in an error.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.parsers import expat

CELLS_MAX = 3_000_000
"""Rows by columns, empty cells among them."""
ROWS_MAX = 300_000
"""A row that is written once may be repeated a million times; a longer list is saved as CSV."""
TEXT_MAX = 131_072
"""Characters of one text, as in a CSV; the library copies it several times."""
CHARS_MAX = 150_000_000
"""Of all cells together; a text that is stored once may stand in a million cells."""

_ROW_MOST, _COLUMN_MOST = 1_048_576, 16_384
"""Of both formats: Excel (ECMA-376) and LibreOffice."""
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_TRUE = frozenset(("1", "true"))
_ERRORS_KNOWN = frozenset(("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"))
"""With another error in a cell, the library reads nothing of the file."""


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
        if self.rows > ROWS_MAX or self.rows * self.columns > CELLS_MAX or self.chars > CHARS_MAX:
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
            _refuse_long(self.lengths[-1])


class ExcelSheet(_Reader):
    """The facts of one sheet of an Excel file."""

    def __init__(self, shared_lengths: Sequence[int]) -> None:
        """`shared_lengths`: how long the strings are that cells refer to."""
        self.facts = SheetFacts()
        self._shared = shared_lengths
        self._row = self._column = self._chars = 0
        self._row_name = ""
        self._rows_seen = bytearray(_ROW_MOST + 1)
        self._kind = ""
        self._formula = self._inside = False
        self._value = ""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """A row, a cell, or what stands in it."""
        local = _local(name)
        if local == "c":
            place = attributes.get("r", "")
            if place and place.lstrip(_LETTERS) != self._row_name:
                raise SheetError(f"The cell {place[:20]} stands in row {self._row} of the sheet.")
            self._column = _column_of(place) or self._column + 1
            self._kind = attributes.get("t", "n")
            self._formula, self._value, self._chars = False, "", 0
        elif local in {"v", "t"}:
            self._inside = True
        elif local == "f":
            self._formula = True
        elif local == "row":
            self._begin_row(attributes)
        elif local == "col" and _is_hidden(attributes, "width"):
            first, last = int(attributes.get("min", 1)), int(attributes.get("max", 1))
            columns = range(max(first, 1), min(last, _COLUMN_MOST) + 1)
            self.facts.hidden_columns.update(columns)
        elif local == "mergeCell":
            self.facts.merged.append(_range_of(attributes.get("ref", "")))

    def _begin_row(self, attributes: Mapping[str, str]) -> None:
        self._row = _number(attributes.get("r") or str(self._row + 1), _ROW_MOST)
        self._row_name = str(self._row)
        if self._rows_seen[self._row]:
            raise SheetError(
                f"Row {self._row} stands twice in the sheet; one of them would be lost."
            )
        self._rows_seen[self._row] = 1
        self._column = 0
        if _is_hidden(attributes, "ht") or attributes.get("zeroHeight") in _TRUE:
            self.facts.hidden_rows.add(self._row)

    def text(self, text: str) -> None:
        """A value, or some of it."""
        if self._inside:
            self._chars += len(text)
            _refuse_long(self._chars)
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
            if self._value not in _ERRORS_KNOWN:
                place = f"{letters(cell[1])}{cell[0]}"
                raise SheetError(f"The cell {place} shows an error of its formula: {self._value}.")
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
            self._columns += _repeated(attributes, "columns")
            if attributes.get("table:visibility", "visible") != "visible":
                self.sheets[-1].hidden_columns.update(
                    range(first, min(self._columns, _COLUMN_MOST) + 1)
                )
        elif name == "table:table-row":
            self._row += self._rows
            self._rows = _repeated(attributes, "rows")
            self._column = 0
            self._hidden = attributes.get("table:visibility", "visible") != "visible"
        elif name in {"table:table-cell", "table:covered-table-cell"}:
            self._cell, self._chars = attributes, 0
            self._wide = _repeated(attributes, "columns")

    def text(self, text: str) -> None:
        """Some of what a cell shows."""
        if self._cell is not None:
            self._chars += len(text)
            _refuse_long(self._chars)

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
            down = _number(cell.get("table:number-rows-spanned", "1"), _ROW_MOST)
            across = _number(cell.get("table:number-columns-spanned", "1"), _COLUMN_MOST)
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


def _refuse_long(chars: int) -> None:
    if chars > TEXT_MAX:
        raise SheetError(f"A cell holds more than {TEXT_MAX:,} characters.")


def _number(text: str, most: int) -> int:
    """One that a row or column can have, or be many."""
    number = int(text)
    if not 1 <= number <= most:
        raise SheetError("The spreadsheet is damaged: it names a row or column that cannot be.")
    return number


def _repeated(attributes: Mapping[str, str], what: str) -> int:
    most = _ROW_MOST if what == "rows" else _COLUMN_MOST
    return _number(attributes.get(f"table:number-{what}-repeated", "1"), most)


def _is_hidden(attributes: Mapping[str, str], size: str) -> bool:
    """Whether a row or column says so, or has no height or width."""
    return attributes.get("hidden", "").lower() in _TRUE or not float(attributes.get(size, 1))


def letters(column: int) -> str:
    """
    What a spreadsheet calls a column.

    >>> letters(1), letters(28)
    ('A', 'AB')
    """
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


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
    rows = [int(place.lstrip(_LETTERS)) for place in (first, last)]
    return rows[0], _column_of(first), rows[1], _column_of(last)
