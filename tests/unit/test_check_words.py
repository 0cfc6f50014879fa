"""The copy desk: each sort of slip is found, and what only resembles it is left alone."""

import time

import pytest
from preflight import FRONT, findings, ids

from mailer.words.findings import Finding

HITS = {
    "PR004": [
        "On Tuesday, December 5, 2018, it opened.",
        "On TUESDAY, DEC. 5, 2018, it opened.",
        "On Tuesday 5th December 2018 it opened.",
        "On Tuesday, the 5th of December, 2018, it opened.",
        "It opened on December 5, 2018 (Tuesday).",
        "El martes 5 de diciembre de 2018 abrió.",
        "El martes, 5 de diciembre del 2018, abrió.",
        "It opens on Tuesday, May 13.",
        "Abre el martes 13 de mayo.",
        "It opens on Wed., May 12.",
        "It opens on Tuesday, June 31, 2026.",
    ],
    "PR005": [
        "The cost is TK pounds.",
        "TK Night returns to the quay.",
        "Call XXX-XXXX for more.",
        "Lorem ipsum dolor sit amet.",
        "Said [NAME], director.",
        "Said [Name], director.",
        "[insert quote here]",
        "[insertar cita]",
        "Dear *|FNAME|*, the quay opens.",
        "Dear <<First Name>>, the quay opens.",
        "It costs ??? pounds.",
        "Signed: ________",
    ],
    "PR006": [
        "The trust is old. Learn more at",
        "The trust is old. For more information, visit",
        "The trust is old. Visit:",
        "El puerto es viejo. Más información en",
        "El puerto es viejo. Para más información, visite",
        "The trust is old. Learn more at\n\nIt has two piers.",
    ],
    "PR009": [
        "“The quay is open, she said.",
        "The quay is open,” she said.",
        'She said: "The quay is open.',
        "“The quay is open, she said.\n\nHe said: “It is closed.”",
        "«El muelle abre, dijo.",
    ],
    "PR010": [
        "“The quay is open.\n\nIt is ours.”",
        "“The quay is open.\n\n“It is ours.\n\nIt is old.”",
        '"The quay is open.\n\nIt is ours."',
        "«El muelle abre.\n\nEs nuestro».",
    ],
    "PR011": ["The people’s’ right.", "The people's’s right.", "The people’’s right."],
    "PR012": [
        "The Inter-American Commission on Human Rights (IAHCR) met.",
        "The Northbank and Southquay Transport Board (NSBT) pays.",
        "The World Health Organization (WHA) met.",
    ],
    "PR013": [
        "The US said so. The U.S. repeated it.",
        "La embajada de EE. UU. y el gobierno de EEUU.",
        "The UK and the U.K. agree.",
    ],
    "PR014": ["The quay  opens.", "The quay\u00a0 opens.", "The end.  The start."],
    "PR015": ["The qu\u200bay opens.", "The \u202equay\u202c opens.", "The qu\u00aday opens."],
}
MISSES = {
    "PR004": [
        "On Wednesday, December 5, 2018, it opened.",
        "El miércoles 5 de diciembre de 2018 abrió.",
        "From Monday, December 3–5, 2018, it is closed.",
        "On Monday and Tuesday, June 1 and 2, 2026, it is closed.",
        "It opens on Tuesday, May 12, at 9.",
        "It opens on Friday, January 1.",
        "The Sun, May 5, 2018, had a picture.",
        "They wed May 5, 2018, on the quay.",
        "On Friday 13 people came.",
    ],
    "PR005": [
        "El XXX Congreso Nacional abre hoy.",
        "“[The trust] is old,” she said, “and [sic] proud.”",
        "“Our [city] council agreed,” she said.",
        "Read [the name of the boat](https://example.org).",
        "The TKO came in round two.",
        "What is next?",
        "Dear {{ recipient.first_name }}, the quay opens.",
    ],
    "PR006": [
        "Learn more at https://harbour.example.",
        "Learn more at [harbour.example](https://harbour.example)",
        "Learn more at {{ organisation.website }}",
        "For more information, visit:\n\n- https://harbour.example",
        "Learn more at\n\nhttps://harbour.example",
        "The king is here on a state visit",
        "That is what we are looking at",
    ],
    "PR009": [
        "“The quay is ‘open,’” she said.",
        "The boat is 6'2\" wide.",
        'She said "open" and "closed."',
        "“He said “no” to it,” she said.",
        "„Der Kai ist offen“, sagte sie.",
    ],
    "PR010": [
        "“The quay is open.\n\n“It is ours.”",
        '"The quay is open.\n\n"It is ours."',
        "«El muelle abre.\n\n»Es nuestro».",
        "“The quay is open.”\n\nIt is ours.\n\n“It is,” he said.",
        "> “The quay is open.\n>\n> “It is ours.”",
    ],
    "PR011": [
        "The people’s rights and the boss’s desk.",
        "They called it ‘the people’s’ quay.",
        "The members’ rights.",
    ],
    "PR012": [
        "The Inter-American Commission on Human Rights (IACHR) met.",
        "The National Aeronautics and Space Administration (NASA) flies.",
        "The Coordinated Universal Time (UTC) is kept.",
        "The Food and Agriculture Organization (FAO) met.",
        "The quay (ABC) opens.",
        "La Organización Mundial de la Salud (OMS) se reunió.",
        "The North Atlantic Treaty Organization (OTAN, in Spanish) met.",
        "The International Organization for Standardization (ISO) met.",
        "The Department for Transport (DfT) pays.",
    ],
    "PR013": [
        "The US said so, and the US repeated it.",
        "Washington, D.C., in the U.S.",
        "CONTACT US TODAY\n\nThe U.S. agreed.",
        "It costs US$5 in the U.S. today.",
    ],
    "PR014": [
        "The quay\u00a0opens.",
        "A line break  \nhere.",
        "| a    | b |\n|------|---|\n| long | c |",
        "Dear {% if recipient.name %} {{ recipient.name }} {% endif %} reader.",
    ],
    "PR015": ["A family 👨‍👩‍👧 on the quay.", "شارع \u200fالميناء\u200f اليوم", "naïve café"],
}


