"""
A finding: a flaw in the user's copy or list, as data.

Promises: a stable id, a severity, a place, a sentence that says what is wrong, and the cure.
Never: an exception. Parsers and checks return findings beside their value and go on looking.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple


class Severity(StrEnum):
    """How much a finding weighs."""

    ERROR = "error"
    """The release or row must not go out like this."""
    WARNING = "warning"
    """A person should look; `--yes` acknowledges it."""
    NOTE = "note"
    """Said, so that nothing happens silently."""


class Finding(NamedTuple):
    """One flaw. `line` counts from 1 in `file`; `row` is the line of a media list's record."""

    id: str
    severity: Severity
    what: str
    cure: str = ""
    file: str | None = None
    line: int | None = None
    row: int | None = None

    @property
    def place(self) -> str:
        """Where to look: `releases/x.md, line 4`, or as much of it as is known."""
        parts = [self.file or ""]
        if self.row is not None:
            parts.append(f"row {self.row}")
        elif self.line is not None:
            parts.append(f"line {self.line}")
        return ", ".join(part for part in parts if part)


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether anything here must stop a send."""
    return any(finding.severity is Severity.ERROR for finding in findings)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`Did you mean "headline"?`, or an empty string where nothing is near enough."""
    from difflib import get_close_matches  # noqa: PLC0415 - 4 ms that only a mistake needs

    near = get_close_matches(word.casefold(), list(known), n=1, cutoff=0.6)
    return f'Did you mean "{near[0]}"?' if near else ""
