"""
Login: the lines of AUTH PLAIN and AUTH LOGIN (RFC 4954, RFC 4616).

Promises: one mechanism, one try: PLAIN where the relay offers it, else LOGIN; credentials are UTF-8.
Never: falls back after a refusal, which locks accounts; speaks without TLS but on loopback (the
opening sees to that); lets a secret into a text: `redacted` takes it out of what a relay echoes.
"""

from base64 import b64encode
from dataclasses import dataclass, field

from mailer.deliver.extensions import Extensions


@dataclass(frozen=True, slots=True)
class Login:
    """The lines of one login, without their CRLF. Each but the first answers a 334."""

    lines: tuple[bytes, ...] = field(repr=False)


def choose_login(extensions: Extensions, username: str, password: str) -> Login | None:
    """The login to try; None where the relay offers neither PLAIN nor LOGIN."""
    name, secret = username.encode(), password.encode()
    if "PLAIN" in extensions.auth:
        # An empty authorisation identity: act as the one who logs in (RFC 4616 section 2).
        return Login((b"AUTH PLAIN " + b64encode(b"\0" + name + b"\0" + secret),))
    if "LOGIN" in extensions.auth:
        return Login((b"AUTH LOGIN", b64encode(name), b64encode(secret)))
    return None


def redacted(text: str, username: str, password: str) -> str:
    """`text` without the password, in any form in which it was sent."""
    name, secret = username.encode(), password.encode()
    plain = b64encode(b"\0" + name + b"\0" + secret).decode()
    for form in (password, b64encode(secret).decode(), plain):
        if form:
            text = text.replace(form, "[password]")
    return text
