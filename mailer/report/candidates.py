"""
Candidates: whose message is worth a look, because it is the likeliest to come out wrong.

Promises: one pass over the recipients, one after the other, keeps only those picked; the order is
the same for the same lists. Never: renders; `Signatures` says whose rendering could differ.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from mailer.read.recipient import Recipient

_LANGUAGES_MAX = 12
_VALUES_MAX = 40
"""A column with more different values than this is told apart by whether it is filled in."""
_SIGNATURES_MAX = 240
_MARKUP = re.compile(r"[<>{}\[\]`]|&[a-z#]")
_FROM_THE_RIGHT = frozenset(("R", "AL"))


@dataclass(frozen=True, slots=True)
class Person:
    """A recipient as the preview names them."""

    id: str
    """The same as long as the address is; never a path."""
    recipient: Recipient

    def value(self, column: str) -> str:
        """What a template sees under the column's name."""
        if column == "name":
            return self.recipient.name
        if column == "email":
            return str(self.recipient.address)
        return self.recipient.values.get(column, "")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody worth a look, and why."""

    person: Person
    reasons: tuple[str, ...]


@dataclass(slots=True)
class WorstCases:
    """Picks candidates as the recipients pass by. `columns`: those that the release uses."""

    columns: tuple[str, ...]
    _longest: int = 0
    _picked: dict[str, Person] = field(default_factory=dict)
    """Reason → who."""

    def see(self, person: Person) -> None:
        """One more recipient; only the first of each reason is kept, and the longest name."""
        recipient = person.recipient
        if len(recipient.name) > self._longest:
            self._longest = len(recipient.name)
            self._picked["longest name"] = person
        for column in self.columns:
            if not person.value(column):
                self._keep(f"no {column}", person)
        shown = f"{recipient.name}{recipient.values.get('outlet', '')}"
        if not shown.isascii():
            direction = any(map(_reads_from_right, shown))
            self._keep("right to left" if direction else "beyond ASCII", person)
        if _MARKUP.search(shown):
            self._keep("looks like code", person)
        if recipient.text_only:
            self._keep("plain text only", person)
        if recipient.trusted:
            self._keep("trusted", person)
        if recipient.language and sum("language" in reason for reason in self._picked) < (
            _LANGUAGES_MAX
        ):
            self._keep(f"language {recipient.language}", person)

    def see_wording(self, person: Person) -> None:
        """The first recipient of one more distinct message."""
        number = 1 + sum(reason.startswith("wording ") for reason in self._picked)
        self._keep(f"wording {number}", person)

    def candidates(self) -> tuple[Candidate, ...]:
        """Everybody picked, with all their reasons, the likeliest to be wrong first."""
        reasons: dict[str, list[str]] = {}
        people: dict[str, Person] = {}
        for reason, person in sorted(self._picked.items(), key=lambda item: _rank(item[0])):
            reasons.setdefault(person.id, []).append(reason)
            people[person.id] = person
        return tuple(Candidate(people[id_], tuple(why)) for id_, why in reasons.items())

    def _keep(self, reason: str, person: Person) -> None:
        self._picked.setdefault(reason, person)


_RANKS = ("longest", "no ", "right to left", "beyond", "looks", "plain", "wording", "trusted")


def _rank(reason: str) -> int:
    """Where a reason stands; languages come last."""
    return next((at for at, word in enumerate(_RANKS) if reason.startswith(word)), len(_RANKS))


def _reads_from_right(char: str) -> bool:
    return unicodedata.bidirectional(char) in _FROM_THE_RIGHT


class Signatures:
    """Tells recipients apart by what could lead the release's logic another way."""

    def __init__(self, columns: Iterable[str]) -> None:
        """`columns`: those that the release uses."""
        self._values: dict[str, set[str]] = {column: set() for column in sorted(columns)}
        self._seen: set[tuple[object, ...]] = set()

    def is_new(self, person: Person) -> bool:
        """Whether nobody like this person has passed by; bounded, so that long lists stay quick."""
        if len(self._seen) >= _SIGNATURES_MAX:
            return False
        recipient = person.recipient
        signature: tuple[object, ...] = (
            recipient.language,
            recipient.text_only,
            recipient.trusted,
            *(self._sort_of(column, person.value(column)) for column in self._values),
        )
        if signature in self._seen:
            return False
        self._seen.add(signature)
        return True

    def _sort_of(self, column: str, value: str) -> object:
        values = self._values[column]
        if len(values) < _VALUES_MAX:
            values.add(value)
        return value if value in values and len(values) < _VALUES_MAX else bool(value)
