"""Checks of the text's Markdown: where it would read otherwise than it was meant."""

import re
from collections import defaultdict, deque
from collections.abc import Iterator

from mailer.check.flaws import (
    ACTIVE_HTML,
    END_MARK_IN_TEXT,
    HIGH_NUMBER,
    INDENTED_CODE,
    SHOWN_HTML,
)
from mailer.check.subject import Subject
from mailer.read.copy_text import Passage, quoted
from mailer.read.draft_parts import is_end_mark
from mailer.read.draft_words import words
from mailer.words.findings import Finding

_TICKS = re.compile("`+")
_ACTIVE = re.compile(
    r"(?<!\\)<\s*/?(?:script|style|iframe|frame|form|input|button|object|embed|applet|link|meta|base"
    r"|svg|video|audio)\b[^<>]{0,200}>?"
    r"|(?<!\\)<[a-z][^<>]{0,200}?\son[a-z]+\s*=[^<>]{0,200}>?",
    re.IGNORECASE,
)
_SHOWN = re.compile(
    r"(?<!\\)</?(?:a|b|i|u|p|br|hr|em|strong|span|div|font|center|img|table|tbody|thead|tr|td|th|ul|ol"
    r"|li|h[1-6]|blockquote|sup|sub|small|pre|code)(?:\s[^<>]{0,200})?/?>|(?<!\\)<!--",
    re.IGNORECASE,
)
_LIST_NUMBER_MAX = 31
"""Beyond the days of a month a number before a full stop is hardly an item."""


def active_html(subject: Subject) -> Iterator[Finding]:
    """Scripts, forms, frames, styles and event handlers, once for each line."""
    for line, text in _first_matches(subject, _ACTIVE).items():
        yield ACTIVE_HTML.found(subject.variant.file, line, text=quoted(text))


def shown_html(subject: Subject) -> Iterator[Finding]:
    """Other HTML, once for each line that has nothing worse."""
    active = _first_matches(subject, _ACTIVE)
    for line, text in _first_matches(subject, _SHOWN).items():
        if line not in active:
            yield SHOWN_HTML.found(subject.variant.file, line, text=quoted(text))


def high_numbers(subject: Subject) -> Iterator[Finding]:
    """`2018. A year`, which Markdown takes for item 2018."""
    for token, line in subject.blocks:
        if token.type == "ordered_list_open":
            number = int(token.attrGet("start") or 1)
            if number > _LIST_NUMBER_MAX:
                yield HIGH_NUMBER.found(subject.variant.file, line, number=number)


def indented_code(subject: Subject) -> Iterator[Finding]:
    """Paragraphs that four blanks turn into code."""
    for token, line in subject.blocks:
        if token.type == "code_block":
            yield INDENTED_CODE.found(subject.variant.file, line)


def end_mark_in_text(subject: Subject) -> Iterator[Finding]:
    """`###` or ENDS as the last line of the text."""
    variant = subject.variant
    lines = variant.body.rstrip().split("\n")
    last = lines[-1].strip()
    if is_end_mark(last, words()):
        yield END_MARK_IN_TEXT.found(
            variant.file, variant.body_line + len(lines) - 1, text=quoted(last)
        )


def _first_matches(subject: Subject, pattern: re.Pattern[str]) -> dict[int, str]:
    """Line → what is found first on it, in all Markdown but for what stands in it as code."""
    found: dict[int, str] = {}
    for stretch in subject.stretches:
        source = Passage(_without_code(stretch.source), stretch.line)
        for match in pattern.finditer(source.text):
            found.setdefault(source.line_at(match.start()), match[0])
    return found


def _without_code(source: str) -> str:
    """The Markdown without its code spans (CommonMark 6.1); the lines keep their numbers."""
    runs = [match.span() for match in _TICKS.finditer(source)]
    places: defaultdict[int, deque[int]] = defaultdict(deque)
    for index, (begin, end) in enumerate(runs):
        places[end - begin].append(index)
    pieces, kept_from, index = [], 0, 0
    while index < len(runs):
        begin, end = runs[index]
        alike = places[end - begin]
        while alike and alike[0] <= index:
            alike.popleft()
        if alike:
            index = alike[0]
            closed = runs[index][1]
            pieces.append(source[kept_from:begin] + "\n" * source.count("\n", begin, closed))
            kept_from = closed
        index += 1
    return "".join((*pieces, source[kept_from:]))
