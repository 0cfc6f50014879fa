"""
Words that betray an unfinished text: sentences that break off, abbreviations that do not fit their
names or are spelled two ways.

Promises: near-zero false alarms; what could be meant is left alone. Never: reads a dictionary.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import product

from mailer.read.copy.flaws import DANGLING_END, MIXED_SPELLING, WRONG_GLOSS
from mailer.read.copy.lists import word_list
from mailer.read.copy.text import FILLED_IN, Copy, Passage, listed, quoted
from mailer.words.findings import Finding

_BREAKS_OFF = re.compile(
    r"\s(?:the|an|and|or|of|with|that|will|is|are|de|la|el|los|las|y|que|para|con|una?|del|al|se|su"
    r"|(?<!vitamin )(?<!vitamina )(?<!letter )(?<!letra )(?<!plan )(?<!grupo )a)$"
)
_NO_END = re.compile(
    r"(?<!et)(?<!eje)(?<!letra)(?<!variable)\s(?:the|an|and|our|my|your|their|every|y|del|al"
    r"|(?:a|con|de|desde|en|entre|hacia|hasta|para|por|sin|sobre) (?:el|la|los|las))\.$"
)
"""Nothing can end with these, not even with a full stop."""
_BARE_SPANISH = re.compile(
    r"(?<!no)(?<!que)(?<!se)(?<!el)"
    r"(?<!un)(?<!su)(?<!cada)(?<!del)(?<!lo)(?<!al)\s"
    r"(?:en|por|desde|hasta|sobre|sin|entre|hacia|según|ante|tras|mediante|durante|o|u|ni)$"
)
"""Spanish leaves no preposition behind; a letter, an envelope and forms of verbs are none."""
_BARE_ENGLISH = re.compile(
    r"\b(?:(?:is|are|was|were|been) (?:also |now |only )?(?:held|available|located|published|booked"
    r"|hosted|presented|ordered|purchased|bought|downloaded|scheduled|unveiled|sold|reached|performed"
    r"|staged|released|opened|signed|led|run|written|organi[sz]ed|funded|supported|sponsored|owned"
    r"|created|designed|built|founded) (?:at|in|on|from|by|between|until|to)"
    r"|(?:takes? place|took place|begins?|starts?|opens?|closes?|ends?) (?:at|until|between)"
    r"|(?:takes?|took) place (?:in|on|from)"
    r"|(?i:according|thanks|due|owing|prior|in (?:addition|order|response|relation|contrast)"
    r"|with (?:regard|respect)) to"
    r"|(?:because|although|unless|whereas|than|despite|via|our|my|your|their|every))$"
)
"""A phrasal verb and a clause without its which may leave a preposition behind: only these may not."""
_LEFT_BEHIND = re.compile(
    r"\b(?:what|which|that|who|whom|whose|where|when|how|whatever|wherever)\b"
    r"|\b(?:place|time|day|date|hour|hall|house|room|town|city|building|stage|theatre|pier|boat)s?"
    r" (?:the|an?|it|they|we|you|he|she|I|his|her|its|our|their|most)\b"
    r"|\b(?:I|we|they|you|he|she|it) (?:is|are|was|were|(?:has|have|had) been) "
)
_NEVER_ALONE = re.compile(
    r"(?i:according|thanks|due|owing|prior) to$|place (?:at|in|on|from)$|(?:open|begin|start|end)s? at$"
)
_STRANDED_MIN = 10
"""Words of a paragraph of one sentence; a shorter one may be a heading that leaves out its which."""
_ITEM_MAX = 8
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


def dangling_findings(copy: Copy) -> Iterator[Finding]:
    """Paragraphs that announce an address and end."""
    for group in (copy.body, copy.apart):
        for passage, following in zip(group, (*group[1:], None), strict=False):
            text = passage.text.rstrip()
            match = _ANNOUNCES.search(text)
            # Two fields do not answer each other; passages of one field share its line.
            apart = group is copy.apart and following and following.line != passage.line
            after = None if apart else following
            if match is None:
                if _breaks_off(text, after, copy.language):
                    line = passage.line_at(len(text))
                    yield DANGLING_END.found(copy.file, line, text=quoted(text[-30:]))
                continue
            if not _answered(match["end"], after):
                line = passage.line_at(match.start())
                yield DANGLING_END.found(copy.file, line, text=quoted(match[0]))


def _breaks_off(text: str, following: Passage | None, language: str) -> bool:
    """Whether the last word of a paragraph cannot be its last."""
    words = text.split()
    if len(words) < _BROKEN_MIN or text.endswith(_LISTS_ON):
        return False
    if _BREAKS_OFF.search(text) or _NO_END.search(text):
        return True
    after = following.start if following else ""
    if after and (not after[0].isupper() or len(after.split()) <= _ITEM_MAX):
        return False  # the list or the address that it leads to
    if language.startswith("es"):
        return bool(_BARE_SPANISH.search(text))
    return bool(_BARE_ENGLISH.search(text)) and not _is_stranded(text)


def _is_stranded(text: str) -> bool:
    """Whether the preposition can belong to words before it: `the place it was held in`."""
    sentence = re.split(r"[.!?]\s", text)[-1]
    at_a_place = re.search(r" (?:at|in|on|from|to)$", text) and not _NEVER_ALONE.search(text)
    alone = at_a_place and sentence == text and len(text.split()) < _STRANDED_MIN
    return bool(alone) or bool(_LEFT_BEHIND.search(sentence))


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
