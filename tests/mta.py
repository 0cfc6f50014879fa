"""
A real Postfix of our own: its own folder, its own port on loopback, everything into one Maildir.

    with RunningPostfix() as postfix:
        ...  # send to 127.0.0.1:postfix.port
        postfix.messages(expected=200)  # list of bytes

Needs root, as Postfix does. `why_not()` says why it cannot run here, or "".
"""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

SINK = shutil.which("smtp-sink") or "/usr/sbin/smtp-sink"
POSTFIX = shutil.which("postfix") or "/usr/sbin/postfix"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def why_not() -> str:
    if not Path(POSTFIX).exists():
        return "Debian's postfix is not installed"
    return "" if os.geteuid() == 0 else "Postfix starts only as root"


def wait_for_port(port: int, seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"nothing answers on port {port}")


class RunningPostfix:
    """Postfix as a relay that keeps everything."""

    def __init__(self) -> None:
        # Not pytest's folder: Postfix's users must get in, and each session closes that one anew.
        self.folder = Path(tempfile.mkdtemp(prefix="postfix-"))
        self.port = free_port()
        self.configuration = self.folder / "etc"
        self.mail = self.folder / "mail"

    def __enter__(self) -> "RunningPostfix":
        nobody = pwd.getpwnam("nobody")
        postfix = pwd.getpwnam("postfix")
        for path in (self.configuration, self.folder / "queue", self.folder / "data", self.mail):
            path.mkdir(parents=True)
        os.chown(self.folder / "data", postfix.pw_uid, -1)
        os.chown(self.mail, nobody.pw_uid, nobody.pw_gid)
        self.folder.chmod(0o711)
        (self.configuration / "main.cf").write_text(
            f"""compatibility_level = 3.6
queue_directory = {self.folder}/queue
data_directory = {self.folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
maillog_file = {self.folder}/postfix.log
maillog_file_prefixes = {self.folder}
myhostname = relay.example
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
alias_maps =
virtual_mailbox_domains = static:all
virtual_mailbox_base = {self.mail}
virtual_mailbox_maps = static:all/
virtual_uid_maps = static:{nobody.pw_uid}
virtual_gid_maps = static:{nobody.pw_gid}
virtual_minimum_uid = 1
smtpd_recipient_restrictions = permit_mynetworks, reject
smtpd_client_connection_count_limit = 0
""",
            "utf-8",
        )
        services = [
            f"127.0.0.1:{self.port} inet n - n - - smtpd",
            "postlog unix-dgram n - n - 1 postlogd",
            "cleanup unix n - n - 0 cleanup",
            "qmgr unix n - n 300 1 qmgr",
            "rewrite unix - - n - - trivial-rewrite",
            "bounce unix - - n - 0 bounce",
            "defer unix - - n - 0 bounce",
            "trace unix - - n - 0 bounce",
            "verify unix - - n - 1 verify",
            "error unix - - n - - error",
            "virtual unix - n n - - virtual",
            "anvil unix - - n - 1 anvil",
            "proxymap unix - - n - - proxymap",
            "tlsmgr unix - - n 1000? 1 tlsmgr",
        ]
        (self.configuration / "master.cf").write_text("\n".join(services) + "\n", "utf-8")
        self._postfix("start")
        wait_for_port(self.port)
        return self

    def _postfix(self, verb: str) -> None:
        subprocess.run(
            [POSTFIX, "-c", str(self.configuration), verb], check=True, capture_output=True
        )

    def messages(self, expected: int, seconds: float = 60) -> list[bytes]:
        """What has arrived, once `expected` messages have (or the time is over)."""
        deadline = time.monotonic() + seconds
        found: list[Path] = []
        while time.monotonic() < deadline:
            found = sorted((self.mail / "all" / "new").glob("*"))
            if len(found) >= expected:
                break
            time.sleep(0.1)
        return [path.read_bytes() for path in found]

    def __exit__(self, *_: object) -> None:
        self._postfix("stop")
        shutil.rmtree(self.folder, ignore_errors=True)
