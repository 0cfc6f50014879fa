"""
Pseudonyms: what stands for an address where the address itself must not be kept.

Promises: the same address and key give the same pseudonym, on every machine and for ever; without
the key nobody can tell an address from it, not even by trying addresses out. Pure.
"""

import hashlib
import re
from functools import lru_cache

KEY_BYTES = 32
"""Of a workspace's key."""
PREFIX = "hash:"
"""What a pseudonym begins with, so that no address and no domain is taken for one."""
_PURPOSE = b"mailer-person"
_FORM = re.compile(r"hash:[0-9a-f]{32}")


def person_id(key: bytes, address_key: str) -> bytes:
    """The person with this `Address.key`, as 128 bits of a keyed BLAKE2b."""
    hashed = _keyed(key).copy()
    hashed.update(address_key.encode("utf-8", "surrogatepass"))
    return hashed.digest()


@lru_cache(maxsize=8)
def _keyed(key: bytes) -> "hashlib.blake2b":
    return hashlib.blake2b(digest_size=16, key=key[:64], person=_PURPOSE)


def pseudonym(key: bytes, address_key: str) -> str:
    """The same as a text that can stand in a list of addresses: `hash:` and 32 digits."""
    return PREFIX + person_id(key, address_key).hex()


def is_pseudonym(text: str) -> bool:
    """Whether a text is one."""
    return _FORM.fullmatch(text) is not None
