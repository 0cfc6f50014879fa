"""
Contrast of every text of the page against its ground, in light and in dark (WCAG 2.2, 1.4.3).

Promises: each pair of colours is reported once; a colour of the house is reported at mailer.toml.
Never: judges text that is hidden, and grounds that are pictures.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from lxml.html import HtmlElement
from tinycss2.color3 import RGBA, parse_color

from mailer.check.flaws.of_page import BRAND_CONTRAST, LOW_CONTRAST, LOW_CONTRAST_DARK
from mailer.check.page.cascade import Cascade
from mailer.check.page.page import Page
from mailer.read.copy.text import quoted
from mailer.words.findings import Finding

_LEAST, _LEAST_LARGE = 4.5, 3.0
_LARGE, _LARGE_BOLD = 24.0, 18.66
"""Pixels: 18 points, and 14 points bold."""
_BOLD = 700
_BOLD_TAGS = frozenset(("b", "strong", "h1", "h2", "h3", "th"))
_BLACK, _WHITE = (0.0, 0.0, 0.0), (1.0, 1.0, 1.0)
_UNSEEN = frozenset(("style", "script", "title", "head", "xml"))
_LETTERS = re.compile(r"[^\W_]")
Colour = tuple[float, float, float]


def contrast_findings(page: Page) -> Iterator[Finding]:
    """Text that is hard to read, by day and by night."""
    yield from _hard_to_read(page, page.light, dark=False)
    if page.dark is not None:
        yield from _hard_to_read(page, page.dark, dark=True)


def _hard_to_read(page: Page, cascade: Cascade, *, dark: bool) -> Iterator[Finding]:
    told: set[tuple[str, str]] = set()
    for element, text in _texts(page.tree, cascade):
        colour, ground = _colour(element, cascade), _ground(element, cascade)
        if colour is None or ground is None:
            continue
        least = _LEAST_LARGE if _large(element, cascade) else _LEAST
        shown = (shown_colour(colour), shown_colour(ground))
        if (ratio := contrast(colour, ground)) >= least or shown in told:
            continue
        told.add(shown)
        facts = {"text": quoted(text), "colour": shown[0], "ground": shown[1]}
        facts |= {"ratio": f"{ratio:.1f}", "least": f"{least:g}"}
        if not dark and (name := _of_the_house(shown[0], page)):
            yield BRAND_CONTRAST.found("mailer.toml", None, name=name, **facts)
        else:
            flaw = LOW_CONTRAST_DARK if dark else LOW_CONTRAST
            file, line = page.place_of(shown[0])
            yield flaw.found(file, line, **facts)


def contrast(one: Colour, other: Colour) -> float:
    """
    The ratio of WCAG 2.2, from 1 to 21.

    >>> round(contrast((1, 1, 1), (0, 0, 0)))
    21
    """
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def shown_colour(colour: Colour) -> str:
    """`#9a3412`."""
    return "#" + "".join(f"{round(part * 255):02x}" for part in colour)


def _luminance(colour: Colour) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - WCAG's
        for part in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _texts(tree: HtmlElement, cascade: Cascade) -> Iterator[tuple[HtmlElement, str]]:
    """Elements that have words of their own and are shown."""
    for element in tree.iter():
        if not isinstance(element.tag, str) or element.tag in _UNSEEN:
            continue
        own = (element.text or "") + "".join(child.tail or "" for child in element)
        if _LETTERS.search(own) and not _hidden(element, cascade):
            yield element, own


def _hidden(element: HtmlElement, cascade: Cascade) -> bool:
    return any(
        each.tag in _UNSEEN
        or cascade.value(each, "display") == "none"
        or cascade.value(each, "visibility") == "hidden"
        for each in (element, *element.iterancestors())
    )


def _colour(element: HtmlElement, cascade: Cascade) -> Colour | None:
    value = cascade.inherited(element, "color")
    return _parsed(value, _BLACK) if value else _BLACK


def _ground(element: HtmlElement, cascade: Cascade) -> Colour | None:
    """The nearest ground that is no glass; None where it is a picture."""
    for each in (element, *element.iterancestors()):
        if "url(" in cascade.value(each, "background-image", "background"):
            return None
        value = cascade.value(each, "background-color", "background") or each.get("bgcolor", "")
        if value and value not in {"transparent", "none", "inherit", "0 0"}:
            return _parsed(value.split(" ")[0] if "(" not in value else value, _WHITE)
    return _WHITE


@lru_cache(maxsize=64)
def _parsed(value: str, instead: Colour) -> Colour | None:
    parsed = parse_color(value)
    if not isinstance(parsed, RGBA):
        return None
    red, green, blue = (
        parsed.alpha * part + (1 - parsed.alpha) * under
        for part, under in zip(parsed[:3], instead, strict=True)
    )
    return red, green, blue


def _large(element: HtmlElement, cascade: Cascade) -> bool:
    match = re.match(r"([\d.]+)px", cascade.inherited(element, "font-size"))
    size = float(match[1]) if match else 16.0
    weight = cascade.inherited(element, "font-weight")
    by_number = weight.isdigit() and int(weight) >= _BOLD
    bold = by_number or weight in {"bold", "bolder"} or element.tag in _BOLD_TAGS
    return size >= (_LARGE_BOLD if bold else _LARGE)


def _of_the_house(colour: str, page: Page) -> str:
    """The setting that a colour comes from, "" where it is the template's."""
    for name in ("colour", "accent"):
        if getattr(page.organisation, name).casefold() == colour:
            return name
    return ""
