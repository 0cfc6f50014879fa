"""
The release's own text once its Jinja is carried out: the same guards that its file has passed.

Promises: a line stays one line, and a subject or body that a reader would see as empty is refused with
the place in the release and the recipient it would be empty for.
Fails with: TemplateError.
"""

from collections.abc import Iterable

from mailer.read.characters import in_words, shows_nothing, unfit_in_line
from mailer.read.release import Variant
from mailer.render.slots import Slots, token_pattern
from mailer.words.errors import TemplateError


def refuse_broken_line(made: Iterable[str], variant: Variant, key: str, whom: str) -> None:
    """`made`: a line's text, and what fills its slots; a break in it would begin another header."""
    for text in made:
        if found := unfit_in_line(text):
            what = f"{key}: what Jinja prints here holds {in_words(found[0])}"
            raise _refusal(what, variant, key, whom, "Take it out.")


def slots_alone(text: str, slots: Slots, variant: Variant, key: str, whom: str) -> tuple[int, ...]:
    """The slots without which a text shows nothing; refused where it shows nothing as it is."""
    pattern = token_pattern(slots.mark)
    if not shows_nothing(pattern.sub("", text)):
        return ()
    alone = tuple(int(slot) for slot in pattern.findall(text))
    if all(shows_nothing(slots.values[slot]) for slot in alone):
        cure = f"Write a {key} that shows something."
        if alone:
            cure = 'Say what stands in where a column is empty: {{ … or "news" }}.'
        raise _refusal(f"The {key} would be empty", variant, key, whom, cure)
    return alone


def _refusal(what: str, variant: Variant, key: str, whom: str, cure: str) -> TemplateError:
    return TemplateError(
        f"{what} (rendering for {whom})." if whom else f"{what}.",
        where=f"{variant.file}, line {variant.lines.get(key, variant.body_line)}",
        cure=cure,
    )
