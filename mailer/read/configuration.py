"""
Configuration: `.env`, the environment and `mailer.toml` of a workspace become `Settings`.

Promises: the process environment wins over `.env`, name by name, as python-dotenv has it; a name of
ours that is misspelt is refused, so that no setting is off because of a slip; every refusal names
the setting and where its value came from.
Never: shows a value that could be secret; changes the environment.
Fails with: SettingsError.
"""

import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from pathlib import Path

from mailer.read.characters import forbidden_in_line, in_words
from mailer.read.disk import DiskError, MissingFileError, mode_of, read_file
from mailer.read.env_file import ENV_BYTES_MAX, Setting, parse_env
from mailer.read.host_port import host_and_port
from mailer.read.relay_settings import relay_of
from mailer.read.settings import Mailbox, Settings
from mailer.read.settings_file import TOML_BYTES_MAX, SettingsFile, parse_settings_file
from mailer.words.addresses import AddressError, parse_address
from mailer.words.errors import SettingsError
from mailer.words.findings import Finding, Severity, did_you_mean
from mailer.words.zones import TimeError, parse_zone

NAMES = (
    "MAILER_SMTP_HOST",
    "MAILER_SMTP_PORT",
    "MAILER_SMTP_SECURITY",
    "MAILER_SMTP_USERNAME",
    "MAILER_SMTP_PASSWORD",
    "MAILER_SMTP_CONNECTIONS",
    "MAILER_SMTP_RATE",
    "MAILER_SMTP_ALLOW_PLAINTEXT",
    "MAILER_FROM",
    "MAILER_REPLY_TO",
    "MAILER_TIMEZONE",
    "MAILER_LEDGER",
    "MAILER_NTP",
)
"""The settings of `.env` and the environment; README has a table of the same names."""
_LEDGER = "sqlite:///.mailer/ledger.sqlite3"
_LEDGER_SCHEMES = ("sqlite:///", "postgresql://", "postgresql+psycopg://")
_FLEETING = ("/tmp/", "/var/tmp/", "/dev/shm/", "/private/tmp/")  # noqa: S108 - named to warn of them
_ALL_NAMES = f"There are: {', '.join(NAMES)}."
_ALIKE = 0.85
_ALIKE_AT_ALL = 0.7
_NOTHING = Setting("", "")


def load_settings(root: Path, environ: Mapping[str, str]) -> tuple[Settings, tuple[Finding, ...]]:
    """Read the settings of the workspace at `root`; `environ` is the process environment."""
    findings: list[Finding] = []
    given = _given(root, environ, findings)
    relay, of_relay = relay_of(given)
    findings += of_relay
    written = _settings_file(root)
    limits = written.limits
    if relay is not None:
        relay = replace(
            relay,
            messages_per_connection=limits.messages_per_connection,
            connection_age_s=limits.connection_age_s,
        )
    settings = Settings(
        relay=relay,
        sender=_mailbox(given, "MAILER_FROM"),
        reply_to=_mailbox(given, "MAILER_REPLY_TO"),
        timezone=_timezone(given.get("MAILER_TIMEZONE", _NOTHING)),
        ledger_url=_ledger_url(given.get("MAILER_LEDGER", _NOTHING), findings),
        organisation=written.organisation,
        trusted_lists=written.trusted_lists,
        lists_named=written.lists_named,
        fallback_language=written.fallback_language,
        limits=limits,
        attaches_ninjs=written.attaches_ninjs,
        ntp=_time_server(given.get("MAILER_NTP", _NOTHING)),
        timezone_is_given=bool(given.get("MAILER_TIMEZONE", _NOTHING).value),
    )
    return settings, tuple(findings)


def _given(root: Path, environ: Mapping[str, str], findings: list[Finding]) -> dict[str, Setting]:
    """The values that hold: those of the environment, then those of `.env`."""
    path = root / ".env"
    given: dict[str, Setting] = {}
    content = _content(path, ".env", ENV_BYTES_MAX)
    if content is not None:
        given.update(parse_env(content))
        _refuse_misspelt(given, findings)
        if _mode(path) & (stat.S_IROTH | stat.S_IWOTH):
            what = "Everybody on this machine can read the file with the password."
            findings.append(
                Finding("ST002", Severity.WARNING, what, "Run: chmod 600 .env", file=".env")
            )
    for name, value in environ.items():
        if name in NAMES or name == "SSL_CERT_FILE":
            if found := forbidden_in_line(value):
                what = f"{name} holds {in_words(found[0])}."
                raise SettingsError(what, where="the environment", cure="Set it anew without.")
            given[name] = Setting(value, "the environment")
        elif name.upper().startswith("MAILER_"):
            # Only a warning: other programs, too, have names in MAILER_, and share the environment.
            findings.append(_unknown(name, "the environment"))
    return given


