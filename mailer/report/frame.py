"""
The frame: a message's HTML as a reader's program might show it, safe to look at.

Promises: nothing in the message loads, runs or leads away, whichever frame shows it: its policy
comes first in the page, elements that open a connection by themselves are made inert, links ask for
a window that the sandbox refuses. Pictures that travel inside the message come as `data:`.
Never: changes what is sent; this is only how it is looked at.
"""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from html import escape

POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'"
"""What the frame may do: show the pictures it carries, and its own styles."""
_GUARD = f'<!DOCTYPE html><meta http-equiv="Content-Security-Policy" content="{POLICY}">'
_LINKS = '<base target="_blank">'
_DOCTYPE = re.compile(r"^\s*<!DOCTYPE[^>]*>", re.IGNORECASE)
_CONNECTING = re.compile(
    r"<(/?)(iframe|frame|object|embed|link|base|meta(?=[^>]*http-equiv))\b", re.IGNORECASE
)
_STYLE = re.compile(r"<style\b[\s\S]*?</style\s*>", re.IGNORECASE)
_SCHEME = re.compile(r"\(\s*prefers-color-scheme:\s*(dark|light)\s*\)", re.IGNORECASE)
_MEDIUM = re.compile(r"(@media\s+)(?:only\s+)?(screen|print)\b", re.IGNORECASE)
_SOURCE = re.compile(
    r"(<img\b[^>]*?)\s(?:src|srcset)\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]+)", re.IGNORECASE
)
_CONTENT_ID = re.compile(r"cid:([^\"'()\s<>]+)", re.IGNORECASE)
_TAG = re.compile(
    r"(<!--[\s\S]*?-->|<(style|title|script)\b[\s\S]*?</\2\s*>|<[^>]*>)", re.IGNORECASE
)
_MARK = '<mark id="place" style="background:#ffe27a;color:#1d2126;scroll-margin:35vh">'
_CHANGED = '<span id="changed" style="scroll-margin-top:35vh"></span>'
_INVERTED = (
    "<style>html{filter:invert(1) hue-rotate(180deg)!important;background:#fff}"
    "img{filter:invert(1) hue-rotate(180deg)!important}</style>"
)


class Look(StrEnum):
    """How the reader's program shows the message."""

    LIGHT = "light"
    DARK = "dark"
    """By the message's own rules for dark mode."""
    INVERTED = "inverted"
    """Every colour turned over, as some programs do whatever the message says."""
    NO_IMAGES = "no-images"
    NO_STYLE = "no-style"
    """Without `<style>`, as where a program drops the head."""
    PRINT = "print"


def framed(html: str, look: Look) -> str:
    """The page to show in a frame; pictures still stand as `cid:`."""
    page = _CONNECTING.sub(r"<\1inert-\2", _DOCTYPE.sub("", html, count=1))
    scheme = "dark" if look is Look.DARK else "light"
    medium = "print" if look is Look.PRINT else "screen"
    unstyled = look is Look.NO_STYLE
    page = _STYLE.sub(lambda at: "" if unstyled else _switched(at[0], scheme, medium), page)
    if look is Look.NO_IMAGES:
        page = _CONTENT_ID.sub("about:blank", _SOURCE.sub(r"\1", page))
    declared = "color-scheme" in html and not unstyled
    own = f"<style>:root{{color-scheme:{scheme} only!important}}</style>" if declared else ""
    return _GUARD + _LINKS + page + own + (_INVERTED if look is Look.INVERTED else "")


def with_pictures(page: str, pictures: Mapping[str, str]) -> str:
    """The page with each `cid:` replaced by the picture's `data:` URL, where it has one."""
    return _CONTENT_ID.sub(lambda found: pictures.get(found[1], found[0]), page)


def marked(page: str, words: str) -> str:
    """The page with these words marked where they are first shown, under the name `place`."""
    pattern = r"\s+".join(re.escape(escape(word, quote=False)) for word in words.split())
    if not pattern:
        return page
    return _at_first(page, re.compile(pattern), lambda found: f"{_MARK}{found[0]}</mark>")


def with_change(page: str, before: str) -> str:
    """The page with the first text that differs from `before` reachable under the name `changed`."""
    pairs = enumerate(zip(page, before, strict=False))
    at = next((at for at, (one, other) in pairs if one != other), 0)
    start = page.rfind(">", 0, at) + 1
    in_text = start and page.rfind("<", 0, at) < start and page[start : at + 1].strip()
    if not in_text or page.rfind("<style", 0, start) > page.rfind("</style", 0, start):
        return page
    return page[:start] + _CHANGED + page[start:]


def _switched(style: str, scheme: str, medium: str) -> str:
    """The message's own rules, decided for a scheme and a medium, whatever this screen is set to."""

    def by_scheme(found: re.Match[str]) -> str:
        return "(min-width: 0)" if found[1].casefold() == scheme else "(max-width: 0)"

    def by_medium(found: re.Match[str]) -> str:
        return found[1] + ("all" if found[2].casefold() == medium else "not all")

    return _MEDIUM.sub(by_medium, _SCHEME.sub(by_scheme, style))


def _at_first(page: str, pattern: re.Pattern[str], change: Callable[[re.Match[str]], str]) -> str:
    """The change made once, at the first match between two tags."""
    start = 0
    for tag in _TAG.finditer(page):
        changed, count = pattern.subn(change, page[start : tag.start()], count=1)
        if count:
            return page[:start] + changed + page[tag.start() :]
        start = tag.end()
    return page
