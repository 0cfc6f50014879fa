"""
Packing: what a page carries inside itself, as JSON that can end no element.

Promises: texts that share lines are kept as numbers into one table of lines, so that many messages
of one skeleton weigh little more than one.
"""

import base64
import hashlib
import json
from importlib.resources import files


class Lines:
    """A table of lines; each is kept once."""

    def __init__(self) -> None:
        """Empty."""
        self._numbers: dict[str, int] = {}

    def numbers_of(self, text: str) -> list[int]:
        """The text's lines, as their numbers in the table; none for an empty text."""
        if not text:
            return []
        numbers = self._numbers
        return [numbers.setdefault(line, len(numbers)) for line in text.split("\n")]

    @property
    def table(self) -> list[str]:
        """All lines, in the order of their numbers."""
        return list(self._numbers)


def packed(document: object) -> str:
    r"""
    Compact JSON to stand inside a script element.

    >>> packed({"name": "</script>"})
    '{"name":"\\u003c/script>"}'
    """
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    # "<" is written as an escape so that neither </script> nor <!-- can stand in the page.
    return text.replace("<", "\\u003c")


def seal(script: str) -> str:
    """What a content security policy calls this one script: `sha256-…`."""
    digest = hashlib.sha256(script.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"


def page_file(*names: str) -> str:
    """Scripts or styles of this package, one after the other."""
    folder = files("mailer.report")
    return "".join(folder.joinpath(name).read_text("utf-8") for name in names)
