"""What `lists suppress`, `unsuppress` and `erase` do: whom nothing is sent to any more."""

from pathlib import Path

import typer

from mailer.cli.console import printable
from mailer.cli.desk import Desk, address_given, open_desk
from mailer.read.characters import forbidden_in_line
from mailer.read.lists.suppressions import Suppression, parse_entry
from mailer.read.places import shown_path
from mailer.record.ledger import Ledger
from mailer.record.list_files import add_suppression, remove_rows, remove_suppression
from mailer.record.person_rows import PersonRow, UnreadList, find_person
from mailer.words.addresses import Address
from mailer.words.errors import GuardError, MediaListError, UsageError
from mailer.words.pseudonyms import pseudonym


def suppress(context: typer.Context, given: str, reason: str, source: str) -> int:
    """Write an entry; it holds for every message handed over from now on."""
    desk = open_desk(context)
    entry = _entry(given)
    for option, text in (("--reason", reason), ("--source", source)):
        if forbidden_in_line(text):
            raise UsageError("A remark goes on one line.", where=option)
    today = f"{desk.now:%Y-%m-%d}"
    added = add_suppression(
        desk.root, Suppression(entry, reason.strip(), today, source.strip() or "lists suppress")
    )
    words = "is suppressed from now on" if added else "was suppressed already"
    desk.console.result(printable(f"{entry} {words}."))
    desk.console.document({"entry": entry, "added": added})
    return 0


def unsuppress(context: typer.Context, given: str, *, yes: bool) -> int:
    """Take an entry out again, once a person has said so."""
    desk = open_desk(context)
    entry = _entry(given)
    entries = [entry]
    if "@" in entry and (desk.root / ".mailer" / "key").exists():
        entries.append(pseudonym(desk.key(), entry))
    _confirm(desk, f"This lets {entry} be written to again", yes=yes)
    removed = [each for each in entries if remove_suppression(desk.root, each)]
    left = None
    if "@" in entry:
        left = desk.workspace.suppressions().match(address_given(entry))
    if removed:
        desk.console.result(printable(f"{entry} is not suppressed any more."))
    else:
        desk.console.result(printable(f"{entry} does not stand in the suppression list."))
    if left is not None:
        desk.console.insist(printable(f"It is still suppressed by the entry {left.entry}."))
    desk.console.document(
        {"entry": entry, "removed": bool(removed), "suppressed": left is not None}
    )
    return 0


def erase(context: typer.Context, given: str, *, yes: bool) -> int:
    """Take a person out of lists and ledger; a pseudonym keeps them suppressed."""
    desk = open_desk(context)
    address = address_given(given)
    found = list(find_person(desk.root, address))
    rows = [each for each in found if isinstance(each, PersonRow)]
    unread = [each for each in found if isinstance(each, UnreadList)]
    _confirm(
        desk, f"This takes {address} out of {len(rows)} rows and the ledger, for good", yes=yes
    )
    stands_for = pseudonym(desk.key(), address.key)
    # First of all the promise to write no more; a run that is sending reads it before each message.
    add_suppression(
        desk.root, Suppression(stands_for, "erased", f"{desk.now:%Y-%m-%d}", "lists erase")
    )
    with Ledger.open(
        desk.settings.ledger_url, create=False, folder=desk.root, clock=desk.clock
    ) as ledger:
        known = any(True for _ in ledger.person(address.key))
    deliveries = _erase_deliveries(desk, address, stands_for) if known else 0
    remove_suppression(desk.root, address.key)
    by_file: dict[Path, list[tuple[int, int]]] = {}
    for row in rows:
        if not row.in_sheet:
            by_file.setdefault(row.file, []).append((row.row, row.last_row))
    for file, places in by_file.items():
        remove_rows(file, places)
    taken = sum(map(len, by_file.values()))
    desk.console.result(f"Taken out: {taken} rows of lists, {deliveries} deliveries of the ledger.")
    desk.console.result("Whoever this was stays suppressed, also when a list brings them again.")
    by_hand = _left_to_do(desk, rows, unread)
    desk.console.document(
        {"rows": taken, "deliveries": deliveries, "entry": stands_for, "by_hand": by_hand}
    )
    return 1 if by_hand else 0


def _erase_deliveries(desk: Desk, address: Address, stands_for: str) -> int:
    with Ledger.open(
        desk.settings.ledger_url, create=True, folder=desk.root, clock=desk.clock
    ) as ledger:
        return ledger.erase(address.key, stands_for)


def _left_to_do(desk: Desk, rows: list[PersonRow], unread: list[UnreadList]) -> list[str]:
    """What only a person can do, said and returned."""
    by_hand = [
        f"{shown_path(desk.root, row.file)}, row {row.row}: take it out in your spreadsheet program"
        for row in rows
        if row.in_sheet
    ]
    by_hand += [
        f"{shown_path(desk.root, each.file)}: could not be looked through: {each.why}"
        for each in unread
    ]
    for line in by_hand:
        desk.console.insist(printable(line))
    desk.console.say(
        "Not looked through: lists elsewhere, folders of dry runs, backups, and mailboxes."
    )
    return by_hand


def _confirm(desk: Desk, what: str, *, yes: bool) -> None:
    if yes:
        return
    if not desk.console.interactive:
        raise UsageError(
            "Nobody is here to confirm, so nothing was changed.", cure="Unattended, add --yes."
        )
    desk.console.insist(printable(f"{what}."))
    if desk.console.ask("Type yes to go on, anything else to stop: ").casefold() != "yes":
        raise GuardError("Not confirmed: nothing was changed.")


def _entry(given: str) -> str:
    try:
        return parse_entry(given.strip(), "")
    except MediaListError as error:
        cure = "Write name@domain for a person, @domain for everybody there."
        raise UsageError(error.what, cure=cure) from error
