"""
Checks for what was left over from an earlier state: an old dateline, a day that has passed, a year.

Promises: every day is judged against the dateline; only the dateline itself against `now`.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from mailer.check.flaws.of_news import DATELINE_OLD, OLD_COPYRIGHT, TENSE_AND_DATE, TODAY_IS_ANOTHER
from mailer.check.subject import Subject
from mailer.read.copy.dates import WEEKDAY, DayInText, days_in, weekday_named, weekday_number
from mailer.read.copy.text import Passage, quoted
from mailer.words.findings import Finding

_OLD = timedelta(days=14)
_AHEAD = timedelta(days=60)
_FUTURE = re.compile(
    r"\b(?:will|is to|are to|is due|are due|is set to|are set to|is scheduled"
    r"|are scheduled|va a|van a"
    r"|[a-záéíóúñ]{2,}(?:ará|erá|irá|drá|arán|erán|irán|drán))\b(?P<between>[^.;!?”»\"\n]{0,90})$",
    re.IGNORECASE,
)  # fmt: skip
_DEADLINE = re.compile(
    r"\b(?:register|apply|book|RSVP|respond|confirm|inscripci[óo]n(?:es)?|confirmar"
    r"|inscribirse|registr\w+|solicitud\w*"
    r"|accredit\w+|acredit\w+)\b[^.;!?\n]{0,70}\b(?:by|before|until|no later than"
    r"|antes del?|hasta(?: el)?)[^.;!?\n]{0,12}$",
    re.IGNORECASE,
)  # fmt: skip
_STANDING = re.compile(
    r"\b(?:(?:have|has)(?: only| still| time)? until|(?:may|can) (?:still )?[^.;!?\n]{3,60} until"
    r"|(?:the )?deadline (?:[^.;!?\n]{3,60} )?is|closing date is"
    r"|(?:applications|entries|registrations?|nominations?|submissions|bids|ballots)"
    r" (?:are due|close)(?: by| on)?"
    r"|tienen?(?: de)?(?: plazo| tiempo)? hasta(?: el)?|hay (?:plazo|tiempo) hasta(?: el)?"
    r"|(?:el|su) plazo [^.;!?\n]{0,60}?"
    r"\b(?:vence|termina|acaba|finaliza|concluye|cierra|es)(?: hasta)?(?: el)?"
    r"|pueden? (?:aún )?[^.;!?\n]{3,60} hasta(?: el)?),?\s(?:día )?$",
    re.IGNORECASE,
)
"""A last day that is told as one still to come."""
_LATELY = timedelta(days=90)
"""A day further back that is told without its year is likelier the next one."""
_PAST = re.compile(
    r"\b(?:was (?:held|opened|signed|founded|launched|approved|published|adopted)"
    r"|took place|opened|closed|signed"
    r"|launched|began|started|approved|passed|voted|se (?:celebr|inaugur|firm|aprob"
    r"|present)ó|abrió|cerró|firmó"
    r"|aprobó|comenzó|empezó|votó|tuvo lugar)\b[^.;,!?\n]{0,30}\b(?:on|el|this|este)(?: \w+,?)? $",
    re.IGNORECASE,
)  # fmt: skip
_NOT_AHEAD = re.compile(
    r"\b(?:since|until|from|after|than|ended|last|desde|hasta|anterior|pasado|between"
    r"|as of|dated|fechad[oa]|yesterday|ayer|today|hoy|sent|enviad\w+|issued|emitid\w+"
    r"|published|publicad\w+|announced|anunciad\w+"
    r"|he|she|they|who|which|that|where|when|how|que|quien(?:es)?|donde|cuando)\b",
    re.IGNORECASE,
)
# La mañana is the morning.
_DAY_WORD = r"\b(?P<word>today|tomorrow|yesterday|hoy|(?<!la )(?<!esta )(?<!próxima )mañana|ayer)"
_TODAY = re.compile(
    rf"{_DAY_WORD},?\s+(?:\(\s*)?(?:el\s+)?{WEEKDAY}",
    re.IGNORECASE,
)
_TODAY_BEFORE = re.compile(
    rf"{_DAY_WORD},?\s+(?:\(\s*)?(?:on\s+|el\s+)?(?:{WEEKDAY},?\s+)?$",
    re.IGNORECASE,
)
_SHOWN = 36
_STEPS = {"today": 0, "hoy": 0, "tomorrow": 1, "mañana": 1, "yesterday": -1, "ayer": -1}
_THIS_YEAR = re.compile(
    r"\b(?P<which>this year|este año|next year|el año que viene|last year"
    r"|el año pasado),?\s+(?:in\s+|en\s+)?\(?"
    r"(?P<year>20\d\d)\b",
    re.IGNORECASE,
)
_YEARS = {"next year": 1, "el año que viene": 1, "last year": -1, "el año pasado": -1}
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|\bcopyright)\s*(?:\w+\s){0,2}(?P<year>20\d\d)(?![-–]\d)", re.IGNORECASE
)


def dateline_old(subject: Subject) -> Iterator[Finding]:
    """A dateline of weeks ago; or of months ahead, where no embargo says why."""
    dated, today = subject.variant.dated, subject.now.date()
    ahead = not subject.release.embargoed_until and dated and dated > today + _AHEAD
    if dated and (ahead or dated < today - _OLD):
        facts = {"dated": dated.isoformat(), "today": today.isoformat()}
        line = subject.line_of("date")
        yield DATELINE_OLD.found(subject.variant.file, line, **facts)


def tense_and_date(subject: Subject) -> Iterator[Finding]:
    """`will open on` a day that has passed, `opened on` a day that lies ahead."""
    near = _standing(subject)
    for passage in subject.copy.all:
        for day in days_in(passage, near):
            before = passage.text[max(0, day.begin - 140) : day.begin]
            standing = near - _LATELY < day.day and _STANDING.search(_to_verb(before))
            if (day.day < near and (standing or _lies_ahead(before))) or (
                day.day > near + timedelta(days=1) and _PAST.search(_to_verb(before))
            ):
                text = quoted(passage.text[max(0, day.begin - 30) : day.end])
                facts = {"text": text, "day": day.day.isoformat(), "dated": near.isoformat()}
                yield TENSE_AND_DATE.found(subject.variant.file, _line(passage, day), **facts)


def _lies_ahead(before: str) -> bool:
    found = _FUTURE.search(before)
    if found and not _NOT_AHEAD.search(found["between"]):
        return True
    return _DEADLINE.search(before) is not None


def _to_verb(before: str) -> str:
    """Without a weekday just before the date."""
    return re.sub(rf"{WEEKDAY},?\s+$", "", before)


def _line(passage: Passage, day: DayInText) -> int:
    return passage.line_at(day.begin)


def today_is_another(subject: Subject) -> Iterator[Finding]:
    """`today, Monday`, on a Tuesday; `this year, 2025`, in 2026."""
    near = _standing(subject)
    if subject.variant.dated is None:
        return
    for passage in subject.copy.all:
        told: set[int] = set()
        for match in _TODAY.finditer(passage.text):
            day = near + timedelta(days=_STEPS[match["word"].casefold()])
            if weekday_number(match["weekday"]) != day.weekday():
                told.add(match.start())
                truth = f"{day.isoformat()} is a {weekday_named(day, match['weekday'])}"
                yield _found(subject, passage, match, truth)
        for each in days_in(passage, near):
            nearby = max(0, each.begin - _SHOWN)
            before = _TODAY_BEFORE.search(passage.text, nearby, each.begin)
            if before is None or before.start() in told:
                continue
            if each.day != near + timedelta(days=_STEPS[before["word"].casefold()]):
                yield _found(subject, passage, before, f"the release is dated {near.isoformat()}")
        for match in _THIS_YEAR.finditer(passage.text):
            if int(match["year"]) != near.year + _YEARS.get(match["which"].casefold(), 0):
                yield _found(subject, passage, match, f"the release is dated {near.isoformat()}")


def _found(subject: Subject, passage: Passage, match: re.Match[str], truth: str) -> Finding:
    line = passage.line_at(match.start())
    return TODAY_IS_ANOTHER.found(
        subject.variant.file, line, text=quoted(passage.text[match.start() :][:_SHOWN]), truth=truth
    )


def old_copyright(subject: Subject) -> Iterator[Finding]:
    """A copyright line of an earlier year."""
    near = _standing(subject)
    for passage in subject.copy.all:
        for match in _COPYRIGHT.finditer(passage.text):
            if int(match["year"]) < near.year:
                line = passage.line_at(match.start())
                yield OLD_COPYRIGHT.found(subject.variant.file, line, text=quoted(match[0]))


def _standing(subject: Subject) -> date:
    """The day from which the release speaks."""
    return subject.variant.dated or subject.now.date()
