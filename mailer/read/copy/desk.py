"""
The copy desk: everything that can be said about the words themselves, for import and for check.

Promises: the same flaw has the same id and sentence in both. Never: changes the copy.
"""

from collections.abc import Callable, Iterator

from mailer.read.copy.amounts import amount_findings
from mailer.read.copy.brackets import (
    bracket_findings,
    mixed_mark_findings,
    spanish_mark_findings,
)
from mailer.read.copy.changes import change_findings
from mailer.read.copy.characters import blank_findings, invisible_findings
from mailer.read.copy.dates import weekday_findings
from mailer.read.copy.fillers import placeholder_findings
from mailer.read.copy.grammar import grammar_findings
from mailer.read.copy.names import name_findings
from mailer.read.copy.origins import origin_findings
from mailer.read.copy.phones import phone_findings
from mailer.read.copy.quotes import apostrophe_findings, quotation_findings
from mailer.read.copy.roles import role_findings
from mailer.read.copy.slips import (
    mojibake_findings,
    repeated_findings,
    two_ways_findings,
    wrong_word_findings,
)
from mailer.read.copy.spans import span_findings
from mailer.read.copy.sums import sum_findings
from mailer.read.copy.text import Copy
from mailer.read.copy.times import time_findings, zone_findings
from mailer.read.copy.tongues import foreign_sentences
from mailer.read.copy.wholes import whole_findings
from mailer.read.copy.words import (
    dangling_findings,
    gloss_findings,
    spelling_findings,
)
from mailer.words.findings import Finding

READINGS: tuple[Callable[[Copy], Iterator[Finding]], ...] = (
    weekday_findings,
    time_findings,
    zone_findings,
    placeholder_findings,
    dangling_findings,
    quotation_findings,
    apostrophe_findings,
    mixed_mark_findings,
    bracket_findings,
    spanish_mark_findings,
    gloss_findings,
    spelling_findings,
    two_ways_findings,
    name_findings,
    role_findings,
    phone_findings,
    repeated_findings,
    wrong_word_findings,
    mojibake_findings,
    blank_findings,
    invisible_findings,
    sum_findings,
    whole_findings,
    amount_findings,
    change_findings,
    span_findings,
    origin_findings,
    grammar_findings,
    foreign_sentences,
)
"""Each reads the copy once, looking for one sort of thing."""


def read_copy(copy: Copy) -> Iterator[Finding]:
    """All that the desk finds, reading after reading."""
    for reading in READINGS:
        yield from reading(copy)
