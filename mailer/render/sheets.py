"""
Style sheets and style attributes as cssutils reads them, each read once.

Reading is most of what inlining costs, and cssutils a third of what it loads. What it reads is a few
names and values, so `READ` remembers them, and may be given what an earlier run read (see
`cli/kept/styles.py`). Only where that is not enough is cssutils loaded: premailer gets a module that
does so at the first question.

Promises: what is remembered is plain (texts, numbers, tuples and lists of them), and what cssutils
would read again; at most `READ_MAX` of them. Nothing is printed, no network, no file.
Never: remembers what has a bracket in it, where an address could stand, or an @-rule. What is left are
sizes, colours and names of fonts, from templates and settings.
"""

import logging
import re
from collections.abc import Callable
from functools import lru_cache
from types import ModuleType
from typing import Any

from mailer.render.offline import no_web_client

READ: dict[object, Any] = {}
"""What was read so far; the keys hold the text."""
READ_MAX = 1000
_BESIDES = re.compile(r"[(@]")


def remembered(css: str, way: int | str, read: Callable[[], Any]) -> Any:
    """
    What was read of a text before, or now by `read`.

    `way`: a sheet's number in its page, which is part of its rules' weight, or how a style is read.
    """
    found = READ.get((css, way))
    if found is None:
        found = read()
        if not _BESIDES.search(css) and len(READ) < READ_MAX:
            READ[css, way] = found
    return found


@lru_cache(maxsize=1)
def cssutils() -> Any:
    """The reader, silent and with no property that it knows, because nothing looks at what it thinks."""
    with no_web_client():
        import cssutils as reader  # noqa: PLC0415 - 50 ms that only an unknown style needs
    reader.log.setLevel(logging.CRITICAL)
    reader.log.raiseExceptions = False
    reader.profile.removeProfile(all=True)
    return reader


@lru_cache(maxsize=1)
def sheet_parser() -> Any:
    """What reads whole sheets, and fetches none that they ask for."""
    return cssutils().CSSParser(
        loglevel=logging.CRITICAL,
        raiseExceptions=False,
        validate=False,
        fetcher=lambda _url: (None, b""),
    )


class LateReader(ModuleType):
    """What premailer holds for cssutils."""

    def __getattr__(self, name: str) -> Any:
        """The name's value in cssutils; the import machinery asks for others, which no module has."""
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(cssutils(), name)
