"""Checks of the short lines: headline, subject, dateline."""

from collections.abc import Iterator
from itertools import pairwise

from mailer.check.flaws.of_fields import LONG_HEADLINE, LONG_SUBJECT, NO_DATELINE, SHOUTED_HEADLINE
from mailer.check.flaws.of_news import SECOND_HEADLINE
from mailer.check.inbox import PHONE, SCREEN, inbox_row
from mailer.check.subject import Subject
from mailer.read.copy.text import FILLED_IN, quoted
from mailer.read.draft.words import folded
from mailer.read.release import Kind
from mailer.words.findings import Finding

_HEADLINE_MAX = 120
_LETTERS_MIN = 12
"""Fewer letters may be an abbreviation."""
_ALIKE = 0.5
_NEED_DATELINE = frozenset({Kind.NEWS, Kind.STATEMENT})


def shouted_headline(subject: Subject) -> Iterator[Finding]:
    """Headline or subject in capitals."""
    for field in ("headline", "subject"):
        text = getattr(subject.variant, field)
        if text.isupper() and sum(map(str.isalpha, text)) >= _LETTERS_MIN:
            line = subject.line_of(field)
            yield SHOUTED_HEADLINE.found(subject.variant.file, line, field=field)


def long_headline(subject: Subject) -> Iterator[Finding]:
    """More than 120 characters."""
    count = len(subject.variant.headline)
    if count > _HEADLINE_MAX:
        line = subject.line_of("headline")
        yield LONG_HEADLINE.found(subject.variant.file, line, count=count, most=_HEADLINE_MAX)


def long_subject(subject: Subject) -> Iterator[Finding]:
    """A subject of more characters than a wide inbox shows; one in which Jinja stands is not measured."""
    variant = subject.variant
    given = variant.subject or variant.headline
    if len(given) > SCREEN and not any(
        FILLED_IN in passage.text
        for passage in subject.copy.titles
        if variant.subject and passage.line == subject.line_of("subject")
    ):
        line = subject.line_of("subject") or subject.line_of("headline")
        yield LONG_SUBJECT.found(
            variant.file,
            line,
            count=len(given),
            most=SCREEN,
            shown=inbox_row(given, SCREEN),
            phone=inbox_row(given, PHONE),
        )


def incomplete_dateline(subject: Subject) -> Iterator[Finding]:
    """News or a statement without its place or its day."""
    variant = subject.variant
    missing = [] if variant.located else ["the place"]
    if variant.dated is None:
        missing.append("the day")
    if missing and subject.release.kind in _NEED_DATELINE:
        yield NO_DATELINE.found(variant.file, missing=" and ".join(missing))


def second_headline(subject: Subject) -> Iterator[Finding]:
    """A heading of the first order; a heading or a line that opens the text and repeats the headline."""
    opens = True
    goes_on = sum(token.type == "inline" for token, _ in subject.blocks) > 1
    for (token, line), (inside, _) in pairwise(subject.blocks):
        if (
            opens
            and goes_on
            and token.type == "paragraph_open"
            and _is_headline(inside.content, subject)
        ):
            text = quoted(inside.content)
            yield SECOND_HEADLINE.found(subject.variant.file, line, text=text)
        if token.type == "heading_open" and any(map(str.isalpha, inside.content)):
            shown, ours = folded(inside.content), folded(subject.variant.headline)
            alike = len(set(shown.split()) & set(ours.split())) > _ALIKE * len(shown.split())
            if token.tag == "h1" or (opens and alike):
                text = quoted(inside.content)
                yield SECOND_HEADLINE.found(subject.variant.file, line, text=text)
        opens = opens and token.type in {"heading_open", "inline", "heading_close"}


def _is_headline(text: str, subject: Subject) -> bool:
    return folded(text).rstrip(".*_ ").lstrip("*_ ") == folded(subject.variant.headline).rstrip(
        ". "
    )
