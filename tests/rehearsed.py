"""A rehearsal in this process, from an instant that a test chooses, and what came of it."""

import io
import json
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import UTC, datetime

from desk import Desk

from mailer.cli.console import Console
from mailer.cli.desk import Desk as Workplace
from mailer.cli.options import Asked
from mailer.cli.sending.despatch import Order
from mailer.cli.sending.rehearsing import play
from mailer.deliver.embedded import Received
from mailer.read.configuration import load_settings
from mailer.read.workspace import Workspace

NOW = datetime(2026, 3, 28, 12, tzinfo=UTC)
"""The day before the clocks of Europe change."""
ZONES = ("Europe/London", "Europe/Madrid", "America/New_York", "Asia/Tokyo", "Pacific/Auckland")


@dataclass
class Played:
    """What came of a rehearsal: what it said, and what the server saw."""

    status: int = 0
    out: str = ""
    err: str = ""
    got: list[tuple[str, datetime, bytes]] = field(default_factory=list)

    @property
    def at(self) -> dict[str, datetime]:
        return {rcpt_to: at for rcpt_to, at, _ in self.got}

    @property
    def document(self) -> dict:
        return json.loads(self.out)


def rehearsed(
    desk: Desk,
    *lists: str,
    now: datetime = NOW,
    as_json: bool = False,
    environment: dict[str, str] | None = None,
    meanwhile: Callable[[], None] = lambda: None,
    **options: object,
) -> Played:
    """Rehearse the desk's release at `now`; `meanwhile`: what happens at each message."""
    played, said = Played(), (io.StringIO(), io.StringIO())
    settings_, _ = load_settings(desk.root, desk.settings() | (environment or {}))
    place = Workplace(
        Console(as_json=as_json), desk.root, Workspace(desk.root, settings_.limits), settings_, now
    )
    order = Order("releases/ferry", list(lists), **({"asked": Asked()} | options))

    def look_on(message: Received, at: datetime) -> None:
        played.got.append((message.rcpt_to, at, message.content))
        meanwhile()

    with redirect_stdout(said[0]), redirect_stderr(said[1]):
        played.status = play(place, order, look_on)
    played.out, played.err = (each.getvalue() for each in said)
    return played


def a_list(desk: Desk, name: str, zones: list[str]) -> dict[str, str]:
    """A list of one recipient for each zone; address → zone."""
    addresses = {f"{name}{n}@news{n % 7}.example": zone for n, zone in enumerate(zones)}
    rows = [f"{address},Ana,One,en,C,{zone}\n" for address, zone in addresses.items()]
    head = "email,first_name,outlet,language,Press Code,timezone\n"
    (desk.root / "lists" / f"{name}.csv").write_text(head + "".join(rows), "utf-8")
    return addresses


def shown(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"


def embargo(at: datetime) -> str:
    return f"embargoed_until: {shown(at)}\n"
