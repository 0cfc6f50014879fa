"""
Checks of the two parts against each other: what the HTML says, the plain text says too.

Promises: blanks, line breaks and punctuation make no difference. Never: compares what is hidden.
"""

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from mailer.check.flaws.of_page import NO_UNSUBSCRIBE, TEXT_LACKS, TEXT_LACKS_WORDS
from mailer.check.page.page import Page
from mailer.read.copy.text import quoted
from mailer.words.findings import Finding

_BLOCKS = ("p", "li", "h1", "h2", "h3", "td", "th", "blockquote")
_LACKING = 0.25
"""Share of a paragraph's words that must be missing before it counts as missing."""
_LACKING_MIN = 2
_FINDINGS_MAX = 5


def text_lacks(page: Page) -> Iterator[Finding]:
    """Headline, links, numbers and addresses first; then whole paragraphs."""
    said, words = _squeezed(page.text), set(_words(page.text))
    essentials = {
        (what, text)
        for what, text in _essentials(page.tree)
        if _squeezed(text) and _squeezed(text) not in said
    }
    for what, text in sorted(essentials)[:_FINDINGS_MAX]:
        yield TEXT_LACKS.found(page.text_file, None, what=what, text=quoted(text))
    lacking = [text for text in _paragraphs(page.tree) if _mostly_missing(text, words)]
    for text in [
        each
        for each in lacking
        if not any(_squeezed(each) == _squeezed(one) for _, one in essentials)
    ][:_FINDINGS_MAX]:
        yield TEXT_LACKS_WORDS.found(page.text_file, None, text=quoted(text))


def no_unsubscribe(page: Page) -> Iterator[Finding]:
    """Either part without the address to which a wish to hear no more goes."""
    if not page.unsubscribe_address:
        return
    if page.unsubscribe_address not in page.text:
        yield NO_UNSUBSCRIBE.found(page.text_file, None, part="plain text")
    targets = " ".join(link.get("href") or "" for link in page.tree.iter("a"))
    if page.unsubscribe_address not in targets + " ".join(page.tree.itertext()):
        yield NO_UNSUBSCRIBE.found(page.file, None, part="HTML")


def _essentials(tree: HtmlElement) -> Iterator[tuple[str, str]]:
    for heading in tree.iter("h1"):
        yield "the headline", heading.text_content()
    for link in tree.iter("a"):
        scheme, _, rest = (link.get("href") or "").partition(":")
        if scheme in {"http", "https"}:
            yield "the link", link.get("href").removeprefix("https://").removeprefix("http://")
        elif scheme == "tel" and link.text_content().strip():
            yield "the number", link.text_content()
        elif scheme == "mailto":
            yield "the address", rest.partition("?")[0]


def _paragraphs(tree: HtmlElement) -> Iterator[str]:
    body = tree.find("body")
    for element in body.iter(*_BLOCKS) if body is not None else ():
        if not any(True for _ in element.iterdescendants(*_BLOCKS, "table")):
            yield element.text_content()


def _mostly_missing(text: str, said: set[str]) -> bool:
    words = _words(text)
    missing = [word for word in words if word not in said]
    return len(missing) >= _LACKING_MIN and len(missing) > _LACKING * len(words)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


def _squeezed(text: str) -> str:
    return "".join(_words(text))
