"""
Markdown to HTML, and to the tree from which the plain-text part is written.

Promises: CommonMark and tables; raw HTML stays visible text and is never active; links lead only to
https, http, mailto and tel; slot tokens pass through untouched. Never: fetches or reads anything.
"""

from collections.abc import Sequence
from copy import copy
from functools import lru_cache
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode
from markupsafe import Markup, escape

_OPENING_QUOTES = ("“", "«", "„", '"')
_SCHEMES = frozenset({"https", "http", "mailto", "tel", "cid"})


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "breaks": False}).enable("table")
    # An unknown scheme stays text, where `check` finds it; so does javascript: in any disguise.
    parser.validateLink = lambda url: (urlsplit(url.strip()).scheme or "https") in _SCHEMES  # type: ignore[method-assign]
    return parser


def parse_markdown(text: str) -> list[Token]:
    """The token stream of a Markdown text."""
    return _parser().parse(text)


def parse_inline(text: str) -> list[Token]:
    """The tokens of one line of Markdown: what would begin a list or a quotation is text in it."""
    return _parser().parseInline(text)


def markdown_tree(tokens: Sequence[Token]) -> SyntaxTreeNode:
    """The same as a tree."""
    return SyntaxTreeNode(tokens)


def render_html(
    tokens: Sequence[Token], dateline: str = "", opening: Token | None = None
) -> Markup:
    """
    HTML of a token stream. A dateline is run into the paragraph `opening`, as newspapers do.

    Where no paragraph is there to take it, it stands by itself above the text. Data tables carry
    the class `data`, so that a template can tell them from its own, and paragraphs that open with
    a quotation mark the class `said`, the last of several together `last` as well.
    """
    parser = _parser()
    for place, token in enumerate(tokens):
        if token.type == "table_open":
            token.attrSet("class", "data")
        elif _opens_quotation(tokens, place):
            goes_on = _opens_quotation(tokens, place + 3)
            token.attrSet("class", "said" if goes_on else "said last")
    shown = f'<span class="dateline">{escape(dateline)}</span>'
    if dateline and opening is not None:
        run_in = Token("html_inline", "", 0, content=f"{shown} — ")
        led = copy(opening)
        led.children = [run_in, *(opening.children or [])]
        tokens = [led if token is opening else token for token in tokens]
    html = parser.renderer.render(tokens, parser.options, {})
    if dateline and opening is None:
        html = f"<p>{shown}</p>\n{html}"
    return Markup(html)  # noqa: S704 - made by a renderer that escapes every text


def _opens_quotation(tokens: Sequence[Token], place: int) -> bool:
    token = tokens[place] if place < len(tokens) else None
    return (
        token is not None
        and token.type == "paragraph_open"
        and not token.level
        and tokens[place + 1].content.startswith(_OPENING_QUOTES)
    )


def render_inline_html(text: str) -> Markup:
    """One line of Markdown as inline HTML, without a paragraph around it."""
    return Markup(_parser().renderInline(text))  # noqa: S704 - as above
