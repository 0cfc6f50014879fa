"""
A recipient: one row of a media list, as a value.

Promises: every cell is text, exactly as the list has it but for documented trimming; the address
was parsed. Never: a cell is a template, Markdown, HTML or a header line.
"""

from collections.abc import Mapping
from typing import NamedTuple

from mailer.words.addresses import Address

KNOWN_COLUMNS = (
    "email",
    "first_name",
    "last_name",
    "name",
    "salutation",
    "outlet",
    "role",
    "beat",
    "tags",
    "language",
    "timezone",
    "country",
    "phone",
    "trusted",
    "format",
)
"""The columns this tool knows; any other is kept and usable as `recipient.<column>`."""


class Recipient(NamedTuple):
    """One journalist, desk or outlet."""

    address: Address
    values: Mapping[str, str]
    """Column → cell, known and other columns alike; a known column the list lacks reads as ""."""
    media_list: str = ""
    """The list's name: its file name without ending."""
    row: int = 0
    """The line of the list's file on which this recipient's record begins, counted from 1."""
    trusted: bool = False
    """Agreed to hold embargoed copy."""

    @property
    def name(self) -> str:
        """`name`, else first and last name, else empty. Never made up from the address."""
        if name := self.values.get("name", ""):
            return name
        first, last = self.values.get("first_name", ""), self.values.get("last_name", "")
        return f"{first} {last}" if first and last else first or last

    @property
    def language(self) -> str:
        """BCP 47, or "" where the list does not say."""
        return self.values.get("language", "")

    @property
    def tags(self) -> tuple[str, ...]:
        """The cell split at `;`, blanks trimmed."""
        return tuple(tag.strip() for tag in self.values.get("tags", "").split(";") if tag.strip())

    @property
    def text_only(self) -> bool:
        """Whether this recipient wants plain text alone (`format`: `text`)."""
        return self.values.get("format", "").strip().casefold() == "text"
