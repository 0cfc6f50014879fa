"""
A whole sentence that was left in the other language: an English one in a Spanish text, a Spanish one in
an English text.

Promises: a sentence is judged by its small words alone, and only where the text around it is in its own
language. Never: says anything of quotations, titles, references, notices for readers of the other
language, or of a release that stands there in both.
"""

import re
from collections.abc import Iterator

from mailer.read.copy.flaws_of_figures import OTHER_LANGUAGE
from mailer.read.copy.lists import word_list
from mailer.read.copy.text import FILLED_IN, Copy, quoted
from mailer.words.findings import Finding

_SENTENCE = re.compile(r"(?:^|(?<=[.!?] ))[A-ZÁÉÍÓÚÑ¿¡][^.!?]{24,400}[.!?](?=\s|$)")
_WORD = re.compile(r"[^\W\d_]+")
_TELLS_ENGLISH = re.compile(
    r"\b(?:will|has|have|had|is|are|was|were|can|must|should|would|been|be|does|do|did)\b"
)
_TELLS_SPANISH = re.compile(
    r"\b(?:es|son|fue|fueron|era|eran|ha|han|hay|está|están|será|serán|se|puede|pueden|tiene|tienen|debe"
    r"|deben|[a-z]{2,16}(?:[aei]rán?|ó|aron|ieron))\b"
)
_NO_LEFT_OVER = re.compile(
    r"(?i)[“”«»\"@*•|]|https?:|www\.|\d{4,}[-.]?\d{3}|\d{3}[ .-]\d{3,4}|\bdoi\b|\bet al\b|\bvol\b"
    r"|\bISBN\b|\((?:19|20)\d\d\)|english|spanish|ingl[eé]s|español|castellan|biling|se habla"
    r"|translat|traduc"
)
"""Quotations, addresses, numbers to call, references, and a word about languages."""
_SMALL_MIN = 3
_WORDS_MIN = 6
_AROUND_MIN = 3
"""Sentences of the text in its own language for one that is not; fewer, and it is bilingual."""


def foreign_sentences(copy: Copy) -> Iterator[Finding]:
    """One or two sentences, in a text whose others are all in its own language."""
    language = copy.language[:2]
    if language not in ("en", "es"):
        return
    ours, foreign = 0, []
    for passage in copy.text:
        for match in _SENTENCE.finditer(passage.flat):
            told = _tongue(match[0])
            ours += told == language
            if told and told != language:
                foreign.append((passage, match))
    if not foreign or ours < _AROUND_MIN * len(foreign):
        return
    for passage, match in foreign:
        if not _NO_LEFT_OVER.search(passage.flat) and FILLED_IN not in passage.flat:
            line = passage.line_at(match.start())
            shown = "Spanish" if language == "en" else "English"
            yield OTHER_LANGUAGE.found(copy.file, line, text=quoted(match[0]), language=shown)


def _tongue(sentence: str) -> str:
    """The language of a sentence by its small words; "" where they are few, mixed, or tell of nothing."""
    sentence = sentence[0].lower() + sentence[1:]
    words = _WORD.findall(sentence)
    english, spanish = (
        {word for word in words if word in word_list(name)}
        for name in ("small_english", "small_spanish")
    )
    if len(words) < _WORDS_MIN or (english and spanish):
        return ""
    if len(english) >= _SMALL_MIN and _TELLS_ENGLISH.search(sentence):
        return "en"
    return "es" if len(spanish) >= _SMALL_MIN and _TELLS_SPANISH.search(sentence) else ""
