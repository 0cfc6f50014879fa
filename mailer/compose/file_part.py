"""
The MIME part of a file: its head, and its bytes in base64 (RFC 2045 6.8).

A file may be large, so it is held as it was read and encoded when somebody wants its bytes: block by
block where they are only passed on, as into the ledger; or whole, once for all who share it.

Promises: size and key are known without encoding; no line begins with a dot; it ends in CRLF.
"""

import hashlib
from collections.abc import Iterator
from io import BytesIO

from mailer.compose.encoding import base64_size, encode_base64


class FilePart:
    """One file as messages carry it; they share it."""

    __slots__ = ("_content", "_head", "_whole", "encodings", "key")

    def __init__(self, head: bytes, content: bytes) -> None:
        """`head`: its header fields and the empty line; `content`: the file as it was read."""
        self._head = head
        self._content = content
        self._whole = b""
        self.encodings = 0
        """How often the file was encoded: once, however many messages carry it."""
        self.key = hashlib.sha256(head + hashlib.sha256(content).digest()).digest()
        """The same for the same part and only for it."""

    def __len__(self) -> int:
        """Octets as encoded."""
        return len(self._head) + base64_size(len(self._content))

    def blocks(self) -> Iterator[bytes]:
        """Its octets, some 64 KB at a time, and none of them kept."""
        self.encodings += 1
        yield self._head
        yield from encode_base64(self._content)

    def whole(self) -> bytes:
        """Its octets, which are kept for the next who asks."""
        if not self._whole:
            whole = BytesIO()  # grows in place, and gives away what it holds without a copy
            whole.writelines(self.blocks())
            self._whole = whole.getvalue()
        return self._whole
