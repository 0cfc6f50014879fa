"""
The walk over a cleaned page: elements become paragraphs, headings, items, tables.

Promises: blanks and line breaks mean what HTML makes of them; each block is numbered as a reader
would count paragraphs; what is left out is remembered with its words.
Never: looks at an address except to keep it or to say that it was left out.
"""

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

from mailer.read.copy.text import listed
from mailer.read.draft.blocks import Block, Line, Shape, Span, Style, joined
from mailer.read.draft.flaws import (
    HIDDEN_TEXT,
    MENU_LEFT_OUT,
    PICTURES,
    STRUCK_OUT,
    TRACKERS,
    UNSAFE_LINK,
    whole,
)
from mailer.words.findings import Finding
from mailer.words.flaws import Flaw

_BLANK = re.compile(r"[ \t\r\n\f]+")
_BREAKS = re.compile("[\x0b\x0c\x85\u2028\u2029]")
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|font-size\s*:\s*0(?:\D|$)"
    r"|opacity\s*:\s*0(?:[;\s]|$)|mso-element\s*:\s*(?:comment|header|footer)",
    re.IGNORECASE,
)
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_ITALIC_STYLE = re.compile(r"font-style\s*:\s*italic", re.IGNORECASE)
_WORD_LIST = re.compile(r"mso-list\s*:\s*l\d+ level(\d)", re.IGNORECASE)
_WORD_MARKER = re.compile(r"mso-list\s*:\s*ignore", re.IGNORECASE)
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "div", "dl",
    "dt", "figcaption", "figure", "footer", "header", "hr", "li", "main", "ol", "p", "pre",
    "section", "ul", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "td", "th",
}  # fmt: skip
_BOLD = {"b", "strong", "th"}
_ITALIC = {"i", "em"}
_STRUCK = {"del", "s", "strike"}
_SAFE_SCHEMES = ("http://", "https://")
_SPOKEN_SCHEMES = ("mailto:", "tel:")
_CELL_MAX = 160
"""Characters of a cell that holds a value; longer ones hold text that was only set in a table."""


@dataclass(frozen=True, slots=True)
class _Look:
    """How text stands at this place of the page."""

    bold: bool = False
    italic: bool = False
    url: str = ""
    pre: bool = False


