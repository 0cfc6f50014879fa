"""The template family `release` against its contract: style sheets, phrases, and the two parts."""

import re
import string
from html import unescape

import pytest
import tinycss2
from lxml import html as lxml_html
from pages import BASE, CODE, ENGLISH, MINIMAL, WITHDRAWAL, Page, a_page, sample_pages

from mailer.read.release import Kind
from mailer.render.change_note import _PART_WORDS
from mailer.render.event import _ROWS
from mailer.render.layout import WIDTH, display_width
from mailer.render.phrases import all_phrases
from mailer.words.states import Act

INLINE = (BASE / "inline.css").read_text("utf-8")
HEAD = (BASE / "head.css").read_text("utf-8")
SOURCES = "".join(path.read_text("utf-8") for path in BASE.parent.rglob("*.j2"))
PHRASES = all_phrases()
PAGES = sample_pages()
EVERY_PAGE = pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
EVERY_LANGUAGE = pytest.mark.parametrize("language", PHRASES)
KEPT_STYLE = re.compile(r"<style[^>]*>.*?</style>", re.DOTALL)


def flat(nodes: list[tinycss2.ast.Node]) -> list[tinycss2.ast.Node]:
    """All tokens and blocks of a sheet, however deep."""
    found = []
    for node in nodes:
        found.append(node)
        found += flat(getattr(node, "prelude", None) or [])
        found += flat(getattr(node, "content", None) or [])
        found += flat(getattr(node, "arguments", None) or [])
    return found


def rules(sheet: str) -> list[tinycss2.ast.Node]:
    return tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)


def outside_contract(sheet: str) -> list[str]:
    """What an inlined sheet holds besides element, class and descendant selectors."""
    found = []
    for rule in rules(sheet):
        if rule.type != "qualified-rule":
            found.append(f"{rule.type}: {rule.serialize()[:40]}")
            continue
        selector = tinycss2.serialize(rule.prelude).strip()
        name = r"\.?[a-z][a-z0-9-]*"
        if not re.fullmatch(rf"{name}(\s+{name})*(\s*,\s*{name}(\s+{name})*)*", selector):
            found.append(selector)
        lines = tinycss2.parse_blocks_contents(rule.content, True, True)
        found += [
            f"{selector}: {line.type}"
            for line in lines
            if line.type != "declaration" or line.important
        ]
    return found


def test_inlined_sheet_keeps_to_what_can_be_inlined() -> None:
    """inline.css has only element, class and descendant selectors, no @-rule and no !important."""
    assert outside_contract(INLINE) == []


@pytest.mark.parametrize(
    "sheet",
    [
        "@media print { p { margin: 0 } }",
        "p { margin: 0 !important }",
        "a[href] { margin: 0 }",
        "p:first-child { margin: 0 }",
        "ul > li { margin: 0 }",
        "#body { margin: 0 }",
        "p { margin }",
    ],
    ids=["at-rule", "important", "attribute", "pseudo", "child", "id", "broken"],
)
def test_the_check_of_the_inlined_sheet_can_fail(sheet: str) -> None:
    """Each thing that premailer or a mail client would mangle is noticed."""
    assert outside_contract(sheet) != []


def test_kept_sheet_is_small_whole_and_self_contained() -> None:
    """head.css is under Gmail's 16 KB, has no parse error, loads nothing and ends no element."""
    nodes = flat(rules(HEAD))

    assert len(HEAD.encode()) < 16 * 1024
    assert [node.message for node in nodes if node.type == "error"] == []
    assert not re.search(r"url\(|@import|</", HEAD)


@pytest.mark.parametrize("sheet", [INLINE, HEAD], ids=["inline", "head"])
def test_no_colour_is_pure(sheet: str) -> None:
    """No pure white or black, which dark modes turn into glare and holes."""
    colours = {node.value.lower() for node in flat(rules(sheet)) if node.type in {"hash", "ident"}}

    assert colours.isdisjoint({"fff", "ffffff", "000", "000000", "white", "black"})


def names_of(element: lxml_html.HtmlElement) -> list[str]:
    return (element.get("class") or "").split()


