"""
Checks for what came along from an earlier release, or from an earlier state of the organisation.

Promises: a text that is another one altogether is no finding; a few changed words are. What answers an
earlier release (a correction, a withdrawal, a hold) may repeat it.
"""

from collections.abc import Iterator
from difflib import SequenceMatcher

from mailer.check.flaws.of_news import (
    BOILERPLATE_OTHERWISE,
    HEADLINE_TAKEN_OVER,
    OPENING_TAKEN_OVER,
)
from mailer.check.subject import Subject
from mailer.read.earlier import OPENING_MIN, told
from mailer.words.findings import Finding

_ALIKE = 0.75
"""From this part of common words on, two paragraphs are the same one in two states."""
_WORDS_MIN = 8
_SHOWN_WORDS = 8


def boilerplate_otherwise(subject: Subject) -> Iterator[Finding]:
    """A paragraph that is the organisation's own boilerplate but for some words."""
    language, ours = subject.variant.language, subject.organisation.boilerplate
    stored = ours.get(language) or ours.get(language[:2]) or ""
    kept = [words for each in stored.split("\n\n") if len(words := each.split()) >= _WORDS_MIN]
    for stretch in subject.stretches if kept else ():
        words = stretch.source.split()
        if words in kept:
            continue
        for paragraph in kept:
            matcher = SequenceMatcher(None, paragraph, words, autojunk=False)
            if matcher.real_quick_ratio() < _ALIKE or matcher.quick_ratio() < _ALIKE:
                continue
            if matcher.ratio() >= _ALIKE:
                there, here = _first_difference(matcher, paragraph, words)
                yield BOILERPLATE_OTHERWISE.found(
                    subject.variant.file, stretch.line, here=here, there=there
                )


def _first_difference(
    matcher: "SequenceMatcher[str]", there: list[str], here: list[str]
) -> tuple[str, str]:
    """The first words in which the two differ, with the word before them."""
    for kind, a, a_end, b, b_end in matcher.get_opcodes():
        if kind != "equal":
            before = 1 if a and b else 0
            return (
                " ".join(there[a - before : min(a_end, a + _SHOWN_WORDS)]),
                " ".join(here[b - before : min(b_end, b + _SHOWN_WORDS)]),
            )
    raise AssertionError("the two are equal")


def taken_over(subject: Subject) -> Iterator[Finding]:
    """A headline or an opening paragraph that another release of the workspace has, word for word."""
    release, variant = subject.release, subject.variant
    if release.corrects or variant.correction_note:
        return
    headline = told(variant.headline)
    opening = next(
        (
            (text, stretch.line)
            for stretch in subject.stretches
            if len(text := told(stretch.source)) >= OPENING_MIN
        ),
        None,
    )
    for each in subject.earlier:
        if opening and each.opening == opening[0]:
            yield OPENING_TAKEN_OVER.found(variant.file, opening[1], other=each.file)
        elif headline and each.headline == headline:
            line = subject.line_of("headline")
            yield HEADLINE_TAKEN_OVER.found(variant.file, line, other=each.file)
