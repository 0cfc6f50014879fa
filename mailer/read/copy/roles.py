"""
What a person is, where it is said twice: director of the dig here, deputy director of the dig there.

Promises: only two descriptions that are the same but for deputy, acting, former and their kin are
held against each other. Never: judges a rank before a name, which custom shortens.
"""

import re
from collections.abc import Iterator
from itertools import product
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


_Name = tuple[str, ...]


class _Described(NamedTuple):
    """A name, and what its bearer is."""

    name: _Name
    role: str
    line: int
    at: int
    """Where the role begins in its passage."""


def role_findings(copy: Copy) -> Iterator[Finding]:
    """Each pair of roles once, at the later one."""
    by_role: dict[str, dict[_Name, _Described]] = {}
    bearers: dict[_Name, set[_Name]] = {}
    for each in (each for passage in copy.text for each in _described(passage)):
        by_role.setdefault(each.role, {}).setdefault(each.name, each)
        for at in range(len(each.name) if len(each.name) > 1 else 0):
            bearers.setdefault(each.name[at:], set()).add(each.name)
    for role, lesser in by_role.items():
        whole = by_role.get(_without_lesser(role), {})
        pairs = product(lesser.values(), whole.values())
        found = next((pair for pair in pairs if _one_person(*pair, bearers)), None)
        if found:
            ours, theirs = sorted(found, key=lambda each: (each.line, each.at))
            name = " ".join(ours.name if len(ours.name) > len(theirs.name) else theirs.name)
            facts = {"name": name, "ours": quoted(ours.role), "theirs": quoted(theirs.role)}
            yield ROLE_TWO_WAYS.found(copy.file, theirs.line, **facts)


def _described(passage: Passage) -> Iterator[_Described]:
    for match in _DESCRIBED.finditer(passage.flat):
        at = match.start("role")
        name = tuple(match["name"].split())
        yield _Described(name, match["role"].strip(), passage.line_at(at), at)


def _without_lesser(role: str) -> str:
    """The role without the word that makes it less; "" where it has none that counts."""
    plain = _LESSER.sub("", role, count=1)
    return "" if plain == role or _PROFESSOR.match(role) else plain


def _one_person(ours: _Described, theirs: _Described, bearers: dict[_Name, set[_Name]]) -> bool:
    """The same name, or a surname of which the text describes one bearer only."""
    if ours.name == theirs.name:
        return True
    short, long = sorted((ours.name, theirs.name), key=len)
    return bearers.get(short) == {long}
