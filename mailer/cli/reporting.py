"""What `report` does."""

import csv
from pathlib import Path

import typer

from mailer.cli.console import printable, show_time
from mailer.cli.desk import Desk, open_desk
from mailer.cli.sending.running import account_of, entries_of
from mailer.record.ledger import Ledger
from mailer.report.account import csv_rows
from mailer.report.lookup import lookup_lines
from mailer.report.page import report_page
from mailer.words.errors import UsageError
from mailer.words.states import DeliveryState


def report(context: typer.Context, given: str, html: Path | None, csv_file: Path | None) -> int:
    """The whole account, and as files where they are asked for."""
    desk = open_desk(context)
    ledger = Ledger.open(desk.settings.ledger_url, create=False, folder=desk.root, clock=desk.clock)
    try:
        account = account_of(desk, ledger, given)
        entries = entries_of(ledger, account.distribution)
    finally:
        ledger.close()
    _show(desk, [account.headline, *account.lines()])
    for entry in entries:
        if entry.state is not DeliveryState.ACCEPTED or desk.console.verbose:
            _show(desk, [f"  {entry.state.value:<10} {entry.address}  {entry.reply}"])
    _show(desk, lookup_lines(entries, account.distribution))
    try:
        if html is not None:
            generated = show_time(desk.now, desk.settings.timezone, desk.now).partition(",")[0]
            html.write_text(report_page(account, entries, generated), encoding="utf-8")
            desk.console.say(f"Written: {html}")
        if csv_file is not None:
            with csv_file.open("w", encoding="utf-8-sig", newline="") as file:
                csv.writer(file).writerows(csv_rows(entries))
            desk.console.say(f"Written: {csv_file}")
    except OSError as error:
        raise UsageError(
            f"The file cannot be written: {error.strerror}.", where=str(error.filename)
        ) from error
    desk.console.document(account.document)
    return account.exit_status


def _show(desk: Desk, lines: list[str]) -> None:
    for line in lines:
        desk.console.result(printable(line))
