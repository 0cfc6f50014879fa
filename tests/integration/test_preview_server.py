"""The preview's server: who may ask, how, and that nothing can be changed through it."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import forked
import pytest
from previewed import HOSTILE, PICTURE, Running, a_command, a_workspace, run_once, run_preview


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    root = a_workspace(tmp_path_factory.mktemp("desk"), embargoed=True)
    served = run_preview(root, "--list", "press")
    yield served
    if served.process.poll() is None:
        served.stop()


def test_the_address_is_loopback_with_a_token(running: Running) -> None:
    """The page is on this machine alone, under 256 random bits."""
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/[A-Za-z0-9_-]{43}/", running.address)


@pytest.mark.parametrize(
    "path", ["", "view", "people", "frame?look=dark", "preview.js", "preview.css"]
)
def test_every_answer_is_kept_by_nobody(running: Running, path: str) -> None:
    """No answer is cached, shared with other origins, sniffed, or told to others by a referrer."""
    answer = running.ask(path)
    headers = {name.lower(): value for name, value in answer.getheaders()}

    assert answer.status == 200
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert not any(name.startswith("access-control-") for name in headers)
    assert "server" not in headers


def test_the_page_may_run_its_own_script_alone(running: Running) -> None:
    """No inline script or style, no frame but ours, no form, and nobody may frame the page."""
    policy = running.ask().getheader("content-security-policy")

    assert "script-src 'self'; style-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_the_frame_may_do_nothing(running: Running) -> None:
    """The message's own page is sandboxed by its header too, should anybody open it by itself."""
    answer = running.ask("frame?person=evil@x.example&look=light")
    policy = answer.getheader("content-security-policy")

    assert "default-src 'none'; img-src data:; style-src 'unsafe-inline'" in policy
    assert "; sandbox;" in policy
    assert b"<script>document" not in answer.content
    assert b"&lt;script&gt;" in answer.content


@pytest.mark.parametrize(
    "path",
    ["/", "/favicon.ico", "/wrong/", f"/{'A' * 43}/", f"/{'A' * 43}/view", "/%00/", "//", "/ü/"],
)
def test_without_the_token_there_is_nothing(running: Running, path: str) -> None:
    """Any other path is 404, whatever follows."""
    assert running.ask(path.replace("ü", "%C3%BC")).status == 404


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1",
        "127.0.0.1:1",
        "localhost.evil.example:{port}",
        "[::1]:{port}",
        "0.0.0.0:{port}",
        "127.0.0.1:{port}@evil.example",
        "",
    ],
)
def test_a_foreign_name_for_this_machine_is_refused(running: Running, host: str) -> None:
    """A name that was pointed at us (DNS rebinding) gets nothing, even with the token."""
    port = running.address.split(":")[2].split("/")[0]
    answer = running.ask("view", Host=host.replace("{port}", port))

    assert answer.status in {400, 421}
    assert b"ferry" not in answer.content


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "https://127.0.0.1:{port}", "http://localhost:{port}"]
)
def test_a_foreign_origin_is_refused(running: Running, origin: str) -> None:
    """Another page, a sandboxed one and another scheme get nothing; our own origin does."""
    port = running.address.split(":")[2].split("/")[0]

    assert running.ask("view", Origin=origin.replace("{port}", port)).status == 403
    assert running.ask("view", Origin=f"http://127.0.0.1:{port}").status == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("path", ["", "view", "send"])
def test_nothing_can_be_changed(running: Running, method: str, path: str) -> None:
    """There is no request that changes anything."""
    assert running.ask(path, method=method, Content_Length="0").status == 405


@pytest.mark.parametrize(
    "path",
    [
        "../mailer.toml",
        "..%2f.env",
        "%2e%2e/.env",
        "preview.js/../../.env",
        "static/.env",
        "frame/../../.env",
        "send",
        "view/",
        "frame?look=/etc/passwd",
        "frame?look=",
    ],
)
def test_no_path_leads_to_a_file(running: Running, path: str) -> None:
    """Answers are made, never read from where a path says."""
    assert running.ask(path).status == 404


def test_a_person_is_looked_up_never_opened(running: Running) -> None:
    """An id is a key into the list; what stands in no list shows somebody who does."""
    document = json.loads(running.ask("view?person=../../.env").content)

    assert "@" in document["person"]["address"]


def test_hostile_values_are_data(running: Running) -> None:
    """A name full of markup comes as JSON and is the same text as in the list."""
    document = json.loads(running.ask("view?person=evil@x.example").content)

    assert document["person"]["name"] == HOSTILE
    assert document["standing"] == {"what": "held until the embargo lifts", "held": True}


def test_asking_changes_no_file(running: Running) -> None:
    """Whatever is asked, the workspace stays as it is, byte for byte."""

    def everything() -> dict[str, bytes]:
        files = (path for path in running.root.rglob("*") if path.is_file())
        return {str(path): path.read_bytes() for path in files}

    before = everything()
    for path in (
        "",
        "view?person=text@plain.example",
        "people?search=ada",
        "frame?look=print",
        "send",
    ):
        running.ask(path)

    assert everything() == before


