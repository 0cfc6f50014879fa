"""
The desk: a workspace with its settings open on it, and what every command does first.

Wiring only: files become values by `read`, values become messages by the stations after it. The
secret that Message-IDs are made with lies in `.mailer/key`, made at the first need, mode 0600.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from mailer.cli.console import Console
from mailer.cli.event_log import EventLog
from mailer.cli.secret_file import SecretError, secret_of
from mailer.deliver.clock import MachineClock, SystemClock
from mailer.read.configuration import load_settings
from mailer.read.settings import Mailbox, Relay, Settings
from mailer.read.workspace import Workspace
from mailer.words.addresses import Address, AddressError, parse_address
from mailer.words.errors import SettingsError, UsageError
from mailer.words.findings import Finding
from mailer.words.pseudonyms import KEY_BYTES

if TYPE_CHECKING:  # cron opens a desk every minute, and has mostly nothing to render
    from mailer.compose.mould import Mould
    from mailer.deliver.transcript import Transcript
    from mailer.read.lists.media_list import MediaListReader
    from mailer.read.lists.reading import Reading
    from mailer.read.lists.selection import Selection
    from mailer.read.recipient import Recipient
    from mailer.read.release import Release, Variant


@dataclass(slots=True)
class Desk:
    """Everything a command works with."""

    console: Console
    root: Path
    workspace: Workspace
    settings: Settings
    now: datetime
    clock: MachineClock = field(default_factory=SystemClock)
    log: EventLog = field(default_factory=EventLog)
    only_looks: bool = False
    """Nothing will be sent, so that a secret that cannot be written is done without."""

    def sender(self) -> Mailbox:
        """Who the mail is from; SettingsError where that is not set."""
        if self.settings.sender is None:
            raise SettingsError(
                "MAILER_FROM is not set: nobody to send as.",
                where=".env",
                cure="Add a line such as: MAILER_FROM=Press Office <press@your-domain.example>",
            )
        return self.settings.sender

    def relay(self) -> Relay:
        """The SMTP server; SettingsError where that is not set."""
        if self.settings.relay is None:
            raise SettingsError(
                "MAILER_SMTP_HOST is not set: no server to hand the messages to.",
                where=".env",
                cure="Add the name your mail provider gives for SMTP, such as "
                "MAILER_SMTP_HOST=smtp.your-provider.example",
            )
        return self.settings.relay

    def transcript(self) -> Transcript | None:
        """Where what is said to the relay is kept; None where that was not asked for."""
        from mailer.deliver.transcript import Transcript

        folder = self.console.transcripts
        return Transcript(Path(folder), self.clock, self.relay()) if folder else None

    def key(self) -> bytes:
        """The workspace's secret; made at the first need."""
        path = self.root / ".mailer" / "key"
        try:
            key = secret_of(path, lambda: os.urandom(KEY_BYTES), KEY_BYTES)
        except SecretError as error:
            if error.only_unwritable and self.only_looks:
                return bytes(KEY_BYTES)
            what = f"The workspace's key: {error}"
            raise SettingsError(what, where=str(path), cure=error.cure) from error
        if len(key) != KEY_BYTES:
            what = "The workspace's key is damaged."
            raise SettingsError(what, where=str(path), cure="Restore the file.")
        return key

    def mould(
        self,
        release: Release,
        distribution_id: str,
        inline: Callable[[str], str] | None = None,
        before: Mould | None = None,
    ) -> Mould:
        """
        What turns the release's recipients into messages; `inline`: instead of premailer.

        `before` is a mould that is used no more; what it compiled is used again.
        """
        from mailer.cli.moulding import make_mould

        return make_mould(self, release, distribution_id, inline, before)

    def lists(self, names: list[str], reading: Reading | None = None) -> list[MediaListReader]:
        """The media lists named on the command line, ready to stream."""
        trusted = self.settings.trusted_lists
        return [
            self.workspace.read_list(name, trusted_lists=trusted, reading=reading) for name in names
        ]

    def recipient_named(self, address: str, names: list[str]) -> Recipient:
        """The row of `address` in the lists; UsageError where there is none."""
        from mailer.read.lists.selection import Selected, Selection

        wanted = address_given(address)
        for selected in Selection(self.lists(names)):
            if isinstance(selected, Selected) and selected.recipient.address.key == wanted.key:
                return selected.recipient
        raise UsageError(
            f"{address} stands in none of the lists given.",
            cure="Name the list it stands in: --list NAME.",
        )

    def reader_of(self, variant: Variant) -> Recipient:
        """Ourselves as a recipient who speaks the variant's language, for renderings without a list."""
        from mailer.read.recipient import Recipient

        sender = self.sender()
        return Recipient(sender.address, {"language": variant.language, "name": sender.name})


def open_desk(context: typer.Context, *, only_looks: bool = False) -> Desk:
    """The desk of the workspace that the command line names."""
    console, folder = context.obj
    root = Path(folder)
    if not root.is_dir():
        raise UsageError(
            "There is no such folder.",
            where=str(root),
            cure="Make a workspace with: mailer init DIR",
        )
    settings, findings = load_settings(root, os.environ)
    console.findings(findings)
    clock = SystemClock()
    log = EventLog(console.log_file, clock, console)
    workspace = Workspace(root, settings.limits)
    return Desk(console, root, workspace, settings, clock.now(), clock, log, only_looks)


def checked_release(desk: Desk, given: str) -> tuple[Release, tuple[Finding, ...]]:
    """The release and all findings about it, those of reading and those of the preflight."""
    from mailer.check.preflight import check_release

    release, findings = desk.workspace.read_release(given, now=desk.now)
    checked = check_release(
        release,
        organisation=desk.settings.organisation,
        now=desk.now,
        earlier=desk.workspace.read_earlier(release),
    )
    return release, (*findings, *checked)


def address_given(text: str) -> Address:
    """An address from the command line."""
    try:
        return parse_address(text, allow_local=True).address
    except AddressError as error:
        raise UsageError(f'"{text}" {error}.', cure="Write one address: name@domain.") from error


def rows(selection: Selection, findings: list[Finding]) -> Iterator[Recipient]:
    """The recipients of a selection; findings about rows are collected on the way."""
    for each in selection:
        if isinstance(each, Finding):
            findings.append(each)
        else:
            yield each.recipient
