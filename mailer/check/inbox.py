"""
Checks of what an inbox shows, and of the headline as an editor reads it.

Promises: `inbox_row` is what a phone (40 characters) and a wide screen (70) show of a subject.
"""

import re
from collections.abc import Iterator

from mailer.check.flaws_of_news import (
    HEADLINE_FIGURE,
    HEADLINE_STOP,
    HEADLINE_WITHOUT_SENDER,
    PREHEADER_LENGTH,
    PREHEADER_REPEATS,
)
from mailer.check.subject import Subject
from mailer.read.copy_lists import word_list
from mailer.read.copy_text import FILLED_IN, quoted
from mailer.read.draft_words import folded
from mailer.words.findings import Finding

PHONE, SCREEN = 40, 70
"""Characters of a subject that an inbox shows."""
_PREHEADER_MIN, _PREHEADER_MAX = 30, 130
_ALIKE = 0.7
_NAME_MIN = 3
_FIGURE = re.compile(
    r"(?<![\w.,-])\d{1,3}(?:[.,\u00a0 ]\d{3})+(?![\d.,]*\d)"
    r"|(?<![\w.,/:-])\d+(?:[.,]\d+)?(?![\w:/-])"
)
_YEAR = re.compile(r"(?:19|20)\d\d")


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


def headline_figure(subject: Subject) -> Iterator[Finding]:
    """A figure of the headline, subhead or subject that the text does not have."""
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
                line = subject.line_of(field)
                facts = {"figure": quoted(figure), "field": field}
                yield HEADLINE_FIGURE.found(subject.variant.file, line, **facts)


def _plain(figure: str) -> str:
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
