"""
What a person is, where it is said twice: director of the dig here, deputy director of the dig there.

Promises: only two descriptions that are the same but for deputy, acting, former and their kin are
held against each other. Never: judges a rank before a name, which custom shortens.
"""

import re
from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from mailer.read.copy.flaws import ROLE_TWO_WAYS
from mailer.read.copy.text import Copy, Passage, quoted
from mailer.words.findings import Finding

_WORD = r"[^\W\d_a-záéíóúüñ][^\W\d_]+(?:['’-][^\W\d_]+)*"
_DESCRIBED = re.compile(
    rf"(?<![\w’'-])(?P<name>{_WORD}(?: {_WORD}){{0,4}}), (?:(?:who|que|quien) (?:is|es) )?(?:also )?"
    r"(?:the |an? |our |its |el |la |su |una? )?"
    r"(?P<role>[a-záéíóúñ][^.,;:!?“”\"«»()]{4,80}?)(?=[.,;”\"»)]|$)"
)
_LESSER = re.compile(
    r"^(?:deputy|acting|interim|former|assistant|vice|co|sub|ex)[ -]?"
    r"|(?<=\w) (?:adjunt[oa]|interin[oa]|en funciones)\b"
)
_PROFESSOR = re.compile(r"^assistant prof|^(?:co|sub)[ -]?(?:author|investigator)")
"""Every assistant professor is called a professor."""


class _Described(NamedTuple):
    """A name, and what its bearer is."""

    name: tuple[str, ...]
    role: str
    passage: Passage
    at: int


def role_findings(copy: Copy) -> Iterator[Finding]:
    """Each pair of roles once, at the later one."""
    described = [each for passage in copy.text for each in _described(passage)]
    told: set[frozenset[str]] = set()
    for ours, theirs in combinations(described, 2):
        roles = frozenset((ours.role, theirs.role))
        if roles in told or not _at_odds(ours.role, theirs.role):
            continue
        if _one_person(ours.name, theirs.name, [each.name for each in described]):
            told.add(roles)
            line = theirs.passage.line_at(theirs.at)
            name = " ".join(ours.name if len(ours.name) > len(theirs.name) else theirs.name)
            facts = {"name": name, "ours": quoted(ours.role), "theirs": quoted(theirs.role)}
            yield ROLE_TWO_WAYS.found(copy.file, line, **facts)


def _described(passage: Passage) -> Iterator[_Described]:
    for match in _DESCRIBED.finditer(passage.flat):
        yield _Described(
            tuple(match["name"].split()), match["role"].strip(), passage, match.start("role")
        )


def _at_odds(ours: str, theirs: str) -> bool:
    """Whether one is the other with a word that makes it less."""
    for less, more in ((ours, theirs), (theirs, ours)):
        plain = _LESSER.sub("", less, count=1)
        if plain != less and plain == more and not _PROFESSOR.match(less):
            return True
    return False


def _one_person(
    ours: tuple[str, ...], theirs: tuple[str, ...], names: list[tuple[str, ...]]
) -> bool:
    """The same name, or a surname of which the text describes one bearer only."""
    if ours == theirs:
        return True
    short, long = sorted((ours, theirs), key=len)
    bearers = {name for name in names if len(name) > 1 and name[-len(short) :] == short}
    return bearers == {long}
