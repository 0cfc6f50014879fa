"""
This machine, as the ledger knows it: which machine, since which start, and which run of ours.

Promises: `boot_id` changes with every start of the machine; `machine_id` does not. Where the system
tells neither, it is "" and the ledger takes the careful side.
Never: asks the network. Reads `/proc` and `/etc` on Linux, `sysctl` and `ioreg` on macOS.
"""

import os
import re
import socket
import subprocess
from pathlib import Path
from typing import NamedTuple

_MACHINE_FILES = ("/etc/machine-id", "/var/lib/dbus/machine-id")
_BOOT_FILES = ("/proc/sys/kernel/random/boot_id",)
_PATIENCE_S = 5


class Machine(NamedTuple):
    """Where a ledger is used. A value, so that tests can restart a machine without doing so."""

    machine_id: str
    """"": unknown; then it agrees with any."""
    boot_id: str
    """"": unknown; then every run looks like the first after a restart."""
    runner: str
    """Host and process, for people who look for the run that left something behind."""


def this_machine() -> Machine:
    """What the system says of itself."""
    return Machine(
        machine_id=_first_line(_MACHINE_FILES) or _hardware_uuid(),
        boot_id=_first_line(_BOOT_FILES) or _output("sysctl", "-n", "kern.bootsessionuuid"),
        runner=f"{socket.gethostname()}:{os.getpid()}",
    )


def is_running(process: int) -> bool:
    """Whether this machine has a process of that number; a number may have been given out again."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # somebody else's
    return True


def _first_line(files: tuple[str, ...]) -> str:
    for file in files:
        try:
            if line := Path(file).read_text(encoding="ascii").strip():
                return line
        except (OSError, UnicodeDecodeError):
            continue
    return ""


def _hardware_uuid() -> str:
    found = re.search(
        r'"IOPlatformUUID" = "([0-9A-F-]+)"',
        _output("ioreg", "-rd1", "-c", "IOPlatformExpertDevice"),
    )
    return found[1] if found else ""


def _output(*command: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - fixed words, no shell
            command, capture_output=True, text=True, timeout=_PATIENCE_S, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()
