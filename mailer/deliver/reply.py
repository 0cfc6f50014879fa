"""
A reply of the relay, as a value (RFC 5321 4.2, RFC 3463).

Promises: one question decides whether to try again: `temporary`. Never: reads the text where code
and enhanced status speak.
"""

import re
from typing import NamedTuple

_ENHANCED = re.compile(r"([245])\.(\d{1,3})\.(\d{1,3})(?:\s|$)")


class Reply(NamedTuple):
    """One whole reply. `lines` are its texts, without code, one per line of the wire."""

    code: int
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """All lines as one, for people and for the ledger."""
        return " ".join(self.lines)

    @property
    def enhanced(self) -> str:
        """RFC 3463 status such as `5.1.1`, "" where the reply has none."""
        match = _ENHANCED.match(self.lines[0]) if self.lines else None
        return match.group(0).strip() if match else ""

    @property
    def positive(self) -> bool:
        """2yz: done."""
        return self.code // 100 == 2  # noqa: PLR2004 - RFC 5321 4.2.1

    @property
    def temporary(self) -> bool:
        """4yz: may work later, unchanged."""
        return self.code // 100 == 4  # noqa: PLR2004 - RFC 5321 4.2.1

    def __str__(self) -> str:
        """`550 5.1.1 no such user`."""
        return f"{self.code} {self.text}".rstrip()
