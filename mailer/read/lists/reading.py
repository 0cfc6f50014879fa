"""
How a list that is not written as lists are is to be read: what a person said of it.

Promises: without anything said, nothing is assumed. Never: guesses.
Fails with: UsageError, for an encoding that there is not.
"""

import codecs
from collections.abc import Mapping
from dataclasses import dataclass, field

from mailer.words.errors import UsageError


@dataclass(frozen=True, slots=True)
class Reading:
    """What was said of a list's source; an empty field: nothing."""

    encoding: str = ""
    """A name that `known_encoding` gives."""
    sheet: str = ""
    header_row: int = 0
    """The row with the names of the columns, counted from 1."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Our name for a column → what the source's header calls it."""


def known_encoding(name: str) -> str:
    """
    The encoding under the name that is kept.

    >>> known_encoding("Windows-1252")
    'cp1252'
    """
    if not name:
        return ""
    try:
        found = codecs.lookup(name.strip())
        "".encode(found.name)
    except (LookupError, ValueError) as error:
        raise UsageError(
            f'There is no encoding "{name[:40]}".',
            where="--encoding",
            cure="Write cp1252 (Windows, western Europe), cp1250, cp1251, mac_roman or utf-8.",
        ) from error
    return found.name