def _content(path: Path, shown: str, bytes_max: int) -> bytes | None:
    """The file's bytes; None where there is no such file."""
    try:
        content = read_file(path, bytes_max)
    except MissingFileError:
        return None
    except DiskError as error:
        raise SettingsError(str(error), where=shown) from error
    if len(content) > bytes_max:
        raise SettingsError("The file is too large to hold settings.", where=shown)
    return content


def _mode(path: Path) -> int:
    try:
        return mode_of(path)
    except DiskError as error:
        raise SettingsError(str(error), where=path.name) from error


def _refuse_misspelt(given: Mapping[str, Setting], findings: list[Finding]) -> None:
    """`.env` may hold other programs' names, but none that is nearly one of ours."""
    for name, setting in given.items():
        if name in NAMES:
            continue
        # Other programs take names in small letters; of ours, none would ever be read.
        ours = name.upper().startswith(("MAILER", "SMTP", "SMPT"))
        near = _nearest(name)
        if ours:
            cure = f"Did you mean {near}?" if near else _ALL_NAMES
            raise SettingsError(f"There is no setting {name[:60]}.", where=setting.where, cure=cure)
        if near and _likeness(name, near) >= _ALIKE:
            findings.append(_unknown(name, setting.where))


def _nearest(name: str) -> str:
    """The one of our names that is meant, perhaps; "" where none is near."""
    near = max(NAMES, key=lambda known: _likeness(name, known))
    return near if _likeness(name, near) >= _ALIKE_AT_ALL else ""


def _likeness(name: str, known: str) -> float:
    """How much a name is like one of ours, with or without our prefix; 1 where it is the same."""
    spellings = (known, known.removeprefix("MAILER_"))
    return max(SequenceMatcher(None, name.upper(), spelling).ratio() for spelling in spellings)


def _unknown(name: str, where: str) -> Finding:
    near = _nearest(name)
    cure = f"Did you mean {near}?" if near else _ALL_NAMES
    what = f"There is no setting {name[:60]}."
    return Finding("ST003", Severity.WARNING, what, cure, file=where)


def _mailbox(given: Mapping[str, Setting], name: str) -> Mailbox | None:
    setting = given.get(name, _NOTHING)
    if not setting.value.strip():
        return None
    try:
        parsed = parse_address(setting.value)
    except AddressError as error:
        cure = "Write one address, such as Press Office <press@example.org>."
        raise SettingsError(f"{name} {error}.", where=setting.where, cure=cure) from error
    return Mailbox(parsed.address, parsed.display_name)


def _timezone(setting: Setting) -> str:
    if not setting.value:
        return "UTC"
    try:
        return parse_zone(setting.value)
    except TimeError as error:
        what = f"MAILER_TIMEZONE: {error.what}"
        raise SettingsError(what, where=setting.where, cure=error.cure) from error


def _time_server(setting: Setting) -> str:
    given = setting.value.strip()
    try:
        host_and_port(given, 1)
    except ValueError as error:
        what = f"MAILER_NTP: {error}"
        cure = "Write a host, such as time.your-domain.example, with or without :123."
        raise SettingsError(what, where=setting.where, cure=cure) from error
    return given


def _ledger_url(setting: Setting, findings: list[Finding]) -> str:
    """Only looked at, never shown: it may hold a password."""
    url = setting.value or _LEDGER
    if not url.startswith(_LEDGER_SCHEMES):
        cure = "Write sqlite:///path/of/the/file or postgresql://user:password@host/name."
        raise SettingsError(
            "MAILER_LEDGER is not a ledger's place.", where=setting.where, cure=cure
        )
    if url.removeprefix("sqlite:///").startswith(_FLEETING):
        what = "The ledger lies in a folder that the system empties; the account would be lost."
        cure = "Keep it in the workspace, or on a disk of this machine that is backed up."
        findings.append(Finding("ST004", Severity.WARNING, what, cure, file=setting.where))
    return url


def unknown_lists(settings: Settings, there: Sequence[str]) -> Iterator[Finding]:
    """What mailer.toml says of lists that are not `there`: a slip would leave nobody trusted."""
    for name in settings.lists_named:
        if name in there:
            continue
        what = f'mailer.toml has [lists.{name[:60]}], and there is no list "{name[:60]}" in lists/.'
        plain = name.rpartition(".")[0] or name
        there_are = f"There are: {', '.join(there[:8])}." if there else "Put it into lists/."
        cure = did_you_mean(plain, there) or there_are
        yield Finding("ST005", Severity.WARNING, what, cure, file="mailer.toml")


def _settings_file(root: Path) -> SettingsFile:
    content = _content(root / "mailer.toml", "mailer.toml", TOML_BYTES_MAX)
    return SettingsFile() if content is None else parse_settings_file(content)
