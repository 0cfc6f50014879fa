"""Commands about what was sent already: correct, update, withdraw, hold, who."""

from pathlib import Path
from typing import Annotated

import typer

from mailer.cli.app import EXIT_STATUS

_Release = Annotated[str, typer.Argument(metavar="RELEASE", help="The release file, edited.")]
_Dist = Annotated[str, typer.Argument(metavar="DIST", help="A distribution of the release.")]
_Lists = Annotated[
    list[str] | None,
    typer.Option("--list", metavar="LIST", help="Who is new in it gets this version as a first."),
]
_Notes = Annotated[
    list[str] | None,
    typer.Option("--note", metavar="TEXT", help='Why; in several languages "es=…", "en=…".'),
]
_AfterWithdrawal = Annotated[
    bool, typer.Option("--after-withdrawal", help="Publish after all what was withdrawn.")
]
_Wait = Annotated[bool, typer.Option("--wait", help="Stay until all has left.")]
_DryRun = Annotated[bool, typer.Option("--dry-run", help="Write .eml files; send nothing.")]
_Out = Annotated[str, typer.Option("--out", metavar="DIR", help="Where a dry run writes.")]
_Yes = Annotated[bool, typer.Option("--yes", help="Send without asking.")]


def register(app: typer.Typer) -> None:
    """Hang these commands into the tree."""
    for command in (correct, update, withdraw, hold, who):
        app.command(command.__name__, epilog=EXIT_STATUS)(command)


def correct(
    context: typer.Context,
    release: _Release,
    lists: _Lists = None,
    wait: _Wait = False,
    dry_run: _DryRun = False,
    out: _Out = "",
    yes: _Yes = False,
    after_withdrawal: _AfterWithdrawal = False,
) -> None:
    """Send a corrected version to all who got, or may have got, an earlier one."""
    from mailer.cli.acts import acting, revising
    from mailer.words.states import Act

    manner = acting.Manner(dry_run, out, wait, yes)
    asked = revising.Revision(Act.CORRECTION, release, tuple(lists or ()), after_withdrawal, manner)
    raise typer.Exit(revising.revise(context, asked))


def update(
    context: typer.Context,
    release: _Release,
    lists: _Lists = None,
    wait: _Wait = False,
    dry_run: _DryRun = False,
    out: _Out = "",
    yes: _Yes = False,
    after_withdrawal: _AfterWithdrawal = False,
) -> None:
    """Send a version with new facts to all who got, or may have got, an earlier one."""
    from mailer.cli.acts import acting, revising
    from mailer.words.states import Act

    manner = acting.Manner(dry_run, out, wait, yes)
    asked = revising.Revision(Act.UPDATE, release, tuple(lists or ()), after_withdrawal, manner)
    raise typer.Exit(revising.revise(context, asked))


def withdraw(
    context: typer.Context,
    distribution: _Dist,
    note: _Notes = None,
    wait: _Wait = False,
    dry_run: _DryRun = False,
    out: _Out = "",
    yes: _Yes = False,
) -> None:
    """Tell all who got, or may have got, a release to disregard it; stop what is planned."""
    from mailer.cli.acts import acting, recalling
    from mailer.words.states import Act

    manner = acting.Manner(dry_run, out, wait, yes)
    asked = recalling.Recall(Act.WITHDRAWAL, distribution, tuple(note or ()), manner)
    raise typer.Exit(recalling.recall(context, asked))


def hold(
    context: typer.Context,
    distribution: _Dist,
    lift: Annotated[
        bool, typer.Option("--lift", help="Say that it may be used, and go on with the rest.")
    ] = False,
    note: _Notes = None,
    wait: _Wait = False,
    dry_run: _DryRun = False,
    out: _Out = "",
    yes: _Yes = False,
) -> None:
    """Tell all who got, or may have got, a release not to use it yet; hold back what is planned."""
    from mailer.cli.acts import acting, recalling
    from mailer.words.states import Act

    manner = acting.Manner(dry_run, out, wait, yes)
    act = Act.RELEASE_OF_HOLD if lift else Act.HOLD
    asked = recalling.Recall(act, distribution, tuple(note or ()), manner)
    raise typer.Exit(recalling.recall(context, asked))


def who(
    context: typer.Context,
    release: Annotated[str, typer.Argument(metavar="RELEASE", help="The release, or its name.")],
    csv: Annotated[Path | None, typer.Option("--csv", metavar="FILE", help="As a table.")] = None,
) -> None:
    """Who has which version of a release."""
    from mailer.cli.acts import holders

    raise typer.Exit(holders.who(context, release, csv))
