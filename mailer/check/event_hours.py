"""
Checks of hours that belong together: the event's and the text's, the registration's, opening and closing.

Promises: doors, arrivals and whatever may be a part of the event's programme are left alone; so is an
hour with a zone of its own.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from mailer.check.flaws.of_agreement import CLOSES_OTHERWISE, EVENT_HOUR, LATE_REGISTRATION
from mailer.check.particulars import WHEN, particulars
from mailer.check.sentences import sentence_of, sentences
from mailer.check.subject import Subject
from mailer.read.copy.dates import WEEKDAY, days_in
from mailer.read.copy.text import Passage, quoted
from mailer.read.copy.times import TimeInText, times_in
from mailer.read.draft.words import folded
from mailer.words.findings import Finding

_STARTS = re.compile(
    r"(?i)\b(?:starts?|begins?|sets? off|kicks? off|gets? under way|takes? place"
    r"|will (?:be held|start|begin)|is (?:due )?to (?:start|begin|be held)"
    r"|empieza|empezará|comienza|comenzará|arranca|arrancará"
    r"|se celebra(?:rá)?|tendrá lugar|inicia(?:rá)?|dará comienzo|sale|saldrá|será)\b"
)
_EVENT = re.compile(
    r"(?i)\b(?:the event|(?:press|news) (?:conference|briefing)|press call|media call|rueda de prensa"
    r"|conferencia de prensa|el acto|la presentación|el evento|la convocatoria)\b"
)
_NOT_ITSELF = re.compile(
    r"(?i)\b(?:doors?|gates?|registration|accreditation|check-in|arriv\w+|press stand|photo\w*|rehears\w*"
    r"|every|each|daily|from|last year|broadcast|stream\w*|bus|train|tickets?|sales?|warm-up|roads?"
    r"|closed|setup|set-up|puertas?|acredit\w+|registro|lleg\w+|ensayo|cada|todos|diari\w+|desde|autob\w+|tren"
    r"|entradas?|cort\w+|fot\w+|montaje|breakfast|desayuno|coffee|café|reception|follow\w*|after|before|tras|después|antes)\b"
)
_BY = re.compile(
    r"(?i)\b(?:by|before|until|no later than|not later than|deadline:?|closes?|antes del?|hasta(?: el)?"
    r"|a más tardar)\b"
)
_REGISTERS = re.compile(
    r"(?i)\b(?:RSVP|confirm(?:en?|ar|e)? (?:su |la |your )?(?:asistencia|attendance)"
    r"|register for (?:the|this) (?:event|briefing|press conference)"
    r"|(?:^\W*|should |must |(?:asked|invited) to )(?:reply|respond|confirm|let us know)"
    r" (?:by|before|no later than)"
    r"|accreditations?|credentials|please (?:reply|respond|confirm|let us know)"
    r"|(?:rogamos|por favor|se ruega|pedimos|agradece(?:re)?mos)[^.!?]{0,40}"
    r"\b(?:respond|contest|confirm|acredit|inscri|avis)\w*"
    r"|(?:responda|conteste|confirme|avise)n? (?:antes|hasta)|acreditaci(?:ón|ones)|acredit[ae]rse)\b"
)
_VALID = re.compile(r"(?i)\b(?:valid|válid[oa]s?|vigentes?)\b")
_AND_ON = re.compile(
    r",?\s?(?:[–—-]|,|&|(?:to|and|through|until|or|y|al?|o|hasta)\s)\s?(?:(?:el|the)\s)?"
    r"(?!at\b|from\b|a\slas?\b|de\b|desde\b)(?:[^\W\d_]+\.?\s)?"
    r"\d{1,2}(?![\d:]|\s?[ap]\.?\s?m)"
)
"""Another day follows."""
_SOON = timedelta(days=45)
_HOUR = r"\d{1,2}(?:[:.]\d\d)?\s?(?:[ap]\.?\s?m\b\.?|h\b|horas)?"
_OPEN = re.compile(
    r"(?i)\b(?P<noun>[^\W\d_]{4,})(?:\s+(?:office|station|room)s?)?\s+"
    r"(?:(?:(?:is|are|be|stay|remain)\s+)?opens?|abren?|abrirán?|estarán? abiert[oa]s?)\s"
    r"(?:from|between|de|desde las|desde la|entre las|entre la)\s"
    rf"(?P<from>{_HOUR})\s?(?:to|until|till|and|–|-|a|hasta las|y las)\s?(?P<to>{_HOUR})"
)
_CLOSES = re.compile(
    r"(?i)\b(?P<noun>[^\W\d_]{4,})\s+(?:closes?|will close|cierran?|cerrarán?)"
    rf"(?:,?\s(?:at|a las|a la))\s(?P<at>{_HOUR})"
)
_DAYS = re.compile(
    rf"(?i)\b(?:{WEEKDAY.replace('?P<weekday>', '?:')}s?|weekends?|weekdays?|holidays?|festivos"
    r"|fin(?:es)? de semana|summer|winter|verano|invierno|last|kitchen|except\w*|salvo|ese día|that day"
    r"|early|later)\b"
)
_STEM = 4
_NOON = 12 * 60


def event_hour(subject: Subject) -> Iterator[Finding]:
    """The hour at which the text lets the event begin, where it never names the event's own."""
    event = subject.variant.event
    if event is None or event.starts is None:
        return
    day = event.starts.local.date()
    if any(
        _is_start(each, event.starts.local)
        for passage in subject.copy.body
        for each in times_in(passage.flat, day)
    ):
        return
    for passage in subject.copy.body:
        for begin, sentence in sentences(passage.flat):
            named = {each.day for each in days_in(Passage(sentence, 1), day)}
            times = times_in(sentence, day)
            if len(times) != 1 or times[0].zone or (named and day not in named):
                continue
            about = f"{subject.variant.headline} {event.what} {event.where}"
            named = named if _shared(sentence, about) else set()
            if _contradicts(sentence, times[0], event.starts.local, named):
                at = sentence.find(times[0].text)
                line = passage.line_at(begin + at)
                facts = {
                    "text": quoted(sentence[max(0, at - 30) : at + len(times[0].text)].strip())
                }
                hour = f"{event.starts.local:%H:%M}"
                yield EVENT_HOUR.found(
                    subject.variant.file, line, hour=hour, moves="begins", **facts
                )
                return


