"""The shape of the code, held against the code: arrows, bans, sizes. Read from the AST."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1] / "mailer"
STATIONS = (
    "words", "read", "check", "render", "merge", "compose", "schedule", "deliver", "record",
    "report", "cli",
)  # fmt: skip
EDGE = {
    "check/reach.py",
    "read/configuration.py", "read/workspace.py", "read/samples.py", "read/lists/suppression_file.py",
    "read/disk.py", "read/places.py", "read/enclosures.py", "deliver/clock.py",
    "deliver/connection.py", "deliver/relay.py", "deliver/line.py", "deliver/lines.py",
    "deliver/dialling.py", "deliver/outbox.py", "deliver/embedded.py",
    "deliver/opening.py", "deliver/name_records.py", "deliver/network_time.py", "deliver/transcript.py",
}  # fmt: skip
"""Modules that may touch the disk, the network, the environment or the clock; record and cli too."""
BANNED_MODULES = {"socket", "ssl", "smtplib", "random", "secrets", "subprocess", "requests", "time"}
BANNED_CALLS = {"open", "print", "input"}
BANNED_NAMES = re.compile(r"(^|_)(utils?|helpers?|manager|misc|common)(_|$)")
MODULES = sorted(path for path in ROOT.rglob("*.py") if "samples" not in path.parts)


def station_of(path: Path) -> str:
    parts = path.relative_to(ROOT).parts
    return parts[0] if len(parts) > 1 else ""


def imports_of(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module}
    return found


def is_edge(path: Path) -> bool:
    return str(path.relative_to(ROOT)) in EDGE or station_of(path) in {"record", "cli", ""}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_arrows_point_one_way(path: Path) -> None:
    """A station imports only itself, the stations before it, and the words."""
    station = station_of(path)
    wrong = [
        name
        for name in imports_of(ast.parse(path.read_text("utf-8")))
        if name.startswith("mailer.")
        and name.split(".")[1] in STATIONS
        and (not station or STATIONS.index(name.split(".")[1]) > STATIONS.index(station))
        and path.name != "__main__.py"
    ]

    assert not wrong, f"{path}: move what is shared to an earlier station, or pass it as a value"


def test_rooms_point_one_way() -> None:
    """Where one room of a station imports another, nothing comes back."""

    def room_of(parts: tuple[str, ...]) -> str:
        return ".".join(parts[:2]) if (ROOT.joinpath(*parts[:2])).is_dir() else ""

    arrows = {
        (ours, theirs)
        for path in MODULES
        if (ours := room_of(path.relative_to(ROOT).parts[:-1]))
        for name in imports_of(ast.parse(path.read_text("utf-8")))
        if name.startswith("mailer.") and (theirs := room_of(tuple(name.split(".")[1:])))
    }

    assert not [
        (ours, theirs) for ours, theirs in arrows if ours != theirs and (theirs, ours) in arrows
    ]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_core_is_pure(path: Path) -> None:
    """Outside the edge nothing reads a clock, a disk, the network or the environment, or prints."""
    if is_edge(path):
        return
    tree = ast.parse(path.read_text("utf-8"))
    modules = imports_of(tree) & BANNED_MODULES
    calls = {
        node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    } & BANNED_CALLS
    clocks = [
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in {"utcnow", "today", "environ", "getenv"}
    ] + [
        "datetime.now"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr == "now"
        and isinstance(node.value, ast.Name)
        and node.value.id == "datetime"
    ]

    banned = [*modules, *calls, *clocks]

    assert not banned, "make it an argument; the edge passes it in"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_sizes_and_names(path: Path) -> None:
    """Files stay under 400 lines, functions under 40 without their docstring; no drawer names."""
    text = path.read_text("utf-8")
    tree = ast.parse(text)
    long = []
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            lines = (node.end_lineno or 0) - (body[0].lineno if body else node.lineno) + 1
            if lines > 40:
                long.append(f"{node.name}: {lines}")

    assert text.count("\n") <= 400, "split it by meaning"
    assert not long, "split it by meaning"
    assert ast.get_docstring(tree), "say what it is, promises, never does, and fails with"
    assert not BANNED_NAMES.search(path.stem), "name it for what it holds"


def test_only_the_face_knows_typer() -> None:
    """Typer and rich are imported by the command line alone."""
    wrong = [
        path
        for path in MODULES
        if station_of(path) not in {"cli", ""}
        and any(
            name.split(".")[0] in {"typer", "rich", "click"}
            for name in imports_of(ast.parse(path.read_text("utf-8")))
        )
    ]

    assert not wrong


def test_only_the_embargo_module_makes_clearances() -> None:
    """Nobody but schedule/embargo.py calls Clearance(…), or gives it to a call."""
    makers = {
        str(path.relative_to(ROOT))
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and any(
            isinstance(part, ast.Name) and part.id == "Clearance"
            for given in (node.func, *node.args)
            for part in ast.walk(given)
        )
    }

    assert makers == {"schedule/embargo.py"}
