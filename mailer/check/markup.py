"""Checks of the text's Markdown: where it would read otherwise than it was meant."""

import re
from collections import defaultdict, deque
from collections.abc import Iterator
from itertools import pairwise

from markdown_it.token import Token

from mailer.check.flaws.of_agreement import GOES_ON
from mailer.check.flaws.of_fields import (
    ACTIVE_HTML,
    END_MARK_IN_TEXT,
    HIGH_NUMBER,
    INDENTED_CODE,
    SHOWN_HTML,
)
from mailer.check.flaws.of_news import DATELINE_TWICE, NO_FULL_STOP
from mailer.check.subject import Subject
from mailer.read.copy.text import Passage, quoted
from mailer.read.draft.dateline import read_dateline
from mailer.read.draft.words import is_end_mark
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
_NESTS = frozenset(("bullet_list_open", "ordered_list_open", "table_open", "heading_open"))
_NESTS_END = frozenset(("bullet_list_close", "ordered_list_close", "table_close", "heading_close"))
_MORE = (
    r"(?i:more(?: follows| to come| to follow)?|to be continued|continued|sigue|contin[uú]a|continuará"
    r"|sigue en la página siguiente)"
)
_GOES_ON = re.compile(
    rf"(?P<alone>^[-–—(\[*_\s]*[-–—(\[]\s?{_MORE}[.…]{{0,3}}\s?[-–—)\]][-–—)\]*_\s]*$)"
    rf"|(?P<end>[(\[]\s?{_MORE}[.…]{{0,3}}\s?[)\]]|(?<=[.!?”»]\s)[-–—]\s?{_MORE}\s?[-–—])[*_\s]*$",
    re.MULTILINE,
)
_WORD_ALONE = re.compile(rf"[*_]*{_MORE}[.…]{{0,3}}[*_]*")
_WORDS_MIN = 12
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
    if is_end_mark(last):
        yield END_MARK_IN_TEXT.found(
            variant.file, variant.body_line + len(lines) - 1, text=quoted(last)
        )


def goes_on(subject: Subject) -> Iterator[Finding]:
    """`– more –` on a line of its own or behind the last word, `sigue` as the last line."""
    variant = subject.variant
    lines = variant.body.rstrip().split("\n")
    for place, line in enumerate(lines):
        last = place == len(lines) - 1
        match = _GOES_ON.search(line)
        if (match and (last or match["alone"])) or (last and _WORD_ALONE.fullmatch(line.strip())):
            text = quoted(match[0] if match else line)
            yield GOES_ON.found(variant.file, variant.body_line + place, text=text)


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


def no_full_stop(subject: Subject) -> Iterator[Finding]:
    """Paragraphs of some length, outside lists and tables, that end without a mark."""
    depth = 0
    for (token, _), (inside, line) in pairwise(subject.blocks):
        depth += (token.type in _NESTS) - (token.type in _NESTS_END)
        if depth or token.type != "paragraph_open" or inside.type != "inline":
            continue
        plain = "".join(map(_shown_text, inside.children or ())).rstrip()
        last = (inside.children or [inside])[-1]
        if len(plain.split()) >= _WORDS_MIN and plain[-1].isalnum() and last.type == "text":
            at = line + inside.content.count("\n")
            yield NO_FULL_STOP.found(subject.variant.file, at, text=quoted(plain[-30:]))


def _shown_text(token: Token) -> str:
    if token.type in {"softbreak", "hardbreak"}:
        return " "
    return token.content if token.type == "text" else ""


def dateline_twice(subject: Subject) -> Iterator[Finding]:
    """A dateline that opens the text, where the message writes one of its own."""
    variant = subject.variant
    if not (variant.located or variant.dated) or not subject.copy.body:
        return
    first = subject.copy.body[0]
    dateline = read_dateline(first.text)
    if dateline and (dateline.dated or dateline.located.isupper()):
        text = quoted(first.text[: dateline.length])
        yield DATELINE_TWICE.found(variant.file, first.line, text=text)
