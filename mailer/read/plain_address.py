"""
The addresses that need no second look, which are nearly all of them.

Promises: accepts a subset of what `words.addresses.parse_address` accepts, and gives the same
value; a property test holds the two together. Never: refuses; what is not plain is left to that
parser.
"""

import re

from mailer.words.addresses import Address

# Letters, digits and the signs that real mailboxes use; labels without a hyphen at either end or in
# third place, where an A-label has one (RFC 5891 4.2.3.1); a last label of letters.
_PLAIN = re.compile(
    r"(?P<local>[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*)"
    r"@(?P<domain>(?:[A-Za-z0-9](?:[A-Za-z0-9](?:-?[A-Za-z0-9])*)?\.)+[A-Za-z]{2,63})"
)
_LOCAL_MAX = 64
_LABEL_MAX = 63
_DOMAIN_MAX = 180
_RESERVED = frozenset(
    ("arpa", "invalid", "local", "localhost", "onion", "test", "alt", "example", "internal")
)


def plain_address(text: str) -> Address | None:
    """
    The address, if it is plain; None for anything else, right or wrong.

    >>> str(plain_address("Ana@Example.org"))
    'Ana@example.org'
    """
    match = _PLAIN.fullmatch(text)
    if match is None:
        return None
    local, domain = match["local"], match["domain"].lower()
    if len(local) > _LOCAL_MAX or len(domain) > _DOMAIN_MAX:
        return None
    labels = domain.split(".")
    if labels[-1] in _RESERVED or max(map(len, labels)) > _LABEL_MAX:
        return None
    return Address(local, domain, domain)
