"""
The words by which a draft shows its parts, read once from words.toml beside this file.

Promises: capitals, accents and blanks make no difference; of two phrases the longer one counts.
Never: looks at a file of the press office; the words are part of the program.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from mailer.read.release import Kind

_RELEASE_LINE_MAX = 160
_END_SIGNS = re.compile(
    r"#(?: ?#){1,9}|[-–—~]{1,3} ?30 ?[-–—~]{1,3}|[-–—]? ?(?P<word>[^\W\d_][\w ]*?) ?[-–—]?"
)
_END_MARK_MAX = 30
_WORD_START = re.compile(r"(?<!\w)\w")
DECORATION = " \t*#[]()=_~|/:;,.–—-•>"
"""What is drawn around release lines."""


class Words(NamedTuple):
    """Folded phrases of all languages, each sort by its use; see the data file for what they are."""

    immediate: tuple[str, ...]
    embargo: tuple[str, ...]
    embargo_if_dated: tuple[str, ...]
    """These are an embargo only where a date or time follows."""
    statement_lead: tuple[str, ...]
    advisory_labels: frozenset[str]
    contacts: frozenset[str]
    availability: frozenset[str]
    notes: frozenset[str]
    about: tuple[str, ...]
    about_alone: frozenset[str]
    is_a: tuple[str, ...]
    end_marks: frozenset[str]
    salutations: tuple[str, ...]
    forwarded: tuple[str, ...]
    """What stands between lines of dashes above a forwarded mail."""
    mail_headers: frozenset[str]
    kinds: tuple[tuple[str, Kind], ...]
    common: tuple[tuple[str, frozenset[str]], ...]
    """Language → frequent words that no other of these languages has."""


def folded(text: str) -> str:
    """
    Without capitals, accents and doubled blanks.

    >>> folded("Para  DIFUSIÓN inmediata")
    'para difusion inmediata'
    """
    if text.isascii():
        return " ".join(text.casefold().split())
    apart = unicodedata.normalize("NFKD", text.replace("’", "'").casefold())
    return " ".join("".join(char for char in apart if not unicodedata.combining(char)).split())


@lru_cache(maxsize=1)
def words() -> Words:
    """The phrases of every language there is."""
    data = Path(__file__).with_name("words.toml").read_text("utf-8")
    tables = tomllib.loads(data)

    def all_of(name: str) -> list[str]:
        return [folded(phrase) for table in tables.values() for phrase in table[name]]

    return Words(
        immediate=_longest_first(all_of("immediate")),
        embargo=_longest_first(all_of("embargo")),
        embargo_if_dated=_longest_first(all_of("embargo_if_dated")),
        statement_lead=_longest_first(all_of("statement_lead")),
        advisory_labels=frozenset(all_of("advisory_labels")),
        contacts=frozenset(all_of("contacts")),
        availability=frozenset(all_of("availability")),
        notes=frozenset(all_of("notes")),
        about=_longest_first(all_of("about")),
        about_alone=frozenset(all_of("about_alone")),
        is_a=_longest_first(all_of("is_a")),
        end_marks=frozenset(all_of("end_marks")),
        salutations=_longest_first(all_of("salutations")),
        forwarded=tuple(all_of("forwarded")),
        mail_headers=frozenset(all_of("mail_headers")),
        kinds=tuple(
            (folded(phrase), Kind(kind))
            for table in tables.values()
            for kind, phrases in table["kinds"].items()
            for phrase in phrases
        ),
        common=tuple(_common(tables)),
    )


def _longest_first(phrases: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(phrases, key=len, reverse=True))


def _common(tables: dict[str, Any]) -> Iterator[tuple[str, frozenset[str]]]:
    for language, table in tables.items():
        others = {
            word for name, each in tables.items() if name != language for word in each["common"]
        }
        yield language, frozenset(table["common"]) - others


def embargo_in(text: str, known: Words) -> tuple[str, str] | None:
    """
    The words before an embargo on its line, and what follows it: the time, if any.

    >>> embargo_in("*** NEWS – EMBARGOED UNTIL 9:00, 12 May ***", words())
    ('NEWS', '9:00, 12 May')
    >>> embargo_in("Trust lifts embargo on ferry tickets", words())
    """
    if len(text) > _RELEASE_LINE_MAX:
        return None
    within = _any_phrase(known.embargo).search(folded(text))
    for match in _WORD_START.finditer(text) if within else ():
        before, line = text[: match.start()], text[match.start() :]
        found = begins_with(line, known.embargo)
        if found is None:
            continue
        phrase, rest = found
        # A bare "embargo" inside a line is a word like any other, unless something parts it off.
        if " " in phrase or not before.strip(DECORATION) or before.rstrip()[-1] in DECORATION:
            return before.strip(DECORATION), _undecorated(rest)
    found = begins_with(text.strip(DECORATION), known.embargo_if_dated)
    return ("", _undecorated(found[1])) if found and re.search(r"\d", found[1]) else None


def _undecorated(time: str) -> str:
    """What stands behind EMBARGOED UNTIL; a bracket that belongs to it stays closed."""
    bare = time.strip(DECORATION)
    return bare + ")" if bare.count("(") > bare.count(")") else bare


def mention_of_embargo(text: str, known: Words) -> str:
    """The phrase by which a text speaks of an embargo until some time; "" where it does not."""
    match = _any_phrase(known.embargo).search(folded(text))
    return match[0] if match and " " in match[0] else ""


@lru_cache(maxsize=1)
def _any_phrase(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, phrases))})\b")


def release_line(text: str, known: Words) -> str:
    """The part of a line of a page's header that says when to publish; "" where none does."""
    found = embargo_in(text, known)
    if found is not None:
        before, _ = found
        return (
            text[len(before) :].lstrip(DECORATION) if before and text.startswith(before) else text
        )
    return text if begins_with(text.strip(DECORATION), known.immediate) else ""


def is_end_mark(text: str) -> bool:
    """`###`, `-30-`, `ENDS`, `* * *`: the line that says that nothing is missing."""
    match = _END_SIGNS.fullmatch(text[: _END_MARK_MAX + 1])
    if match is None or match["word"] is None:
        return match is not None
    return folded(match["word"]) in words().end_marks


def begins_with(text: str, phrases: Iterable[str]) -> tuple[str, str] | None:
    """
    The phrase that a line begins with, and the rest of the line as it is written.

    >>> begins_with("EMBARGADO HASTA: 9:00", ("embargado hasta",))
    ('embargado hasta', '9:00')
    """
    plain = folded(text)
    for phrase in phrases:
        if plain.startswith(phrase) and not plain[len(phrase) : len(phrase) + 1].isalnum():
            count = len(phrase.split())
            match = re.match(rf"\s*(?:\S+\s+){{{count - 1}}}\S+?(?=[\s:;,.–—-]|$)", text)
            rest = text[match.end() :] if match else ""
            return phrase, rest.strip(" \t:;,.–—-")
    return None


def language_of(text: str) -> str:
    """The language whose common words are clearly more frequent, "" where none is."""
    found = re.findall(r"[^\W\d_]+", text.casefold())
    counts = sorted(
        ((sum(word in common for word in found), language) for language, common in words().common),
        reverse=True,
    )
    (most, language), (second, _) = counts[0], counts[1]
    return language if most > 2 * second else ""
