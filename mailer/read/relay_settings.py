"""
The relay's settings: `MAILER_SMTP_…` become a `Relay`, or are refused by name.

Promises: no password crosses a network in clear: without encryption only to this machine, unless
forced by name, and then said. A host is a host; a rate is at least one message.
Never: asks the network whether a host exists; shows a password.
Fails with: SettingsError.
"""

import ipaddress
import re
from collections.abc import Mapping

from mailer.read.env_file import Setting
from mailer.read.rates import RateError, find_preset, parse_rates
from mailer.read.settings import Rate, Relay, Security
from mailer.words.errors import SettingsError
from mailer.words.findings import Finding, Severity, did_you_mean

_HOST = re.compile(
    r"(?=.{1,253}$)[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9_-]{1,63})*\.?"
)
_NUMBER = re.compile(r"\d{1,9}", re.ASCII)
_CONNECTIONS_MAX = 50
_PORT_MAX = 65535
_TLS_PORT = 465
_SUBMISSION_PORT = 587
_RELAY_PORTS = frozenset((25, _SUBMISSION_PORT))
_NOTHING = Setting("", "")


def relay_of(settings: Mapping[str, Setting]) -> tuple[Relay | None, tuple[Finding, ...]]:
    """The relay, or None where no host is set; only sending needs one."""
    host = _host(settings.get("MAILER_SMTP_HOST", _NOTHING))
    if not host:
        return None, ()
    port = _number(settings, "MAILER_SMTP_PORT", 0, most=_PORT_MAX)
    security, findings = _security(settings, host, port)
    username, password = _login(settings)
    rates, connections_most = _rates(settings.get("MAILER_SMTP_RATE", _NOTHING))
    connections = _number(settings, "MAILER_SMTP_CONNECTIONS", 4, most=_CONNECTIONS_MAX)
    relay = Relay(
        host=host,
        port=port or (_TLS_PORT if security is Security.TLS else _SUBMISSION_PORT),
        security=security,
        username=username,
        password=password,
        connections=min(connections, connections_most),
        rates=rates,
        ca_file=settings.get("SSL_CERT_FILE", _NOTHING).value,
    )
    return relay, findings


def _host(setting: Setting) -> str:
    host = setting.value.strip()
    if not host:
        return ""
    bare = host.removeprefix("[").removesuffix("]")
    try:
        return str(ipaddress.ip_address(bare))
    except ValueError:
        pass
    if not _HOST.fullmatch(host):
        what = "MAILER_SMTP_HOST is not the name of a host."
        cure = (
            "Write the name alone, such as mail.example.org: no smtp://, no blank, "
            "and the port in MAILER_SMTP_PORT."
        )
        raise SettingsError(what, where=setting.where, cure=cure)
    return host.removesuffix(".")


def _number(settings: Mapping[str, Setting], name: str, default: int, *, most: int) -> int:
    setting = settings.get(name, _NOTHING)
    if not setting.value:
        return default
    if not _NUMBER.fullmatch(setting.value) or not 1 <= int(setting.value) <= most:
        cure = f"Write a whole number from 1 to {most}."
        raise SettingsError(f"{name} is not a number that fits.", where=setting.where, cure=cure)
    return int(setting.value)


def _security(
    settings: Mapping[str, Setting], host: str, port: int
) -> tuple[Security, tuple[Finding, ...]]:
    """By name, else by port; `none` only to this machine, or forced (RFC 8314 section 3)."""
    setting = settings.get("MAILER_SMTP_SECURITY", _NOTHING)
    chosen = setting.value.casefold()
    ways = [each.value for each in Security]
    if chosen and chosen not in ways:
        cure = did_you_mean(chosen, ways) or f"Write one of: {', '.join(ways)}."
        what = "MAILER_SMTP_SECURITY names no way to protect the line."
        raise SettingsError(what, where=setting.where, cure=cure)
    if not chosen:
        return _security_of_port(host, port), ()
    if chosen != Security.NONE or _is_this_machine(host):
        return Security(chosen), ()
    if not _forced(settings.get("MAILER_SMTP_ALLOW_PLAINTEXT", _NOTHING)):
        what = "MAILER_SMTP_SECURITY=none would send password and messages in clear."
        cure = "Write starttls or tls; or, knowing that, MAILER_SMTP_ALLOW_PLAINTEXT=1 beside it."
        raise SettingsError(what, where=setting.where, cure=cure)
    what = f"Password and messages go to {host} in clear (MAILER_SMTP_ALLOW_PLAINTEXT=1)."
    cure = "Ask the relay's operator for STARTTLS or TLS."
    return Security.NONE, (Finding("ST001", Severity.WARNING, what, cure, file=setting.where),)


def _security_of_port(host: str, port: int) -> Security:
    if port == _TLS_PORT:
        return Security.TLS
    if _is_this_machine(host) and port and port not in _RELAY_PORTS:
        return Security.NONE
    return Security.STARTTLS


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


def _forced(setting: Setting) -> bool:
    if setting.value not in {"", "0", "1"}:
        what = "MAILER_SMTP_ALLOW_PLAINTEXT is neither 0 nor 1."
        raise SettingsError(what, where=setting.where, cure="Write 1 to force it, or take it out.")
    return setting.value == "1"


def _login(settings: Mapping[str, Setting]) -> tuple[str, str]:
    username = settings.get("MAILER_SMTP_USERNAME", _NOTHING)
    password = settings.get("MAILER_SMTP_PASSWORD", _NOTHING)
    if bool(username.value) != bool(password.value):
        given, missing = "MAILER_SMTP_USERNAME", "MAILER_SMTP_PASSWORD"
        if password.value:
            given, missing = missing, given
        where = username.where or password.where
        cure = f"Set {missing} as well, or neither for a relay that asks for no login."
        raise SettingsError(f"{given} is set, but {missing} is not.", where=where, cure=cure)
    return username.value, password.value


def _rates(setting: Setting) -> tuple[tuple[Rate, ...], int]:
    """The rates, and how many connections the presets among them allow at most."""
    if not setting.value:
        return (), _CONNECTIONS_MAX
    try:
        rates = parse_rates(setting.value)
    except RateError as error:
        what = f"MAILER_SMTP_RATE: {error}"
        raise SettingsError(what, where=setting.where, cure=error.cure) from error
    named = [find_preset(part) for part in setting.value.split(",")]
    return rates, min((each.connections for each in named if each), default=_CONNECTIONS_MAX)
