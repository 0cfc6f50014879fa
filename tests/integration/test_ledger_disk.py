"""
The real command on a disk that fails while it sends: full, read-only, broken; or a ledger that vanishes.

strace answers chosen calls on the ledger, its journal or its witness with an error of the disk. Truth
is what the relay holds.
"""

import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from desk import Desk, adds_up, two_hundred
from killing import why_no_strace

from mailer.deliver.embedded import EmbeddedServer

HOW_MANY = 40

pytestmark = pytest.mark.slow


@pytest.fixture
def server() -> Iterator[EmbeddedServer]:
    with EmbeddedServer(None) as running:
        yield running


@pytest.fixture
def desk(tmp_path: Path, server: EmbeddedServer) -> Desk:
    """A workspace that has sent once, so that its ledger exists."""
    desk = Desk(tmp_path / "desk", server.port)
    release, press = desk.release(name="first"), desk.media_list(two_hundred()[:1])
    assert desk.run("send", release, "--list", press, "--yes").returncode == 0
    server.received.clear()
    desk.release()
    desk.media_list(two_hundred()[:HOW_MANY])
    return desk


def send(desk: Desk, call: str, *inject: str) -> subprocess.CompletedProcess[str]:
    """`mailer send` under these injections."""
    words = [sys.executable, "-m", "mailer", "--workspace", str(desk.root)]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MAILER_")}
    return subprocess.run(
        [
            *("strace", "-f", "-o", "/dev/null", "-e", f"trace={call}", *inject),
            *(*words, "send", "releases/ferry", "--list", "press", "--yes"),
        ],
        env=kept | desk.settings() | {"MAILER_SMTP_CONNECTIONS": "1"},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300,
    )  # fmt: skip


def assert_true_account(desk: Desk, server: EmbeddedServer) -> None:
    """After the disk is well again the same command sends the rest, and nobody has it twice."""
    rest = desk.run("send", "releases/ferry", "--list", "press", "--yes")
    document, _ = desk.json("status", "ferry-1")
    holds = Counter(one.rcpt_to for one in server.received)

    assert adds_up(document)
    assert document["accepted"] + document["in_doubt"] == HOW_MANY, rest.stderr
    assert document["in_doubt"] <= 1
    assert max(holds.values()) == 1
    assert document["accepted"] <= len(holds) <= HOW_MANY


FAULTS = [
    pytest.param("fdatasync", "EIO", "ledger.sqlite3", 2, "cannot be used", id="EIO on a sync"),
    pytest.param("pwrite64", "ENOSPC", "ledger.sqlite3", 12, "disk is full", id="full at a commit"),
    pytest.param("pwrite64", "EIO", "ledger.sqlite3", 12, "cannot be used", id="EIO at a commit"),
    pytest.param(
        "pwrite64", "ENOSPC", "ledger.sqlite3-journal", 30, "disk is full", id="full, rollback"
    ),
    pytest.param("pwrite64", "EROFS", "ledger.sqlite3", 3, "", id="read-only at once"),
]


@pytest.mark.parametrize(("call", "error", "file", "number", "what"), FAULTS)
def test_stops_when_the_ledger_fails(
    desk: Desk,
    server: EmbeddedServer,
    need: Callable[[str], None],
    call: str,
    error: str,
    file: str,
    number: int,
    what: str,
) -> None:
    """A disk that fails from some call on ends the run with status 7, a sentence, and a true account."""
    need(why_no_strace())
    path = desk.root / ".mailer" / file
    done = send(desk, call, "-P", str(path), "-e", f"inject={call}:error={error}:when={number}+")

    assert done.returncode == 7, done.stderr
    assert what in done.stderr
    assert "Traceback" not in done.stderr
    assert_true_account(desk, server)


@pytest.mark.parametrize(
    ("error", "what"),
    [("ENOSPC", "disk is full"), ("EIO", "cannot be used")],
    ids=["full", "broken"],
)
def test_stops_before_the_dot_when_the_journal_fails(
    desk: Desk, server: EmbeddedServer, need: Callable[[str], None], error: str, what: str
) -> None:
    """No dot leaves that could not be written down: nine writes are a journal's head and eight dots."""
    need(why_no_strace())
    journals = desk.root / ".mailer" / "ledger.sqlite3.runs" / "ferry-1"
    files = [word for key in range(1, 9) for word in ("-P", str(journals / f"{key}.journal"))]
    done = send(desk, "write", *files, "-e", f"inject=write:error={error}:when=10+")

    assert done.returncode == 7, done.stderr
    assert what in done.stderr
    assert len(server.received) <= 8
    assert_true_account(desk, server)


def exchange(path: Path) -> None:
    shutil.copy(path, path.with_name("copy"))
    path.with_name("copy").replace(path)


@pytest.mark.parametrize(
    ("mishap", "again_status"),
    [
        pytest.param(lambda path: path.unlink(), 7, id="deleted"),
        pytest.param(lambda path: path.write_bytes(b""), 7, id="emptied"),
        pytest.param(lambda path: os.truncate(path, path.stat().st_size // 2), 7, id="truncated"),
        pytest.param(exchange, 0, id="exchanged for a copy"),
    ],
)
def test_stops_when_the_ledger_is_taken_away(
    desk: Desk, server: EmbeddedServer, mishap: Callable[[Path], object], again_status: int
) -> None:
    """
    A ledger that is deleted, emptied, cut or exchanged during a send stops it: status 7.

    What is missing or broken stays refused; a copy of this very moment is good to go on with.
    """
    desk.media_list(two_hundred())
    path = desk.root / ".mailer" / "ledger.sqlite3"
    keep = server.handle_DATA

    async def interfere(smtp, session, envelope) -> str:
        if len(server.received) == 20:
            mishap(path)
        return await keep(smtp, session, envelope)

    server.handle_DATA = interfere
    done = desk.run(
        "send", "releases/ferry", "--list", "press", "--yes", MAILER_SMTP_CONNECTIONS="1"
    )
    again = desk.run("send", "releases/ferry", "--list", "press", "--yes")

    assert done.returncode == 7, done.stderr
    assert again.returncode == again_status, again.stderr
    assert "Traceback" not in done.stderr
    assert "Put the ledger back" in done.stderr
    assert len(server.received) < 200 or again_status == 0
    assert max(Counter(one.rcpt_to for one in server.received).values()) == 1


def test_stops_on_a_disk_that_is_really_full(
    tmp_path: Path, server: EmbeddedServer, need: Callable[[str], None]
) -> None:
    """A workspace on a file system of half a megabyte: the plan does not fit, and nothing leaves."""
    need("" if os.geteuid() == 0 else "mounting needs root")
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", str(small)], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("mounting is not allowed here")
    try:
        desk = Desk(small, server.port)
        desk.release()
        desk.media_list(two_hundred())
        done = desk.run("send", "releases/ferry", "--list", "press", "--yes")

        assert done.returncode == 7, done.stderr
        assert "disk is full" in done.stderr
        assert server.received == []
    finally:
        subprocess.run(["umount", str(small)], check=True)
