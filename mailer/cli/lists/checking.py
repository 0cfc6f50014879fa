"""What `lists check` does: how a list stands, row by row and in sums."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import typer

from mailer.cli.console import ALIKE_SHOWN, counted_findings, printable
from mailer.cli.desk import Desk, open_desk, rows
from mailer.cli.progress import followed
from mailer.read.lists.findings import DOMAIN_SILENT, EMPTY_COLUMN, NO_MAIL_SERVER, found_in_row
from mailer.read.lists.providers import provider_of
from mailer.read.lists.reading import Reading
from mailer.read.lists.selection import Selection
from mailer.read.recipient import Recipient
from mailer.words.findings import Finding, has_errors

_ROWS_NAMED = 5
_PROVIDERS_SHOWN = 8


@dataclass(slots=True)
class _Seen:
    """What a pass over the lists counts."""

    recipients: int = 0
    suppressed: int = 0
    languages: Counter[str] = field(default_factory=Counter)
    providers: Counter[str] = field(default_factory=Counter)
    empty: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    """Column that the release uses → list and row of those in whom it is empty."""
    domains: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Domain → list and row that had it first."""

    def add(self, recipient: Recipient, *, suppressed: bool, dns: bool) -> None:
        """Count one."""
        self.recipients += 1
        self.suppressed += suppressed
        self.languages[recipient.language or "not given"] += 1
        domain = recipient.address.domain
        self.providers[provider_of(domain)] += 1
        place = (recipient.media_list, recipient.row)
        for column, places in self.empty.items():
            value = recipient.name if column == "name" else recipient.values.get(column, "")
            if not value:
                places.append(place)
        if dns:
            self.domains.setdefault(domain, place)


def check(
    context: typer.Context, names: list[str], reading: Reading, release: str, *, dns: bool
) -> int:
    """Findings by row, and the sums; exit status 1 where a row cannot be mailed."""
    desk = open_desk(context)
    suppressions = desk.workspace.suppressions()
    readers = desk.lists(names, reading)
    files = {reader.name: reader.file for reader in readers}
    findings: list[Finding] = []
    selection = Selection(readers)
    seen = _Seen(empty={column: [] for column in _columns_used(desk, release)})
    part = desk.workspace.part_of_lists_read
    for recipient in followed(desk.console, rows(selection, findings), "Reading", part):
        suppressed = suppressions.match(recipient.address) is not None
        seen.add(recipient, suppressed=suppressed, dns=dns)
    findings += _empty_columns(seen, files)
    findings += _domains(seen, files)
    desk.console.findings(findings, alike_max=ALIKE_SHOWN)
    across = sum(reader.duplicates_across for reader in readers)
    _show(desk, selection, seen, across)
    tally = selection.tally.rows
    desk.console.document(
        counted_findings(findings)
        | {
            "read": tally.read,
            "valid": tally.kept,
            "rejected": tally.rejected,
            "duplicates": tally.duplicates,
            "duplicates_inside": tally.duplicates - across,
            "duplicates_across": across,
            "blank": tally.blank,
            "suppressed": seen.suppressed,
            "languages": dict(seen.languages.most_common()),
            "providers": dict(seen.providers.most_common()),
            "missing": {column: len(places) for column, places in seen.empty.items()},
        }
    )
    return 1 if has_errors(findings) else 0


def _columns_used(desk: Desk, given: str) -> tuple[str, ...]:
    if not given:
        return ()
    from mailer.render.columns_used import columns_used, sources_of

    release, _ = desk.workspace.read_release(given, now=desk.now)
    families = (f"{release.template}/", "base/")
    templates = desk.workspace.read_templates()
    used = columns_used(
        sources_of(release, [text for name, text in templates.items() if name.startswith(families)])
    )
    return tuple(sorted(used - {"email", "embargo_here"}))


def _empty_columns(seen: _Seen, files: dict[str, str]) -> Iterator[Finding]:
    for column, places in seen.empty.items():
        if not places:
            continue
        media_list, row = places[0]
        shown = ", ".join(str(row) for _, row in places[:_ROWS_NAMED])
        more = ", …" if len(places) > _ROWS_NAMED else ""
        yield found_in_row(
            EMPTY_COLUMN, files[media_list], row, column=column, count=len(places),
            all=seen.recipients, rows=shown + more,
        )  # fmt: skip


def _domains(seen: _Seen, files: dict[str, str]) -> Iterator[Finding]:
    if not seen.domains:
        return
    from mailer.cli.lists.mail_domains import NO_ANSWER, ask_domains

    for domain, why in ask_domains(seen.domains):
        media_list, row = seen.domains[domain]
        flaw = DOMAIN_SILENT if why == NO_ANSWER else NO_MAIL_SERVER
        yield found_in_row(flaw, files[media_list], row, domain=domain, why=why)


def _show(desk: Desk, selection: Selection, seen: _Seen, across: int) -> None:
    tally = selection.tally.rows
    lines = [
        ("rows read", tally.read, ""),
        ("valid", tally.kept, ""),
        ("rejected", tally.rejected, ""),
        ("duplicates", tally.duplicates, f"{across} of them in another list" if across else ""),
        ("blank", tally.blank, ""),
        ("suppressed", seen.suppressed, "of the valid; they get nothing"),
    ]
    for name, count, remark in lines:
        if count or name in {"rows read", "valid", "rejected"}:
            desk.console.result(f"{name:<12} {count:>9,}  {remark}".rstrip())
    for name, counts in (("languages", seen.languages), ("providers", seen.providers)):
        common = counts.most_common(_PROVIDERS_SHOWN)
        shown = ", ".join(f"{each} {count:,}" for each, count in common)
        more = f", and {len(counts) - len(common)} more" if len(counts) > len(common) else ""
        desk.console.result(printable(f"{name:<12} {shown or 'none'}{more}"))
