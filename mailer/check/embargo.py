"""
Checks of the embargo: whether the text and the field agree, and whether it lies ahead.

Promises: an hour, a day or a weekday that the text gives for the embargo is held against the field,
in the zone that the text names.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain
from zoneinfo import ZoneInfo

from mailer.check.flaws.of_embargo import (
    DATELINE_AND_EMBARGO,
    EMBARGO_FAR,
    EMBARGO_IN_TEXT_ONLY,
    EMBARGO_OTHERWISE,
    EMBARGO_PAST,
    EXPIRED,
    EXPIRES_FIRST,
    GMT_IN_SUMMER,
    IMMEDIATE_UNDER_EMBARGO,
    MIDNIGHT,
    MISMATCH_WEEK,
    NO_ZONE_OF_EMBARGO,
)
from mailer.check.sentences import SENTENCE_ENDS, sentences
from mailer.check.subject import Subject
from mailer.read.copy.dates import WEEKDAY, days_in, weekday_number
from mailer.read.copy.text import Passage, quoted
from mailer.read.copy.times import TimeInText, time_without_zone, times_in
from mailer.read.draft.words import begins_with, folded, words
from mailer.words.findings import Finding
from mailer.words.times import ZonedTime

_TIMELESS = frozenset({"embargo", "embargoed", "embargado", "under embargo", "bajo embargo"})
"""May begin an ordinary sentence; a release line only if it stands in capitals."""
_UNTIL = re.compile(
    r"\b(?:embargo(?:ed)?|embargad[oa]|sperrfrist|not for (?:release|publication|broadcast)"
    r"|not to be (?:published|broadcast)|no (?:publicar|difundir))\b"
    r"(?P<terms>[^\n]{0,140})",
    re.IGNORECASE,
)
_ITSELF = r"(?:this|the (?:release|story|news|note|text|information))"
_UNTIL_IN_NOTES = re.compile(
    rf"\b(?:(?:please hold(?: it| {_ITSELF})?|hold {_ITSELF}|hold) (?=until|till)"
    rf"|(?:do not|don.t|never) (?:publish|release|broadcast|use)(?: it| {_ITSELF})? (?=before|until)"
    rf"|(?:it|{_ITSELF}) (?:may|can|must|should) not be (?:published|released|broadcast|used)"
    r"|not for use|for use (?=after|from)|(?:may|can) be (?:published|used) (?=from|after)"
    r"|no (?:lo |la |se )?(?:publiquen?|difundan?|difunda) "
    r"|no (?:puede|podrá|debe|se puede|se podrá|se debe) (?:publicar|difundir|utilizar)(?:lo|la|se)?"
    r"|(?:puede|podrá|se puede|se podrá) (?:publicar|difundir)(?:lo|la|se)? (?=a partir|desde|después)"
    r"|(?:guárden(?:lo|la)|l[oa] guarden) (?=hasta)|no usar (?=hasta|antes)|reservad[oa] (?=hasta))"
    r"(?P<terms>[^\n]{0,140})",
    re.IGNORECASE,
)
"""In the news itself others hold back, and other things."""
_UNTIL_THEN = re.compile(
    r"\b(?:hasta|antes de|until|before)\s(?P<terms>[^\n.;!?]{0,4}\d[^\n;!?]{0,60}?),?\s"
    r"(?:no (?:se )?(?:puede|podrá|debe|pueden|deben) (?:publicar|difundir|utilizar)(?:lo|la|se)?"
    rf"|{_ITSELF} (?:may|can|must|should) not be (?:published|released|broadcast|used))\b",
    re.IGNORECASE,
)
"""The same with the hour in front."""
_BESIDE_IT = re.compile(
    r"(?:\b(?:a|above|all|and|announcement|approved|are|as|below|content|document|following|free|information|is|it"
    r"|material|media|news|note|now|our|please|press|publish|released?|story|text|the|this|treat|which"
    r"|aprobad[oa]|autorizad[oa]|boletin|comunicado|contenido|de|documento|el|emite|envia|es|esta|este"
    r"|informacion|la|nota|prensa|presente|queda|remite|se|siguiente|texto)\b|\s)*"
)
"""What stands beside the words of a release line in a sentence that says nothing else."""
_A_PRISONER_S = "immediate release"
_ALSO_IMMEDIATE = (
    "may be published immediately", "may be used immediately", "may be published at once",
    "can be published immediately", "may be published straight away", "may be used straight away",
    "you may use this straight away", "you may publish this straight away",
    "you may publish this at once", "you may use this now", "puede publicarse desde ya",
    "puede difundirse desde ya", "se puede publicar desde ya", "se puede difundir inmediatamente",
    "se puede publicar inmediatamente", "puede publicarse inmediatamente",
    "puede difundirse inmediatamente", "de publicacion inmediata",
    "puede publicarse de inmediato", "puede difundirse de inmediato",
    "se puede publicar de inmediato", "se puede difundir de inmediato",
)  # fmt: skip
_WEEKDAY = re.compile(rf"\b{WEEKDAY}")
_APART_MAX = timedelta(days=3)
_FAR = timedelta(days=366)
_ONE_TIME = {
    "GB": "Europe/London", "IE": "Europe/Dublin", "AR": "America/Argentina/Buenos_Aires",
    "BO": "America/La_Paz", "CO": "America/Bogota", "CR": "America/Costa_Rica",
    "CU": "America/Havana", "DO": "America/Santo_Domingo", "GT": "America/Guatemala",
    "HN": "America/Tegucigalpa", "IN": "Asia/Kolkata", "JM": "America/Jamaica",
    "NI": "America/Managua", "PA": "America/Panama", "PE": "America/Lima", "PY": "America/Asuncion",
    "SG": "Asia/Singapore", "SV": "America/El_Salvador", "UY": "America/Montevideo",
    "VE": "America/Caracas", "ZA": "Africa/Johannesburg",
}  # fmt: skip
"""Countries in which one clock tells the time everywhere, and its zone."""
_USUAL = timedelta(hours=5)
"""New York behind London, but for a few weeks in spring and autumn."""


def embargo_and_text(subject: Subject) -> Iterator[Finding]:
    """`For immediate release` in an embargoed text, and the other way round."""
    known, embargo = words(), subject.release.embargoed_until
    for passage in subject.copy.all:
        told = set()
        for offset, line in _lines(passage.text):
            at = passage.line_at(offset)
            if embargo and begins_with(line, known.immediate):
                told.add(at)
                facts = {"text": quoted(line), "until": str(embargo)}
                yield IMMEDIATE_UNDER_EMBARGO.found(subject.variant.file, at, **facts)
            found = begins_with(line, known.embargo)
            if not embargo and found and (line.isupper() or folded(found[0]) not in _TIMELESS):
                yield EMBARGO_IN_TEXT_ONLY.found(subject.variant.file, at, text=quoted(line))
        for offset, sentence in sentences(passage.flat) if embargo else ():
            at = passage.line_at(offset)
            if _is_immediate(sentence, (*_ALSO_IMMEDIATE, *known.immediate)) and at not in told:
                facts = {"text": quoted(sentence), "until": str(embargo)}
                yield IMMEDIATE_UNDER_EMBARGO.found(subject.variant.file, at, **facts)


def _is_immediate(sentence: str, phrases: tuple[str, ...]) -> bool:
    """Whether a sentence says that all may publish, and nothing else."""
    plain = " ".join(("", *re.findall(r"[^\W\d_]+", folded(sentence)), ""))
    phrase = next((f" {each} " for each in phrases if f" {each} " in plain), "")
    return bool(
        phrase.strip()
        and phrase.strip() != _A_PRISONER_S
        and _BESIDE_IT.fullmatch(plain.replace(phrase, " "))
    )


def embargo_otherwise(subject: Subject) -> Iterator[Finding]:
    """The text gives another hour or day for the embargo than the field, or an hour without zone."""
    embargo = subject.release.embargoed_until
    if embargo is None:
        return
    for passage in subject.copy.all:
        for match in _terms_in(passage, notes=passage in subject.copy.apart):
            terms = SENTENCE_ENDS.split(match["terms"])[0]
            end = match.end() if match.re is _UNTIL_THEN else match.start("terms") + len(terms)
            line, text = (
                passage.line_at(match.start()),
                quoted(passage.text[match.start() : end]),
            )
            if _otherwise(terms, embargo):
                facts = {"text": text, "until": str(embargo)}
                yield EMBARGO_OTHERWISE.found(subject.variant.file, line, **facts)
            elif not _of_one_time(subject, embargo) and (without := time_without_zone(terms)):
                yield NO_ZONE_OF_EMBARGO.found(subject.variant.file, line, text=quoted(without[0]))


def _of_one_time(subject: Subject, embargo: ZonedTime) -> bool:
    """Whether the release speaks to a country of one time, whose time the embargo is told in."""
    country = subject.variant.language.rpartition("-")[2]
    return _ONE_TIME.get(country) == embargo.zone


def _terms_in(passage: Passage, *, notes: bool) -> Iterator[re.Match[str]]:
    """Where a passage may tell the end of the embargo; notes have more words for it."""
    forms = (_UNTIL, _UNTIL_IN_NOTES, _UNTIL_THEN) if notes else (_UNTIL,)
    return chain.from_iterable(form.finditer(passage.flat) for form in forms)


def _otherwise(terms: str, embargo: ZonedTime) -> bool:
    """Whether the terms in the text name another instant than the field."""
    local = embargo.local.date()
    named = [each.day for each in days_in(Passage(terms, 1), local)]
    weekday = _WEEKDAY.search(terms)
    around = [local + timedelta(days=apart) for apart in (-1, 0, 1)]
    if weekday and not named:
        around = [day for day in around if day.weekday() == weekday_number(weekday["weekday"])]
    if not times_in(terms, local):
        return bool((named or weekday) and local not in (named or around))
    return not any(
        _is_it(each, day, embargo) for day in named or around for each in times_in(terms, day)
    )


def _is_it(said: TimeInText, day: date, embargo: ZonedTime) -> bool:
    """Whether a time of the text, on a day, is the end of the embargo."""
    if said.instant is not None:
        midnight = datetime.combine(day, time(0, 0), UTC)
        return midnight + timedelta(minutes=said.instant) == embargo.utc
    wall = embargo.local.hour * 60 + embargo.local.minute
    return bool(said.zone) or (said.minutes == wall and day == embargo.local.date())


def embargo_past(subject: Subject) -> Iterator[Finding]:
    """An embargo that has ended holds nobody back."""
    embargo = subject.release.embargoed_until
    if embargo and embargo.utc <= subject.now:
        line = subject.line_of("embargoed_until")
        yield EMBARGO_PAST.found(subject.variant.file, line, until=str(embargo))


def expired(subject: Subject) -> Iterator[Finding]:
    """A release that nobody may use any more, or that expires before anybody may."""
    expires, embargo = subject.release.expires, subject.release.embargoed_until
    if expires is None:
        return
    file, line = subject.variant.file, subject.line_of("expires")
    if expires.utc <= subject.now:
        yield EXPIRED.found(file, line, expires=str(expires))
    if embargo and expires.utc <= embargo.utc:
        yield EXPIRES_FIRST.found(file, line, expires=str(expires), until=str(embargo))


def embargo_far(subject: Subject) -> Iterator[Finding]:
    """An embargo so far ahead that its year may be a slip of the pen."""
    embargo = subject.release.embargoed_until
    if embargo and embargo.utc > subject.now + _FAR:
        line = subject.line_of("embargoed_until")
        yield EMBARGO_FAR.found(subject.variant.file, line, until=str(embargo))


def embargo_in_gmt(subject: Subject) -> Iterator[Finding]:
    """GMT while London itself keeps another time, so that one of the two may be meant."""
    embargo = subject.release.embargoed_until
    if embargo is None or embargo.zone != "GMT":
        return
    london = embargo.utc.astimezone(ZoneInfo("Europe/London"))
    if london.utcoffset():
        facts = {"zone": embargo.zone, "london": f"{london:%H:%M}"}
        wall = f"{embargo.local:%Y-%m-%d %H:%M}"
        line = subject.line_of("embargoed_until")
        yield GMT_IN_SUMMER.found(subject.variant.file, line, wall=wall, **facts)


def embargo_hour(subject: Subject) -> Iterator[Finding]:
    """Hours at which embargoes have gone wrong: midnight, and the weeks of changing clocks."""
    embargo = subject.release.embargoed_until
    if embargo is None:
        return
    line, local = subject.line_of("embargoed_until"), embargo.local
    if local.time() == time(0, 0):
        yield MIDNIGHT.found(subject.variant.file, line, until=str(embargo))
    if embargo.zone.startswith(("America/", "Europe/")) and (apart := _apart(local)) != _USUAL:
        hours = int(apart.total_seconds()) // 3600
        yield MISMATCH_WEEK.found(subject.variant.file, line, hours=hours)


def _apart(at: datetime) -> timedelta:
    """How far New York is behind London at this instant."""
    london, new_york = (
        at.astimezone(ZoneInfo(name)).utcoffset() or timedelta(0)
        for name in ("Europe/London", "America/New_York")
    )
    return london - new_york


def dateline_and_embargo(subject: Subject) -> Iterator[Finding]:
    """A dateline days away from the day on which the embargo ends."""
    embargo, dated = subject.release.embargoed_until, subject.variant.dated
    if embargo and dated and abs(dated - embargo.local.date()) > _APART_MAX:
        facts = {"dated": dated.isoformat(), "until": str(embargo)}
        line = subject.line_of("date")
        yield DATELINE_AND_EMBARGO.found(subject.variant.file, line, **facts)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    offset = 0
    for line in text.split("\n"):
        yield offset, line.lstrip(" *_")
        offset += len(line) + 1
