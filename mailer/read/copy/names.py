"""
Names of people and houses that are spelled two ways in the same text.

Two names are held against each other where all but one of their words are the same, and a surname
that stands alone against the surnames of the people named in full. Never: reports two people who
stand in the same sentence, or an ending that grammar asks for.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import NamedTuple

from mailer.read.copy.flaws import NAME_TWO_WAYS
from mailer.read.copy.lists import word_list
from mailer.read.copy.nearness import slips_between, without_accents
from mailer.read.copy.text import Copy, Passage
from mailer.words.findings import Finding

_WORD = r"[^\W\d_a-záéíóúüñ][^\W\d_]*(?:['’-][^\W\d_]+)*"
_NAME = re.compile(rf"(?<![^\W\d_]){_WORD}(?:[ \n]{_WORD}){{1,4}}")
_SINGLE = re.compile(rf"(?<![^\W_])(?<![.’'-]){_WORD}")
_SAID = (
    r"(?:said|says|added|adds|told|explained|explains|wrote|noted|dijo|dice|afirm[óa]"
    r"|explic[óa]|añad[eió]+"
    r"|señal[óa]|declar[óa]|indic[óa]|cont[óa]|asegur[óa])"
)
_SPEAKS_AFTER = re.compile(
    rf"[,”\"»’' ]*\s*{_SAID}\b|,\s+(?:the |an? |el |la |un |una )?[a-záéíóú]{{3,}}"
)
_SPEAKS_BEFORE = re.compile(
    rf"\b{_SAID}\s+$|\b(?:Dr|Dra|Mr|Mrs|Ms|Sr|Sra|Prof)\.?\s+$"
    rf"|\b{_SAID}\s+(?:the|an?|our|its|el|la|su|una?)\s+(?:[\w’'-]+\s+){{0,9}}[\w’'-]+,\s+$"
)
"""Said, or said the head coach of the club; the name follows."""
_TITLE = re.compile(
    r"\b(?:(?:Mr|Mrs|Ms|Dr|Dra|Sr|Sra|Prof|Cllr|Sgt|Lt|Capt|Sen|Rep|Gov|Insp)\.?|Miss|don|doña|doctora?|profesora?|(?:sub)?inspectora?|comisari[oa]|alcalde(?:sa)?"
    r"|intendent[ea]|concejala?|consejer[oa]|senadora?|ministr[oa]|director[a]?|president[ea]|fiscal|jueza?"
    r"|rectora?|capit[aá]n|sargento|gerente|coordinadora?)\s+$"
)
"""Who stands behind it is called by surname alone."""
_TITLE_MAX = 20
_BEFORE_MAX = 120
_ALIAS = re.compile(r"\ba\.k\.a\.")
_CALENDAR = frozenset(word_list("calendar"))
_NO_NAMES = frozenset(word_list("before_names")) | _CALENDAR
_SHORTEST = 3
_LONG = 6
"""From here on two slips are still the same name."""
_ALONE_MIN = 5
_TITLE_CASE = 0.6
_NAMES_MAX = 400
"""Names of a text that are compared with each other; more is a list of people."""


class _Name(NamedTuple):
    """A name as it stands in the text."""

    words: tuple[str, ...]
    passage: Passage
    begin: int
    end: int
    person: bool

    @property
    def shown(self) -> str:
        return " ".join(self.words)

    @property
    def line(self) -> int:
        return self.passage.line_at(self.begin)


def name_findings(copy: Copy) -> Iterator[Finding]:
    """Each pair of spellings once, at the rarer one."""
    names = [name for passage in copy.all for name in _names_in(passage)][:_NAMES_MAX]
    found: dict[tuple[str, str], tuple[int, str, str]] = {}
    counts: dict[str, int] = defaultdict(int)
    for name in names:
        counts[name.shown] += 1
    for ours, theirs in combinations(names, 2):
        if _same_but_for_a_slip(ours, theirs) and not _in_one_sentence(ours, theirs):
            rarer, other = (
                (ours, theirs) if counts[ours.shown] < counts[theirs.shown] else (theirs, ours)
            )
            key = (min(ours.shown, theirs.shown), max(ours.shown, theirs.shown))
            found.setdefault(key, (rarer.line, rarer.shown, other.shown))
    for line, rarer_text, other_text in found.values():
        yield NAME_TWO_WAYS.found(copy.file, line, ours=rarer_text, theirs=other_text)
    told = {word for pair in found for name in pair for word in name.split()}
    yield from _surnames_alone(copy, names, told)


def _names_in(passage: Passage) -> Iterator[_Name]:
    """Runs of capitalised words; lines in which nearly every word has a capital give none."""
    whole = _NAME.fullmatch(passage.text.strip())
    if not whole and _in_title_case(passage.text):
        return
    for match in _NAME.finditer(passage.text):
        spans = list(re.finditer(r"\S+", match[0]))
        while spans and without_accents(_bare(spans[0][0])) in _NO_NAMES:
            spans.pop(0)
        parts = tuple(_bare(span[0]) for span in spans)
        if len(parts) >= 2 and not any(part.isupper() for part in parts):  # noqa: PLR2004 - a full name
            person = bool(whole) or _speaks(passage.text, match)
            yield _Name(parts, passage, match.start() + spans[0].start(), match.end(), person)


def _in_title_case(text: str) -> bool:
    """Whether it is a line in which nearly every word has a capital."""
    words = re.findall(r"[^\W\d_]+", text)
    capitals = sum(word[0].isupper() for word in words)
    heading = len(words) > 4 and not re.search(r"[.!?]\W*$", text)  # noqa: PLR2004 - more than a name
    return heading and capitals > _TITLE_CASE * len(words)


def _speaks(text: str, match: re.Match[str]) -> bool:
    return bool(
        _SPEAKS_AFTER.match(text, match.end())
        or _SPEAKS_BEFORE.search(text[: match.start()][-_BEFORE_MAX:])
    )


def _bare(word: str) -> str:
    """Without a possessive."""
    return re.sub(r"['’]s?$", "", word)


def _same_but_for_a_slip(ours: _Name, theirs: _Name) -> bool:
    if len(ours.words) != len(theirs.words) or ours.words == theirs.words:
        return False
    different = [(a, b) for a, b in zip(ours.words, theirs.words, strict=True) if a != b]
    if all(without_accents(a) == without_accents(b) for a, b in different):
        return any(a.casefold() != b.casefold() for a, b in different)
    if len(different) > 1:
        return False
    (one, other), person = different[0], ours.person or theirs.person
    both = ours.person and theirs.person
    return _slip(one, other, person=person, longer_too=both)


def _slip(one: str, other: str, *, person: bool, longer_too: bool) -> bool:
    """Whether two words are one word, spelled two ways; `longer_too`: also one that begins the other."""
    short, long = sorted((without_accents(one), without_accents(other)), key=len)
    if short == long:
        return one.casefold() != other.casefold()
    if len(short) < (_SHORTEST if person else _ALONE_MIN) or {short, long} & _CALENDAR:
        return False
    if long.startswith(short) and (not longer_too or long == short + "s"):
        return False
    if not person and short[:-1] == long[:-1]:
        return False
    if len(short) == len(long) >= _ALONE_MIN and _undoubled(short) == _undoubled(long):
        return True  # Philippa and Phillipa: the doubling moved
    most = 2 if person and len(short) >= _LONG else 1
    return slips_between(short, long, most) <= most


def _undoubled(word: str) -> str:
    return re.sub(r"(.)\1", r"\1", word)


def _in_one_sentence(ours: _Name, theirs: _Name) -> bool:
    if ours.passage is not theirs.passage:
        return False
    first, second = sorted((ours, theirs), key=lambda name: name.begin)
    between = _ALIAS.sub("", ours.passage.text[first.end : second.begin])
    return not re.search(r"[.!?]\W*\s", between)


def _surnames_alone(copy: Copy, names: Iterable[_Name], told: set[str]) -> Iterator[Finding]:
    """`McElmury said`, where the text names Sara McElmurry."""
    last = {name.words[-1] for name in names}
    called = {
        word
        for passage in copy.text
        for match in _SINGLE.finditer(passage.text)
        if (word := _bare(match[0])) in last and _called(passage.text, match)
    }
    people = ({name.words[-1] for name in names if name.person} | called) - told
    known = {word for name in names for word in name.words}
    surnames = [name for name in people if len(name) >= _ALONE_MIN]
    small = {
        word for passage in copy.all for word in re.findall(r"\b[a-záéíóúüñ]+\b", passage.text)
    }
    reported: set[str] = set()
    for passage in copy.text:
        if _in_title_case(passage.text):
            continue
        for match in _SINGLE.finditer(passage.text):
            word = _bare(match[0])
            speaks = _speaks(passage.text, match) or _called(passage.text, match)
            plain = word in known or word in reported or word.casefold() in small
            alone = speaks or _mid_sentence(passage.text[: match.start()])
            if plain or len(word) < _ALONE_MIN or word.isupper() or not alone:
                continue
            near = next(
                (each for each in surnames if _slip(word, each, person=False, longer_too=speaks)),
                "",
            )
            if near:
                reported.add(word)
                line = passage.line_at(match.start())
                yield NAME_TWO_WAYS.found(copy.file, line, ours=word, theirs=near)


def _called(text: str, match: re.Match[str]) -> bool:
    """Whether a surname follows a title: Ms Kearsley, la inspectora Benavent."""
    begin = max(0, match.start() - _TITLE_MAX)
    whole = re.match(r"[’'s]*\s[^\W\d_a-záéíóúñ]", text[match.end() : match.end() + 4])
    return not whole and bool(_TITLE.search(text[begin : match.start()]))


def _mid_sentence(before: str) -> bool:
    """Whether the capital that follows is the word's own, and not the sentence's."""
    text = before.rstrip(' “”"«»‘\n')
    return bool(text and text[-1] not in ".!?:•")
