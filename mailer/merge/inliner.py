"""
The inliner: one inlining per distinct skeleton, however many recipients share it.

Promises: filling what comes out equals inlining what would have been filled in (tests/unit/
test_merge.py proves it with hostile values). Never: inlines a template's source or one recipient's
text. Fails with: TemplateError where inlining lost or doubled a slot.
"""

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from mailer.merge.gaps import Part, html_part
from mailer.render.slots import token_pattern
from mailer.words.errors import TemplateError


@dataclass(slots=True)
class Inliner:
    """Turns rendered pages with slots into parts, remembering each distinct page."""

    inline: Callable[[str], str]
    """CSS into style attributes; see `render.inline.inline_css`."""
    mark: str
    inlinings: int = 0
    """How often `inline` was called: the number of distinct skeletons."""
    _parts: dict[bytes, Part] = field(default_factory=dict)

    def part(self, html: str) -> tuple[bytes, Part]:
        """The part of a rendered page, and the key that only equal pages share."""
        key = hashlib.sha256(html.encode("utf-8", "surrogatepass")).digest()
        found = self._parts.get(key)
        if found is None:
            found = self._parts[key] = self._made(html)
        return key, found

    def forget(self) -> None:
        """Let go of every part; they are made again where they are asked for."""
        self._parts.clear()

    def _made(self, html: str) -> Part:
        inlined = self.inline(html)
        self.inlinings += 1
        pattern = token_pattern(self.mark)
        before, after = Counter(pattern.findall(html)), Counter(pattern.findall(inlined))
        mangled = inlined.casefold().count(self.mark.casefold()) != sum(after.values())
        if before != after or mangled:
            raise TemplateError(
                "The template changes a recipient's value after it was printed, or prints it where "
                "inlining the styles loses it.",
                cure="Apply filters to the value itself, as in {{ recipient.name | upper }}.",
            )
        return html_part(inlined, self.mark)
