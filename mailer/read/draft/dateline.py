"""
The dateline: where and when, run into the first paragraph before a dash.

Promises: `CHICAGO—December 5, 2018—`, `CHICAGO, Dec. 5, 2018 --`, `CHICAGO (5 December 2018) -`,
`MADRID, 5 de diciembre de 2018 –`, `Madrid, 5 de diciembre de 2018.-`, `LANSING, Mich. —`; the place
stays as it is written. Never: completes a year; takes a word before a dash for a place unless it
stands in capitals or beside a date.
"""

import re
from datetime import date
from typing import NamedTuple

from mailer.read.release_dates import DateError, parse_date

_WITHIN = 100
"""Characters of a paragraph in which a dateline ends."""
_SPACED_DASH = re.compile(r"(?:\.|\s*)(?:—|–|―|-{2,3})\s*|\.-\s*|\s+-\s+")
_ANY_DASH = re.compile(r"(?:\.|\s*)(?:—|–|―|-{1,3})\s*|\.\s+(?![—–―-])")
_MONTH = r"[^\W\d_]{3,10}\.?"
_DATE = re.compile(
    rf"\d{{4}}-\d{{2}}-\d{{2}}|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th|er|º|°|\.)?(?: de)? {_MONTH},?(?: del?)? \d{{4}}"
)
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th|er|º|°|\.)(?=\W)")
_WEEKDAY = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|lunes|martes|mi[ée]rcoles|jueves|viernes|s[áa]bado"
    r"|domingo|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|montag|dienstag|mittwoch|donnerstag"
    r"|freitag|samstag|sonnabend|sonntag|luned[iì]|marted[iì]|mercoled[iì]|gioved[iì]|venerd[iì]"
    r"|domenica|(?:segunda|ter[çc]a|quarta|quinta|sexta)-feira|domingo",
    re.IGNORECASE,
)
_BEFORE_DATE = re.compile(r",? (?:a|le|den|il|em|al?|on)$")
"""Paris, le 12 mai 2026; Berlin, den 12. Mai 2026; Ciudad de México, a 5 de marzo de 2018."""
_NEAR_DATE = " \t,.;:()[]/|—–―-"
_PLACE = re.compile(
    r"[^\W\d_][^\W\d_'’-]*\.?(?:[ ’'-][^\W\d_]+\.?){0,5}(?:,? \(?[^\W\d_. ]+\.?\)?){0,3}"
)
_JOINING = frozenset(
    ("de", "del", "la", "las", "los", "el", "of", "the", "and", "y", "upon", "on", "le")
)
_PLACE_MAX = 50
_CAPITALS_MIN = 3


class Dateline(NamedTuple):
    """Where and when; the count of characters it takes, the dash included."""

    located: str
    dated: date | None
    length: int


def read_dateline(paragraph: str) -> Dateline | None:
    """The dateline that a paragraph begins with; of two readings the longer one."""
    head = paragraph[:_WITHIN]
    found = None
    for match in _ANY_DASH.finditer(head):
        spaced = _SPACED_DASH.fullmatch(match[0]) is not None
        read = read_place_and_date(head[: match.start()])
        if read is None or match.end() == len(paragraph):
            continue
        located, dated = read
        if dated is None and not (spaced and _in_capitals(located)):
            continue
        if dated or found is None:
            found = Dateline(located, dated, match.end())
    return found


def read_place_and_date(text: str) -> tuple[str, date | None] | None:
    """A place, a date or both, and nothing else; None where anything else stands there."""
    dated = None
    match = _DATE.search(text)
    if match:
        try:
            dated = parse_date(_ORDINAL.sub("", match[0] + " ").strip())
        except DateError:
            return None
        before, after = text[: match.start()], text[match.end() :]
        before = _WEEKDAY.sub("", before).strip(_NEAR_DATE)
        # "Ciudad de México, a 5 de marzo de 2018"
        place = _BEFORE_DATE.sub("", before) or after.strip(_NEAR_DATE)
        if before and after.strip(_NEAR_DATE):
            return None
    else:
        place = text.strip()
    # A full stop may end the place's abbreviation: "LANSING, Mich."
    if place and match and text.strip().startswith(place + "."):
        place += "."
    if place and not _is_place(place):
        return None
    return (place, dated) if place or dated else None


def incomplete_dateline(paragraph: str) -> str:
    """`CHICAGO, Dec. 5 —`: a place in capitals and a day without its year; "" where there is none."""
    match = re.match(r"[^\W\d_]{3,}[^—–―\n]{0,40}?\d{1,2}(?=\s*(?:—|–|―|--|\s-\s))", paragraph)
    return match[0] if match and match[0].partition(",")[0].isupper() else ""


def _is_place(text: str) -> bool:
    words = re.findall(r"[^\W\d_]+", text)
    return (
        len(text) <= _PLACE_MAX
        and _PLACE.fullmatch(text) is not None
        and all(word[0].isupper() or word in _JOINING for word in words)
    )


def _in_capitals(place: str) -> bool:
    first = place.partition(",")[0]
    return first.isupper() and sum(map(str.isalpha, first)) >= _CAPITALS_MIN
