"""
The cells of one row of a media list: tidied where that loses nothing, refused where it would.

Promises: blanks around a value go and Unicode is composed (NFC), and both are said; a control
character, a line break, a lost letter (U+FFFD) and a sign that turns the direction of writing are
refused. Never: changes a letter, a capital or an entity.
Fails with: CellError, whose finding names the column.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from mailer.read.characters import BLANKS, in_words, unfit_in_line
from mailer.read.languages import LanguageError, parse_language
from mailer.read.lists.findings import (
    ERROR_CELL,
    FORBIDDEN_CHARACTER,
    SEVERAL_LINES,
    UNKNOWN_FORMAT,
    UNKNOWN_LANGUAGE,
    UNKNOWN_TIMEZONE,
    UNKNOWN_TRUST,
)
from mailer.words.errors import MediaListError
from mailer.words.flaws import Flaw
from mailer.words.zones import TimeError, parse_zone

_YES = frozenset(("yes", "y", "true", "1", "x", "sí", "si", "s", "oui", "o", "ja", "j"))
_NO = frozenset(("no", "n", "false", "0", "non", "nein"))
_TEXT = frozenset(("text", "txt", "plain", "plain text", "texto", "texte"))
_SHOWN_MAX = 60
_TEXT_MARKS = frozenset(("'=", "'+", "'-", "'@"))
"""What our own exports, and spreadsheets, put before a text that would be a formula."""
_ERROR_SHOWN = re.compile(
    r"#(?:REF!|N/A|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|BUSY!"
    r"|UNKNOWN!|PYTHON!|GETTING_DATA)"
)
"""What a spreadsheet shows, and saves as text, where a formula has no value."""
_zone = lru_cache(maxsize=1024)(parse_zone)


class CellError(ValueError):
    """A row that must not be mailed: the flaw, and the facts that its sentence needs."""

    def __init__(self, flaw: Flaw, **facts: object) -> None:
        """`facts` fill in the flaw's sentence, beside the place."""
        super().__init__(flaw.id)
        self.flaw = flaw
        self.facts = facts


def shown(cell: str) -> str:
    """As much of a cell as a message may quote, without anything that could act on a screen."""
    return "".join(char if char.isprintable() else "?" for char in cell[:_SHOWN_MAX])


def tidy_cells(cells: Sequence[str], columns: Sequence[str]) -> tuple[Sequence[str], list[str]]:
    """
    The row's values and what was changed; `columns` names each for the person who corrects it.

    Only a tab is trimmed like a blank; inside a value it is refused like any control character.
    """
    # With bars around, one search finds a blank at the edge of any cell. Nearly every row ends here.
    joined = f"|{'|'.join(cells)}|"
    if (
        joined.isascii()
        and joined.isprintable()
        and "| " not in joined
        and " |" not in joined
        and "|'" not in joined
        and "|#" not in joined
    ):
        return cells, []
    changes: list[str] = []
    tidied = []
    for cell, column in zip(cells, columns, strict=True):
        value = cell.strip(BLANKS)
        if value != cell:
            changes.append(f"blanks around {column}")
        if value[:2] in _TEXT_MARKS:
            value = value[1:]
            changes.append(f"the apostrophe before {column}, a spreadsheet's mark of text")
        _refuse_hidden(value, column)
        if _ERROR_SHOWN.fullmatch(value):
            raise CellError(ERROR_CELL, column=column)
        composed = unicodedata.normalize("NFC", value)
        if composed != value:
            changes.append(f"accents of {column} composed (Unicode NFC)")
        tidied.append(composed)
    return tidied, changes


def _refuse_hidden(value: str, column: str) -> None:
    if "\n" in value:
        raise CellError(SEVERAL_LINES, column=column)
    if character := _hidden(value):
        raise CellError(FORBIDDEN_CHARACTER, column=column, character=character)


def _hidden(value: str) -> str:
    """The first character that no cell may hold, in words; "" where there is none."""
    found = unfit_in_line(value)
    return in_words(found[0]) if found else ""


def refuse_hidden_in_header(header: Sequence[str], where: str) -> None:
    """
    MediaListError where a column's name holds what no cell may hold, or rows that it swallowed.

    A line break alone wraps a long name, as spreadsheets do.
    """
    for number, cell in enumerate(header, 1):
        character = _hidden(cell.strip(BLANKS).replace("\n", " "))
        if not character and "\n" in cell and "@" in cell:
            character = "whole rows: a quotation mark is not closed"
        if character:
            what = f"The name of column {number} holds {character}."
            cure = "Write the header anew, and end each row with an ordinary line break."
            raise MediaListError(what, where=where, cure=cure)


def read_trust(cell: str, *, of_list: bool) -> bool:
    """Whether the recipient agreed to hold embargoed copy; an empty cell leaves it to the list."""
    word = cell.casefold()
    if not word:
        return of_list
    if word not in _YES and word not in _NO:
        raise CellError(UNKNOWN_TRUST, cell=shown(cell))
    return word in _YES


def read_language(cell: str) -> str:
    """The recipient's language in its one spelling (BCP 47)."""
    try:
        return parse_language(cell)
    except LanguageError as error:
        raise CellError(UNKNOWN_LANGUAGE, cell=shown(cell)) from error


def read_timezone(cell: str) -> str:
    """The recipient's time zone, by its IANA name."""
    try:
        return _zone(cell)
    except TimeError as error:
        raise CellError(UNKNOWN_TIMEZONE, cell=shown(cell)) from error


def read_format(cell: str) -> str:
    """`text`, `html`, or "" where the list does not say."""
    word = cell.casefold()
    if word in _TEXT:
        return "text"
    if word not in {"html", ""}:
        raise CellError(UNKNOWN_FORMAT, cell=shown(cell))
    return word
