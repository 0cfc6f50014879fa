"""
Unsubscribe tokens: the right to hear no more, as a text that can stand in a link (RFC 8058).

    v1.KID.PERSON.MAC    the key's id; who, as a keyed hash; and 128 bits of HMAC-SHA256 over
                         "unsub|v1|KID|PERSON"; the last two in base64url without padding

Promises: a token holds no address and cannot be made without the key; it never expires, and a key that
was replaced still verifies what it made; a check takes the same time whatever is wrong with a token.
Pure: keys are arguments. Never: says why a token is no good.
"""

import hashlib
import hmac
from base64 import urlsafe_b64decode
from binascii import Error, b2a_base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from mailer.words.pseudonyms import PREFIX, person_id

LINK_MARK = "v1.the-recipients-own-token"
"""Stands in a rendering where each recipient's token goes; it is put in when a message is composed."""
_VERSION = "v1"
_PERSON_BYTES = 16
_MAC_BYTES = 16
_BLOCK_BYTES = 64
_URL_SAFE = bytes.maketrans(b"+/", b"-_")
_NO_KEY = bytes(32)
_TOKEN_MAX = 100


@dataclass(frozen=True, slots=True)
class TokenKey:
    """One key of the ring."""

    id: str
    secret: bytes = field(repr=False)


@dataclass(slots=True)
class UnsubscribeLinks:
    """Makes each recipient's token; what is before it in a link is the same for all."""

    url: str
    """What a token is appended to."""
    key: TokenKey
    people: bytes = field(repr=False)
    """The workspace's key, by which a person's keyed hash is made."""
    _last: tuple[str, str] = ("", "")

    def token_for(self, address_key: str) -> str:
        """The token of the person with this `Address.key`; header and footer ask for it in turn."""
        known, token = self._last
        if known != address_key:
            token = make_token(self.key, person_id(self.people, address_key))
            self._last = (address_key, token)
        return token


def make_token(key: TokenKey, person: bytes) -> str:
    """
    The token of a person, given as `person_id`.

    >>> make_token(TokenKey("1", bytes(32)), bytes(16))
    'v1.1.AAAAAAAAAAAAAAAAAAAAAA.CsWWP3Ilwp8ifkNdHHPPIg'
    """
    signed = f"{_VERSION}.{key.id}.{_text(person)}"
    return f"{signed}.{_text(_mac(key.secret, signed))}"


def check_token(ring: Mapping[str, bytes], token: str) -> str | None:
    """The pseudonym of the person whom a token is for; None where it is not one of ours."""
    signed, _, mac = token.rpartition(".")
    version, _, rest = signed.partition(".")
    key_id, _, person = rest.partition(".")
    secret = ring.get(key_id, _NO_KEY)
    right = _text(_mac(secret, signed[:_TOKEN_MAX]))
    same = hmac.compare_digest(right.encode(), mac.encode("utf-8", "surrogatepass"))
    if not same or key_id not in ring or version != _VERSION:
        return None
    try:
        octets = urlsafe_b64decode(person + "==")
    except (Error, ValueError):
        return None
    return PREFIX + octets.hex() if len(octets) == _PERSON_BYTES else None


def ring_of(keys: Sequence[TokenKey]) -> dict[str, bytes]:
    """The keys by their ids, as `check_token` wants them."""
    return {key.id: key.secret for key in keys}


def _mac(secret: bytes, signed: str) -> bytes:
    """HMAC-SHA256 (RFC 2104); half the time of `hmac.digest`, which sets the key up each time."""
    inner, outer = (half.copy() for half in _halves(secret))
    inner.update(b"unsub|" + signed.replace(".", "|").encode("utf-8", "surrogatepass"))
    outer.update(inner.digest())
    return outer.digest()[:_MAC_BYTES]


@lru_cache(maxsize=64)
def _halves(secret: bytes) -> tuple["hashlib._Hash", "hashlib._Hash"]:
    key = secret if len(secret) <= _BLOCK_BYTES else hashlib.sha256(secret).digest()
    block = key.ljust(_BLOCK_BYTES, b"\x00")
    inner, outer = (bytes(octet ^ pad for octet in block) for pad in (0x36, 0x5C))
    return hashlib.sha256(inner), hashlib.sha256(outer)


def _text(octets: bytes) -> str:
    """Sixteen bytes as 22 characters; two of padding fall away."""
    return b2a_base64(octets, newline=False)[:-2].translate(_URL_SAFE).decode("ascii")
