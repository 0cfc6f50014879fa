"""The gallery's page as text: what goes in comes out, and nothing in it can act."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.report.gallery import GalleryEntry, gallery_html

WORDS = st.text(
    st.sampled_from("ab \n<>/!-\"'&\\$\u2028é😀{}") | st.characters(exclude_categories=["Cs"]),
    max_size=60,
)
ENTRIES = st.lists(
    st.builds(GalleryEntry, WORDS, WORDS, WORDS, WORDS, WORDS, WORDS, WORDS, st.integers(0, 10**7)),
    max_size=4,
)
DATA = re.compile(r'<script type="application/json" id="messages">(.*?)</script>', re.DOTALL)


def an_entry(text: str = "one\ntwo") -> GalleryEntry:
    return GalleryEntry("desk@paper.example", "Desk", "en", "News", "<p>x</p>", text, "1.eml", 9)


def unpacked(page: str) -> list[GalleryEntry]:
    document = json.loads(DATA.search(page)[1])

    def whole(numbers: list[int]) -> str:
        return "\n".join(document["lines"][number] for number in numbers)

    return [
        GalleryEntry(
            each["address"], each["name"], each["language"], each["subject"],
            whole(each["html"]), whole(each["text"]), each["eml"], each["size"],
        )
        for each in document["messages"]
    ]  # fmt: skip


@given(ENTRIES)
def test_every_message_comes_back_whole(entries: list[GalleryEntry]) -> None:
    """Packing by lines loses nothing, whatever a message or a name is made of."""
    assert unpacked(gallery_html(entries)) == entries


@given(ENTRIES)
def test_no_value_adds_an_element(entries: list[GalleryEntry]) -> None:
    """The page has the same elements whatever its messages hold."""
    tags = re.findall(r"<[/!a-zA-Z]", gallery_html(entries))

    assert tags == re.findall(r"<[/!a-zA-Z]", gallery_html([]))


def test_shared_lines_are_kept_once() -> None:
    """A thousand messages that differ in one line cost little more than one of them."""
    shared = "\n".join(f"line {number} of the release" for number in range(100))
    one = gallery_html([an_entry(shared)])
    many = gallery_html([an_entry(f"Dear desk {number},\n{shared}") for number in range(1_000)])

    assert len(many) < len(one) + 1_000 * 550


@pytest.mark.parametrize(
    ("entries", "count", "heading", "said"),
    [
        (1, None, "1 message", "Each is also an .eml file"),
        (2, None, "2 messages", "Each is also an .eml file"),
        (2, 12_000, "12,000 messages", "The first 2 of 12,000 are shown"),
    ],
    ids=["one", "all", "capped"],
)
def test_the_page_says_how_many_it_shows(
    entries: int, count: int | None, heading: str, said: str
) -> None:
    """The heading counts all messages, and a page that shows only some says so."""
    page = gallery_html([an_entry()] * entries, count)

    assert f"<h1>{heading}</h1>" in page
    assert said in page


def test_the_page_refers_to_nothing_outside_itself() -> None:
    """No style sheet, script, picture or font is asked for by the gallery's own page."""
    page = gallery_html([an_entry()])

    assert not re.search(r"https?:|//[a-z]|<link|@import|url\(|src=", DATA.sub("", page))
