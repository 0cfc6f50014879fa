"""
What is still to be filled in, in the words of a release: TK, [Name], ruled blanks, to be confirmed.

Promises: near-zero false alarms; a sentence that says what is not known yet is left alone. Never:
looks into a quotation for what an editor may have put there in brackets.
"""

import re
from collections.abc import Iterator

from mailer.read.copy.flaws import PLACEHOLDER
from mailer.read.copy.text import Copy, Passage, in_quotation, quoted
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
_FIELD_IN_CAPITALS = re.compile(
    r"\[(?![^\]\n]{0,60}\b(?:WITHHELD|REDACTED|REMOVED|OMITTED|CHANGED|UNKNOWN|OMITID[OA]|RESERVAD[OA]|CAMBIAD[OA]"
    r"|SUPRIMID[OA]|BORRAD[OA])\b)"
    r"(?:(?:COMPLETAR|RELLENAR|AGREGAR|AÑADIR|INCLUIR|PONER|COLOCAR|ESCRIBIR|PEGAR|INDICAR|CONFIRMAR"
    r"|VERIFICAR|REVISAR|FALTAN?|PENDIENTE"
    r"|(?:FILL IN|ADD(?! TO)|PASTE|CONFIRM|CHECK|VERIFY)(?=\s))\b[^\]\na-záéíóúñ]{0,60}"
    r"|(?:(?:FULL|JOB|FIRST|LAST|SPOKESPERSON|CEO|SPEAKER|EL|LA|SU|YOUR|THE) )?"
    r"(?:NAMES?|DATES?|TITLES?|CITY|PLACE|PHONE|QUOTES?|AMOUNT|NUMBER|FIGURES?|TIME|VENUE|ADDRESS"
    r"|NOMBRES?|APELLIDOS?|FECHAS?|CARGOS?|LUGAR|CIUDAD|TEL[EÉ]FONO|CORREO|CITAS?|ENLACE|HORA|TITULAR"
    r"|MONTO|IMPORTE|CIFRAS?|N[UÚ]MERO|DIRECCI[OÓ]N)(?:,? (?:OF|AND|Y|E|DE|DEL|DE LA|TO|FROM|POR|A)\b"
    r"[^\]\na-záéíóúñ]{2,50})?)\](?!\()"
)
"""[COMPLETAR NOMBRE], [NAME OF MAYOR]: a field of a form, in capitals."""
_ASKS_TO_FILL_IN = re.compile(
    r"\[(?i:completar|rellenar|agregar|añadir|poner|pegar|falta(?:n)?|fill in|add|paste|missing)\s"
    r"(?:(?i:the|an?|el|la|los|las|un|una|su|aqu[ií]|here)\s)?(?i:names?|dates?|titles?|phone|quotes?|figures?|links?"
    r"|times?|photos?|captions?|nombres?|apellidos?|fechas?|cargos?|citas?|cifras?|datos?|enlaces?|horas?|fotos?"
    r"|tel[eé]fonos?)\b[^\]\n]{0,40}\](?!\()"
)
_SMALL_PLACEHOLDER = re.compile(
    r"\[(?:name|date|title|city|place|phone|e-?mail|link|url|time|photo|logo|(?:insert "
    r"|add )?quote[^\]\n]{0,40}"
    r"|nombre|fecha|cargo|lugar|ciudad|tel[ée]fono|correo|enlace|hora|foto|pendiente"
    r"|cita[^\]\n]{0,40})\](?!\()"
)
"""Placeholders only outside of a quotation, in which an editor may have put a word so."""
_OPEN = r"(?:(?i:to be (?:confirmed|decided))|(?:[Pp]or|[Aa]) (?:[Cc]onfirmar|[Dd]efinir)|\btb[cd])"
_SAYS_SO = (
    r"(?:is|are|was|were|be|been|has|have|had|yet|still|remains?|first|last|next|only|cases?"
    r"|est[áa]n?|queda|quedan|quedó|falta|faltan|sigue|siguen|vamos|van|va|fue|es|son|que|esper\w+)"
)
"""With these it is a sentence, and no blank of a form."""
_OPEN_IN_BRACKETS = re.compile(
    rf"[(\[](?:(?!{_SAYS_SO}\b)[^\s()\[\]]+\s){{0,5}}{_OPEN}\.?[)\]](?!\()"
)
_DETAIL = (
    r"(?i:date|times?|hour|day|place|venue|location|room|speakers?|details|price|cost|address|access"
    r"|guests?|line-?up|programme|program|agenda|platform|link|names?|number|host|moderator|caption|credit"
    r"|fecha|hora|horario|día|lugar|sede|sala|ponentes?|detalles|precio|coste|costo|dirección|acceso"
    r"|invitad[oa]s?|cartel|programa|plataforma|enlace|nombres?|número|aforo|moderador|moderadora|cr[eé]dito)"
)
_OPEN_AT_END = re.compile(
    rf"(?:^|\n|[:|–—]\s)\s*(?P<text>(?:(?i:the|el|la)\s)?(?:{_DETAIL}\s(?:(?!{_SAYS_SO}\b)[^\W\d_]+\s)"
    rf"{{0,2}})?{_OPEN})(?=\.?\s*(?:$|\n|[;|]))"
)
_OPEN_BEHIND_COMMA = re.compile(rf"[,;·]\s(?P<text>{_DETAIL}\s{_OPEN})$")
_JINJA = re.compile(
    r"\{ ?\{[^{}\n]*\} ?\}|\{%[^{}\n]*%\}|\{ ?\{|\} ?\}|\{%|%\}"
    r"|\{\s*(?:recipient|release|organisation)\s*\.[^{}\n]*\}"
    r"|%(?i:[a-z]+_[a-z]+|name|outlet|firstname|lastname)%"
)
"""Where it is carried out it has become FILLED_IN; whatever is left would go out as it stands."""
_WHERE_JINJA_STANDS = (
    "Jinja is carried out in the body, subject: and preheader: alone, written like "
    "{{ recipient.first_name }}. Write it so and there, or take it out."
)
_FIELD_MAX = 16
"""Words of a field or an item; what is longer is a sentence."""


