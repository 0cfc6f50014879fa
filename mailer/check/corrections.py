"""
Checks of releases about an earlier one: what a correction corrects, and what the earlier one is called.

Promises: any word that could tell the error counts; a title quoted in part is left alone. Never: says
anything of a correction in another language than English or Spanish.
"""

import re
from collections.abc import Iterator

from mailer.check.flaws.of_agreement import CORRECTS_NOTHING, OTHER_TITLE
from mailer.check.subject import Subject
from mailer.read.copy.text import Passage, quoted
from mailer.read.draft.words import folded
from mailer.read.release import Kind
from mailer.words.findings import Finding

_ABOUT_EARLIER = frozenset((Kind.CORRECTION, Kind.WITHDRAWAL, Kind.HOLD))
_LABEL = (
    r"(?i)^\W*(?:correct(?:ion|ed)\b|corrección|corregid[oa])(?: to| of| a| al| de)?[^:]{0,30}:"
)
_TELLS = re.compile(
    r"(?i)\b(?:corrects|correcting|corrected (?:the|a|an|to|from)|instead of|rather than|in place of"
    r"|should (?:have )?(?:read|be|been|say|said|state)"
    r"|(?:now|first|originally|previously|earlier) (?:reads?|said|stated|gave|written"
    r"|reported|sent|published)"
    r"|as (?:first )?(?:written|reported|stated|sent)|misstat\w+|misspel\w+|omit\w*|omission|left out"
    r"|mistaken\w*|mistakes?|incorrect\w*|inaccura\w+|wrong\w*|erroneous\w*|errors?|typos?|slip|misprint"
    r"|mis(?:identif|quot|report|attribut|calculat|print|led|nam|plac)\w*|paragraph|confusi[óo]n|clarif\w+"
    r"|previous(?:ly)?|formerly|in fact|actually|had (?:called|named|given|said|written|listed|been)"
    r"|the (?:right|correct|wrong)|swapped|adds|removes|restores|updates|amends|changes|changed"
    r"|corrig\w+|correg\w+|rectific\w+|subsan\w+|enmiend\w+|decía\w*|dijimos|se dijo|indicaba|figuraba"
    r"|ponía"
    r"|antes(?=[,:)])|párrafo|en realidad|aclar\w+|dimos|dábamos|habíamos|correct[oa]s?"
    r"|deb(?:e|ía) (?:decir|leerse|ser)|en lugar de|en vez de|donde (?:dice|decía)|errata\w*"
    r"|error\w*|err[óo]ne\w+|equivoc\w+|incorrect\w+|inexact\w+|omiti\w+|omisión|faltaba|sobraba|cambi\w+"
    r"|modific\w+|añade|actualiza)\b"
    r"|\b(?:release|version|headline|statement|note|mail|email)\b[^.;]{0,40}\b(?:said|stated|gave|had|read"
    r"|named|put)\b"
    r"|(?:,|\(|;|—|–)\s?(?:and )?not\s|\band not\s"
    r"|(?:,|\(|;|—|–| y)\s?(?:y )?no (?:\d|[$€£“«\"]|(?:una?|el|la|l[oa]s|de|del|en|por|como|US)\b)"
)
_QUOTED = re.compile(r"“([^”]{8,160})”|«([^»]{8,160})»|‘([^’]{8,160})’(?!\w)|\"([^\"]{8,160})\"")
_NEW_TITLE = re.compile(
    r"(?i)\b(?:should (?:read|be)|now reads|new (?:title|headline)|debe decir|nuevo título|queda así)\b"
)
_WORDS_MIN = 3
_READ = ("en", "es")


def corrects_nothing(subject: Subject) -> Iterator[Finding]:
    """A correction without a word of what was wrong."""
    variant = subject.variant
    if subject.release.kind is not Kind.CORRECTION or variant.language[:2] not in _READ:
        return
    titles = (re.sub(_LABEL, "", passage.text) for passage in subject.copy.titles)
    texts = (variant.correction_note, *(passage.flat for passage in subject.copy.body))
    if not variant.correction_note and not any(map(_TELLS.search, (*titles, *texts))):
        yield CORRECTS_NOTHING.found(variant.file, variant.body_line)


def other_title(subject: Subject) -> Iterator[Finding]:
    """The earlier release's headline, quoted in the headline and in the text but for a word."""
    if subject.release.kind not in _ABOUT_EARLIER:
        return
    variant = subject.variant
    titles = [*_quotations(variant.headline), variant.original.headline]
    original = Passage(variant.original.headline, subject.line_of("original_headline") or 1)
    passages = [original, *subject.copy.body]
    named = [(text, passage) for passage in passages for text in _of(passage, original)]
    for title in filter(None, titles[:1]):
        if any(_plain(text) == _plain(title) for text, _ in named):
            continue
        for text, passage in named:
            if _nearly(_plain(text), _plain(title)) and not _NEW_TITLE.search(passage.flat):
                line = passage.line_at(passage.flat.find(text))
                facts = {"text": quoted(text), "other": quoted(title)}
                yield OTHER_TITLE.found(variant.file, line, **facts)
                return


def _of(passage: Passage, original: Passage) -> list[str]:
    whole = [passage.flat] if passage is original and passage.flat else []
    return whole or _quotations(passage.flat)


def _quotations(text: str) -> list[str]:
    return [next(filter(None, match.groups())) for match in _QUOTED.finditer(text)]


def _plain(text: str) -> list[str]:
    return re.findall(r"\d+(?:[.,]\d+)*|[^\W\d_]+", folded(text))


def _nearly(one: list[str], other: list[str]) -> bool:
    """Whether two titles are the same but for a single word or figure."""
    return (
        len(one) == len(other) > _WORDS_MIN
        and sum(first != second for first, second in zip(one, other, strict=True)) == 1
    )
