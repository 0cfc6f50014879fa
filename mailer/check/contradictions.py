"""
Checks of parts that belong together: the text and its event, its figures, its press contacts, and a
paragraph and its copy.

Promises: a deadline is no day of the event; telephone numbers side by side in a row are two numbers.
"""

import re
from collections.abc import Iterator
from datetime import timedelta

from mailer.check.flaws.of_sense import (
    EVENT_DAY,
    FORWARDED,
    NO_SUCH_FIGURE,
    PARAGRAPH_TWICE,
    PHONE_NEARLY,
)
from mailer.check.headline_figures import swapped
from mailer.check.subject import Subject
from mailer.read.copy.dates import days_in
from mailer.read.copy.text import quoted
from mailer.read.phone_number import INTERNATIONAL, NORTH_AMERICAN
from mailer.words.findings import Finding

_FORWARDED = r"\s*(?P<mark>(?:RE|Re|FWD?|Fwd?|RV|Rv|AW|WG|TR)\s?:)\s"
_FIGURE = (
    r"\b(?:[Ff]igure|[Ff]ig\.|[Tt]able|[Cc]hart|[Ff]igura|[Gg]ráfico|[Tt]abla|[Cc]uadro) \d{1,2}\b"
    r"(?! (?:of|in|de|del|en)\b)"
    r"|\b(?:the|see) (?:table|chart|graph|graphic|figure|map) (?:below|above|overleaf)\b"
    r"|\bla (?:tabla|gráfica) (?:siguiente|adjunta|anterior)\b"
    r"|\bel (?:gráfico|cuadro|mapa) (?:siguiente|anterior)\b"
)
_FIGURE_MARKS = ("igur", "ig.", "able", "hart", "ráfic", "abla", "uadr", "graph", "map")
_OF_TABLES = ("able", "abla", "uadro")
_WORDS_MIN = 8
_NEAR_EVENT = timedelta(days=10)
_DEADLINE = (
    r"(?i)\b(?:by|before|until|no later than|register|from|since|antes|hasta|plazo|desde|deadline"
    r"|closes?)\b"
)
_ON = r"(?i)\b(?:on|el|este|this)\s(?:[^\W\d_]+,?\s)?$"
_TAIL_MIN = 8
"""Digits of a number that are compared; what stands before them may be left out."""


def forwarded_titles(subject: Subject) -> Iterator[Finding]:
    """`RE:` and its kin before a subject or headline."""
    for field in ("headline", "subject"):
        if match := re.match(_FORWARDED, getattr(subject.variant, field)):
            line = subject.line_of(field)
            yield FORWARDED.found(subject.variant.file, line, field=field, text=match["mark"])


def missing_figures(subject: Subject) -> Iterator[Finding]:
    """`Figure 2` and `the table below` where there is neither picture, file nor table."""
    variant = subject.variant
    if variant.images or variant.attachments:
        return
    has_table = any(token.type == "table_open" for token, _ in subject.blocks)
    for passage in subject.copy.body:
        if not any(mark in passage.text for mark in _FIGURE_MARKS):
            continue
        for match in re.finditer(_FIGURE, passage.flat):
            of_table = any(mark in match[0] for mark in _OF_TABLES)
            if match.start() and not (has_table and of_table):
                line = passage.line_at(match.start())
                yield NO_SUCH_FIGURE.found(variant.file, line, text=quoted(match[0]))


def paragraphs_twice(subject: Subject) -> Iterator[Finding]:
    """A paragraph of some length that stands twice in the text, word for word; cells are none."""
    first: dict[str, int] = {}
    in_table = False
    for token, line in subject.blocks:
        in_table = (in_table or token.type == "table_open") and token.type != "table_close"
        text = " ".join(token.content.split())
        if in_table or token.type != "inline" or len(text.split()) < _WORDS_MIN:
            continue
        if text in first:
            facts = {"text": quoted(text), "first": first[text]}
            yield PARAGRAPH_TWICE.found(subject.variant.file, line, **facts)
        first.setdefault(text, line)


def event_day(subject: Subject) -> Iterator[Finding]:
    """The first day that the text of an invitation names, where it is near the event's and another."""
    event = subject.variant.event
    if event is None or event.starts is None:
        return
    day = event.starts.local.date()
    last = event.ends.local.date() if event.ends else day
    passages = (*subject.copy.titles, *subject.copy.body)
    named = [(each, passage) for passage in passages for each in days_in(passage, day)]
    if any(day <= each.day <= last for each, _ in named):
        return
    for each, passage in named:
        before = passage.flat[max(0, each.begin - 40) : each.begin]
        ahead = subject.copy.near is None or each.day >= subject.copy.near
        if ahead and abs(each.day - day) <= _NEAR_EVENT and re.search(_ON, before):
            if not re.search(_DEADLINE, before):
                line = passage.line_at(each.begin)
                text = quoted(passage.text[each.begin : each.end])
                yield EVENT_DAY.found(subject.variant.file, line, text=text, day=day.isoformat())
            return


def phones_nearly(subject: Subject) -> Iterator[Finding]:
    """A number in the text that is a press contact's but for two digits that changed places."""
    contacts = {
        digits[-_TAIL_MIN:]: contact.phone
        for contact in (*subject.variant.contacts, *subject.organisation.contacts)
        if len(digits := re.sub(r"\D", "", contact.phone)) >= _TAIL_MIN
    }
    for passage in subject.copy.body if contacts else ():
        for form in (INTERNATIONAL, NORTH_AMERICAN):
            for match in form.finditer(passage.text):
                digits = re.sub(r"\D", "", match[0])[-_TAIL_MIN:]
                near = next((known for known in contacts if swapped(known, digits)), "")
                if near and digits not in contacts:
                    line = passage.line_at(match.start())
                    facts = {"text": quoted(match[0]), "contact": contacts[near]}
                    yield PHONE_NEARLY.found(subject.variant.file, line, **facts)
