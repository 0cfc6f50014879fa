"""Commands about media lists and the people on them: lists …, history."""

from pathlib import Path
from typing import Annotated

import typer

from mailer.cli.app import EXIT_STATUS

_Address = Annotated[str, typer.Argument(metavar="ADDRESS", help="name@domain")]
_Entry = Annotated[
    str, typer.Argument(metavar="ADDRESS|@DOMAIN", help="A person, or everybody at a domain.")
]
_Yes = Annotated[bool, typer.Option("--yes", help="Do it without asking.")]

lists = typer.Typer(help="The media-list desk.", no_args_is_help=True, epilog=EXIT_STATUS)


@lists.callback()
def desk() -> None:
    """The media-list desk."""


@lists.command("check", epilog=EXIT_STATUS)
def check(
    context: typer.Context,
    names: Annotated[list[str], typer.Argument(metavar="LIST…", help="A path, or a name.")],
) -> None:
    """Read lists row by row and say what is wrong with which."""
    from mailer.cli import list_check

    raise typer.Exit(list_check.check(context, names))


@lists.command("suppress", epilog=EXIT_STATUS)
def suppress(
    context: typer.Context,
    entry: _Entry,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.")] = "",
    source: Annotated[str, typer.Option("--source", metavar="TEXT", help="Who said so.")] = "",
) -> None:
    """Never write to somebody again; holds from the next message on, also of a running send."""
    from mailer.cli import suppressing

    raise typer.Exit(suppressing.suppress(context, entry, reason, source))


@lists.command("unsuppress", epilog=EXIT_STATUS)
def unsuppress(context: typer.Context, entry: _Entry, yes: _Yes = False) -> None:
    """Let somebody be written to again."""
    from mailer.cli import suppressing

    raise typer.Exit(suppressing.unsuppress(context, entry, yes=yes))


@lists.command("erase", epilog=EXIT_STATUS)
def erase(context: typer.Context, address: _Address, yes: _Yes = False) -> None:
    """Take a person out of lists and ledger for good; they stay suppressed, by a keyed hash."""
    from mailer.cli import suppressing

    raise typer.Exit(suppressing.erase(context, address, yes=yes))


def register(app: typer.Typer) -> None:
    """Hang these commands into the tree."""
    app.add_typer(lists, name="lists")
    app.command("history", epilog=EXIT_STATUS)(history)


def history(
    context: typer.Context,
    address: _Address,
    export: Annotated[
        Path | None, typer.Option("--export", metavar="FILE", help="As CSV, for the person.")
    ] = None,
) -> None:
    """Everything known of one person: lists, suppression, what was sent and when."""
    from mailer.cli import histories

    raise typer.Exit(histories.history(context, address, export))
