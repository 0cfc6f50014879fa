"""
What has changed between two versions of one variant, part by part, as data.

A part is what a journalist would name: the headline, paragraph 3, the press contact. Its text is
compared as it reads, without the marks of Markdown, and also as it was written, so that a link that
leads elsewhere is no less a change.

Promises: every part that differs is named, and nothing that does not.
Never: looks at what only the message has (subject, preheader), or at the note itself.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from mailer.read.release import Release, Variant

_JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_EVENT_TEXTS = ("who", "what", "where", "why", "photo", "online", "rsvp")


@dataclass(frozen=True, slots=True)
class Change:
    """One part that differs. Both texts empty: it reads the same, but is written otherwise."""

    part: str
    """`headline`, `body`, `contacts`, `event.where` …"""
    before: str
    """As it read; "": it was not there."""
    after: str
    number: int = 0
    """Of the paragraph or entry, from 1: in the new version, or in the old if it is gone."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One line, paragraph or entry of a part."""

    text: str
    """As it reads."""
    written: str
    """What makes two the same."""


def changes_between(
    before: Release, after: Release, variant_before: Variant, variant_after: Variant
) -> Iterator[Change]:
    """All parts that differ, in the order in which a journalist meets them."""
    old = dict(_parts(before, variant_before))
    new = dict(_parts(after, variant_after))
    for part, pieces in new.items():
        found = list(_compared(part, old[part], pieces))
        if part == "body" and not found and variant_before.body != variant_after.body:
            found = [Change("body", "", "")]
        yield from found


def _parts(release: Release, variant: Variant) -> Iterator[tuple[str, tuple[Piece, ...]]]:
    """Every part of a variant that its readers see, whether it is there or not."""
    event, quotation = variant.event, variant.quotation
    yield "headline", _line(variant.headline)
    yield "subhead", _line(variant.subhead)
    yield "by", _line(variant.by)
    yield "located", _line(variant.located)
    yield "dated", _line(variant.dated)
    yield "embargoed_until", _line(release.embargoed_until)
    yield "quotation.text", _line(quotation.text if quotation else "")
    yield "quotation.by", _line(quotation.by if quotation else "")
    yield "body", _paragraphs(variant.body)
    yield "event.starts", _line(event.starts if event else None)
    yield "event.ends", _line(event.ends if event else None)
    for name in _EVENT_TEXTS:
        yield f"event.{name}", _line(getattr(event, name) if event else "")
    yield (
        "images",
        tuple(
            _entry(
                f"{image.caption or image.alt or image.path} {image.credit}", (image, image.content)
            )
            for image in variant.images
        ),
    )
    yield "availability", tuple(each for line in variant.availability for each in _line(line))
    yield "boilerplate", _paragraphs(variant.boilerplate)
    yield (
        "contacts",
        tuple(
            _entry(", ".join(filter(None, (one.name, one.role, one.phone, one.email))), one)
            for one in variant.contacts
        ),
    )
    yield "ed_note", _paragraphs(variant.ed_note)
    yield (
        "attachments",
        tuple(
            _entry(file.title or file.path, (file, file.content)) for file in variant.attachments
        ),
    )
    yield "usage_terms", _line(variant.usage_terms)


def _line(value: object) -> tuple[Piece, ...]:
    """A part that is one line, or nothing."""
    text = _joined(str(value)) if value else ""
    return (Piece(_read(text), text),) if text else ()


def _entry(shown: str, value: object) -> Piece:
    return Piece(_joined(shown), repr(value))


def _compared(part: str, before: tuple[Piece, ...], after: tuple[Piece, ...]) -> Iterator[Change]:
    matcher = SequenceMatcher(
        None, [one.written for one in before], [one.written for one in after], autojunk=False
    )
    for how, start, end, new_start, new_end in matcher.get_opcodes():
        if how == "equal":
            continue
        paired = min(end - start, new_end - new_start)
        for step in range(paired):
            old, new = before[start + step].text, after[new_start + step].text
            shown = (old, new) if old != new else ("", "")
            yield Change(part, *shown, number=new_start + step + 1)
        for place in range(start + paired, end):
            yield Change(part, before[place].text or "…", "", place + 1)
        for place in range(new_start + paired, new_end):
            yield Change(part, "", after[place].text or "…", place + 1)


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def _paragraphs(markdown: str) -> tuple[Piece, ...]:
    """Each run of text: a paragraph, a heading, an entry of a list, a cell."""
    return tuple(
        Piece(_joined(_visible(token)), token.content)
        for token in _parser().parse(markdown)
        if token.type in {"inline", "fence", "code_block"} and token.content.strip()
    )


def _read(line: str) -> str:
    """A line of Markdown as it reads."""
    return _joined(_text_of(_parser().parseInline(line)[0].children or ()))


def _visible(token: Token) -> str:
    return _text_of(token.children) if token.children else _JINJA.sub("…", token.content)


def _text_of(tokens: Iterable[Token]) -> str:
    pieces = (
        " " if token.type in {"softbreak", "hardbreak"} else token.content for token in tokens
    )
    return _JINJA.sub("…", "".join(pieces))


def _joined(text: str) -> str:
    return " ".join(text.split())
