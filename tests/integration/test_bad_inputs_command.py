"""Wrong command lines and wrong settings, through the real command: a sentence, a status, no mail."""

import base64
import os
import pty
import quopri
import select
import subprocess
import sys
from pathlib import Path

import pytest
import trustme
from desk import Desk, two_hundred
from real_servers import Aiosmtpd

from mailer.deliver.embedded import EmbeddedServer
from mailer.read.settings import Security


@pytest.fixture
def server():
    with EmbeddedServer(None) as running:
        yield running


@pytest.fixture
def desk(tmp_path, server):
    made = Desk(tmp_path / "desk", server.port)
    made.release()
    made.media_list(two_hundred()[:3])
    return made


SEND = ("send", "releases/ferry", "--list", "press", "--yes")

REFUSED = {
    "M001 no arguments": ((), {}, 2, "Usage"),
    "M002 release and list swapped": (
        ("send", "lists/press.csv", "--list", "releases/ferry.md", "--yes"), {}, 2, "media list",
    ),
    "M003 option behind --": ((*SEND, "--", "--dry-run"), {}, 2, "--dry-run"),
    "M004 misspelt option": ((*SEND, "--dryrun"), {}, 2, "--dryrun"),
    "M004 abbreviated option": ((*SEND, "--dry"), {}, 2, "--dry"),
    "M008 nobody to confirm": (("send", "releases/ferry", "--list", "press"), {}, 2, "--yes"),
    "seed without a shuffle": ((*SEND, "--seed", "7"), {}, 2, "--order shuffle"),
    "M018 unknown distribution": (("status", "nope"), {}, 2, "nope"),
    "an empty time": ((*SEND, "--at", ""), {}, 2, "--at is empty"),
    "an empty time, joined": ((*SEND, "--at="), {}, 2, "--at is empty"),
    "an empty choice": ((*SEND, "--where", " "), {}, 2, "--where is empty"),
    "an empty word": ((*SEND, ""), {}, 2, "One of the words of the command is empty"),
    "two times": (
        (*SEND, "--at", "2030-01-01 09:00 UTC", "--at", "2031-01-01 09:00 UTC"), {}, 2, "2 times",
    ),
    "a dry run's folder without one": ((*SEND, "--out", "out"), {}, 2, "Add --dry-run"),
    "no such workspace": (("status", "--workspace", "/no/such/folder"), {}, 2, "/no/such/folder"),
    "C015 clear text to another machine": (
        SEND, {"MAILER_SMTP_HOST": "mail.example.org"}, 5, "in clear",
    ),
    "C017 host with a scheme": (SEND, {"MAILER_SMTP_HOST": "smtp://mail.example.org"}, 5, "name"),
    "C017 host with a line break": (SEND, {"MAILER_SMTP_HOST": "a.example\r\nb"}, 5, "SMTP_HOST"),
    "C019 two senders": (SEND, {"MAILER_FROM": "a@x.example, b@x.example"}, 5, "MAILER_FROM"),
    "C019 sender with a line break": (
        SEND, {"MAILER_FROM": "A <a@x.example>\r\nBcc: b@x.example"}, 5, "MAILER_FROM",
    ),
    "C026 rate below nothing": (SEND, {"MAILER_SMTP_RATE": "-1/s"}, 5, "MAILER_SMTP_RATE"),
    "C026 rate of nothing": (SEND, {"MAILER_SMTP_RATE": "0/day"}, 5, "MAILER_SMTP_RATE"),
    "C026 rate beyond all": (SEND, {"MAILER_SMTP_RATE": "99999999/s"}, 5, "MAILER_SMTP_RATE"),
    "port that is none": (SEND, {"MAILER_SMTP_PORT": "smtp"}, 5, "MAILER_SMTP_PORT"),
    "zone that is none": (SEND, {"MAILER_TIMEZONE": "Europe/Londn"}, 5, "Europe/London"),
    "ledger that is none": (SEND, {"MAILER_LEDGER": "mysql://somewhere"}, 5, "MAILER_LEDGER"),
    "dry run into a file": ((*SEND, "--dry-run", "--out", "/dev/null"), {}, 2, "no folder"),
    "render into a file": (("render", "releases/ferry", "-o", "/dev/null"), {}, 2, "no folder"),
    "a place where nobody writes": (
        ("render", "releases/ferry", "-o", "/proc/nothing"), {}, 2, "/proc/nothing:",
    ),
    "no headline": (("new", ""), {}, 2, "One of the words of the command is empty"),
    "headline in another encoding": (("new", "a\udcffb"), {}, 2, "The headline is no text"),
    "language that is none": (("new", "Quay", "--language", "\udcff"), {}, 2, "--language"),
    "time at the end of the calendar": (
        (*SEND, "--at", "9999-12-31T23:59:59-14:00"), {}, 2, "--at:",
    ),
}  # fmt: skip


