"""How the preview shows a message: looks, marks, pictures, and nothing that loads or runs."""

import pytest

from mailer.report.frame import Look, framed, marked, with_change, with_pictures

PAGE = (
    "<!DOCTYPE html>\n<html><head><meta name='color-scheme' content='light dark'><style>"
    "@media (prefers-color-scheme: dark) { p { color: #eee } } @media print { p { color: #000 } }"
    "@media screen and (max-width: 599px) { p { margin: 0 } }</style></head>"
    "<body><p>The night ferry returns.</p><img alt='A ferry' src='cid:image-1'></body></html>"
)


@pytest.mark.parametrize(
    ("look", "there", "gone"),
    [
        (Look.LIGHT, "@media (max-width: 0) { p { color: #eee }", "prefers-color-scheme"),
        (Look.DARK, "@media (min-width: 0) { p { color: #eee }", "prefers-color-scheme"),
        (Look.INVERTED, "filter:invert(1)", "prefers-color-scheme"),
        (Look.NO_IMAGES, "alt='A ferry'", "cid:"),
        (Look.NO_STYLE, "The night ferry returns.", "@media"),
        (Look.PRINT, "@media all { p { color: #000 }", "@media print"),
    ],
)
def test_each_look_shows_what_it_says(look: Look, there: str, gone: str) -> None:
    """The message's own rules are decided by the look that was asked for, not by this screen."""
    page = framed(PAGE, look)

    assert there in page
    assert gone not in page


def test_print_rules_do_not_show_on_screen() -> None:
    """Rules for print are off in every look but print, and those for screens are off in print."""
    assert "@media not all { p { color: #000 }" in framed(PAGE, Look.LIGHT)
    assert "@media not all and (max-width: 599px)" in framed(PAGE, Look.PRINT)


@pytest.mark.parametrize("look", Look)
def test_the_policy_comes_first(look: Look) -> None:
    """Nothing in the message stands before the policy that forbids it to load or to run."""
    page = framed(PAGE, look)

    assert page.startswith('<!DOCTYPE html><meta http-equiv="Content-Security-Policy"')
    assert page.count("<!DOCTYPE") == 1


@pytest.mark.parametrize(
    "element",
    ["iframe", "FRAME", "object", "embed", "link", "base", 'meta http-equiv="refresh"'],
)
def test_elements_that_connect_are_inert(element: str) -> None:
    """What opens a connection before any policy is asked is shown as an element of no meaning."""
    page = framed(f"<{element} src='http://127.0.0.1:1/'>", Look.LIGHT)

    assert f"<inert-{element}" in page
    assert f"<{element}" not in page.split('<base target="_blank">', 1)[1]


def test_pictures_come_as_data() -> None:
    """A picture that travels inside the message is shown from its own bytes; others stay unloaded."""
    page = with_pictures(
        "<img src='cid:image-1'><img src='cid:gone'>", {"image-1": "data:image/png;,"}
    )

    assert page == "<img src='data:image/png;,'><img src='cid:gone'>"


def test_words_are_marked_where_they_are_shown() -> None:
    """The mark stands in the text, not in the title, a style, a comment or an attribute."""
    page = (
        "<title>night ferry</title><style>/* night ferry */</style><!-- night ferry -->"
        "<p title='night ferry'>The\nnight\nferry returns.</p>"
    )
    shown = marked(page, "night ferry")

    assert shown.count('<mark id="place"') == 1
    assert ">night\nferry</mark> returns" in shown


@pytest.mark.parametrize("words", ["", "not there", "<b>", "(.*", "\\"])
def test_words_that_are_not_there_change_nothing(words: str) -> None:
    """Words are text, never a pattern; without a match the page stays as it is."""
    assert marked("<p>The night ferry</p>", words) == "<p>The night ferry</p>"


def test_a_value_that_looks_like_markup_is_marked_as_text() -> None:
    """Words with markup in them are found as the page writes them, and stay escaped."""
    assert "&lt;b&gt;</mark>" in marked("<p>say &lt;b&gt; here</p>", "<b>")


def test_a_change_can_be_jumped_to() -> None:
    """The first text that differs from the page before carries the name `changed`."""
    before = "<body><p>One.</p><p>Two.</p></body>"
    after = "<body><p>One.</p><p>Two and more.</p></body>"

    assert with_change(after, before) == (
        "<body><p>One.</p><p>"
        '<span id="changed" style="scroll-margin-top:35vh"></span>Two and more.</p></body>'
    )


@pytest.mark.parametrize(
    ("after", "before"),
    [
        ("<p>Same</p>", "<p>Same</p>"),
        ("<p class='a'>x</p>", "<p class='b'>x</p>"),
        ("<style>p {}</style>", "<style>b {}</style>"),
        ("text", "next"),
        ("<tr> <td>x</td></tr>", "<tr>\n<td>x</td></tr>"),
    ],
    ids=["same", "attribute", "style", "no-tag", "blank"],
)
def test_no_jump_where_no_text_changed(after: str, before: str) -> None:
    """Tags, styles and blanks are no place to jump to."""
    assert with_change(after, before) == after
