"""Commands about media lists and the people on them: lists …, history."""

from pathlib import Path
from typing import Annotated

import typer

from mailer.cli import options
from mailer.cli.app import EXIT_STATUS

_Address = Annotated[str, typer.Argument(metavar="ADDRESS", help="name@domain")]
_Entry = Annotated[
    str, typer.Argument(metavar="ADDRESS|@DOMAIN", help="A person, or everybody at a domain.")
]
_Encoding = Annotated[
    str, typer.Option("--encoding", metavar="NAME", help="Such as cp1252, where it is not UTF-8.")
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
    release: Annotated[
        str, typer.Option("--release", metavar="RELEASE", help="And what this release needs.")
    ] = "",
    encoding: _Encoding = "",
    check_dns: Annotated[
        bool, typer.Option("--check-dns", help="Ask the DNS whether domains get mail.")
    ] = False,
) -> None:
    """Read lists row by row and say what is wrong with which; and the sums."""
    from mailer.cli.lists import checking
    from mailer.read.lists.reading import Reading, known_encoding

    reading = Reading(encoding=known_encoding(encoding))
    raise typer.Exit(checking.check(context, names, reading, release, dns=check_dns))


@lists.command("show", epilog=EXIT_STATUS)
def show(
    context: typer.Context,
    names: Annotated[list[str], typer.Argument(metavar="LIST…", help="A path, or a name.")],
    exclude: options.Exclude = None,
    tag: options.Tags = None,
    language: options.Languages = None,
    where: options.Where = "",
    not_in: options.NotIn = None,
    one_per: options.OnePer = "",
    limit: options.Limit = None,
) -> None:
    """Show who is on a list, and whom the options of `send` would choose."""
    from mailer.cli.lists import showing

    asked = options.Asked(
        exclude or [], tag or [], language or [], where, not_in or [], one_per, limit
    )
    raise typer.Exit(showing.show(context, names, asked))


@lists.command("import", epilog=EXIT_STATUS)
def import_list(
    context: typer.Context,
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="CSV, TSV, XLSX or ODS.")],
    name: Annotated[str, typer.Argument(metavar="LIST", help="The name of the list to make.")],
    column: Annotated[
        list[str] | None,
        typer.Option("--column", metavar="OURS=THEIRS", help="email=Adresse; kept for this list."),
    ] = None,
    sheet: Annotated[str, typer.Option("--sheet", metavar="NAME", help="Which sheet.")] = "",
    header_row: Annotated[
        int, typer.Option("--header-row", min=0, help="The row that names the columns.")
    ] = 0,
    encoding: _Encoding = "",
    add: Annotated[bool, typer.Option("--add", help="Add to the list that is there.")] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Write over the list.")] = False,
) -> None:
    """Make a clean list of any spreadsheet; rejected rows go to a file with the reason."""
    from mailer.cli.lists import importing
    from mailer.cli.lists.mapping import columns_said
    from mailer.read.lists.reading import Reading, known_encoding

    said = Reading(known_encoding(encoding), sheet, header_row, columns_said(column or []))
    raise typer.Exit(importing.import_list(context, source, name, said, add=add, replace=replace))


@lists.command("suppress", epilog=EXIT_STATUS)
def suppress(
    context: typer.Context,
    entry: _Entry,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.")] = "",
    source: Annotated[str, typer.Option("--source", metavar="TEXT", help="Who said so.")] = "",
) -> None:
    """Never write to somebody again; holds from the next message on, also of a running send."""
    from mailer.cli.lists import suppressing

    raise typer.Exit(suppressing.suppress(context, entry, reason, source))


@lists.command("unsuppress", epilog=EXIT_STATUS)
def unsuppress(context: typer.Context, entry: _Entry, yes: _Yes = False) -> None:
    """Let somebody be written to again."""
    from mailer.cli.lists import suppressing

    raise typer.Exit(suppressing.unsuppress(context, entry, yes=yes))


@lists.command("erase", epilog=EXIT_STATUS)
def erase(context: typer.Context, address: _Address, yes: _Yes = False) -> None:
    """Take a person out of lists and ledger for good; they stay suppressed, by a keyed hash."""
    from mailer.cli.lists import suppressing

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
