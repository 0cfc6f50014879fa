"""
A selection: several media lists become the recipients of one distribution, each address once.

Promises: the first list that has an address decides about it, its row and its trust; then the
excluded are left out, then those that a tag, a language or a condition does not ask for, then all
but one per outlet (or whatever column), then those beyond the limit. Every row of every list is read
and checked, also beyond the limit. The sums hold: kept = excluded + filtered + beyond_limit +
selected.
Never: leaves out who is suppressed; that is asked at the moment of handing over. But who must not
be written to does not stand for an outlet.
Fails with: MediaListError, from a list that turns out to be unreadable; UsageError, for a condition
or a column that cannot be.
"""

from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass

from mailer.read.lists.condition import Condition
from mailer.read.lists.media_list import MediaListReader, Tally
from mailer.read.lists.seen import SeenAddresses
from mailer.read.recipient import KNOWN_COLUMNS, Recipient
from mailer.words.errors import UsageError
from mailer.words.findings import Finding, did_you_mean

EXAMPLES_MAX = 5


@dataclass(frozen=True, slots=True)
class Choice:
    """Whom a distribution asks for; an empty field asks for everybody."""

    exclude: Container[str] = frozenset()
    """`Address.key`s that are left out."""
    tags: frozenset[str] = frozenset()
    """At least one of them; capitals make no difference."""
    languages: frozenset[str] = frozenset()
    """BCP 47; `es` asks for `es-MX` as well. A row without a language is not asked for."""
    where: str = ""
    """An SQL expression about the columns; see `Condition`."""
    one_per: str = ""
    """A column: the first of those with the same value, all of those without one."""
    limit: int | None = None
    """At most so many, the first ones."""
    passed_over: Callable[[Recipient], bool] = lambda _recipient: False
    """Who does not stand for an outlet, because nothing will be sent to them."""

    @property
    def narrows(self) -> bool:
        """Whether it asks for some and not for others."""
        return bool(self.tags or self.languages or self.where or self.one_per)


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
        columns = dict.fromkeys(KNOWN_COLUMNS)
        for each in self._lists:
            columns.update(dict.fromkeys(each.columns))
        where = self._choice.where
        self._condition = Condition(where, columns) if where.strip() else None
        if self._choice.one_per and self._choice.one_per not in columns:
            cure = (
                did_you_mean(self._choice.one_per, columns) or f"There are: {', '.join(columns)}."
            )
            what = f'There is no column "{self._choice.one_per}".'
            raise UsageError(what, where="--one-per", cure=cure)
        self._taken: set[str] = set()
        self.examples: list[str] = []
        """The first few addresses that were chosen, for a person to look at."""

    @property
    def lists(self) -> tuple[MediaListReader, ...]:
        """The lists that are chosen from, in the order in which they win."""
        return self._lists

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
            if len(self.examples) < EXAMPLES_MAX:
                self.examples.append(str(recipient.address))
            return True
        return False

    def _fits(self, recipient: Recipient) -> bool:
        if self._tags and self._tags.isdisjoint(tag.casefold() for tag in recipient.tags):
            return False
        if self._languages:
            language = recipient.language.casefold()
            if not {language, language.partition("-")[0]} & self._languages:
                return False
        if self._condition is not None and not self._condition.holds(recipient):
            return False
        return not self._choice.one_per or self._stands_for_others(recipient)

    def _stands_for_others(self, recipient: Recipient) -> bool:
        """Whether nobody before had the same value; who gets nothing takes nobody's place."""
        value = recipient.values.get(self._choice.one_per, "").casefold()
        if not value or self._choice.passed_over(recipient):
            return True
        if value in self._taken:
            return False
        self._taken.add(value)
        return True


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
