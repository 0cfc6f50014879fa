"""
A web page or an HTML message as the blocks of a draft.

Promises: every visible word is in a block or in a finding; bold, italics, links, headings, lists and
tables are kept; scripts, styles, hidden words, trackers, pictures and links that could do harm are
left out and said. nh3 cleans the page first, so that only a known set of elements is walked.
Never: fetches or runs anything; an address in the page is text.
Fails with: ReleaseError, where nesting or number would cost more than any release is worth.
"""

import re
from html import unescape

import lxml.html
import nh3

from mailer.read.draft.blocks import Block
from mailer.read.draft.flaws import ACTIVE_CONTENT, PAGE_TITLE, whole
from mailer.read.draft.page_walk import Walk
from mailer.words.errors import ReleaseError
from mailer.words.findings import Finding

_TAGS = {
    "a", "abbr", "address", "article", "aside", "b", "blockquote", "br", "caption", "center", "cite",
    "code", "dd", "del", "div", "dl", "dt", "em", "figcaption", "figure", "footer", "h1", "h2", "h3",
    "h4", "h5", "h6", "header", "hr", "i", "img", "ins", "li", "main", "mark", "nav", "ol", "p",
    "pre", "q", "s", "section", "span", "strike", "strong", "sub", "sup", "table", "tbody", "td",
    "tfoot", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
_ATTRIBUTES = {
    "*": {"style", "hidden"},
    "a": {"href", "name", "id"},
    "img": {"alt", "height", "src", "width"},
    "ol": {"start"},
}
_SILENT = {"script", "style", "title", "template"}
_SCHEME = re.compile(r"""=\s*["']?\s*([A-Za-z][A-Za-z0-9+.-]{0,30}):""")
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:]*)")
_OPENING = re.compile(r"<[A-Za-z][^<>]*")
_FORMATTING = {
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
}  # fmt: skip
_NESTING = _FORMATTING | {
    "article", "blockquote", "center", "div", "dl", "ol", "section", "span", "table", "ul", "sub",
    "sup", "ins", "del", "svg", "math", "template", "select", "button", "object",
}  # fmt: skip
_DEPTH_MAX = 200
_COPIES_MAX = 400_000
"""Elements that a parser makes anew because earlier ones were never closed."""
_ELEMENTS_MAX = 20_000
_BLANKS_MAX = 2_000
"""In one tag: every attribute is compared with all before it."""
_TITLE = re.compile(r"<title[^<>]{0,200}>([^<]{1,2000})</title", re.IGNORECASE)
_ACTIVE = (
    ("script", re.compile(r"<script\b", re.IGNORECASE)),
    ("form", re.compile(r"<(?:form|input|button|select|textarea)\b", re.IGNORECASE)),
    (
        "frame or embedded object",
        re.compile(r"<(?:i?frame|object|embed|video|audio)\b", re.IGNORECASE),
    ),
)


_CODE = (("<script", "</script"), ("<style", "</style"), ("<!--", "-->"))


def read_page(html: str, file: str) -> tuple[tuple[Block, ...], tuple[Finding, ...]]:
    """The blocks of a page as they were, not yet tidied, numbered by paragraphs."""
    if _is_tangled(html):
        raise _refusal(file)
    if _has_too_many(html):
        raise _refusal(file, "The page has more elements or attributes than any release.")
    schemes = {scheme.lower() for scheme in _SCHEME.findall(html)}
    cleaned = nh3.clean(
        html,
        tags=_TAGS,
        clean_content_tags=_SILENT,
        attributes=_ATTRIBUTES,
        url_schemes=schemes | {"https"},
        link_rel=None,
    )
    walk = Walk(file)
    # The walk judges every address itself; nothing of this tree is ever written as HTML.
    parser = lxml.html.HTMLParser(huge_tree=True, no_network=True, encoding="utf-8")
    try:
        if cleaned.strip():
            walk.take(lxml.html.document_fromstring(cleaned.encode("utf-8"), parser=parser))
        blocks = walk.finish()
    except RecursionError as error:
        raise _refusal(file) from error
    return blocks, (*_said_of_page(html, file), *walk.findings())


def _said_of_page(html: str, file: str) -> list[Finding]:
    found = []
    counts = [(name, len(pattern.findall(html))) for name, pattern in _ACTIVE]
    what = ", ".join(f"{count} {name}{'s' * (count > 1)}" for name, count in counts if count)
    if what:
        found.append(ACTIVE_CONTENT.found(file, what=what))
    titles = (" ".join(unescape(title).split()) for title in _TITLE.findall(html))
    if text := "; ".join(filter(None, titles)):
        found.append(PAGE_TITLE.found(file, text=whole(text)))
    return found


def _refusal(file: str, what: str = "") -> ReleaseError:
    return ReleaseError(
        what or "The elements of the page are nested or left open beyond measure.",
        where=file,
        cure="Copy its text into a .txt file, and import that.",
    )


def _has_too_many(html: str) -> bool:
    """More than a page of its size would need minutes for."""
    for count, match in enumerate(_OPENING.finditer(html), 1):
        if count > _ELEMENTS_MAX or len(match[0].split(maxsplit=_BLANKS_MAX)) > _BLANKS_MAX:
            return True
    return False


def _is_tangled(html: str) -> bool:
    """
    Whether more stays open than a parser can bear, whose cost grows with the square of it.

    Elements that HTML closes by itself (p, li, td) are left out of the count.
    """
    open_depth = open_formatting = copies = 0
    for closing, name in _TAG.findall(_without_code(html)):
        tag = name.lower()
        if tag in _NESTING:
            step = -1 if closing else 1
            open_depth = max(0, open_depth + step)
            if tag in _FORMATTING:
                open_formatting = max(0, open_formatting + step)
        elif not closing:
            copies += open_formatting
        if open_depth > _DEPTH_MAX or copies > _COPIES_MAX:
            return True
    return False


def _without_code(html: str) -> str:
    """Without scripts, styles and comments, in whose code a "<" opens nothing."""
    folded = html.lower()
    for opening, closing in _CODE:
        kept = []
        at = 0
        while (start := folded.find(opening, at)) >= 0:
            kept.append(html[at:start])
            end = folded.find(closing, start)
            at = end + len(closing) if end >= 0 else len(html)
        html = "".join((*kept, html[at:]))
        folded = html.lower()
    return html
