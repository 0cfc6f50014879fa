"""Commands that send: test, send, due, run."""

from typing import Annotated

import typer

from mailer.cli import options
from mailer.cli.app import EXIT_STATUS
from mailer.schedule.turns import Turns

_Lists = Annotated[
    list[str] | None, typer.Option("--list", metavar="LIST", help="A path, or a name in lists/.")
]
_Release = Annotated[str, typer.Argument(metavar="RELEASE", help="The release file.")]


def register(app: typer.Typer) -> None:
    """Hang these commands into the tree."""
    for name, command in (
        ("test", send_test_message),
        ("send", send),
        ("due", due),
        ("run", run),
    ):
        app.command(name, epilog=EXIT_STATUS)(command)


def send_test_message(
    context: typer.Context,
    release: _Release,
    to: Annotated[str, typer.Option("--to", metavar="ADDRESS", help="Who gets the test.")],
    lists: _Lists = None,
    as_address: Annotated[
        str, typer.Option("--as", metavar="ADDRESS", help="With this recipient's data.")
    ] = "",
) -> None:
    """Send the real message to yourself, [TEST] in the subject."""
    from mailer.cli import testing

    raise typer.Exit(testing.send_test(context, release, to, lists or [], as_address))


def send(
    context: typer.Context,
    release: _Release,
    lists: _Lists = None,
    exclude: options.Exclude = None,
    tag: options.Tags = None,
    language: options.Languages = None,
    where: options.Where = "",
    not_in: options.NotIn = None,
    one_per: options.OnePer = "",
    at: Annotated[
        str,
        typer.Option(
            "--at",
            metavar="TIME",
            help='"2026-05-01 09:00 Europe/London", "… 09:00 local".',
        ),
    ] = "",
    now: Annotated[bool, typer.Option("--now", help="Now, as without --at.")] = False,
    wait: Annotated[bool, typer.Option("--wait", help="Stay until all has left.")] = False,
    by: Annotated[
        str, typer.Option("--by", metavar="TIME", help="Warn if not all can be reached by then.")
    ] = "",
    give_up_after: Annotated[
        str, typer.Option("--give-up-after", metavar="SPAN", help="Retry for so long: 4h, 90min.")
    ] = "",
    late_by: Annotated[
        str, typer.Option("--late-by", metavar="SPAN", help="How late it may start: 15min.")
    ] = "",
    order: Annotated[
        Turns, typer.Option("--order", help="Who leaves first.")
    ] = Turns.TRUSTED_FIRST,
    seed: Annotated[int | None, typer.Option("--seed", help="Repeat an earlier shuffle.")] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Write .eml files; send nothing.")
    ] = False,
    out: Annotated[str, typer.Option("--out", metavar="DIR", help="Where a dry run writes.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Send without asking.")] = False,
    limit: options.Limit = None,
) -> None:
    """Plan a distribution and send it: now, at --at, or at the embargo."""
    from mailer.cli import choosing, despatch

    asked_for = despatch.Order(
        release=release,
        lists=lists or [],
        asked=choosing.Asked(
            exclude or [], tag or [], language or [], where, not_in or [], one_per, limit
        ),
        at=at,
        now=now,
        by=by,
        give_up_after=give_up_after,
        late_by=late_by,
        turns=order,
        seed=seed,
        wait=wait,
        dry_run=dry_run,
        out=out,
        yes=yes,
    )
    raise typer.Exit(despatch.send(context, asked_for))


def due(context: typer.Context) -> None:
    """Carry out all that is due; cron's entry, safe to call every minute."""
    from mailer.cli import running

    raise typer.Exit(running.run_due(context))


def run(context: typer.Context) -> None:
    """Carry out all that is due, as a service that goes on until it is told to end."""
    from mailer.cli import service

    raise typer.Exit(service.serve(context))
