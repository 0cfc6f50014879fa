"""
The roll: everybody in the lists, read bit by bit, to look people up in while the page is open.

Promises: a long list never keeps the page waiting; a search gives the first that match, and how many
there are. Never: gives out the whole list.
Fails with: MediaListError, from a list that turns out to be unreadable.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from mailer.read.lists.selection import Selected
from mailer.report.candidates import Person
from mailer.words.findings import Finding, Severity
from mailer.words.zones import TimeError, parse_zone

_FINDINGS_MAX = 50


class Roll:
    """People in the order of their lists; grows with every `read`."""

    def __init__(self, rows: Iterable[Selected | Finding], own: Iterable[Person] = ()) -> None:
        """`own`: ourselves, where no list was given."""
        self.people: list[Person] = []
        self.findings: list[Finding] = []
        """What is wrong with rows; the first of them."""
        self.rejected = 0
        self.languages: Counter[str] = Counter()
        self.complete = False
        self._rows: Iterator[Selected | Finding] = iter(rows)
        self._sought: list[str] = []
        self._numbers: dict[str, int] = {}
        self._zones: Counter[str] = Counter()
        for person in own:
            self._add(person)

    def read(self, rows: int) -> None:
        """Up to so many rows more."""
        taken = list(islice(self._rows, rows))
        self.complete = len(taken) < rows
        for row in taken:
            if isinstance(row, Selected):
                self._add(Person(row.recipient.address.key, row.recipient))
                continue
            self.rejected += row.severity is Severity.ERROR
            if len(self.findings) < _FINDINGS_MAX:
                self.findings.append(row)

    def person(self, id_: str) -> Person | None:
        """Who has this id; None where nobody read so far has it."""
        number = self._numbers.get(id_)
        return None if number is None else self.people[number]

    def find(
        self, search: str, *, language: str, trusted: bool | None, most: int
    ) -> tuple[int, list[Person]]:
        """How many match, and the first of them; every word must occur, in whatever case."""
        words = search.casefold().split()
        found = 0
        first: list[Person] = []
        for person, sought in zip(self.people, self._sought, strict=True):
            recipient = person.recipient
            if (
                (trusted is not None and recipient.trusted is not trusted)
                or (language and recipient.language != language)
                or not all(word in sought for word in words)
            ):
                continue
            found += 1
            if len(first) < most:
                first.append(person)
        return found, first

    def zones(self) -> Counter[str]:
        """The recipients' time zones, in their one spelling; what is none is left out."""
        zones: Counter[str] = Counter()
        for given, count in self._zones.items():
            try:
                zones[parse_zone(given)] += count
            except TimeError:
                continue
        return zones

    def _add(self, person: Person) -> None:
        recipient = person.recipient
        self._numbers.setdefault(person.id, len(self.people))
        self.people.append(person)
        outlet = recipient.values.get("outlet", "")
        self._sought.append(f"{recipient.name}\n{recipient.address}\n{outlet}".casefold())
        if recipient.language:
            self.languages[recipient.language] += 1
        if zone := recipient.values.get("timezone", ""):
            self._zones[zone] += 1
