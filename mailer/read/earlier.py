"""
Another release of the workspace, as far as a new one may have been made from it: its first words.

Promises: a file that is no release, or cannot be read, is passed over. Never: reads Markdown or Jinja.
"""

import re
from typing import NamedTuple

from mailer.read.copy.text import FILLED_IN

OPENING_MIN = 80
"""Characters that a paragraph must have to count as one: a greeting or a heading is none."""
_FRONT = re.compile(
    r"\A---\r?\n(?P<front>.*?)^---[ \t]*\r?\n(?P<body>.*)\Z", re.DOTALL | re.MULTILINE
)
_HEADLINE = re.compile(r"^headline:[ \t]*(?P<text>.*)$", re.MULTILINE)
_JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_BLANK_LINES = re.compile(r"\n[ \t]*\r?\n")


class Earlier(NamedTuple):
    """What is compared of another release; both texts as `told` gives them."""

    file: str
    headline: str
    opening: str


def told(text: str) -> str:
    """
    The words alone, so that line breaks, capitals and what is filled in make no difference.

    >>> told("The  Quay opens, {{ recipient.name }}.")
    'the quay opens, .'
    """
    return " ".join(_JINJA.sub("", text).replace(FILLED_IN, "").casefold().split()).strip("\"'“”")


def read_earlier(file: str, text: str) -> Earlier | None:
    """A release file's first words; None where it has none."""
    parts = _FRONT.match(text)
    if parts is None:
        return None
    headline = _HEADLINE.search(parts["front"])
    paragraphs = (told(each) for each in _BLANK_LINES.split(parts["body"]))
    opening = next((each for each in paragraphs if len(each) >= OPENING_MIN), "")
    return Earlier(file, told(headline["text"]) if headline else "", opening)
