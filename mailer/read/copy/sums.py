"""
What a reader of the copy can work out: shares of a whole, votes, a fraction and its percentage, a
measure in two units.

Promises: rounding is given its room, and what is only about so is left alone. Patterns are compiled
where the words they need stand in the text. Never: judges a figure that stands alone.
"""

import re
from collections.abc import Iterator

from mailer.read.copy.figures import FIGURE, PERCENT, Figure, figure_of
from mailer.read.copy.flaws_of_figures import CONVERSION, FRACTION, SHARES, UNIT_TWICE
from mailer.read.copy.text import Copy, Passage, quoted
from mailer.words.findings import Finding

_WHOLE_ENDS = r"[.;!?](?=\s|$|[”»\"])|\b(?:from|than|compared|versus|frente a|respecto|que en)\b"
"""A full stop, and words that bring in the figures of another time."""
_DIVIDED = (
    r"\b(?:(?:was|were|is|are) made up of|consist(?:s|ed) of|(?:is|are|was|were) split"
    r"|br(?:eaks|oken) down|se (?:compone|reparten?|distribuyen?|dividen?)|se desglosan?)\b"
)
_SENTENCE_MAX = 600
_FOR = r"for|in favou?r|favou?red|backed|supported|yes|a favor|favorables?|sí"
_AGAINST = r"against|opposed|(?:said|voted|dij\w+|vot\w+) (?:que )?no|en contra|contrari[oa]s?"
_NEITHER = (
    r"blank|abstain\w*|abstentions?|undecided|spoil(?:ed|t)|en blanco|abstenci(?:ón|ones)|abstuv\w+"
    r"|se abst\w+|indecis[oa]s?|nulos?"
)
_VOTE = (
    rf"(?P<share>{FIGURE}){PERCENT}(?:(?!{FIGURE}{PERCENT})[^;!?]){{0,50}}?"
    rf"\b(?:(?P<for>{_FOR})|(?P<against>{_AGAINST})|(?P<neither>{_NEITHER}))\b"
)
_SEVERAL = r"more than one|several answers|multiple|could choose|respuesta múltiple|más de una"
_ONE_ANSWER = (
    r"(?i)\b(?:the|only|just|a|for|gave|give) (?:one|single) (?:main )?"
    r"(?:thing|answer|option|reason|choice|cause|activity)\b"
    r"|\b(?:choose|pick|name|give) (?:only |just )?one\b(?! or)|\bsingle[- ](?:choice|answer)"
    r"|\bun[ao] sol[ao] (?:respuesta|opción|cosa|causa|razón|motivo|actividad)\b|\brespuesta única\b"
    r"|\b(?:elegir|escoger|nombrar|dar) (?:solo |sólo |únicamente )?una?\b(?! o)"
)
_ANSWERS_MIN = 3
_PARTS = {
    "half": 50.0,
    "la mitad": 50.0,
    "a third": 100 / 3,
    "one third": 100 / 3,
    "un tercio": 100 / 3,
    "two thirds": 200 / 3,
    "dos tercios": 200 / 3,
    "a quarter": 25.0,
    "one quarter": 25.0,
    "un cuarto": 25.0,
    "three quarters": 75.0,
    "tres cuartos": 75.0,
}
_COUNTS = (
    ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    ("uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez"),
)
_COUNTED = "|".join((*_COUNTS[0], *_COUNTS[1]))
_IN = rf"(?:(?P<some>{_COUNTED}|una)(?: (?:in|out of)| de cada) (?P<all>{_COUNTED}))"
_FRACTION = (
    rf"(?<![\w-])(?P<part>{_IN}|{'|'.join(map(re.escape, _PARTS))})(?: [^\W\d_]+){{0,5}}"
    rf" \((?P<percent>{FIGURE}){PERCENT}\)"
)
_NOT_EXACT = r"(?:than|over|nearly|almost|about|around|under|just|de|casi|unos|cerca de)\s$"
_FRACTION_ROOM = 5.0
_UNITS: dict[tuple[str, str], tuple[float, float]] = {
    ("c", "f"): (1.8, 32.0),
    ("mile", "km"): (1.609344, 0),
    ("mph", "km/h"): (1.609344, 0),
    ("ft", "m"): (0.3048, 0),
    ("in", "cm"): (2.54, 0),
    ("in", "mm"): (25.4, 0),
    ("lb", "kg"): (0.453592, 0),
    ("acre", "ha"): (0.404686, 0),
}
"""One unit and the other → how many of the other it is, and what is added."""
_NAMES = {
    "c": r"(?:°?\s?C\b|degrees Celsius\b|grados Celsius\b)",
    "f": r"(?:°?\s?F\b|degrees Fahrenheit\b|grados Fahrenheit\b)",
    "mile": r"(?:mi\b|miles?\b|millas?\b)(?! an| per| por)",
    "mph": r"(?:mph\b|miles (?:an|per) hour)",
    "km": r"(?:km\b(?!/)|kilomet(?:er|re)s?\b|kilómetros?\b)(?! (?:an|per|por))",
    "km/h": r"(?:km/h|kph|kilomet(?:er|re)s (?:an|per) hour|kilómetros por hora)",
    "ft": r"(?:ft\b|feet\b|foot\b|pies\b)",
    "m": r"(?:m\b(?!²|/)|met(?:er|re)s?\b|metros?\b)",
    "in": r"(?:in\b|inch(?:es)?\b|pulgadas?\b)",
    "cm": r"(?:cm\b|centimet(?:er|re)s?\b|centímetros?\b)",
    "mm": r"(?:mm\b|millimet(?:er|re)s?\b|milímetros?\b)",
    "lb": r"(?:lbs?\b|pounds?\b|libras?\b)",
    "kg": r"(?:kg\b|kilos?\b|kilograms?\b)",
    "acre": r"acres?\b",
    "ha": r"(?:ha\b|hect[aá]re?a?s?\b)",
}
_UNIT = "|".join(f"(?P<{{0}}{number}>{name})" for number, name in enumerate(_NAMES.values()))
_MINUS = r"(?:[-\u2212–]|\b(?:minus|menos)\s)"
"""U+2212 is the sign itself; a hyphen or a dash stands for it, and so does its name."""
_CONVERSION_ROOM = 0.06
_DEGREES_ROOM = 1.5
_TWICE = (
    rf"{FIGURE}\s?%\s(?:per ?cent|por ciento)\b"
    rf"|\$\s?{FIGURE}(?: (?:million|billion))? dollars\b"
    rf"|€\s?{FIGURE}(?: (?:million|billion|millones de))? euros\b|{FIGURE}\s?€ euros\b"
    rf"|£\s?{FIGURE}(?: (?:million|billion))? pounds\b"
)


