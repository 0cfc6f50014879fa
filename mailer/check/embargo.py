"""Checks of the embargo: whether the text and the field agree, and whether it lies ahead."""

from collections.abc import Iterator

from mailer.check.flaws import EMBARGO_IN_TEXT_ONLY, EMBARGO_PAST, IMMEDIATE_UNDER_EMBARGO
from mailer.check.subject import Subject
from mailer.read.copy_text import quoted
from mailer.read.draft_words import begins_with, folded, words
from mailer.words.findings import Finding

_TIMELESS = frozenset({"embargo", "embargoed", "embargado", "under embargo", "bajo embargo"})
"""May begin an ordinary sentence; a release line only if it stands in capitals."""


def embargo_and_text(subject: Subject) -> Iterator[Finding]:
    """`For immediate release` in an embargoed text, and the other way round."""
    known, embargo = words(), subject.release.embargoed_until
    for passage in subject.copy.all:
        for offset, line in _lines(passage.text):
            at = passage.line_at(offset)
            if embargo and begins_with(line, known.immediate):
                facts = {"text": quoted(line), "until": str(embargo)}
                yield IMMEDIATE_UNDER_EMBARGO.found(subject.variant.file, at, **facts)
            found = begins_with(line, known.embargo)
            if not embargo and found and (line.isupper() or folded(found[0]) not in _TIMELESS):
                yield EMBARGO_IN_TEXT_ONLY.found(subject.variant.file, at, text=quoted(line))


def embargo_past(subject: Subject) -> Iterator[Finding]:
    """An embargo that has ended holds nobody back."""
    embargo = subject.release.embargoed_until
    if embargo and embargo.utc <= subject.now:
        line = subject.line_of("embargoed_until")
        yield EMBARGO_PAST.found(subject.variant.file, line, until=str(embargo))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    offset = 0
    for line in text.split("\n"):
        yield offset, line.lstrip(" *_")
        offset += len(line) + 1
