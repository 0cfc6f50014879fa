"""
Changes in copy that a reader can work out: from one figure to another in percent, and from one place
of a list to another.

Promises: rounding is given its room, and what is only about so is left alone. Never: holds figures
against each other of which one is many times the other, or whose units differ.
"""

import re
from collections.abc import Iterator

from mailer.read.copy.figures import FIGURE, PERCENT, Figure, figure_of, small_number
from mailer.read.copy.flaws_of_figures import CHANGE
from mailer.read.copy.text import Copy, Passage, quoted
from mailer.words.findings import Finding

_UP = "rose|grew|increased|climbed|jumped|soared|up|subió|aumentó|creció"
_DOWN = "fell|dropped|decreased|declined|shrank|down|bajó|cayó|descendió|disminuyó"
_CHANGE = (
    rf"\b(?P<verb>{_UP}|{_DOWN})"
    rf"(?:\s(?:by|un|en un))?\s(?P<about>about |almost |nearly |around |some |casi |cerca de )?"
    rf"(?P<percent>{FIGURE}){PERCENT},?\s(?:from|de|desde)\s(?P<from>[$€£]?\s?{FIGURE})"
    rf"(?P<unit>\s(?:million|billion|millones))?(?:\s[^\d.;,]{{0,30}})?(?:\s(?:in|en) \d{{4}})?,?"
    rf"\s(?:to|a|hasta)\s(?P<to>[$€£]?\s?{FIGURE})(?P<unit_to>\s(?:million|billion|millones))?"
    rf"(?![\d%]|\s(?:per|por)\s?c)"
)
_AMOUNT = r"(?:\s(?:thousand|million|billion|trillion|mil millones|mil|millones)\b)?"
_ROSE = (
    r"rise|increase|growth|gain|jump|aumento|incremento|crecimiento|alza|subida|fall|drop|decrease|decline"
    r"|descenso|caída|bajada|disminución|baja|reducción"
)
_FALLS = r"fall|drop|decrease|decline|descenso|caída|bajada|disminución|baja|reducción|down|menos"
_NOUN_CHANGE = (
    rf"(?<![\d.,])(?P<to>[$€£]?\s?{FIGURE})(?P<unit_to>{_AMOUNT})"
    r"(?:\s[^\W\d_][^\d.,;:%()]{0,40})?(?:,|\s\(|\s[–—])\s?"
    r"(?:(?:which|that|what|lo que)\s(?:is|was|are|were|es|supone|representa|significa)\s)?"
    rf"(?:(?:an?|una?)\s(?P<verb>{_ROSE})\s(?:of|del?(?:\sun)?)"
    r"|(?P<verb_up>up|down)(?:\sby)?|un(?=\s[\d.,]+\s?%\s(?P<verb_es>más|menos)\sque\b))"
    r"\s(?P<about>about\s|almost\s|nearly\s|around\s|some\s|over\s|more than\s|casi\s|cerca del?\s"
    rf"|más del?\s)?(?P<percent>{FIGURE}){PERCENT}"
    r"\s(?:on|from|over|compared (?:with|to)|against|sobre|respecto (?:a|de)|frente a|(?:más|menos) que)"
    rf"\s(?:the\s|l[ao]s\s)?(?P<from>[$€£]?\s?{FIGURE})(?P<unit>{_AMOUNT})"
    r"(?![\d%]|[.,]\d|\s?%|\s(?:per|por)\s?c|\sto\s|\s(?:years?|months?|años?|meses)\b)"
)
_SHARE_OF_ROOM = 0.6
_FAR_APART = 3.0
"""Figures of which one is so many times the other belong to two things."""
_YEAR = r"(?:1[89]|20)\d\d"
_ABOUT_ROOM = 3.0
_PLACES = r"(?:places?|spots?|positions?|ranks|puestos?|posici(?:ón|ones)|lugares|lugar|plazas)"
_MOVES = (
    r"(?i:up|climb(?:s|ed|ing)?|rises?|rose|rising|jump(?:s|ed|ing)?|gain(?:s|ed|ing)?|mov(?:es|ed) up"
    r"|down|drops?|dropp(?:ed|ing)|falls?|fell|slip(?:s|ped)?|lost|loses"
    r"|(?:sub|ascend)(?:e|ió)|(?:escal|gan|mejor|baj)(?:a|ó|ando)|pierde|perdió|cae|cayó|desciende|descendió)"
)
_RANK = (
    r"(?:(?:the|el|la|número|number|no\.|n\.º|puesto|lugar|posición|#)\s?){{0,3}}(?P<{0}>\d{{1,4}})"
    r"(?:st|nd|rd|th|\.?[ºª°]|\.[oa])?(?![\d%]|[.,]\d)"
)
_MOVED = rf"\b{_MOVES}(?:\sby)?\s(?P<count>\w+)\s{_PLACES}\b"
_FROM_TO = (
    rf"[^.;!?\d]{{0,60}}?\b(?:from|del?|desde)\s{_RANK.format('old')}(?:\s(?:place|spot|lugar|puesto))?"
    rf"\s(?:to|al?|hasta)\s{_RANK.format('new')}"
)
_WHEN = (
    r"(?:[^.;!?\d]|\b20\d\d\b){0,60}?,\s(?:when|cuando|en que)\s[^.;!?\d]{0,40}?"
    f"{_RANK.format('old')}"
)
_STANDS = (
    r"(?:\b(?P<ordinal>\d{1,4})(?:st|nd|rd|th)\b"
    r"|\b(?:puesto|lugar|posición|number|número|no\.|ranked|ranks)\s#?(?P<place>\d{1,4})\b(?![%]|[.,]\d))"
)
_BEFORE_MAX = 300
_DAYS_MAX = 31
_SLIP = 2


