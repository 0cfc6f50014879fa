"""
Pseudonyms: what stands for an address where the address itself must not be kept.

Promises: the same address and key give the same pseudonym, on every machine and for ever; without
the key nobody can tell an address from it, not even by trying addresses out. Pure.
"""

import hashlib
import re

PREFIX = "hash:"
"""What a pseudonym begins with, so that no address and no domain is taken for one."""
_PURPOSE = b"mailer-person"
_FORM = re.compile(r"hash:[0-9a-f]{32}")


def pseudonym(key: bytes, address_key: str) -> str:
    """
    What stands for the person with this `Address.key`: 128 bits of a keyed BLAKE2b.

    >>> pseudonym(b"k" * 32, "ana@example.org")[:9]
    'hash:49c2'
    """
    digest = hashlib.blake2b(address_key.encode(), digest_size=16, key=key[:64], person=_PURPOSE)
    return PREFIX + digest.hexdigest()


def is_pseudonym(text: str) -> bool:
    """Whether a text is one."""
    return _FORM.fullmatch(text) is not None
