"""
Checks of what the text announces and does not bring: footnotes, notes to editors, attachments, the
particulars of an invitation.
"""

import re
from collections.abc import Iterator

from mailer.check.flaws.of_news import ADVISORY_WITHOUT, FOOTNOTE, NOTHING_ATTACHED
from mailer.check.particulars import WHEN, particulars
from mailer.check.subject import Subject
from mailer.read.copy.dates import WEEKDAY, days_in
from mailer.read.copy.text import Passage, quoted
from mailer.read.copy.times import times_in
from mailer.read.release import Kind
from mailer.words.findings import Finding

_SUPERSCRIPTS = str.maketrans("¹²³⁴⁵⁶⁷⁸⁹⁰", "1234567890")
_MARK = re.compile(
    r"\[(?P<number>\d{1,2})\]|(?:(?<=[^\W\d_]{3})|(?<=[.,”\"’)]))(?<![ÃÂ])(?P<above>[¹²³⁴-⁹]+)(?![^\W\d_])|(?<=[^\W\d_]"
    r"|[.,”\"’)])(?P<star>\*(?!\*)|(?<!\W[^\W\d_])\*{2,3}|†|‡)(?=[\s.,;:)]|$)"
    r"|(?<=[^\W_]\s)\((?P<alone>\*{1,2}|†|‡)\)(?=[\s.,;:)]|$)"
)
"""
Two stars behind a single letter are a word that nobody prints; a ³ inside a word is a damaged letter.
"""
_DEFINES = re.compile(
    r"\s*(?:\[\^?(?P<number>\d{1,2})\]:?|(?P<list>\d{1,2})[.)]|(?P<above>[¹²³⁴-⁹]+)"
    r"|(?P<star>\*{1,3}|†|‡)|\((?P<alone>\*{1,2}|†|‡)\):?)(?=\s|\w)"
)
_SEE_NOTE = re.compile(
    r"\b(?:[Ss]ee|[Vv]er|[Vv]éase)(?: also)?(?: the| las?)? (?P<what>[Nn]otes? to editors"
    r"|[Nn]ota(?:s)? (?:a|para) (?:los )?(?:editores|redactores|la redacción))"
)
_ATTACHED = re.compile(
    r"\b(?:(?:is|are) attached(?= *[.,;:)]| *$| to th(?:is|e) (?:release|e-?mail|message|announcement))"
    r"|(?:find|see) attached|(?-i:Attached) (?:is|are|please)|attached (?:to this|you will find)"
    r"|(?:the )?attached (?:photo\w*|images?|pictures?|documents?|files?|reports?|PDFs?|charts?|tables?"
    r"|lists?|flyers?|statements?|letters?|maps?|agenda|invitations?|schedules?|program(?:me)?s?"
    r"|fact ?sheets?|infographics?|posters?|videos?|bio(?:s|graph(?:y|ies))?|logos?|notes?|cop(?:y|ies)"
    r"|forms?|pleadings|annex(?:es)?|summar(?:y|ies)|backgrounders?)"
    r"|see (?:the )?attachments?|se adjuntan?|adjuntamos|adjunt[oa]s? (?:encontrará\w*"
    r"|a este|la|el|una?)|(?:archivo|documento|foto\w*) adjunt[oa]s?)\b",
    re.IGNORECASE,
)  # fmt: skip
_WEEKDAY = re.compile(rf"\b{WEEKDAY}")
_NOON = re.compile(r"\b(?:noon|midday|midnight|mediodía)\b", re.IGNORECASE)
_SURE_HOUR = re.compile(
    r"(?i)\b(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|una|dos|tres|cuatro"
    r"|cinco|seis|siete|ocho|nueve|diez|once|doce)(?:\sy (?:media|cuarto))?\s"
    r"(?:in the (?:morning|afternoon|evening)"
    r"|at night|this (?:morning|afternoon|evening)|tonight|de la (?:mañana|tarde|noche|madrugada))\b"
    r"|\ba las (?:1[3-9]|2[0-3])(?=[\s.,;)]|$)"
)
_BARE_HOUR = re.compile(
    r"(?i)\b(?:at|a las?)\s(?:1[0-2]|[1-9])(?:\so['’]clock|\sen punto)?"
    r"(?=\s*(?:[.,;()–—]|$)|\s(?:on|sharp|this|next|el|este|en)\b)(?![.,]\d)"
)
_WHERE = re.compile(
    r"\b(?:where|venue|location|place|dónde|lugar|sede)\b|\b(?:street|road|avenue|square"
    r"|hall|room|centre|center|pier|gate|calle|plaza|avenida|paseo|sala|salón|edificio"
    r"|online|Zoom|en línea)\b",
    re.IGNORECASE,
)


