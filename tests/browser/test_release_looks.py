"""The release as a reader sees it: in the system's Chromium, at three widths, light and dark."""

from collections.abc import Callable
from typing import Any

import pytest
from lxml import html as lxml_html
from pages import Page, sample_pages

pytestmark = pytest.mark.browser
PAGES = sample_pages()
WIDTHS = (320, 640, 1024)
SCHEMES = ("light", "dark")
EVERY_LOOK = pytest.mark.parametrize(
    ("name", "width", "scheme"),
    [(name, width, scheme) for name in PAGES for width in WIDTHS for scheme in SCHEMES],
)
EVERY_PAGE = pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
LookAt = Callable[..., Any]


@EVERY_LOOK
def test_nothing_overflows(look_at: LookAt, name: str, width: int, scheme: str) -> None:
    """No reader scrolls sideways, whatever the width, language or length of words."""
    look = look_at(name, PAGES[name].html, width=width, scheme=scheme)

    assert look.scroll_width <= width


@EVERY_LOOK
def test_every_text_is_readable(look_at: LookAt, name: str, width: int, scheme: str) -> None:
    """Every visible text stands out from what is behind it by at least 4.5:1 (WCAG 2.2, 1.4.3)."""
    look = look_at(name, PAGES[name].html, width=width, scheme=scheme)

    assert look.texts > 5
    assert look.pale == ()


@EVERY_LOOK
def test_nothing_is_loaded(look_at: LookAt, name: str, width: int, scheme: str) -> None:
    """Opening a release asks the network for nothing, so nobody learns that it was opened."""
    look = look_at(name, PAGES[name].html, width=width, scheme=scheme)

    assert [url for url in look.requests if not url.startswith("cid:")] == []


@pytest.mark.parametrize("name", PAGES)
def test_outlook_s_dark_mode_is_readable(look_at: LookAt, name: str) -> None:
    """Where Outlook marks a page as darkened by its own attributes, every text stays readable."""
    page = PAGES[name].html
    look = look_at(name, page, width=640, scheme="light", marked="data-ogsc")

    assert look.pale == ()


def test_a_pale_text_would_be_seen(look_at: LookAt) -> None:
    """The measure itself notices grey on grey, and a page that is too wide."""
    page = "<div style='background: #eee'><p style='color: #999; width: 900px'>pale</p></div>"
    look = look_at("pale", page, width=320, scheme="light")

    assert look.pale == ("2.46: pale",)
    assert look.scroll_width > 320


@EVERY_PAGE
def test_headings_and_tables_are_what_they_say(page: Page) -> None:
    """A screen reader finds one h1, and is spared every table that is only there for layout."""
    tree = lxml_html.fromstring(page.html)
    roles = {table.get("role") for table in tree.iter("table") if "data" not in table.classes}

    assert len(tree.findall(".//h1")) == 1
    assert roles == {"presentation"}
    assert all(table.get("role") is None for table in tree.find_class("data"))


@EVERY_PAGE
def test_language_and_direction_survive_without_html_and_body(page: Page) -> None:
    """The wrapper carries language and direction, as some clients drop both outer elements."""
    tree = lxml_html.fromstring(page.html)
    wrapper = tree.xpath("//div[@role='article']")[0]

    assert (wrapper.get("lang"), wrapper.get("dir")) == (tree.get("lang"), tree.get("dir"))
    assert wrapper.get("aria-roledescription")
    assert wrapper.get("aria-label") == tree.findtext(".//h1")
