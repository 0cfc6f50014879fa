"""Options that several commands share, declared once: whom a command is about."""

from typing import Annotated

import typer

Exclude = Annotated[
    list[str] | None, typer.Option("--exclude", metavar="LIST", help="Leave these out.")
]
Tags = Annotated[list[str] | None, typer.Option("--tag", help="Only with this tag.")]
Languages = Annotated[list[str] | None, typer.Option("--language", help="Only in this language.")]
Where = Annotated[
    str,
    typer.Option("--where", metavar="SQL", help="Only where this holds: \"beat = 'transport'\""),
]
NotIn = Annotated[
    list[str] | None,
    typer.Option("--not-in", metavar="RELEASE", help="Only who did not get this release."),
]
OnePer = Annotated[
    str, typer.Option("--one-per", metavar="COLUMN", help="Only one per outlet, say.")
]
Limit = Annotated[int | None, typer.Option("--limit", min=1, help="At most so many.")]
