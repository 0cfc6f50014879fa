"""Commands about what calls mailer, and whether all is well: schedule, doctor."""

from typing import Annotated

import typer

from mailer.cli.app import EXIT_STATUS

schedule = typer.Typer(
    help="What calls `mailer due` every minute.", no_args_is_help=True, rich_markup_mode=None
)


def register(app: typer.Typer) -> None:
    """Hang these commands into the tree."""
    app.add_typer(schedule, name="schedule")
    app.command("doctor", epilog=EXIT_STATUS)(doctor)


@schedule.command("install", epilog=EXIT_STATUS)
def install(
    context: typer.Context,
    cron: Annotated[bool, typer.Option("--cron", help="A line for crontab.")] = False,
    systemd: Annotated[
        bool, typer.Option("--systemd", help="A user timer and its service.")
    ] = False,
    only_print: Annotated[bool, typer.Option("--print", help="Only show it.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Install without asking.")] = False,
) -> None:
    """Print what makes this machine call `mailer due` every minute; install it after a yes."""
    from mailer.cli import scheduling

    raise typer.Exit(
        scheduling.install(context, cron=cron, systemd=systemd, only_print=only_print, yes=yes)
    )


def doctor(
    context: typer.Context,
    login: Annotated[bool, typer.Option("--login", help="Also log in, once.")] = False,
    ntp: Annotated[
        str, typer.Option("--ntp", metavar="HOST[:PORT]", help="Compare the clock with this one.")
    ] = "",
    dns: Annotated[
        str, typer.Option("--dns", metavar="ADDRESS[:PORT]", help="Ask this name server.")
    ] = "",
) -> None:
    """Look at relay, TLS, login, DNS, clock, ledger, files, and at what calls us in time."""
    from mailer.cli import doctor

    raise typer.Exit(doctor.examine(context, login=login, ntp=ntp, dns=dns))
