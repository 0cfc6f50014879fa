"""A workspace and the command line on it, run as a person or cron runs it; two hundred recipients."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import forked

RELEASE = """---
headline: Night ferry returns to {place}
subject: "{greeting} {{{{ recipient.first_name or '{nobody}' }}}}: night ferry returns"
kind: statement
language: {language}
located: Northbank
date: 2026-05-01
{more}contacts:
  - name: Press desk
    phone: +44 20 7946 0000
    email: press@harbour.example
boilerplate: The Trust looks after the harbour.
---
{greeting} {{{{ recipient.first_name or "{nobody}" }}}} of {{{{ recipient.outlet }}}},
your code is {{{{ recipient.press_code }}}}.

“The ferry is back,” said the harbour master.
"""
KEYS = (
    "accepted", "deferred", "refused", "in_doubt", "suppressed", "withheld", "stopped", "remaining",
)  # fmt: skip


def release_text(language: str = "en", more: str = "") -> str:
    words = {
        "en": ("Dear", "colleague", "Northbank"),
        "es": ("Hola", "colega", "Northbank, España"),
    }
    greeting, nobody, place = words[language]
    return RELEASE.format(
        language=language, greeting=greeting, nobody=nobody, place=place, more=more
    )


class Desk:
    """A workspace and the command, run as a user or cron runs it."""

    def __init__(self, root: Path, port: int) -> None:
        self.root = root
        self.port = port
        for name in ("releases", "lists"):
            (root / name).mkdir(parents=True, exist_ok=True)
        (root / "mailer.toml").write_text(
            '[organisation]\nname = "Harbour Trust"\npostal_address = "1 Quay Street"\n'
            '[languages]\nfallback = "en"\n[lists.trusted]\ntrusted = true\n'
        )

    def attach_ninjs(self) -> None:
        """From now on every message carries the release as ninjs 3.1."""
        with (self.root / "mailer.toml").open("a", encoding="utf-8") as file:
            file.write("[attachments]\nninjs = true\n")

    def release(self, more: str = "", *languages: str, name: str = "ferry") -> str:
        for language in languages or ("en",):
            suffix = f".{language}" if languages else ""
            path = self.root / "releases" / f"{name}{suffix}.md"
            path.write_text(release_text(language, more), "utf-8")
        return f"releases/{name}"

    def media_list(self, rows: list[str], name: str = "press") -> str:
        head = "email,first_name,outlet,language,Press Code\n"
        (self.root / "lists" / f"{name}.csv").write_text(head + "".join(rows), "utf-8")
        return name

    def settings(self) -> dict[str, str]:
        """What the environment says: the relay is the server at `port`."""
        return {
            "MAILER_SMTP_HOST": "127.0.0.1",
            "MAILER_SMTP_PORT": str(self.port),
            "MAILER_SMTP_SECURITY": "none",
            "MAILER_FROM": "Harbour Trust <press@harbour.example>",
        }

    def environment(self, **more: str) -> dict[str, str]:
        """That of the command: this desk's settings, and none of whoever runs the tests."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith("MAILER_")}
        return kept | self.settings() | more

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "mailer", "--workspace", str(self.root), *words]

    def run(self, *words: str, **environment: str) -> subprocess.CompletedProcess:
        if all(name.startswith("MAILER_") for name in environment):
            return forked.run(
                ["--workspace", str(self.root), *words], self.environment(**environment)
            )
        # What else is set may be meant for the start itself: a clock, a library, a path.
        return subprocess.run(
            self.command(*words),
            env=self.environment(**environment),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    @contextmanager
    def running(self, *words: str, **environment: str) -> Iterator[subprocess.Popen]:
        """The command as a process of its own, ended with the block at the latest."""
        process = subprocess.Popen(
            self.command(*words),
            env=self.environment(**environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            yield process
        finally:
            process.kill()
            process.communicate()

    def json(self, *words: str, **environment: str) -> tuple[dict, int]:
        done = self.run(*words, "--json", **environment)
        assert "Traceback" not in done.stderr, done.stderr
        return (json.loads(done.stdout) if done.stdout.strip() else {}), done.returncode


def two_hundred() -> list[str]:
    return [
        f'person{n}@news{n % 20}.example,{"" if n % 10 == 0 else f"Name{n}"},"Outlet {n}, daily",'
        f"{('en', 'es')[n % 2]},CODE-{n:03d}-X\n"
        for n in range(1, 201)
    ]


def adds_up(document: dict) -> bool:
    return document["planned"] == sum(document[key] for key in KEYS)
