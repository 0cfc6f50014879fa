"""
Checks of a page's elements: what would do or load something, pictures, links, and what screen
readers need.
"""

import re
from collections import Counter
from collections.abc import Iterator

import tinycss2

from mailer.check.flaws.of_page import (
    ACTIVE,
    DATA_IMAGE,
    EMPTY_LINK,
    HEADINGS,
    IMAGE_WITHOUT_ALT,
    IMAGE_WITHOUT_WIDTH,
    LAYOUT_TABLE,
    LOADED,
    NO_LANGUAGE,
    OUTSIDE_CONTRACT,
    UNSAFE_LINK,
)
from mailer.check.page.cascade import parsed_sheet
from mailer.check.page.page import Page
from mailer.check.page.selector import plain_rules
from mailer.read.copy.text import quoted
from mailer.words.findings import Finding

_ACTIVE = (
    "script",
    "form",
    "input",
    "button",
    "textarea",
    "select",
    "iframe",
    "frame",
    "object",
    "embed",
    "applet",
    "base",
)
_SAFE = ("https:", "http:", "mailto:", "tel:", "cid:", "#")
_SELECTOR = re.compile(r"\.?[A-Za-z][\w-]*(?:\s+\.?[A-Za-z][\w-]*)*")


def active_elements(page: Page) -> Iterator[Finding]:
    """Scripts, forms, frames, handlers, and addresses that are code."""
    counted = Counter(element.tag for element in page.tree.iter() if element.tag in _ACTIVE)
    for tag in counted:
        file, line = page.place_of(f"<{tag}")
        yield ACTIVE.found(file, line, what=f"a <{tag}> element")
    for element in page.tree.iter():
        for name in element.attrib if isinstance(element.tag, str) else ():
            if name.casefold().startswith("on"):
                file, line = page.place_of(f"{name}=")
                yield ACTIVE.found(file, line, what=f"a handler ({name}=)")
    for link in page.tree.iter("a", "area"):
        target = (link.get("href") or "").strip()
        if re.match(r"(?:javascript|vbscript|data):", target, re.IGNORECASE):
            yield ACTIVE.found(*page.place_of(target[:20]), what=f'the address "{quoted(target)}"')


def loaded_from_elsewhere(page: Page) -> Iterator[Finding]:
    """Style sheets, fonts and grounds that a mail program would have to fetch."""
    for link in page.tree.iter("link"):
        if "stylesheet" in (link.get("rel") or "").casefold():
            yield LOADED.found(
                *page.place_of("<link"), what=f'the style sheet "{link.get("href")}"'
            )
    for sheet in (*page.inlined_sheets, *page.kept_sheets):
        for node in parsed_sheet(sheet) if plain_rules(sheet) is None else ():
            if node.type == "at-rule" and node.lower_at_keyword == "import":
                what = f'the style sheet "{quoted(node.serialize())}"'
                yield LOADED.found(*page.place_of("@import"), what=what)


def pictures(page: Page) -> Iterator[Finding]:
    """Pictures that are not shown, not described, or shown too large."""
    for image in page.tree.iter("img"):
        source = image.get("src") or ""
        shown = quoted(source)
        if source.casefold().startswith("data:"):
            yield DATA_IMAGE.found(*page.place_of("data:"))
        if image.get("alt") is None:
            yield IMAGE_WITHOUT_ALT.found(*page.place_of("<img"), source=shown)
        if not image.get("width"):
            yield IMAGE_WITHOUT_WIDTH.found(*page.place_of("<img"), source=shown)


def links(page: Page) -> Iterator[Finding]:
    """Links that say nothing, or lead nowhere."""
    for link in page.tree.iter("a"):
        target = (link.get("href") or "").strip()
        words = " ".join(link.itertext()).strip()
        alternative = any((image.get("alt") or "").strip() for image in link.iter("img"))
        if link.get("href") is None:
            continue
        if not (words or alternative or link.get("aria-label")):
            yield EMPTY_LINK.found(
                *page.place_of(target), target=quoted(target), fault="has no words"
            )
        if not target.casefold().startswith((*_SAFE, "javascript:", "vbscript:", "data:")):
            yield UNSAFE_LINK.found(*page.place_of(f'"{target}"'), target=quoted(target))


def accessibility(page: Page) -> Iterator[Finding]:
    """Language and direction, one main heading, tables that only place things."""
    root = page.tree
    around = [element for element in root.iter("div", "table", "body") if element.get("lang")]
    if not root.get("lang"):
        yield NO_LANGUAGE.found(*page.place_of("<html"), what="<html> has no lang")
    elif not around:
        yield NO_LANGUAGE.found(*page.place_of("<body"), what="Nothing inside <body> has a lang")
    if not any(element.get("dir") for element in root.iter("html", "div", "table", "body")):
        yield NO_LANGUAGE.found(
            *page.place_of("<html"), what="No dir tells the direction of writing"
        )
    headings = sum(1 for _ in root.iter("h1"))
    if headings != 1:
        yield HEADINGS.found(*page.place_of("<h1"), count=headings)
    count = sum(
        table.get("role") not in {"presentation", "none"}
        and not any(True for _ in table.iter("th"))
        for table in root.iter("table")
    )
    if count:
        yield LAYOUT_TABLE.found(*page.place_of("<table"), count=count)


def template_contract(page: Page) -> Iterator[Finding]:
    """Rules in the inlined sheet that inlining would lose or mangle."""
    if not any(_breaks_contract(sheet) for sheet in page.inlined_sheets):
        return
    # To name their lines, the sheets are read once more as the files that they came from.
    sheets = list(page.inlined_files())
    known = "".join(source for _file, source in sheets)
    for sheet in page.inlined_sheets:
        rest = sheet
        for _file, source in sheets:
            rest = rest.replace(source, "")
        if rest.strip() and rest.strip() not in known:
            sheets.append((page.file, rest))
    for file, source in sheets:
        for node in parsed_sheet(source):
            line = node.source_line if file != page.file else None
            for what in _outside(node):
                yield OUTSIDE_CONTRACT.found(file, line, what=what)


def _breaks_contract(sheet: str) -> bool:
    rules = plain_rules(sheet)
    if rules is not None and all("!" not in rule.content for rule in rules):
        selectors = {each.strip() for rule in rules for each in rule.selectors}
        return not all(map(_SELECTOR.fullmatch, selectors))
    return any(True for node in parsed_sheet(sheet) for _ in _outside(node))


def _outside(node: tinycss2.ast.Node) -> Iterator[str]:
    if node.type == "at-rule":
        yield f'The rule "@{node.lower_at_keyword}"'
    elif node.type == "error":
        yield f"What a browser cannot read ({node.message})"
    elif node.type == "qualified-rule":
        for selector in tinycss2.serialize(node.prelude).split(","):
            if not _SELECTOR.fullmatch(selector.strip()):
                yield f'The selector "{quoted(selector)}"'
        content = tinycss2.parse_blocks_contents(
            node.content, skip_comments=True, skip_whitespace=True
        )
        for each in content:
            if each.type == "declaration" and each.important:
                yield f'"{each.name}: … !important"'
