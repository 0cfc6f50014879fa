"""
Checks of who speaks: a quotation whose speaker got lost.

Promises: a speaker may stand in the paragraph before or after; a release that is one long statement,
a pull quote and a quotation from paper are left alone. Never: asks in Spanish for a subject, which its
verbs carry in themselves.
"""

import re
from collections.abc import Iterator

from mailer.check.flaws.of_agreement import NO_SPEAKER
from mailer.check.subject import Subject
from mailer.read.copy.text import FILLED_IN, Passage, quoted
from mailer.read.release import Kind
from mailer.words.findings import Finding

_SAYS = r"(?:said|says|added|adds|explained|explains|recalled|noted)"
_NOBODY_SAID = re.compile(
    rf"[,?!][”\"] {_SAYS}(?:\.(?=\s*$|\s[“\"A-Z])|,(?= [“\"]))|(?:^|(?<=[.!?][”\"]\s)){_SAYS.title()}\."
)
_SPEAKS = re.compile(
    r"(?i)\b(?:sa(?:id|ys|ying)|add(?:s|ed)|told|tells|explain\w*|not(?:es|ed)|wrote|writes|reads?|recalls?"
    r"|recalled|comment\w*|stat(?:es|ed|ement)|announc\w*|ask(?:s|ed)|according|letter|message|poem|song|text"
    r"|words|speech|spoke|speaks|quot\w+|motto|slogan|testimon\w*|question\w*|answer\w*"
    r"|dijo|dice|dicen|ha dicho|afirm\w*|explic\w*|añad\w*|agreg\w*|señal\w*|declar\w*|indic\w*|cont[óa]"
    r"|cuenta|asegur\w*|coment\w*|record[óa]|recuerda|escrib\w*|según|carta|mensaje|poema|palabras|discurso|lema"
    r"|testimonio\w*|pregunt\w*|respond\w*|respuesta\w*)\b"
)
_NAME = re.compile(
    r"(?<![\w’'-])[A-ZÁÉÍÓÚÑ][\w’'-]+ (?:(?:de|del|la|van|von|y) ){0,2}[A-ZÁÉÍÓÚÑ][\w’'-]+"
)
_WE = re.compile(
    r"(?i)\b(?:I|I['’](?:m|ve|d|ll)|my|we|we['’](?:re|ve|d|ll)|our|me|us"
    r"|yo|mi|mis|me|nos|nuestr[oa]s?|nosotr[oa]s|[a-záéíóú]{2,16}(?:amos|emos|imos))\b"
)
_CLOSES = {"“": "”", "«": "»", '"': '"'}
_WORDS_MIN = 12
_SHOWN_MAX = 60
_SHOWN_WORDS = 4


def no_speaker(subject: Subject) -> Iterator[Finding]:
    """`said.` without a name, and a paragraph of quotation with nobody around it who speaks."""
    file = subject.variant.file
    if subject.variant.language[:2] == "en":
        for passage in subject.copy.body:
            for match in _NOBODY_SAID.finditer(passage.flat):
                line = passage.line_at(match.end() - 1)
                before = passage.flat[: match.start()][-_SHOWN_MAX:].split()[-_SHOWN_WORDS:]
                text = quoted(f"{' '.join(before)}{match[0]}")
                yield NO_SPEAKER.found(file, line, text=text)
    if subject.release.kind is not Kind.STATEMENT:
        yield from _orphans(subject)


def _orphans(subject: Subject) -> Iterator[Finding]:
    prose = [Passage("", 1), *_prose(subject), Passage("", 1)]
    attributed = [
        passage for passage in prose if _has_quotation(passage) and _names_speaker(passage)
    ]
    orphans = [
        passage
        for before, passage, after in zip(prose, prose[1:], prose[2:], strict=False)
        if _all_quotation(passage.flat.strip())
        and before.text
        and not _around(before, after)
        and not _led_to(passage, subject)
    ]
    others = sum(map(_has_quotation, prose)) - len(attributed)
    if len(orphans) == 1 == others and attributed:
        [orphan] = orphans
        yield NO_SPEAKER.found(
            subject.variant.file, orphan.line, text=quoted(orphan.flat.strip('“”«»." '))
        )


def _prose(subject: Subject) -> Iterator[Passage]:
    """The paragraphs of the text, without those of tables, lists, headings and block quotations."""
    depth = 0
    inside = {"table", "bullet_list", "ordered_list", "blockquote", "heading"}
    lines = set()
    for token, line in subject.blocks:
        name, _, end = token.type.rpartition("_")
        if name in inside:
            depth += {"open": 1, "close": -1}.get(end, 0)
        elif token.type == "inline" and not depth:
            lines.add(line)
    yield from (passage for passage in subject.copy.body if passage.line in lines)


def _has_quotation(passage: Passage) -> bool:
    """Whether it holds a quotation of a sentence, and not only a word in quotation marks."""
    return bool(re.search(r"[,.?!…][”»\"]|[”»][,.]", passage.text))


def _names_speaker(passage: Passage) -> bool:
    outside = re.sub(r"“[^“”]*”|«[^«»]*»|\"[^\"]*\"", "", passage.flat)
    return bool(_SPEAKS.search(outside))


def _all_quotation(text: str) -> bool:
    """A spoken paragraph from its first sign to its last: several sentences of somebody's own."""
    inner = text.rstrip(".")[1:-1]
    closes = _CLOSES.get(text[:1])
    return (
        closes is not None
        and text.rstrip(".")[-1:] == closes
        and not re.search('[“”«»"]', inner)
        and FILLED_IN not in text
        and len(inner.split()) >= _WORDS_MIN
        and bool(re.search(r"[.?!] ", inner))
        and bool(_WE.search(inner))
    )


def _led_to(passage: Passage, subject: Subject) -> bool:
    """Whether a colon stands directly above it."""
    at = subject.copy.body.index(passage)
    return at > 0 and subject.copy.body[at - 1].text.rstrip().endswith(":")


def _around(before: Passage, after: Passage) -> bool:
    """Whether the neighbours could tell who speaks."""
    return any(
        re.search('[“”«»"]', each.text) or _SPEAKS.search(each.flat) or _NAME.search(each.flat)
        for each in (before, after)
    )
