"""Leaving out rules whose classes a page has not changes nothing in it."""

import pytest

from mailer.check.page.selector import that_can_match
from mailer.render.inline import inline_css

PAGE = """<html><head><style>%s</style></head>
<body class="paper"><p class="a b">x</p><p class='C'>y</p><a href="z">z</a></body></html>"""
WHOLE = ' z[title="q"] { top: 0 }'
"""A quotation mark in a rule: the sheet is read as it is."""


@pytest.mark.parametrize(
    "sheet",
    [
        ".gone { top: 1px } p { color: red } .a { color: green } .a.gone { color: blue }",
        ".gone, .a { color: red } .a, p { color: green } .gone .a, .paper .b { top: 1px }",
        "/* .a { } ' */ .a { color: red } /* } */ .gone { top: 1px } /* end */",
        ".a { color: red; /* } */ top: 1px } .gone { top: 2px }",
        ".a /* which */ .b, p { color: red } .gone { top: 2px } .C { margin: 0 1px }",
        "a:hover { color: red } .gone:hover { color: blue } .gone { color: green }",
        "p + .C { top: 1px } .gone > p, p#x { top: 2px } .c { left: 1px }",
        "@media print { .gone { color: red } } .gone { color: red } .a { color: green }",
        ".a { color: red } .gone { color: red",
        ".a { color: red }} .gone { top: 1px } p { top: 2px }",
        "<!-- .a { color: red } --> .gone { top: 1px } p { top: 2px }",
        "",
        "/* nothing",
        ".a { color: rgb(1, 2, 3) } .gone { color: rgb(4, 5, 6) } .gone { background: url(x/y.png) }",
        ".a { color: rgb(1 } .gone { color: red ) } p { top: 1px }",
        ".a { color: red /* } .gone { */ ; top: 1px } p { top: 2px }",
        ".a { color: [ } .gone { ] ; top: 1px } p { top: 2px }",
        "p/**/.a { top: 1px } .gone { top: 2px }",
        "h2 { top: 1px } h2, a { top: 2px } h2.a { top: 3px } P.C { top: 4px } li, body p { top: 5px }",
        "head { top: 1px } html { top: 2px } tbody a { top: 3px } a.a { top: 4px } .p { top: 5px }",
    ],
)
def test_the_page_is_the_same(sheet: str) -> None:
    """As with the whole sheet, whatever stands in it; what is left out is not even read."""
    whole = inline_css(PAGE % (sheet + WHOLE))

    assert inline_css(PAGE % sheet) == whole


def test_what_is_left_out() -> None:
    """Rules with an element or a class that the page has not, and nothing else."""
    sheet = "/* .x */ h2 { top: 9px } p { top: 0 } .x { top: 1px } .a, .x { top: 2px } .a .x { top: 3px }"

    assert that_can_match(sheet, {"p", ".a"}) == "p { top: 0 }.a, .x { top: 2px }"
    assert that_can_match(sheet + WHOLE, {"p", ".a"}) == sheet + WHOLE


def test_a_strange_sheet_costs_little() -> None:
    """A megabyte of comments that never end is looked at once."""
    for strange in ("/*" * 500_000, "/**/" * 250_000 + "x", "." * 1_000_000, "{" * 1_000_000):
        assert that_can_match(strange, set()) == strange