def test_leaving_after_it_has_expired(desk, server) -> None:
    """A time at which nobody may use the release any more is refused."""
    desk.release("expires: 2098-05-01 09:00 UTC\n")
    done = desk.run(*SEND, "--at", "2098-05-01 09:00 UTC")

    assert done.returncode == 2
    assert "will have expired" in done.stderr


def test_leaving_in_years(desk) -> None:
    """A time more than a year ahead is warned about as an embargo is."""
    done = desk.run("rehearse", "releases/ferry", "--list", "press", "--at", "2098-05-01 09:00 UTC")

    assert "more than a year from now" in done.stderr


@pytest.mark.parametrize(
    ("words", "environment", "status", "sentence"), REFUSED.values(), ids=REFUSED
)
def test_refused(desk, server, words, environment, status, sentence) -> None:
    """It is said in a sentence, ends with its status, and nothing leaves or is planned."""
    done = desk.run(*words, **environment)
    planned, _ = desk.json("status")

    assert done.returncode == status, done.stderr
    assert sentence in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert not server.received
    assert planned == {"distributions": []}


def test_no_such_host_blames_nobody(desk) -> None:
    """C018: a host that does not exist pauses the distribution; every recipient is still to go."""
    nowhere = {"MAILER_SMTP_HOST": "mail.invalid", "MAILER_SMTP_SECURITY": "starttls"}
    done = desk.run(*SEND, **nowhere)
    account, _ = desk.json("status", "ferry-1")

    assert done.returncode == 6
    assert "mail.invalid" in done.stderr
    assert (account["state"], account["remaining"], account["refused"]) == ("paused", 3, 0)


@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo], ids=["a folder", "a pipe"])
@pytest.mark.parametrize(
    "words", [("check", "releases/ferry", "--list", "press"), SEND], ids=["check", "send"]
)
def test_key_that_is_no_file(desk, server, make, words) -> None:
    """What stands in the key's place is said, and not waited for."""
    (desk.root / ".mailer").mkdir(exist_ok=True)
    make(desk.root / ".mailer" / "key")
    done = desk.run(*words)

    assert done.returncode == 5, done.stderr
    assert ".mailer/key:" in done.stderr
    assert not server.received


@pytest.mark.parametrize("more", ["", 'unsubscribe_url = "https://press.example/stop/"'])
def test_only_looking_writes_no_secret(desk, tmp_path, more: str) -> None:
    """Where nobody may write into the workspace, what sends nothing needs no key that lasts."""
    settings = desk.root / "mailer.toml"
    settings.write_text(settings.read_text().replace("[languages]", f"{more}\n[languages]"))
    (desk.root / ".mailer").symlink_to("/proc/nothing")
    checked = desk.run("check", "releases/ferry", "--list", "press")
    tried = desk.run(*SEND, "--dry-run", "--out", str(tmp_path / "out"))
    sent = desk.run(*SEND)

    assert checked.returncode == 0, checked.stderr
    assert tried.returncode == 0, tried.stderr
    assert len(list((tmp_path / "out").glob("*.eml"))) == 3
    assert sent.returncode in {5, 7}, sent.stderr
    assert "Traceback" not in sent.stderr