def test_ctrl_c_ends_it_cleanly(tmp_path: Path) -> None:
    """Ctrl-C ends the preview with status 0 and one sentence, also while a page listens."""
    served = run_preview(a_workspace(tmp_path), "--no-browser")
    parts = urlsplit(served.address)
    listening = HTTPConnection("127.0.0.1", parts.port, timeout=30)
    listening.request("GET", f"{parts.path}events")
    stream = listening.getresponse()
    status, said = served.stop()
    stream.read()
    listening.close()

    assert stream.getheader("content-type").startswith("text/event-stream")
    assert status == 0
    assert said.endswith("The preview has ended.\n")
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["releases/none"], "There is no such release."),
        (["releases/ferry", "--list", "none"], "There is no such list."),
    ],
)
def test_what_is_not_there_is_refused_at_once(
    tmp_path: Path, arguments: list[str], words: str
) -> None:
    """A wrong name ends the command with status 2 and the cure, and no page is served."""
    done = run_once(a_workspace(tmp_path), *arguments)

    assert done.returncode == 2
    assert words in done.stderr
    assert done.stdout == ""


def test_without_the_extra_the_cure_is_one_sentence(tmp_path: Path) -> None:
    """Without starlette there is one sentence with the command to install it, and status 5."""
    program = (
        "import sys; sys.modules['starlette'] = None; sys.argv[0] = 'mailer'; "
        "from mailer.cli.app import main; main()"
    )
    command = a_command(a_workspace(tmp_path), "releases/ferry")
    done = subprocess.run(
        [sys.executable, "-c", program, *command[3:]], capture_output=True, text=True, timeout=60
    )

    assert done.returncode == 5
    assert "pip install 'press-mailer[preview]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_copy_is_one_file(tmp_path: Path) -> None:
    """`--out` writes one page and says its name; a folder with other files is left alone."""
    root = a_workspace(tmp_path / "desk")
    words = ("releases/ferry", "--list", "press", "--out")
    done = run_once(root, *words, str(tmp_path / "copy"))
    again = run_once(root, *words, str(tmp_path / "copy"))
    refused = run_once(root, *words, str(root))

    assert done.returncode == again.returncode == 0, done.stderr
    assert [path.name for path in (tmp_path / "copy").iterdir()] == ["index.html"]
    assert done.stdout == f"{tmp_path / 'copy' / 'index.html'}\n"
    assert refused.returncode == 2
    assert "other files" in refused.stderr


@pytest.mark.parametrize(
    ("name", "content", "status", "words"),
    [
        ("releases/ferry.md", "---\nheadline: x\n", 2, "releases/ferry.md"),
        (".env", "", 5, "MAILER_FROM"),
        ("lists/press.csv", "name\nx\n", 2, 'no column "email"'),
        ("lists/press.csv", "email\n", 2, "nobody"),
    ],
)
def test_a_copy_of_what_cannot_be_read_is_refused(
    tmp_path: Path, name: str, content: str, status: int, words: str
) -> None:
    """A copy is written whole or not at all, and the error is the one of every command."""
    root = a_workspace(tmp_path / "desk")
    (root / name).write_text(content, encoding="utf-8")
    copy = str(tmp_path / "copy")
    done = run_once(root, "releases/ferry", "--list", "press", "--out", copy)

    assert (done.returncode, words in done.stderr) == (status, True), done.stderr
    assert not (tmp_path / "copy").exists()


def run_beside(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if "MAILER" not in name}
    return forked.run(["--workspace", str(root), *arguments], environment, timeout=60)


def test_what_is_seen_is_what_a_dry_run_writes(running: Running, tmp_path: Path) -> None:
    """Subject, text and HTML on the page are, letter by letter, those that `send` would hand over."""
    release = running.release.read_text("utf-8").replace("  - name: Tom Specimen\n", "")
    root = a_workspace(tmp_path / "desk", embargoed=True)
    (root / "releases" / "ferry.md").write_text(release, encoding="utf-8")
    (root / ".mailer").mkdir(exist_ok=True)
    done = run_beside(
        root,
        "send",
        "releases/ferry",
        "--list",
        "press",
        "--dry-run",
        "--out",
        str(tmp_path / "out"),
    )
    served = run_preview(root, "--list", "press")
    try:
        compared = 0
        for file in (tmp_path / "out").glob("*.eml"):
            message = message_from_bytes(file.read_bytes(), policy=default)
            address = message["To"].addresses[0].addr_spec
            seen = json.loads(served.ask(f"view?person={address}").content)["message"]
            bodies = [message.get_body((kind,)) for kind in ("plain", "html")]
            text, html = (
                body.get_content().replace("\r\n", "\n") if body else "" for body in bodies
            )
            assert (seen["subject"], seen["text"], seen["html"]) == (message["Subject"], text, html)
            compared += 1
    finally:
        served.stop()

    assert compared == 5, done.stderr


def test_the_page_says_what_check_says(running: Running) -> None:
    """The findings on the page are those of `mailer check`, but for columns printed empty."""
    checked = json.loads(
        run_beside(running.root, "--json", "check", "releases/ferry", "--list", "press").stdout
    )
    wanted = {(each["id"], each["what"]) for each in checked["findings"] if each["id"] != "PR066"}
    deadline = time.monotonic() + 30
    seen: set[tuple[str, str]] = set()
    while not wanted <= seen and time.monotonic() < deadline:
        document = json.loads(running.ask("view").content)
        seen = {(each["id"], each["what"]) for each in document["findings"]}

    assert len(wanted) > 4
    assert seen == wanted


def test_the_limits_of_the_workspace_hold(tmp_path: Path) -> None:
    """A picture that `send` would refuse as too large is refused here too, with the same words."""
    root = a_workspace(tmp_path / "desk")
    (root / "pier.png").write_bytes(PICTURE + bytes(2_000))
    with (root / "mailer.toml").open("a", encoding="utf-8") as file:
        file.write('[limits]\npicture = "1 KB"\n')
    done = run_once(root, "releases/ferry", "--out", str(tmp_path / "copy"))

    assert "pier.png" in done.stderr
    assert done.returncode == 2, done.stderr
