"""
Checks of figures: of the headline against the text, and of digits that changed places.

Promises: a figure that the text has as it is, in digits or words, is left alone; one fault is said once.
"""

import re
from collections.abc import Iterator

from mailer.check.flaws.of_agreement import SWAPPED_DIGITS
from mailer.check.flaws.of_news import HEADLINE_FIGURE
from mailer.check.sentences import sentence_of
from mailer.check.subject import Subject
from mailer.read.copy.lists import word_list
from mailer.read.copy.text import FILLED_IN, Passage, quoted
from mailer.read.draft.words import folded
from mailer.words.findings import Finding

_LONG = 3
"""Digits other than nought from which on two figures hardly are alike by chance."""
_OF_ANOTHER_TIME = (
    r"(?i)\b(?:(?:19|20)\d\d|years?|editions?|años?|edici[óo]n|ediciones|last time|ago|hace)\b"
)
_TAKING_PART = (
    r"(?:players|participants|competitors|contestants|entrants|runners|athletes|attendees|delegates"
    r"|jugador[ea]s|participantes|competidor[ea]s|concursantes|inscrit[oa]s|corredor[ea]s|atletas"
    r"|asistentes|delegad[oa]s)"
)
_PEOPLE = re.compile(
    r"(?i)(?P<all>\b(?:the|all|all of the|los|las|todos los|todas las)\s)?"
    r"(?<![\d.,])(?P<figure>\d{2,6}(?:[.,]\d{3})?)"
    rf"\s(?P<noun>{_TAKING_PART})\b(?P<some>\s(?:who|that|from|under|over|in|with|que|de|del|menores|mayores)\b)?"
)
_FIGURE = re.compile(
    r"(?<![\w.,-])\d{1,3}(?:[.,\u00a0 ]\d{3})+(?![\d.,]*\d)"
    r"|(?<![\w.,/:-])\d+(?:[.,]\d+)?(?![\w:/-])"
)
_YEAR = re.compile(r"(?:19|20)\d\d")


def headline_figure(subject: Subject) -> Iterator[Finding]:
    """A figure of the headline, subhead or subject that the text does not have."""
    for field, match in _absent_figures(subject):
        if found := _nearly(match, subject):
            passage, other = found
            facts = {"text": _shown(other), "other": _shown(match)}
            line = passage.line_at(other.start())
            yield SWAPPED_DIGITS.found(subject.variant.file, line, **facts)
        else:
            facts = {"figure": quoted(match[0]), "field": field}
            yield HEADLINE_FIGURE.found(subject.variant.file, subject.line_of(field), **facts)


def _nearly(match: re.Match[str], subject: Subject) -> tuple[Passage, re.Match[str]] | None:
    """The figure of the text that this one is but for two digits that changed places."""
    for passage in subject.copy.body:
        for other in _FIGURE.finditer(passage.flat):
            if swapped(_plain(match[0]), _plain(other[0])) and _alike(match, other):
                return passage, other
    return None


def _shown(match: re.Match[str]) -> str:
    """A figure with the word behind it."""
    found = re.match(r"[\s-][^\W\d_]+", match.string[match.end() :])
    return quoted(match[0] + (found[0] if found else ""))


def _alike(one: re.Match[str], other: re.Match[str]) -> bool:
    """Whether two figures count the same thing; a long one may stand without it."""
    ours, theirs = _counted(one), _counted(other)
    long = len(_plain(one[0]).replace("0", "")) >= _LONG
    return bool(ours & theirs) or (long and not (ours and theirs))


def _counted(match: re.Match[str]) -> set[str]:
    """The words behind a figure, in their singular, and the sign of money before it."""
    text = match.string
    found = re.match(r"[\s-]([^\W\d_]{3,})(?:\s([^\W\d_]{4,}))?", text[match.end() :])
    words = {folded(word).rstrip("s") for word in found.groups() if word} if found else set()
    return words | (set(text[: match.start()].rstrip()[-1:]) & set("$€£"))


def _absent_figures(subject: Subject) -> Iterator[tuple[str, re.Match[str]]]:
    """The figures of the short lines that the text has neither in digits nor in words."""
    text = " ".join(passage.text for passage in (*subject.copy.body, *subject.copy.apart))
    given = {_plain(match[0]) for match in _FIGURE.finditer(text)}
    spoken = set(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", folded(text)))
    joined = " ".join(re.findall(r"[^\W_]+", folded(text)))
    for field in ("headline", "subhead", "subject"):
        for match in _FIGURE.finditer(getattr(subject.variant, field)):
            figure = match[0]
            known = _plain(figure) in given or any(
                word in spoken or f" {word.replace('-', ' ')} " in f" {joined} "
                for word in _in_words(figure)
            )
            if (
                not known
                and not _YEAR.fullmatch(figure)
                and FILLED_IN not in figure
                and _plain(figure) not in _plain(joined)
            ):
                yield field, match


def _plain(figure: str) -> str:
    """A figure without the marks that divide it."""
    return re.sub(r"[.,\u00a0 ]", "", figure)


def _in_words(figure: str) -> tuple[str, ...]:
    """How a small number is spoken, in English and Spanish, without accents."""
    if not figure.isdigit() or not 0 <= int(figure) < 100:  # noqa: PLR2004 - what is written in words
        return ()
    number = int(figure)
    english = _spoken(number, "ones", "tens", "-")
    return (english, _spoken(number, "spanish_ones", "spanish_tens", " y "))


def _spoken(number: int, ones: str, tens: str, joint: str) -> str:
    alone = word_list(ones)
    if number < len(alone):
        return alone[number]
    ten, one = divmod(number, 10)
    shown = word_list(tens)[ten - len(alone) // 10]
    return f"{shown}{joint}{alone[one]}" if one else shown


def swapped_people(subject: Subject) -> Iterator[Finding]:
    """`96 players` and `the 69 participants`, each of them once."""
    passages = (*subject.copy.titles, *subject.copy.body)
    said = [(match, passage) for passage in passages for match in _PEOPLE.finditer(passage.flat)]
    figures = {_plain(match["figure"]) for match, _ in said}
    times = (sentence_of(passage.flat, match.start()) for match, passage in said)
    if len(figures) != len(said) or any(re.search(_OF_ANOTHER_TIME, each) for each in times):
        return
    for match, passage in said:
        if not match["all"] or match["some"]:
            continue
        for other, _ in said:
            if not other["all"] and swapped(_plain(match["figure"]), _plain(other["figure"])):
                line = passage.line_at(match.start("figure"))
                facts = {"text": quoted(match[0]), "other": quoted(other[0])}
                yield SWAPPED_DIGITS.found(subject.variant.file, line, **facts)


def swapped(one: str, other: str) -> bool:
    """
    Whether two numbers are the same but for two neighbouring digits that changed places.

    >>> swapped("2450", "2540"), swapped("2450", "2455")
    (True, False)
    """
    if len(one) != len(other):
        return False
    apart = [place for place, pair in enumerate(zip(one, other, strict=True)) if pair[0] != pair[1]]
    return (
        len(apart) == 2  # noqa: PLR2004 - a pair
        and apart[1] == apart[0] + 1
        and one[apart[0]] == other[apart[1]]
        and one[apart[1]] == other[apart[0]]
    )
