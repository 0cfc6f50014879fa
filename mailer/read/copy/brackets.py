"""
Marks that come in pairs besides quotation marks: brackets, and ¿ ? ¡ ! in Spanish. And quotation
marks and apostrophes of two sorts in one text.

Never: reports the bracket of an enumeration (`a)`), of a smiling face, or a mark in an address.
"""

import re
from collections.abc import Iterator

from mailer.read.copy.flaws import (
    MIXED_APOSTROPHES,
    MIXED_QUOTES,
    SPANISH_MARKS,
    UNBALANCED_BRACKETS,
)
from mailer.read.copy.lists import word_list
from mailer.read.copy.text import Copy, Passage, quoted
from mailer.words.findings import Finding

_BRACKET = re.compile(r"[()\[\]]")
_PAIR = {")": "(", "]": "["}
_NO_BRACKET = re.compile(r"(?<![\w(])(?:[a-zA-Z]|\d{1,2}|[ivx]{1,4})\)|[:;]-?[()]")
_ENDS = re.compile(r"[?!](?=[\s”\"»’)\]?!.,…]|$)")
_NAME_WITH_MARK = re.compile(
    r"[^\W\d_]+[^\W\d_a-záéíóúüñ]\w*$|(?<=[a-záéíóúüñ,] )[^\W\d_a-záéíóúüñ][\w-]*$"
)
"""VuelaYa! is a name wherever it stands, and so is Ejemplo! behind a small word."""
_GOES_ON = re.compile(r"[?!](?:,|\s+[a-záéíóúüñ])")
_SPANISH = frozenset(word_list("spanish"))
_CURLY, _STRAIGHT = re.compile("[“”]"), re.compile(r'(?<![\d\'’])"')
_CURLY_APOSTROPHE, _STRAIGHT_APOSTROPHE = (
    re.compile(r"(?<=\w)’(?=[a-z])"),
    re.compile(r"(?<=[a-zA-Z])'(?=[a-z])"),
)


def bracket_findings(copy: Copy) -> Iterator[Finding]:
    """Brackets that are not closed or not opened, in the same paragraph."""
    for passage in copy.all:
        if (place := _unbalanced(passage.text)) is not None:
            text = passage.text[max(0, place - 12) : place + 24]
            line = passage.line_at(place)
            mark = passage.text[place]
            yield UNBALANCED_BRACKETS.found(copy.file, line, mark=mark, text=quoted(text))


def _unbalanced(text: str) -> int | None:
    left_out = {
        place for match in _NO_BRACKET.finditer(text) for place in range(match.start(), match.end())
    }
    opened: list[int] = []
    for match in _BRACKET.finditer(text):
        place, mark = match.start(), match[0]
        if mark in "([":
            if place not in left_out:
                opened.append(place)
        elif opened and text[opened[-1]] == _PAIR[mark]:
            opened.pop()
        elif place not in left_out:
            return place
    return opened[0] if opened else None


def spanish_mark_findings(copy: Copy) -> Iterator[Finding]:
    """A question or exclamation in Spanish of which one of the two marks is missing."""
    for passage in copy.text:
        if _is_spanish(passage, copy.language):
            for place, missing in _without_partner(passage.text):
                text = passage.text[max(0, place - 30) : place + 20]
                line = passage.line_at(place)
                yield SPANISH_MARKS.found(copy.file, line, text=quoted(text), missing=missing)


def _is_spanish(passage: Passage, language: str) -> bool:
    words = re.findall(r"[^\W\d_]+", passage.text.casefold())
    frequent = sum(word in _SPANISH for word in words)
    return frequent * 8 > len(words) if language.startswith("es") or not language else False


def _without_partner(text: str) -> Iterator[tuple[int, str]]:
    opened: list[tuple[int, str]] = []
    for match in re.finditer(r"[¿¡]|" + _ENDS.pattern, text):
        place, mark = match.start(), match[0]
        if mark in "¿¡":
            opened.append((place, mark))
        elif opened:
            if not re.match(r"[?!]", text[place + 1 : place + 2]):
                opened.clear()
        elif text[place - 1 : place] not in {"(", "?", "!"} and not _is_in_name(text, place):
            yield place, "¿" if mark == "?" else "¡"
    if opened:
        place, mark = opened[0]
        yield place, "?" if mark == "¿" else "!"


def _is_in_name(text: str, place: int) -> bool:
    """Whether the mark belongs to a name, behind which the sentence goes on: `Ejemplo! y Plantilla`."""
    word = _NAME_WITH_MARK.search(text[max(0, place - 40) : place].replace("\n", " "))
    return bool(word and _GOES_ON.match(text, place))


def mixed_mark_findings(copy: Copy) -> Iterator[Finding]:
    """Curly and straight marks side by side: a sign that text came from two places."""
    passages = (*copy.titles, *copy.text)
    for flaw, sorts in (
        (MIXED_QUOTES, (_CURLY, _STRAIGHT)),
        (MIXED_APOSTROPHES, (_CURLY_APOSTROPHE, _STRAIGHT_APOSTROPHE)),
    ):
        curly, straight = (
            sorted(
                passage.line_at(match.start())
                for passage in passages
                for match in sort.finditer(passage.text)
            )
            for sort in sorts
        )
        if curly and straight:
            rarer = min((straight, curly), key=len)
            yield flaw.found(copy.file, rarer[0], curly=curly[0], straight=straight[0])
