"""The press contacts of a draft, above the text and below it."""

import pytest

from mailer.read.draft import Draft, parse_draft
from mailer.read.release import PressContact

LEAD = "NORTHBANK, May 12, 2026 — The quay is open to all, the trust said on Tuesday morning."


def drafted(text: str) -> Draft:
    return parse_draft(text, file="draft.txt")[0]


def with_headline(rest: str) -> str:
    return f"The quay opens\n\n{LEAD}\n\n{rest}\n\n###\n"


@pytest.mark.parametrize(
    ("block", "contact"),
    [
        (
            "Media contact: Ana Example, Head of press, +44 20 7946 0103, ana@example.org",
            PressContact("Ana Example", "Head of press", "+44 20 7946 0103", "ana@example.org"),
        ),
        (
            "Press contacts\nAna Example\nHead of press\nTel. 020 7946 0103\nE-mail: ana@example.org",
            PressContact("Ana Example", "Head of press", "020 7946 0103", "ana@example.org"),
        ),
        ("Ana Example: 212-555-0103", PressContact("Ana Example", phone="212-555-0103")),
        (
            "Contacto de prensa:\nAna de la Muestra | ana@example.org | Móvil: +34 600 000 103",
            PressContact("Ana de la Muestra", "", "+34 600 000 103", "ana@example.org"),
        ),
        (
            "Contact:\n\nAna Example (Press office) <ana@example.org>",
            PressContact("Ana Example", "Press office", "", "ana@example.org"),
        ),
    ],
    ids=["one line", "line by line", "name and phone", "spanish", "below a blank line"],
)
def test_contacts(block: str, contact: PressContact) -> None:
    """A press contact above the text is read from one line or several."""
    draft = drafted(f"FOR IMMEDIATE RELEASE\n\n{block}\n\nThe quay opens\n\n{LEAD}\n")

    assert draft.contacts == (contact,)
    assert [each.text for each in draft.headline_candidates] == ["The quay opens"]


@pytest.mark.parametrize("heading", ["Media contact:", "PRESS CONTACTS", "Contacto de prensa:"])
def test_contacts_below_the_text(heading: str) -> None:
    """Below the text a heading tells that contacts follow, and they end where text begins."""
    draft = drafted(with_headline(f"{heading}\nAna Example, 020 7946 0103\n\nMore text follows."))

    assert draft.contacts == (PressContact("Ana Example", phone="020 7946 0103"),)
    assert draft.body.endswith("More text follows.")


def test_several_contacts_in_one_block() -> None:
    """A name after details begins the next contact; a house below them does not."""
    draft = drafted(
        with_headline(
            "Media contacts:\nAna Example, 020 7946 0103\nBen Sample\nben@example.org\n"
            "Northbank Harbour Trust"
        )
    )

    assert draft.contacts == (
        PressContact("Ana Example", phone="020 7946 0103"),
        PressContact("Ben Sample", "Northbank Harbour Trust", "", "ben@example.org"),
    )