def sum_findings(copy: Copy) -> Iterator[Finding]:
    """All that can be worked out in one passage; what it needs is looked for before a pattern is made."""
    for passage in copy.text:
        text = passage.text
        if any(sign in text for sign in ("%", "per cent", "percent", "por ciento")):
            yield from _shares(passage, copy)
            yield from _votes(passage, copy)
            yield from _answers(passage, copy)
            if ")" in text:
                yield from _fractions(passage, copy)
        if any(f"({digit}" in text for digit in "-\u2212–m0123456789"):
            yield from _conversions(passage, copy)
    for passage in copy.all:
        if any(sign in passage.text for sign in "%$€£"):
            for match in re.finditer(_TWICE, passage.flat):
                line = passage.line_at(match.start())
                yield UNIT_TWICE.found(copy.file, line, text=quoted(match[0]))


def _shares(passage: Passage, copy: Copy) -> Iterator[Finding]:
    read_to = 0
    for match in re.finditer(_DIVIDED, passage.flat):
        if match.start() < read_to:
            continue  # inside the sentence that was just added up
        sentence = passage.flat[match.start() : match.start() + _SENTENCE_MAX]
        rest = re.split(_WHOLE_ENDS, sentence, maxsplit=1)[0]
        read_to = match.start() + len(rest)
        given = [
            figure_of(each[1], copy.language) for each in re.finditer(rf"({FIGURE}){PERCENT}", rest)
        ]
        total = sum(each.value for each in given)
        if (
            len(given) > 1
            and total - 100 > max(1.0, sum(each.room for each in given))
            and not re.search(_SEVERAL, passage.text)
        ):
            last = [*re.finditer(PERCENT, rest)][-1].end()
            line = passage.line_at(match.start() + last)
            yield SHARES.found(copy.file, line, total=f"{total:g}", text=quoted(rest[:last]))


def _votes(passage: Passage, copy: Copy) -> Iterator[Finding]:
    """Votes for, against and neither, of one sentence, each side once."""
    if not re.search(rf"\b(?:{_AGAINST})\b", passage.flat) or re.search(_SEVERAL, passage.flat):
        return
    for sentence in re.finditer(r"(?:[^.;!?]|[.](?!\s))+", passage.flat):
        votes = [*re.finditer(_VOTE, sentence[0])]
        sides = [each.lastgroup for each in votes]
        if sides.count("for") != 1 or sides.count("against") != 1:
            continue
        # Without a third side, only a vote is one question: 62% for one thing, 58% against another.
        ends = re.match(
            r"\s?(?:[,.;)]|and\b|y\b|$)", sentence[0][votes[sides.index("against")].end() :]
        )
        if "neither" not in sides and not ("vot" in sentence[0] and ends):
            continue
        given = [figure_of(each["share"], copy.language) for each in votes]
        total = sum(each.value for each in given)
        both = sum(each.value for each, side in zip(given, sides, strict=True) if side != "neither")
        room = max(1.0, sum(each.room for each in given))
        # Abstentions are often told of all who may vote, where the two sides make up the whole.
        if total - 100 > room and (both - 100 > room or abs(both - 100) > 1):
            line = passage.line_at(sentence.start() + votes[-1].start())
            text = quoted(sentence[0][votes[0].start() : votes[-1].end()])
            yield SHARES.found(copy.file, line, total=f"{total:g}", text=text)


