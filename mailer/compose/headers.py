"""
The header block, written by us as bytes and checked as bytes (RFC 5322 2.2).

The standard library's EmailMessage folds List-Unsubscribe into encoded words that no client
understands, and lets an encoded CR LF through; so it is not used. `List-*`, `Message-ID` and
`References` are written raw and folded only at blanks.

Promises: no name or value holds a CR or LF but in a fold; each header stands once.
Fails with: ValueError, which only a bug can cause: every value was checked when it was read.
"""

import hashlib
import re
from functools import lru_cache

from mailer.compose.encoding import encode_mailbox, encode_text

_FOLDS = re.compile(rb"\r\n[ \t]")


def header(name: str, value: bytes) -> bytes:
    """One header field with its CRLF."""
    bare = _FOLDS.sub(b" ", value) if b"\r" in value else value
    if b"\r" in bare or b"\n" in bare or b"\x00" in bare:
        raise ValueError(f"the value of {name} would break the header block")
    return name.encode("ascii") + b": " + value + b"\r\n"


def text_header(name: str, text: str) -> bytes:
    """A header of free text: Subject and its kind."""
    return header(name, encode_text(text, len(name) + 2))


def mailbox_header(name: str, shown: str, address: str) -> bytes:
    """A header that holds one mailbox: From, To, Reply-To."""
    return header(name, encode_mailbox(shown, address, len(name) + 2))


def message_id(key: bytes, distribution_id: str, address_key: str, domain: str) -> str:
    """
    The Message-ID of one delivery, with brackets: the same on every retry, and nobody's guess.

    A keyed hash (BLAKE2b), so that an address cannot be read back from it; on the sender's domain,
    so that it is unique in the world (RFC 5322 3.6.4).
    """
    return f"<{_keyed(key, 'message', distribution_id, address_key)}@{domain}>"


def reference_root(key: bytes, slug: str, domain: str) -> str:
    """
    The stable root that every message about one release refers to.

    It stands in References already in the first message, so that corrections thread under it even
    where a provider has rewritten the Message-ID.
    """
    return f"<{_keyed(key, 'root', slug)}@{domain}>"


def _keyed(key: bytes, *parts: str) -> str:
    hashed = _begun(key, parts[:-1]).copy()
    hashed.update(parts[-1].encode())
    return hashed.hexdigest()


@lru_cache(maxsize=16)
def _begun(key: bytes, parts: tuple[str, ...]) -> "hashlib.blake2b":
    """The hash as far as it is the same for a whole distribution."""
    text = "".join(f"{part}\x1f" for part in parts).encode()
    return hashlib.blake2b(text, key=key[:64], digest_size=16)
