"""Commands about the ledger itself: backup, restore, take-over."""

from pathlib import Path
from typing import Annotated

import typer

from mailer.cli.app import EXIT_STATUS

ledger = typer.Typer(help="The ledger itself.", no_args_is_help=True, epilog=EXIT_STATUS)

_Yes = Annotated[bool, typer.Option("--yes", help="Do it without asking.")]


def register(app: typer.Typer) -> None:
    """Hang these commands into the tree."""
    app.add_typer(ledger, name="ledger")


@ledger.callback()
def desk() -> None:
    """The ledger itself: keep a copy, put one back, bring it to another machine."""


@ledger.command("backup", epilog=EXIT_STATUS)
def backup(
    context: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="The copy; beside the ledger without.")
    ] = None,
) -> None:
    """Copy the ledger to a file, also while a send runs."""
    from mailer.cli import ledger_keeping

    ledger_keeping.backup(context, file)


@ledger.command("restore", epilog=EXIT_STATUS)
def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup.")],
    yes: _Yes = False,
) -> None:
    """Put a backup in the ledger's place; what was due since is in doubt then."""
    from mailer.cli import ledger_keeping

    raise typer.Exit(ledger_keeping.restore(context, file, yes=yes))


@ledger.command("take-over", epilog=EXIT_STATUS)
def take_over(
    context: typer.Context,
    distribution: Annotated[
        str, typer.Argument(metavar="[DIST]", help="Where several machines share the ledger.")
    ] = "",
    yes: _Yes = False,
) -> None:
    """Go on here with what another machine had begun; that one must send no more."""
    from mailer.cli import ledger_keeping

    ledger_keeping.take_over(context, distribution, yes=yes)
