"""Plain text becomes Markdown that reads back as the same text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment
from markdown_it import MarkdownIt

from mailer.read.draft.blocks import Line
from mailer.read.draft.markdown import escape_line, markdown_paragraph

SIGNS = "*_`#>[]()<>!|\\&;:=~+-.0129{}%\"' abcäñ“”’—\u2028"
LINES = st.text(SIGNS.replace("\u2028", ""), max_size=30).map(
    lambda text: " ".join(text.split(" "))
)


def paragraph(lines: list[str]) -> str:
    return markdown_paragraph([Line(number, line) for number, line in enumerate(lines, 1)])


def read_back(markdown: str) -> list[str]:
    """The paragraphs that a reader sees; any other construct is named by its token."""
    paragraphs = []
    text = Environment(autoescape=False).from_string(markdown).render()  # plain text, not HTML
    tokens = MarkdownIt("commonmark", {"html": False}).enable("table").parse(text)
    for token in tokens:
        if token.type == "inline":
            shown = "".join(
                "\n"
                if each.type.endswith("break")
                else each.content
                if each.type == "text"
                else f"<{each.type}>"
                for each in token.children or ()
            )
            paragraphs.append(shown)
        elif token.type not in {"paragraph_open", "paragraph_close"}:
            paragraphs.append(f"<{token.type}>")
    return paragraphs


@pytest.mark.parametrize(
    "text",
    [
        "2018. A year of change", "1) first", "# 1 in the country", "#hashtag stays", "* * *", "---",
        "- a dash", "+ a plus", "> a sign", "a *star* and _lines_ and snake_case", "`code`", "~~~",
        "[text](https://example.org)", "[note]: https://example.org", "<b>bold</b>",
        "<https://example.org>", "AT&amp;T and R&D", "a \\ b", "C:\\*", "{{ name }}", "{% if %}",
        "{# remark #}", "{{{", "a | b", "|---|", ":--", "===", "5 * 3 * 2", "![alt](x)", "a\\",
        "_", "__init__", "{%\\", "\\{{", "@handle_x #tag_y", "&#35;", "1.", "-", "100. and 3.5",
    ],
)  # fmt: skip
def test_signs_read_back(text: str) -> None:
    """No sign of a draft becomes markup or Jinja: each line reads back as itself."""
    assert read_back(escape_line(text)) == [text]


@given(st.lists(LINES.map(str.strip).filter(bool), min_size=1, max_size=4))
def test_any_paragraph_reads_back(lines: list[str]) -> None:
    """Any lines at all, kept as a paragraph, read back as the same lines."""
    assert read_back(paragraph(lines)) == ["\n".join(lines)]


def test_plain_words_stay_plain() -> None:
    """Ordinary prose gets no backslash."""
    prose = "Sales rose 3.5% (to $5) in 2018 - see #budget, says O’Neill & Co. [sic] at a/b_c."

    assert escape_line(prose) == prose


def test_a_meant_line_break_is_kept() -> None:
    """A line that ends early was ended by a person; a full one was wrapped by a program."""
    address = paragraph(["1 Quay Street", "Northbank NB1 1AA"])
    wrapped = paragraph(
        ["The quay was opened on a wet morning by the mayor and the", "captain of the ferry."]
    )

    assert address == "1 Quay Street\\\nNorthbank NB1 1AA"
    assert "\\" not in wrapped
