"""
Checks of the short lines against the text: how many there are of one thing, and how old somebody is.

Promises: said only where the text has one number for that thing, or one age for that name. Never: judges
a number that may be of a part, of another time, or of somebody else's.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from mailer.check.flaws.of_agreement import OTHER_AGE, OTHER_COUNT
from mailer.check.sentences import sentence_of
from mailer.check.subject import Subject
from mailer.read.copy.figures import small_number
from mailer.read.copy.lists import word_list
from mailer.read.copy.text import Passage, quoted
from mailer.read.draft.words import folded
from mailer.words.findings import Finding

_WORDS = "|".join((*word_list("ones")[2:], *word_list("spanish_ones")[2:], *word_list("tens")))
_NUMBER = rf"(?P<number>\d{{1,3}}|(?i:{_WORDS}|dieciséis|veintidós|veintitrés|veintiséis))"
_COUNTED = re.compile(
    rf"(?<![\w.,$€£/:–-]){_NUMBER}\s(?:(?P<adjective>[^\W\d_]{{3,}})\s)?(?P<noun>[^\W\d_]{{3,}}[sS])\b(?![’'])"
)
_PART = re.compile(
    r"(?i)\b(?:more|other|another|others|additional|first|last|further|least|each|every|only|some|about|around"
    r"|nearly|almost|over|than|up to|of (?:them|the|these|those|which|whom)|remaining"
    r"|previous\w*|earlier|already"
    r"|más|otr[oa]s|primer\w+|últim\w+|cada|solo|sólo|unos|unas|casi|cerca|menos|hasta|restantes|anterior\w*|ya"
    r"|de (?:ellos|ellas|los|las|esos|estos)|from|between|entre|años?|years?|ago|hace"
    r"|when|cuando|(?:in|en) (?:19|20)\d\d"
    r"|until now|hasta ahora|instead|en lugar|en vez|plus|además)\b"
)
_STEM = 5
_LEAD = 2
"""Passages of the text in which the news of the headline is told again."""
_CAPITAL = r"(?<!\w)[A-ZÁÉÍÓÚÑ][\w’'-]*+"
_NAME = rf"(?P<name>{_CAPITAL}(?:\s{_CAPITAL}){{0,3}})"
_AGED = re.compile(
    rf"{_NAME},\s(?:aged\s|de\s)?(?P<age>\d{{1,2}})(?:\saños)?(?=[,.;:)]|$|\s(?:[a-z]+\s){{0,3}}[a-z])"
    r"(?!\s(?:to|and|other|more|a|y|otr[oa]s|más|de\s[a-z]+)\b)"
)
_IN_BRACKETS = re.compile(rf"{_NAME}\s\((?P<age>\d{{1,2}})\)")
_YEARS_OLD = re.compile(rf"\b(?P<age>\d{{1,2}})-year-old\s(?:[a-z]+\s){{0,2}}{_NAME}")
_TURNED = re.compile(
    rf"{_NAME},?\s(?:who\s|que\s|quien\s)?"
    r"(?:turned\s(?P<age>\d{1,2})\b(?!\s(?:[a-z]+s\b))"
    r"|(?:is|tiene|cumplió|ha cumplido)\s(?P<years>\d{1,2})"
    r"\s(?:years\sold|años)\b)"
)
_FORMS = (_AGED, _IN_BRACKETS, _YEARS_OLD, _TURNED)


class _Aged(NamedTuple):
    """A name with an age."""

    name: tuple[str, ...]
    age: int
    text: str
    line: int


def other_counts(subject: Subject) -> Iterator[Finding]:
    """`14 districts` in the headline, and `twelve districts` where the text tells it again."""
    body = subject.copy.body
    for title in subject.copy.titles[:_LEAD]:
        for match in _COUNTED.finditer(title.flat):
            noun, number = folded(match["noun"]), small_number(match["number"])
            said = [
                (other, passage)
                for passage in body
                for other in _COUNTED.finditer(passage.flat)
                if folded(other["noun"]) == noun or folded(other["adjective"] or "") == noun
            ]
            values = {small_number(other["number"]) for other, _ in said}
            if len(values) != 1 or number in {0, *values} or noun in word_list("measures"):
                continue
            other, passage = said[0]
            sentence = sentence_of(passage.flat, other.start())
            again = passage in body[:_LEAD] and _shares_words(title.flat, sentence, noun)
            same = _thing(other) == _thing(match) and not _one_more(passage.flat, match["noun"])
            if again and same and not _PART.search(title.flat) and not _is_part(sentence, other[0]):
                line = passage.line_at(other.start())
                facts = {"text": quoted(other[0]), "other": quoted(match[0])}
                yield OTHER_COUNT.found(subject.variant.file, line, **facts)
                return


def _thing(match: re.Match[str]) -> tuple[str, str]:
    """What is counted, with the word before or behind it that says more."""
    return folded(match["adjective"] or ""), folded(match["noun"])


def _one_more(text: str, noun: str) -> bool:
    """Whether a passage tells one of them apart, so that the others are a part: `and one count`."""
    one = re.escape(folded(noun)[:-2])
    return (
        re.search(
            rf"\b(?:one|an?|uno?|una|third|fourth|fifth|tercer\w*)\s(?:\w+\s)?{one}\w{{0,2}}\b",
            folded(text),
        )
        is not None
    )


def _shares_words(title: str, sentence: str, noun: str) -> bool:
    """Whether a sentence tells again what the short line says, by the beginnings of two words."""
    ours, theirs = (
        {word[:_STEM] for word in re.findall(r"[^\W\d_]{5,}", folded(text)) if word != noun}
        for text in (title, sentence)
    )
    return len(ours & theirs) > 1


def _is_part(sentence: str, count: str) -> bool:
    """Whether a count stands among others of its sentence, or is told as a part of them."""
    place = sentence.find(count)
    around = sentence[max(0, place - 30) : place + len(count) + 30]
    others = [match for match in _COUNTED.finditer(sentence) if match[0] != count]
    same = [each for each in others if folded(each["noun"]) == folded(count.rsplit(maxsplit=1)[-1])]
    return bool(_PART.search(around) or same)


def other_ages(subject: Subject) -> Iterator[Finding]:
    """`Ana Example, 19` in the headline, and `Example, who turned 21` in the text."""
    told = [each for passage in subject.copy.titles for each in _aged(passage)]
    said = [each for passage in subject.copy.body for each in _aged(passage)]
    for one in told:
        same = [each for each in said if _one_person(one.name, each.name)]
        # In a headline of capitals any word may look like a name.
        if any(
            re.search(rf"\b{re.escape(one.name[-1])}\b", each.text) for each in subject.copy.body
        ):
            continue
        if len({each.age for each in same}) == 1 and same[0].age != one.age:
            facts = {"text": same[0].text, "other": one.text}
            yield OTHER_AGE.found(subject.variant.file, same[0].line, **facts)
            return


def _aged(passage: Passage) -> Iterator[_Aged]:
    for form in _FORMS:
        for match in form.finditer(passage.flat):
            name = tuple(folded(word) for word in match["name"].split())
            age = int(match["age"] or match["years"] if form is _TURNED else match["age"])
            yield _Aged(name, age, quoted(match[0]), passage.line_at(match.start()))


def _one_person(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two names end alike, and have no other name before it that differs."""
    short, long = sorted((one, other), key=len)
    return long[-len(short) :] == short
