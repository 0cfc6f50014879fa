"""
Sentences of a passage, each with the place at which it begins.

Promises: `p.m.`, initials and short forms of months end none. Never: looks into what it splits.
"""

import re
from collections.abc import Iterator

SENTENCE_ENDS = re.compile(
    r"(?<![ap]\.m)(?<![ap]\.\sm)(?<!\b[A-Za-z])(?<!\b[A-Z][a-z]{2})(?<!Sept)[.!?][”»\"’]?(?=\s+[A-Z¿¡“«])"
)


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """Each sentence with its offset."""
    begin = 0
    for match in SENTENCE_ENDS.finditer(text):
        yield begin, text[begin : match.end()]
        begin = match.end()
    yield begin, text[begin:]


def sentence_of(text: str, place: int) -> str:
    """The sentence in which a place of the text lies."""
    return next(each for begin, each in reversed(list(sentences(text))) if begin <= place)