def _answers(passage: Passage, copy: Copy) -> Iterator[Finding]:
    """`46% mainly read, 31% …`, of people who could give one answer."""
    if not re.search(_ONE_ANSWER, passage.flat) or re.search(_SEVERAL, passage.flat):
        return
    for sentence in re.finditer(r"(?:[^.;!?]|[.](?!\s))+", passage.flat):
        rest = re.split(_WHOLE_ENDS, sentence[0], maxsplit=1)[0]
        shares = [*re.finditer(rf"({FIGURE}){PERCENT}", rest)]
        given = [figure_of(each[1], copy.language) for each in shares]
        total = sum(each.value for each in given)
        row = len(given) >= _ANSWERS_MIN and re.search(
            r"(?:,|,?\s(?:and|y|e))\s(?:the\s|el\s|un\s)?$", rest[: shares[-1].start()]
        )
        if row and total - 100 > max(1.0, sum(each.room for each in given)):
            line = passage.line_at(sentence.start() + shares[-1].start())
            text = quoted(rest[shares[0].start() : shares[-1].end()])
            yield SHARES.found(copy.file, line, total=f"{total:g}", text=text)


def _fractions(passage: Passage, copy: Copy) -> Iterator[Finding]:
    for match in re.finditer(_FRACTION, passage.flat, re.IGNORECASE):
        before = passage.flat[max(0, match.start() - 20) : match.start()]
        if re.search(_NOT_EXACT, before, re.IGNORECASE):
            continue
        part = match["part"].casefold()
        truth = _PARTS.get(part) or 100 * _counted(match["some"]) / _counted(match["all"])
        if abs(truth - figure_of(match["percent"], copy.language).value) > _FRACTION_ROOM:
            line = passage.line_at(match.start("percent"))
            facts = {"text": quoted(match[0]), "truth": f"{truth:.0f}"}
            yield FRACTION.found(copy.file, line, **facts)


def _counted(word: str) -> int:
    folded = word.casefold().replace("una", "uno")
    return next(words.index(folded) + 1 for words in _COUNTS if folded in words)


def _conversions(passage: Passage, copy: Copy) -> Iterator[Finding]:
    one, other = _UNIT.format("a"), _UNIT.format("b")
    pattern = (
        rf"(?<![\d.,–\u2212-])(?P<one>(?:(?<!\d\s){_MINUS})?{FIGURE})[\s\u00a0-]?(?:{one})\s\("
        rf"(?P<other>{_MINUS}?{FIGURE})[\s\u00a0]?"
        rf"(?:{other})\)"
    )
    names = tuple(_NAMES)
    for match in re.finditer(pattern, passage.flat):
        groups = match.groupdict()
        ours, theirs = (
            next(name for number, name in enumerate(names) if groups[f"{side}{number}"])
            for side in "ab"
        )
        left, right = (_signed(match[side], copy.language) for side in ("one", "other"))
        truth = _converted(left, ours, theirs)
        if truth is None or _is_near(left, right, truth, ours, theirs):
            continue
        line = passage.line_at(match.start("other"))
        shown = f"{match['one']} are about {truth:.4g} in the other unit"
        yield CONVERSION.found(copy.file, line, text=quoted(match[0]), truth=shown)


def _signed(text: str, language: str) -> Figure:
    figure = figure_of(re.sub(_MINUS, "", text), language)
    return Figure(-figure.value, figure.room) if re.match(_MINUS, text) else figure


def _converted(figure: Figure, ours: str, theirs: str) -> float | None:
    if known := _UNITS.get((ours, theirs)):
        return figure.value * known[0] + known[1]
    if known := _UNITS.get((theirs, ours)):
        return (figure.value - known[1]) / known[0]
    return None


def _is_near(left: Figure, right: Figure, truth: float, ours: str, theirs: str) -> bool:
    if {ours, theirs} == {"c", "f"}:
        # A difference of temperatures has no zero to be added.
        apart = left.value * 1.8 if ours == "c" else left.value / 1.8
        room = _DEGREES_ROOM + right.room + left.room * 1.8
        return min(abs(right.value - truth), abs(right.value - apart)) <= room
    share = left.room / left.value if left.value else 0
    return abs(right.value - truth) <= abs(truth) * (_CONVERSION_ROOM + share) + right.room
