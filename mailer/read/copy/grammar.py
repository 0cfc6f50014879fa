"""
Slips of grammar that need no dictionary: 21th, a hour, de el, words left in the other language,
figures by two customs, and notes that were meant for a colleague.

Promises: each form is wrong wherever it stands; what a language may say either way is left alone.
Never: judges style, or English by the rules of Spanish.
"""

import re
from collections.abc import Iterator

from mailer.read.copy.figures import has_decimal_comma
from mailer.read.copy.flaws_of_figures import (
    ARTICLE,
    CONTRACTION,
    INTERNAL_NOTE,
    NUMBER_STYLES,
    ORDINAL,
    OTHER_LANGUAGE,
    SPANISH_CAPITAL,
)
from mailer.read.copy.lists import word_list
from mailer.read.copy.text import Copy, Passage, in_quotation, quoted
from mailer.words.findings import Finding

_ORDINAL = r"(?<![\w.,])(?P<figure>\d{1,3}(?:,\d{3})*)(?P<end>st|nd|rd|th|ST|ND|RD|TH)\b"
_TEENS = range(11, 14)
_A_OR_AN = r"(?<![\w.’'-])(?P<article>an?) (?P<word>[a-z]{2,})\b(?!['’])"
_CONTRACTION = r"(?<!\w)(?:[Dd]e|[Aa]) el\b(?= [a-záéíóúñ]| [A-Z])"
_CAPITAL = (
    r"\b(?:el|los|este|próximo|pasado) (?:Lunes|Martes|Miércoles|Jueves|Viernes|Sábado|Domingo)s?\b"
    r"(?! (?:Santos?|Negro|Gordo|Grande|de [A-ZÁÉÍÓÚ]|[A-ZÁÉÍÓÚ]))"
    r"|(?<!del )\b\d{1,2} de (?:Enero|Febrero|Marzo|Abril|Mayo|Junio|Julio|Agosto|Septiembre"
    r"|Octubre|Noviembre|Diciembre)(?= de \d{4}|[,.;)])"
)
_LEFT_IN_ENGLISH = (
    r"\b(?:click here|(?:for )?(?:more|further) information|read more|learn more|contact us|media contact"
    r"|press contact|about us|notes to editors)\b"
)
_LEFT_IN_SPANISH = (
    r"\b(?:haga clic|(?:para )?m[áa]s información|leer más|contacto de prensa|según informó)\b"
)
_READ_AS = 3
"""So many small words of a language, and a passage is in it."""
_QUOTING = '“«"'
_AMOUNT = (
    r"(?:million|billion|millones|mil millones|%|euros|kilos|kg|toneladas|tonnes|pesos|dólares|soles"
    r"|grados|degrees|per ?cent\b|por ciento|puntos|points|km\b|kil[óo]met\w+|met(?:ros?|ers?|res?)\b"
    r"|litros|lit(?:er|re)s\b|hect[áa]re?as|gramos|grams|segundos|seconds|pulgadas|inches"
    r"|(?:feet|foot|cm|mm|ha|mph|pounds)\b)"
)
_MARKS = (r"\d,\d", r"\d\.\d")
_MILLIONS = r"\d([.,])\d{3}\1\d{3}"
_BY_COMMA = (
    rf"(?<![\w.,])(?:\d{{1,9}},\d{{1,2}}(?= ?{_AMOUNT})|[$€£] ?\d{{1,9}},\d\d(?![\w,])"
    r"|\d{1,3}(?:\.\d{3}){2,5}(?![./-]?\d))"
)
_BY_POINT = (
    rf"(?<![\w.,])(?:\d{{1,9}}\.\d{{1,2}}(?= ?{_AMOUNT})|[$€£] ?\d{{1,9}}\.\d\d(?![\w.])"
    r"|\d{1,3}(?:,\d{3}){2,5}(?![,-]?\d))"
)
_THOUSANDS = (
    r"(?<![\w.,$€£-])[1-9]\d{{0,2}}\{mark}\d{{3}}"
    r"(?! (?:mil|bill|metr|kil|segund|gram|litr|grad|punt|euro|dólar))(?= [a-záéíóúñ])"
)
_NOTE = (
    r"\b(?i:note|nota) (?:(?i:to self)\b"
    r"|(?:to|for|para|a) (?!Public\b|Prensa\b)[A-ZÁÉÍÓÚ][a-záéíóúñ]+(?<!s):"
    r" (?i:please|pls|can you|could you|check|confirm|por favor|puedes|revis))"
    r"|\b(?i:please (?:check|confirm|clear) (?:this )?with"
    r" (?:legal|finance|marketing|the ceo|comms|hr))\b"
    r"|\b(?i:before this goes out|before we send this|antes de enviar esta nota)\b"
    r"|\[(?i:awaiting|pending|needs|pendiente de|falta)[^\]]{0,30}"
    r"(?i:approval|sign-off|aprobación|visto bueno)\]"
    r"|^\W{0,3}(?:DRAFT|Draft|BORRADOR|Borrador)(?: (?:v\.? ?)?\d+)?\W{0,3}$"
)
_IN_BRACKETS = (
    r"\[(?:(?i:NB|N\.B\.|Q|query|check|ojo|duda|pregunta|comprobar|revisar|verificar)\s?[:–—]"
    r"|(?:Ojo|OJO|Duda|Query|Nota interna|Internal note|Fact-?check)\b"
    r"|(?:Check|CHECK) (?:with|this|that|whether|if|the|date|name|spelling|figures?)\b"
    r"|(?:Comprobar|Revisar|Verificar|Preguntar) (?:con|a|si|el|la|esto|fecha|nombre|cifras?)\b)"
    r"[^\]]{0,200}\]"
    r"|\[¿[^\]]{2,160}\?\]"
    r"|\[(?:[\w’',-]+ ){2,25}\w+\?\]"
    r"|\((?:(?:Nota interna|Internal note)\b[^)]{0,200}"
    r"|(?i:NB|Q|query|check|ojo|duda)\s?[:–—][^()]{2,160}\?)\)"
)
"""Square brackets are an editor's; in round ones a remark to the reader may begin with Ojo or NB."""
_NOTE_MARKS = (
    "note",
    "nota",
    "with",
    "before",
    "antes",
    "approval",
    "sign-off",
    "aprobac",
    "bueno",
    "draft",
    "borrador",
)