class Walk:
    """One page; `take` its root, then `finish`, then `findings`."""

    def __init__(self, file: str) -> None:
        """Nothing read yet."""
        self._file = file
        self._blocks: list[Block] = []
        self._lines: list[list[tuple[str, _Look]]] = [[]]
        self._shape = (Shape.PARAGRAPH, 0)
        self._marker = ""
        self._depth = 0
        self._tight = False
        self._number = 0
        self._left_out: dict[Flaw, list[tuple[int, str]]] = defaultdict(list)

    def finish(self) -> tuple[Block, ...]:
        """All blocks in their order."""
        self._end_block()
        return tuple(self._blocks)

    def findings(self) -> list[Finding]:
        """What was left out, one finding for each sort."""
        found = []
        for flaw, places in self._left_out.items():
            numbers = [number for number, _ in places]
            texts = "; ".join(dict.fromkeys(f'"{whole(text)}"' for _, text in places if text))
            facts = {"count": len(places), "lines": listed(numbers), "text": texts or "no words"}
            found.append(flaw.found(self._file, min(numbers), **facts))
        return found

    def take(self, element: Any, look: _Look | None = None) -> None:
        """An element with all that is in it."""
        look = look or _Look()
        tag = element.tag if isinstance(element.tag, str) else ""
        flaw = _left_out(element, tag)
        if tag == "img":
            self._picture(element)
        elif flaw is not None:
            text = _words(element)
            if text or flaw is MENU_LEFT_OUT:
                self._leave_out(flaw, text)
        elif tag == "br":
            self._break()
        elif tag == "table":
            self._table(element, look)
        elif tag in {"ul", "ol"}:
            self._list(element, look)
        elif _WORD_MARKER.search(element.get("style", "")):
            counted = re.match(r"\W*(\d+)[.)]", _words(element))
            self._marker = f"{counted[1]}. " if counted else "• "
        elif tag in _BLOCKS:
            self._block(element, tag, look)
        elif tag == "a":
            self._link(element, look)
        else:
            self._inside(element, _set(element, tag, look))

    def _inside(self, element: Any, look: _Look) -> None:
        self._text(element.text, look)
        for child in element:
            self.take(child, look)
            self._text(child.tail, look)

    def _block(self, element: Any, tag: str, look: _Look) -> None:
        self._end_block()
        before = len(self._blocks)
        shape = self._shape
        word_list = _WORD_LIST.search(element.get("style", ""))
        if re.fullmatch("h[1-6]", tag):
            self._shape = (Shape.HEADING, int(tag[1]))
        elif word_list:
            self._shape = (Shape.PARAGRAPH, int(word_list[1]) - 1)
        look = _set(element, tag, look)
        self._inside(element, replace(look, pre=True) if tag == "pre" else look)
        self._end_block()
        self._shape = shape
        if tag in {"hr", "p", "div"} and len(self._blocks) == before:
            self._tight = False

    def _list(self, element: Any, look: _Look) -> None:
        self._end_block()
        kept = self._shape, self._depth
        start = element.get("start", "1")
        number = int(start) if start.isdecimal() and len(start) < 9 else 1  # noqa: PLR2004 - no count is longer
        for child in element:
            if child.tag == "li":
                counted = element.tag == "ol"
                self._shape = (Shape.NUMBERED if counted else Shape.PARAGRAPH, kept[1])
                self._marker = f"{number}. " if counted else "• "
                number += 1
                self._depth = kept[1] + 1
                self._block(child, "li", look)
                self._marker = ""
            else:
                self.take(child, look)
            self._text(child.tail, look)
        self._end_block()
        self._shape, self._depth = kept

    def _table(self, element: Any, look: _Look) -> None:
        """Values in rows and columns stay a table; what was only set in one is read in its order."""
        self._end_block()
        rows = [[cell for cell in row if cell.tag in {"td", "th"}] for row in element.iter("tr")]
        rows = [row for row in rows if row]
        is_table = (
            len(rows) > 1
            and max(map(len, rows)) > 1
            and not any(_holds_text(cell) for row in rows for cell in row)
        )
        if not is_table:
            for child in element.iterchildren():
                self.take(child, look)
            self._end_block()
            return
        for child in element.iterchildren("caption"):
            self.take(child, look)
        lines = [line for row in rows if (line := self._row(row, look))]
        if lines:
            self._keep(Block(tuple(lines), Shape.TABLE, tight=self._tight))

    def _row(self, row: list[Any], look: _Look) -> Line | None:
        outside, number = self._blocks, self._number
        cells = []
        for cell in row:
            self._blocks, self._number = [], number
            self._inside(cell, _set(cell, "td", look))
            self._end_block()
            lines = [
                replace(line, number=number + 1) for each in self._blocks for line in each.lines
            ]
            cells.append(joined(lines) if lines else Line(number + 1, ""))
        self._blocks, self._number = outside, number
        full = [cell.text for cell in cells if cell.text]
        if not full:
            return None
        self._number = number + 1
        return Line(self._number, " | ".join(full), cells=tuple(cells))

    def _link(self, element: Any, look: _Look) -> None:
        url = "".join((element.get("href") or "").split())
        text = _words(element)
        if url.lower().startswith(_SAFE_SCHEMES) and not look.url:
            self._inside(element, replace(look, url=url))
            return
        self._inside(element, look)
        if url.lower().startswith(_SPOKEN_SCHEMES):
            spoken = url.partition(":")[2].partition("?")[0]
            if spoken and not _says(text, spoken):
                self._text(f" ({spoken})", look)
        elif text and not (url.startswith("#") or element.get("name") or element.get("id")):
            self._leave_out(UNSAFE_LINK, f"{url} ({text})" if url else text)

    def _picture(self, element: Any) -> None:
        sizes = (element.get("width", ""), element.get("height", ""))
        if any(size in {"0", "1", "0px", "1px"} for size in sizes) or _hidden(element):
            self._leave_out(TRACKERS, element.get("alt", ""))
        else:
            self._leave_out(PICTURES, element.get("alt", ""))

    def _leave_out(self, flaw: Flaw, text: str) -> None:
        self._left_out[flaw].append((self._number + 1, text))

    def _text(self, text: str | None, look: _Look) -> None:
        if not text:
            return
        composed = _BREAKS.sub("\n" if look.pre else " ", unicodedata.normalize("NFC", text))
        if look.pre:
            first, *others = composed.split("\n")
            self._add(first, look)
            for other in others:
                self._break()
                self._add(other, look)
            return
        self._add(_BLANK.sub(" ", composed), look)

    def _add(self, text: str, look: _Look) -> None:
        pieces = self._lines[-1]
        if text.startswith(" ") and (not pieces or pieces[-1][0].endswith(" ")):
            text = text[1:]
        if text:
            pieces.append((text, look))

    def _break(self) -> None:
        if any(text.strip("\u00a0 ") for text, _ in self._lines[-1]):
            self._lines.append([])
        elif len(self._lines) > 1:
            self._end_block()
            self._tight = False

    def _end_block(self) -> None:
        lines = [line for pieces in self._lines if (line := _line(pieces, self._number + 1)).text]
        self._lines = [[]]
        if not lines:
            return
        self._number += 1
        shape, level = self._shape
        if self._marker:
            first = lines[0]
            moved = (
                replace(
                    span, start=span.start + len(self._marker), end=span.end + len(self._marker)
                )
                for span in first.spans
            )
            lines[0] = Line(first.number, self._marker + first.text, tuple(moved))
            shape = Shape.NUMBERED if self._marker[0].isdigit() else Shape.PARAGRAPH
            self._marker = ""
        elif shape is Shape.NUMBERED:
            shape = Shape.PARAGRAPH
        self._keep(Block(tuple(lines), shape, level, tight=self._tight))

    def _keep(self, block: Block) -> None:
        self._blocks.append(block)
        self._tight = True


