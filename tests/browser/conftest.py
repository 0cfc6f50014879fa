"""The system's Chromium, offline by construction, for tests that look at pages."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from previewed import Running

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
MEASURE = (Path(__file__).parent / "measure.js").read_text("utf-8")


@dataclass(frozen=True, slots=True)
class Look:
    """What a page looked like at one width in one colour scheme."""

    scroll_width: int
    texts: int
    """How many visible texts were measured."""
    pale: tuple[str, ...]
    """Texts whose contrast with what is behind them is below 4.5:1, with their figures."""
    requests: tuple[str, ...]


def missing(reason: str) -> None:
    """Skip on a laptop that lacks the part; fail where every part was asked for."""
    if os.environ.get("MAILER_TEST_REQUIRE") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def chromium() -> Iterator[object]:
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    program = program or shutil.which("google-chrome")
    if program is None:
        missing("Chromium is not installed. On Debian: apt install chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("Playwright is not installed. Run: make test")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where screenshots go: MAILER_SCREENSHOTS, else this run's temporary folder."""
    named = os.environ.get("MAILER_SCREENSHOTS")
    folder = Path(named) if named else tmp_path_factory.mktemp("screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def look_at(chromium: object, pictures: Path) -> Iterator[Callable[..., Look]]:
    """Show a page once per width and scheme, measure it and, where asked for, keep its picture."""
    contexts: dict[tuple[int, str], object] = {}
    seen: dict[tuple[str, int, str, str], Look] = {}

    def look(name: str, html: str, *, width: int, scheme: str, marked: str = "") -> Look:
        key = (name, width, scheme, marked)
        if key in seen:
            return seen[key]
        if (width, scheme) not in contexts:
            contexts[width, scheme] = chromium.new_context(
                viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True
            )
        context = contexts[width, scheme]
        page = context.new_page()
        requests: list[str] = []
        page.on("request", lambda request: requests.append(request.url))
        page.set_content(html)
        if marked:
            page.evaluate("mark => document.documentElement.setAttribute(mark, '')", marked)
            page.evaluate("document.documentElement.setAttribute('data-ogsb', '')")
        found = page.evaluate(MEASURE)
        if os.environ.get("MAILER_SCREENSHOTS"):  # half a second each
            shown = f"{name}-{width}-{scheme}{'-outlook' if marked else ''}.png"
            page.screenshot(path=pictures / shown, full_page=True)
        page.close()
        seen[key] = Look(found["scrollWidth"], found["texts"], tuple(found["pale"]), (*requests,))
        return seen[key]

    yield look
    for context in contexts.values():
        context.close()


@pytest.fixture
def open_page(chromium: Any) -> Iterator[Callable[..., object]]:
    """Opens a preview; what the page asked for is in `asked`, what it complained of in `said`."""
    from shown import shown_frame  # skips where Playwright is missing, which a conftest may not

    contexts = []

    def opened(served: Running, *, width: int = 1280, scheme: str = "light") -> Any:
        context = chromium.new_context(
            viewport={"width": width, "height": 860}, color_scheme=scheme
        )
        contexts.append(context)
        page = context.new_page()
        page.asked, page.said = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.on("dialog", lambda dialog: (page.said.append("dialog"), dialog.dismiss()))
        page.goto(served.address)
        page.wait_for_selector(".entries .reasons")
        shown_frame(page).locator("h1").wait_for()
        return page

    yield opened
    for context in contexts:
        context.close()
