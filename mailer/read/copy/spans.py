"""
Spans in copy: from one age, day or hour to another, so many days, an anniversary, an age at death.

Promises: a night, two hours of different days and a feast that is a year away are left alone; what
the words need is looked for before a pattern is made. Never: completes a date or a year.
"""

import re
from collections.abc import Iterator

from mailer.read.copy.figures import small_number
from mailer.read.copy.flaws_of_figures import AGE, ANNIVERSARY, DAYS_COUNTED, UPSIDE_DOWN
from mailer.read.copy.text import Copy, Passage, quoted
from mailer.words.calendar_names import MONTH_OF, folded
from mailer.words.findings import Finding

_AGES = (
    r"\b(?:(?:aged|ages|edades de) (?P<low>\d{1,2}) ?(?:to|a|[–-]) ?(?P<high>\d{1,2})"
    r"|(?:between the ages of|edades entre) (?P<low_of>\d{1,2}) (?:and|y) (?P<high_of>\d{1,2})"
    r"|entre (?P<low_es>\d{1,2}) y (?P<high_es>\d{1,2}) años)"
    r"(?![\d:.,%]*\d)(?! ?[ap]\.? ?m)"
)
_OF_AGES = ("aged ", "ages ", "edades", "entre ")
_MONTH = r"(?P<month>[A-Za-zé]{3,10})"
_DAYS = (
    rf"\b(?:del|from|between|entre el|desde el) (?:the )?(?P<first>\d{{1,2}})(?:st|nd|rd|th)?"
    rf" (?:al|to|and|y el|hasta el) (?:the )?(?P<last>\d{{1,2}})(?:st|nd|rd|th)? (?:de |of )?{_MONTH}\b"
    rf"|\b(?P<month_first>[A-Z][a-z]{{2,8}})\.? (?P<begin>\d{{1,2}}) ?(?:to|through|[–-]) ?"
    rf"(?:(?P=month_first)\.? )?(?P<end>\d{{1,2}})(?!\d|[:.]\d| ?[ap]\.? ?m)"
    rf"(?![-–][a-z]| (?!(?:and|as|at|by|for|from|in|is|of|on|the|to|will|with)\b)[a-z])"
)
_LIFE = r"\((?P<born>(?:1[5-9]|20)\d\d)[–-](?P<died>(?:1[5-9]|20)\d\d)\)"
_HOUR = (
    r"(?P<hour{0}>\d{{1,2}})(?:[:.](?P<minute{0}>\d\d))?"
    r"(?: ?(?P<half{0}>[ap])\.? ?m\b\.?| ?(?:h|horas)\b)?"
)
_HOURS = (
    rf"\b(?:from|between|de|desde las|entre las|de las) {_HOUR.format('')},?"
    rf" (?:to|until|and|a|y las|hasta las|a las) {_HOUR.format('_to')}(?![\d%])"
)
_NEXT_DAY = r" (?:the|on the) (?:next|following)| del día siguiente| del siguiente"
_DAY = 24 * 60
_NIGHT_MAX = 17 * 60
"""Nothing that is announced by its hours lasts longer into the next day."""
_LAST_ORDERS = 2 * 60
"""Who closes by then closes late, however early they open."""
_AFTERNOON = 13
_YEARS_APART = 2
"""An age is told a year low before the birthday, and two where the death was last year."""
_EVENTS = (
    "festival|conference|event|fair|tour|exhibition|workshop|course|meeting|summit|tournament|camp|visit"
    "|retreat|congreso|feria|curso|encuentro|torneo|campamento|jornadas|visita|taller"
)
_DAY_COUNT = (
    rf"\b(?P<count>\w+)[ -]day[ -](?:\w+ ){{0,2}}(?:{_EVENTS})\b"
    rf"|\b(?:{_EVENTS}) de (?P<cuenta>\w+) días\b"
)
_ANNIVERSARY = (
    r"\b(?P<count>\d{1,3})(?:st|nd|rd|th|\.?[ºo°])? (?P<what>anniversary|birthday|aniversario)\b"
    r"|\b(?:cumple|celebra) (?P<cuenta>\d{1,3}) años\b"
)
_FOUNDED = (
    r"\b(?:founded|established|set up|opened|created|fundad[oa]s?|cread[oa]s?|nacid[oa]s?|abiert[oa]s?)"
    r" (?:in|en) (?P<year>(?:1[5-9]|20)\d\d)\b"
)
_YEAR = r"\b(?:1[5-9]|20)\d\d\b"
_BORN = (
    r"(?:^|[.!?] |[”»\"] )(?:(?:He|She|They) w(?:as|ere) born|Born|Nació|Nacid[oa])\b[^.!?]{0,60}?"
    r"\b(?P<year>(?:1[89]|20)\d\d)\b"
)
_DIED = (
    r"\b(?:died|dies|has died|murió|muere|falleció|fallece|ha muerto|ha fallecido)\b[^.!?]{0,160}?"
    r"(?:\baged|\bat the age of|\bat|a los) (?P<age>\d{2,3})\b(?! ?[ap]\.? ?m)(?![:.]\d)"
)


