"""
One amount that is told twice, with another unit: million and billion, dollars and pesos.

Promises: the two stand in different sentences that speak of the same thing. Never: converts a currency.
"""

import re
from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from mailer.read.copy.figures import FIGURE
from mailer.read.copy.flaws_of_figures import TWO_UNITS
from mailer.read.copy.lists import word_list
from mailer.read.copy.text import Copy, Passage, quoted
from mailer.words.calendar_names import folded
from mailer.words.findings import Finding

_AMOUNT = re.compile(
    r"(?<![\w.,–-])(?P<sign>US\$|[$€£])?\s?(?P<figure>"
    + FIGURE
    + r")\s?(?P<size>m\b|bn\b|(?:mil millones|millones|billones|million|billion|trillion)\b)"
    r"(?:\s(?:de|of))?(?:\s(?P<noun>[^\W\d_]{3,}))?"
)
_SIZES = {"m": "million", "bn": "billion", "millones": "million", "mil millones": "billion"}
_CURRENCIES = {
    "us$": "dollars", "dolares": "dollars", "dollars": "dollars", "€": "euros", "euros": "euros",
    "£": "pounds", "pounds": "pounds", "libras": "pounds", "pesos": "pesos", "soles": "soles",
}  # fmt: skip
_OF_PESOS = re.compile(r"es-(?:AR|CL|CO|CU|DO|MX|UY|419)")
_THESE = re.compile(
    r"(?i)\b(?:es[oa]s|est[oa]s|dich[oa]s|l[oa]s mismos|those|these|that|this|of the|de los)\s$"
)
_SENTENCE = re.compile(r"(?:[^.!?;]|[.](?!\s))+")
_WORDS = re.compile(r"[^\W\d_]{4,}")
_SMALL = frozenset(word_list("in_any_sentence"))
_LONG = 3
"""Digits from which on two amounts are hardly alike by chance."""
_AMOUNTS_MAX = 60
"""A text with more amounts is a table, and most pairs are chance."""


class _Amount(NamedTuple):
    """A figure of millions, what it counts, and the words around it."""

    figure: str
    size: str
    noun: str
    money: bool
    text: str
    these: bool
    about: frozenset[str]
    sentence: tuple[int, int]
    """The passage and the sentence in it, by their numbers."""
    line: int


def amount_findings(copy: Copy) -> Iterator[Finding]:
    """Pairs of amounts with one figure and two units; the later one is shown."""
    amounts = [
        each
        for number, passage in enumerate(copy.text)
        if "mill" in passage.text or "bill" in passage.text or "m" in passage.text
        for each in _amounts(passage, number, copy)
    ]
    if len(amounts) > _AMOUNTS_MAX:
        return
    told: set[tuple[str, str]] = set()
    for one, other in combinations(amounts, 2):
        if one.figure != other.figure or (one.figure, other.text) in told:
            continue
        if _one_thing(one, other) and (_sizes_differ(one, other) or _moneys_differ(one, other)):
            told.add((one.figure, other.text))
            facts = {"text": other.text, "other": one.text}
            yield TWO_UNITS.found(copy.file, other.line, **facts)


def _amounts(passage: Passage, number: int, copy: Copy) -> Iterator[_Amount]:
    for place, sentence in enumerate(_SENTENCE.finditer(passage.flat)):
        words = frozenset(folded(word) for word in _WORDS.findall(sentence[0])) - _SMALL
        for match in _AMOUNT.finditer(sentence[0]):
            if match["size"] in {"m", "bn"} and not match["sign"]:
                continue  # metres
            sign, noun = (match["sign"] or "").casefold(), folded(match["noun"] or "")
            size = _SIZES.get(match["size"], match["size"])
            if sign == "$":
                sign = "" if _OF_PESOS.match(copy.language) else "us$"
                if not sign:
                    continue
            money = _CURRENCIES.get(sign) or _CURRENCIES.get(noun, "")
            about = words - {noun}
            these = (
                _THESE.search(sentence[0], max(0, match.start() - 16), match.start()) is not None
            )
            line = passage.line_at(sentence.start() + match.start())
            yield _Amount(match["figure"], size, money or noun, bool(money), quoted(match[0].strip()),
                          these, about, (number, place), line)  # fmt: skip


def _one_thing(one: _Amount, other: _Amount) -> bool:
    """Whether the two are likely to be one amount: more than chance, and in two sentences."""
    digits = len(re.sub(r"\D", "", one.figure).strip("0"))
    apart = one.sentence != other.sentence and digits > 1
    next_to = one.sentence[0] == other.sentence[0] and other.sentence[1] - one.sentence[1] == 1
    return apart and ((other.these and next_to) or bool(one.about & other.about))


def _sizes_differ(one: _Amount, other: _Amount) -> bool:
    digits = len(re.sub(r"\D", "", one.figure).strip("0"))
    sure = digits >= _LONG or not (one.money or "." in one.figure or "," in one.figure)
    return bool(one.noun) and one.noun == other.noun and one.size != other.size and sure


def _moneys_differ(one: _Amount, other: _Amount) -> bool:
    both = one.money and other.money
    return both and one.noun != other.noun and one.size == other.size
