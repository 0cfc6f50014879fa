"""
What `demo` does: check, test to self, dry run, send, report, for real, on a sample workspace.

The relay is an SMTP server inside this process, on loopback; nothing leaves the machine. Each step
is the command a user would type, run as they would run it, with its own exit status.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import typer

from mailer.cli import workspace_files
from mailer.cli.console import Console
from mailer.deliver.clock import SystemClock
from mailer.deliver.embedded import EmbeddedServer
from mailer.words.errors import UsageError

_RELEASE = f"releases/{workspace_files.SAMPLE}"
_LISTS = ("--list", "trusted", "--list", "press-en-es")
_STEPS = (
    ("1. Check: what would an editor find?", ("check", _RELEASE, *_LISTS)),
    ("2. Test: the real message, to yourself", ("test", _RELEASE, "--to", "me@harbour.example")),
    (
        "3. Dry run: every message, into a folder",
        ("send", _RELEASE, *_LISTS, "--dry-run", "--out", "{dry_run}"),
    ),
    ("4. Send", ("send", _RELEASE, *_LISTS, "--yes")),
    ("5. Send again: nobody gets it twice", ("send", _RELEASE, *_LISTS, "--yes")),
    (
        "6. Report",
        ("report", f"{workspace_files.SAMPLE}-1", "--html", "{report}", "--csv", "{table}"),
    ),
)


def run(context: typer.Context, keep: Path | None) -> int:
    """The whole job; the exit status of the first step that went otherwise than it should."""
    console: Console = context.obj[0]
    folder = (keep or Path(tempfile.mkdtemp(prefix="mailer-demo-"))).resolve()
    _make_room(folder)
    workspace_files.write(folder, SystemClock().now().date())
    received = folder / "received"
    with EmbeddedServer(received) as server:
        console.say(f"A server on this machine takes the mail: 127.0.0.1:{server.port}")
        environment = _environment(server.port)
        for title, arguments in _STEPS:
            status = _step(console, title, arguments, folder, environment)
            expected = 3 if title.startswith("5.") else 0
            if status != expected:
                console.insist(f"This step ended with exit status {status}, not {expected}.")
                return status or 1
        count = len(server.received)
    console.result(f"\nThe server received {count} messages: one test per language, and one each.")
    console.result(f"Every message as the server got it:  {received}")
    console.result(f"Look at them in a browser:           {folder / 'dry-run' / 'index.html'}")
    console.result(f"The report as a page:                {folder / 'report.html'}")
    console.document({"received": count, "folder": str(folder)})
    return 0


def _step(
    console: Console,
    title: str,
    arguments: tuple[str, ...],
    folder: Path,
    environment: dict[str, str],
) -> int:
    places = {
        "dry_run": str(folder / "dry-run"),
        "report": str(folder / "report.html"),
        "table": str(folder / "report.csv"),
    }
    words = [word.format(**places) for word in arguments]
    console.result(console.paint(f"\n{title}", "1"))
    console.result(f"$ mailer {' '.join(arguments).format(**places)}")
    sys.stdout.flush()
    # Our own program with words of our own; no shell is between.
    command = [sys.executable, "-m", "mailer", "--workspace", str(folder), *words]
    output = subprocess.DEVNULL if console.as_json else None
    return subprocess.run(  # noqa: S603 - see above
        command, env=environment, check=False, stdin=subprocess.DEVNULL, stdout=output
    ).returncode


def _environment(port: int) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MAILER_")}
    return kept | {
        "MAILER_SMTP_HOST": "127.0.0.1",
        "MAILER_SMTP_PORT": str(port),
        "MAILER_SMTP_SECURITY": "none",
        "MAILER_SMTP_USERNAME": "",
        "MAILER_SMTP_PASSWORD": "",
    }


def _make_room(folder: Path) -> None:
    """Take away an earlier demo, known by its mark; refuse any other folder with files in it."""
    mark = folder / ".mailer-demo"
    if folder.exists() and any(folder.iterdir()):
        if not mark.exists():
            raise UsageError(
                "The folder holds files that are not of a demo.",
                where=str(folder),
                cure="Name an empty folder.",
            )
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    mark.touch()