def span_findings(copy: Copy) -> Iterator[Finding]:
    """Spans that end before they begin, days and years that are counted wrongly."""
    for passage in copy.all:
        if any(char.isdigit() for char in passage.text):
            yield from _upside_down(passage, copy)
            yield from _counted_days(passage, copy)
            yield from _anniversaries(passage, copy)
    yield from _ages(copy)


def _upside_down(passage: Passage, copy: Copy) -> Iterator[Finding]:
    text = passage.flat
    spans = [
        (match, int(low) > int(high))
        for match in (re.finditer(_AGES, text) if any(word in text for word in _OF_AGES) else ())
        for low, high in [[each for each in match.groups() if each]]
    ]
    spans += [(each, first > last) for each, first, last in _ranges_of_days(passage)]
    spans += [(match, match["born"] > match["died"]) for match in re.finditer(_LIFE, passage.text)]
    spans += [(match, _too_long(match)) for match in re.finditer(_HOURS, passage.flat)]
    for match, wrong in spans:
        if wrong:
            line = passage.line_at(match.start())
            yield UPSIDE_DOWN.found(copy.file, line, text=quoted(match[0]))


def _ranges_of_days(passage: Passage) -> Iterator[tuple[re.Match[str], int, int]]:
    """Days of one month, from the first to the last."""
    for match in re.finditer(_DAYS, passage.flat):
        month = match["month"] or match["month_first"]
        if folded(month) in MONTH_OF:
            yield match, int(match["first"] or match["begin"]), int(match["last"] or match["end"])


def _too_long(match: re.Match[str]) -> bool:
    """Whether two hours of one day would span nearly a whole one."""
    halves = bool(match["half"]) and bool(match["half_to"])
    clocks = not match["half"] and not match["half_to"] and match["minute"] and match["minute_to"]
    if not halves and not (clocks and max(int(match["hour"]), int(match["hour_to"])) >= _AFTERNOON):
        return False
    begin, end = (_minutes(match, side) for side in ("", "_to"))
    if end <= _LAST_ORDERS:
        return False
    after = match.string[match.end() : match.end() + 20]
    return end < begin and end - begin + _DAY > _NIGHT_MAX and not re.match(_NEXT_DAY, after)


def _minutes(match: re.Match[str], side: str) -> int:
    hour, half = int(match[f"hour{side}"]), match[f"half{side}"]
    hour = hour % 12 + 12 * (half == "p") if half else hour
    return hour * 60 + int(match[f"minute{side}"] or 0)


def _counted_days(passage: Passage, copy: Copy) -> Iterator[Finding]:
    if "day" not in passage.text and "días" not in passage.text:
        return
    said = [*re.finditer(_DAY_COUNT, passage.flat)]
    ranges = [*_ranges_of_days(passage)]
    if len(said) != 1 or len(ranges) != 1:
        return
    days, (match, first, last) = small_number(said[0]["count"] or said[0]["cuenta"]), ranges[0]
    low, high = sorted((said[0].start(), match.start()))
    if days and last > first and days != last - first + 1 and ". " not in passage.flat[low:high]:
        line = passage.line_at(said[0].start())
        facts = {"text": quoted(match[0]), "truth": last - first + 1, "said": days}
        yield DAYS_COUNTED.found(copy.file, line, **facts)


def _anniversaries(passage: Passage, copy: Copy) -> Iterator[Finding]:
    if copy.near is None or not any(
        word in passage.text for word in ("niversar", "birthday", "años")
    ):
        return
    for sentence in re.finditer(r"(?:[^.!?]|[.](?!\s))+", passage.flat):
        founded = [*re.finditer(_FOUNDED, sentence[0])]
        count = [*re.finditer(_ANNIVERSARY, sentence[0])]
        if len(founded) != 1 or len(count) != 1:
            continue
        since = int(founded[0]["year"])
        said = int(count[0]["count"] or count[0]["cuenta"])
        years = {int(year) for year in re.findall(_YEAR, sentence[0])} | {copy.near.year}
        if not any(abs(year - since - said) <= 1 for year in years - {since}):
            line = passage.line_at(sentence.start() + count[0].start())
            truth = copy.near.year - since
            facts = {"since": since, "year": copy.near.year, "truth": truth}
            yield ANNIVERSARY.found(copy.file, line, text=quoted(count[0][0]), **facts)


def _ages(copy: Copy) -> Iterator[Finding]:
    """One birth and one age at death in the whole text."""
    if copy.near is None or not any(
        "aged" in each.text or "age of" in each.text or "a los" in each.text for each in copy.all
    ):
        return
    births = [match for each in copy.body for match in re.finditer(_BORN, each.flat)]
    deaths = [(each, match) for each in copy.all for match in re.finditer(_DIED, each.flat)]
    ages = {int(match["age"]) for _, match in deaths}
    if len(births) != 1 or len(ages) != 1:
        return
    born, age, year = int(births[0]["year"]), ages.pop(), copy.near.year
    if not -1 <= year - born - age <= _YEARS_APART:
        passage, match = deaths[0]
        line = passage.line_at(match.start("age"))
        facts = {
            "text": quoted(match[0][-40:]),
            "born": f"in {born}",
            "truth": year - born,
            "when": f"in {year}",
        }
        yield AGE.found(copy.file, line, **facts)
