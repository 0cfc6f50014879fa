"""
Paths: renderings remembered by the answers that led to them, so that templates run once per path.

A recipient whose answers were all given before gets the remembered text, and only the slots are his
own. The questions stand in a tree, in the order in which rendering asked them, so that only those
that matter for this recipient are asked.

Promises: memory stays flat; where there are more paths than can be kept, all are forgotten and found
again.
Never: decides by a value that no question asked about.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field

from mailer.read.characters import shows_nothing
from mailer.render.printable import is_suspect
from mailer.render.questions import (
    Answers,
    Asked,
    Expression,
    Inquiry,
    Line,
    Question,
    came_out,
)
from mailer.render.slots import Slots

PATHS_MAX = 200


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Pattern:
    """What all recipients on one path share: their rendering with slots open. Equal only to itself."""

    subject: str
    html: str
    text: str
    text_only: bool
    recipes: tuple[str | Question | Line, ...] = ()
    """What fills each slot; a text is the same for everybody on this path."""
    lines: tuple[tuple[str, str], ...] = ()
    """Name and text, slots open, of the lines that a recipe may name."""
    alone: tuple[tuple[int, ...], ...] = ()
    """Slots around which nothing stands: where all of them are empty, so is the subject or the body."""


@dataclass(slots=True)
class _Fork:
    asked: Asked
    branches: dict[object, "_Fork | Pattern"] = field(default_factory=dict)


@dataclass(slots=True)
class Paths:
    """The paths of one release through its templates."""

    _roots: dict[Hashable, _Fork | Pattern] = field(default_factory=dict)
    _kept: int = 0

    def find(self, start: Hashable, answers: Answers) -> Pattern | None:
        """The pattern these answers lead to; None where nobody has given them before."""
        place = self._roots.get(start)
        while isinstance(place, _Fork):
            question, way = place.asked
            place = place.branches.get(came_out(way, answers.answer(question)))
        return place

    def keep(self, start: Hashable, inquiry: Inquiry, pattern: Pattern) -> None:
        """Remember where the answers of a rendering led."""
        if not inquiry.repeatable:
            return
        if self._kept >= PATHS_MAX:
            self._roots.clear()
            self._kept = 0
        self._kept += 1
        branches, answer = self._roots, start
        for asked, next_answer in inquiry.asked.items():
            fork = branches.setdefault(answer, _Fork(asked))
            assert isinstance(fork, _Fork), "the same answers lead to the same question"
            assert fork.asked == asked, "the same answers lead to the same question"
            branches, answer = fork.branches, next_answer
        branches[answer] = pattern


def fill_slots(pattern: Pattern, answers: Answers, mark: str) -> tuple[str, ...]:
    """
    One recipient's values for a pattern's slots.

    ValueError where one holds the mark, or where rendering must say what is wrong with them.
    """
    values: list[str] = []
    for recipe in pattern.recipes:
        if isinstance(recipe, str):
            values.append(recipe)
        elif isinstance(recipe, Line):
            values.append(Slots(mark, values).fill(dict(pattern.lines)[recipe.name]))
        else:
            values.append(text := answers.text(recipe))
            if recipe.__class__ is Expression and is_suspect(text):
                raise ValueError("a value must be looked at where it is printed")
    if mark in "\n".join(values):
        raise ValueError("a value holds the mark of this rendering's slots")
    if pattern.alone and any(
        all(shows_nothing(values[slot]) for slot in slots) for slots in pattern.alone
    ):
        raise ValueError("the subject or the body would be empty")
    return tuple(values)