def footnotes(subject: Subject) -> Iterator[Finding]:
    """A footnote mark whose note is missing; `see notes to editors` where there are none."""
    passages = (*subject.copy.body, *subject.copy.apart)
    defined = {key for passage in _with_sources(subject) if (key := _defined(passage))}
    marks = [
        (passage, match, key)
        for passage in (*subject.copy.titles, *passages)
        for match in _MARK.finditer(passage.text)
        if (key := _key(match)) and match.start() > 0
    ]
    for passage, match, key in marks:
        if key not in defined:
            begin = max(0, match.start() - 24)
            line = passage.line_at(match.start())
            text = quoted(passage.text[begin : match.end()])
            yield FOOTNOTE.found(subject.variant.file, line, text=text)
    for passage in passages:
        for match in _SEE_NOTE.finditer(passage.text):
            if not subject.variant.ed_note:
                line = passage.line_at(match.start())
                yield FOOTNOTE.found(subject.variant.file, line, text=quoted(match[0]))


def _with_sources(subject: Subject) -> Iterator[str]:
    """Every line that could be a note, as it was written."""
    for text in (subject.variant.body, subject.variant.ed_note, subject.variant.boilerplate):
        yield from text.split("\n")


def _defined(line: str) -> str:
    match = _DEFINES.match(line.lstrip("\\> -").replace("\\", ""))
    return _key(match) if match else ""


def _key(match: re.Match[str]) -> str:
    found = match.groupdict()
    number = (
        found.get("number")
        or found.get("list")
        or (found.get("above") or "").translate(_SUPERSCRIPTS)
    )
    return number or found.get("star") or found.get("alone") or ""


def nothing_attached(subject: Subject) -> Iterator[Finding]:
    """`Attached` in a release that has no file with it."""
    variant = subject.variant
    if variant.attachments or variant.images:
        return
    for passage in (*subject.copy.body, *subject.copy.apart):
        for match in _ATTACHED.finditer(passage.text):
            line = passage.line_at(match.start())
            yield NOTHING_ATTACHED.found(variant.file, line, text=quoted(match[0]))


def advisory_without(subject: Subject) -> Iterator[Finding]:
    """An invitation that does not say on which day, at what hour or where."""
    if subject.release.kind is not Kind.ADVISORY:
        return
    passages = (*subject.copy.titles, *subject.copy.text)
    near = subject.copy.near
    missing = []
    unsure: tuple[Passage, re.Match[str]] | None = None
    event = subject.variant.event
    if not (event and event.starts):
        if not any(days_in(passage, near) for passage in passages):
            missing.append("the day")
        if not (
            _any(passages, _NOON)
            or _any(passages, _SURE_HOUR)
            or any(_hours(passage, subject) for passage in passages)
        ):
            unsure = _bare_hour(passages, subject)
            if unsure is None:
                missing.append("the hour")
    if not (event and event.where) and not _any(passages, _WHERE):
        missing.append("the place")
    if unsure:
        passage, match = unsure
        shown = f'whether "{match[0]}" is in the morning or in the evening'
        line = passage.line_at(match.start())
        yield ADVISORY_WITHOUT.found(subject.variant.file, line, missing=shown)
    if missing:
        shown = ", ".join(missing[:-1]) + (" and " if len(missing) > 1 else "") + missing[-1]
        line = subject.variant.body_line
        yield ADVISORY_WITHOUT.found(subject.variant.file, line, missing=shown)


def _bare_hour(
    passages: tuple[Passage, ...], subject: Subject
) -> tuple[Passage, re.Match[str]] | None:
    """`At 7` beside a day, or where the particulars say when."""
    when = {passage.line for passage in particulars(subject, WHEN)}
    for passage in passages:
        match = _BARE_HOUR.search(passage.flat)
        if match and (passage.line in when or days_in(passage, subject.copy.near)):
            return passage, match
    return None


def _any(passages: tuple[Passage, ...], pattern: re.Pattern[str]) -> bool:
    return any(pattern.search(passage.text) for passage in passages)


def _hours(passage: Passage, subject: Subject) -> bool:
    return bool(times_in(passage.text, subject.now.date()))
