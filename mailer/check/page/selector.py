"""
What can be said of a style sheet before anything is matched, or even taken apart.

One style sheet serves all families of templates, so most of its rules fit no element of a given page, and
reading a rule costs more than asking whether it could.

Promises: False only where no element can match; a sheet is seen as rules only where every reader sees the
same ones. Never: says that an element does match.
"""

import re
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import Any, NamedTuple

_PLAIN = re.compile(r"[\w.\s-]+")
"""Elements and classes alone: each of such a selector must stand in the page."""
_NAME = re.compile(r"\.?[\w-]+")
_BETWEEN = re.compile(r"(?>\s+|/\*.*?\*/)*+", re.DOTALL)
_RULE = re.compile(
    r"(?P<selectors>[^{}()\[\]@\"'\\/]*+)"
    r"\{(?P<content>(?:[^{}()\[\]@\"'\\/]++|/(?!\*)|\([^{}()\[\]@\"'\\*]*+\))*+)\}"
)


class PlainRule(NamedTuple):
    """A rule without strings, escapes, comments, or anything nested but a function's values."""

    selectors: tuple[str, ...]
    content: str
    whole: str


def names_in(tree: Any) -> frozenset[str]:
    """The elements and `.classes` of a page; the head too, which inlining makes where there is none."""
    elements = {each.tag.lower() for each in tree.iter() if isinstance(each.tag, str)}
    classes = {f".{name}" for names in tree.xpath("//@class") for name in names.split()}
    return frozenset(elements | classes | {"head"})


def can_match(selector: str, names: AbstractSet[str]) -> bool:
    """
    Whether a page with these elements and classes may hold what it selects.

    >>> [can_match(each, {"td", "p", ".lead"}) for each in ("TD.lead p", "td.foot", "h2", "a:hover")]
    [True, False, False, True]
    """
    return not _PLAIN.fullmatch(selector) or all(
        (name if name.startswith(".") else name.lower()) in names
        for name in _NAME.findall(selector)
    )


@lru_cache(maxsize=32)
def plain_rules(sheet: str) -> tuple[PlainRule, ...] | None:
    """The rules of a sheet that has nothing but plain ones, blanks and comments; else None."""
    place, rules = _end_of_blank(sheet, 0), []
    while rule := _RULE.match(sheet, place):
        place = _end_of_blank(sheet, rule.end())
        rules.append(PlainRule(tuple(rule["selectors"].split(",")), rule["content"], rule[0]))
    return tuple(rules) if place == len(sheet) else None


def that_can_match(sheet: str, names: AbstractSet[str]) -> str:
    """The sheet without the rules for what a page has not; as it is where not all are plain."""
    rules = plain_rules(sheet)
    if rules is None:
        return sheet
    return "".join(
        rule.whole for rule in rules if any(can_match(each, names) for each in rule.selectors)
    )


def _end_of_blank(css: str, place: int) -> int:
    """Where blanks and comments between rules end."""
    match = _BETWEEN.match(css, place)
    return match.end() if match else place
