"""
The cascade: which declarations hold for an element, light or dark.

Enough of CSS for mail: element, class, id, attribute and descendant selectors with their weights,
`!important`, style attributes, and rules inside `@media (prefers-color-scheme: dark)`. Never:
resolves other media, layers or variables.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

import cssselect
import tinycss2
from lxml import etree
from lxml.html import HtmlElement

from mailer.check.page.selector import can_match, names_in

_TRANSLATOR = cssselect.HTMLTranslator()

Weight = tuple[int, int, tuple[int, int, int], int]
"""Important, attribute before sheet, the selector's own weight, the order of writing."""


class Declaration(NamedTuple):
    """`name: value`, in small letters."""

    name: str
    value: str
    important: bool


class Rule(NamedTuple):
    """One selector with its declarations."""

    selector: str
    declarations: tuple[Declaration, ...]
    dark: bool


@lru_cache(maxsize=64)
def parsed_sheet(sheet: str) -> tuple[Any, ...]:
    """The rules of a sheet as tinycss2 reads them; comments and blanks left out."""
    return tuple(tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True))


@lru_cache(maxsize=512)
def styles_of(attribute: str) -> tuple[Declaration, ...]:
    """The declarations of a style attribute."""
    return declarations_of(attribute)


def declarations_of(content: Any) -> tuple[Declaration, ...]:
    """The declarations of a style attribute or of a rule's block."""
    parsed = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
    return tuple(
        Declaration(
            each.lower_name, tinycss2.serialize(each.value).strip().casefold(), each.important
        )
        for each in parsed
        if each.type == "declaration"
    )


@lru_cache(maxsize=32)
def rules_of(sheet: str) -> tuple[Rule, ...]:
    """The rules that hold on a screen, those for dark screens marked; other @-rules are left out."""
    return tuple(_rules(parsed_sheet(sheet)))


def _rules(nodes: Iterable[Any], *, dark: bool = False) -> Iterator[Rule]:
    for node in nodes:
        if node.type == "qualified-rule":
            declarations = declarations_of(node.content)
            for selector in tinycss2.serialize(node.prelude).split(","):
                yield Rule(selector.strip(), declarations, dark)
        elif node.type == "at-rule" and node.lower_at_keyword == "media" and node.content:
            media = tinycss2.serialize(node.prelude).casefold()
            if "prefers-color-scheme" in media and "dark" in media:
                inner = tinycss2.parse_blocks_contents(
                    node.content, skip_comments=True, skip_whitespace=True
                )
                yield from _rules(inner, dark=True)


@lru_cache(maxsize=2048)
def _compiled(selector: str) -> tuple[etree.XPath, tuple[int, int, int]] | None:
    """What a selector finds, and its weight; None where it is beyond what mail needs."""
    try:
        parsed = cssselect.parse(selector)[0]
        found = etree.XPath(_TRANSLATOR.selector_to_xpath(parsed))
    except (cssselect.SelectorError, NotImplementedError, etree.XPathError):
        return None
    weight: tuple[int, int, int] = parsed.specificity()
    return found, weight


class Cascade:
    """What holds for each element of a page."""

    def __init__(self, tree: HtmlElement, rules: tuple[Rule, ...], *, dark: bool) -> None:
        """Match every rule once."""
        self._held: dict[HtmlElement, dict[str, tuple[Weight, str]]] = {}
        names = names_in(tree)
        for order, rule in enumerate(rules):
            if (rule.dark and not dark) or not can_match(rule.selector, names):
                continue
            compiled = _compiled(rule.selector)
            if compiled is None:
                continue
            found, weight = compiled
            for element in found(tree):
                for each in rule.declarations:
                    self._hold(element, each, (int(each.important), 0, weight, order))
        for element in tree.iter():
            style = element.get("style") if isinstance(element.tag, str) else None
            for each in styles_of(style) if style else ():
                self._hold(element, each, (int(each.important), 1, (0, 0, 0), 0))

    def _hold(self, element: HtmlElement, declaration: Declaration, weight: Weight) -> None:
        held = self._held.setdefault(element, {})
        name = declaration.name
        before = held.get(name)
        if before is None or before[0] <= weight:
            held[name] = (weight, declaration.value)

    def value(self, element: HtmlElement, *names: str) -> str:
        """The value that holds for the strongest of some names; "" where none does."""
        held = self._held.get(element, {})
        found = [held[name] for name in names if name in held]
        return max(found)[1] if found else ""

    def inherited(self, element: HtmlElement, name: str) -> str:
        """The value of the element or of the nearest one around it that has one."""
        for each in (element, *element.iterancestors()):
            value = self.value(each, name)
            if value and value != "inherit":
                return value
        return ""

    def declared(self) -> Iterator[tuple[HtmlElement, str, str]]:
        """Every element, property and value that holds."""
        for element, held in self._held.items():
            for name, (_, value) in held.items():
                yield element, name, value
