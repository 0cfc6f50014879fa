"""The press contacts of a draft, above the text and below it."""

from datetime import date

import pytest

from mailer.read.draft.draft import Draft, parse_draft
from mailer.read.draft.head import is_reference
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


HEAD = """FOR IMMEDIATE RELEASE
Case # 26HF0538
May 12, 2026
Ana Kim Example
Head of Press and Public Affairs
Office: 020 7946 0103
Cell: 020 7946 0104
Ben Sample
Spokesperson
Office: 020 7946 0105"""
PEOPLE = (
    PressContact(
        "Ana Kim Example", "Head of Press and Public Affairs", "020 7946 0103 / 020 7946 0104"
    ),
    PressContact("Ben Sample", "Spokesperson", "020 7946 0105"),
)
LONG_HEADLINE = "HARBOUR TRUST OPENS ITS QUAY TO ALL WHO COME BY BOAT OR ON FOOT"


@pytest.mark.parametrize("between", ["\n\n", "\n"], ids=["apart", "in one block"])
@pytest.mark.parametrize(
    "headline", [LONG_HEADLINE, f"{LONG_HEADLINE}, " * 3 + "AND MORE", LONG_HEADLINE.title() * 3]
)
def test_people_above_the_headline_without_a_heading(between: str, headline: str) -> None:
    """Names and roles above numbers are people, a number of the sender's own is a note."""
    draft = drafted(f"{HEAD}{between}{headline}\n\n{LEAD}\n\n###\n")

    assert draft.contacts == PEOPLE
    assert [each.text for each in draft.headline_candidates] == [headline]
    assert draft.subhead == ""
    assert draft.ed_note == "Case # 26HF0538"
    assert draft.dated == date(2026, 5, 12)


def test_every_line_of_the_head_apart() -> None:
    """As they come out of a page: with an empty line after each."""
    spaced = HEAD.replace("\n", "\n\n").replace("Case # 26", "Case #\u00a026")
    draft = drafted(f"{spaced}\n\n{LONG_HEADLINE}\n\n{LEAD}\n\n###\n")

    assert [each.text for each in draft.headline_candidates] == [LONG_HEADLINE]
    assert draft.contacts[0] == PEOPLE[0]
    assert draft.dated == date(2026, 5, 12)


@pytest.mark.parametrize(
    "head",
    ["Night Ferry Returns\n020 7946 0103", "Night Ferry Returns\n\nTel. 020 7946 0103"],
)
def test_a_lone_title_above_a_number_stays_the_headline(head: str) -> None:
    """Where no other line can be the headline, nobody is made of it."""
    draft = drafted(f"{head}\n\n{LEAD}\n\n###\n")

    assert [each.text for each in draft.headline_candidates] == ["Night Ferry Returns"]


@pytest.mark.parametrize(
    ("line", "known"),
    [
        *(
            (each, True)
            for each in ("Case # 16WF0295", "Case #TBA", "Case No.: 17NF1808", "13WM09525")
        ),
        *(
            (each, True)
            for each in ("Nota de prensa nº 12/2026", "Comunicado 23/2026", "Ref.: HT/2026/14")
        ),
        *((each, True) for each in ("Case # 06CF3677 & 08ZF0021", "Press Release No. 26-114")),
        *(
            (each, False)
            for each in ("Case 39 opens", "24/7", "COVID-19", "G20", "2026", "12 May 2026")
        ),
        *(
            (each, False)
            for each in ("No. 10 reopens", "Release", "Nota de prensa", "A-Level results")
        ),
    ],
)
def test_reference_numbers(line: str, known: bool) -> None:
    """A number by which its sender knows the release is told from titles with numbers in them."""
    assert is_reference(line) == known
