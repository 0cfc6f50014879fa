"""The preflight of the rendered message: each flaw of a template is found, the shipped ones have none."""

import json
import re
from dataclasses import replace
from importlib.resources import files

import pages
import pytest
from lxml import html as lxml_html
from shipped import TEMPLATES

from mailer.check.page.cascade import Cascade, rules_of
from mailer.check.page.clients import features
from mailer.check.page.contrast import contrast
from mailer.check.page.desk import PageDesk
from mailer.check.page.page import Page
from mailer.check.page.size import line_findings, size_findings
from mailer.merge.gaps import html_part
from mailer.words.findings import Finding

ADDRESS = "press@harbour.example"
HEAD = '<html lang="en" dir="ltr"><head><title>x</title>{styles}</head>'
BODY = (
    '<body><div lang="en" dir="ltr"><h1>The quay opens</h1>{body}'
    f'<p><a href="mailto:{ADDRESS}">Unsubscribe</a></p></div></body></html>'
)
INLINED = "<style>{}</style>"
KEPT = '<style data-premailer="ignore">{}</style>'
DARK = "@media (prefers-color-scheme: dark) {{ {} }}"


class AsItIs:
    """Stands where premailer would inline."""

    def __init__(self, _inline, mark: str) -> None:
        self._mark = mark

    def part(self, html: str) -> tuple:
        return b"", html_part(html, self._mark)


@pytest.fixture(scope="module")
def shipped():
    """Every sample page as its template makes it, before inlining."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pages, "Inliner", AsItIs)
        return pages.sample_pages()


def a_page(body: str = "", styles: str = "", text: str | None = None, **fields) -> Page:
    said = re.sub(r"<[^>]+>", " ", body) if text is None else text
    whole = f"The quay opens\n{said}\nUnsubscribe: {ADDRESS}"
    html = HEAD.format(styles=styles) + BODY.format(body=body)
    return Page(html, whole, "en", "own", unsubscribe_address=ADDRESS, **fields)


def found(page: Page) -> list[str]:
    return [finding.id for finding in PageDesk().check(page)]


def test_a_plain_page_is_sound() -> None:
    """The page that the other tests spoil has no flaw of its own."""
    assert found(a_page("<p>The quay is open.</p>")) == []


BODIES = [
    ("TP005", "<script>x()</script>"),
    ("TP005", '<form action="https://a.example"></form>'),
    ("TP005", '<iframe src="https://a.example"></iframe>'),
    ("TP005", '<p onclick="x()">The quay</p>'),
    ("TP005", '<a href="javascript:x()">The quay</a>'),
    ("TP007", '<img src="data:image/png;base64,AA" alt="A boat" width="9">'),
    ("TP008", '<img src="cid:a" width="9">'),
    ("TP009", '<img src="cid:a" alt="A boat">'),
    ("TP011", '<div style="display: flex">The quay</div>'),
    ("TP011", '<div style="position:absolute">The quay</div>'),
    ("TP011", '<p style="color: var(--ink)">The quay</p>'),
    ("TP011", '<p style="width: calc(100% - 3px)">The quay</p>'),
    ("TP011", '<p style="background-image: url(cid:a); color: #eee">The quay</p>'),
    ("TP011", "<svg></svg>"),
    ("TP011", '<img src="https://a.example/b.webp" alt="A boat" width="9">'),
    ("TP012", '<p style="color: #999">The quay</p>'),
    ("TP012", '<td bgcolor="#0b4f6c" style="color: #333">The quay</td>'),
    ("TP015", "<h1>Another</h1>"),
    ("TP016", "<table><tr><td>The quay</td></tr></table>"),
    ("TP017", '<a href="https://a.example"><img src="cid:a" alt="" width="9"></a>'),
    ("TP021", '<a href="/plan">The plan</a>'),
    ("TP021", '<a href="www.harbour.example">The plan</a>'),
]
GOOD_BODIES = [
    '<img src="cid:a" alt="" width="9">',
    '<div style="border-radius: 4px; box-shadow: 0 0 3px #ccc; max-width: 600px">The quay</div>',
    '<p style="color: #767676; font-size: 24px">The quay</p>',
    '<p style="color: #fff; display: none">Hidden</p>',
    '<table role="presentation"><tr><td>The quay</td></tr></table>',
    "<table><tr><th>Quay</th><td>North</td></tr></table>",
    '<td bgcolor="#0b4f6c" style="color: #fefdfb">The quay</td>',
    '<a href="tel:+442079460101">+44 20 7946 0101</a>',
]


@pytest.mark.parametrize(("wanted", "body"), BODIES, ids=[f"{a}-{b[:40]}" for a, b in BODIES])
def test_flaw_of_the_markup(wanted: str, body: str) -> None:
    """What a mail program would drop, load, or show so that nobody can read it is found once."""
    page = a_page(body, text="The quay The plan Another North a.example b.webp")

    assert found(page) == [wanted]


@pytest.mark.parametrize("body", GOOD_BODIES, ids=[body[:40] for body in GOOD_BODIES])
def test_sound_markup(body: str) -> None:
    """What degrades gracefully, is hidden, or is large enough is left alone."""
    assert found(a_page(body)) == []


@pytest.mark.parametrize(
    ("wanted", "styles"),
    [
        (["TP006"], '<link rel="stylesheet" href="https://a.example/a.css">'),
        (["TP006", "TP010"], INLINED.format("@import url(https://a.example/a.css);")),
        (["TP006"], KEPT.format("@import 'a.css';")),
        (["TP010"], INLINED.format("p { margin: 0 !important }")),
        (["TP010"], INLINED.format("a[href] { margin: 0 }")),
        (["TP010"], INLINED.format("@media print { p { margin: 0 } }")),
        (["TP010"], INLINED.format("p:first-child { margin: 0 }")),
        (["TP003"], KEPT.format("p { margin: 0 } " * 1200)),
        (["TP012"], INLINED.format("p { color: #999999 }")),
        (["TP013"], KEPT.format(DARK.format("body { background-color: #111 !important }"))),
        ([], KEPT.format("p { margin: 0 !important } @media print { p[x] { margin: 0 } }")),
        ([], INLINED.format(".a p, td { margin: 0 }")),
    ],
)
def test_flaw_of_a_sheet(wanted: list[str], styles: str) -> None:
    """Rules that inlining loses, that are loaded, or that leave text unreadable, by day or by night."""
    assert found(a_page("<p>The quay is open.</p>", styles)) == wanted


def test_the_place_is_the_templates_own_line() -> None:
    """A flaw of a sheet is reported at its line, one of the house's colour at mailer.toml."""
    sheet = "p { margin: 0 }\np { padding: 0 !important }\n"
    page = a_page("<p>x</p>", INLINED.format(sheet), sources={"own/inline.css": sheet})
    brand = replace(pages.TRUST, colour="#ffd400")
    pale = a_page('<p style="color: #ffd400">The quay is open.</p>', organisation=brand)

    assert [(each.file, each.line) for each in PageDesk().check(page)] == [
        ("templates/own/inline.css", 2)
    ]
    assert [(each.id, each.file) for each in PageDesk().check(pale)] == [("TP022", "mailer.toml")]


