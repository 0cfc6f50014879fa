"""
The preflight of the rendered message: every check of the page and of its plain text.

Promises: the same page gives the same findings; each is said once, at the template's own line where
one can be named. Never: fetches anything, or raises for a flaw of a template.
"""

from collections.abc import Callable, Iterator

from mailer.check.page.clients import client_findings
from mailer.check.page.contrast import contrast_findings
from mailer.check.page.markup import (
    accessibility,
    active_elements,
    links,
    loaded_from_elsewhere,
    pictures,
    template_contract,
)
from mailer.check.page.page import Page
from mailer.check.page.size import sheet_size
from mailer.check.page.words import no_unsubscribe, text_lacks
from mailer.words.findings import Finding

OF_WORDS: tuple[Callable[[Page], Iterator[Finding]], ...] = (
    links,
    accessibility,
    pictures,
    text_lacks,
    no_unsubscribe,
)
"""Checks of what a page says; each looks for one or a few flaws of the catalogue."""
OF_SHAPE: tuple[Callable[[Page], Iterator[Finding]], ...] = (
    active_elements,
    loaded_from_elsewhere,
    template_contract,
    sheet_size,
    client_findings,
    contrast_findings,
)
"""Checks of how a page is made and looks."""


class PageDesk:
    """Looks at the pages of one release; a shape that was looked at is not looked at again."""

    def __init__(self) -> None:
        """Nothing was seen yet."""
        self._seen: set[tuple[str, ...]] = set()

    def check(self, page: Page) -> tuple[Finding, ...]:
        """All findings about one rendered message; none where it has no HTML."""
        if not page.html:
            return ()
        shapes = _shapes(page)
        checks = OF_WORDS if shapes <= self._seen else (*OF_WORDS, *OF_SHAPE)
        self._seen |= shapes
        return tuple(dict.fromkeys(finding for check in checks for finding in check(page)))


def _shapes(page: Page) -> set[tuple[str, ...]]:
    """Every way in which an element of the page is styled, with what stands around it."""
    shapes: set[tuple[str, ...]] = {(*page.inlined_sheets, *page.kept_sheets)}
    for element in page.tree.iter():
        if isinstance(element.tag, str):
            around = [each.get("class", "") for each in element.iterancestors()]
            own = (element.get(name, "") for name in ("class", "style", "bgcolor"))
            shapes.add((element.tag, *own, *around))
    return shapes
