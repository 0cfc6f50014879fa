"""
Records of a CSV file, each with the lines of the file on which it begins and ends.

Promises: the separator is the one that `sep=` names, else the one that shows a column of addresses,
else the one that makes most columns; lines are counted as an editor counts them; a record whose
quotation marks do not match comes out as broken, with the lines that it swallowed.
Never: holds more of the file than one piece and one record.
Fails with: MediaListError: wrong bytes, a cell or line beyond all measure, an open quotation mark.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, islice
from typing import NamedTuple

from mailer.read.characters import shows_nothing
from mailer.read.encoding import EncodingError, decode_chunks
from mailer.words.errors import MediaListError
from mailer.words.flaws import Flaw

_SEPARATORS = ",;\t|"
_SEP_LINE = re.compile(r'"?sep=(?P<sign>.)"?[,;\t|]*\n?', re.IGNORECASE)
_LINE_CHARS_MAX = 2_000_000
_ROWS_MOST = 1_000_000_000


class Record(NamedTuple):
    """One record. `cells` is None where the quotation marks do not match."""

    row: int
    """The line on which it begins, counted from 1."""
    last_row: int
    cells: list[str] | None
    fault: tuple[Flaw, Mapping[str, object]] | None = None
    """Why its file says it must not be mailed: a flaw, and the facts of its sentence."""
    notes: tuple[str, ...] = ()
    """What was changed to make text of its cells."""
    raw: str = ""
    """The lines themselves, where there are no cells."""


def read_records(
    chunks: Iterable[bytes],
    file: str,
    *,
    is_header: Callable[[list[str]], bool],
    encoding: str = "",
    header_row: int = 0,
) -> Iterator[Record]:
    """
    The records from the header on; `is_header` says whether cells look like the right header.

    `encoding` and `header_row` are what a person said of the file.
    """
    lines = _lines(chunks, file, encoding)
    skipped = sum(1 for _ in islice(lines, max(min(header_row, _ROWS_MOST) - 1, 0)))
    if skipped < header_row - 1:
        raise no_such_row(file, header_row, skipped)
    before, first = _skip_blank(lines)
    before += skipped
    separator = ""
    if match := _SEP_LINE.fullmatch(first):
        separator, sep_row = match["sign"], before + 1
        blank, first = _skip_blank(lines)
        before = sep_row + blank
        if separator not in _SEPARATORS:
            cure = "Use a comma, a semicolon, a tab or a bar."
            where = f"{file}, row {sep_row}"
            raise MediaListError("sep= names no separator.", where=where, cure=cure)
    if not first:
        return
    if not separator:
        separator = max(_SEPARATORS, key=lambda sign: _fitness(first, sign, is_header))
    taken = _Taken(chain([first], lines))
    reader = csv.reader(taken, delimiter=separator, strict=True)
    while True:
        row = before + reader.line_num + 1
        taken.lines.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            _refuse_unreadable(error, f"{file}, row {row}")
            yield Record(row, before + reader.line_num, None, raw="".join(taken.lines))
        else:
            yield Record(row, before + reader.line_num, cells)


def no_such_row(file: str, row: int, last: int) -> MediaListError:
    """The refusal of a row for the header that is not there."""
    cure = f"The last row is {last}. Correct --header-row."
    return MediaListError(f"There is no row {row} that could be the header.", where=file, cure=cure)


class _Taken:
    """The lines, one after the other; those of the record in hand are kept."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines: list[str] = []
        self._next = iter(lines)

    def __iter__(self) -> Iterator[str]:
        for line in self._next:
            self.lines.append(line)
            yield line


def _skip_blank(lines: Iterator[str]) -> tuple[int, str]:
    """How many lines show nothing, and the first that shows something; "" at the end."""
    blank = 0
    for line in lines:
        if not shows_nothing(line):
            return blank, line
        blank += 1
    return blank, ""


def _fitness(line: str, sign: str, is_header: Callable[[list[str]], bool]) -> tuple[bool, int]:
    try:
        cells = next(csv.reader([line], delimiter=sign), [])
    except csv.Error:  # with the wrong separator the line is one cell, which may be longer than any
        return False, 0
    return is_header(cells), len(cells)


def _lines(chunks: Iterable[bytes], file: str, encoding: str = "") -> Iterator[str]:
    """Lines with their LF; only LF, CRLF and CR end one, as in an editor."""
    rest, number = "", 1
    try:
        for text in decode_chunks(chunks, encoding):
            lines = io.StringIO(rest + text, newline="\n")
            rest = ""
            for line in lines:
                if not line.endswith("\n"):
                    rest = line
                    break
                number += 1
                yield line
            if len(rest) > _LINE_CHARS_MAX:
                raise MediaListError(
                    "The line is longer than any row of a list.",
                    where=f"{file}, row {number}",
                    cure="Check that this is a media list, saved as CSV.",
                )
    except EncodingError as error:
        where = f"{file}, row {error.line}"
        raise MediaListError(error.what, where=where, cure=_cure(error)) from error
    if rest:
        yield rest


def _cure(error: EncodingError) -> str:
    """What to do; where it can be an old encoding, how some words would read in it."""
    if not error.words:
        return error.cure
    return (
        f"In Windows-1252 it would read: {', '.join(error.words)}. If that is right, say so with "
        f"--encoding cp1252 (lists check, lists import). Else: {error.cure}"
    )


def _refuse_unreadable(error: csv.Error, where: str) -> None:
    """Only a mark in the wrong place leaves the records after it whole; the rest is no list."""
    text = str(error)
    if "end of data" in text:
        what = "A quotation mark that opens here is never closed, so that all rows below are lost."
        raise MediaListError(what, where=where, cure="Close it, or take it out.") from error
    if "expected after" not in text:
        what = "A cell holds more than 131,072 characters, or a quotation mark is not closed."
        raise MediaListError(what, where=where, cure="Correct this row.") from error