@pytest.mark.parametrize(
    ("wanted", "body", "text"),
    [
        ("TP018", '<a href="https://harbour.example/plan">The plan</a>', "The plan"),
        ("TP018", '<p><a href="tel:+4420">+44 20 7946</a></p>', ""),
        ("TP018", '<p>Ana <a href="mailto:ana@a.example">Ana</a></p>', "Ana"),
        ("TP019", "<p>Four new ferries cross the harbour at night.</p>", "Two old boats"),
    ],
)
def test_what_the_text_part_lacks(wanted: str, body: str, text: str) -> None:
    """Links, numbers, addresses and paragraphs of the HTML that the plain text leaves out."""
    assert found(a_page(body, text=text)) == [wanted]


def test_the_text_part_lacks_the_headline_or_the_way_out() -> None:
    """A plain text without the headline, and parts that do not say how to unsubscribe."""
    page = a_page("<p>The quay is open.</p>")
    without = Page(page.html, "The quay is open.", "en", "own", unsubscribe_address=ADDRESS)
    nobody = Page(page.html, page.text, "en", "own", unsubscribe_address="stop@harbour.example")

    assert found(without) == ["TP018", "TP018", "TP020"]
    assert found(nobody) == ["TP020", "TP020"]


@pytest.mark.parametrize("marked", ['lang="en"', 'dir="ltr"'])
def test_language_and_direction(marked: str) -> None:
    """A page that marks no language, or no direction of writing."""
    page = a_page("<p>The quay is open.</p>")

    assert found(replace_html(page, page.html.replace(marked, ""))) == ["TP014"]


