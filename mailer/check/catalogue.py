"""
The catalogue of findings: every id once, with its severity, what it means and why it matters.

Promises: docs/checks.md is `write_catalogue()`; a test compares them, and looks through the code for
ids that are missing here. An id never changes its meaning.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from mailer.check.flaws import (
    of_agreement,
    of_embargo,
    of_fields,
    of_news,
    of_page,
    of_readers,
    of_sense,
    of_versions,
)
from mailer.read.copy import flaws as of_copy
from mailer.read.copy import flaws_of_figures as of_figures
from mailer.read.draft import flaws as of_drafts
from mailer.read.lists import findings as of_lists
from mailer.words.findings import Severity
from mailer.words.flaws import Flaw

_HEAD = """\
# Findings

`mailer check` finds what an editor would, before an editor does. Every finding has an id that never
changes its meaning, a severity, a place and a cure. An error stops `send`; a warning asks a person to
look; a note is said so that nothing happens silently.

A finding you have looked at can be set aside in the release's front matter, with the reason:

```
ignore:
  - "PR012: the abbreviation is the French one"
```
"""
_PARTS = (
    ("PR", "The release", "Found by `check` and, as far as they lie in the words, by `import`."),
    ("EM", "The embargo", "Found by `check`; from EM020 on by `correct` and `update`."),
    ("TP", "The template", "Found by `check` in the message as it was rendered."),
    ("IM", "A draft", "Said by `import`, about what it was unsure of."),
    ("RF", "A release file", "Said when the file is read."),
    ("ML", "A media list", "Said when a list is read. A row with an error is not mailed."),
    ("ST", "The settings", "Said when `.env` and `mailer.toml` are read."),
)
_FACT = re.compile(r"\{[^}]*\}")


class Entry(NamedTuple):
    """One id of the catalogue."""

    id: str
    severity: Severity
    title: str
    why: str
    """Why it matters; may be empty."""
    cure: str
    """What to do; may be empty."""


def _of_lists() -> Iterator[Entry]:
    """Findings about rows have no titles of their own; their sentence serves."""
    for flaw in of_lists.FLAWS:
        yield Entry(flaw.id, flaw.severity, _shown(flaw.what).rstrip("."), "", flaw.cure)


def _of_copy() -> Iterator[Entry]:
    every: tuple[Flaw, ...] = (
        *of_copy.FLAWS,
        *of_figures.FLAWS,
        *of_fields.FLAWS,
        *of_news.FLAWS,
        *of_sense.FLAWS,
        *of_agreement.FLAWS,
        *of_embargo.FLAWS,
        *of_versions.FLAWS,
        *of_page.FLAWS,
        *of_readers.FLAWS,
        *of_drafts.FLAWS,
    )
    for flaw in every:
        yield Entry(flaw.id, flaw.severity, flaw.title, flaw.why, _shown(flaw.cure))


def _shown(text: str) -> str:
    """A sentence without the facts of a place."""
    return _FACT.sub("…", text)


_OF_READING = (
    Entry(
        "RF001",
        Severity.NOTE,
        "No headline; the subject stands in for it",
        "",
        "Write headline: above the subject if the two should differ.",
    ),
    Entry(
        "RF002",
        Severity.ERROR,
        "The event has no time",
        "An invitation without a time reaches nobody's calendar; the calendar entry is made of it.",
        "Write starts: with date, time and zone, such as 2026-05-15 11:00 Europe/London.",
    ),
    Entry(
        "ST001",
        Severity.WARNING,
        "Password and messages go in clear",
        "MAILER_SMTP_ALLOW_PLAINTEXT=1 forces it.",
        "Ask the relay's operator for STARTTLS or TLS.",
    ),
    Entry(
        "ST002",
        Severity.WARNING,
        "Everybody on this machine can read the password",
        "",
        "Run: chmod 600 .env",
    ),
    Entry(
        "ST003",
        Severity.WARNING,
        "Unknown setting",
        "A slip in a name would leave the setting off.",
        "Correct the name; they stand in the README.",
    ),
    Entry(
        "ST004",
        Severity.WARNING,
        "The ledger lies in a folder that the system empties",
        "The account of who got what would be lost.",
        "Keep it in the workspace, or on a disk of this machine that is backed up.",
    ),
    Entry(
        "ST005",
        Severity.WARNING,
        "Settings of a list that is not there",
        "mailer.toml marks lists by their names in lists/, capitals and all; a slip leaves a list's "
        "people without what they agreed to. Told by check and doctor.",
        "Write the file's name without its ending.",
    ),
)
CATALOGUE = tuple(sorted((*_of_copy(), *_of_lists(), *_OF_READING), key=lambda entry: entry.id))
"""Every finding there is, by id."""


def write_catalogue() -> str:
    """The text of docs/checks.md."""
    sections = [_HEAD]
    for prefix, title, about in _PARTS:
        entries = [entry for entry in CATALOGUE if entry.id.startswith(prefix)]
        if entries:
            sections.append(f"## {title}\n\n{about}\n")
            sections += [_written(entry) for entry in entries]
    return "\n".join(sections)


def _written(entry: Entry) -> str:
    text = (
        f"### {entry.id}: {entry.title}\n\n**{entry.severity.value.title()}.** {entry.why}".rstrip()
    )
    return f"{text}\n\nCure: {entry.cure}\n" if entry.cure else f"{text}\n"
