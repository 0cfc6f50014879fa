"""
The fixed words around a release, per language: `phrases.toml` beside this module.

Promises: every language has every phrase (a test holds it). Never: mixes two languages: a language
the table lacks gets English, whole.
"""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=1)
def all_phrases() -> Mapping[str, Mapping[str, str]]:
    """Language → key → phrase."""
    text = Path(__file__).with_name("phrases.toml").read_text("utf-8")
    table: Mapping[str, Mapping[str, str]] = tomllib.loads(text)
    return table


def phrases_for(language: str) -> Mapping[str, str]:
    """The phrases of a language tag, by its primary language."""
    table = all_phrases()
    return table.get(language.partition("-")[0].casefold(), table["en"])


def direction_of(language: str) -> str:
    """`rtl` for scripts written from right to left, else `ltr`."""
    return "rtl" if language.partition("-")[0].casefold() in {"ar", "fa", "he", "ur"} else "ltr"
