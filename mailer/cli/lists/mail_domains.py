"""
Whether domains can get mail, asked of the DNS; only where `--check-dns` was given.

Promises: a domain is asked once; an answer that does not come is no fault of the domain.
Never: asks a domain's mail server about a person.
"""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

import dns.exception
import dns.resolver

_THREADS = 8
_PATIENCE_S = 5.0
NO_ANSWER = "the DNS gave no answer"


def ask_domains(
    domains: Iterable[str], resolver: dns.resolver.Resolver | None = None
) -> Iterator[tuple[str, str]]:
    """Each domain that cannot get mail, or about which nothing could be learnt, and why."""
    asked = resolver or dns.resolver.Resolver()
    asked.lifetime = _PATIENCE_S
    names = list(dict.fromkeys(domains))
    with ThreadPoolExecutor(_THREADS) as threads:
        for name, fault in zip(
            names, threads.map(lambda one: _fault(asked, one), names), strict=True
        ):
            if fault:
                yield name, fault


def _fault(resolver: dns.resolver.Resolver, domain: str) -> str:
    """Why a domain gets no mail (RFC 5321 5.1, RFC 7505); "" where it does."""
    try:
        answers = resolver.resolve(domain, "MX")
    except dns.resolver.NXDOMAIN:
        return "there is no such domain"
    except dns.resolver.NoAnswer:
        return _address_fault(resolver, domain)
    except dns.exception.DNSException:
        return NO_ANSWER
    if all(str(answer.exchange) == "." for answer in answers):
        return "it says that it takes no mail"
    return ""


def _address_fault(resolver: dns.resolver.Resolver, domain: str) -> str:
    for kind in ("A", "AAAA"):
        try:
            resolver.resolve(domain, kind)
        except dns.resolver.NoAnswer:
            continue
        except dns.exception.DNSException:
            return NO_ANSWER
        return ""
    return "it has no mail server"
