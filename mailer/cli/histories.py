"""What `history` does: everything the desk knows of one person, for them or for a colleague."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path

import typer

from mailer.cli.console import printable
from mailer.cli.desk import Desk, address_given, open_desk
from mailer.deliver.excerpt import take_out
from mailer.read.disk import DiskError, open_file
from mailer.read.lists.suppressions import Suppression
from mailer.read.places import shown_path
from mailer.record.ledger import Ledger
from mailer.record.list_files import csv_bytes, replace_file
from mailer.record.people import PersonDelivery
from mailer.record.person_rows import PersonRow, UnreadList, find_person
from mailer.words.addresses import Address, AddressError, parse_address
from mailer.words.errors import UsageError
from mailer.words.exports import inert
from mailer.words.pseudonyms import pseudonym


@dataclass(frozen=True, slots=True)
class _History:
    """What is known of one person."""

    address: Address
    suppression: Suppression | None
    rows: list[PersonRow]
    unread: list[UnreadList]
    deliveries: list[PersonDelivery]
    said: list[tuple[str, tuple[str, ...]]]
    """Of each transcript asked for: its name, and what was said in it about one message to them."""


def history(context: typer.Context, given: str, export: Path | None) -> int:
    """Lists, suppression and deliveries; as a file where it is asked for."""
    desk = open_desk(context)
    known = _known(desk, address_given(given))
    for line in _lines(desk, known):
        desk.console.result(printable(line))
    for each in known.unread:
        shown = shown_path(desk.root, each.file)
        desk.console.insist(printable(f"{shown}: could not be looked through: {each.why}"))
    if export is not None:
        replace_file(export, csv_bytes(_cells(desk, known), mark=True))
        desk.console.say(f"Written: {export}")
    desk.console.document(_document(desk, known))
    return 0


def _known(desk: Desk, address: Address) -> _History:
    found = list(find_person(desk.root, address))
    keys = [address.key]
    if (desk.root / ".mailer" / "key").exists():
        keys.append(pseudonym(desk.key(), address.key))
    with Ledger.open(
        desk.settings.ledger_url, create=False, folder=desk.root, clock=desk.clock
    ) as ledger:
        deliveries = [each for key in keys for each in ledger.person(key)]
    return _History(
        address,
        desk.workspace.suppressions().match(address),
        [each for each in found if isinstance(each, PersonRow)],
        [each for each in found if isinstance(each, UnreadList)],
        deliveries,
        list(_said(desk, address)),
    )


def _said(desk: Desk, address: Address) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What the transcripts in the folder of `--transcript` hold about them, the oldest first."""
    if not desk.console.transcripts:
        return

    def is_theirs(rcpt_to: str) -> bool:
        try:
            return parse_address(rcpt_to, allow_local=True).address.key == address.key
        except AddressError:
            return False

    folder = Path(desk.console.transcripts)
    if not folder.is_dir():
        cure = "Name the folder that --transcript was given while it was sent."
        raise UsageError("There is no such folder.", where=f"--transcript {folder}", cure=cure)
    for path in sorted(folder.glob("*.txt")):
        try:
            file = open_file(path)
        except DiskError as error:
            raise UsageError(str(error), where=str(path)) from error
        with TextIOWrapper(file, "utf-8", "backslashreplace") as transcript:
            for lines in take_out(transcript, is_theirs):
                yield path.name, lines


def _lines(desk: Desk, known: _History) -> Iterator[str]:
    yield str(known.address)
    if known.suppression:
        entry = known.suppression
        why = entry.reason or "no reason given"
        yield f"  suppressed by {entry.entry} since {entry.date or 'an unknown day'}: {why}"
    for row in known.rows:
        yield f"  {shown_path(desk.root, row.file)}, row {row.row}"
    for each in known.deliveries:
        record = each.delivery
        at = f"{record.at:%Y-%m-%d %H:%M} UTC  " if record.at else ""
        yield f"  {each.distribution}: {record.state.value}  {at}{record.reply or record.why}"
    for name, said in known.said:
        yield f"  {name}:"
        yield from (f"    {line}" for line in said)
    if not (known.rows or known.deliveries or known.suppression):
        yield "  Nothing is known of this address."


def _document(desk: Desk, known: _History) -> dict[str, object]:
    entry = known.suppression
    return {
        "address": str(known.address),
        "suppressed": entry is not None,
        "suppression": {
            "entry": entry.entry,
            "reason": entry.reason,
            "date": entry.date,
            "source": entry.source,
        }
        if entry
        else None,
        "lists": [
            {"file": shown_path(desk.root, row.file), "row": row.row, "values": dict(row.values)}
            for row in known.rows
        ],
        "deliveries": [
            {
                "distribution": each.distribution,
                "state": each.delivery.state.value,
                "list": each.delivery.media_list,
                "row": each.delivery.row,
                "language": each.delivery.language,
                "message_id": each.delivery.message_id,
                "attempts": each.delivery.attempts,
                "at": each.delivery.at.isoformat() if each.delivery.at else None,
                "reply": each.delivery.reply or each.delivery.why,
            }
            for each in known.deliveries
        ],
        "transcripts": [{"file": name, "lines": lines} for name, lines in known.said],
    }


def _cells(desk: Desk, known: _History) -> Iterator[tuple[str, ...]]:
    """One fact a row: where it stands, what it is called, what it says."""
    yield ("where", "what", "value")
    entry = known.suppression
    facts = [("person", "address", str(known.address))]
    if entry:
        facts += [
            ("lists/suppressed.csv", name, getattr(entry, name))
            for name in ("entry", "reason", "date", "source")
        ]
    for row in known.rows:
        place = f"{shown_path(desk.root, row.file)}, row {row.row}"
        facts += [(place, name, value) for name, value in row.values.items()]
    for each in known.deliveries:
        record = each.delivery
        facts += [
            (each.distribution, "state", record.state.value),
            (each.distribution, "when", record.at.isoformat() if record.at else ""),
            (each.distribution, "message", record.message_id),
            (each.distribution, "answer", record.reply or record.why),
        ]
    for fact in facts:
        yield tuple(inert(cell) for cell in fact)
