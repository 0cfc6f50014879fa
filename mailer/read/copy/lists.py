"""
The copy desk's lists of words, read once from lists.toml beside this file.

Never: looks at a file of the press office; the words are part of the program.
"""

import tomllib
from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=1)
def _lists() -> dict[str, str]:
    data = Path(__file__).with_name("lists.toml").read_text("utf-8")
    return tomllib.loads(data)


@lru_cache(maxsize=32)
def word_list(name: str) -> tuple[str, ...]:
    """
    The words of one list, in their order.

    >>> word_list("tens")[0]
    'twenty'
    """
    return tuple(_lists()[name].split())
