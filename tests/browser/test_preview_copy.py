"""The preview as one file, opened from disk."""

import subprocess
from pathlib import Path
from typing import Any

import pytest
from previewed import HOSTILE, LONGEST, a_command, a_workspace
from shown import shown_frame

expect = pytest.importorskip("playwright.sync_api").expect
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("copy")
    root = a_workspace(folder / "desk", embargoed=True)
    command = a_command(root, "releases/ferry", "--list", "press", "--out", str(folder / "out"))
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    return folder / "out" / "index.html"


def test_a_copy_shows_the_same_from_disk(chromium: Any, copy: Path, pictures: Path) -> None:
    """Picker, looks, tabs, checks and pictures work from disk, offline, and nothing is asked for."""
    context = chromium.new_context(viewport={"width": 1280, "height": 860}, offline=True)
    page = context.new_page()
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(copy.as_uri())
    frame = shown_frame(page)
    frame.locator("h1").wait_for()
    names = page.locator("#entries strong").all_inner_texts()
    page.screenshot(path=pictures / "preview-copy.png")
    page.click("#entries button:has-text('onerror')")
    expect(page.locator("#to")).to_contain_text("onerror")
    page.click("button[data-look=dark]")
    expect(page.locator("iframe.coming")).to_have_count(0)
    colour = frame.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
    loaded = frame.locator("img").first.evaluate("image => image.naturalWidth")
    body = " ".join(frame.locator("body").inner_text().split())
    page.locator("#findings li:has-text('doubled') button >> nth=0").click()
    place = page.inner_text("#release li.place")
    count = page.inner_text("#count")
    context.close()

    assert names[0] == LONGEST
    assert HOSTILE in body
    assert colour == "rgb(18, 20, 23)"
    assert loaded == 1
    assert place.startswith("headline:")
    assert count == "5 of 5 recipients in this copy · 1 row left out"
    assert said == []
    assert {url.split(":")[0] for url in asked} <= {"file", "data", "about"}


def test_a_copy_holds_only_the_candidates(copy: Path) -> None:
    """A copy names those worth a look, keeps shared lines once, and cannot be ended by a value."""
    text = copy.read_text("utf-8")

    assert text.count("</script>") == 2
    assert len(text) < 400_000
