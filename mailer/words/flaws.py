"""
A flaw: one sort of finding, described once.

Promises: an id never changes its meaning, so that an author may set a finding aside by it and a
script may count on it. Never: finds anything; parsers and checks do, and say which flaw it is.
"""

from typing import NamedTuple

from mailer.words.findings import Finding, Severity


class Flaw(NamedTuple):
    """One sort of finding; `what` and `cure` are filled in with the facts of the place."""

    id: str
    severity: Severity
    title: str
    """What is wrong, in a few words, for a table of all flaws."""
    what: str
    cure: str
    why: str
    """Why it matters, and what is deliberately not reported."""

    def found(self, file: str, line: int | None = None, **facts: object) -> Finding:
        """The finding at `line` of `file`, counted from 1; None where no line can be named."""
        what, cure = self.what.format(**facts), self.cure.format(**facts)
        return Finding(self.id, self.severity, what, cure, file=file, line=line)
