"""
Domains that look like another one: letters of two scripts in a label, or a label of look-alikes.

Promises: an ordinary domain in one script, `bücher.example` or `例子.example`, is not suspected.
Never: decides; it is a person's to look (Unicode TR 39 has the whole subject).
"""

import unicodedata

_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE")
_LIKE_LATIN = frozenset("асԁеһіјӏорԛѕԝхуѵονιρυκօսոց")
"""Cyrillic, Greek and Armenian letters that most fonts draw like a Latin one."""


def looks_like_another(domain: str) -> bool:
    r"""
    Whether a domain, as people see it, could be taken for another.

    >>> looks_like_another("bücher.example"), looks_like_another("\u0430pple.example")
    (False, True)
    """
    return any(_suspect(label) for label in domain.split(".") if not label.isascii())


def _suspect(label: str) -> bool:
    letters = [char for char in label if char.isalpha()]
    scripts = {_script(char) for char in letters} - {""}
    return len(scripts) > 1 or all(char in _LIKE_LATIN for char in letters)


def _script(char: str) -> str:
    """The script of a letter, of those that look alike; "" for any other."""
    word = unicodedata.name(char, "").partition(" ")[0]
    return word if word in _SCRIPTS else ""
