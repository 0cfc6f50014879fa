"""
Why a TLS handshake failed, said in the press office's words.

Promises: a sentence and a cure for what goes wrong in practice: name, date, authority, version, and
a port that does not speak TLS at all. A certificate that is not trusted is never worth a retry.
Never: opens a line; the driver passes in what the TLS library said.
"""

from mailer.words.errors import RelayUnreachable, TlsRefused, TransportError

_EXPIRED, _NOT_YET, _NAME_DIFFERS, _ADDRESS_DIFFERS = 10, 9, 62, 64
_UNKNOWN_AUTHORITY = (18, 19, 20, 21)
"""Verification results of OpenSSL (X509_V_ERR_…)."""
_OTHER_CERTIFICATE = "The certificate of the relay cannot be trusted."
_NO_CREDENTIAL = "No login was sent."


def certificate_refused(*, code: int, said: str, where: str) -> TlsRefused:
    """The certificate does not verify. `code` and `said` are OpenSSL's."""
    host = where.rpartition(":")[0]
    what, cure = {
        _EXPIRED: (
            "The relay's certificate has expired.",
            "Ask whoever runs the relay to renew it; check this machine's clock.",
        ),
        _NOT_YET: (
            "The relay's certificate is not valid yet.",
            "Check this machine's clock.",
        ),
    }.get(code, (_OTHER_CERTIFICATE, "Ask whoever runs the relay."))
    if code in (_NAME_DIFFERS, _ADDRESS_DIFFERS):
        what = f"The relay's certificate is not made out to {host}."
        cure = "Set MAILER_SMTP_HOST to the name on the certificate; ask whoever runs the relay."
    elif code in _UNKNOWN_AUTHORITY:
        what = "The relay's certificate comes from an authority this machine does not know."
        cure = "If the relay is your own, name its authority's PEM file in SSL_CERT_FILE."
    return TlsRefused(f"{what} {_NO_CREDENTIAL} ({said})", where=where, cure=cure)


def handshake_refused(*, reason: str, where: str, after_starttls: bool) -> TransportError:
    """The handshake failed before any certificate. `reason` is OpenSSL's name for why."""
    if reason in (
        "WRONG_VERSION_NUMBER",
        "RECORD_LAYER_FAILURE",
        "UNKNOWN_PROTOCOL",
        "HTTP_REQUEST",
    ):
        starttls = (
            "Set MAILER_SMTP_SECURITY=starttls (usual on 587), or MAILER_SMTP_PORT=465 for tls."
        )
        return TlsRefused(
            "The relay does not speak TLS on this port; it may want STARTTLS.",
            where=where,
            cure="Ask whoever runs the relay." if after_starttls else starttls,
        )
    if "VERSION" in reason or "UNSUPPORTED_PROTOCOL" in reason:
        return TlsRefused(
            "The relay only knows versions of TLS that are no longer safe (before 1.2).",
            where=where,
            cure="Ask whoever runs the relay to bring it up to date.",
        )
    if reason in ("UNEXPECTED_EOF_WHILE_READING", "EOF"):
        return handshake_dropped(where=where)
    return TlsRefused(
        f"The line could not be encrypted: {reason.replace('_', ' ').lower() or 'no reason given'}.",
        where=where,
        cure="Ask whoever runs the relay; `mailer doctor` looks at it.",
    )


def handshake_dropped(*, where: str) -> RelayUnreachable:
    """The line ended, or nothing came, during the handshake."""
    return RelayUnreachable(
        "The relay dropped the line, or fell silent, while it was being encrypted.",
        where=where,
        cure="It is tried again by itself. If it stays so, check MAILER_SMTP_PORT and _SECURITY.",
        temporary=True,
    )
