"""
How a release's text opens: which paragraph the dateline is run into.

A body may begin with a salutation ("Dear Ana,", "{{ recipient.salutation }}"). The dateline belongs
to the news, so it goes into the first paragraph after it. A first paragraph is a salutation where
it holds nothing but a recipient's values, where it is short and ends in a comma, or where it is
short, ends in a colon or an exclamation mark, and begins with a word of greeting in any language of
`phrases.toml`: "issued the following statement:" is none.

Pure. Never: changes the tokens.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from markdown_it.token import Token

from mailer.render.phrases import all_phrases
from mailer.render.slots import token_pattern

_SALUTATION_MAX = 100
"""Characters; a salutation with a long name and a title is half of that."""
_COMMAS = (",", "،")
_COLONS = (":", "!")


def opening_paragraph(tokens: Sequence[Token], mark: str) -> Token | None:
    """The text of the paragraph that the dateline is run into; None where there is none."""
    for place, token in enumerate(tokens):
        if token.type != "paragraph_open" or token.level:
            continue
        inline = tokens[place + 1]
        if not _is_salutation(inline.content, mark):
            return inline
    return None


def without_salutation(tokens: Sequence[Token], mark: str) -> list[Token]:
    """The text without the paragraphs that greet somebody before it opens; all of it where none opens."""
    opening = opening_paragraph(tokens, mark)
    kept: list[Token] = []
    greeting = False
    for place, token in enumerate(tokens):
        if opening is None or token is opening:
            return [*kept, *tokens[place:]]
        greeting = greeting or (
            token.type == "paragraph_open" and not token.level and tokens[place + 1] is not opening
        )
        if not greeting:
            kept.append(token)
        greeting = greeting and token.type != "paragraph_close"
    return kept


def _is_salutation(text: str, mark: str) -> bool:
    without_values = token_pattern(mark).sub("", text)
    if without_values != text and not any(char.isalnum() for char in without_values):
        return True
    shown = without_values.strip().strip("*_")
    if len(shown) > _SALUTATION_MAX or "\n" in shown:
        return False
    return shown.endswith(_COMMAS) or (
        shown.endswith(_COLONS) and _greetings().match(shown) is not None
    )


@lru_cache(maxsize=1)
def _greetings() -> re.Pattern[str]:
    words = "|".join(each["salutations"] for each in all_phrases().values())
    return re.compile(rf"(?:{words})\b", re.IGNORECASE)
