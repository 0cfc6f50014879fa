"""
Checks for one name with two years, or one event with two numbers: `Ranking 2025`, `XXI Festival`.

Promises: said only where each of two places knows one year or number alone; what stands beside
`last`, `after`, `next` and their kin, and another day of the past, compares, and is left alone.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from mailer.check.flaws.of_agreement import TWO_EDITIONS
from mailer.check.sentences import sentence_of
from mailer.check.subject import Subject
from mailer.read.copy.text import Passage, quoted
from mailer.read.draft.words import folded
from mailer.words.findings import Finding

_CAPITAL = (
    r"(?<!\w)[A-ZÁÉÍÓÚÑÜ][\w’'&-]*+"  # taken whole, and read once: letters may go on for long
)
_JOINT = r"(?:de las?|de los|del?|of the|of|the|and|for|in|y|e|la|las|los|el|en|&)"
_NAME = rf"{_CAPITAL}(?:\s(?:{_JOINT}\s)?{_CAPITAL}){{0,7}}"
_WITH_YEAR = re.compile(
    rf"(?P<name>{_CAPITAL}(?:\s(?:{_JOINT}\s)?{_CAPITAL}){{1,7}})\s(?P<number>20\d\d)(?![\d/–-]|\s?[/–-]\s?\d)"
)
_ROMAN = r"(?:XL|LX{0,3}|X{0,3})(?:IX|IV|V?I{0,3})"
_TENS = {
    "vig[ée]simo": 20, "trig[ée]simo": 30, "d[ée]cimo": 10, "twenty": 20, "thirty": 30,
}  # fmt: skip
_ONES = {
    "primera?": 1, "segund[oa]": 2, "tercer[oa]?": 3, "cuart[oa]": 4, "quint[oa]": 5, "sext[oa]": 6,
    "s[ée]ptim[oa]": 7, "octav[oa]": 8, "noven[oa]": 9, "first": 1, "second": 2, "third": 3, "fourth": 4,
    "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11,
    "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16,
    "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30,
    "und[ée]cim[oa]": 11, "duod[ée]cim[oa]": 12, "d[ée]cim[oa]": 10, "vig[ée]sim[oa]": 20,
    "trig[ée]sim[oa]": 30,
}  # fmt: skip
_WORD = rf"(?P<ten>{'|'.join(_TENS)})?[ -]?(?P<one>{'|'.join(_ONES)})"
_NUMBER = (
    rf"(?<![\w.])(?:(?P<roman>(?=[XVIL]){_ROMAN})"
    rf"|(?P<figure>\d{{1,3}})(?:\.?[ºª°]|st|nd|rd|th|er|ra|da|ta|va|na|to|vo)|(?i:{_WORD}))"
)
_NUMBERED = re.compile(
    rf"{_NUMBER}\s(?:(?i:annual|edition of the|edición del?|edición de las?)\s)?(?P<name>{_NAME})"
)
_ITS_EDITION = re.compile(
    rf"(?i:\b(?:its|su|esta|this)\s){_NUMBER}\s(?:annual\s)?(?i:edition|edición)\b(?!\s(?:of|del?)\b)"
)
_EVENTS = re.compile(
    r"(?i)(?:festival|congres[so]+|conferenc\w+|fair|feria|symposium|simposio|summit|cumbre|forum|foro"
    r"|biennial|bienal|awards?|premios?|prize|gala|tournament|torneo|championships?|campeonato|cup|copa"
    r"|marat\w+|race|carrera|run|regatt?a|semana|jornadas|encuentro|meeting|assembly|asamblea|convention"
    r"|convención|expo|exhibition|exposici[óo]n|sal[óo]n|show|concurso|contest|competition|certamen"
    r"|muestra|ciclo|games|juegos|rally|vuelta|tour|open|abierto|workshop|taller|seminar|seminario"
    r"|coloquio|parade|desfile|romería|walk|marcha|hackathon|carnival|carnaval)"
)
_CALENDAR = re.compile(
    r"(?i)(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|spring|summer|autumn|fall|winter|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre"
    r"|octubre|noviembre|diciembre|primavera|verano|otoño|invierno|since|year|act|law|ley)"
)
_COMPARES = re.compile(
    r"(?i)\b(?:last|previous|prior|earlier|next|following|after|since|than|before|former|also|past|ago"
    r"|won|wins?|winners?|compared|follow\w*|will be held|anterior\w*|próxim\w+|siguientes?|pasad\w+|tras"
    r"|después|desde|antes|últim\w+|también|frente|respecto|gan\w+|había|se celebrará)\b"
)
_ARTICLES = frozenset(("the", "a", "el", "la", "los", "las"))
_WORDS_MIN = 2
_JOINT_MAX = 3
"""Letters up to which a word of a name may join others."""
_DIGITS = {"I": 1, "V": 5, "X": 10, "L": 50}
_APART = 2
"""Editions that lie further apart are of other things."""


class _Said(NamedTuple):
    """A name with its year or number, as one place has it; without a name, `its 22nd edition`."""

    field: str
    name: tuple[str, ...]
    number: int
    text: str
    sentence: str
    line: int
    is_year: bool


def two_editions(subject: Subject) -> Iterator[Finding]:
    """The same name with one year or number in a short line, and with another in the others."""
    said = [
        each
        for field, passage in _passages(subject)
        for each in (*_years(field, passage), *_editions(field, passage))
    ]
    lead = [passage.line_at(len(passage.text)) for passage in subject.copy.body[:2]]
    told: set[tuple[str, ...]] = set()
    for one in reversed([each for each in said if each.field and each.name]):
        same = [each for each in said if each is not one and _same(one, each)]
        numbers = {each.number for each in same}
        near = [each for each in same if each.field or each.line <= max(lead)]
        if len(numbers) != 1 or one.number in numbers or not near or one.name[:2] in told:
            continue
        close = one.is_year or abs(near[0].number - one.number) <= _APART
        if close and not _COMPARES.search(f"{one.sentence} {near[0].sentence}"):
            told.add(one.name[:2])
            facts = {"field": one.field, "text": quoted(one.text), "other": quoted(near[0].text)}
            yield TWO_EDITIONS.found(subject.variant.file, one.line, **facts)


def _passages(subject: Subject) -> Iterator[tuple[str, Passage]]:
    """The short lines, each with what it is called, and the text."""
    for field in ("headline", "subhead", "subject", "preheader"):
        if text := getattr(subject.variant, field):
            yield field, Passage(text, subject.line_of(field) or 1)
    for passage in subject.copy.body:
        yield "", passage


def _years(field: str, passage: Passage) -> Iterator[_Said]:
    for match in _WITH_YEAR.finditer(passage.flat):
        name = _content(match["name"])
        if len(name) >= _WORDS_MIN and not any(map(_CALENDAR.fullmatch, name)):
            yield _said(field, name, int(match["number"]), match, passage)._replace(is_year=True)


def _editions(field: str, passage: Passage) -> Iterator[_Said]:
    for match in _NUMBERED.finditer(passage.flat):
        name = _content(match["name"])
        if (number := _number(match)) and any(map(_EVENTS.fullmatch, name)):
            yield _said(field, name, number, match, passage)
    for match in _ITS_EDITION.finditer(passage.flat):
        if number := _number(match):
            yield _said(field, (), number, match, passage)


def _said(
    field: str, name: tuple[str, ...], number: int, match: re.Match[str], passage: Passage
) -> _Said:
    sentence = sentence_of(passage.flat, match.start())
    line = passage.line_at(match.start())
    return _Said(field, name, number, match[0], sentence, line, is_year=False)


def _content(name: str) -> tuple[str, ...]:
    """The words of a name without its articles and joints."""
    return tuple(
        word for word in folded(name).split() if word not in _ARTICLES and len(word) > _JOINT_MAX
    )


def _same(one: _Said, other: _Said) -> bool:
    """Whether two mentions are of one thing; the name may go on in one of them."""
    if one.is_year != other.is_year:
        return False
    if not other.name:
        return one.name[0] in folded(other.sentence).split()
    short, long = sorted((one.name, other.name), key=len)
    whole = len(short) >= _WORDS_MIN or len(short) == len(long)
    return whole and (long[-len(short) :] if one.is_year else long[: len(short)]) == short


def _number(match: re.Match[str]) -> int:
    """The number of an edition, 0 for none: a lone I is a word."""
    if match["figure"]:
        return int(match["figure"])
    if match["roman"]:
        return 0 if match["roman"] == "I" else _of_roman(match["roman"])
    ten = next((value for word, value in _TENS.items() if _is(word, match["ten"])), 0)
    return ten + next((value for word, value in _ONES.items() if _is(word, match["one"])), 0)


def _is(word: str, text: str | None) -> bool:
    return bool(text) and re.fullmatch(word, text or "", re.IGNORECASE) is not None


def _of_roman(text: str) -> int:
    values = [_DIGITS[char] for char in text]
    return sum(
        -value if value < max(values[place:]) else value for place, value in enumerate(values)
    )
