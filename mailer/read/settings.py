"""
Settings: `.env` and the environment for the relay and secrets, `mailer.toml` for the rest.

Promises: the process environment wins over `.env` (python-dotenv conventions); every refusal names
the setting and where its value came from. Never: puts a secret into a repr, an error or a log.
Fails with: SettingsError.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple

from mailer.read.release import PressContact
from mailer.words.addresses import Address


class Security(StrEnum):
    """How the line to the relay is protected (RFC 8314)."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `count` messages in any `seconds`."""

    count: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Relay:
    """The SMTP server that takes our mail over, and how to talk to it."""

    host: str
    port: int
    security: Security
    username: str = ""
    password: str = field(default="", repr=False)
    connections: int = 4
    rates: tuple[Rate, ...] = ()
    messages_per_connection: int = 0
    """After so many another connection takes its place; 0: no bound."""
    connection_age_s: int = 0
    """After so many seconds too; 0: no bound."""
    ca_file: str = ""
    """A PEM file of authorities trusted beside the system's (SSL_CERT_FILE); "": the system's."""


class Mailbox(NamedTuple):
    """An address and the name shown with it."""

    address: Address
    name: str = ""


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who sends: everything the letterhead and footer need. Empty text: not given."""

    name: str = ""
    postal_address: str = ""
    website: str = ""
    logo: str = ""
    """Path of an image in the workspace, embedded by CID."""
    colour: str = "#1a4d80"
    accent: str = "#9a3412"
    font: str = ""
    boilerplate: Mapping[str, str] = field(default_factory=dict)
    """Language → Markdown."""
    contacts: tuple[PressContact, ...] = ()
    """Press contacts used where a release names none."""
    unsubscribe_address: str = ""
    """Where "stop" mails go; empty: the From address."""
    unsubscribe_url: str = ""
    """The page that takes unsubscribe tokens; a token is appended to it. Empty: there is none."""
    list_id: str = ""
    reason: Mapping[str, str] = field(default_factory=dict)
    """Language → why the reader gets this mail, one sentence."""


@dataclass(frozen=True, slots=True)
class Limits:
    """`[limits]` of mailer.toml: how much one message may carry; how fast, and how long."""

    picture_bytes_max: int = 2_000_000
    """Of one picture; a larger one is offered as a link."""
    files_bytes_max: int = 20_000_000
    """Of all files together; encoded for mail they grow by a third (RFC 2045 6.8)."""
    give_up_after: timedelta | None = None
    """How long after its time a deferred delivery is tried again; None: as `schedule.retry` has it."""
    messages_per_connection: int = 0
    """As in `Relay`; 0: not given."""
    connection_age_s: int = 0
    domains: Mapping[str, tuple[Rate, ...]] = field(default_factory=dict)
    """Recipient domain, in lower case and ASCII, to its rates."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything configured, already read and checked."""

    relay: Relay | None
    """None: not configured; only sending needs it."""
    sender: Mailbox | None
    """None: MAILER_FROM is not set."""
    reply_to: Mailbox | None
    timezone: str
    """IANA name used to *show* times; never to complete an embargo."""
    ledger_url: str = field(repr=False)
    organisation: Organisation = field(default_factory=Organisation)
    trusted_lists: frozenset[str] = frozenset()
    lists_named: tuple[str, ...] = ()
    """The lists that mailer.toml names; there may be none of that name."""
    fallback_language: str = ""
    """Declared in mailer.toml `[languages] fallback`; "": none declared."""
    limits: Limits = field(default_factory=Limits)
    attaches_ninjs: bool = False
    """`[attachments] ninjs` of mailer.toml: every message carries the release as ninjs 3.1."""
    ntp: str = ""
    """The time server that is asked before an instant, with or without its port; "": none is."""
    timezone_is_given: bool = False
    """Whether somebody wrote MAILER_TIMEZONE; times are shown in UTC otherwise."""
