"""
HTML and CSS against what mail programs know, after the data of caniemail.com.

The table (caniemail.json) is made by tests/data/build_caniemail.py and shipped with its source, date
and licence; consequences.toml says in words what happens where something is not known. Silent on
what degrades gracefully. Rules for narrow, dark or printed pages are not judged: they are extras.
"""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from mailer.check.flaws.of_page import UNSUPPORTED
from mailer.check.page.page import Page
from mailer.words.findings import Finding

_SHOWN_MAX = 4


class Feature(NamedTuple):
    """Something that not every mail program knows, how to see it, and what follows."""

    slug: str
    clients: tuple[str, ...]
    """Those that do not know it."""
    consequence: str
    cure: str
    property_: re.Pattern[str] | None = None
    value: re.Pattern[str] | None = None
    element: str = ""
    source: str = ""


@lru_cache(maxsize=1)
def features() -> tuple[Feature, ...]:
    """Every feature that is reported, with the mail programs that do not know it."""
    here = Path(__file__).parent
    table = json.loads((here / "caniemail.json").read_text("utf-8"))
    told = tomllib.loads((here / "consequences.toml").read_text("utf-8"))
    return tuple(_feature(slug, entry, table) for slug, entry in told.items())


def _feature(
    slug: str, entry: Mapping[str, str], table: Mapping[str, Mapping[str, str]]
) -> Feature:
    states = zip(table["clients"], table["features"][slug], strict=True)
    return Feature(
        slug=slug,
        clients=tuple(client for client, state in states if state == "n"),
        consequence=entry["consequence"],
        cure=entry["cure"],
        property_=re.compile(entry["property"]) if "property" in entry else None,
        value=re.compile(entry["value"], re.DOTALL) if "value" in entry else None,
        element=entry.get("element", ""),
        source=entry.get("source", ""),
    )


def client_findings(page: Page) -> Iterator[Finding]:
    """Each feature once, at the first place where the template uses it."""
    declared = {(name, value) for _, name, value in page.light.declared()}
    tags = {element.tag for element in page.tree.iter() if isinstance(element.tag, str)}
    sources = [
        (image.get("src") or "").partition("?")[0].casefold() for image in page.tree.iter("img")
    ]
    for feature in features():
        if not feature.clients:
            continue
        what, needle = _use(feature, declared, tags, sources)
        if what:
            shown = ", ".join(feature.clients[:_SHOWN_MAX])
            more = len(feature.clients) - _SHOWN_MAX
            clients = f"{shown} and {more} more" if more > 0 else shown
            facts = {"what": what, "consequence": feature.consequence, "cure": feature.cure}
            file, line = page.place_of(needle)
            yield UNSUPPORTED.found(file, line, clients=clients, **facts)


def _use(
    feature: Feature, declared: set[tuple[str, str]], tags: set[str], sources: list[str]
) -> tuple[str, str]:
    """How the page uses a feature, and what to look for in the source; "" where it does not."""
    if feature.element:
        used = feature.element in tags
        return (f"<{feature.element}>", f"<{feature.element}") if used else ("", "")
    if feature.source:
        found = next((source for source in sources if source.endswith(feature.source)), "")
        return (f'the picture "{found[-40:]}"', feature.source) if found else ("", "")
    if feature.property_ is None or feature.value is None:
        return "", ""
    for name, value in sorted(declared):
        if feature.property_.fullmatch(name) and feature.value.fullmatch(value):
            return f'"{name}: {value[:40]}"', f"{name}: {value}"
    return "", ""