def _set(element: Any, tag: str, look: _Look) -> _Look:
    style = element.get("style", "")
    return replace(
        look,
        bold=look.bold or tag in _BOLD or bool(_BOLD_STYLE.search(style)),
        italic=look.italic or tag in _ITALIC or bool(_ITALIC_STYLE.search(style)),
    )


def _left_out(element: Any, tag: str) -> Flaw | None:
    if tag in _STRUCK:
        return STRUCK_OUT
    if tag == "nav":
        return MENU_LEFT_OUT
    return HIDDEN_TEXT if _hidden(element) else None


def _hidden(element: Any) -> bool:
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style", "")))


def _words(element: Any) -> str:
    pieces = [*element.itertext(), *(each.get("alt", "") for each in element.iter("img"))]
    return " ".join(" ".join(pieces).split())


def _holds_text(cell: Any) -> bool:
    """Whether a cell holds more than a value: paragraphs, lists, tables, or a long text."""
    inner = [each for each in cell.iterdescendants() if each.tag in _BLOCKS | {"table"}]
    paragraphs = [each for each in inner if _words(each)]
    return (
        len(paragraphs) > 1
        or any(each.tag in {"ul", "ol", "table"} for each in inner)
        or len(_words(cell)) > _CELL_MAX
    )


def _says(text: str, spoken: str) -> bool:
    """Whether a link's own words hold its address or number already."""
    plain = text.casefold()
    digits = re.sub(r"\D", "", spoken)
    return spoken.casefold() in plain or (
        len(digits) > 5 and digits[-6:] in re.sub(r"\D", "", text)  # noqa: PLR2004 - as many as tell
    )


def _line(pieces: list[tuple[str, _Look]], number: int) -> Line:
    """Pieces of text as one line; neighbours that are set alike share a span."""
    text = "".join(piece for piece, _ in pieces)
    spans: list[Span] = []
    for style in Style:
        at = 0
        for piece, look in pieces:
            url = look.url if style is Style.LINK else ""
            wanted = {Style.BOLD: look.bold, Style.ITALIC: look.italic, Style.LINK: bool(url)}
            end = at + len(piece)
            if wanted[style]:
                last = spans[-1] if spans else None
                if last and (last.style, last.end, last.url) == (style, at, url):
                    spans[-1] = replace(last, end=end)
                else:
                    spans.append(Span(at, end, style, url))
            at = end
    return Line(number, text.rstrip(), tuple(spans)) if text.strip("\u00a0 ") else Line(number, "")
