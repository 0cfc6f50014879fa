"""What is given to cron and systemd: read back by shells and unit syntax as it was meant."""

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from mailer.schedule.timetable import cron_lines, systemd_units, with_entry

PATHS = ["/home/ana/desk", "/home/ana/press desk", "/srv/50% off", "/srv/it's $HOME", '/srv/"x"\\y']


@pytest.mark.parametrize("workspace", PATHS)
def test_a_shell_reads_the_crontab_back(workspace: str) -> None:
    """Cron unescapes %, or BusyBox's leaves it; then a shell reads the words of the command."""
    command = ["printf", "%s\\n", "--workspace", workspace, "due"]
    _, entry = cron_lines(command, workspace)
    fields = entry.split(" ", 5)
    shell = fields[5].replace("\\%", "%")
    done, busybox = (
        subprocess.run(["/bin/sh", "-c", each], capture_output=True, text=True, check=True)
        for each in (shell, fields[5])
    )

    assert fields[:5] == ["*"] * 5
    assert "%" not in fields[5].replace("\\%", "")
    assert done.stdout.splitlines() == busybox.stdout.splitlines() == command[2:]
    assert shlex.split(shell) == command


@pytest.mark.parametrize("workspace", PATHS)
def test_systemd_reads_the_service_back(workspace: str) -> None:
    """Each word of ExecStart stands in quotes, with %, $, quotes and backslashes doubled or escaped."""
    units = systemd_units(["/usr/bin/mailer", "--workspace", workspace, "due"], workspace)
    (line,) = [each for each in units.service.splitlines() if each.startswith("ExecStart=")]
    written = line.removeprefix("ExecStart=").split(' "', 2)[2].removesuffix('" "due"')
    read = written.replace("%%", "%").replace("$$", "$").replace('\\"', '"').replace("\\\\", "\\")

    assert read == workspace


def test_the_units_promise_what_an_embargo_needs() -> None:
    """To the second, caught up after a pause, and a stop that waits out the relay's answer."""
    units = systemd_units(["mailer", "due"], "/srv/desk")

    assert "AccuracySec=1s" in units.timer
    assert "Persistent=true" in units.timer
    assert "OnCalendar=*-*-* *:*:00" in units.timer
    (stop,) = [line for line in units.service.splitlines() if line.startswith("TimeoutStopSec=")]
    assert int(stop.partition("=")[2]) > 600
    assert systemd_units(["mailer", "due"], "/srv/other").name != units.name


def test_an_entry_replaces_its_own_and_nothing_else() -> None:
    """Installing twice leaves one entry; other people's lines stay as they were."""
    others = "MAILTO=ana@example.org\n5 4 * * * backup\n"
    first = with_entry(others, cron_lines(["mailer", "old"], "/srv/desk"))
    second = with_entry(first + "0 0 * * * more\n", cron_lines(["mailer", "due"], "/srv/desk"))

    assert first.startswith(others)
    assert second == (others + "# mailer /srv/desk\n* * * * * mailer due\n0 0 * * * more\n")


@pytest.mark.parametrize("bad", ["/srv/a\nb", "/srv/\x00", "/srv/\x1b"])
def test_a_line_break_cannot_be_scheduled(bad: str) -> None:
    """A path that would become a second line is refused."""
    with pytest.raises(ValueError, match="control"):
        cron_lines(["mailer", bad], bad)
    with pytest.raises(ValueError, match="control"):
        systemd_units(["mailer", bad], bad)


def analyze(*words: str) -> subprocess.CompletedProcess[str]:
    """What systemd itself says."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("needs systemd-analyze (Debian package systemd)")
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "XDG_RUNTIME_DIR": folder
        }  # as a user who has logged in has one
        return subprocess.run(
            ["systemd-analyze", *words],
            capture_output=True, text=True, check=False, env=environment,
        )  # fmt: skip


def verified(folder: Path, timer: str, service: str) -> str:
    """Its complaints about a timer and the service that it starts; "": none."""
    (folder / "mailer-desk.timer").write_text(timer, "utf-8")
    (folder / "mailer-desk.service").write_text(service, "utf-8")
    return analyze("verify", "--user", "--man=no", str(folder / "mailer-desk.timer")).stderr


@pytest.mark.parametrize("workspace", PATHS)
def test_systemd_verifies_the_units(tmp_path: Path, workspace: str) -> None:
    """Systemd reads both units without a complaint; it does complain of a span that is none."""
    units = systemd_units([sys.executable, "--workspace", workspace, "due"], workspace)
    broken = units.service.replace("TimeoutStopSec=", "TimeoutStopSec=soon ")

    assert verified(tmp_path, units.timer, units.service) == ""
    assert "Failed to parse time value" in verified(tmp_path, units.timer, broken)


def test_systemd_reads_every_minute() -> None:
    """The calendar line is every minute, at its first second."""
    (line,) = [
        each.partition("=")[2]
        for each in systemd_units(["mailer", "due"], "/srv").timer.splitlines()
        if each.startswith("OnCalendar=")
    ]
    done = analyze("calendar", "--iterations=3", "--base-time=2026-05-01 08:58:30 UTC", line)

    assert done.returncode == 0, done.stderr
    assert [f"{minute}:00 UTC" in done.stdout for minute in ("08:59", "09:00", "09:01")] == [
        True
    ] * 3