def pairs(table: dict[str, list[str]]) -> list:
    return [
        pytest.param(id_, text, id=f"{id_}-{text[:40]}") for id_ in table for text in table[id_]
    ]


@pytest.mark.parametrize(("wanted", "body"), pairs(HITS))
def test_found(wanted: str, body: str) -> None:
    """A slip is found once, under its id, and nothing else is said about it."""
    found = [each for each in findings(body) if each.severity != "note"]

    assert [each.id for each in found] == [wanted]


@pytest.mark.parametrize(("unwanted", "body"), pairs(MISSES))
def test_left_alone(unwanted: str, body: str) -> None:
    """What only resembles a slip is left alone, by every check."""
    found = [each for each in findings(body) if each.severity != "note"]

    assert found == []


def test_lines_are_those_of_the_file() -> None:
    """A finding names the line on which the slip stands, inside a paragraph and in front matter."""
    body = "\nThe quay opens\nto TK people.\n\n- one\n- TK\n"
    front = FRONT + "boilerplate: |\n  The trust.\n\n  TK\n"
    found = [each for each in findings(body, front) if each.id == "PR005"]

    assert [each.line for each in found] == [5, 12, 15]


@pytest.mark.parametrize(
    "unit",
    [
        "A",
        "A-",
        "1 May ",
        "Jan. 1, ",
        "Aa Bb, director of Cc, ",
        "its 5th edition ",
        "Aa de la ",
        "{",
        "1. ",
    ],
)
def test_what_goes_on_and_on_is_read_once(unit: str) -> None:
    """Not once more from each of its letters, days or names: that took from five to 75 seconds."""
    body = "\n\n".join([(unit * 11_900)[:11_900].strip()] * 8)
    began = time.process_time()

    findings(body)

    assert time.process_time() - began < 4.0


def test_jinja_does_not_shift_lines() -> None:
    """Jinja over several lines leaves the lines of what follows as they are."""
    body = "{% if recipient.beat\n   == 'sea' %}\nThe sea.\n{% endif %}\n\nTK"

    assert [each.line for each in findings(body) if each.id == "PR005"] == [11]


@pytest.mark.parametrize(
    "field", ["headline", "subhead", "located", "by", "ed_note", "boilerplate"]
)
def test_fields_are_read_too(field: str) -> None:
    """What is still to be filled in is found in every field that readers see."""
    front = "".join(line + "\n" for line in FRONT.splitlines() if not line.startswith(field))
    found = findings(front=f"{front}{field}: '[insert it]'\n")

    assert [(each.id, each.line) for each in found if each.severity == "error"] == [
        ("PR005", front.count("\n") + 2)
    ]


def test_headlines_may_write_us_their_way() -> None:
    """US in the headline and U.S. in the text is a custom of many houses, not a slip."""
    front = "headline: US ferry comes\nlocated: Northbank\ndate: 2026-05-12\n"

    assert ids("The U.S. ferry comes.", front) == []


def test_the_sentence_names_both_sides() -> None:
    """A mixed spelling names both spellings with their lines."""
    finding: Finding = findings("The US.\n\nThe U.S. agreed.")[0]

    assert finding.what == '"US" (line 6) and "U.S." (line 8) stand side by side.'
