"""
What is checked: one variant of a release with its release and sender, and its text as it will read.

Promises: the Markdown is parsed once; every passage knows its line of the file. Jinja is not
carried out: where it stands, the copy has FILLED_IN, and a link made of it is not judged.
Never: follows a link, opens a file.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

from mailer.read.copy.text import FILLED_IN, Copy, Passage
from mailer.read.earlier import Earlier
from mailer.read.release import Release, Variant
from mailer.read.settings import Organisation

_JINJA_OPENS = re.compile(r"\{[{%#]")
_JINJA_CLOSES = {"{{": "}}", "{%": "%}", "{#": "#}"}
_FIELDS_OF_TITLES = ("headline", "subhead", "subject", "preheader")
_FIELDS_OF_JINJA = ("subject", "preheader")
_FIELDS_IN_MARKDOWN = ("correction_note", "boilerplate", "ed_note")
_FIELDS_OF_TEXT = ("located", "by", "usage_terms")
_TEXTS_IN_TABLES = (
    ("contacts", ("name", "role", "phone", "email")),
    ("images", ("alt", "caption", "credit")),
    ("attachments", ("title",)),
)


class Stretch(NamedTuple):
    """One run of Markdown text: its source, its tokens inside, and the line on which it begins."""

    source: str
    inside: tuple[Token, ...]
    line: int


class Subject(NamedTuple):
    """One variant, ready to be looked at."""

    release: Release
    variant: Variant
    organisation: Organisation
    now: datetime
    """Aware."""
    blocks: tuple[tuple[Token, int], ...]
    """The block tokens of the body, each with the line of the file on which it begins."""
    stretches: tuple[Stretch, ...]
    """All text in Markdown: of the body, and of the fields that are Markdown."""
    copy: Copy
    earlier: tuple[Earlier, ...] = ()
    """Other releases of the workspace, which this one may have been made from."""

    def line_of(self, field: str) -> int | None:
        """
        The line of a key of front matter, None where it is not given.

        Of what is inside one, such as `contacts.0.phone`, the nearest line that is known.
        """
        return line_of(self.variant, field)


def line_of(variant: Variant, field: str) -> int | None:
    """As `Subject.line_of`."""
    while (line := variant.lines.get(field)) is None and "." in field:
        field = field.rpartition(".")[0]
    return line


def subject_of(
    release: Release,
    variant: Variant,
    *,
    organisation: Organisation,
    now: datetime,
    earlier: tuple[Earlier, ...] = (),
) -> Subject:
    """Take one variant of a release apart for the checks."""
    blocks = tuple(_blocks(_without_jinja(variant.body), variant.body_line))
    body = tuple(_stretches(blocks))
    fields = tuple(_field_stretches(variant))
    titles = tuple(
        Passage(
            _without_jinja(text) if name in _FIELDS_OF_JINJA else text, variant.lines.get(name, 1)
        )
        for name in _FIELDS_OF_TITLES
        if (text := getattr(variant, name))
    )
    texts = tuple(
        Passage(getattr(variant, name), variant.lines.get(name, 1))
        for name in _FIELDS_OF_TEXT
        if getattr(variant, name)
    )
    apart = (*_passages(fields, own_lines=False), *texts, *_passages_in_tables(variant))
    near = variant.dated or now.date()
    copy = Copy(variant.file, tuple(_passages(body)), apart, titles, near, variant.language)
    return Subject(release, variant, organisation, now, blocks, (*body, *fields), copy, earlier)


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    # Every target becomes a link here, so that the wrong ones are found as links.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005 - its name is asked for
    return parser


def _without_jinja(text: str) -> str:
    """The text with FILLED_IN for each piece of Jinja; the lines keep their numbers."""
    pieces, end = [], 0
    never_closed: set[str] = set()
    for match in _JINJA_OPENS.finditer(text):
        if match.start() < end or match[0] in never_closed:
            continue
        closes = text.find(_JINJA_CLOSES[match[0]], match.end())
        if closes < 0:
            never_closed.add(match[0])
            continue
        lines = text.count("\n", match.start(), closes)
        pieces.append(text[end : match.start()] + FILLED_IN + "\n" * lines)
        end = closes + 2
    return "".join((*pieces, text[end:]))


def _blocks(text: str, first_line: int) -> Iterator[tuple[Token, int]]:
    line = first_line
    for token in _parser().parse(text):
        # Cells of a table carry no line of their own; the row's is near enough.
        line = first_line + token.map[0] if token.map else line
        yield token, line


def _stretches(blocks: tuple[tuple[Token, int], ...]) -> Iterator[Stretch]:
    for token, line in blocks:
        if token.type == "inline":
            yield Stretch(token.content, tuple(token.children or ()), line)


def _field_stretches(variant: Variant) -> Iterator[Stretch]:
    texts = [(name, getattr(variant, name)) for name in _FIELDS_IN_MARKDOWN]
    texts += variant.lines_of_markdown
    for name, text in texts:
        line = variant.lines.get(name, 1)
        for stretch in _stretches(tuple(_blocks(text, 0))):
            yield Stretch(stretch.source, stretch.inside, line)


def _passages(stretches: tuple[Stretch, ...], *, own_lines: bool = True) -> Iterator[Passage]:
    """The text of each stretch as it reads; fields, whose lines are not known, on a single line."""
    for stretch in stretches:
        text = "".join(_read(token) for token in stretch.inside)
        visible = text.lstrip(f" \n{FILLED_IN}")
        skipped = text[: len(text) - len(visible)].count("\n")
        if visible:
            shown = visible if own_lines else visible.replace("\n", " ")
            yield Passage(shown, stretch.line + (skipped if own_lines else 0))


def _read(token: Token) -> str:
    if token.type in {"softbreak", "hardbreak"}:
        return "\n"
    if token.type == "link_close":
        return FILLED_IN
    return token.content if token.type in {"text", "code_inline", "image"} else ""


def _passages_in_tables(variant: Variant) -> Iterator[Passage]:
    """What is written about contacts, pictures and files, each text for itself."""
    for field, names in _TEXTS_IN_TABLES:
        for place, each in enumerate(getattr(variant, field)):
            for name in names:
                if text := getattr(each, name):
                    yield Passage(text, line_of(variant, f"{field}.{place}.{name}") or 1)
