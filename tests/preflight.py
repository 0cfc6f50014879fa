"""Builders for tests of import and check: a release from its text, and the findings about it."""

from datetime import UTC, datetime

from mailer.check.preflight import check_release
from mailer.read.release import PressContact, Release
from mailer.read.release_file import parse_release
from mailer.read.settings import Organisation
from mailer.words.findings import Finding

NOW = datetime(2026, 5, 11, 9, 0, tzinfo=UTC)
ORGANISATION = Organisation(
    postal_address="1 Quay Street, Northbank",
    boilerplate={"en": "The trust looks after the harbour.", "es": "Cuida del puerto."},
    contacts=(PressContact("Ines Sample", phone="+44 20 7946 0101"),),
)
FRONT = "headline: A quiet headline\nlocated: Northbank\ndate: 2026-05-12\n"
FILE = "releases/quay.md"


def a_release(body: str = "The quay opens.", front: str = FRONT) -> Release:
    """A release without flaws but for what `front` or `body` bring in."""
    text = f"---\n{front}---\n{body}\n"
    release, _ = parse_release({FILE: text.encode()}, "quay", now=NOW)
    return release


def findings(
    body: str = "The quay opens.",
    front: str = FRONT,
    organisation: Organisation = ORGANISATION,
    now: datetime = NOW,
) -> tuple[Finding, ...]:
    """What the preflight says about such a release."""
    return check_release(a_release(body, front), organisation=organisation, now=now)


def ids(*args: str, **options: str) -> list[str]:
    """The ids of these findings, in their order."""
    return [finding.id for finding in findings(*args, **options)]
