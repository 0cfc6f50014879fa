"""Commands that steer what is planned or being sent: stop, pause, resume, retry, settle."""

from typing import Annotated

import typer

from mailer.cli.app import EXIT_STATUS

_Dist = Annotated[str, typer.Argument(metavar="DIST", help="A distribution, or its beginning.")]
_All = Annotated[str, typer.Argument(metavar="[DIST]", help="One distribution; all without.")]
_Wait = Annotated[bool, typer.Option("--wait", help="Stay until all has left.")]


def register(app: typer.Typer) -> None:
    """Hang these commands into the tree."""
    for command in (stop, pause, resume, retry, settle):
        app.command(command.__name__, epilog=EXIT_STATUS)(command)


def stop(
    context: typer.Context,
    distribution: _Dist,
    reason: Annotated[str, typer.Option("--reason", help="Why, for the account.")] = "",
) -> None:
    """Send nothing more of a distribution; a running send stops after the message on its line."""
    from mailer.cli import steering

    raise typer.Exit(steering.stop(context, distribution, reason))


def pause(
    context: typer.Context,
    distribution: _All = "",
    reason: Annotated[str, typer.Option("--reason", help="Why, for the account.")] = "",
) -> None:
    """Hold a distribution, or all of them, until `resume`; a running send stops too."""
    from mailer.cli import steering

    raise typer.Exit(steering.pause(context, distribution, reason))


def resume(
    context: typer.Context,
    distribution: _All = "",
    wait: _Wait = False,
    now: Annotated[bool, typer.Option("--now", help="Also what has missed its time.")] = False,
) -> None:
    """Go on with what is paused, was interrupted or, with --now, missed its time; from here."""
    from mailer.cli import steering

    raise typer.Exit(steering.resume(context, distribution, wait=wait, now=now))


def retry(
    context: typer.Context,
    distribution: _Dist,
    refused: Annotated[bool, typer.Option("--refused", help="Those the relay refused.")] = False,
    deferred: Annotated[
        bool, typer.Option("--deferred", help="Those it deferred, also the given up.")
    ] = False,
    wait: _Wait = False,
) -> None:
    """Try refused or deferred recipients again, now."""
    from mailer.cli import steering

    raise typer.Exit(
        steering.retry(context, distribution, refused=refused, deferred=deferred, wait=wait)
    )


def settle(
    context: typer.Context,
    distribution: _Dist,
    addresses: Annotated[
        list[str] | None, typer.Argument(metavar="[ADDRESS]…", help="Only these; all without.")
    ] = None,
    resend: Annotated[
        bool, typer.Option("--resend", help="Send again, under the same Message-ID.")
    ] = False,
    leave: Annotated[bool, typer.Option("--leave", help="Leave it so; nobody asks again.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Resend without asking.")] = False,
) -> None:
    """List what is in doubt and how to look it up; with an option, decide on it."""
    from mailer.cli import settling

    raise typer.Exit(
        settling.settle(context, distribution, addresses or [], resend=resend, leave=leave, yes=yes)
    )
