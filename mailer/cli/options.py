"""Options that several commands share, declared once: whom a command is about, and when."""

from dataclasses import dataclass, field
from typing import Annotated

import typer

from mailer.schedule.turns import Turns

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
At = Annotated[
    str,
    typer.Option("--at", metavar="TIME", help='"2026-05-01 09:00 Europe/London", "… 09:00 local".'),
]
By = Annotated[
    str, typer.Option("--by", metavar="TIME", help="Warn if not all can be reached by then.")
]
LateBy = Annotated[
    str, typer.Option("--late-by", metavar="SPAN", help="How late it may start: 15min.")
]
Order = Annotated[Turns, typer.Option("--order", help="Who leaves first.")]
Seed = Annotated[int | None, typer.Option("--seed", help="Repeat an earlier shuffle.")]
Lists = Annotated[
    list[str] | None, typer.Option("--list", metavar="LIST", help="A path, or a name in lists/.")
]
Release = Annotated[str, typer.Argument(metavar="RELEASE", help="The release file.")]


@dataclass(frozen=True, slots=True)
class Asked:
    """The options that choose from lists, as they were typed."""

    exclude: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    where: str = ""
    not_in: list[str] = field(default_factory=list)
    one_per: str = ""
    limit: int | None = None
