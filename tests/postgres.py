"""
A real PostgreSQL, from the system's own binaries: in a folder of its own, on a Unix socket only.

As root it runs as `nobody`, because PostgreSQL refuses to run as root. `fsync` is off unless asked
for, for most tests are not about the disk.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

_PATIENCE_S = 60


def program(name: str) -> str | None:
    """Where one of the server's programs lies; Debian keeps them off the PATH."""
    places = [str(place) for place in sorted(Path("/usr/lib/postgresql").glob("*/bin"))]
    return shutil.which(name, path=os.pathsep.join([*reversed(places), os.environ["PATH"]]))


class Server:
    """A running server."""

    def __init__(self, folder: Path, process: subprocess.Popen[bytes]) -> None:
        self.folder = folder
        self.process = process
        self._made = 0

    def new_database(self) -> str:
        """The URL of a database nobody has used."""
        self._made += 1
        name = f"press{self._made}"
        with self.connect() as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return f"postgresql://press:canary-p%40ss@/{name}?host={self.folder}"

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        return psycopg.connect(
            host=str(self.folder), user="press", dbname=database, autocommit=True
        )

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """SIGINT ends lines and stops; SIGQUIT stops as a crash would."""
        self.process.send_signal(how)
        self.process.wait(_PATIENCE_S)


@contextmanager
def postgres(*, fsync: bool = False) -> Iterator[Server]:
    """A server for as long as the context lasts."""
    if program("initdb") is None:
        missing = "PostgreSQL's server is missing: apt install postgresql"
        if os.environ.get("MAILER_TEST_REQUIRE"):
            pytest.fail(missing)
        pytest.skip(missing)
    folder = Path(tempfile.mkdtemp(prefix="mailer-pg-"))
    try:
        nobody = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
        if nobody:
            os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        as_nobody = (
            {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []} if nobody else {}
        )
        data = folder / "data"
        initdb = [program("initdb"), "-D", str(data), "-U", "press", "-A", "trust", "--no-sync"]
        subprocess.run(
            [*initdb, "--no-locale", "-E", "UTF8"],
            check=True, capture_output=True, cwd=folder, **as_nobody,
        )  # fmt: skip
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(folder),
            "fsync": "on" if fsync else "off",
            "max_connections": "60",
            "shared_buffers": "16MB",
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        process = subprocess.Popen(
            [program("postgres"), "-D", str(data), *options],
            cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **as_nobody,
        )  # fmt: skip
        server = Server(folder, process)
        try:
            _wait_until_up(server)
            yield server
        finally:
            if process.poll() is None:
                server.stop(signal.SIGQUIT)  # nobody needs its files any more
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait_until_up(server: Server) -> None:
    give_up_at = time.monotonic() + _PATIENCE_S
    while True:
        try:
            server.connect().close()
        except psycopg.OperationalError:
            assert time.monotonic() < give_up_at, "PostgreSQL did not come up"
            assert server.process.poll() is None, "PostgreSQL did not start"
            time.sleep(0.05)
        else:
            return
