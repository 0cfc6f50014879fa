"""Releases that read well and must not be sent: the corpus' other cases, through the real command."""

import json
import os
import socketserver
import subprocess
import threading
from pathlib import Path
from typing import Any

import pytest
from desk import Desk, two_hundred

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "cases" / "bad_inputs.json"
CASES: dict[str, dict[str, Any]] = (
    {case["id"]: case for case in json.loads(CORPUS.read_text("utf-8"))["cases"]}
    if CORPUS.exists()
    else {}
)
REFUSED = (
    "R047", "R049", "R050", "R052", "R053", "R059", "R061", "R062", "R064", "R065",
)  # fmt: skip
WARNED = ("R079", "R085", "R086")
FRONT = "headline: The quay opens\nsubject: The quay opens\n"


class Web(socketserver.ThreadingTCPServer):
    """A server that counts who comes, and answers nobody."""

    def __init__(self) -> None:
        self.visits = 0
        super().__init__(("127.0.0.1", 0), socketserver.BaseRequestHandler)

    def verify_request(self, request: object, client_address: object) -> bool:
        self.visits += 1
        return False


@pytest.fixture
def web():
    with Web() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def desk(tmp_path):
    made = Desk(tmp_path / "desk", port=9)
    made.release()
    made.media_list(two_hundred()[:2])
    return made


def case_named(name: str) -> dict[str, Any]:
    if name not in CASES:
        pytest.skip("the corpus is not here")
    return CASES[name]


def written(desk: Desk, case: dict[str, Any], port: int) -> None:
    text = case["input"]["value"].replace("subject: x\n", FRONT)
    text = text.replace("HANGPORT", str(port)).replace("PORT", str(port))
    (desk.root / "releases" / "bad.md").write_text(text, "utf-8")


def dry_run(desk: Desk, release: str = "releases/bad") -> subprocess.CompletedProcess:
    out = str(desk.root / "out")
    return desk.run(
        "send", release, "--list", "press", "--dry-run", "--yes", "--out", out,
        MAILER_SMTP_USERNAME="press", MAILER_SMTP_PASSWORD="canary-secret",
    )  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_refused(desk, web, name: str) -> None:
    """It is refused with its line before anything is written or anybody is asked for anything."""
    case = case_named(name)
    written(desk, case, web.server_address[1])
    done = dry_run(desk)
    shown = done.stdout + done.stderr

    assert done.returncode in {1, 2}, shown
    assert "releases/bad.md" in shown
    assert "Traceback" not in shown
    assert "canary-secret" not in shown
    assert not any(word in shown for word in ("<class '", "PATH=", "os.environ}"))
    assert not list(desk.root.glob("out/*.eml"))
    assert web.visits == 0


COUNTS = "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}"
NEVER_RENDERED = {
    "30 loops in one another": (
        "{% for a in [1] %}" * 30 + "{% endfor %}" * 30, ", line 5", "too deeply",
    ),
    "120 questions in one another": (
        "{% if recipient.name %}" * 120 + "{% endif %}" * 120, ", line 5", "too deeply",
    ),
    "a filter that asserts": ("{{ 'x' | truncate(-5) }}", ", line 5", "Expected length"),
    "half a character": (r"{{ '\ud800' }}", ", line 5", "half a character"),
    "half a character for one": (
        r"{{ '\ud800' if recipient.email.startswith('person1') else '' }}", ", line 5", "half a",
    ),
    "a NUL byte": (r"{{ 'a\x00b' }}", ", line 5", "a NUL byte"),
    "a replacement mark": (r"{{ '\ufffd' }}", ", line 5", "U+FFFD"),
    "a loop without end": (COUNTS, ", line 5", "too long for one message"),
}  # fmt: skip


@pytest.mark.parametrize(("body", "line", "sentence"), NEVER_RENDERED.values(), ids=NEVER_RENDERED)
def test_jinja_that_cannot_be_rendered(desk, body: str, line: str, sentence: str) -> None:
    """Whatever the author's Jinja raises is a sentence with file and line, within seconds."""
    path = desk.root / "releases" / "bad.md"
    path.write_text(f"---\n{FRONT}---\n{body}\n\nThe quay opens.\n", "utf-8")
    done = dry_run(desk)

    assert done.returncode == 2, done.stderr
    assert f"releases/bad.md{line}:" in done.stderr
    assert sentence in done.stderr
    assert not list(desk.root.glob("out/*.eml"))


def test_escape_in_a_subject_that_no_mail_can_hold(desk) -> None:
    """Half a character in the subject is refused on its line."""
    path = desk.root / "releases" / "bad.md"
    path.write_text("---\nheadline: Quay\nsubject: A {{ '\\ud800' }}\n---\nIt opens.\n", "utf-8")
    done = dry_run(desk)

    assert done.returncode == 2, done.stderr
    assert "releases/bad.md, line 3:" in done.stderr