def test_number_that_is_too_long(desk) -> None:
    """mailer.toml is refused with the line of a number of which no one knows the value."""
    with (desk.root / "mailer.toml").open("a") as file:
        file.write("\n[limits]\nmessages_per_connection = " + "9" * 5000 + "\n")
    done = desk.run("check", "releases/ferry")

    assert done.returncode == 5, done.stderr
    assert "mailer.toml, line " in done.stderr


ENV_FILES = {
    "C004 unquoted #": (b"MAILER_SMTP_USERNAME=u\nMAILER_SMTP_PASSWORD=pa #canary\n", 5, "single"),
    "C016 no verification": (b"MAILER_SMTP_VERIFY=false\n", 5, "MAILER_SMTP_VERIFY"),
    "C024 slip in a name": (b"MAILER_SMPT_RATE=1/s\n", 5, "MAILER_SMTP_RATE"),
    "a quote never closed": (b"MAILER_SMTP_PASSWORD='canary\n", 5, "never closed"),
}


@pytest.mark.parametrize(("content", "status", "sentence"), ENV_FILES.values(), ids=ENV_FILES)
def test_env_file(desk, content: bytes, status: int, sentence: str) -> None:
    """What `.env` says wrongly is refused or said; a secret is never shown."""
    path = desk.root / ".env"
    path.write_bytes(content)
    path.chmod(0o600)
    done = desk.run("check", "releases/ferry")

    assert done.returncode == status, done.stderr
    assert sentence in done.stderr
    assert "canary" not in done.stdout + done.stderr


def test_env_file_for_all_eyes(desk) -> None:
    """C002: a password that everybody on the machine can read is said loudly."""
    path = desk.root / ".env"
    path.write_text("MAILER_SMTP_USERNAME=u\nMAILER_SMTP_PASSWORD=canary\n")
    path.chmod(0o644)
    done = desk.run("check", "releases/ferry")

    assert "chmod 600" in done.stderr
    assert "canary" not in done.stderr


