"""Checks of who stands behind a release: press contacts, boilerplate, postal address."""

from collections.abc import Iterator

from mailer.check.flaws import NO_BOILERPLATE, NO_POSTAL_ADDRESS, NOBODY_TO_CALL
from mailer.check.subject import Subject
from mailer.read.draft import unreachable
from mailer.words.findings import Finding

SETTINGS_FILE = "mailer.toml"


def unreachable_contacts(subject: Subject) -> Iterator[Finding]:
    """Press contacts without a name, or without both phone and address."""
    variant, organisation = subject.variant, subject.organisation
    if variant.contacts:
        file, line, contacts = variant.file, subject.line_of("contacts"), variant.contacts
    else:
        file, line, contacts = SETTINGS_FILE, None, organisation.contacts
    for contact in contacts:
        if found := unreachable(contact, file, line):
            yield found


def nobody_to_call(subject: Subject) -> Iterator[Finding]:
    """No press contact at all."""
    if not (subject.variant.contacts or subject.organisation.contacts):
        yield NOBODY_TO_CALL.found(subject.variant.file)


def missing_boilerplate(subject: Subject) -> Iterator[Finding]:
    """Neither the release nor the organisation says who is speaking, in this language."""
    language = subject.variant.language
    ours = subject.organisation.boilerplate
    if not (subject.variant.boilerplate or ours.get(language) or ours.get(language[:2])):
        yield NO_BOILERPLATE.found(subject.variant.file)


def missing_postal_address(subject: Subject) -> Iterator[Finding]:
    """The footer has no postal address."""
    if not subject.organisation.postal_address.strip():
        yield NO_POSTAL_ADDRESS.found(SETTINGS_FILE)