@pytest.mark.parametrize("sheet", [INLINE, HEAD], ids=["inline", "head"])
def test_every_class_styled_is_used(sheet: str) -> None:
    """A rule for a class that no page carries is dead; there is none."""
    rule_heads = re.sub(r"/\*.*?\*/|{[^}]*}", " ", sheet, flags=re.DOTALL)
    styled = set(re.findall(r"\.([a-z]+)", rule_heads))
    trees = [lxml_html.fromstring(page.html) for page in PAGES.values()]
    carried = {name for tree in trees for element in tree.iter() for name in names_of(element)}

    assert styled - carried == set()


@EVERY_LANGUAGE
def test_every_language_has_every_phrase(language: str) -> None:
    """The same keys in every language, none empty, none with blanks around it."""
    assert PHRASES[language].keys() == PHRASES["en"].keys()
    assert all(phrase and phrase == phrase.strip() for phrase in PHRASES[language].values())


@EVERY_LANGUAGE
def test_every_phrase_takes_the_same_values(language: str) -> None:
    """A translation leaves out no {when} and no {name}, and asks for nothing else."""

    def names(phrase: str) -> set[str | None]:
        return {name for _, name, _, _ in string.Formatter().parse(phrase) if name is not None}

    english = {key: names(phrase) for key, phrase in PHRASES["en"].items()}

    assert {key: names(phrase) for key, phrase in PHRASES[language].items()} == english


@EVERY_LANGUAGE
def test_every_kind_has_a_label(language: str) -> None:
    """Each kind of release has its label, in capitals where the script has them."""
    labels = [PHRASES[language][f"kind_{kind.value}"] for kind in Kind]

    assert all(label == label.upper() for label in labels)
    assert len(set(labels)) == len(labels)


def test_every_phrase_is_used() -> None:
    """No phrase is kept that neither a template nor the renderer prints."""
    by_template = set(re.findall(r"\bt\.([a-z_]+)", SOURCES))
    by_renderer = {"about", "reason", "for_immediate_release", "embargoed_until", "salutations"}
    by_renderer |= {f"event_{row}" for row in (*_ROWS, "span")} | {"changed_heading"}
    acts = [act.value for act in Act if act is not Act.ORIGINAL]
    by_renderer |= {f"{what}_{act}" for what in ("notice", "tag", "kind") for act in acts}
    by_renderer |= {"calendar_title", "ninjs_title", *_PART_WORDS.values()} | {
        "part_body",
        "part_paragraph",
    }
    by_renderer |= {"part_paragraph_new", "part_paragraph_gone"}
    by_renderer |= {f"change_{what}" for what in ("layout", "new", "gone", "none")}
    by_renderer |= {"original", "original_undated", "original_unnamed", "quoted"}
    kinds = {f"kind_{kind.value}" for kind in Kind}

    assert set(PHRASES["en"]) == by_template | by_renderer | kinds


def words(text: str) -> list[str]:
    """The words of a text, without the punctuation in which its parts differ."""
    return [word for word in re.sub(r"[<>\[\](){}:.,،]+", " ", unescape(text)).split() if word]


def visible(page: Page) -> str:
    """The text a reader of the HTML sees or hears, with pictures' descriptions and link targets."""
    body = lxml_html.fromstring(page.html).find("body")
    for hidden in body.find_class("preheader"):
        hidden.drop_tree()
    for image in body.iter("img"):
        if "logo" not in image.classes:
            image.tail = f" {image.get('alt')} {image.tail or ''}"
    for link in body.iter("a"):
        if link.get("href").startswith("https:"):
            link.tail = f" {link.get('href')} {link.tail or ''}"
    return " ".join(body.itertext(with_tail=True))


@EVERY_PAGE
def test_text_says_all_that_the_html_says(page: Page) -> None:
    """Every word, link and picture's description of the HTML stands in the plain text too."""
    said = set(words(page.text))
    comments = re.compile(r"\[if mso\]|\[endif\]")
    missing = [word for word in words(comments.sub("", visible(page))) if word not in said]

    assert missing == []


