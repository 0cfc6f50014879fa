"""
The preflight of the rendered message: every check of the page and of its plain text.

Promises: the same page gives the same findings; each is said once, at the template's own line where
one can be named. Never: fetches anything, or raises for a flaw of a template.
"""

from collections.abc import Callable, Iterator

from mailer.check.page import Page
from mailer.check.page_clients import client_findings
from mailer.check.page_contrast import contrast_findings
from mailer.check.page_markup import (
    accessibility,
    active_elements,
    links,
    loaded_from_elsewhere,
    pictures,
    template_contract,
)
from mailer.check.page_size import sheet_size
from mailer.check.page_words import no_unsubscribe, text_lacks
from mailer.words.findings import Finding

PAGE_CHECKS: tuple[Callable[[Page], Iterator[Finding]], ...] = (
    active_elements,
    loaded_from_elsewhere,
    pictures,
    links,
    accessibility,
    template_contract,
    sheet_size,
    client_findings,
    contrast_findings,
    text_lacks,
    no_unsubscribe,
)
"""Every check of a page; each looks for one or a few flaws of the catalogue."""


def check_page(page: Page) -> tuple[Finding, ...]:
    """All findings about one rendered message; none where it has no HTML."""
    if not page.html:
        return ()
    return tuple(dict.fromkeys(finding for check in PAGE_CHECKS for finding in check(page)))