def grammar_findings(copy: Copy) -> Iterator[Finding]:
    """All that is wrong in itself, by the language of the text where that matters."""
    for passage in copy.all:
        yield from _ordinals(passage, copy)
        yield from _notes(passage, copy)
        if copy.language.startswith("en"):
            yield from _articles(passage, copy)
            yield from _left_over(passage, copy, spanish=True)
        elif copy.language.startswith("es"):
            yield from _spanish(passage, copy)
            yield from _left_over(passage, copy, spanish=False)
    yield from _number_styles(copy)


def _ordinals(passage: Passage, copy: Copy) -> Iterator[Finding]:
    for match in re.finditer(_ORDINAL, passage.text):
        figure = int(match["figure"].replace(",", ""))
        ending = (
            "th" if figure % 100 in _TEENS else {1: "st", 2: "nd", 3: "rd"}.get(figure % 10, "th")
        )
        if match["end"].casefold() != ending:
            line = passage.line_at(match.start())
            right = match["figure"] + ending
            yield ORDINAL.found(copy.file, line, text=match[0], right=right)


def _articles(passage: Passage, copy: Copy) -> Iterator[Finding]:
    for match in re.finditer(_A_OR_AN, passage.flat):
        other = "before_an" if match["article"] == "a" else "before_a"
        if match["word"] in word_list(other):
            line = passage.line_at(match.start())
            yield ARTICLE.found(copy.file, line, text=quoted(match[0]))


def _spanish(passage: Passage, copy: Copy) -> Iterator[Finding]:
    for flaw, pattern in ((CONTRACTION, _CONTRACTION), (SPANISH_CAPITAL, _CAPITAL)):
        for match in re.finditer(pattern, passage.flat):
            line = passage.line_at(match.start())
            yield flaw.found(copy.file, line, text=quoted(match[0]))


def _left_over(passage: Passage, copy: Copy, *, spanish: bool) -> Iterator[Finding]:
    """A phrase of one language inside a passage of the other."""
    pattern = _LEFT_IN_SPANISH if spanish else _LEFT_IN_ENGLISH
    match = re.search(pattern, passage.flat, re.IGNORECASE)
    if match is None or any(mark in passage.flat[: match.start()] for mark in _QUOTING):
        return
    words = passage.flat.casefold().split()
    english, foreign = (
        sum(word in word_list(language) for word in words) for language in ("english", "spanish")
    )
    ours, theirs = (english, foreign) if spanish else (foreign, english)
    if ours >= _READ_AS and ours > theirs:
        line = passage.line_at(match.start())
        language = "Spanish" if spanish else "English"
        yield OTHER_LANGUAGE.found(copy.file, line, text=quoted(match[0]), language=language)


def _number_styles(copy: Copy) -> Iterator[Finding]:
    """Decimals and thousands by comma and by point in the same text."""
    everything = "\n".join(passage.text for passage in copy.all)
    marks = [mark for mark in _MARKS if re.search(mark, everything)]
    if len(marks) < 2 and not re.search(_MILLIONS, everything):  # noqa: PLR2004 - comma and point
        return
    by_comma, by_point = _styled(copy, _BY_COMMA), _styled(copy, _BY_POINT)
    if has_decimal_comma(copy.language):
        by_comma += _styled(copy, _THOUSANDS.format(mark="."))
        by_point += _styled(copy, _THOUSANDS.format(mark=","))
    elif copy.language:
        by_point += _styled(copy, _THOUSANDS.format(mark=","))
    if by_comma and by_point:
        rarer, other = sorted((by_comma, by_point), key=len)
        if len(rarer) == len(other):
            rarer, other = (
                (by_point, by_comma) if has_decimal_comma(copy.language) else (by_comma, by_point)
            )
        line, shown = rarer[0]
        facts = {"ours": shown, "theirs": other[0][1]}
        yield NUMBER_STYLES.found(copy.file, line, **facts)


def _styled(copy: Copy, pattern: str) -> list[tuple[int, str]]:
    return [
        (passage.line_at(match.start()), match[0])
        for passage in copy.all
        for match in re.finditer(pattern, passage.flat)
    ]


def _notes(passage: Passage, copy: Copy) -> Iterator[Finding]:
    folded = passage.text.casefold()
    if any(mark in folded for mark in _NOTE_MARKS) and (match := re.search(_NOTE, passage.flat)):
        line = passage.line_at(match.start())
        yield INTERNAL_NOTE.found(copy.file, line, text=quoted(match[0]))
    if "[" in folded or "(" in folded:
        for match in re.finditer(_IN_BRACKETS, passage.flat):
            if not in_quotation(match):
                line = passage.line_at(match.start())
                yield INTERNAL_NOTE.found(copy.file, line, text=quoted(match[0]))
