"""
A rendered message as the checks look at it: one variant's page before inlining, and its plain text.

Promises: the page is parsed once; styles are worked out as a mail program would, from the sheets of
the page and the style attributes, in light and in dark. Never: fetches or opens anything.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from lxml import html as lxml_html

from mailer.check.page.cascade import Cascade, Rule, rules_of
from mailer.check.page.selector import names_in, that_can_match
from mailer.read.settings import Organisation

_BASE = "base"
"""The family that the others extend."""
KEPT = "data-premailer"
"""The attribute of a style element that stays as it is."""


@dataclass(frozen=True)
class Page:
    """One message, and where its pieces come from."""

    html: str
    """As the template made it, with this recipient's values filled in; "": text alone."""
    text: str
    """The plain text, laid out."""
    language: str
    family: str
    """The template's name."""
    sources: Mapping[str, str] = field(default_factory=dict, repr=False)
    """`family/file` → the template's source, to name a line."""
    organisation: Organisation = field(default_factory=Organisation)
    unsubscribe_address: str = ""

    @cached_property
    def tree(self) -> lxml_html.HtmlElement:
        """The page's elements."""
        return lxml_html.document_fromstring(self.html)

    @cached_property
    def light(self) -> Cascade:
        """What holds for each element by day."""
        return Cascade(self.tree, self._rules, dark=False)

    @cached_property
    def dark(self) -> Cascade | None:
        """What holds for each element by night; None where the page has no rules for it."""
        if not any(rule.dark for rule in self._rules):
            return None
        return Cascade(self.tree, self._rules, dark=True)

    @cached_property
    def _rules(self) -> tuple[Rule, ...]:
        sheets = (*self.inlined_sheets, *self.kept_sheets)
        names = names_in(self.tree)
        return tuple(rule for sheet in sheets for rule in rules_of(that_can_match(sheet, names)))

    @property
    def file(self) -> str:
        """The template of the HTML, as shown to people."""
        return f"templates/{self.family}/{self.family}.html.j2"

    @property
    def text_file(self) -> str:
        """The template of the plain text, as shown to people."""
        return f"templates/{self.family}/{self.family}.txt.j2"

    @cached_property
    def inlined_sheets(self) -> tuple[str, ...]:
        """The style elements that inlining writes into attributes."""
        return tuple(self._sheets(kept=False))

    @cached_property
    def kept_sheets(self) -> tuple[str, ...]:
        """The style elements that stay in the head."""
        return tuple(self._sheets(kept=True))

    def _sheets(self, *, kept: bool) -> Iterator[str]:
        for element in self.tree.iter("style"):
            if (element.get(KEPT) == "ignore") is kept:
                yield element.text or ""

    def inlined_files(self) -> Iterator[tuple[str, str]]:
        """The template's sheets that are inlined: the file as shown, and its source."""
        for folder in (self.family, _BASE):
            if source := self.sources.get(f"{folder}/inline.css", ""):
                yield f"templates/{folder}/inline.css", source

    def place_of(self, needle: str) -> tuple[str, int | None]:
        """The template file and line in which a piece of source stands; without line if in none."""
        for folder in (self.family, _BASE):
            for name, source in self.sources.items():
                if name.startswith(f"{folder}/") and needle and needle in source:
                    return f"templates/{name}", source.count("\n", 0, source.index(needle)) + 1
        return self.file, None
