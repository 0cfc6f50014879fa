"""A workspace of the project's own invention under `mailer preview`, as a newcomer runs it."""

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import forked

HOSTILE = (
    "<img src=x onerror=alert(1)></script><script>document.title='broken'</script>[/b]{{ 7 * 7 }}"
)
RELEASE = """\
---
headline: Night ferry returns to  Northbank
subhead: Boats at every hour from Monday
language: en
located: Northbank
date: 2026-05-01
subject: "{{ recipient.first_name or 'For your desk' }}: night ferry returns"
preheader: Four crossings a night
contacts:
  - name: Ines Sample
    phone: +44 20 7946 0101
    email: ines.sample@harbour.example
  - name: Tom Specimen
images:
  - path: pier.png
    alt: A pier at night
boilerplate: The Northbank Harbour Trust looks after the harbour.
---
Dear {{ recipient.name or "colleague" }}, the ferry of {{ recipient.outlet }} returns.

{% if recipient.beat == "transport" %}
The timetable is at [harbour.example/night](https://harbour.example/night).
{% endif %}
"""
EMBARGO = "embargoed_until: 2099-05-01 09:00 Europe/London\n"
LONGEST = (
    "Wolfeschlegelsteinhausenbergerdorff von und zu Donaudampfschifffahrtsgesellschaft von "
    "Beispielstadt am Beispielfluss im Musterland"
)
LIST = f"""\
email,first_name,name,outlet,language,timezone,trusted,format,beat
ada@morning.example,Ada,Ada Sample,The Morning Sample,en,Europe/London,yes,,transport
evil@x.example,,"{HOSTILE}",Evil,en,America/New_York,,,
noor@jarida.example,نور,نور المثال,جريدة,ar,Asia/Dubai,,,
long@papers.example,Wolfeschlegel,{LONGEST},Papers,en,Europe/Berlin,,,
text@plain.example,Tim,Tim Text,Plain Wire,en,America/Chicago,,text,
no address,,,,,,,,
"""
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360"
    "f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)


def a_workspace(root: Path, *, embargoed: bool = False) -> Path:
    """A folder with one release, one list of difficult people, and a sender."""
    for folder in ("releases", "lists", "templates"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    release = RELEASE.replace("located:", EMBARGO + "located:") if embargoed else RELEASE
    (root / "releases" / "ferry.md").write_text(release, encoding="utf-8")
    (root / "lists" / "press.csv").write_text(LIST, encoding="utf-8")
    (root / "pier.png").write_bytes(PICTURE)
    (root / ".env").write_text("MAILER_FROM=Press desk <press@harbour.example>\n", encoding="utf-8")
    (root / ".env").chmod(0o600)
    (root / "mailer.toml").write_text('[organisation]\nname = "Harbour Trust"\n', encoding="utf-8")
    return root


def a_command(root: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "mailer", "--workspace", str(root), "preview", *arguments]


def run_once(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A preview that ends by itself: a copy, or a refusal."""
    environment = {name: value for name, value in os.environ.items() if "MAILER" not in name}
    return forked.run(["--workspace", str(root), "preview", *arguments], environment, timeout=60)


@dataclass
class Running:
    """A preview that serves."""

    root: Path
    process: subprocess.Popen
    address: str

    @property
    def release(self) -> Path:
        return self.root / "releases" / "ferry.md"

    def ask(self, path: str = "", *, method: str = "GET", **headers: str):
        """The answer to one request, its body read; `path` is below the token unless it begins /."""
        parts = urlsplit(self.address)
        connection = HTTPConnection("127.0.0.1", parts.port, timeout=30)
        target = path if path.startswith("/") else parts.path + path
        connection.putrequest(method, target, skip_host=True)
        for name, value in ({"Host": parts.netloc} | headers).items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        answer = connection.getresponse()
        answer.content = answer.read()
        connection.close()
        return answer

    def stop(self) -> tuple[int, str]:
        """The exit status after Ctrl-C, and what was said."""
        self.process.send_signal(signal.SIGINT)
        _, said = self.process.communicate(timeout=30)
        return self.process.returncode, said


def run_preview(root: Path, *arguments: str) -> Running:
    """Start it; it has said its address."""
    environment = {name: value for name, value in os.environ.items() if "MAILER" not in name}
    process = subprocess.Popen(
        a_command(root, "releases/ferry", *arguments),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
    address = process.stdout.readline().strip()
    if not address:
        _, said = process.communicate(timeout=30)
        raise AssertionError(said)
    return Running(root, process, address)
