"""
Languages, as people write them in a cell or in front matter, in the one spelling of BCP 47.

Promises: `English`, `español`, `es_MX` and `ES-mx` become `en`, `es`, `es-MX`; anything else is
refused. Never: takes a country for a language, or a first letter for a word.
Fails with: LanguageError, a sentence and a cure.
"""

import re
import unicodedata
from functools import lru_cache

_TAG = re.compile(
    r"(?P<language>[a-z]{2,3})(?:[-_](?P<script>[a-z]{4}))?(?:[-_](?P<region>[a-z]{2}|\d{3}))?",
    re.ASCII,
)
_CODES = frozenset(
    # ISO 639-1, and of ISO 639-3 what readers of the press write that has no code of two letters
    """aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da
    de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz
    ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln
    lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi
    pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti
    tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
    arz ast ceb ckb fil fur gsw haw hsb mam nah nds quc sah scn tzo wuu yua yue zap""".split()  # noqa: SIM905 - two hundred quoted codes would hide the list
)
_NAMES = {
    "en": "english ingles anglais englisch",
    "es": "spanish espanol castellano espagnol spanisch castilian",
    "fr": "french frances francais franzosisch",
    "de": "german aleman allemand deutsch",
    "pt": "portuguese portugues portugais portugiesisch",
    "it": "italian italiano italien italienisch",
    "ca": "catalan catala katalanisch",
    "eu": "basque vasco euskera euskara",
    "gl": "galician gallego galego",
    "nl": "dutch neerlandes holandes neerlandais niederlandisch nederlands",
    "pl": "polish polaco polonais polnisch polski",
    "ru": "russian ruso russe russisch",
    "uk": "ukrainian ucraniano ukrainien ukrainisch",
    "ar": "arabic arabe arabisch",
    "zh": "chinese chino chinois chinesisch mandarin",
    "ja": "japanese japones japonais japanisch",
    "ko": "korean coreano coreen koreanisch",
    "tr": "turkish turco turc turkisch",
    "el": "greek griego grec griechisch",
    "sv": "swedish sueco suedois schwedisch svenska",
    "da": "danish danes danois danisch dansk",
    "nb": "norwegian noruego norvegien norwegisch norsk",
    "fi": "finnish fines finnois finnisch suomi",
    "ht": "haitian creole kreyol",
}
_BY_NAME = {name: code for code, names in _NAMES.items() for name in names.split()}
LANGUAGE_CURE = "Write a code such as en, es or es-MX, or the name in English."


def english_name(tag: str) -> str:
    """
    What a language is called in English; the tag itself where it has no name here.

    >>> english_name("es-MX"), english_name("quc")
    ('Spanish', 'quc')
    """
    names = _NAMES.get(tag.partition("-")[0])
    return names.split()[0].title() if names else tag


class LanguageError(ValueError):
    """Why a text names no language; a sentence. The cure is always LANGUAGE_CURE."""


@lru_cache(maxsize=1024)
def parse_language(text: str) -> str:
    """
    The tag of a language (BCP 47, RFC 5646 2.1.1 for its capitals).

    >>> parse_language("es_mx"), parse_language("Español")
    ('es-MX', 'es')
    """
    fold = unicodedata.normalize("NFKD", text.strip().casefold())
    plain = "".join(char for char in fold if not unicodedata.combining(char))
    if plain in _BY_NAME:
        return _BY_NAME[plain]
    match = _TAG.fullmatch(plain)
    if match is None or match["language"] not in _CODES:
        raise LanguageError(f'"{text.strip()[:40]}" is not a language.')
    script, region = match["script"] or "", match["region"] or ""
    parts = (match["language"], script.title(), region.upper())
    return "-".join(part for part in parts if part)
