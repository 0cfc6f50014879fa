"""
The command as a process of its own that need not import everything anew.

One server per process of pytest has imported the package; it forks for every command, which then runs
`mailer.cli.app.main` to its end with arguments, environment and streams of its own. A fork behaves as
a fresh `python -m mailer` does, in a tenth of the time. What looks at the start itself (imports, the
interpreter's own settings) must start an interpreter of its own.
"""

import atexit
import contextlib
import gc
import json
import os
import pkgutil
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from functools import cache
from pathlib import Path

_FDS = 3
_REQUEST_BYTES_MAX = 1 << 20


def run(
    arguments: list[str], environment: dict[str, str], timeout: float = 120
) -> subprocess.CompletedProcess[str]:
    """`mailer ARGUMENTS` with nothing on stdin: its exit status and what it said."""
    with (
        Path(os.devnull).open("rb") as nothing,
        tempfile.TemporaryFile() as out,
        tempfile.TemporaryFile() as err,
        socket.socket(socket.AF_UNIX) as line,
    ):
        line.connect(_server())
        request = {"arguments": arguments, "environment": environment, "cwd": str(Path.cwd())}
        fds = [file.fileno() for file in (nothing, out, err)]
        socket.send_fds(line, [json.dumps(request).encode()], fds)
        line.shutdown(socket.SHUT_WR)
        status = _status(line, arguments, timeout)
        said = []
        for file in (out, err):
            file.seek(0)
            said.append(file.read().decode())
    return subprocess.CompletedProcess(["mailer", *arguments], status, *said)


def _status(line: socket.socket, arguments: list[str], timeout: float) -> int:
    """As `Popen.returncode` has it; ends what takes too long."""
    answers = line.makefile("r", encoding="ascii")
    process = int(answers.readline())
    line.settimeout(timeout)
    try:
        status = int(answers.readline())
    except TimeoutError:
        os.kill(process, signal.SIGKILL)
        raise subprocess.TimeoutExpired(arguments, timeout) from None
    return os.waitstatus_to_exitcode(status)


@cache
def _server() -> str:
    """The address of this process's server, started at the first need; it ends with this process."""
    address = str(Path(tempfile.mkdtemp(prefix="mailer-forked-")) / "line")
    server = subprocess.Popen([sys.executable, __file__, address], stdin=subprocess.PIPE)
    atexit.register(server.communicate)  # it ends where nobody can ask it any more
    for _ in range(600):
        if Path(address).exists():
            return address
        time.sleep(0.05)  # once per run: the imports take a second
    raise AssertionError("the server of forked commands did not start")


def _serve(address: str) -> None:
    """Return in the process that is to be a command, and never in the server itself."""
    import mailer

    for module in pkgutil.walk_packages(mailer.__path__, "mailer."):
        if not module.name.endswith("__main__"):
            with contextlib.suppress(ImportError):  # an extra that is not installed
                __import__(module.name)
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(address + ".new")
    listener.listen(64)
    Path(address + ".new").rename(address)
    while True:
        ready, _, _ = select.select([listener, sys.stdin], [], [])
        if sys.stdin in ready:
            shutil.rmtree(Path(address).parent, ignore_errors=True)
            os._exit(0)
        line, _ = listener.accept()
        if os.fork() == 0:
            listener.close()
            _attend(line)
            return
        line.close()


def _attend(line: socket.socket) -> None:
    """Return in the command's process; the one that waits for it ends here."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    data, fds, _, _ = socket.recv_fds(line, _REQUEST_BYTES_MAX, _FDS)
    while more := line.recv(_REQUEST_BYTES_MAX):
        data += more
    command = os.fork()
    if command:
        line.sendall(f"{command}\n".encode())
        _, status = os.waitpid(command, 0)
        with contextlib.suppress(OSError):
            line.sendall(f"{status}\n".encode())
        os._exit(0)
    line.close()
    request = json.loads(data)
    for number, fd in enumerate(fds):
        os.dup2(fd, number)
        os.close(fd)
    os.environ.clear()
    os.environ.update(request["environment"])
    time.tzset()
    os.chdir(request["cwd"])
    sys.argv = ["mailer", *request["arguments"]]


if __name__ == "__main__":
    _serve(sys.argv[1])
    from mailer.cli.app import main

    status: object = 1
    try:
        main()
    except SystemExit as end:
        status = end.code
    except BaseException:  # noqa: BLE001 - shown as an interpreter would
        traceback.print_exc()
    # What an interpreter does at its end, but for tearing down the modules: half a second of copying
    # memory that the server shares with its forks.
    threading._shutdown()
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(status if isinstance(status, int) else int(status is not None))
