"""
Power cuts, played back: from the trace of one run, the disk as a cut at any of its calls may leave it.

    film = Film.of_a_run(folder, url, port)
    for instant in range(len(film.calls)):
        film.cut(instant, chance, into=new_folder)    # the files that the next start finds
        film.departed(instant)                        # the recipients whose final dot had left

A call's effect on a file is certain once the file was synced after it. Before that, chance decides
for each call by itself, as a disk that reorders writes would; a journal that is appended to keeps a
prefix. This is what SQLite's rollback journal, and ours, must stand.
"""

import random
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

_CALL = re.compile(r"^(?:\d+\s+)?(?P<name>\w+)\((?P<rest>.*)\)\s+= (?P<result>-?\d+)")
_FILE = re.compile(r"^\d+<(?P<path>(?:\\x[0-9a-f]{2})*)>")
_QUOTED = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_BASES = re.compile(r'iov_base="((?:\\x[0-9a-f]{2})*)"')
_RCPT = re.compile(rb"RCPT TO:<([^>]*)>")
_TRACED = "openat,write,pwrite64,ftruncate,unlink,fsync,fdatasync,sendto,sendmsg"


def _bytes(quoted: str) -> bytes:
    return bytes.fromhex(quoted.replace("\\x", ""))


@dataclass(frozen=True)
class Call:
    """One call that changed a file, synced it, or put bytes on the line."""

    name: str
    path: str
    data: bytes = b""
    at: int = 0
    """Where it writes, or to what length it cuts; -1: at the end."""


@dataclass
class Film:
    """A run as its calls, and the folder as it was before."""

    before: Path
    calls: list[Call] = field(default_factory=list)

    @classmethod
    def of_a_run(cls, folder: Path, url: str, port: int) -> "Film":
        before = folder.with_name(folder.name + ".before")
        shutil.copytree(folder, before)
        trace = folder.with_name("trace")
        done = subprocess.run(
            [
                "strace", "-f", "-y", "-xx", "-s", "1000000", "-o", str(trace), "-e",
                f"trace={_TRACED}", sys.executable,
                str(Path(__file__).with_name("sending_run.py")), url, str(folder), str(port), "1",
            ],
            capture_output=True, timeout=300,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr.decode()
        film = cls(before)
        for line in trace.read_text("ascii").splitlines():
            assert "unfinished" not in line, line
            if call := _call(line, str(folder)):
                film.calls.append(call)
        return film

    def departed(self, instant: int) -> list[str]:
        """Whose final dot had left before the call at `instant`."""
        line = b"".join(each.data for each in self.calls[:instant] if each.name == "line")
        *whole, _rest = line.split(b"\r\n.\r\n")
        return [found.decode() for found in _RCPT.findall(line)][: len(whole)]

    def cut(self, instant: int, chance: random.Random, into: Path) -> None:
        """The folder as it may be found after a cut before the call at `instant`."""
        shutil.copytree(self.before, into)
        certain = {call.path: at for at, call in enumerate(self.calls[:instant]) if _syncs(call)}
        lost: set[str] = set()
        for at, call in enumerate(self.calls[:instant]):
            if call.name == "line" or _syncs(call) or call.path in lost:
                continue
            if at > certain.get(call.path, -1) and chance.random() < chance_of_loss(chance):
                if call.at == -1:
                    lost.add(call.path)  # an appended file keeps a prefix
                continue
            _apply(call, into)


def chance_of_loss(chance: random.Random) -> float:
    return chance.choice((0.0, 0.3, 1.0))


def _syncs(call: Call) -> bool:
    return call.name in {"fsync", "fdatasync"}


def _call(line: str, folder: str) -> Call | None:
    found = _CALL.match(line)
    if found is None or int(found["result"]) < 0:
        return None
    name, rest, result = found["name"], found["rest"], int(found["result"])
    if name == "unlink":
        path = _bytes(_QUOTED.findall(rest)[0]).decode()
        return Call(name, path.removeprefix(f"{folder}/")) if path.startswith(folder) else None
    if name == "openat":
        path = _bytes(_QUOTED.findall(rest)[0]).decode()
        if path.startswith(folder) and "O_TRUNC" in rest:
            return Call("ftruncate", path.removeprefix(f"{folder}/"))
        return None
    place = _FILE.match(rest)
    if place is None:
        return None
    path = _bytes(place["path"]).decode()
    if path.startswith(("TCP:", "socket:")):
        data = b"".join(map(_bytes, _BASES.findall(rest) or _QUOTED.findall(rest)))
        return Call("line", "", data[:result])
    if not path.startswith(f"{folder}/"):
        return None
    path = path.removeprefix(f"{folder}/")
    if name == "ftruncate":
        return Call(name, path, at=int(rest.rpartition(", ")[2]))
    if name in {"fsync", "fdatasync"}:
        return Call(name, path)
    data = _bytes(_QUOTED.findall(rest)[0])[:result]
    at = int(rest.rpartition(", ")[2]) if name == "pwrite64" else -1
    return Call(name, path, data, at)


def _apply(call: Call, folder: Path) -> None:
    path = folder / call.path
    if call.name == "unlink":
        path.unlink(missing_ok=True)
        return
    content = bytearray(path.read_bytes() if path.exists() else b"")
    if call.name == "ftruncate":
        del content[call.at :]
        content.extend(b"\0" * (call.at - len(content)))
    else:
        at = len(content) if call.at == -1 else call.at
        content.extend(b"\0" * (at - len(content)))
        content[at : at + len(call.data)] = call.data
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