def _contradicts(sentence: str, said: TimeInText, starts_at: datetime, named: set[date]) -> bool:
    """Whether a sentence lets the event begin before it does, or the event itself at another hour."""
    starts = _STARTS.search(sentence)
    if not starts or _NOT_ITSELF.search(sentence):
        return False
    begins = starts_at.hour * 60 + starts_at.minute
    itself = _EVENT.search(sentence[: starts.start()])
    return bool(itself) or (bool(named) and all(each < begins for each in _minutes(said)))


def _shared(sentence: str, about: str) -> bool:
    """Whether a sentence is about what the invitation is about."""
    ours, theirs = (
        set(re.findall(r"\d[\d.,]*\d|[^\W\d_]{4,}", folded(each))) for each in (sentence, about)
    )
    return bool(ours & theirs)


def _is_start(said: TimeInText, starts_at: datetime) -> bool:
    begins = starts_at.hour * 60 + starts_at.minute
    return bool(said.zone) or begins in _minutes(said)


def _minutes(said: TimeInText) -> tuple[int, ...]:
    """The minutes of the day that can be meant: `8:30` without a half may be in the evening."""
    half = re.search(r"(?i)[aph]\b|m\b|horas", said.text)
    bare = not half and said.minutes < _NOON + 60
    return (said.minutes, said.minutes + _NOON) if bare else (said.minutes,)


def late_registration(subject: Subject) -> Iterator[Finding]:
    """A last day to register that lies behind the event."""
    event, last = subject.variant.event, _last_day(subject)
    if last is None:
        return
    line = subject.line_of("event.rsvp") or 1
    said = [(line, event.rsvp)] if event and event.rsvp else []
    for passage in subject.copy.body:
        for begin, sentence in sentences(passage.flat):
            if _REGISTERS.search(sentence) and not _VALID.search(sentence):
                said.append((passage.line_at(begin), sentence))
    for at, sentence in said:
        for each in days_in(Passage(sentence, 1), last):
            before = sentence[max(0, each.begin - 45) : each.begin]
            if last < each.day <= last + _SOON and (found := list(_BY.finditer(before))):
                begin = max(0, each.begin - len(before) + found[-1].start())
                facts = {"text": quoted(sentence[begin : each.end]), "day": last.isoformat()}
                yield LATE_REGISTRATION.found(subject.variant.file, at, **facts)


def _last_day(subject: Subject) -> date | None:
    """The event's, or the one day that an invitation names behind When."""
    event = subject.variant.event
    if event and event.starts:
        return (event.ends or event.starts).local.date()
    days = set()
    for passage in particulars(subject, WHEN):
        for each in days_in(passage, subject.copy.near):
            if _AND_ON.match(passage.flat, each.end):
                return None
            days.add(each.day)
    return days.pop() if len(days) == 1 else None


def closes_otherwise(subject: Subject) -> Iterator[Finding]:
    """`open from 7am to 10pm` and `close at 9pm`, of one thing."""
    passages = (*subject.copy.body, *subject.copy.apart)
    opened = [(match, passage) for passage in passages for match in _OPEN.finditer(passage.flat)]
    closed = [(match, passage) for passage in passages for match in _CLOSES.finditer(passage.flat)]
    if len(opened) != 1 or len(closed) != 1:
        return
    (one, _), (other, passage) = opened[0], closed[0]
    until, at = (_hour(text) for text in (one["to"], other["at"]))
    around = " ".join(
        sentence_of(where.flat, each.start()) for each, where in (opened[0], closed[0])
    )
    if (
        until
        and at
        and until != at
        and _one_thing(one["noun"], other["noun"])
        and not _DAYS.search(around)
    ):
        line = passage.line_at(other.start("at"))
        facts = {"text": quoted(other[0]), "other": quoted(one[0])}
        yield CLOSES_OTHERWISE.found(subject.variant.file, line, **facts)


def _hour(text: str) -> str:
    """An hour, written in one way; "" where it does not say which half of the day it means."""
    found = re.fullmatch(
        r"(\d{1,2})(?:[:.](\d\d))?\s?(?:([ap])\.?\s?m\.?|(h|horas))?", text.strip().casefold()
    )
    if not found or not any(found.groups()[1:]):
        return ""
    hour = int(found[1]) % 12 + 12 * (found[3] == "p") if found[3] else int(found[1])
    return f"{hour}:{found[2] or '00'}"


def _one_thing(noun: str, other: str) -> bool:
    return folded(noun)[:_STEM] == folded(other)[:_STEM]
