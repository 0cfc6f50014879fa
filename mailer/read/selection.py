"""
A selection: several media lists become the recipients of one distribution, each address once.

Promises: the first list that has an address decides about it, its row and its trust; then the
excluded are left out, then those that a tag or a language does not ask for, then those beyond the
limit. Every row of every list is read and checked, also beyond the limit. The sums hold:
kept = excluded + filtered + beyond_limit + selected.
Never: looks at suppressions; they are asked at the moment of handing over.
Fails with: MediaListError, from a list that turns out to be unreadable.
"""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass

from mailer.read.media_list import MediaListReader, Tally
from mailer.read.recipient import Recipient
from mailer.read.seen import SeenAddresses
from mailer.words.findings import Finding


@dataclass(frozen=True, slots=True)
class Choice:
    """Whom a distribution asks for; an empty field asks for everybody."""

    exclude: Container[str] = frozenset()
    """`Address.key`s that are left out."""
    tags: frozenset[str] = frozenset()
    """At least one of them; capitals make no difference."""
    languages: frozenset[str] = frozenset()
    """BCP 47; `es` asks for `es-MX` as well. A row without a language is not asked for."""
    limit: int | None = None
    """At most so many, the first ones."""


@dataclass(frozen=True, slots=True)
class Selected:
    """One recipient who is asked for."""

    recipient: Recipient


@dataclass(frozen=True, slots=True)
class SelectionTally:
    """How the rows of all lists came out, and then how those kept did."""

    rows: Tally
    excluded: int
    filtered: int
    beyond_limit: int
    selected: int


class Selection:
    """The recipients of several lists; streams once."""

    def __init__(self, lists: Iterable[MediaListReader], choice: Choice | None = None) -> None:
        """`lists` in the order in which they win."""
        self._lists = tuple(lists)
        self._choice = choice or Choice()
        self._tags = {tag.casefold() for tag in self._choice.tags}
        self._languages = {language.casefold() for language in self._choice.languages}
        self._excluded = self._filtered = self._beyond_limit = self._selected = 0

    @property
    def tally(self) -> SelectionTally:
        """How everything that has streamed so far came out."""
        tallies = [each.tally for each in self._lists]
        rows = Tally(
            read=sum(each.read for each in tallies),
            kept=sum(each.kept for each in tallies),
            rejected=sum(each.rejected for each in tallies),
            duplicates=sum(each.duplicates for each in tallies),
            blank=sum(each.blank for each in tallies),
        )
        return SelectionTally(
            rows, self._excluded, self._filtered, self._beyond_limit, self._selected
        )

    def __iter__(self) -> Iterator[Selected | Finding]:
        """Recipients and findings, list by list."""
        seen = SeenAddresses()
        for media_list in self._lists:
            for row in media_list.rows(seen):
                if isinstance(row, Finding):
                    yield row
                elif self._asked_for(row):
                    yield Selected(row)

    def _asked_for(self, recipient: Recipient) -> bool:
        if recipient.address.key in self._choice.exclude:
            self._excluded += 1
        elif not self._fits(recipient):
            self._filtered += 1
        elif self._choice.limit is not None and self._selected >= self._choice.limit:
            self._beyond_limit += 1
        else:
            self._selected += 1
            return True
        return False

    def _fits(self, recipient: Recipient) -> bool:
        if self._tags and self._tags.isdisjoint(tag.casefold() for tag in recipient.tags):
            return False
        if not self._languages:
            return True
        language = recipient.language.casefold()
        return language in self._languages or language.partition("-")[0] in self._languages


def read_keys(media_list: MediaListReader) -> tuple[frozenset[str], tuple[Finding, ...]]:
    """The `Address.key`s of a list, to exclude them, and what is wrong with its rows."""
    keys: set[str] = set()
    findings: list[Finding] = []
    for row in media_list:
        if isinstance(row, Finding):
            findings.append(row)
        else:
            keys.add(row.address.key)
    return frozenset(keys), tuple(findings)
