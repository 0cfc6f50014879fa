"""The preview in the system's Chromium, as a press officer looks at messages in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from previewed import HOSTILE, LONGEST, Running, a_workspace, run_preview
from shown import OpenPage, pick, settled, shown_frame

expect = pytest.importorskip("playwright.sync_api").expect
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    root = a_workspace(tmp_path_factory.mktemp("desk"), embargoed=True)
    served = run_preview(root, "--list", "press")
    yield served
    served.stop()


def test_worst_cases_come_first(open_page: OpenPage, running: Running) -> None:
    """The picker begins with who is likeliest to look wrong, and says why."""
    page = open_page(running)
    names = page.locator("#entries ul:first-of-type strong").all_inner_texts()
    reasons = page.inner_text("#entries ul:first-of-type")

    assert names[0] == LONGEST
    assert set(names) == {LONGEST, HOSTILE, "نور المثال", "Ada Sample", "Tim Text"}
    for reason in (
        "longest name",
        "no first_name",
        "right to left",
        "looks like code",
        "wording 2",
    ):
        assert reason in reasons
    assert page.inner_text("#count") == "5 recipients · 1 row left out"


def test_a_recipient_is_picked_by_search(open_page: OpenPage, running: Running) -> None:
    """Search finds somebody, and their own message, marked as they would get it, is shown."""
    page = open_page(running)
    pick(page, "Ada Sample")
    frame = settled(page)
    frame.locator("text=EMBARGOED").first.wait_for()

    assert page.inner_text("#subject").endswith("Ada: night ferry returns")
    assert page.inner_text("#subject").startswith("[")
    assert "leaves at once, marked EMBARGOED" in page.inner_text("#standing")
    assert "Dear Ada Sample" in frame.locator("body").inner_text()
    assert "timetable" in frame.locator("body").inner_text()


def test_filters_narrow_the_list(open_page: OpenPage, running: Running) -> None:
    """Language and trust narrow the list, and nobody is a sentence."""
    page = open_page(running)
    page.select_option("#language", "ar")
    expect(page.locator("#entries button")).to_have_count(1)
    arabic = page.inner_text("#entries strong")
    page.select_option("#trusted", "yes")
    page.wait_for_selector("text=Nobody matches.")

    assert arabic == "نور المثال"


def test_every_look_and_width(open_page: OpenPage, running: Running, pictures: Path) -> None:
    """Each look is one the message itself can tell, and each width is the frame's own."""
    page = open_page(running)
    seen = {}
    for look in ("light", "dark", "inverted", "no-images", "no-style", "print"):
        page.click(f"button[data-look={look}]")
        settled(page).locator("h1").wait_for()
        seen[look] = (
            shown_frame(page)
            .locator("body")
            .evaluate(
                "body => [getComputedStyle(body).backgroundColor,"
                "getComputedStyle(document.documentElement).filter, document.styleSheets.length,"
                "!!document.querySelector('img[src^=\"data:\"]')].join(' ')"
            )
        )
        page.screenshot(path=pictures / f"preview-{look}.png")
    widths = []
    for width in ("narrow", "middle", "full"):
        page.click(f"[data-width={width}]")
        widths.append(round(settled(page).locator("body").evaluate("innerWidth")))

    assert len(set(seen.values())) >= 5
    assert seen["dark"].startswith("rgb(18, 20, 23) none")
    assert "invert(1)" in seen["inverted"]
    assert seen["light"].endswith("true")
    assert seen["no-images"].endswith("false")
    assert " 0 " in seen["no-style"]
    assert widths[:2] == [375, 640]
    assert widths[2] > 640


LETTER = """() => {
  const range = document.createRange();
  range.setStart(document.querySelector("#text").firstChild, 0);
  range.setEnd(document.querySelector("#text").firstChild, 1);
  const box = range.getBoundingClientRect();
  return [box.left, box.width];
}"""


def test_every_tab_shows_its_part(open_page: OpenPage, running: Running, pictures: Path) -> None:
    """Text with its ruler, source with line numbers, headers, the tree of parts, and the release."""
    page = open_page(running)
    shown = {}
    for view in ("text", "source", "headers", "parts", "release"):
        page.click(f"#tab-{view}")
        shown[view] = page.inner_text(f"#view-{view}")
        page.screenshot(path=pictures / f"preview-{view}.png")
    page.click("#tab-text")
    ruler = page.eval_on_selector_all(
        ".ruler span",
        "all => all.map((each) => [each.dataset.column, each.getBoundingClientRect().right])",
    )
    letter = page.evaluate(LETTER)
    column, right = ruler[-1]

    assert "FOR IMMEDIATE RELEASE" in shown["text"]
    assert "<h1" in shown["source"]
    assert "List-Unsubscribe" in shown["headers"]
    assert all(
        part in shown["parts"] for part in ("multipart/alternative", "text/html", "image/png")
    )
    assert "headline: Night ferry" in shown["release"]
    assert column == "72"
    assert abs(right - (letter[0] + 72 * letter[1])) < 2


