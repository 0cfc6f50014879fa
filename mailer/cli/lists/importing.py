"""
What `lists import` does: any spreadsheet becomes a clean list, and nothing of it is lost.

Promises: read = written + rejected + duplicates + blank; the rows that were rejected stand in a file of
their own with the reason before them, ready to be mended and imported again; how the source was to be
read is kept beside the list, and holds the next time.
Never: writes over a list, or over rejected rows that nobody has mended, without being told to.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import typer

from mailer.cli.console import ALIKE_SHOWN, counted_findings, printable
from mailer.cli.desk import Desk, open_desk
from mailer.cli.lists.mapping import read_mapping, write_mapping
from mailer.cli.progress import followed
from mailer.read.disk import real_path
from mailer.read.lists.columns import columns_named
from mailer.read.lists.media_list import MediaListReader
from mailer.read.lists.reading import Reading
from mailer.read.lists.records import Record
from mailer.read.lists.seen import SeenAddresses
from mailer.read.places import SUPPRESSED, find_list, shown_path
from mailer.read.recipient import Recipient
from mailer.record.list_files import csv_bytes, replace_file
from mailer.words.errors import UsageError
from mailer.words.exports import inert
from mailer.words.findings import Finding, Severity, did_you_mean, has_errors

REASON = "rejected_because"
"""The column before a rejected row; it is left out when the row is imported again."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,60}")


@dataclass(slots=True)
class _Import:
    """What becomes of a source: the rows to write, those rejected, and the findings."""

    written: list[Recipient] = field(default_factory=list)
    rejected: list[list[str]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def reject(self, record: Record, finding: Finding) -> None:
        """Keep a row as it is, with the reason before it."""
        cells = record.cells if record.cells is not None else [record.raw.strip()]
        reason = f"{finding.id}: {finding.what} {finding.cure}".strip()
        self.rejected.append([inert(cell) for cell in (reason, *cells)])


def import_list(
    context: typer.Context, source: str, name: str, said: Reading, *, add: bool, replace: bool
) -> int:
    """The whole command; exit status 1 where rows were rejected."""
    desk = open_desk(context)
    target = _target(desk, name)
    if target.exists() and not (add or replace):
        raise UsageError(
            f"The list {name} is there already.",
            where=shown_path(desk.root, target),
            cure="Put the new rows below with --add, or write over it with --replace.",
        )
    reading = read_mapping(desk.root, name, said)
    reader = desk.workspace.read_list(source, reading=reading)
    _refuse_unknown_columns(reader, reading)
    seen = SeenAddresses()
    before = _before(desk, target, seen) if add and target.exists() else []
    found = _Import()
    reader.tell_rejected(found.reject)
    part = desk.workspace.part_of_lists_read
    for row in followed(desk.console, reader.rows(seen), "Reading", part):
        if isinstance(row, Recipient):
            found.written.append(row)
        else:
            found.findings.append(row)
    columns = _columns(target if before else None, desk, reader)
    rows = [*before, *found.written]
    replace_file(target, csv_bytes(_rows(columns, rows)))
    rejected_file = _write_rejected(desk, name, source, reader, found)
    mapping = write_mapping(desk.root, name, reading)
    return _tell(desk, reader, found, (target, rejected_file, mapping))


def _target(desk: Desk, name: str) -> Path:
    stem = name.removesuffix(".csv").removeprefix("lists/")
    if not _NAME.fullmatch(stem) or f"{stem}.csv" == SUPPRESSED.name:
        what = f'"{name[:60]}" cannot be the name of a list.'
        raise UsageError(what, cure="Use letters, digits and hyphens, such as: national-press")
    (desk.root / "lists").mkdir(parents=True, exist_ok=True)
    return desk.root / "lists" / f"{stem}.csv"


def _refuse_unknown_columns(reader: MediaListReader, reading: Reading) -> None:
    header = [cell.strip() for cell in reader.header]
    for ours, theirs in reading.columns.items():
        if ours not in columns_named(header, {ours: theirs}):
            cure = did_you_mean(theirs, header) or f"There are: {', '.join(header)[:300]}."
            what = f'The source has no column "{theirs}".'
            raise UsageError(what, where=f"--column {ours}", cure=cure)


def _before(desk: Desk, target: Path, seen: SeenAddresses) -> list[Recipient]:
    """The recipients that the list has; a row that cannot be read must not be lost."""
    out = list(desk.workspace.read_list(str(target)).rows(seen))
    findings = [each for each in out if isinstance(each, Finding)]
    if has_errors(findings):
        desk.console.findings([each for each in findings if each.severity is Severity.ERROR])
        what = "The list has rows that cannot be mailed; they would be lost."
        cure = "Correct them first, or take them out."
        raise UsageError(what, where=shown_path(desk.root, target), cure=cure)
    return [each for each in out if isinstance(each, Recipient)]


def _columns(target: Path | None, desk: Desk, reader: MediaListReader) -> list[str]:
    """Those of the list, then those that the source has beyond; `email` is always there."""
    names = dict.fromkeys(desk.workspace.read_list(str(target)).columns) if target else {}
    names |= dict.fromkeys(reader.columns)
    return [name for name in names if name != REASON]


def _rows(columns: Sequence[str], recipients: Sequence[Recipient]) -> Iterator[Sequence[str]]:
    yield columns
    for recipient in recipients:
        yield [inert(recipient.values.get(column, "")) for column in columns]


def _write_rejected(
    desk: Desk, name: str, source: str, reader: MediaListReader, found: _Import
) -> Path | None:
    """The rejected rows in a file of their own; None, and no such file, where there are none."""
    stem = name.removesuffix(".csv").removeprefix("lists/")
    folder = desk.root / "lists"
    came_from = real_path(find_list(desk.root, source).path)
    number = 1
    path = folder / f"{stem}.rejected.csv"
    while path.exists() and real_path(path) != came_from:
        number += 1
        path = folder / f"{stem}.rejected-{number}.csv"
    if not found.rejected:
        path.unlink(missing_ok=True)
        return None
    header = reader.header
    if header and header[0] == REASON:
        header = header[1:]
        found.rejected = [[row[0], *row[2:]] for row in found.rejected]
    replace_file(path, csv_bytes([[REASON, *header], *found.rejected]))
    return path


def _tell(
    desk: Desk,
    reader: MediaListReader,
    found: _Import,
    files: tuple[Path, Path | None, Path | None],
) -> int:
    target, rejected_file, mapping = files
    desk.console.findings(found.findings, alike_max=ALIKE_SHOWN)
    tally = reader.tally
    shown = [shown_path(desk.root, file) if file else None for file in files]
    desk.console.result(
        printable(
            f"{tally.read} rows read: {tally.kept} written to {shown[0]}, {tally.rejected} rejected, "
            f"{tally.duplicates} duplicates, {tally.blank} blank."
        )
    )
    if rejected_file:
        desk.console.result(
            f"Mend {shown[1]}, then: mailer lists import {shown[1]} {target.stem} --add"
        )
    if mapping:
        desk.console.say(f"How the source is read is kept in {shown[2]}.")
    desk.console.document(
        counted_findings(found.findings)
        | {
            "read": tally.read,
            "written": tally.kept,
            "rejected": tally.rejected,
            "duplicates": tally.duplicates,
            "blank": tally.blank,
            "list": shown[0],
            "rejected_file": shown[1],
            "mapping": shown[2],
        }
    )
    return 1 if tally.rejected else 0
