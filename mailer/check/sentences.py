"""
Sentences of a passage, each with the place at which it begins.

Promises: `p.m.`, initials and short forms of months end none. Never: looks into what it splits.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache

SENTENCE_ENDS = re.compile(
    r"(?<![ap]\.m)(?<![ap]\.\sm)(?<!\b[A-Za-z])(?<!\b[A-Z][a-z]{2})(?<!Sept)[.!?][”»\"’]?(?=\s+[A-Z¿¡“«])"
)


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """Each sentence with its offset."""
    ends = _ends(text)
    for begin, end in zip((0, *ends), (*ends, len(text)), strict=True):
        yield begin, text[begin:end]


def sentence_of(text: str, place: int) -> str:
    """The sentence in which a place of the text lies."""
    ends = _ends(text)
    at = bisect_right(ends, place)
    return text[ends[at - 1] if at else 0 : ends[at] if at < len(ends) else len(text)]


@lru_cache(maxsize=1)
def _ends(text: str) -> tuple[int, ...]:
    """Where sentences end but the last; kept, as one passage is asked about for each of its places."""
    return tuple(match.end() for match in SENTENCE_ENDS.finditer(text))
