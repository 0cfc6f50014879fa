"""Telephone numbers in copy that nobody can call. Never: takes a year, a sum or a date for one."""

import re
from collections.abc import Iterator

from mailer.read.copy.flaws import IMPOSSIBLE_PHONE
from mailer.read.copy.text import Copy, quoted
from mailer.read.phone_number import INTERNATIONAL, NORTH_AMERICAN, fault_of
from mailer.words.findings import Finding

_CALLED = re.compile(
    r"\b(?:[Cc]all(?:ing)?|[Tt]el(?:[ée]fono|ephone)?|[Pp]hone|[Mm]obile|[Mm]óvil"
    r"|WhatsApp|[Ll]lam(?:e|ar|ando) al)\b[.:]?\s+"
    r"(?P<number>\(?0?\d[\d ().\u00a0/–-]{3,18}\d)(?![\w-])"
)
_EMERGENCY = 3
"""Digits of a number such as 9-1-1."""
_SHORT_CODE = 6
"""Digits up to which a number without blanks may be a service's own."""


def phone_findings(copy: Copy) -> Iterator[Finding]:
    """Numbers that begin with +, or are written as in North America."""
    for passage in copy.all:
        read: list[tuple[int, int]] = []
        for form in (INTERNATIONAL, NORTH_AMERICAN):
            for match in form.finditer(passage.text):
                if any(begin <= match.start() < end for begin, end in read):
                    continue  # +1 312-555-0143 is a number of both forms
                read.append(match.span())
                if fault := fault_of(match[0]):
                    line = passage.line_at(match.start())
                    yield IMPOSSIBLE_PHONE.found(
                        copy.file, line, text=quoted(match[0]), fault=fault
                    )
        for match in _CALLED.finditer(passage.text):
            number = match["number"]
            digits = sum(map(str.isdigit, number))
            short = digits <= _EMERGENCY or (number.isdigit() and digits <= _SHORT_CODE)
            if not (short or NORTH_AMERICAN.search(number)) and (fault := fault_of(number)):
                line = passage.line_at(match.start("number"))
                yield IMPOSSIBLE_PHONE.found(copy.file, line, text=quoted(number), fault=fault)
