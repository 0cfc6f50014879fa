"""The gallery in the system's Chromium, opened from disk as a press officer opens it."""

from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from pages import sample_pages

from mailer.report.gallery import GalleryEntry, gallery_html

pytestmark = pytest.mark.browser
PAGES = sample_pages()
HOSTILE = "</script><script>document.title='broken'</script><img src=x onerror=alert(1)>\"'&lt;"


def an_entry(number: int, *, name: str = "", html: str | None = None) -> GalleryEntry:
    page = PAGES["full"]
    return GalleryEntry(
        address=f"desk{number}@paper.example",
        name=name or f"Desk {number}",
        language="fr" if number % 2 else "en",
        subject=page.subject,
        html=page.html.replace("sea wall", f"sea wall {number}") if html is None else html,
        text=page.text,
        eml=f"{number:05d}.eml",
        size_bytes=30_000 + number,
    )


OpenGallery = Callable[[list[GalleryEntry]], Any]


@pytest.fixture
def open_gallery(chromium: Any, tmp_path: Path) -> Iterator[OpenGallery]:
    """Opens a gallery from disk; whatever it asks for is in `page.asked`, its errors in `page.said`."""
    context = chromium.new_context(viewport={"width": 1280, "height": 860}, offline=True)

    def opened(entries: list[GalleryEntry]) -> Any:
        file = tmp_path / "index.html"
        file.write_text(gallery_html(entries), encoding="utf-8")
        page = context.new_page()
        page.asked, page.said = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.on("dialog", lambda dialog: (page.said.append("dialog"), dialog.dismiss()))
        page.goto(file.as_uri())
        return page

    yield opened
    context.close()


def reached(page: Any) -> list[str]:
    """What the page asked for beyond itself; `cid:` leads nowhere outside a message."""
    return [url for url in page.asked if not url.startswith(("file:", "about:", "cid:"))]


def test_a_message_is_seen_in_all_its_forms(open_gallery: OpenGallery, pictures: Path) -> None:
    """The first message shows at once as HTML, and as text and details at a click."""
    page = open_gallery([an_entry(number) for number in range(12)])
    headline = page.frame_locator("#frame").locator("h1")
    headline.wait_for()
    page.screenshot(path=pictures / "gallery-html.png")
    shown = headline.inner_text()
    page.click("text=Text")
    text = page.inner_text("#text")
    page.screenshot(path=pictures / "gallery-text.png")
    page.click("text=Details")
    page.screenshot(path=pictures / "gallery-details.png")

    assert shown == "Northbank’s new sea wall 0 opens, and the ferries come back"
    assert text.strip() == PAGES["full"].text.strip()
    assert "29.3 KB" in page.inner_text("#details")
    assert page.get_attribute("#details a", "href") == "./00000.eml"
    assert [said for said in page.said if "ERR_UNKNOWN_URL_SCHEME" not in said] == []


def test_width_and_colours_are_the_message_s(open_gallery: OpenGallery, pictures: Path) -> None:
    """Width buttons set the frame's width; dark shows the message's own dark rules, light does not."""
    page = open_gallery([an_entry(0)])
    page.frame_locator("#frame").locator("h1").wait_for()
    sheet = page.frame_locator("#frame").locator(".sheet")
    ink = "element => getComputedStyle(element).backgroundColor"
    light = sheet.evaluate(ink)
    page.click("text=Dark")
    page.click("text=375")
    page.frame_locator("#frame").locator("h1").wait_for()
    page.wait_for_function("document.getElementById('frame').offsetWidth === 375")
    dark = page.frame_locator("#frame").locator(".sheet").evaluate(ink)
    page.screenshot(path=pictures / "gallery-dark-375.png")

    assert (light, dark) == ("rgb(254, 253, 251)", "rgb(27, 30, 34)")


def test_search_and_arrows_find_a_recipient(open_gallery: OpenGallery) -> None:
    """Words narrow the list down, and the arrow keys walk through what is left."""
    page = open_gallery([an_entry(number) for number in range(40)])
    page.fill("#search", "desk3 fr")
    names = page.locator("#entries button:visible strong").all_text_contents()
    page.click("#entries button:visible >> nth=0")
    page.keyboard.press("ArrowDown")
    to = page.inner_text("#to")
    page.fill("#search", "nobody")

    assert names == ["Desk 3", "Desk 31", "Desk 33", "Desk 35", "Desk 37", "Desk 39"]
    assert to == "To Desk 31 <desk31@paper.example>"
    assert page.is_visible("#none")


