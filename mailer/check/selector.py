"""
What a selector asks of a page before anything is matched.

One style sheet serves all families of templates, so most of its rules fit no element of a given page, and
reading a rule costs more than asking whether it could.

Promises: False only where no element can match. Never: says that one does.
"""

import re
from collections.abc import Set as AbstractSet

_PLAIN = re.compile(r"[\w.\s-]+")
"""Elements and classes alone: each class of such a selector must stand in the page."""
_CLASS = re.compile(r"\.([\w-]+)")


def can_match(selector: str, classes: AbstractSet[str]) -> bool:
    """
    Whether a page with these classes may hold what it selects.

    >>> can_match("td.lead p", {"lead"}), can_match("td.lead p", {"foot"}), can_match("a:hover", set())
    (True, False, True)
    """
    return not _PLAIN.fullmatch(selector) or all(
        name in classes for name in _CLASS.findall(selector)
    )
