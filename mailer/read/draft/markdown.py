r"""
Lines of a draft as Markdown that reads back as exactly their text, set as they were, and no more.

Promises: no sign of the draft becomes markup, a list, a link, HTML or Jinja; a line break that a
person made stays one; bold, italics and links that Markdown cannot set there are left out, their
words are not. Never: escapes a sign that means nothing where it stands.

The backslash is CommonMark's (2.4); as `{\{` is no Jinja either, one sort of escape serves both.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from urllib.parse import quote

from markdown_it import MarkdownIt

from mailer.read.draft.blocks import Line, Span, Style

_SIGN = re.compile(
    r"[\\`*]"
    r"|(?<![^\W_])_|_(?![^\W_])"  # inside a word it is no emphasis
    r"|\](?=[(\[:])"
    r"|<(?=[A-Za-z/!?])"
    r"|&(?=#?\w+;)"
    r"|(?<=\{)[{%#]"
)
_FIRST = re.compile(
    r"#{1,6}(?=\s|$)|>|[-+](?=\s|$)|=+(?=\s*$)|-(?=[\s|:-]*$)|[|:](?=[\s|:-]*$)|~{3}"
)
_NUMBERED = re.compile(r"(?P<number>\d{1,9})(?P<sign>[.)])(?=\s|$)")

_ORDER = (Style.LINK, Style.BOLD, Style.ITALIC)
_MARKS = {Style.LINK: ("[", "]"), Style.BOLD: ("**", "**"), Style.ITALIC: ("*", "*")}
_SET_AS = {"text", "strong", "em", "link"}
_WRAPPED_MIN = 50
"""Columns below which no mail program breaks lines."""


def escape_line(text: str) -> str:
    r"""
    One line of text as one line of Markdown.

    >>> escape_line("2018. A year of *change* {{ here }}")
    '2018\\. A year of \\*change\\* {\\{ here }}'
    """
    escaped = _SIGN.sub(r"\\\g<0>", text)
    if _FIRST.match(escaped):
        return "\\" + escaped
    return (
        _NUMBERED.sub(r"\g<number>\\\g<sign>", escaped, count=1) if _numbered(escaped) else escaped
    )


def _numbered(text: str) -> bool:
    return _NUMBERED.match(text) is not None


def markdown_line(line: Line) -> str:
    """One line as Markdown, with its bold, italics and links where they can be set."""
    if not line.spans:
        return escape_line(line.text)
    links = tuple(span for span in line.spans if span.style is Style.LINK)
    for spans in (line.spans, links):
        written = _set(line.text, spans)
        if _reads_back(written, line.text, {span.url for span in links}):
            return written
    return escape_line(line.text) + "".join(f" ({escape_line(span.url)})" for span in links)


def _set(text: str, spans: Sequence[Span]) -> str:
    """Marks between the characters; where styles begin together, the link is the outermost."""
    escapes = {match.start() for match in _SIGN.finditer(text)}
    marks: dict[int, list[str]] = {}
    for span in sorted(spans, key=lambda each: _ORDER.index(each.style)):
        start, end = _trimmed(text, span)
        if start >= end:
            continue
        opening, closing = _MARKS[span.style]
        if span.style is Style.LINK:
            closing = f"]({_address(span.url)})"
            escapes |= {place for place in range(start, end) if text[place] in "[]"}
        marks.setdefault(start, []).append(opening)
        marks.setdefault(end, []).insert(0, closing)
    if 0 not in marks:
        escapes |= _first_escapes(escape_line(text), text)
    pieces = [
        "".join(marks.get(at, ())) + ("\\" if at in escapes else "") + char
        for at, char in enumerate(text)
    ]
    return "".join(pieces) + "".join(marks.get(len(text), ()))


def _first_escapes(escaped: str, text: str) -> set[int]:
    """Where a line as such must be escaped so that it opens no list, heading or quotation."""
    if escaped.startswith("\\") and not _SIGN.match(text):
        return {0}
    match = _NUMBERED.match(text)
    return {match.start("sign")} if match else set()


def _trimmed(text: str, span: Span) -> tuple[int, int]:
    """Without blanks at its ends, beside which Markdown sets nothing."""
    inner = text[span.start : span.end]
    start = span.start + len(inner) - len(inner.lstrip())
    return start, start + len(inner.strip())


def _address(url: str) -> str:
    """An address that ends where it ends, and holds neither Markdown nor Jinja."""
    return quote(url, safe="%/:?#@!$&'*+,;=~-._")


def _reads_back(written: str, text: str, urls: set[str]) -> bool:
    """Whether a reader sees the text, and every link leads where it did."""
    tokens = _reader().parse(written)
    if len(tokens) != 3 or tokens[1].type != "inline" or tokens[0].type != "paragraph_open":  # noqa: PLR2004 - open, inline, close
        return False
    children = tokens[1].children or []
    links = {str(each.attrs["href"]) for each in children if each.type == "link_open"}
    seen = "".join(each.content for each in children if each.type == "text")
    sorts = {each.type.removesuffix("_open").removesuffix("_close") for each in children}
    return seen == text and sorts <= _SET_AS and len(links) == len({_address(url) for url in urls})


@lru_cache(maxsize=1)
def _reader() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False})


def markdown_paragraph(lines: Sequence[Line]) -> str:
    """Lines of one paragraph; a break that only a person would have made is kept."""
    breaks = zip(lines, (*meant_breaks([line.text for line in lines]), False), strict=True)
    return "\n".join(markdown_line(line) + ("\\" if meant else "") for line, meant in breaks)


def markdown_table(rows: Sequence[Line]) -> str:
    """Rows of cells, the first of them the table's head."""
    width = max(len(row.cells) for row in rows)
    written = []
    for row in rows:
        cells = [markdown_line(cell).replace("|", "\\|") for cell in row.cells]
        cells += [""] * (width - len(cells))
        written.append(f"| {' | '.join(cells)} |")
    return "\n".join([written[0], f"|{' --- |' * width}", *written[1:]])


def meant_breaks(lines: Sequence[str]) -> tuple[bool, ...]:
    """
    For each line but the last whether a person ended it there.

    A mail program breaks a line where the next word no longer fits; where it would have fitted, the
    break was meant. No program wraps as narrow as an address is written.
    """
    width = max(_WRAPPED_MIN, *map(len, lines))
    return tuple(
        len(line) + 1 + len(following.partition(" ")[0]) <= width
        for line, following in pairwise(lines)
    )
