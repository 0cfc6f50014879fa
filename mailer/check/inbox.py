"""
Checks of what an inbox shows, and of the headline as an editor reads it.

Promises: `inbox_row` is what a phone (40 characters) and a wide screen (70) show of a subject.
"""

import re
from collections.abc import Iterator

from mailer.check.flaws.of_news import (
    HEADLINE_STOP,
    HEADLINE_WITHOUT_SENDER,
    PREHEADER_LENGTH,
    PREHEADER_REPEATS,
)
from mailer.check.subject import Subject
from mailer.read.copy.lists import word_list
from mailer.read.draft.words import folded
from mailer.words.findings import Finding

PHONE, SCREEN = 40, 70
"""Characters of a subject that an inbox shows."""
_PREHEADER_MIN, _PREHEADER_MAX = 30, 130
_ALIKE = 0.7
_NAME_MIN = 3


def inbox_row(text: str, width: int) -> str:
    """
    As much of a line as an inbox shows.

    >>> inbox_row("Night ferry returns to Northbank", 20)
    'Night ferry returns…'
    """
    flat = " ".join(text.split())
    return flat if len(flat) <= width else flat[: width - 1].rstrip() + "…"


def preheader_repeats(subject: Subject) -> Iterator[Finding]:
    """A preheader (or the subhead in its place) that says the headline again."""
    variant = subject.variant
    field = "preheader" if variant.preheader else "subhead"
    shown = set(folded(getattr(variant, field)).split())
    title = set(folded(variant.subject or variant.headline).split())
    if len(shown) > 2 and len(shown & title) > _ALIKE * len(shown):  # noqa: PLR2004 - a few words say nothing
        yield PREHEADER_REPEATS.found(variant.file, subject.line_of(field), field=field)


def preheader_length(subject: Subject) -> Iterator[Finding]:
    """A preheader so short that other text fills the row, or so long that it is cut."""
    text = subject.variant.preheader
    if text and "{" not in text and not _PREHEADER_MIN <= len(text) <= _PREHEADER_MAX:
        line = subject.line_of("preheader")
        yield PREHEADER_LENGTH.found(subject.variant.file, line, count=len(text))


def headline_without_sender(subject: Subject) -> Iterator[Finding]:
    """A headline in which the organisation does not occur, neither by name nor by initials."""
    variant = subject.variant
    names = [
        word
        for word in re.findall(r"[^\W\d_]+", folded(subject.organisation.name))
        if len(word) >= _NAME_MIN and word not in word_list("common_in_names")
    ]
    initials = "".join(
        word[0] for word in subject.organisation.name.split() if word[0].isupper()
    ).casefold()
    title = set(re.findall(r"[^\W\d_]+", folded(f"{variant.headline} {variant.subject}")))
    if names and not title & {*names, initials}:
        line = subject.line_of("headline")
        name = subject.organisation.name
        yield HEADLINE_WITHOUT_SENDER.found(variant.file, line, name=name)


def headline_stop(subject: Subject) -> Iterator[Finding]:
    """A headline that ends with a full stop or an exclamation mark."""
    text = subject.variant.headline.rstrip()
    abbreviated = re.search(r"\b(?:\w\.){2,}$|\b(?:Inc|Ltd|Co|St|No|etc|S\.A|EE\. UU)\.$", text)
    if text.endswith((".", "!")) and not text.endswith("...") and not abbreviated:
        line = subject.line_of("headline")
        yield HEADLINE_STOP.found(subject.variant.file, line, mark=text[-1])
