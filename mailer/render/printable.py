r"""
What may be printed: text, numbers and markup, and no sign that must not leave.

The guards that a release's own characters pass are asked again of what its Jinja makes, because
`{{ "\x00" }}` holds no NUL until it is carried out.

Fails with: PrintError; `located` turns it into TemplateError with file and line.
"""

from typing import Any

from jinja2 import Undefined

from mailer.read.characters import bidi_control, forbidden_in_text, in_words, unfit_in_line


class PrintError(ValueError):
    """What is printed here cannot stand in a message; the sentence says why, and what to write."""


def refuse_insides(value: Any) -> None:
    """PrintError for what is neither text nor a number: readers would see the insides of a program."""
    if value is None:
        raise PrintError(
            "This expression has no value to print; say what stands in for it: "
            '{{ … or "colleague" }}.'
        )
    if isinstance(value, bool):
        raise PrintError(
            'This is a yes or a no, not a text; write {{ "one" if … else "the other" }}.'
        )
    # `{{ "x" if … }}` without an else is undefined, and prints nothing.
    if not isinstance(value, str | int | float | Undefined):
        raise PrintError(
            "Only text and numbers can be printed, and this is neither; name one value of it, such "
            'as {{ release.headline }}, or join a list: {{ … | join(", ") }}.'
        )


def refuse_signs(text: str, *, copy: bool) -> None:
    """PrintError for a control character or a lost letter; in `copy`, for a turned direction too."""
    if found := forbidden_in_text(text) or (bidi_control(text) if copy else None):
        raise PrintError(f"What is printed here holds {in_words(found[0])}; take it out.")


def is_suspect(value: str) -> bool:
    """Whether a value must be looked at where it is printed; of nearly all it is known at once."""
    if value.isascii() and value.isprintable():
        return False
    return unfit_in_line(value) is not None