@pytest.mark.parametrize(
    ("line", "password"),
    [
        (b"MAILER_SMTP_PASSWORD='pa #ss wo$rd'\n", "pa #ss wo$rd"),
        ("MAILER_SMTP_PASSWORD=pässwörd\n".encode(), "pässwörd"),
        (b"MAILER_SMTP_PASSWORD=abc\r\n", "abc"),
        (b"\xef\xbb\xbfMAILER_SMTP_PASSWORD=abc\n", "abc"),
    ],
    ids=["C005 single quotes", "C007 not ASCII", "C008 Windows file", "byte order mark"],
)
def test_password_reaches_the_relay_as_written(tmp_path, line: bytes, password: str) -> None:
    """The relay is told exactly the password in the file (AUTH PLAIN, RFC 4616); the screen is not."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    with Aiosmtpd(Security.STARTTLS, authority.issue_cert("127.0.0.1")) as server:
        desk = Desk(tmp_path / "desk", server.port)
        desk.release()
        press = desk.media_list(two_hundred()[:3])
        path = desk.root / ".env"
        path.write_bytes(line + b"MAILER_SMTP_USERNAME=press\n")
        path.chmod(0o600)
        done = desk.run(
            "test", "releases/ferry", "--to", "me@home.example", "--list", press,
                "--as", "person2@news2.example",
            MAILER_SMTP_SECURITY="starttls", SSL_CERT_FILE=str(tmp_path / "authority.pem"),
        )  # fmt: skip

    assert done.returncode == 6, done.stderr
    assert server.logins == [("press", password)]
    secret = base64.b64encode(f"\0press\0{password}".encode()).decode()
    assert password not in done.stdout + done.stderr
    assert secret not in done.stdout + done.stderr


def test_password_is_no_key_of_a_release(desk) -> None:
    """C025: a secret in the front matter is an unknown key, and its value is not repeated."""
    path = desk.root / "releases" / "ferry.md"
    path.write_text(path.read_text().replace("kind:", "smtp_password: canary\nkind:"))
    done = desk.run("check", "releases/ferry")

    assert done.returncode == 2
    assert "smtp_password" in done.stderr
    assert "canary" not in done.stdout + done.stderr


def test_ledger_in_a_folder_that_is_emptied(desk, tmp_path) -> None:
    """C027: a ledger where the system tidies up is said to be in danger."""
    done = desk.run("check", "releases/ferry", MAILER_LEDGER="sqlite:////tmp/no-ledger.sqlite3")

    assert "ST004" in done.stderr
    assert not Path("/tmp/no-ledger.sqlite3").exists()


def test_dry_run_wins_over_yes(desk, server, tmp_path) -> None:
    """M006: with both, nothing is sent."""
    done = desk.run(*SEND, "--dry-run", "--out", str(tmp_path / "out"))

    assert done.returncode == 0, done.stderr
    assert not server.received
    assert len(list((tmp_path / "out").glob("*.eml"))) == 3


def test_full_stdout_changes_nothing(desk, server) -> None:
    """M010, M011: where nobody can read what is printed, the mail and the account are the same."""
    environment = {**os.environ, **desk.settings()}
    command = [sys.executable, "-m", "mailer", "--workspace", str(desk.root), *SEND]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=full, stderr=full, timeout=60
        )
    account, _ = desk.json("status", "ferry-1")

    assert done.returncode == 0
    assert len(server.received) == 3
    assert account["accepted"] == 3


@pytest.mark.parametrize("answer", [b"\x04", b"\n", b"maybe\n", b"y\n", b"4\n"])
def test_any_answer_but_the_count_means_no(desk, server, answer: bytes) -> None:
    """M009: end of input, Enter, `maybe`, `y` or another number send nothing, with status 3."""
    status, shown = answered(desk, ("send", "releases/ferry", "--list", "press"), answer)

    assert status == 3, shown
    assert "nothing was sent" in shown
    assert not server.received


def test_the_count_means_yes(desk, server) -> None:
    """The count that was shown, typed by a person, sends."""
    status, shown = answered(desk, ("send", "releases/ferry", "--list", "press"), b"3\n")

    assert status == 0, shown
    assert len(server.received) == 3


def answered(desk: Desk, words: tuple[str, ...], answer: bytes) -> tuple[int, str]:
    """Run on a terminal and answer the question; the exit status and what the screen showed."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "mailer", "--workspace", str(desk.root), *words],
        env={**os.environ, **desk.settings()}, stdin=slave, stdout=slave, stderr=slave,
    )  # fmt: skip
    os.close(slave)
    shown, asked = b"", False
    try:
        while select.select([master], [], [], 60)[0]:
            try:
                shown += os.read(master, 4096)
            except OSError:
                break
            if b"anything else to stop: " in shown and not asked:
                asked = True
                os.write(master, answer)
        return process.wait(60), shown.decode(errors="replace")
    finally:
        os.close(master)
        process.kill()


def test_cron_from_elsewhere_with_nothing_set(desk, server) -> None:
    """M014, M015: from /, without HOME, LANG and PATH, the same ledger and right UTF-8."""
    path = desk.root / "releases" / "ferry.md"
    path.write_text(path.read_text("utf-8").replace("returns to", "kommt zurück nach"), "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mailer", "--workspace", str(desk.root), *SEND],
        env=desk.settings(), cwd="/", stdin=subprocess.DEVNULL, capture_output=True, timeout=60,
    )  # fmt: skip
    due = subprocess.run(
        [sys.executable, "-m", "mailer", "--workspace", str(desk.root), "due"],
        env=desk.settings(), cwd="/", stdin=subprocess.DEVNULL, capture_output=True, timeout=60,
    )  # fmt: skip

    assert (done.returncode, due.returncode) == (0, 0), done.stderr + due.stderr
    assert all("zurück".encode() in quopri.decodestring(one.content) for one in server.received)
    assert (desk.root / ".mailer" / "ledger.sqlite3").exists()
    assert not Path("/.mailer").exists()
