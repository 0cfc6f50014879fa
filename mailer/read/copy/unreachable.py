"""A press contact whom nobody could call or write to: said alike of a draft and of a release."""

from mailer.read.copy.flaws import UNREACHABLE_CONTACT
from mailer.read.release import PressContact
from mailer.words.findings import Finding


def unreachable(contact: PressContact, file: str, line: int | None) -> Finding | None:
    """What a contact lacks so that a journalist could call or write; None where nothing is."""
    if contact.reachable:
        return None
    lacks = [] if contact.name else ["no name"]
    if not (contact.phone or contact.email):
        lacks.append("neither phone nor address")
    who = contact.name or contact.phone or contact.email or "A press contact"
    return UNREACHABLE_CONTACT.found(file, line, who=who, missing=" and ".join(lacks))