@pytest.mark.parametrize("source", ["", "  \n", "<!-- to come -->"])
def test_template_that_makes_nothing(desk, source: str) -> None:
    """An empty page is refused by the name of its template."""
    template = desk.root / "templates" / "statement" / "statement.html.j2"
    template.parent.mkdir(parents=True)
    template.write_text(source)
    done = desk.run("check", "releases/ferry", "--list", "press")

    assert done.returncode == 2, done.stderr
    assert "templates/statement/statement.html.j2:" in done.stderr
    assert "empty page" in done.stderr


@pytest.mark.parametrize("name", WARNED)
def test_warned(desk, web, name: str) -> None:
    """A person is told, with the line; the release can still be sent."""
    written(desk, case_named(name), web.server_address[1])
    document, _ = desk.json("check", "releases/bad")

    assert document["errors"] + document["warnings"] > 0
    assert web.visits == 0


def test_cell_is_never_a_template(desk) -> None:
    """R056: what stands in a cell arrives as it stands there."""
    (desk.root / "lists" / "press.csv").write_text(
        "email,first_name,outlet,Press Code\na@example.org,{{7*7}},BBC,1\n"
    )
    done = dry_run(desk, "releases/ferry")
    (message,) = desk.root.glob("out/*.eml")

    assert done.returncode == 0, done.stderr
    assert b"{{7*7}}" in message.read_bytes()
    assert b"49" not in message.read_bytes().partition(b"\n\n")[2][:400]


def attaching(desk: Desk, path: str) -> subprocess.CompletedProcess:
    (desk.root / "releases" / "bad.md").write_text(
        f"---\n{FRONT}attachments:\n  - path: {path}\n    title: A\n---\nThe quay opens.\n"
    )
    return dry_run(desk)


def to_password_file(path: Path) -> None:
    path.symlink_to("/etc/passwd")


@pytest.mark.parametrize(
    "make", [to_password_file, os.mkfifo, Path.mkdir], ids=["symlink", "fifo", "folder"]
)
def test_attachment_is_a_regular_file_inside(desk, make) -> None:
    """R068, R069: a link that leaves the workspace, a pipe and a folder are refused at once."""
    make(desk.root / "photo.jpg")
    done = attaching(desk, "photo.jpg")

    assert done.returncode == 2, done.stderr
    assert "photo.jpg" in done.stderr
    assert "root:" not in done.stdout + done.stderr
    assert not list(desk.root.glob("out/*.eml"))


@pytest.mark.parametrize(
    "make", [to_password_file, os.mkfifo, Path.mkdir], ids=["symlink", "fifo", "folder"]
)
def test_release_is_a_regular_file_inside(desk, make) -> None:
    """R080, R081: so is the release itself; nothing of a stranger's file is shown."""
    make(desk.root / "releases" / "bad.md")
    done = dry_run(desk)

    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert "root:x:0" not in done.stdout + done.stderr


def test_picture_too_large(desk) -> None:
    """R074: a picture of 100 MB is refused by name, without being read."""
    with (desk.root / "big.png").open("wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n")
        file.truncate(100_000_000)
    (desk.root / "releases" / "bad.md").write_text(
        f"---\n{FRONT}images:\n  - path: big.png\n    alt: A quay\n---\nThe quay opens.\n"
    )
    done = dry_run(desk)

    assert done.returncode in {1, 2}, done.stderr
    assert "big.png" in done.stderr
    assert not list(desk.root.glob("out/*.eml"))


def test_drawing_is_not_parsed(desk) -> None:
    """R076: an SVG with an entity that would read a file is refused, or goes as it is."""
    case = case_named("R076")
    (desk.root / "logo.svg").write_text(case["input"]["value"])
    (desk.root / "releases" / "bad.md").write_text(
        f"---\n{FRONT}images:\n  - path: logo.svg\n    alt: A quay\n---\nThe quay opens.\n"
    )
    done = dry_run(desk)

    assert done.returncode in {1, 2}, done.stderr
    assert "logo.svg" in done.stderr
    assert "root:" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("check", "releases/bad", "--list", "few"),
        ("send", "releases/bad", "--list", "few", "--yes"),
        ("send", "releases/bad", "--list", "few", "--dry-run"),
        ("rehearse", "releases/bad", "--list", "few"),
    ],
    ids=lambda words: " ".join((words[0], words[-1])),
)
def test_what_check_calls_an_error_about_readers_stops_all(desk, web, words) -> None:
    """A column that is printed and empty for one reader stops them all, and names the row."""
    front = f"---\n{FRONT}date: 2026-05-01\n---\n"
    (desk.root / "releases/bad.md").write_text(
        front + "Dear {{ recipient.first_name }},\n\nIt is.\n"
    )
    (desk.root / "lists/few.csv").write_text("email,first_name\nann@p.example,Ann\nbo@p.example,\n")
    done = desk.run(*words, MAILER_SMTP_PORT=str(web.server_address[1]))

    assert done.returncode == 1
    assert "lists/few.csv:3" in done.stdout or "lists/few.csv, row 3" in done.stderr
    assert 'prints "recipient.first_name", which is empty' in done.stdout + done.stderr
    assert not web.visits
