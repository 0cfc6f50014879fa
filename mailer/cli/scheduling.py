"""
What `schedule install` does: show what makes this machine call `mailer due`, and put it there.

Promises: nothing is touched without a person's yes; an entry of this workspace is replaced, every
other line of the crontab stays as it was.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import typer

from mailer.cli.desk import Desk, open_desk
from mailer.cli.person import confirm
from mailer.schedule.timetable import Units, cron_lines, systemd_units, with_entry
from mailer.words.errors import SettingsError, UsageError

UNITS = Path(".config/systemd/user")
_PATIENCE_S = 20


def install(
    context: typer.Context, *, cron: bool, systemd: bool, only_print: bool, yes: bool
) -> int:
    """Print it; install it where that is wanted."""
    desk = open_desk(context)
    if cron == systemd:
        raise UsageError("Cron or systemd?", cure="Add --cron, or --systemd.")
    if cron:
        _install_cron(desk, only_print=only_print, yes=yes)
    else:
        _install_systemd(desk, only_print=only_print, yes=yes)
    return 0


def _install_cron(desk: Desk, *, only_print: bool, yes: bool) -> None:
    workspace = str(desk.root.resolve())
    try:
        lines = cron_lines(due_command(workspace), workspace)
    except ValueError as error:
        raise _unfit(error) from error
    for line in lines:
        desk.console.result(line)
    desk.console.document({"cron": "\n".join(lines)})
    if not _is_wanted(desk, "Add this to your crontab?", only_print=only_print, yes=yes):
        return
    _run("crontab", "-", given=with_entry(crontab(), lines))
    desk.console.say("Installed. See it with: crontab -l")


def _install_systemd(desk: Desk, *, only_print: bool, yes: bool) -> None:
    workspace = str(desk.root.resolve())
    try:
        units = systemd_units(due_command(workspace), workspace)
    except ValueError as error:
        raise _unfit(error) from error
    files = _files(units)
    for path, text in files.items():
        desk.console.result(f"# {path}\n{text}")
    desk.console.document({"systemd": {str(path): text for path, text in files.items()}})
    if not _is_wanted(
        desk, "Write these two files and start the timer?", only_print=only_print, yes=yes
    ):
        return
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    _run("systemctl", "--user", "daemon-reload")
    _run("systemctl", "--user", "enable", "--now", f"{units.name}.timer")
    desk.console.say(
        "Installed. So that it also runs while you are not logged in: loginctl enable-linger"
    )


def due_command(workspace: str) -> list[str]:
    """The command that cron and systemd call."""
    return [sys.executable, "-m", "mailer", "--workspace", workspace, "--quiet", "due"]


def crontab() -> str:
    """This user's crontab; "" where there is none, or no cron."""
    done = ask_program("crontab", "-l")
    return done.stdout if done is not None and done.returncode == 0 else ""


def ask_program(name: str, *words: str, given: str = "") -> subprocess.CompletedProcess[str] | None:
    """Run a program of this machine to its end; None where there is no such program."""
    program = shutil.which(name)
    if program is None:
        return None
    return subprocess.run(  # noqa: S603 - crontab and systemctl, words of our own
        [program, *words],
        input=given,
        capture_output=True,
        text=True,
        timeout=_PATIENCE_S,
        check=False,
    )


def _files(units: Units) -> dict[Path, str]:
    folder = Path.home() / UNITS
    return {
        folder / f"{units.name}.timer": units.timer,
        folder / f"{units.name}.service": units.service,
    }


def _is_wanted(desk: Desk, question: str, *, only_print: bool, yes: bool) -> bool:
    """Whether to install; without a person and without --yes it is only shown."""
    if only_print:
        return False
    if not yes and not desk.console.interactive:
        desk.console.say("Nothing was installed. Unattended, add --yes.")
        return False
    confirm(desk.console, question, yes=yes)
    return True


def _run(name: str, *words: str, given: str = "") -> None:
    done = ask_program(name, *words, given=given)
    if done is None:
        raise SettingsError(
            f"There is no {name} on this machine.",
            where="schedule install",
            cure="Take the other of --cron and --systemd, or let `mailer run` run as a service.",
        )
    if done.returncode:
        said = done.stderr.strip() or f"exit status {done.returncode}"
        raise SettingsError(f"{name} refused: {said}", where="schedule install")


def _unfit(error: ValueError) -> UsageError:
    return UsageError(
        "The path of the workspace cannot be written into a schedule.",
        where=str(error),
        cure="Give the folder a plain name.",
    )