def test_a_check_leads_to_its_place(open_page: OpenPage, running: Running) -> None:
    """A finding leads to its line in the release, and to the words in the message."""
    page = open_page(running)
    item = page.locator("#findings li:has-text('doubled')")
    item.locator("button >> nth=0").click()
    place = page.inner_text("#release li.place")
    item.locator("button >> nth=1").click()
    marked = settled(page).locator("mark#place")
    marked.wait_for()

    assert place == "headline: Night ferry returns to  Northbank"
    assert " ".join(marked.inner_text().split()) == "Night ferry returns to Northbank"


def test_inbox_size_and_embargo_stand_beside(open_page: OpenPage, running: Running) -> None:
    """The inbox row is cut at 40 and 70, the size is measured, and every zone has its clock."""
    page = open_page(running)
    pick(page, "Tim Text")
    page.wait_for_selector("#no-html:visible")
    page.fill("#search", "")
    page.click("#entries button:has-text('onerror') >> nth=0")
    expect(page.locator("#to")).to_contain_text("onerror")
    settled(page)
    forty, seventy = page.inner_text("#row-40"), page.inner_text("#row-70")
    clocks = page.inner_text("#clocks")

    assert forty == "For your desk: night ferry returns – Fou…"
    assert len(seventy) <= 71
    assert seventy.startswith(forty[:-1])
    assert "of the 102.0 KB after which Gmail cuts" in page.inner_text("#size")
    assert page.inner_text("#countdown").startswith("Lifts in ")
    assert "Europe/London (1)" in clocks
    assert "America/New_York (1)" in clocks


def test_hostile_values_are_text_everywhere(open_page: OpenPage, running: Running) -> None:
    """A name full of markup is read as it was written, in every place, and runs nowhere."""
    page = open_page(running)
    page.click("#entries button:has-text('onerror') >> nth=0")
    expect(page.locator("#to")).to_contain_text("onerror")
    frame = settled(page)
    for view in ("text", "source", "headers", "parts", "release", "html"):
        page.click(f"#tab-{view}")

    assert HOSTILE in page.inner_text("#to")
    assert HOSTILE in " ".join(frame.locator("body").inner_text().split())
    assert "Night ferry" in page.title()
    assert page.said == []
    assert all(url.startswith((running.address, "data:")) for url in page.asked)


def test_a_script_in_the_message_does_not_run(open_page: OpenPage, tmp_path: Path) -> None:
    """A template with a script, a handler and remote parts is shown; nothing runs, nothing is loaded."""
    root = a_workspace(tmp_path)
    family = root / "templates" / "release"
    family.mkdir()
    (family / "release.html.j2").write_text(
        "<html><head></head><body><h1>{{ release.headline }}</h1><script>parent.document.title='broken';"
        "document.title='broken'</script><p onclick=\"document.title='broken'\" id=p>press</p>"
        "<img src='http://evil.example/x.png' onerror=\"document.title='broken'\">"
        "<a id=leave target=_self href='http://evil.example/'>leave</a></body></html>",
        encoding="utf-8",
    )
    served = run_preview(root, "--list", "press")
    try:
        page = open_page(served)
        frame = settled(page)
        frame.locator("#p").click()
        frame.locator("#leave").click()
        page.evaluate("new Promise((done) => setTimeout(done, 100))")
        title = page.title()
    finally:
        served.stop()

    assert "broken" not in title
    assert all(url.startswith((served.address, "data:")) for url in page.asked if "evil" not in url)
    assert not [said for said in page.said if said == "dialog"]


def test_keys_alone_are_enough(open_page: OpenPage, running: Running) -> None:
    """Search, list, tabs and looks are reached and used without a mouse, focus always seen."""
    page = open_page(running)
    page.keyboard.press("/")
    page.keyboard.type("tim")
    expect(page.locator("#entries button")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#to")).to_contain_text("Tim Text")
    page.focus("#tab-html")
    page.keyboard.press("ArrowRight")
    tab = page.evaluate("document.activeElement.id")
    page.keyboard.press("Tab")
    panel = page.evaluate("document.activeElement.id")
    reached = set()
    page.focus("#search")
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id || document.activeElement.className"))

    assert (tab, panel) == ("tab-text", "view-text")
    assert {"language", "trusted", "tab-text", "view-text", "side"} <= reached


def test_the_next_recipient_is_one_key_away(open_page: OpenPage, running: Running) -> None:
    """Alt and an arrow step through the list from anywhere."""
    page = open_page(running)
    page.focus("#tab-html")
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("#entries button >> nth=1")).to_have_attribute("aria-current", "true")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [800, 1440])
def test_no_barrier(
    open_page: OpenPage, running: Running, pictures: Path, width: int, scheme: str
) -> None:
    """axe-core finds nothing serious or critical on any tab, and the page never scrolls sideways."""
    from axe_playwright_python.sync_playwright import Axe

    page = open_page(running, width=width, scheme=scheme)
    page.screenshot(path=pictures / f"preview-page-{width}-{scheme}.png", full_page=width == 800)
    grave = []
    for view in ("html", "text", "source", "headers", "parts", "release"):
        page.click(f"#tab-{view}")
        found = Axe().run(page).response["violations"]
        grave += [
            f"{view}: {each['id']} {[node['html'][:120] for node in each['nodes']][:3]}"
            for each in found
            if each["impact"] in {"serious", "critical"}
        ]

    assert grave == []
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width
