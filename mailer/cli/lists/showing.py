"""What `lists show` does: who is on a list, and whom a choice would take."""

import typer

from mailer.cli.choosing import select
from mailer.cli.console import printable
from mailer.cli.desk import open_desk, rows
from mailer.cli.options import Asked
from mailer.read.recipient import Recipient
from mailer.words.findings import Finding

_SHOWN_MAX = 20
_COLUMNS = ("email", "name", "outlet", "language")
_WIDTH_MAX = 36


def show(context: typer.Context, names: list[str], asked: Asked) -> int:
    """The recipients that the options ask for; suppressed ones are marked."""
    desk = open_desk(context)
    suppressions = desk.workspace.suppressions()
    findings: list[Finding] = []
    selection = select(desk, names, asked)
    listed: list[dict[str, object]] = []
    shown: list[tuple[str, ...]] = []
    for recipient in rows(selection, findings):
        suppressed = suppressions.match(recipient.address) is not None
        if desk.console.as_json:
            listed.append(_document(recipient, suppressed=suppressed))
        elif len(shown) < _SHOWN_MAX:
            shown.append((*_cells(recipient), "suppressed" if suppressed else ""))
    tally = selection.tally
    for line in _table([(*_COLUMNS, ""), *shown]):
        desk.console.result(line)
    if tally.selected > len(shown):
        desk.console.result(f"… and {tally.selected - len(shown)} more (--json shows all).")
    desk.console.result(f"{tally.selected} of {tally.rows.kept} recipients.")
    if tally.rows.rejected:
        desk.console.say(f"{tally.rows.rejected} rows cannot be mailed: mailer lists check LIST")
    desk.console.document({"of": tally.rows.kept, "chosen": tally.selected, "recipients": listed})
    return 0


def _cells(recipient: Recipient) -> tuple[str, ...]:
    values = {"email": str(recipient.address), "name": recipient.name}
    texts = (values.get(column) or recipient.values.get(column, "") for column in _COLUMNS)
    return tuple(printable(text) for text in texts)


def _document(recipient: Recipient, *, suppressed: bool) -> dict[str, object]:
    return {
        "email": str(recipient.address),
        "list": recipient.media_list,
        "row": recipient.row,
        "trusted": recipient.trusted,
        "suppressed": suppressed,
        "values": {name: value for name, value in recipient.values.items() if value},
    }


def _table(lines: list[tuple[str, ...]]) -> list[str]:
    """The cells in columns, as wide as they need and no wider than the screen bears."""
    cut = [[cell if len(cell) <= _WIDTH_MAX else cell[: _WIDTH_MAX - 1] + "…" for cell in line]
           for line in lines]  # fmt: skip
    widths = [max(map(len, column)) for column in zip(*cut, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in cut
    ]