def placeholder_findings(copy: Copy) -> Iterator[Finding]:
    """Whatever is still to be filled in."""
    for passage in copy.all:
        found = [*_TO_FILL_IN.finditer(passage.text)]
        if "[" in passage.text or "(" in passage.text:
            found += _in_brackets(passage, {match.start() for match in found})
        # A headline may say who is to be confirmed.
        if passage not in copy.titles:
            found += _open_ends(passage)
        for match in found:
            text = match.groupdict().get("text") or match[0]
            line = passage.line_at(match.end() - len(text))
            yield PLACEHOLDER.found(copy.file, line, text=quoted(text))
        for match in _JINJA.finditer(passage.text):
            yield jinja_left(copy.file, passage.line_at(match.start()), match[0])


def holds_jinja(text: str) -> bool:
    """Whether Jinja stands here, or what was meant to be."""
    return _JINJA.search(text) is not None


def jinja_left(file: str, line: int | None, text: str) -> Finding:
    """Jinja where nothing carries it out."""
    return PLACEHOLDER.found(file, line, text=quoted(text))._replace(cure=_WHERE_JINJA_STANDS)


def _in_brackets(passage: Passage, known: set[int]) -> Iterator[re.Match[str]]:
    """What is a blank only outside of a quotation, and is none that is known already."""
    for pattern in (_FIELD_IN_CAPITALS, _ASKS_TO_FILL_IN, _SMALL_PLACEHOLDER, _OPEN_IN_BRACKETS):
        for match in pattern.finditer(passage.text):
            within = any(match.start() <= at < match.end() for at in known)
            if not within and not in_quotation(match):
                known.add(match.start())
                yield match


def _open_ends(passage: Passage) -> Iterator[re.Match[str]]:
    """`Hora: por confirmar`, `venue to be confirmed`: a field or an item, and not a sentence."""
    text = passage.text.rstrip()
    yield from _OPEN_AT_END.finditer(text)
    if len(text.split()) <= _FIELD_MAX:
        yield from _OPEN_BEHIND_COMMA.finditer(text)
