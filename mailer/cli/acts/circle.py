"""
The circle of an act: everybody it concerns, each with what they get, streamed.

The ledger says who got what; the lists say what a message needs to address them. Somebody who
stands in no list any more is written to all the same, without the list's data.

Promises: everybody is met once; a person's language and trust are those of what they got; memory
stays flat: a few hundred people at a time, and a digest of each address.
Never: leaves out who is suppressed (the plan names them); changes anything.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import PurePosixPath
from typing import TypeVar

from mailer.cli.desk import Desk
from mailer.cli.publication import distributions_of
from mailer.read.lists.media_list import MediaListReader
from mailer.read.lists.seen import SeenAddresses
from mailer.read.places import LIST_SUFFIXES, SHEET_SUFFIXES
from mailer.read.recipient import KNOWN_COLUMNS, Recipient
from mailer.record.ledger import Ledger
from mailer.record.reaching import ReleaseDelivery
from mailer.schedule.acts import Concerned, Reason, share_of
from mailer.words.addresses import Address
from mailer.words.errors import MediaListError
from mailer.words.findings import Finding
from mailer.words.states import Act, DeliveryState

_Item = TypeVar("_Item")
_AT_ONCE = 500
_SHOWN_MAX = 20


@dataclass(slots=True)
class Met:
    """Whom the pass over the circle has met."""

    have_it: int = 0
    may_have_it: int = 0
    instead: int = 0
    """Get the new version in place of the earlier one they were waiting for."""
    new: int = 0
    nothing: Counter[Reason] = field(default_factory=Counter)
    unlisted: int = 0
    unlisted_shown: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Circle:
    """Everybody that an act about a release concerns. Iterate over it once."""

    desk: Desk
    ledger: Ledger
    slug: str
    act: Act
    version: int
    lists: list[str]
    """Media lists named with the act: who stands in them is asked for."""
    met: Met = field(default_factory=Met)
    findings: list[Finding] = field(default_factory=list)
    """About the rows of the lists that were named."""
    _seen: SeenAddresses = field(default_factory=SeenAddresses)
    _columns: set[str] = field(default_factory=set)

    def __iter__(self) -> Iterator[Concerned]:
        """First who stands in a list, in its order, then who stands in none any more."""
        for reader in self.desk.lists(self.lists):
            yield from self._of_rows(self._rows(reader, self.findings), asked_for=True)
        for reader in self._earlier_lists():
            yield from self._of_rows(self._rows(reader, []), asked_for=False)
        yield from self._unlisted()

    def _earlier_lists(self) -> Iterator[MediaListReader]:
        """The lists of what was sent, the latest first, as far as they are there and readable."""
        records = distributions_of(self.ledger, self.slug)
        files = [file for each in reversed(records) for file in each.distribution.sources]
        for file in dict.fromkeys(files):
            if PurePosixPath(file).suffix.casefold() not in (*LIST_SUFFIXES, *SHEET_SUFFIXES):
                continue
            try:
                yield self.desk.lists([file])[0]
            except MediaListError:
                continue

    def _rows(self, reader: MediaListReader, findings: list[Finding]) -> Iterator[Recipient]:
        self._columns.update(reader.columns)
        try:
            for row in reader.rows(self._seen):
                if isinstance(row, Finding):
                    findings.append(row)
                else:
                    yield row
        except MediaListError as error:
            if findings is self.findings:
                raise
            self.desk.console.say(f"{error.where}: {error.what} It is read as far as it goes.")

    def _of_rows(self, rows: Iterable[Recipient], *, asked_for: bool) -> Iterator[Concerned]:
        for some in _portions(rows):
            copies = self._copies([row.address.key for row in some])
            for row in some:
                yield from self._share(row, copies.get(row.address.key, []), asked_for=asked_for)

    def _unlisted(self) -> Iterator[Concerned]:
        """Who has the release, or waits for it, and was met in no list."""
        keys = (
            each.address_key
            for found in (
                self.ledger.release(self.slug).latest(),
                self.ledger.release(self.slug).to_go(),
            )
            for each in found
            if self._seen.first(each.address_key, "", 0) is None
        )
        for some in _portions(keys):
            for copies in self._copies(some).values():
                yield from self._share(self._from_ledger(copies[-1]), copies, asked_for=False)

    def _copies(self, keys: list[str]) -> dict[str, list[ReleaseDelivery]]:
        found: dict[str, list[ReleaseDelivery]] = {}
        for each in self.ledger.release(self.slug).people(keys):
            found.setdefault(each.address_key, []).append(each)
        return found

    def _share(
        self, recipient: Recipient, copies: list[ReleaseDelivery], *, asked_for: bool
    ) -> Iterator[Concerned]:
        share = share_of(copies, self.act, self.version, asked_for=asked_for)
        if share.sense is None:
            assert share.reason is not None
            self.met.nothing[share.reason] += bool(copies or asked_for)
            return
        self._count(copies, answers=share.sense.answers)
        if copies:
            answered = [one for one in copies if one.message_id == share.sense.answers]
            values = {**recipient.values, "language": copies[0].language}
            trusted = (answered or copies)[-1].trusted
            recipient = recipient._replace(values=values, trusted=trusted)
        if not recipient.row:
            self.met.unlisted += 1
            if len(self.met.unlisted_shown) < _SHOWN_MAX:
                self.met.unlisted_shown.append(str(recipient.address))
        yield Concerned(recipient, share.sense)

    def _count(self, copies: list[ReleaseDelivery], *, answers: str) -> None:
        met = self.met
        if answers:
            certain = any(copy.state is DeliveryState.ACCEPTED for copy in copies)
            met.have_it += certain
            met.may_have_it += not certain
        elif copies:
            met.instead += 1
        else:
            met.new += 1

    def _from_ledger(self, copy: ReleaseDelivery) -> Recipient:
        """What the ledger knows of somebody; every column there is, empty."""
        values = dict.fromkeys((*KNOWN_COLUMNS, *sorted(self._columns)), "")
        return Recipient(Address.of_wire(copy.address), values, copy.media_list)


def _portions(items: Iterable[_Item]) -> Iterator[list[_Item]]:
    left = iter(items)
    while some := list(islice(left, _AT_ONCE)):
        yield some