@pytest.fixture
def listener() -> Iterator[Any]:
    """A loopback server that counts who connects, in `connections`."""

    class Listener(ThreadingHTTPServer):
        connections = 0

        def verify_request(self, request: Any, client_address: Any) -> bool:
            self.connections += 1
            return super().verify_request(request, client_address)

    with Listener(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_hostile_values_stay_text(open_gallery: OpenGallery) -> None:
    """Whatever a name, subject or message holds is shown as it is and runs nowhere."""
    html = f"<html><head><script>parent.document.title='broken'</script></head>{HOSTILE}</html>"
    page = open_gallery([GalleryEntry(HOSTILE, HOSTILE, HOSTILE, HOSTILE, html, HOSTILE, "x", 1)])
    page.frame_locator("#frame").locator("img").wait_for(state="attached")

    assert page.title() == "1 message"
    assert page.inner_text("#subject") == HOSTILE
    assert page.inner_text("#entries strong") == HOSTILE
    assert page.locator("script").count() == 2
    assert "dialog" not in page.said


@pytest.mark.parametrize(
    "element",
    [
        "<img src='{url}'>",
        "<link rel=stylesheet href='{url}'>",
        "<link rel=prefetch href='{url}'>",
        "<link rel=preconnect href='{url}'>",
        "<meta http-equiv=refresh content='0;url={url}'>",
        "<style>@import url({url}); body {{ background: url({url}) }}</style>",
        "<iframe src='{url}'></iframe>",
        "<object data='{url}'></object>",
        "<video src='{url}' autoplay></video>",
        "<base href='{url}'><img src='x.png'>",
    ],
    ids=[
        "img",
        "sheet",
        "prefetch",
        "preconnect",
        "refresh",
        "css",
        "iframe",
        "object",
        "video",
        "base",
    ],
)
def test_a_message_reaches_nobody(
    chromium: Any, listener: Any, tmp_path: Path, element: str
) -> None:
    """Looking at a message connects to no server, whatever the message would load."""
    url = f"http://127.0.0.1:{listener.server_port}/seen"
    file = tmp_path / "index.html"
    message = f"{element.format(url=url)}<p id=end>end</p>"
    file.write_text(gallery_html([an_entry(0, html=message)]), encoding="utf-8")
    page = chromium.new_page()
    page.goto(file.as_uri())
    page.frame_locator("#frame").locator("#end").wait_for()
    page.wait_for_load_state("networkidle")
    page.close()

    assert listener.connections == 0


def test_a_link_leads_nowhere(open_gallery: OpenGallery) -> None:
    """A click on a link of the message leaves the message in its place and opens no window."""
    page = open_gallery([an_entry(0)])
    link = page.frame_locator("#frame").locator("a.wordmark")
    link.click()
    page.evaluate("new Promise(requestAnimationFrame)")

    assert link.is_visible()
    assert len(page.context.pages) == 1
    assert reached(page) == []


def test_plain_text_alone_is_shown_as_text(open_gallery: OpenGallery) -> None:
    """A message without HTML opens on its text, and the HTML button is off."""
    page = open_gallery([an_entry(0, html="")])

    assert page.is_visible("#text")
    assert page.is_disabled("[data-view=html]")


def test_two_thousand_messages_stay_quick(open_gallery: OpenGallery) -> None:
    """Two thousand messages open, and the last one is found, in a few seconds altogether."""
    entries = [an_entry(number) for number in range(2_000)]
    page = open_gallery(entries)
    page.fill("#search", "desk1999")
    page.click("#entries button:visible")
    shown = page.frame_locator("#frame").locator("h1").inner_text(timeout=5_000)

    assert "sea wall 1999" in shown
    assert len(gallery_html(entries).encode()) < 8_000_000


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_itself_is_readable(look_at: Callable[..., Any], width: int, scheme: str) -> None:
    """The gallery's own words keep 4.5:1 in both schemes, and it fits a phone."""
    page = gallery_html([an_entry(0), an_entry(1, html="")])
    look = look_at("gallery", page, width=width, scheme=scheme)

    assert look.scroll_width <= width
    assert look.pale == ()
