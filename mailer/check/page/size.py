"""Checks of size: Gmail's clip, its limit for style sheets, and the length of a line."""

from collections.abc import Iterator

from mailer.check.flaws.of_page import CLIPPED, LARGE_SHEET, LONG_LINE, NEARLY_CLIPPED
from mailer.check.page.page import Page
from mailer.words.findings import Finding

_KB = 1024
CLIP_KB, NEAR_KB = 100, 80
_SHEET_KB_MAX = 16
_LINE_OCTETS_MAX = 998


def size_findings(page: Page, octets: int, whose: str = "") -> Iterator[Finding]:
    """The merged HTML of the longest copy; `whose`: the recipient it is for."""
    flaw = (
        CLIPPED if octets >= CLIP_KB * _KB else NEARLY_CLIPPED if octets >= NEAR_KB * _KB else None
    )
    if flaw:
        of_whom = f" for {whose}" if whose else ""
        yield flaw.found(page.file, None, size=octets // _KB, whose=of_whom)


def sheet_size(page: Page) -> Iterator[Finding]:
    """The sheets that stay in the head."""
    octets = sum(len(sheet.encode()) for sheet in page.kept_sheets)
    if octets > _SHEET_KB_MAX * _KB:
        yield LARGE_SHEET.found(*page.place_of("data-premailer"), size=octets // _KB)


def line_findings(content: bytes, file: str) -> Iterator[Finding]:
    """The longest line of a message as it would leave."""
    longest = max(map(len, content.split(b"\r\n")))
    if longest > _LINE_OCTETS_MAX:
        yield LONG_LINE.found(file, None, count=longest)
