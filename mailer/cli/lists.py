"""Commands about media lists: lists check."""

from typing import Annotated

import typer

from mailer.cli.app import EXIT_STATUS

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
