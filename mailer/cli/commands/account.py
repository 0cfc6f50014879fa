"""Commands about what has been sent: status, report."""

from pathlib import Path
from typing import Annotated

import typer

from mailer.cli.app import EXIT_STATUS

_Dist = Annotated[str, typer.Argument(metavar="DIST", help="A distribution, or its beginning.")]


def register(app: typer.Typer) -> None:
    """Hang these commands into the tree."""
    app.command("status", epilog=EXIT_STATUS)(status)
    app.command("report", epilog=EXIT_STATUS)(report)


def status(
    context: typer.Context,
    distribution: Annotated[
        str, typer.Argument(metavar="[DIST]", help="One distribution; all without.")
    ] = "",
    watch: Annotated[
        bool, typer.Option("--watch", help="Show it as it changes, until it has ended.")
    ] = False,
) -> None:
    """How distributions stand."""
    from mailer.cli import standing

    raise typer.Exit(standing.status(context, distribution, watch=watch))


def report(
    context: typer.Context,
    distribution: _Dist,
    html: Annotated[Path | None, typer.Option("--html", metavar="FILE", help="As a page.")] = None,
    csv: Annotated[Path | None, typer.Option("--csv", metavar="FILE", help="As a table.")] = None,
) -> None:
    """The account of a distribution: who got what, and what the relay said."""
    from mailer.cli import reporting

    raise typer.Exit(reporting.report(context, distribution, html, csv))
