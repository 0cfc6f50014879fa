"""Commands that send: test, rehearse, send, due, run."""

from typing import Annotated

import typer

from mailer.cli import options
from mailer.cli.app import EXIT_STATUS
from mailer.schedule.turns import Turns

_EXAMPLES = {
    "rehearse": """
Example: mailer rehearse releases/night-ferry --list trusted --list press
--at "2026-05-01 09:00 local"
"""
}


def register(app: typer.Typer) -> None:
    """Hang these commands into the tree."""
    for name, command in (
        ("test", send_test_message),
        ("rehearse", rehearse),
        ("send", send),
        ("due", due),
        ("run", run),
    ):
        app.command(name, epilog=_EXAMPLES.get(name, "") + EXIT_STATUS)(command)


def send_test_message(
    context: typer.Context,
    release: options.Release,
    to: Annotated[str, typer.Option("--to", metavar="ADDRESS", help="Who gets the test.")],
    lists: options.Lists = None,
    as_address: Annotated[
        str, typer.Option("--as", metavar="ADDRESS", help="With this recipient's data.")
    ] = "",
) -> None:
    """Send the real message to yourself, [TEST] in the subject."""
    from mailer.cli.sending import testing

    raise typer.Exit(testing.send_test(context, release, to, lists or [], as_address))


def rehearse(
    context: typer.Context,
    release: options.Release,
    lists: options.Lists = None,
    exclude: options.Exclude = None,
    tag: options.Tags = None,
    language: options.Languages = None,
    where: options.Where = "",
    not_in: options.NotIn = None,
    one_per: options.OnePer = "",
    at: options.At = "",
    by: options.By = "",
    late_by: options.LateBy = "",
    order: options.Order = Turns.TRUSTED_FIRST,
    seed: options.Seed = None,
    limit: options.Limit = None,
) -> None:
    """Play a send through, its hours in seconds, to see who would get it when; nothing is sent."""
    from mailer.cli.sending import despatch, rehearsing

    asked_for = despatch.Order(
        release=release,
        lists=lists or [],
        asked=options.Asked(
            exclude or [], tag or [], language or [], where, not_in or [], one_per, limit
        ),
        at=at,
        by=by,
        late_by=late_by,
        turns=order,
        seed=seed,
    )
    raise typer.Exit(rehearsing.rehearse(context, asked_for))


def send(
    context: typer.Context,
    release: options.Release,
    lists: options.Lists = None,
    exclude: options.Exclude = None,
    tag: options.Tags = None,
    language: options.Languages = None,
    where: options.Where = "",
    not_in: options.NotIn = None,
    one_per: options.OnePer = "",
    at: options.At = "",
    now: Annotated[bool, typer.Option("--now", help="Now, as without --at.")] = False,
    wait: Annotated[bool, typer.Option("--wait", help="Stay until all has left.")] = False,
    by: options.By = "",
    give_up_after: Annotated[
        str, typer.Option("--give-up-after", metavar="SPAN", help="Retry for so long: 4h, 90min.")
    ] = "",
    late_by: options.LateBy = "",
    order: options.Order = Turns.TRUSTED_FIRST,
    seed: options.Seed = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Write .eml files; send nothing.")
    ] = False,
    out: Annotated[str, typer.Option("--out", metavar="DIR", help="Where a dry run writes.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Send without asking.")] = False,
    limit: options.Limit = None,
) -> None:
    """Plan a distribution and send it: now, at --at, or at the embargo."""
    from mailer.cli.sending import despatch

    asked_for = despatch.Order(
        release=release,
        lists=lists or [],
        asked=options.Asked(
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
    from mailer.cli.sending import running

    raise typer.Exit(running.run_due(context))


def run(context: typer.Context) -> None:
    """Carry out all that is due, as a service that goes on until it is told to end."""
    from mailer.cli.sending import service

    raise typer.Exit(service.serve(context))
