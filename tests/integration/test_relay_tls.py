"""TLS and login on a real line: what is not right gets no password, and is told."""

import ssl
import warnings
from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path

import pytest
import trustme
from faults import PASSWORD, hand_over
from handing import handovers
from relay import (
    Act,
    ScriptedRelay,
    drop,
    hang,
    raw,
    reset,
    say,
)

from mailer.read.settings import Relay, Security
from mailer.words.errors import (
    LoginRefused,
    RelayUnreachable,
    TlsRefused,
    TransportError,
)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def ca_file(authority: trustme.CA, tmp_path: Path) -> str:
    path = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(path))
    return str(path)


LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
SECURITIES = pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS], ids=str)


def open_only(relay: ScriptedRelay, settings: Relay) -> TransportError | None:
    run_ = hand_over(relay, settings, [])
    return run_.error


@SECURITIES
@pytest.mark.parametrize(
    ("names", "expired", "trusted", "words"),
    [
        pytest.param(["127.0.0.1"], True, True, "has expired", id="expired"),
        pytest.param(["other.example"], False, True, "not made out to 127.0.0.1", id="wrong host"),
        pytest.param(["127.0.0.1"], False, False, "authority this machine", id="unknown CA"),
    ],
)
def test_certificate_that_is_not_right_gets_no_login(
    authority: trustme.CA,
    ca_file: str,
    security: Security,
    names: list[str],
    expired: bool,
    trusted: bool,
    words: str,
) -> None:
    """An expired, misnamed or unknown certificate pauses before any credential leaves."""
    issuer = authority if trusted else trustme.CA()
    certificate = issuer.issue_cert(*names, not_after=LONG_AGO if expired else None)
    login = ("press", PASSWORD)
    with ScriptedRelay(security=security, certificate=certificate, login=login) as relay:
        error = open_only(relay, relay.settings(ca_file=ca_file))

    assert isinstance(error, TlsRefused)
    assert words in error.what
    assert not error.temporary
    assert not any("AUTH" in command for command in relay.commands)


@SECURITIES
def test_trusted_certificate_and_login_are_fine(
    authority: trustme.CA, ca_file: str, security: Security
) -> None:
    """The twin: with the right certificate and password everything is sent."""
    with ScriptedRelay(
        security=security, certificate=authority.issue_cert("127.0.0.1"), login=("press", PASSWORD)
    ) as relay:
        done = hand_over(relay, relay.settings(ca_file=ca_file), handovers(3))

    assert set(done.book.states.values()) == {"accepted"}


def test_old_tls_is_refused(authority: trustme.CA, ca_file: str) -> None:
    """A server that knows nothing newer than TLS 1.1 pauses."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings(action="ignore"):
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    with ScriptedRelay(security=Security.TLS, tls_context=context) as relay:
        error = open_only(relay, relay.settings(ca_file=ca_file))

    assert isinstance(error, TlsRefused)
    assert not error.temporary


def test_plain_server_on_a_tls_port_is_told(ca_file: str) -> None:
    """A port that speaks in clear is told apart, with the setting that mends it."""
    with ScriptedRelay() as relay:
        error = open_only(relay, relay.settings(security=Security.TLS, ca_file=ca_file))

    assert isinstance(error, TlsRefused)
    assert "STARTTLS" in error.what
    assert "MAILER_SMTP_SECURITY=starttls" in error.cure


def test_tls_server_on_a_plain_port_is_told(authority: trustme.CA) -> None:
    """A port that wants TLS at once is silent to us; the cure names the setting."""
    certificate = authority.issue_cert("127.0.0.1")
    with ScriptedRelay(security=Security.TLS, certificate=certificate) as relay:
        error = open_only(relay, relay.settings(security=Security.STARTTLS))

    assert isinstance(error, RelayUnreachable)
    assert "MAILER_SMTP_SECURITY=tls" in error.cure


@pytest.mark.parametrize("act", [drop(), reset(), hang()], ids=["dropped", "reset", "hangs"])
def test_handshake_that_breaks_off_is_worth_a_retry(act: Act, ca_file: str) -> None:
    """A line that ends, or falls silent, within the handshake may be better later."""
    with ScriptedRelay({"connect": act}) as relay:
        error = open_only(relay, relay.settings(security=Security.TLS, ca_file=ca_file))

    assert isinstance(error, RelayUnreachable)
    assert error.temporary


@pytest.mark.parametrize(
    ("act", "temporary"),
    [
        pytest.param(say("454 4.7.0 not now"), True, id="454"),
        pytest.param(say("501 no"), False, id="501"),
        pytest.param(raw(b"220 go\r\n250 injected\r\n"), False, id="injected reply"),
    ],
)
def test_starttls_that_fails_never_goes_on_in_clear(
    authority: trustme.CA, ca_file: str, act: Act, temporary: bool
) -> None:
    """After STARTTLS goes wrong no login and no message leaves; injected bytes are noticed."""
    with ScriptedRelay(
        {"starttls": act},
        security=Security.STARTTLS,
        certificate=authority.issue_cert("127.0.0.1"),
        login=("press", PASSWORD),
    ) as relay:
        error = open_only(relay, relay.settings(ca_file=ca_file))

    assert isinstance(error, TlsRefused)
    assert error.temporary == temporary
    assert [command[:8] for command in relay.commands] == ["EHLO cli", "STARTTLS"]


def test_wrong_password_is_tried_once_and_never_printed(
    authority: trustme.CA, ca_file: str
) -> None:
    """A refused login is one try, told with its cure, without the password in any form."""
    with ScriptedRelay(
        security=Security.STARTTLS,
        certificate=authority.issue_cert("127.0.0.1"),
        login=("press", "the right one"),
    ) as relay:
        settings = relay.settings(ca_file=ca_file, password=PASSWORD)
        error = open_only(relay, settings)

    assert isinstance(error, LoginRefused)
    assert not error.temporary
    assert sum(command.startswith("AUTH") for command in relay.commands) == 1
    for secret in (PASSWORD, b64encode(f"\0press\0{PASSWORD}".encode()).decode()):
        assert secret not in f"{error} {error!r} {settings!r}"


def test_missing_ca_file_is_told(tmp_path: Path) -> None:
    """A file of authorities that is not there is named, with the setting."""
    with ScriptedRelay() as relay:
        missing = str(tmp_path / "missing.pem")
        error = open_only(relay, relay.settings(security=Security.TLS, ca_file=missing))

    assert isinstance(error, TlsRefused)
    assert error.where == f"SSL_CERT_FILE={missing}"
