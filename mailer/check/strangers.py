"""
Checks for parts that belong to another release: somebody else's boilerplate, another news' subject.

Promises: a part that shares a name with the release is its own; a parent's or a partner's boilerplate
is left alone unless it is of the very sort of the sender. Never: judges a subject that only plays with
words.
"""

import re
from collections.abc import Iterator

from mailer.check.flaws.of_agreement import OTHER_BOILERPLATE, OTHER_SUBJECT
from mailer.check.subject import Subject
from mailer.read.copy.lists import word_list
from mailer.read.copy.text import quoted
from mailer.read.draft.words import folded
from mailer.words.findings import Finding

_CAPITAL = r"[A-ZÁÉÍÓÚÑ][^\W\d_]*(?:['’-][^\W\d_]+)*"
_NAME = rf"{_CAPITAL}(?: (?:(?:of|the|and|for|de|del|la|las|los|el|y|&) ){{0,2}}{_CAPITAL}){{1,6}}"
_BEGINS = re.compile(
    rf"(?:About |Acerca de |Sobre )?(?:The |El |La |Los |Las )?(?P<name>{_NAME})"
    r"(?: \([^)]{2,20}\))?,? [a-zé]"
)
_RUN = re.compile(rf"(?<![\w’'-]){_NAME}")
_ARTICLES = ("the", "el", "la", "los", "las", "de", "del", "of", "and", "for", "y")
_SORTS = (
    "athletic rovers united fc cf wanderers albion deportivo atletico hotspur rangers harriers club afc",
    "museum museo gallery galeria",
    "hospital hospice clinic clinica hospicio",
    "university universidad college",
    "school academy escuela colegio",
    "opera theatre theater teatro orchestra orquesta ballet philharmonic filarmonica",
    "council ayuntamiento municipalidad alcaldia county",
    "bank banco",
    "airport aeropuerto airlines aerolineas",
    "library biblioteca",
    "zoo zoologico aquarium acuario",
    "festival",
)
"""Words for organisations of one sort; a club does not print another club's boilerplate."""
_STEM = 5
_LETTERS_MIN = 4
_WORDS_MIN = 4


def other_boilerplate(subject: Subject) -> Iterator[Finding]:
    """A boilerplate about an organisation of the sender's sort, of which the release never speaks."""
    variant = subject.variant
    match = _BEGINS.match(" ".join(variant.boilerplate.split()).lstrip("*_# "))
    if match is None:
        return
    name, rest = match["name"], _rest(subject)
    own = [word for word in _words(name) if word not in _generic()]
    joined = _joined(rest)
    if (
        not own
        or any(word in joined for word in own)
        or _initials(name) in re.findall(r"\w+", rest)
    ):
        return
    about = _joined(variant.boilerplate)
    news = _joined(_news(subject))
    for sender in _senders(subject):
        theirs = [word for word in _words(sender) if word not in _generic()]
        told = theirs and all(word in news for word in theirs)
        if told and _sorts(sender) & _sorts(name) and not any(word in about for word in theirs):
            facts = {"name": quoted(name), "sender": quoted(sender)}
            line = subject.line_of("boilerplate")
            yield OTHER_BOILERPLATE.found(variant.file, line, **facts)
            return


def _senders(subject: Subject) -> Iterator[str]:
    """The names of organisations for which the press contacts speak, and the settings' own."""
    for contact in subject.variant.contacts:
        for text in (contact.role, contact.name):
            yield from (match[0] for match in _RUN.finditer(text))
    yield subject.organisation.name


def _news(subject: Subject) -> str:
    copy = subject.copy
    return " ".join(passage.flat for passage in (*copy.titles, *copy.body))


def _rest(subject: Subject) -> str:
    """All that the release says but for its boilerplate."""
    variant = subject.variant
    contacts = (f"{each.name} {each.role} {each.email}" for each in variant.contacts)
    images = (f"{each.alt} {each.caption} {each.credit}" for each in variant.images)
    files = (each.title for each in variant.attachments)
    sources = (variant.body, variant.ed_note, variant.located, subject.organisation.name)
    return " ".join((_news(subject), *contacts, *images, *files, *sources))


def _words(name: str) -> list[str]:
    return [word for word in re.findall(r"[^\W\d_]+", folded(name)) if word not in _ARTICLES]


def _joined(text: str) -> str:
    """Only the letters, so that an address holds the name it is made of."""
    return "".join(re.findall(r"[^\W_]", folded(text)))


def _initials(name: str) -> str:
    return "".join(re.findall(r"\b[A-ZÁÉÍÓÚÑ]", name))


def _generic() -> frozenset[str]:
    return frozenset(" ".join(_SORTS).split()) | frozenset(word_list("no_own_name"))


def _sorts(name: str) -> set[int]:
    words = set(_words(name))
    return {at for at, sort in enumerate(_SORTS) if words & set(sort.split())}


def other_subject(subject: Subject) -> Iterator[Finding]:
    """A subject that names the sender, or people, and shares nothing of substance with the release."""
    variant = subject.variant
    if not variant.subject or "{" in variant.subject or subject.release.corrects:
        return
    ours = _stems(f"{variant.headline} {variant.subhead} {variant.preheader} {variant.body}")
    senders = _stems(f"{variant.boilerplate} {subject.organisation.name} {variant.located}")
    senders |= _stems(" ".join(f"{each.role} {each.email}" for each in variant.contacts))
    words = re.findall(r"[^\W_]+", variant.subject)
    content = [word for word in words if _counts(word) and not _stems(word) & senders]
    small = any(word[0].islower() for word in words if len(word) > _LETTERS_MIN)
    names = [word for word in content if word[0].isupper() and word is not words[0] and small]
    weak = word_list("in_any_news")
    shared = any(
        word.isdigit() or (_stems(word) & ours and folded(word) not in weak) for word in content
    )
    whose = bool(names) or bool(_stems(variant.subject) & senders)
    if len(content) >= _WORDS_MIN and whose and not shared:
        line = subject.line_of("subject")
        yield OTHER_SUBJECT.found(variant.file, line, text=quoted(variant.subject))


def _counts(word: str) -> bool:
    return word.isdigit() or (
        len(word) >= _LETTERS_MIN and folded(word) not in word_list("no_substance")
    )


def _stems(text: str) -> set[str]:
    """The beginnings of all words of some length, so that an ending makes no difference."""
    words = re.findall(r"[^\W_]+", folded(text))
    return {word[:_STEM] for word in words if len(word) >= _LETTERS_MIN or word.isdigit()}
