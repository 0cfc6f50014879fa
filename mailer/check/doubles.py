"""
Checks of short lines that hold two things: two headlines, or a second day in the dateline.

Promises: a name of a site behind a stroke, a headline in two languages and words within quotation
marks are left alone.
"""

import re
from collections.abc import Iterator

from mailer.check.flaws.of_agreement import DAY_OF_THE_PLACE, TWO_IN_ONE
from mailer.check.subject import Subject
from mailer.read.copy.dates import days_in
from mailer.read.copy.text import Passage, quoted
from mailer.read.draft.dateline import read_dateline
from mailer.read.draft.words import folded, words
from mailer.words.findings import Finding

_FIELDS = ("headline", "subhead", "subject")
_STROKE = r"\s(?P<stroke>/{1,2}|\|{1,2})\s"
_OR = (
    r"(?:[\s(\[]+(?:OR|O BIEN|o bien|O)|[.;/|)\]–—-]\s?[(\[]?(?:[Oo]r|[Oo])"
    r"|[\s(\[]+(?:[Aa]lternative(?:ly)?|ALTERNATIVE|[Aa]lternativa|ALTERNATIVA|[Oo]pci[óo]n \d"
    r"|[Oo]ption \d))\s?:\s"
)
_BETWEEN = re.compile(f"{_STROKE}|{_OR}")
_NOT_TWO = re.compile(r"(?i)(?:how|why|the|c[óo]mo|por qué|el|la)\b")
"""`Or: How I learned` is the second half of one title."""
_WORDS_MIN = 4
_LOWER_MIN = 2
_OTHER_TONGUES = frozenset((
    "amb", "als", "dels", "els", "eta", "dira", "yn", "yr", "ao", "aos", "das", "dos", "le", "les", "des",
    "et", "und", "der", "im", "mit", "den", "het", "een", "en el", "gli", "della", "nel",
))  # fmt: skip
_TYPED = re.compile(r"[^\W\d_][^—–\n]{2,60}?\s?(?:—|–|--|\s-\s)")


def two_headlines(subject: Subject) -> Iterator[Finding]:
    """Two candidates in one line, neither of which was taken out."""
    for field in _FIELDS:
        text = getattr(subject.variant, field)
        found = list(_BETWEEN.finditer(text))
        if len(found) != 1 or "{" in text:
            continue
        sides = [text[: found[0].start()], text[found[0].end() :]]
        if _two(sides, stroke=bool(found[0]["stroke"]), bar="|" in found[0][0]):
            line = subject.line_of(field)
            yield TWO_IN_ONE.found(subject.variant.file, line, field=field, text=quoted(text))


def _two(sides: list[str], *, stroke: bool, bar: bool) -> bool:
    """Whether each side could be a headline by itself."""
    if any(len(re.findall(r"[^\W_]+", side)) < _WORDS_MIN for side in sides):
        return False
    if len(re.findall('[“«‘"]', sides[0])) > len(re.findall('[”»’"]', sides[0])):
        return False
    begins = re.match(r"[^\w]*(?:(?:[Oo]r|[Oo]|[Oo] bien): )?[A-ZÁÉÍÓÚÑÜ\d]", sides[1])
    if not begins or sides[0].count('"') % 2 or _tongues(sides):
        return False
    # A site calls itself by capitals alone; a headline of our own has words without.
    small = [re.findall(r"(?<![\w’'-])[^\W\d_A-ZÁÉÍÓÚÑ]\w{3,}", side) for side in sides]
    if bar and any(len(each) < _LOWER_MIN for each in small):
        return False
    return stroke or not _NOT_TWO.match(sides[1])


def _tongues(sides: list[str]) -> bool:
    """Whether the two sides are, or may be, one headline in two languages."""
    said = [set(folded(side).split()) for side in sides]
    if any(each & _OTHER_TONGUES for each in said):
        return True
    told = [{name for name, common in words().common if each & common} for each in said]
    return bool(told[0] and told[1] and not told[0] & told[1])


def day_of_the_place(subject: Subject) -> Iterator[Finding]:
    """A day in `located:`, or in a dateline that was typed, other than the release's."""
    variant = subject.variant
    if variant.dated is None:
        return
    typed = _typed(subject)
    for text, line in ((variant.located, subject.line_of("located")), *typed):
        days = {each.day for each in days_in(Passage(text, 1), variant.dated)}
        if days and variant.dated not in days:
            facts = {"text": quoted(text), "dated": variant.dated.isoformat()}
            yield DAY_OF_THE_PLACE.found(variant.file, line, **facts)


def _typed(subject: Subject) -> Iterator[tuple[str, int]]:
    """The dateline that opens the text, where it is not known as one already: without its year."""
    if not subject.copy.body:
        return
    first = subject.copy.body[0]
    match = _TYPED.match(first.text)
    if match and read_dateline(first.text) is None:
        head = match[0]
        place = re.match(r"[A-ZÁÉÍÓÚÑ]{3,}(?=[\s,(])", head)
        located = subject.variant.located and folded(head).startswith(
            folded(subject.variant.located)
        )
        if place or located:
            yield head.rstrip(" —–-"), first.line
