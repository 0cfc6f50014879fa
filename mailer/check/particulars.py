"""
The particulars of an invitation: what stands behind `When:`, in a line or in the cell beside it.

Never: guesses at a label; without one there is nothing.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from mailer.check.subject import Subject
from mailer.read.copy.text import Passage

WHEN = re.compile(
    r"(?i)\s*(?:when|date(?: and time)?|day|cuándo|fecha(?: y hora)?|día)\s*(?::|$|(?=\n))"
)


def particulars(subject: Subject, label: re.Pattern[str]) -> Iterator[Passage]:
    """Each passage that begins with the label, or that follows the label alone."""
    for passage, behind in pairwise((*subject.copy.body, Passage("", 0))):
        found = label.match(passage.text)
        if found and passage.text[found.end() :].strip():
            yield passage
        elif found and behind.text:
            yield behind
