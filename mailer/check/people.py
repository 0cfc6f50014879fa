"""Checks of who stands behind a release: press contacts, boilerplate, postal address."""

import re
from collections.abc import Callable, Iterator
from functools import partial

from mailer.check.flaws.of_fields import NO_BOILERPLATE, NO_POSTAL_ADDRESS, NOBODY_TO_CALL
from mailer.check.flaws.of_news import ADDRESS_AND_NAME, IMPOSSIBLE_ADDRESS, NO_PHONE
from mailer.check.subject import Subject
from mailer.read.copy.fillers import holds_jinja, jinja_left
from mailer.read.copy.flaws import IMPOSSIBLE_PHONE
from mailer.read.copy.nearness import slips_between, without_accents
from mailer.read.copy.text import quoted
from mailer.read.copy.unreachable import unreachable
from mailer.read.phone_number import INTERNATIONAL, NORTH_AMERICAN, fault_of
from mailer.read.release import PressContact
from mailer.words.addresses import AddressError, parse_address
from mailer.words.findings import Finding

SETTINGS_FILE = "mailer.toml"


_NAME_MIN = 4
"""Letters from which on a part of an address is held against a name."""
_LONG = 7
_DIGITS_MIN = 3
"""Of a telephone number that says the rest in letters: 0800 FERRIES."""
_WORDS = re.compile(r"[^\W\d_]{2,}")
_TO_COME = re.compile(r"[\[<{]|\bT(?:B[ACD]|K)\b|(?i:x{3}|confirm|definir)")


def unreachable_contacts(subject: Subject) -> Iterator[Finding]:
    """Press contacts without a name, or without both phone and address."""
    for contact, where in _contacts(subject):
        if found := unreachable(contact, *where("")):
            yield found


def impossible_contacts(subject: Subject) -> Iterator[Finding]:
    """Numbers that cannot be called, addresses that are none or belong to another spelling."""
    for contact, where in _contacts(subject):
        known = subject.variant.contacts and any(
            form.search(contact.phone) for form in (INTERNATIONAL, NORTH_AMERICAN)
        )
        # The copy desk has read those already, as it reads every text.
        if not known and contact.phone and (fault := fault_of(contact.phone)):
            yield IMPOSSIBLE_PHONE.found(*where("phone"), text=quoted(contact.phone), fault=fault)
        if _no_number(contact.phone):
            text = quoted(contact.phone)
            yield IMPOSSIBLE_PHONE.found(*where("phone"), text=text, fault="it is no number")
        if not contact.email or contact.email.startswith("["):
            continue  # What is still to be filled in is said of every field alike.
        try:
            address = parse_address(contact.email).address
        except AddressError as error:
            text = quoted(contact.email)
            yield IMPOSSIBLE_ADDRESS.found(*where("email"), text=text, fault=str(error))
            continue
        if near := _misspelt(address.local, contact.name):
            file, line = where("email")
            facts = {"address": contact.email, "name": contact.name, "near": near}
            yield ADDRESS_AND_NAME.found(file, line, **facts)


def _no_number(phone: str) -> bool:
    """Words in a number's place; FREEPHONE numbers spell theirs out, and blanks are said elsewhere."""
    few = sum(char.isdigit() for char in phone) < _DIGITS_MIN
    return few and _WORDS.search(phone) is not None and not _TO_COME.search(phone)


def no_phone(subject: Subject) -> Iterator[Finding]:
    """Press contacts, and not one with a telephone number."""
    reachable = [each for each in _contacts(subject) if each[0].reachable]
    if reachable and not any(contact.phone for contact, _ in reachable):
        file, line = reachable[0][1]("")
        yield NO_PHONE.found(file, line)


_Where = Callable[[str], tuple[str, int | None]]
"""The file and the line of a field of a contact; of "", where the contact begins."""


def _contacts(subject: Subject) -> Iterator[tuple[PressContact, _Where]]:
    """The contacts that the message shows, and where each is written."""
    variant = subject.variant
    for place, contact in enumerate(variant.contacts):
        yield contact, partial(_in_release, subject, place)
    if not variant.contacts:
        for contact in subject.organisation.contacts:
            yield contact, _in_settings


def _in_release(subject: Subject, place: int, name: str) -> tuple[str, int | None]:
    return subject.variant.file, subject.line_of(f"contacts.{place}.{name}")


def _in_settings(_name: str) -> tuple[str, int | None]:
    return SETTINGS_FILE, None


def _misspelt(local: str, name: str) -> str:
    """The part of an address that is nearly, but not quite, a part of the name; "" where none is."""
    words = [without_accents(word) for word in re.findall(r"[^\W\d_]+", name)]
    joined = without_accents("".join(re.findall(r"[^\W\d_]+", name)))
    for part in re.split(r"[._+-]", without_accents(local)):
        spellings = {part, part[1:]}
        if len(part) < _NAME_MIN or any(
            each in joined for each in spellings if len(each) >= _NAME_MIN - 1
        ):
            continue
        for word in words:
            most = 2 if len(word) >= _LONG else 1
            if len(word) >= _NAME_MIN and any(
                0 < slips_between(each, word, most) <= most for each in spellings
            ):
                return part
    return ""


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


def jinja_in_settings(subject: Subject) -> Iterator[Finding]:
    """Jinja in what mailer.toml says of the sender, which every message prints as it stands."""
    ours = subject.organisation
    texts = [ours.name, ours.postal_address, *ours.boilerplate.values(), *ours.reason.values()]
    texts += [text for each in ours.contacts for text in (each.name, each.role)]
    for text in texts:
        if holds_jinja(text):
            yield jinja_left(SETTINGS_FILE, None, text)
