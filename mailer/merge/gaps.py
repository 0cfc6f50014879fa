"""
Gaps: where in a finished part a recipient's slots stand, and how each value is written there.

The kind of a gap is read from the inlined HTML around it, never from the template: a value in text
is escaped, a value in a URL is percent-encoded as the HTML serialiser would have done it and then
escaped, and a place where no escaping is safe (a tag's or attribute's name, a style, a script) is
refused when the skeleton is made.

Fails with: TemplateError.
"""

import re
from collections.abc import Callable, Sequence
from enum import Enum, auto
from typing import NamedTuple
from urllib.parse import quote

from markupsafe import escape

from mailer.render.layout import pending_filler, split_pending
from mailer.render.slots import token_pattern
from mailer.words.errors import TemplateError

_URL_ATTRIBUTES = frozenset({"href", "src", "action", "background", "cite", "longdesc"})
_URL_KEPT = "%/:=&?~#+!$,;'@()*[]{}|^\\`<>\""
"""What libxml2 leaves as it is when it writes a URL attribute; the rest is percent-encoded."""
_SCHEME = re.compile(r"(?:https?|mailto|tel):", re.IGNORECASE)


class Place(Enum):
    """Where a gap stands."""

    TEXT = auto()
    URL = auto()
    URL_START = auto()
    """The value begins the URL, so that it decides the scheme."""


class Gap(NamedTuple):
    """One place to fill; `fill` turns the slots' values into the text that goes there."""

    fill: Callable[[Sequence[str]], str]


class Part(NamedTuple):
    """A finished part: literals with gaps between. `len(literals) == len(gaps) + 1`."""

    literals: tuple[str, ...]
    gaps: tuple[Gap, ...]

    def fill(self, values: Sequence[str]) -> str:
        """The whole text for one recipient."""
        pieces = [self.literals[0]]
        for gap, literal in zip(self.gaps, self.literals[1:], strict=True):
            pieces += (gap.fill(values), literal)
        return "".join(pieces)


def text_part(text: str, mark: str) -> Part:
    """A plain text (or a subject) with tokens and pending paragraphs, as a part."""
    pattern = token_pattern(mark)
    literals, gaps = [""], []

    def add(gap: Gap) -> None:
        gaps.append(gap)
        literals.append("")

    for number, piece in enumerate(split_pending(text)):
        if number % 2:
            add(Gap(pending_filler(piece, lambda text: _opened(text, pattern))))
            continue
        for place, inner in enumerate(pattern.split(piece)):
            if place % 2:
                add(Gap(_value(int(inner))))
            else:
                literals[-1] += inner
    return Part(tuple(literals), tuple(gaps))


def _value(slot: int) -> Callable[[Sequence[str]], str]:
    return lambda values: values[slot]


def _opened(text: str, pattern: re.Pattern[str]) -> Callable[[Sequence[str]], str]:
    """What puts values in the place of a text's tokens, which are looked for once."""
    pieces = pattern.split(text)
    slots = [int(slot) for slot in pieces[1::2]]
    if len(slots) == 1:
        before, slot, after = pieces[0], slots[0], pieces[2]
        return lambda values: f"{before}{values[slot]}{after}"

    def fill(values: Sequence[str]) -> str:
        filled = pieces.copy()
        filled[1::2] = [values[slot] for slot in slots]
        return "".join(filled)

    return fill


def html_part(html: str, mark: str) -> Part:
    """An inlined page with tokens, as a part; each gap knows how to write its value."""
    pieces = token_pattern(mark).split(html)
    literals, slots = pieces[0::2], [int(slot) for slot in pieces[1::2]]
    scanner = _Scanner()
    gaps = []
    for literal, slot in zip(literals, slots, strict=False):
        scanner.read(literal)
        gaps.append(Gap(_html_filler(slot, scanner.place())))
        scanner.pass_slot()
    return Part(tuple(literals), tuple(gaps))


def _html_filler(slot: int, place: Place) -> Callable[[Sequence[str]], str]:
    if place is Place.TEXT:
        return lambda values: str(escape(values[slot]))

    def fill_url(values: Sequence[str]) -> str:
        value = values[slot].strip() if place is Place.URL_START else values[slot]
        if place is Place.URL_START and value and not _SCHEME.match(value):
            raise TemplateError(
                "A link made of a list's column must begin with https:, mailto: or tel:.",
                cure="Correct the column, or write the beginning of the link in the template.",
            )
        return str(escape(quote(value, safe=_URL_KEPT)))

    return fill_url


class _Scanner:
    """Knows, at each token of serialised HTML, what stands around it."""

    _TAG = re.compile(r"<(?P<name>/?[A-Za-z][^\s/>]*)|<!--")
    _RAW = frozenset({"style", "script"})

    def __init__(self) -> None:
        self._state = "text"
        self._quote = ""
        self._attribute = ""
        self._raw = ""
        self._at_start = False

    def read(self, text: str) -> None:
        """Go over one literal."""
        place = 0
        while place < len(text):
            place = getattr(self, f"_in_{self._state}")(text, place)

    def _in_text(self, text: str, place: int) -> int:
        if self._raw:
            end = text.lower().find(f"</{self._raw}", place)
            if end < 0:
                return len(text)
            place, self._raw = end, ""
        match = self._TAG.search(text, place)
        if match is None:
            return len(text)
        self._state = "comment" if match[0] == "<!--" else "tag"
        self._tag = (match["name"] or "").lower()
        return match.end()

    def _in_comment(self, text: str, place: int) -> int:
        end = text.find("-->", place)
        if end < 0:
            return len(text)
        self._state = "text"
        return end + 3

    def _in_tag(self, text: str, place: int) -> int:
        match = re.compile(r"(?P<end>>)|(?P<name>[^\s=>\"'/]+)\s*=\s*(?P<quote>[\"'])").search(
            text, place
        )
        if match is None:
            return len(text)
        if match["end"]:
            self._state = "text"
            self._raw = self._tag if self._tag in self._RAW else ""
        else:
            self._state, self._quote = "value", match["quote"]
            self._attribute, self._at_start = match["name"].lower(), True
        return match.end()

    def _in_value(self, text: str, place: int) -> int:
        end = text.find(self._quote, place)
        self._at_start = self._at_start and end == place
        if end < 0:
            return len(text)
        self._state = "tag"
        return end + 1

    def pass_slot(self) -> None:
        """A slot stands here; what follows in the same attribute is no longer its beginning."""
        self._at_start = False

    def place(self) -> Place:
        """What a slot at this point is; TemplateError where no value may stand."""
        if self._state == "comment" or (self._state == "text" and not self._raw):
            return Place.TEXT
        if self._state == "value" and self._attribute in _URL_ATTRIBUTES:
            return Place.URL_START if self._at_start else Place.URL
        if (
            self._state == "value"
            and self._attribute != "style"
            and not self._attribute.startswith("on")
        ):
            return Place.TEXT
        inside = "a style" if "style" in (self._attribute, self._raw) else "a tag"
        raise TemplateError(
            f"A recipient's value stands inside {inside}, where it could become code.",
            cure="Print values in text or in quoted attributes; choose styles with {% if %}.",
        )