@EVERY_PAGE
def test_text_can_be_pasted(page: Page) -> None:
    """Lines of prose end by column 72, but for longer words; blank lines come one at a time."""
    lines = page.text.splitlines()
    prose = [line for line in lines if line.strip() != CODE]
    wide = [line for line in prose if display_width(line) > WIDTH and " " in line.strip()]

    assert wide == []
    assert "\n\n\n" not in page.text
    assert page.text == page.text.lstrip("\n")
    assert lines.count("-- ") == 1


@EVERY_PAGE
def test_html_stays_under_the_clip(page: Page) -> None:
    """The merged HTML is far below the 102 KB at which Gmail cuts a message off."""
    assert len(page.html.encode()) < 30 * 1024


@EVERY_PAGE
def test_html_loads_nothing(page: Page) -> None:
    """Pictures come from inside the message; no element names a place to load from."""
    tree = lxml_html.fromstring(page.html)
    sources = [element.get("src") for element in tree.iter() if element.get("src")]

    assert all(source.startswith("cid:") for source in sources)
    assert not re.search(r"data:|url\(|@import|<link|<script", page.html)


@EVERY_PAGE
def test_every_picture_has_its_size_and_description(page: Page) -> None:
    """Word draws a picture in its own size unless an attribute says another; readers need words."""
    pictures = list(lxml_html.fromstring(page.html).iter("img"))

    assert all(picture.get("alt") for picture in pictures)
    assert all(1 <= int(picture.get("width")) <= 560 for picture in pictures)


def test_an_embargoed_copy_says_so_first_and_again() -> None:
    """The embargo leads both parts and stands again above the boilerplate."""
    page = PAGES["embargoed"]
    line = "EMBARGOED UNTIL 9 A.M. CT, WEDNESDAY, DEC. 5, 2018 (3 P.M. UTC)"
    shown = " ".join(visible(page).split())

    assert page.text.count(line) == 2
    assert page.text.index(line) < page.text.index(ENGLISH.headline)
    assert page.text.rindex(line) < page.text.index("About Northbank")
    assert shown.count(line) == 2
    assert shown.index(line) < shown.index(ENGLISH.headline)
    assert "FOR IMMEDIATE RELEASE" not in page.html + page.text


def test_a_copy_for_everybody_mentions_no_embargo() -> None:
    """Without an embargo neither part has its words, its banner or a blank place for them."""
    page = PAGES["full"]

    assert "embargo" not in (page.text + KEPT_STYLE.sub("", page.html)).casefold()


def test_what_is_not_given_leaves_no_trace() -> None:
    """A headline and a body alone make a page without empty headings, lists or paragraphs."""
    tree = lxml_html.fromstring(PAGES["minimal"].html)
    empty = [
        element.tag
        for element in tree.iter("p", "h1", "h2", "ul", "ol", "li", "a")
        if not element.text_content().strip()
    ]

    assert empty == []
    assert [heading.text for heading in tree.iter("h2")] == []


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_is_labelled_in_both_parts(kind: Kind) -> None:
    """The kind stands above the headline, and those that call something back stand out."""
    page = a_page(MINIMAL, kind=kind)
    label = PHRASES["en"][f"kind_{kind.value}"]
    tree = lxml_html.fromstring(page.html)
    urgent = kind in {Kind.CORRECTION, Kind.WITHDRAWAL, Kind.HOLD}

    assert page.text.index(label) < page.text.index(MINIMAL.headline)
    assert tree.find_class("kind")[0].text == label
    assert bool(tree.find_class("urgent")) is urgent


@pytest.mark.parametrize("act", [act for act in Act if act is not Act.ORIGINAL])
def test_a_notice_has_one_colour(act: Act) -> None:
    """What the style sheet paints behind a notice is what the attribute says, for every act."""
    page = a_page(WITHDRAWAL, act=act, family="hold")
    (notice,) = lxml_html.fromstring(page.html).find_class("recall")

    assert f"background-color:{notice.get('bgcolor')}" in notice.get("style")
