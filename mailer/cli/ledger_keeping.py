"""What `ledger backup`, `ledger restore` and `ledger take-over` do."""

from pathlib import Path

import typer

from mailer.cli.console import printable
from mailer.cli.desk import Desk, open_desk
from mailer.cli.person import confirm, who_is_asking
from mailer.cli.sending.remembered import forget_ledger, is_settled, settle_on
from mailer.record.ledger import Ledger
from mailer.record.opening import restore_ledger
from mailer.record.steering import Decision
from mailer.words.errors import UsageError

_RESTORE = """\
The ledger goes back to what it was when this backup was taken.
What was waiting then and has been due since will be in doubt: `mailer settle` decides on it.
What is due later will be paused: it may have been stopped or withdrawn since.
Releases first sent after the backup are not in it, nor is what was retried since: sending that again
would reach people twice."""
_TAKE_OVER = """\
This ledger belongs to another machine. If that one still sends, journalists get everything twice."""
_SETTLE_ON = """\
This workspace has sent with another ledger, or is a copy. What was sent from there is not known here, and
would be sent again. Go on only if nothing is sent from there any more."""
_TAKE_OVER_ONE = """\
What another machine has claimed of {0} will be in doubt here: `mailer settle` decides on it.
Go on only if that machine is off, or its mailer is stopped."""


def backup(context: typer.Context, file: Path | None) -> None:
    """Copy the ledger, and say where to."""
    desk = open_desk(context)
    with _open(desk) as ledger:
        copy = file or ledger.place.with_name(
            f"{ledger.place.name}.backup-{desk.now:%Y%m%dT%H%M%SZ}"
        )
        ledger.backup(copy)
    desk.console.result(printable(str(copy)))
    desk.console.document({"file": str(copy)})


def restore(context: typer.Context, file: Path, *, yes: bool) -> int:
    """Ask, and put the backup in its place; exit status 4 where something is in doubt by that."""
    desk = open_desk(context)
    if not file.is_file():
        raise UsageError("There is no such file.", where=str(file), cure="Name a backup.")
    confirm(desk.console, _RESTORE, yes=yes)
    decision = Decision(desk.clock.now(), who_is_asking(), f"restored from {file.name}")
    restored = restore_ledger(desk.settings.ledger_url, file, decision, folder=desk.root)
    forget_ledger(desk.root)
    desk.console.result(f"Restored. {restored.in_doubt} deliveries are in doubt.")
    if restored.in_doubt:
        desk.console.result("`mailer status` shows of which distribution; `mailer settle` decides.")
    for each in restored.paused:
        desk.console.result(f"{each} is paused. If it may still be sent: mailer resume {each}")
    desk.console.document({"in_doubt": restored.in_doubt, "paused": list(restored.paused)})
    return 4 if restored.in_doubt else 0


def take_over(context: typer.Context, given: str, *, yes: bool) -> None:
    """Ask, and let this machine go on."""
    desk = open_desk(context)
    with _open(desk) as ledger:
        decision = Decision(desk.clock.now(), who_is_asking())
        if not is_settled(desk, ledger):
            confirm(desk.console, _SETTLE_ON, yes=yes)
            settle_on(desk, ledger)
            desk.console.result("This ledger counts from now on.")
            if ledger.is_shared or ledger.is_ours:
                desk.console.document({"taken_over": True})
                return
        if ledger.is_shared:
            _take_over_one(desk, ledger, given, decision, yes=yes)
            return
        if given:
            raise UsageError(
                "This ledger is a file of one machine, and is taken over as a whole.",
                cure="Leave the distribution out: mailer ledger take-over",
            )
        if ledger.is_ours:
            desk.console.result("The ledger belongs to this machine already.")
        else:
            confirm(desk.console, _TAKE_OVER, yes=yes)
            ledger.take_over(decision)
            desk.console.result("The ledger belongs to this machine now.")
    desk.console.document({"taken_over": True})


def _take_over_one(
    desk: Desk, ledger: Ledger, given: str, decision: Decision, *, yes: bool
) -> None:
    if not given:
        raise UsageError(
            "Several machines share this ledger; one distribution is taken over at a time.",
            cure="Name it: mailer ledger take-over DIST. `mailer status` lists them.",
        )
    found = ledger.distribution(given).distribution.id
    confirm(desk.console, _TAKE_OVER_ONE.format(found), yes=yes)
    windows = ledger.take_over_distribution(found, decision)
    desk.console.result(f"{found} can be sent from here now. Go on with: mailer due")
    desk.console.document({"distribution": found, "windows": windows})


def _open(desk: Desk) -> Ledger:
    return Ledger.open(desk.settings.ledger_url, create=False, folder=desk.root, clock=desk.clock)
