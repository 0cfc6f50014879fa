"""What `lists check` does."""

from collections import Counter

import typer

from mailer.cli.console import counted_findings
from mailer.cli.desk import open_desk, rows
from mailer.read.selection import Selection
from mailer.words.findings import Finding, has_errors


def check(context: typer.Context, names: list[str]) -> int:
    """Findings by row, and the sums; exit status 1 where a row cannot be mailed."""
    desk = open_desk(context)
    suppressions = desk.workspace.suppressions()
    findings: list[Finding] = []
    selection = Selection(desk.lists(names))
    languages: Counter[str] = Counter()
    suppressed = 0
    for recipient in rows(selection, findings):
        languages[recipient.language or "not given"] += 1
        suppressed += suppressions.match(recipient.address) is not None
    desk.console.findings(findings)
    tally = selection.tally.rows
    desk.console.document(
        counted_findings(findings)
        | {
            "read": tally.read,
            "valid": tally.kept,
            "rejected": tally.rejected,
            "duplicates": tally.duplicates,
            "blank": tally.blank,
            "suppressed": suppressed,
            "languages": dict(languages),
        }
    )
    desk.console.result(
        f"{tally.read} rows: {tally.kept} recipients, {tally.rejected} rejected, "
        f"{tally.duplicates} duplicates, {tally.blank} blank. "
        f"{suppressed} of the recipients are suppressed."
    )
    shown = ", ".join(f"{language} {count}" for language, count in languages.most_common())
    desk.console.result(f"Languages: {shown or 'none'}.")
    return 1 if has_errors(findings) else 0
