"""
Suppressions: addresses and domains that must never be written to.

`lists/suppressed.csv` has the columns `address_or_domain, reason, date, source`. A domain is
written `example.org` or `@example.org`, and suppresses its sub-domains as well. Of a person who was
erased only a pseudonym is kept (`hash:…`); it suppresses their address wherever it comes again.

Promises: the list is read whole or not at all; where an entry cannot be understood, nothing is
sent.
Never: passes over a row, a column or a byte that it does not understand.
Fails with: MediaListError, whose `where` is `lists/suppressed.csv, row 4`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from mailer.read.characters import BLANKS
from mailer.read.lists.cells import CellError, refuse_hidden_in_header, shown, tidy_cells
from mailer.read.lists.columns import columns_named
from mailer.read.lists.records import Record, read_records
from mailer.words.addresses import Address, AddressError, parse_address
from mailer.words.errors import MediaListError
from mailer.words.pseudonyms import is_pseudonym, pseudonym

COLUMNS = ("address_or_domain", "reason", "date", "source")
_CURE = "Correct the row: nothing is sent while it cannot be told who must not be written to."
_HEADER_CURE = f"The first row must be: {','.join(COLUMNS)}"


class Suppression(NamedTuple):
    """One entry: who, why, since when, and who said so. Empty text: not given."""

    entry: str
    """`Address.key`, a domain as A-label in lower case, or a pseudonym."""
    reason: str = ""
    date: str = ""
    source: str = ""
    row: int = 0
    """The line of the file on which it stands, counted from 1."""


@dataclass(frozen=True, slots=True)
class Suppressions:
    """All entries, asked by address."""

    entries: Mapping[str, Suppression] = field(default_factory=dict)
    key: bytes = field(default=b"", repr=False)
    """What pseudonyms are made with; b"" where no entry is one."""

    @property
    def has_pseudonyms(self) -> bool:
        """Whether an entry can only be understood with the key."""
        return any(map(is_pseudonym, self.entries))

    def match(self, address: Address) -> Suppression | None:
        """The entry that forbids writing to `address`: its own, else its nearest domain's."""
        if not self.entries:
            return None
        if own := self.entries.get(address.key):
            return own
        if self.key and (erased := self.entries.get(pseudonym(self.key, address.key))):
            return erased
        domain = address.domain
        while domain:
            if entry := self.entries.get(domain):
                return entry
            domain = domain.partition(".")[2]
        return None


def parse_suppressions(content: bytes, file: str) -> Suppressions:
    """The suppressions of a file's bytes; of two rows for the same entry the first one counts."""
    records = read_records([content], file, is_header=lambda cells: COLUMNS[0] in _names(cells))
    header = next(records, None)
    if header is None:
        return Suppressions()
    refuse_hidden_in_header(header.cells or [], f"{file}, row {header.row}")
    columns = _names(header.cells or [])
    if columns.count(COLUMNS[0]) != 1:
        what = f'There is no column "{COLUMNS[0]}".'
        raise MediaListError(what, where=f"{file}, row {header.row}", cure=_HEADER_CURE)
    entries: dict[str, Suppression] = {}
    for record in records:
        if record.cells is None or "".join(record.cells).strip(BLANKS):
            suppression = _suppression(record, columns, f"{file}, row {record.row}")
            entries.setdefault(suppression.entry, suppression)
    return Suppressions(entries)


def _names(cells: list[str]) -> tuple[str, ...]:
    """The columns; a list of bare addresses, under the header `email`, will do."""
    return tuple(COLUMNS[0] if name == "email" else name for name in columns_named(cells))


def _suppression(record: Record, columns: tuple[str, ...], where: str) -> Suppression:
    # Cells that are not there at the end of a row were never written; the entry itself must be.
    cells = (record.cells or [])[: len(columns)]
    if record.cells is None or "".join(record.cells[len(columns) :]).strip(BLANKS):
        what = "The row has more cells than the header, or a quotation mark out of place."
        raise MediaListError(what, where=where, cure=_CURE)
    cells += [""] * (len(columns) - len(cells))
    try:
        tidy, _ = tidy_cells(cells, columns)
    except CellError as error:
        what = "A cell holds a character that no address or remark can hold."
        raise MediaListError(what, where=where, cure=_CURE) from error
    values = dict(zip(columns, tidy, strict=True))
    entry = parse_entry(values[COLUMNS[0]], where)
    reason, date, source = (values.get(name, "") for name in COLUMNS[1:])
    return Suppression(entry, reason, date, source, record.row)


def parse_entry(text: str, where: str) -> str:
    """An address as its key, a domain as A-label, a pseudonym as it is."""
    if is_pseudonym(text):
        return text
    domain = text.removeprefix("@").removesuffix(".")
    is_address = "@" in domain
    if "*" in domain:  # to a mail server a sign like any other, and nobody has it in their address
        what = f'"{shown(text)}" has a *, which stands for nothing here.'
        raise MediaListError(
            what,
            where=where,
            cure="Write a whole domain as @example.org, and the row for each address.",
        )
    try:
        parsed = parse_address(domain if is_address else f"any@{domain}", allow_local=True)
    except AddressError as error:
        raise _no_entry(text, where) from error
    # A word without a dot is a name in the wrong column, not a domain.
    if "." not in parsed.address.domain and parsed.address.domain != "localhost":
        raise _no_entry(text, where)
    return parsed.address.key if is_address else parsed.address.domain


def _no_entry(text: str, where: str) -> MediaListError:
    what = f'"{shown(text)}" is neither an address nor a domain.'
    return MediaListError(what, where=where, cure=_CURE)
