"""What a press officer does on the page of a preview."""

from collections.abc import Callable
from typing import Any

import pytest

expect = pytest.importorskip("playwright.sync_api").expect
OpenPage = Callable[..., Any]


def pick(page: Any, name: str) -> None:
    """Choose somebody by search, and wait until their message is there."""
    page.fill("#search", name)
    page.click(f"#entries button:has-text('{name}') >> nth=0")
    expect(page.locator("#to")).to_contain_text(name)


def settled(page: Any) -> Any:
    """The message's frame, once the one that was coming is there."""
    expect(page.locator("iframe.coming")).to_have_count(0)
    return shown_frame(page)


def shown_frame(page: Any) -> Any:
    """The message's frame that is seen now: a save heard late may bring another behind it."""
    return page.frame_locator("iframe:not(.coming)")
