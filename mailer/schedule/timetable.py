"""
What makes a machine call `mailer due` every minute: a line for cron, or a timer and service for systemd.

Promises: paths with blanks, quotes and percent signs are written so that cron and systemd read them
back as they are. The timer is exact to the second (systemd's own default is a minute), catches up
after a pause, and a stop waits longer than a relay may take to answer a final dot (600 s, RFC 5321
4.5.3.2.6), because ending before leaves a message in doubt.

Pure: nothing is installed here.
Fails with: ValueError for a path that no crontab or unit can hold.
"""

import hashlib
import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass

_STOP_S = 660
_UNFIT = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Units:
    """A systemd user timer and its service; `name` is both files' name without ending."""

    name: str
    timer: str
    service: str


def cron_lines(command: Sequence[str], workspace: str) -> tuple[str, str]:
    """
    The comment that marks this workspace's entry, and the entry.

    >>> cron_lines(["/usr/bin/mailer", "--workspace", "/home/ana/press desk", "due"], "")[1]
    "* * * * * /usr/bin/mailer --workspace '/home/ana/press desk' due"
    """
    _check(*command, workspace)
    # Cron ends the command at a bare %, and takes the backslash before one away (crontab(5)); BusyBox's
    # leaves it to the shell. Outside the quotes both come to the same.
    entry = " ".join("\\%".join(map(shlex.quote, word.split("%"))) for word in command)
    return f"# mailer {workspace}", f"* * * * * {entry}"


def with_entry(crontab: str, lines: tuple[str, str]) -> str:
    """A crontab with this workspace's entry in place of an earlier one, or at its end."""
    kept = crontab.splitlines()
    mark, entry = lines
    if mark in kept:
        place = kept.index(mark)
        kept[place : place + 2] = [mark, entry]
    else:
        kept += [mark, entry]
    return "\n".join(kept) + "\n"


def systemd_units(command: Sequence[str], workspace: str) -> Units:
    """The timer and the service of one workspace."""
    _check(*command, workspace)
    name = f"mailer-{hashlib.sha256(workspace.encode()).hexdigest()[:8]}"
    shown = workspace.replace("%", "%%")
    return Units(
        name,
        f"""[Unit]
Description=mailer due every minute, {shown}

[Timer]
OnCalendar=*-*-* *:*:00
AccuracySec=1s
Persistent=true

[Install]
WantedBy=timers.target
""",
        f"""[Unit]
Description=mailer due, {shown}
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
ExecStart={" ".join(map(_quoted, command))}
TimeoutStartSec=infinity
TimeoutStopSec={_STOP_S}
KillMode=mixed
""",
    )


def _quoted(word: str) -> str:
    """As systemd.syntax(7) and systemd.service(5) read it back."""
    for char, written in (("\\", "\\\\"), ('"', '\\"'), ("%", "%%"), ("$", "$$")):
        word = word.replace(char, written)
    return f'"{word}"'


def _check(*words: str) -> None:
    for word in words:
        if _UNFIT.search(word):
            raise ValueError(f"{word!r} holds a line break or another control character")
