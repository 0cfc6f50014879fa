"""Commands to begin with: demo, init."""

from pathlib import Path
from typing import Annotated

import typer

from mailer.cli.app import EXIT_STATUS


def register(app: typer.Typer) -> None:
    """Hang these commands into the tree."""
    app.command("demo", epilog=EXIT_STATUS)(demo)
    app.command("init", epilog=EXIT_STATUS)(init)


def demo(
    context: typer.Context,
    keep: Annotated[
        Path | None, typer.Option("--keep", metavar="DIR", help="Keep what it writes here.")
    ] = None,
) -> None:
    """The whole job on a sample, against a server on this machine; nothing leaves it."""
    from mailer.cli import demonstration

    raise typer.Exit(demonstration.run(context, keep))


def init(
    context: typer.Context,
    folder: Annotated[Path | None, typer.Argument(metavar="[DIR]", help="Where.")] = None,
) -> None:
    """Make a workspace: settings, a sample release and sample lists."""
    from mailer.cli import workspace_files
    from mailer.deliver.clock import SystemClock

    console, root = context.obj
    target = folder or Path(root)
    written = workspace_files.write(target, SystemClock().now().date())
    for path in written:
        console.result(str(path))
    console.say(f"Next: put your relay into {target / '.env'}, then look at the sample:")
    console.say(f"  mailer --workspace {target} check releases/{workspace_files.SAMPLE}")
    console.document({"files": [str(path) for path in written]})
