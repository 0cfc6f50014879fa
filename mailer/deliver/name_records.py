"""
What the domain name system says of a sender's domain: SPF and DMARC. Edge: it asks a name server.

Promises: an answer that does not come within a few seconds is told as such and blames no domain.
Never: guesses a DKIM selector; only a signed message shows whether DKIM works.
"""

from dataclasses import dataclass

import dns.exception
import dns.resolver

LIFETIME_S = 4.0


@dataclass(frozen=True, slots=True)
class SenderRecords:
    """The TXT records that receivers look at. None: the name server did not answer."""

    spf: tuple[str, ...] | None
    """RFC 7208: there must be one."""
    dmarc: tuple[str, ...] | None
    """RFC 7489, of the domain or, where it has none, of those above it."""


def resolver_at(address: str = "", port: int = 53) -> dns.resolver.Resolver:
    """The machine's own resolver, or one name server."""
    resolver = dns.resolver.Resolver(configure=not address)
    if address:
        resolver.nameservers, resolver.port = [address], port
    resolver.lifetime = LIFETIME_S
    return resolver


def read_sender_records(domain: str, resolver: dns.resolver.Resolver) -> SenderRecords:
    """SPF and DMARC of a domain."""
    spf = _texts(domain, resolver)
    labels = domain.split(".")
    dmarc: tuple[str, ...] | None = ()
    for start in range(max(len(labels) - 1, 1)):
        dmarc = _texts("_dmarc." + ".".join(labels[start:]), resolver)
        if dmarc is None or (dmarc := _beginning("v=dmarc1", dmarc)):
            break
    return SenderRecords(None if spf is None else _beginning("v=spf1", spf), dmarc)


def _beginning(words: str, texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(text for text in texts if text.casefold().startswith(words))


def _texts(name: str, resolver: dns.resolver.Resolver) -> tuple[str, ...] | None:
    """The TXT records of a name; empty where it has none, None where nobody answers."""
    try:
        answer = resolver.resolve(name, "TXT")
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return ()
    except (dns.exception.DNSException, OSError):
        return None
    return tuple(b"".join(record.strings).decode("utf-8", "replace") for record in answer)
