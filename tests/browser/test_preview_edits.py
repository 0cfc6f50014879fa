"""The preview in the system's Chromium while files are edited, and with a long list."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from previewed import LIST, Running, a_workspace, run_preview
from shown import OpenPage, pick, settled, shown_frame

expect = pytest.importorskip("playwright.sync_api").expect
pytestmark = pytest.mark.browser


def save(path: Path, old: str, new: str) -> float:
    """Change a file as an editor does; when, in seconds."""
    text = path.read_text("utf-8")
    assert old in text
    at = time.time()
    path.write_text(text.replace(old, new), encoding="utf-8")
    return at


CHANGE = """old => new Promise((done) => {
  const frames = document.querySelector("#view-html");
  new MutationObserver(() => {
    const frame = frames.querySelector("iframe");
    if (frame && frame.className === "" && frame.dataset.key !== old) done(Date.now() / 1000);
  }).observe(frames, { childList: true, subtree: true, attributes: true });
})"""


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One preview for all: whoever changes a file puts it back."""
    served = run_preview(a_workspace(tmp_path_factory.mktemp("desk")), "--list", "press")
    yield served
    served.stop()


def test_a_save_is_seen_at_once(open_page: OpenPage, edited: Running) -> None:
    """A save of the release is on the page in a moment; the figure is printed."""
    page = open_page(edited)
    took = []
    for number in range(4):
        old = page.get_attribute("iframe", "data-key")
        page.evaluate(f"void (window.change = ({CHANGE})({old!r}))")
        at = save(edited.release, "Boats at every hour", f"Boats {number} at every hour")
        took.append(page.evaluate("window.change") - at)
        save(edited.release, f"Boats {number} at", "Boats at")
        subhead = shown_frame(page).locator(".subhead")
        expect(subhead).to_contain_text("Boats at every")
        settled(page)
    print(f"save to message: {', '.join(f'{each * 1000:.0f} ms' for each in took)}")

    assert min(took) < 2.0


@pytest.mark.parametrize(
    ("name", "old", "new", "shown"),
    [
        ("lists/press.csv", "Ada Sample", "Ada Changed", "Ada Changed"),
        ("mailer.toml", "Harbour Trust", "Harbour Board", "Harbour Board"),
        (".env", "Press desk", "Newsroom", "Newsroom"),
    ],
)
def test_other_files_are_followed(
    open_page: OpenPage, edited: Running, name: str, old: str, new: str, shown: str
) -> None:
    """A save of a list, of mailer.toml and of .env is seen too."""
    page = open_page(edited)
    pick(page, "Ada Sample")
    page.fill("#search", "")
    save(edited.root / name, old, new)
    page.click("#tab-source")
    expect(page.locator("body")).to_contain_text(shown)
    save(edited.root / name, new, old)


def test_a_new_template_is_followed(open_page: OpenPage, edited: Running) -> None:
    """A template folder that did not exist when the preview began is followed as well."""
    page = open_page(edited)
    family = edited.root / "templates" / "release"
    family.mkdir()
    expect(page.locator("#status")).to_contain_text("Updated")
    (family / "release.html.j2").write_text("<html><body><h1>Own face</h1></body></html>", "utf-8")
    expect(shown_frame(page).locator("h1")).to_have_text("Own face")
    (family / "release.html.j2").write_text("<html><body><h1>New face</h1></body></html>", "utf-8")
    expect(shown_frame(page).locator("h1")).to_have_text("New face")
    shutil.rmtree(family)


@pytest.mark.parametrize(
    ("name", "broken", "what"),
    [
        ("releases/ferry.md", "---\nheadline: Night\n", "front matter"),
        ("releases/ferry.md", "---\nheadline: x\n---\n{% if %}\n", ""),
        ("lists/press.csv", "name\nAda\n", 'There is no column "email".'),
        ("mailer.toml", "[organisation\n", ""),
        (".env", "MAILER_FROM=\n", "MAILER_FROM is not set"),
    ],
    ids=["front-matter", "jinja", "list", "toml", "sender"],
)
def test_a_broken_file_says_so_and_recovers(
    open_page: OpenPage, edited: Running, name: str, broken: str, what: str, pictures: Path
) -> None:
    """A file that cannot be read shows where, what and the cure; the next good save brings all back."""
    page = open_page(edited)
    path = edited.root / name
    good = path.read_text("utf-8")
    path.write_text(broken, encoding="utf-8")
    page.wait_for_selector("#problem:visible")
    problem = page.inner_text("#problem")
    page.screenshot(path=pictures / f"preview-broken-{Path(name).stem}.png")
    frames = page.locator("iframe:visible").count()
    path.write_text(good, encoding="utf-8")
    page.wait_for_selector("#problem", state="hidden")
    settled(page).locator("h1").wait_for()

    assert name in problem
    assert what in problem
    assert "Traceback" not in problem
    assert frames == 0
    assert page.said == []


@pytest.mark.slow
def test_a_long_list_stays_quick(chromium: Any, tmp_path: Path) -> None:
    """With 50,000 rows the page opens while the list is read, and never gets the whole list."""
    root = a_workspace(tmp_path)
    rows = [
        f"p{at}@paper{at % 700}.example,N{at},,Paper {at % 700},en,,,,b{at % 9}"
        for at in range(50_000)
    ]
    (root / "lists" / "long.csv").write_text(
        LIST.splitlines()[0] + "\n" + "\n".join(rows), encoding="utf-8"
    )
    served = run_preview(root, "--list", "long")
    page = chromium.new_page()
    try:
        page.goto(served.address)
        settled(page).locator("h1").wait_for()
        early = page.inner_text("#count")  # "", or how far the reading is
        page.wait_for_selector(".entries .reasons")
        expect(page.locator("#count")).to_have_text(
            "The first 60 of 50,000; search for others", timeout=120_000
        )
        page.fill("#search", "p49999@")
        page.wait_for_selector("#entries >> text=p49999@paper299.example")
        size = len(served.ask("people").content)
    finally:
        page.close()
        served.stop()

    assert early != "The first 60 of 50,000; search for others"
    assert size < 40_000
