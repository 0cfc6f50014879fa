"""Commands about a release before it is sent: new, import, check, render, preview."""

from pathlib import Path
from typing import Annotated

import typer

from mailer.cli import options
from mailer.cli.app import EXIT_STATUS


def register(app: typer.Typer) -> None:
    """Hang these commands into the tree."""
    for name, command in (
        ("new", new),
        ("import", import_draft),
        ("check", check),
        ("render", render),
        ("preview", preview),
    ):
        app.command(name, epilog=EXIT_STATUS)(command)


def new(
    context: typer.Context,
    headline: Annotated[str, typer.Argument(help="The headline.")],
    kind: Annotated[str, typer.Option("--kind", help="news, statement, advisory …")] = "news",
    language: Annotated[str, typer.Option("--language", help="en, es …")] = "en",
) -> None:
    """Write a release file to fill in."""
    from mailer.cli import drafting

    drafting.write_blank(context, headline, kind, language)


def import_draft(
    context: typer.Context,
    draft: Annotated[Path, typer.Argument(help="A .txt, .docx, .html or .eml file.")],
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="RELEASE", help="Where to write it.")
    ] = "",
    accept_changes: Annotated[
        bool,
        typer.Option("--accept-changes", help="Take all tracked changes of a Word document."),
    ] = False,
) -> None:
    """Turn a draft into a release file, and list all that was unsure."""
    from mailer.cli import drafting

    raise typer.Exit(drafting.write_imported(context, draft, output, accept_changes=accept_changes))


def check(
    context: typer.Context,
    release: options.Release,
    lists: Annotated[
        list[str] | None, typer.Option("--list", metavar="LIST", help="Check with this list.")
    ] = None,
    exclude: options.Exclude = None,
    tag: options.Tags = None,
    language: options.Languages = None,
    where: options.Where = "",
    not_in: options.NotIn = None,
    one_per: options.OnePer = "",
    limit: options.Limit = None,
    online: Annotated[
        bool, typer.Option("--online", help="Follow the https links, to see whether they answer.")
    ] = False,
) -> None:
    """Find what editors find, before they do; nothing is sent."""
    from mailer.cli import checking

    asked = options.Asked(
        exclude or [], tag or [], language or [], where, not_in or [], one_per, limit
    )
    raise typer.Exit(checking.check(context, release, lists or [], asked, online=online))


def render(
    context: typer.Context,
    release: Annotated[str, typer.Argument(metavar="RELEASE", help="The release file.")],
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="DIR", help="Folder to write to.")
    ] = "",
    as_address: Annotated[
        str, typer.Option("--as", metavar="ADDRESS", help="With this recipient's data.")
    ] = "",
    lists: Annotated[
        list[str] | None, typer.Option("--list", metavar="LIST", help="Where they stand.")
    ] = None,
    ninjs: Annotated[
        bool, typer.Option("--ninjs", help="And as ninjs 3.1 JSON, for a newsroom's programs.")
    ] = False,
) -> None:
    """Write the .html, .txt and .eml of a release."""
    from mailer.cli import looking

    looking.render(context, release, output, as_address, lists or [], ninjs=ninjs)


def preview(
    context: typer.Context,
    release: Annotated[str, typer.Argument(metavar="RELEASE", help="The release file.")],
    lists: Annotated[
        list[str] | None, typer.Option("--list", metavar="LIST", help="Whose messages to see.")
    ] = None,
    out: Annotated[
        str, typer.Option("--out", metavar="DIR", help="Write a copy of the page instead.")
    ] = "",
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Only print the page's address.")
    ] = False,
) -> None:
    """See every message in a browser while you write; nothing is sent."""
    from mailer.cli.preview import previewing

    status = previewing.preview(context, release, lists or [], out, browser=not no_browser)
    raise typer.Exit(status)