def change_findings(copy: Copy) -> Iterator[Finding]:
    """Percentages and places that do not fit the two figures beside them."""
    for passage in copy.text:
        text = passage.text
        if any(sign in text for sign in ("%", "per cent", "percent", "por ciento")):
            yield from _by_verb(passage, copy)
            yield from _by_noun(passage, copy)
        if re.search(_PLACES, text):
            yield from _ranks(passage, copy)


def _by_verb(passage: Passage, copy: Copy) -> Iterator[Finding]:
    """`Rose 12%, from 400 to 450`."""
    if not any(verb in passage.text for verb in f"{_UP}|{_DOWN}".split("|")):
        return
    for match in re.finditer(_CHANGE, passage.flat):
        before, after = (_amount(match, name, copy) for name in ("from", "to"))
        years = all(re.fullmatch(_YEAR, match[name].strip()) for name in ("from", "to"))
        if years or (match["unit"] or match["unit_to"]) != match["unit_to"] or not before.value:
            continue
        truth = _truth(match, copy, before, after, falls=match["verb"] in _DOWN.split("|"))
        if truth:
            line = passage.line_at(match.start("percent"))
            yield CHANGE.found(copy.file, line, text=quoted(match[0]), truth=truth)


def _by_noun(passage: Passage, copy: Copy) -> Iterator[Finding]:
    """`450, a rise of 12% on the 400 of the year before`."""
    for match in re.finditer(_NOUN_CHANGE, passage.flat):
        before, after = (_amount(match, name, copy) for name in ("from", "to"))
        years = any(re.fullmatch(_YEAR, match[name].strip()) for name in ("from", "to"))
        low, high = sorted((before.value, after.value))
        if years or match["unit"] != match["unit_to"] or not low or high > _FAR_APART * low:
            continue
        if match["unit"]:
            # Beside 4.6 million, 4 million reads as 4.0; and both at their worst ends are nobody's luck.
            room = _SHARE_OF_ROOM * min(before.room, after.room)
            before, after = Figure(before.value, room), Figure(after.value, room)
        verb = match["verb"] or match["verb_up"] or match["verb_es"]
        if truth := _truth(match, copy, before, after, falls=verb in _FALLS.split("|")):
            line = passage.line_at(match.start("percent"))
            yield CHANGE.found(copy.file, line, text=quoted(match[0]), truth=truth)


def _amount(match: re.Match[str], name: str, copy: Copy) -> Figure:
    return figure_of(match[name].strip("$€£ \u00a0"), copy.language)


def _truth(match: re.Match[str], copy: Copy, before: Figure, after: Figure, *, falls: bool) -> str:
    """What the two figures make of it, "" where that is what is said."""
    said = figure_of(match["percent"], copy.language)
    room = _ABOUT_ROOM if match["about"] else said.room
    least, most = _change(before, after, -1), _change(before, after, 1)
    if least - room <= (-1 if falls else 1) * said.value <= most + room:
        return ""
    truth = (after.value / before.value - 1) * 100
    return f"{'a fall' if truth < 0 else 'a rise'} of {abs(truth):.3g}%"


def _change(before: Figure, after: Figure, way: int) -> float:
    """The least (-1) or most (1) percent of change that the two rounded figures leave open."""
    start = max(before.value - way * before.room, before.value / 2)
    return ((after.value + way * after.room) / start - 1) * 100


def _ranks(passage: Passage, copy: Copy) -> Iterator[Finding]:
    """`Up 12 places from 58th to 47th`; `47th …, up 12 places on last year, when it was 58th`."""
    for match in re.finditer(_MOVED, passage.flat):
        count = small_number(match["count"])
        rest = passage.flat[match.end() :]
        if moved := re.match(_FROM_TO, rest):
            old, new = int(moved["old"]), int(moved["new"])
        elif moved := re.match(_WHEN, rest):
            before = passage.flat[max(0, match.start() - _BEFORE_MAX) : match.start()]
            stands = [*re.finditer(_STANDS, before)]
            if len(stands) != 1:
                continue
            old, new = int(moved["old"]), int(stands[0]["ordinal"] or stands[0]["place"])
        else:
            continue
        # From 9 to 5, and from the 1st to the 5th, are hours and days, but for a slip of one or two.
        times = max(old, new) <= _DAYS_MAX and abs(abs(old - new) - count) > _SLIP
        if count and abs(old - new) != count and not times:
            line = passage.line_at(match.start("count"))
            text = quoted(match[0] + moved[0])
            yield CHANGE.found(copy.file, line, text=text, truth=f"{abs(old - new)} places")
