"""The workspace of the bench: a release of 25 KB in two parts, and a list of any length."""

import os
import sys
from pathlib import Path

_WORDS = "The night ferry between Northbank and Southbank returns on the first of May, and "
_RELEASE = """---
headline: Night ferry returns to Northbank
kind: news
language: en
located: Northbank
date: 2026-05-01
contacts:
  - name: Press desk
    phone: +44 20 7946 0000
    email: press@harbour.example
boilerplate: The Trust looks after the harbour.
---
Dear {{{{ recipient.first_name or "colleague" }}}},

{news}

{{% if recipient.outlet %}}We thought of the readers of {{{{ recipient.outlet }}}}.{{% endif %}}

###
"""
_NEWS = "\n\n".join((_WORDS * 5).strip() + " it is good." for _ in range(14))


def workspace(root: Path, recipients: int, port: int, **settings: str) -> Path:
    """A workspace at `root` whose relay listens on `port` of loopback."""
    for name in ("releases", "lists"):
        (root / name).mkdir(parents=True, exist_ok=True)
    (root / "mailer.toml").write_text(
        '[organisation]\nname = "Harbour Trust"\npostal_address = "1 Quay Street"\n'
        '[languages]\nfallback = "en"\n'
    )
    values = {
        "MAILER_FROM": "Harbour Trust <press@harbour.example>",
        "MAILER_SMTP_HOST": "127.0.0.1",
        "MAILER_SMTP_PORT": str(port),
        "MAILER_SMTP_SECURITY": "none",
        **settings,
    }
    lines = (f"{name}={value}\n" for name, value in values.items())
    (root / ".env").write_text("".join(lines))
    (root / ".env").chmod(0o600)
    (root / "releases" / "ferry.md").write_text(_RELEASE.format(news=_NEWS))
    with (root / "lists" / "press.csv").open("w") as file:
        file.write("email,first_name,outlet,language\n")
        for number in range(recipients):
            file.write(
                f"p{number}@news{number % 50}.example.org,Name{number},Outlet {number % 3000},en\n"
            )
    return root


def mailer(root: Path, *arguments: str) -> list[str]:
    """The command line of one command in a workspace."""
    return [sys.executable, "-m", "mailer", "--workspace", str(root), *arguments]


def environment() -> dict[str, str]:
    """Nothing of the caller's settings."""
    return {name: value for name, value in os.environ.items() if not name.startswith("MAILER_")}
