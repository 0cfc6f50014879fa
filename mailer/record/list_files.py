"""
Writing in `lists/`: the suppression list, and lists from which a person is taken out.

Promises: one writer at a time, held by the kernel's lock on the folder; a file is replaced whole and
synced, or not at all, so that a run that reads it meanwhile sees the old one or the new one; a file
that cannot be understood is not written to; rows that stay, stay byte for byte.
Never: keeps a copy of what was taken out.
Fails with: MediaListError, UsageError.
"""

import csv
import io
import os
import re
import stat
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from mailer.read.disk import DiskError, MissingFileError, read_file
from mailer.read.encoding import decode_text
from mailer.read.lists.records import read_records
from mailer.read.lists.suppressions import COLUMNS, Suppression, parse_entry, parse_suppressions
from mailer.read.places import SUPPRESSED
from mailer.record.locks import hold_folder
from mailer.words.errors import MediaListError, UsageError
from mailer.words.exports import inert

_BYTES_MAX = 200_000_000
_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def add_suppression(root: Path, entry: Suppression) -> bool:
    """Write an entry, durably; False where it is there already."""

    def add(rows: list[list[str]]) -> list[list[str]] | None:
        if any(_same(row, entry.entry) for row in rows[1:]):
            return None
        cells = dict(
            zip(COLUMNS, (entry.entry, entry.reason, entry.date, entry.source), strict=True)
        )
        return [*rows, [inert(cells.get(name, "")) for name in _names(rows[0])]]

    return _change(root, add)


def remove_suppression(root: Path, entry: str) -> bool:
    """Take an entry out, durably; False where it is not there."""

    def remove(rows: list[list[str]]) -> list[list[str]] | None:
        left = [rows[0], *(row for row in rows[1:] if not _same(row, entry))]
        return left if len(left) < len(rows) else None

    return _change(root, remove)


def remove_rows(path: Path, rows: Iterable[tuple[int, int]]) -> None:
    """Take records out of a list, each given by its first and last line; the rest is untouched."""
    gone = {line for first, last in rows for line in range(first, last + 1)}
    with hold_folder(path.parent):
        content = _content(path)
        encoding = next(
            (name for mark, name in _MARKS.items() if content.startswith(mark)), "utf-8"
        )
        lines = _LINES.findall(content.decode(encoding))
        kept = "".join(line for number, line in enumerate(lines, 1) if number not in gone)
        replace_file(path, kept.encode(encoding))


def replace_file(path: Path, content: bytes, mode: int = 0o600) -> None:
    """The file with this content, synced, in one step; who may read it stays as it was."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        if path.exists():
            mode = stat.S_IMODE(path.stat().st_mode)
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, mode)
        with os.fdopen(handle, "wb") as file:
            os.fchmod(file.fileno(), mode)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
        folder = os.open(path.parent, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        beside.unlink(missing_ok=True)
        what = f"The file cannot be written: {error.strerror}."
        raise UsageError(what, where=str(path), cure="Nothing was changed.") from error


def csv_bytes(rows: Iterable[Sequence[str]], *, mark: bool = False) -> bytes:
    """Rows as CSV in UTF-8; `mark`: with the byte order mark that Excel knows UTF-8 by."""
    file = io.StringIO(newline="")
    csv.writer(file).writerows(rows)
    return file.getvalue().encode("utf-8-sig" if mark else "utf-8")


def _change(root: Path, change: Callable[[list[list[str]]], list[list[str]] | None]) -> bool:
    """Read, change and replace the suppression list, with nobody in between."""
    path = root / SUPPRESSED
    path.parent.mkdir(parents=True, exist_ok=True)
    shown = SUPPRESSED.as_posix()
    with hold_folder(path.parent):
        try:
            content = _content(path)
        except MissingFileError:
            content = b""
        parse_suppressions(content, shown)  # refuses what is not understood
        records = read_records([content], shown, is_header=lambda cells: COLUMNS[0] in cells)
        rows = [record.cells or [] for record in records] or [list(COLUMNS)]
        changed = change(rows)
        if changed is None:
            return False
        replace_file(path, csv_bytes(changed, mark=content.startswith(b"\xef\xbb\xbf")))
    return True


def _names(header: Sequence[str]) -> list[str]:
    names = [name.strip().casefold() for name in header]
    return [COLUMNS[0] if name == "email" else name for name in names]


def _same(row: Sequence[str], entry: str) -> bool:
    """Whether a row of the list is about this entry."""
    for cell in row:
        try:
            return parse_entry(cell.strip(), "") == entry
        except MediaListError:
            continue
    return False


def _content(path: Path) -> bytes:
    try:
        content = read_file(path, _BYTES_MAX)
    except MissingFileError:
        raise
    except DiskError as error:
        raise MediaListError(str(error), where=str(path)) from error
    decode_text(content)
    return content
