"""One line of Markdown, such as an availability: both parts of the message say the same."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import html as lxml_html

from mailer.render.markdown import markdown_tree, parse_inline, render_inline_html
from mailer.render.plain_text import TextWriter


def in_text(text: str) -> str:
    return " ".join(TextWriter("\x00").line(markdown_tree(parse_inline(text))).split())


def in_html(text: str) -> str:
    shown = lxml_html.fromstring(f"<div>{render_inline_html(text)}</div>").text_content()
    return " ".join(shown.split())


@pytest.mark.parametrize(
    "text", [">", "- 9 a.m.", "1. May, 9 a.m.", "---", "# 9", "    9 a.m.", "| a | b |", "```", ""]
)
def test_what_begins_a_block_is_text_in_a_line(text: str) -> None:
    """A line is no list, heading or quotation, and nothing of it is lost."""
    assert in_text(text) == in_html(text) == " ".join(text.split())


def test_a_quotation_of_two_paragraphs_is_whole() -> None:
    """The second one stands in the plain text as well."""
    assert in_text("One.\n\nTwo.") == in_html("One.\n\nTwo.") == "One. Two."


@given(st.text("ab1 .#>-|=+\n", max_size=30))
@example("1. a\n2. b")
def test_both_parts_have_the_same_words(text: str) -> None:
    """Whatever the line begins with."""
    assert in_text(text) == in_html(text)
