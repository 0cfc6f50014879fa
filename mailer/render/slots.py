"""
Slots: the places of a rendered text that are one recipient's alone.

A recipient's values enter Jinja as `Field`s. A field compares, iterates and filters as the text it
is; only where it is *printed* does an opaque token stand in for it, and its value goes to the list
of this rendering's slots. So templates are ordinary Jinja, while the text around the tokens is the
same for everybody who takes the same path through them.

Promises: a token is ASCII letters and digits, which HTML and CSS parsers, URL escaping, Markdown
and Jinja's own escaping leave as they are; no value can forge one.
Fails with: ValueError where a value holds the mark that tokens begin with.
"""

import re
from dataclasses import dataclass, field

from markupsafe import Markup, escape


class Field(str):
    """A text that depends on the recipient. Behaves as the text; printed, it becomes a slot."""

    __slots__ = ()


@dataclass(slots=True)
class Slots:
    """The slots of one rendering, in the order in which they were printed."""

    mark: str
    """What every token begins with; ASCII letters and digits that occur in no source."""
    values: list[str] = field(default_factory=list)

    def take(self, value: str) -> str:
        """The token that stands for `value` from here on."""
        if self.mark in value:
            raise ValueError("a value holds the mark of this rendering's slots")
        self.values.append(str(value))
        return f"{self.mark}{len(self.values) - 1:04d}z"

    def fill(self, text: str) -> str:
        """The text with every token replaced by its value as it is, unescaped."""
        if self.mark not in text:
            return text
        return token_pattern(self.mark).sub(lambda match: self.values[int(match[1])], text)

    def fill_html(self, text: str) -> str:
        """The same for HTML whose style attributes hold no token: values are escaped."""
        return token_pattern(self.mark).sub(
            lambda match: str(escape(self.values[int(match[1])])), str(text)
        )


def token_pattern(mark: str) -> re.Pattern[str]:
    """Matches one token of `mark`; group 1 is the slot's number."""
    return re.compile(re.escape(mark) + r"(\d{4,})z")


def as_field(value: object) -> object:
    """The same value with every text in it a field; other things as they are."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return Field(value)
    if isinstance(value, tuple | list):
        return [as_field(each) for each in value]
    return value