def replace_html(page: Page, html: str) -> Page:
    return Page(html, page.text, page.language, page.family, unsubscribe_address=ADDRESS)


def test_shipped_templates_are_sound(shipped: dict) -> None:
    """Every shipped template, in every language and marking, has no flaw."""
    said: dict[str, list[Finding]] = {}
    for name, page in shipped.items():
        family = name.split("-", maxsplit=1)[0]
        family = family if f"{family}/{family}.html.j2" in TEMPLATES else "release"
        looked = Page(
            page.html, page.text, "en", family, TEMPLATES, pages.TRUST, unsubscribe_address=ADDRESS
        )
        said[name] = list(PageDesk().check(looked))

    assert {name: each for name, each in said.items() if each} == {}


def test_sizes() -> None:
    """Gmail's clip is an error at 100 KB and a warning at 80; a line of mail has 998 octets."""
    page = a_page()
    named = next(size_findings(page, 101 * 1024, "press, row 7"))

    assert [each.id for each in size_findings(page, 79 * 1024)] == []
    assert [each.id for each in size_findings(page, 80 * 1024)] == ["TP002"]
    assert (named.id, "press, row 7" in named.what) == ("TP001", True)
    assert list(line_findings(b"x" * 998 + b"\r\n" + b"y" * 998, "x")) == []
    assert [each.id for each in line_findings(b"x" * 999, "x")] == ["TP004"]


def test_contrast_is_that_of_wcag() -> None:
    """The ratio of WCAG for its own examples: black on white, and the grey that just passes."""
    grey = (0x76 / 255,) * 3

    assert contrast((0, 0, 0), (1, 1, 1)) == pytest.approx(21)
    assert contrast(grey, (1, 1, 1)) == pytest.approx(4.54, abs=0.01)


def test_cascade() -> None:
    """The weightier selector wins, then the later; the attribute over both; `!important` over all."""
    tree = lxml_html.document_fromstring(
        '<body><p class="a" style="margin: 3px">x</p><p>y</p></body>'
    )
    sheet = (
        "p.a { color: red } p { color: blue; margin: 1px !important } p { color: green; top: 0 }"
    )
    cascade = Cascade(tree, rules_of(sheet), dark=False)
    first, second = tree.iter("p")

    assert [cascade.value(first, name) for name in ("color", "margin")] == ["red", "1px"]
    assert cascade.value(second, "color") == "green"


@pytest.mark.parametrize(
    ("selector", "held"),
    [
        (".box p", "red"),
        (".box .gone p", ""),
        (".box:not(.gone) p", "red"),
        ('a[href$=".pdf"]', "red"),
    ],
)
def test_only_classes_that_must_stand_in_the_page_are_looked_for(selector: str, held: str) -> None:
    """A class in `:not`, or a dot in a value, is none of them."""
    tree = lxml_html.document_fromstring(
        '<div class="box"><p>x</p><a href="https://paper.example/a.pdf">y</a></div>'
    )
    cascade = Cascade(tree, rules_of(f"{selector} {{ color: red }}"), dark=False)

    assert {value for _, _, value in cascade.declared()} == ({held} - {""})


def test_the_table_is_whole_and_says_where_it_is_from() -> None:
    """Source, date and licence stand in the table; each consequence is of a feature that it has."""
    table = json.loads(files("mailer.check.page").joinpath("caniemail.json").read_text("utf-8"))
    licence = files("mailer.check.page").joinpath("caniemail.LICENSE").read_text("utf-8")

    assert "caniemail" in table["source"]
    assert table["version"] == "2.0.2"
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", table["date"])
    assert "MIT" in table["licence"]
    assert licence.startswith("MIT License")
    assert all(len(states) == len(table["clients"]) for states in table["features"].values())
    assert all(feature.clients and feature.cure for feature in features())


def test_rounded_corners_are_not_reported_and_columns_are_in_words() -> None:
    """The sentence says what happens, and in which programs."""
    (finding,) = PageDesk().check(a_page('<div style="display:flex">The quay</div>'))

    assert "stands below each other in Outlook for Windows" in finding.what
    assert finding.cure == "Use a table for columns."
