"""
The command line: which commands there are, what they share, and how a run ends.

Promises: every refusal is where, what and the cure on stderr, with the exit status of its kind; a
traceback is always a bug. Options are never abbreviated. Those that commands share may stand before or
after the command (`arguments`).
"""

import gc
import os
import sys
from contextlib import AbstractContextManager, nullcontext
from importlib import import_module
from typing import Annotated, NoReturn

COLLECT_EVERY = 100_000
"""
Values made before the collector looks for circles.

A start makes about so many that stay, and a window of deliveries holds thousands, without a circle
among them; by its own measure it would look through them again and again.
"""
gc.set_threshold(
    COLLECT_EVERY, *gc.get_threshold()[1:]
)  # before Typer, which makes a quarter of them

# ruff: noqa: E402
import typer

import mailer
from mailer.cli.arguments import apart, refuse_slips
from mailer.cli.console import Console, prepare_streams, refusal_document
from mailer.cli.signals import interrupt_like_ctrl_c, interrupt_nothing
from mailer.words.errors import MailerError, UsageError

EXIT_STATUS = """
Exit status: 0 done, all accepted · 1 findings of severity error, or some deliveries refused or
deferred · 2 usage or unreadable input · 3 refused by a guard (embargo, confirmation, approval,
suppression, clone) · 4 some deliveries in doubt · 5 settings · 6 relay unreachable, TLS or login
failed · 7 ledger locked or damaged · 130 interrupted.
"""
GROUPS: dict[str, tuple[str, ...]] = {
    "start": ("demo", "init"),
    "releases": ("new", "import", "check", "render", "preview"),
    "sends": ("test", "rehearse", "send", "due", "run"),
    "lists": ("lists", "history"),
    "account": ("status", "report"),
    "acts": ("correct", "update", "withdraw", "hold", "who"),
    "steers": ("stop", "pause", "resume", "retry", "settle"),
    "schedules": ("schedule", "doctor"),
    "ledger": ("ledger",),
}
"""
Module → the commands it registers, in the order of `--help`.

One group is made where one is asked for, because Typer takes 20 ms to make all of them.
"""
_NO_NAMES = {"help_option_names": ["--help", "-h"]}

app = typer.Typer(
    name="mailer",
    help="Send a press release to journalists by email: never early, never twice, never a surprise.",
    epilog=EXIT_STATUS,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings=_NO_NAMES,
    rich_markup_mode=None,
)


def _tell_version(asked: bool) -> None:
    if asked:
        Console().result(f"mailer {mailer.__version__}")
        raise typer.Exit


@app.callback()
def shared(
    context: typer.Context,
    workspace: Annotated[
        str, typer.Option("--workspace", metavar="DIR", help="The folder you work in.")
    ] = "",
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON document on stdout.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Say only what must be said.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="Say more.")] = False,
    no_color: Annotated[bool, typer.Option("--no-color", help="No colours.")] = False,
    log: Annotated[
        str, typer.Option("--log", metavar="FILE", help="Append what happens, a JSON line each.")
    ] = "",
    transcript: Annotated[
        str,
        typer.Option("--transcript", metavar="DIR", help="Keep what is said to the relay there."),
    ] = "",
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_tell_version, is_eager=True, help="Say which one this is."
        ),
    ] = False,
) -> None:
    """Send a press release to journalists by email: never early, never twice, never a surprise."""
    console = Console(
        as_json, quiet, verbose, colour=not no_color, log_file=log, transcripts=transcript
    )
    context.obj = (console, workspace or os.environ.get("MAILER_WORKSPACE", "") or ".")


def _register(wanted: str) -> None:
    """Hang the group of the wanted command into the tree; all groups where none has such a command."""
    modules = [module for module, commands in GROUPS.items() if wanted in commands] or GROUPS
    for module in modules:
        import_module(f"mailer.cli.commands.{module}").register(app)


def main() -> NoReturn:
    """Run one command and end with its exit status."""
    prepare_streams()
    shared_options, words = apart(sys.argv[1:])
    try:
        interrupt_like_ctrl_c()
        with _warm(words[0] if words else ""):
            status = _run(shared_options, words)
    except KeyboardInterrupt:
        status = _interrupted()
    interrupt_nothing()
    gc.freeze()  # else Python looks through all that was loaded, several times, before it ends
    sys.exit(status if isinstance(status, int) else 0)


def _warm(wanted: str) -> AbstractContextManager[None]:
    """What makes the wanted command start sooner; nothing where there is no such command."""
    if not any(wanted in commands for commands in GROUPS.values()):
        return nullcontext()
    from mailer.cli.kept.expressions import kept_expressions

    return kept_expressions(wanted)


def _run(shared_options: list[str], words: list[str]) -> object:
    """Run one command; its exit status, and anything else where all went well."""
    _register(words[0] if words else "")
    try:
        command = typer.main.get_command(app)
        refuse_slips(command, shared_options + words)
        return command(args=shared_options + words, prog_name="mailer", standalone_mode=False)
    except MailerError as error:
        return _refused(error, shared_options)
    except OSError as error:
        if error.filename is None:
            return _usage_error(error)
        return _refused(_unusable(error), shared_options)
    except Exception as error:  # noqa: BLE001 - told apart in the next line, bugs shown
        return _interrupted() if _is_interruption(error) else _usage_error(error)


def _refused(error: MailerError, shared_options: list[str]) -> int:
    console = Console("--json" in shared_options, colour="--no-color" not in shared_options)
    console.error(error)
    console.document(refusal_document(error))
    return error.exit_status


def _interrupted() -> int:
    Console().insist("\nInterrupted. `mailer status` tells what has left.")
    return 130


def _is_interruption(error: BaseException | None) -> bool:
    """Whether Ctrl-C is behind it: Python 3.11 wraps what ends the making of a class."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__
    return error is not None


def _unusable(error: OSError) -> UsageError:
    """A file or folder that nobody foresaw would refuse: the disk's fault, and named."""
    return UsageError(
        f"This file or folder cannot be used: {error.strerror}.",
        where=os.fsdecode(error.filename) if isinstance(error.filename, bytes | str) else "",
        cure="Look whether it is there, whether you may write in it, and whether there is room.",
    )


def _usage_error(error: Exception) -> int:
    """Click's own refusals keep their sentence and status 2; anything else is a bug, shown whole."""
    if show := getattr(error, "show", None):
        show(file=sys.stderr)
        return 2
    if type(error).__name__ == "Abort":
        return 130
    from traceback import print_exception

    print_exception(error)
    Console().insist(
        "\nThis is a fault of mailer, and nothing that you did wrong. It has stopped here; what had left "
        "is in the ledger, and nothing is sent twice: mailer status\n"
        "Whoever looks after mailer needs the lines above. An address may stand in them: read them "
        "before you pass them on."
    )
    return 1
