"""
Words that betray an unfinished text: what is still to be filled in, sentences that break off,
abbreviations that do not fit their names or are spelled two ways.

Promises: near-zero false alarms; what could be meant is left alone. Never: reads a dictionary.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import product

from mailer.read.copy_flaws import DANGLING_END, MIXED_SPELLING, PLACEHOLDER, WRONG_GLOSS
from mailer.read.copy_lists import word_list
from mailer.read.copy_text import FILLED_IN, Copy, Passage, listed, quoted
from mailer.words.findings import Finding

_TO_FILL_IN = re.compile(
    r"\bTK(?:TK)*\b(?! (?:Maxx|Elevator|Chemical|Holdings|Group)\b)"  # those firms' own names
    r"|\b[Xx]{4,}\b|\bxxx\b|\bXXX(?:[- ]X+)*\b(?!\s+[A-ZÁÉÍÓÚÑ][a-záéíóúñ])"
    r"|\?{3,}|_{4,}"
    r"|(?i:\blorem\s+ipsum\b)"
    r"|\[(?i:insert|insertar|your|tu|su|tk|tbc|tbd|todo|xx)\b[^\]\n]{0,80}\]"
    r"|\[(?i:full |job |first |last )?(?:NAME|DATE|TITLE|CITY|PLACE|PHONE|E?-?MAIL|QUOTE"
    r"|LINK|URL|TIME"
    r"|ORGANI[SZ]ATION|COMPANY|HEADLINE|Name|Date|Title|City|Place|Phone|Email|Quote|Link|Time"
    r"|Organi[sz]ation|Company|Headline|NOMBRE|FECHA|CARGO|LUGAR|CIUDAD|TEL[EÉ]FONO|CORREO|CITA"
    r"|ENLACE|HORA|TITULAR|Nombre|Fecha|Cargo|Lugar|Ciudad|Tel[eé]fono|Correo|Cita|Enlace|Hora"
    r"|Titular)(?: (?i:here|aqu[ií]))?\]"
    r"|\bTB[ACD]\b|\bPOR CONFIRMAR\b|\bINSERT(?:AR)? (?:HERE|AQUÍ|QUOTE|CITA|NAME"
    r"|NOMBRE)\b|\[(?:•|\?+)\]"
    r"|\[[^\]\n]{1,60}\b(?:TO COME|to come|TBC|TBD)\]|\b(?:Nombre Apellidos?"
    r"|First(?:name)? Last(?:name)?)\b"
    r"|[$€£]\s?X{1,3}\b|\bX{2,3}\s?(?:%|people\b|per ?cent\b|million\b|years\b|euros\b"
    r"|personas\b|millones\b|años\b)"
    r"|\((?i:check|verify|confirm|revisar|verificar|confirmar|completar"
    r"|fill in)(?: (?i:this|esto|date|name))?\)"
    r"|\*?\|[A-Z][A-Z_:]+\|\*?|%%\w+%%|<<\s*\w[\w ]*>>|\{(?i:first|last|full)_?name\}"
)
_SMALL_PLACEHOLDER = re.compile(
    r"\[(?:name|date|title|city|place|phone|e-?mail|link|url|time|photo|logo|(?:insert "
    r"|add )?quote[^\]\n]{0,40}"
    r"|nombre|fecha|cargo|lugar|ciudad|tel[ée]fono|correo|enlace|hora|foto|pendiente"
    r"|cita[^\]\n]{0,40})\](?!\()"
)
"""Placeholders only outside of a quotation, in which an editor may have put a word so."""
_BREAKS_OFF = re.compile(
    r"\s(?P<end>the|an?|and|or|of|with|that|will|is|are|de|la|el|los|las|y|que|para|con"
    r"|una?|del|al|se|su)$"
)
_LISTS_ON = ("; and", "; or", ", and", ", or", "; y", "; o", ", y", ", o")
"""End an item before the last one of a list."""
_BROKEN_MIN = 5
"""Words of a paragraph that breaks off; a shorter one may be a name."""
_ANNOUNCES = re.compile(
    r"(?:\b(?i:learn|read|find out|see) more (?i:at|on|here)"
    r"|\b(?i:(?:more|further) (?:information|details)(?: is| are)?,?"
    r" (?:at|visit|see|contact|from|available at|go to|please (?:visit|contact|see)))"
    r"|\b(?i:please) (?i:visit|call|see|write to)|\b(?i:or|and) (?i:visit|write to)"
    r"|(?:\b(?i:visit|contact|e-?mail|write|information|details|tickets)\b|@|www)"
    r"[^!?\n]{0,80} (?i:or|and) (?i:call|see)"
    r"|(?:^|[.!?…][”\"]?\s+)(?:Visit|See|Call|Write to|Contact|Email|Visite|Consulte|Vea"
    r"|Contacte con)"
    r"|\b(?i:for (?:more |further |full )?(?:details|information|tickets),? (?:see|visit"
    r"|call|contact|go to))"
    r"|(?:^|[.!?…][”\"]?\s+)(?:Read|Download|See|Follow|Find|Get|Buy|Book|Register"
    r"|Contact|Learn|Watch|Listen|Join|Apply"
    r"|Tickets|Images|Photos|Photographs|More|Síganos|Descargue|Lea|Vea|Compre|Reserve"
    r"|Inscríbase|Escriba|Contacte"
    r"|Entradas|Imágenes|Fotografías)\b[^.!?\n]{0,80}\b(?:at|from|on|via|en|desde|al)"
    r"|(?:^|[.!?…][”\"]?\s+)(?:More(?: information)?|Más información|Further information"
    r"|Information|Información)(?=:$)"
    r"|\b(?i:(?:más|mayor) (?:información|detalles|info),?(?: en| visite"
    r"| contacte(?: con)?| consulte))"
    r"|\b(?i:inf[óo]rmese|consulte|disponible|lea más) en"
    r"|\b(?i:available|registration|register|online|download(?:ed)?) at)"
    r"(?:\s+(?:www\.?|https?:/*))?\s*(?P<end>[:.…]*)$"
)
_ADDRESS = re.compile(r"(?:https?://|www\.|[\w.+-]+@|\+?\d[\d ().-]{5,}|[\w-]+\.\w{2,})")
_WEB_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_GLOSS = re.compile(r"\((?P<letters>[A-ZÁÉÍÓÚÑ]{3,8})\)")
_SMALL_ENGLISH = (
    "of",
    "on",
    "for",
    "the",
    "and",
    "in",
    "to",
    "a",
    "an",
    "at",
    "by",
    "with",
    "from",
)
_SMALL_SPANISH = ("de", "del", "la", "el", "los", "las", "y", "e", "para", "en", "por", "con")
_SMALL = frozenset((*_SMALL_ENGLISH, *_SMALL_SPANISH))
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_FROM_ELSEWHERE = frozenset(word_list("from_elsewhere"))
"""Abbreviations that never followed the English or Spanish name."""
_SPELLINGS = (
    {"US": r"\bUS\b(?!\$)", "U.S.": r"\bU\.S\.(?!A)"},
    {"USA": r"\bUSA\b", "U.S.A.": r"\bU\.S\.A\."},
    {"UK": r"\bUK\b", "U.K.": r"\bU\.K\."},
    {"UN": r"\bUN\b", "U.N.": r"\bU\.N\."},
    {"EU": r"\bEU\b", "E.U.": r"\bE\.U\."},
    {"EEUU": r"\bEEUU\b", "EE.UU.": r"\bEE\.UU\.", "EE. UU.": r"\bEE\. UU\."},
)
"""What stands in the text → the pattern that finds it as a word; compiled where several stand there."""


def placeholder_findings(copy: Copy) -> Iterator[Finding]:
    """Whatever is still to be filled in."""
    for passage in copy.all:
        for match in _TO_FILL_IN.finditer(passage.text):
            line = passage.line_at(match.start())
            yield PLACEHOLDER.found(copy.file, line, text=quoted(match[0]))
        for match in _SMALL_PLACEHOLDER.finditer(passage.text):
            before = passage.text[: match.start()]
            if before.count("“") <= before.count("”") and before.count('"') % 2 == 0:
                line = passage.line_at(match.start())
                yield PLACEHOLDER.found(copy.file, line, text=quoted(match[0]))


def dangling_findings(copy: Copy) -> Iterator[Finding]:
    """Paragraphs that announce an address and end."""
    for group in (copy.body, copy.apart):
        for passage, following in zip(group, (*group[1:], None), strict=False):
            text = passage.text.rstrip()
            match = _ANNOUNCES.search(text)
            if match is None:
                broken = None if text.endswith(_LISTS_ON) else _BREAKS_OFF.search(text)
                if broken and len(text.split()) >= _BROKEN_MIN:
                    line = passage.line_at(broken.start("end"))
                    yield DANGLING_END.found(copy.file, line, text=quoted(text[-30:]))
                continue
            # Two fields do not answer each other; passages of one field share its line.
            apart = group is copy.apart and following and following.line != passage.line
            if not _answered(match["end"], None if apart else following):
                line = passage.line_at(match.start())
                yield DANGLING_END.found(copy.file, line, text=quoted(match[0]))


def _answered(end: str, following: Passage | None) -> bool:
    """Whether what follows can be what was announced."""
    if following is None:
        return False
    return ":" in end or bool(_ADDRESS.match(following.text.lstrip(f" <[(•–-{FILLED_IN}")))


def gloss_findings(copy: Copy) -> Iterator[Finding]:
    """`Inter-American Commission on Human Rights (IAHCR)`: letters that are swapped or differ."""
    for passage in copy.all:
        for match in _GLOSS.finditer(passage.text):
            letters = match["letters"]
            name, initials = _expected(passage.text[: match.start()], letters, copy.language)
            if initials and letters not in _FROM_ELSEWHERE:
                line = passage.line_at(match.start())
                yield WRONG_GLOSS.found(
                    copy.file, line, gloss=letters, name=quoted(name), initials=initials
                )


def _expected(before: str, letters: str, language: str) -> tuple[str, str]:
    """The name just before and its initials, where they are nearly but not quite the letters."""
    words, near = _name_before(before), ("", "")
    several = _name_before(before, across=",")
    if any(letters in _initials(several[begin:]) for begin in range(len(several))):
        return near  # Cities, Counties and Schools (CCS)
    for begin in range(len(words)):
        if words[begin].casefold() in _SMALL:
            continue
        for initials in _initials(words[begin:]):
            if initials.startswith(letters):  # Research Council of Utopia (RC)
                return "", ""
            if initials + "S" == letters and words[-1].endswith("s"):
                return "", ""
            if language[:2] != "en" and _in_english_order(initials, letters):
                return "", ""
            if len(initials) == len(letters) and _nearly(initials, letters, whole=begin == 0):
                near = (" ".join(words[begin:]), initials)
    return near


def _in_english_order(initials: str, letters: str) -> bool:
    """`Departamento de Policía de Tustin (TPD)`: what comes first in Spanish ends the English name."""
    return sorted(initials) == sorted(letters) and initials[0] == letters[-1]


def _name_before(before: str, *, across: str = "") -> list[str]:
    """The words of the capitalised name that ends the text, small words inside it included."""
    stretch = re.split(r"[.,;:!?()“”\"]".replace(across, ""), before[-160:])[-1]
    words: list[str] = []
    for word in reversed(_WORD.findall(stretch)):
        if not word[0].isupper() and word not in _SMALL:
            break
        words.insert(0, word)
    while words and not words[0][0].isupper():
        words.pop(0)
    return (
        words[1:] if words and words[0] in {"The", "An", "A", "El", "La", "Los", "Las"} else words
    )


def _initials(words: list[str]) -> Iterator[str]:
    """With and without the small words, and a hyphenated word as one or as two."""
    for small_too in (False, True):
        kept = [word for word in words if small_too or word.casefold() not in _SMALL]
        choices = []
        for word in kept[:10]:
            parts = word.split("-")
            one, several = word[0], "".join(part[:1] for part in parts)
            choices.append({one.upper(), several.upper()})
        for chosen in product(*choices):
            yield "".join(chosen)


def _nearly(initials: str, letters: str, *, whole: bool) -> bool:
    if sorted(initials) == sorted(letters):
        return True
    different = sum(ours != theirs for ours, theirs in zip(initials, letters, strict=True))
    return whole and different == 1 and initials[0] == letters[0]


def _without_addresses(text: str) -> str:
    """Blanks in their place."""
    return _WEB_ADDRESS.sub(lambda match: " " * len(match[0]), text)


def spelling_findings(copy: Copy) -> Iterator[Finding]:
    """One abbreviation with and without full stops in the same text."""
    whole = "\n".join(passage.text for passage in copy.text)
    if "://" in whole or "www." in whole:
        whole = _WEB_ADDRESS.sub("", whole)
    for spellings in _SPELLINGS:
        patterns = [re.compile(word) for shown, word in spellings.items() if shown in whole]
        if len(patterns) < 2:  # noqa: PLR2004 - two spellings
            continue
        lines: dict[str, list[int]] = defaultdict(list)
        for passage in copy.text:
            if passage.text.isupper():
                continue
            for pattern in patterns:
                for match in pattern.finditer(_without_addresses(passage.text)):
                    lines[match[0]].append(passage.line_at(match.start()))
        if len(lines) > 1:
            # Of two that are equally frequent, the one that comes later is the slip.
            rarest = min(lines.values(), key=lambda on: (len(on), -on[0]))
            shown = " and ".join(f'"{each}" ({listed(on)})' for each, on in lines.items())
            yield MIXED_SPELLING.found(copy.file, rarest[0], spellings=shown)
