"""Telephone numbers in copy that nobody can call. Never: takes a year, a sum or a date for one."""

from collections.abc import Iterator

from mailer.read.copy_flaws import IMPOSSIBLE_PHONE
from mailer.read.copy_text import Copy, quoted
from mailer.read.phone_number import INTERNATIONAL, NORTH_AMERICAN, fault_of
from mailer.words.findings import Finding


def phone_findings(copy: Copy) -> Iterator[Finding]:
    """Numbers that begin with +, or are written as in North America."""
    for passage in copy.all:
        for form in (INTERNATIONAL, NORTH_AMERICAN):
            for match in form.finditer(passage.text):
                if fault := fault_of(match[0]):
                    line = passage.line_at(match.start())
                    yield IMPOSSIBLE_PHONE.found(
                        copy.file, line, text=quoted(match[0]), fault=fault
                    )
