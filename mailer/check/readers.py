"""
The recipients of a release, looked at together: empty fields, languages, trust, providers.

Promises: rows are named by their list and line; a hundred thousand of them keep memory flat.
Never: renders anything; it is told what a rendering left empty.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from mailer.check.flaws.of_readers import EMPTY_FIELD, NO_VARIANT, NOT_TRUSTED, ONE_PROVIDER
from mailer.read.recipient import Recipient
from mailer.read.release import Release
from mailer.words.findings import Finding

_ROWS_SHOWN = 8
_PROVIDER_MAX = 5_000
"""What Google asks of senders to more than this in a day is also what is asked here."""
_PROVIDERS = {
    "gmail.com": "Gmail",
    "googlemail.com": "Gmail",
    "outlook.com": "Microsoft",
    "hotmail.com": "Microsoft",
    "live.com": "Microsoft",
    "msn.com": "Microsoft",
    "hotmail.es": "Microsoft",
    "outlook.es": "Microsoft",
    "yahoo.com": "Yahoo",
    "yahoo.es": "Yahoo",
    "yahoo.co.uk": "Yahoo",
    "aol.com": "Yahoo",
    "ymail.com": "Yahoo",
    "icloud.com": "Apple",
    "me.com": "Apple",
    "mac.com": "Apple",
}


@dataclass(slots=True)
class _Rows:
    """How many rows of a list, and the first of them."""

    count: int = 0
    first: list[int] = field(default_factory=list)

    def add(self, row: int) -> None:
        self.count += 1
        if len(self.first) < _ROWS_SHOWN:
            self.first.append(row)

    @property
    def shown(self) -> str:
        """`row 4`, `rows 4, 7 and 9`, `rows 4, 7, … and 90 more`."""
        rows = [str(row) for row in self.first]
        if self.count > len(rows):
            return f"rows {', '.join(rows)} and {self.count - len(rows)} more"
        if len(rows) == 1:
            return f"row {rows[0]}"
        return f"rows {', '.join(rows[:-1])} and {rows[-1]}"


@dataclass(slots=True)
class Readership:
    """What is counted while the recipients go by; `files`: a list's name → its file."""

    release: Release
    fallback_language: str = ""
    files: dict[str, str] = field(default_factory=dict)
    total: int = 0
    trusted: int = 0
    text_only: int = 0
    languages: Counter[str] = field(default_factory=Counter)
    _domains: Counter[str] = field(default_factory=Counter)
    _empty: dict[tuple[str, str], _Rows] = field(default_factory=dict)
    _unserved: dict[tuple[str, str], _Rows] = field(default_factory=dict)

    def serves(self, recipient: Recipient) -> bool:
        """Count a recipient; False where the release has no variant for this language."""
        self.total += 1
        self.trusted += recipient.trusted
        self.text_only += recipient.text_only
        domain = recipient.address.domain
        self._domains[_PROVIDERS.get(domain, domain)] += 1
        variant = self.release.variant_for(recipient.language, self.fallback_language)
        if variant is None:
            key = (recipient.media_list, recipient.language)
            self._unserved.setdefault(key, _Rows()).add(recipient.row)
            return False
        self.languages[variant.language] += 1
        return True

    def printed_empty(self, recipient: Recipient, columns: Iterable[str]) -> None:
        """Note the columns that this recipient's copy prints with nothing in them."""
        for column in columns:
            key = (recipient.media_list, column)
            self._empty.setdefault(key, _Rows()).add(recipient.row)

    def empty_fields(self) -> Iterator[Finding]:
        """What is to be said about the columns that were printed empty."""
        for (name, column), rows in self._empty.items():
            facts = {"column": column, "rows": rows.shown, "count": rows.count}
            yield self._at(EMPTY_FIELD.found(self._file(name), None, **facts), rows)

    def findings(self) -> Iterator[Finding]:
        """What is to be said about all of them."""
        yield from self.empty_fields()
        for (name, language), rows in self._unserved.items():
            spoken = f"the language {language}" if language else "no language"
            there_are = " and ".join(self.release.languages)
            facts: dict[str, object] = {
                "spoken": spoken,
                "rows": rows.shown,
                "languages": there_are,
            }
            yield self._at(NO_VARIANT.found(self._file(name), None, **facts), rows)
        waiting = self.total - self.trusted
        if self.release.embargoed_until and waiting and self.total:
            until = str(self.release.embargoed_until)
            facts = {"waiting": waiting, "total": self.total, "until": until}
            yield NOT_TRUSTED.found(self.release.variants[0].file, None, **facts)
        for provider, count in self._domains.most_common():
            if count <= _PROVIDER_MAX:
                break
            yield ONE_PROVIDER.found(
                self.release.variants[0].file, None, count=count, provider=provider
            )

    @property
    def totals(self) -> str:
        """`24 recipients: 14 en, 10 es; 3 trusted, 2 plain text.`."""
        spoken = ", ".join(
            f"{count} {language}" for language, count in self.languages.most_common()
        )
        parts = [f"{self.total} recipient{'s' if self.total != 1 else ''}: {spoken or 'none'}"]
        more = [f"{self.trusted} trusted"] if self.trusted else []
        more += [f"{self.text_only} plain text"] if self.text_only else []
        return "; ".join([*parts, ", ".join(more)] if more else parts) + "."

    def _file(self, name: str) -> str:
        return self.files.get(name, name)

    @staticmethod
    def _at(finding: Finding, rows: _Rows) -> Finding:
        """The same finding at the first of its rows."""
        return Finding(
            finding.id,
            finding.severity,
            finding.what,
            finding.cure,
            file=finding.file,
            row=rows.first[0],
        )
