"""The copy desk's second reading: times and zones, names, numbers, pairs of marks, slips."""

import pytest
from preflight import FRONT, findings

from mailer.read.phone_number import fault_of

# The dateline of these releases is Tuesday, 12 May 2026.
HITS = {
    "PR004": [
        "It opens on June 31.",
        "Abre el 30 de febrero de 2027.",
        "It opens on Tuesday, at 9 a.m., May 13.",
        "It opens on Tuesday (May 13).",
        "It opened on 13 May 2026, a Tuesday.",
        "It opens on Tuesday evening, May 13.",
        "It opens on Tuesday 2026-05-13.",
        "Abre el martes 13/05/2026.",
        "Abre el lunes 25 de agosto.",
    ],
    "PR005": [
        "The cost is [quote from CEO] today.",
        "It opens on [date].",
        "It costs €XX million.",
        "About XX people came.",
        "The hour is TBC.",
        "Said [NAME TO COME].",
        "Habló Nombre Apellido.",
        "It is open (check this).",
    ],
    "PR006": [
        "For details see:",
        "Read the report at",
        "Download the images from",
        "Síganos en",
        "Find out more at www.",
        "The trust said yesterday that it will",
        "Más información:",
    ],
    "PR031": [
        "**When:** Wednesday, May 13, at 9:30 a.m.",
        "The webinar begins at 4 p.m. on May 13.",
    ],
    "PR032": [
        "It opens at 9 a.m. EST on July 1.",
        "It opens at 9 a.m. Eastern Standard Time on July 1.",
        "It opens at 9 a.m. BST on 3 December 2026.",
        "Abre a las 9:00 h CET el 1 de julio.",
        "It opens at 3 p.m. EDT on January 5, 2027.",
    ],
    "PR033": ["It opens at 12 p.m. on May 13.", "Abre a las 12:00 a. m. del 13 de mayo."],
    "PR034": [
        "It opens at 14:30 p.m.",
        "It opens at 9:75 a.m.",
        "Abre a las 25:30 h.",
        "At 0:30 a.m. it shut.",
    ],
    "PR035": [
        "It opens at 9 a.m. ET (3 p.m. GMT).",
        "It opens at 11 a.m. BST (11:00 GMT).",
        "It opens at 9 a.m. CT / 11 a.m. ET.",
        "It opens at 14:00 CEST (1 p.m. UTC).",
    ],
    "PR036": ['“The quay is open,” she said. "It is ours," he said.'],
    "PR037": ["It’s the quay. It isn't new."],
    "PR038": [
        "The quay (the new one is open.",
        "The quay the new one) is open.",
        "The [new quay is open.",
    ],
    "PR039": [
        "El muelle es de todos y para todos. Quién lo paga?",
        "El puerto y la ciudad. ¡Por fin abre el muelle.",
    ],
    "PR040": [
        "Ana Sample said so. “Yes,” said Ana Sampel.",
        "Oscar Chacón, director, said so.\n\nOscar Chacon agreed.",
        "Sara McElmurry said so. But McElmury was late.",
        "Stephen Nobody said so.\n\nSteven Nobody, the director, agreed.",
        "The Northbank Harbour Trust met. The Northbank Harbor Trust agreed.",
        "Maria Garcia said so. María García left.",
        "Jon Ejemplo, alcalde, lo dijo.\n\nJohn Ejemplo, alcalde, volvió.",
    ],
    "PR042": [
        "Call +44 20 7946 01.",
        "Call +1 312 555 01234.",
        "Call 312-555-012.",
        "Call 020 7946 01.",
        "Call (123) 555-0123.",
        "Llame al +34 600 000 10.",
    ],
    "PR044": ["It is the the quay.", "Es el muelle de de la ciudad.", "It opens\nopens again."],
    "PR045": [
        "JosÃ© said so.",
        "It canâ€™t be.",
        "Fish &amp;amp; chips",
        "The quay\u00c2\u00a0opens.",
    ],
    "PR046": [
        "It has it’s own pier.",
        "They should of known.",
        "El muelle a sido pintado.",
        "The pubic meeting is on.",
    ],
    "PR047": ["The childrens’ choir sings.", "The womens team won."],
    "PR048": ["The colour is blue, and the color of the sea.", "Send an e-mail, or an email."],
}
MISSES = [
    "It opens on Wednesday, at 9 a.m., May 13.",
    "It opens on Wednesday (May 13).",
    "Abre el martes 12/05/2026 o el jueves 05/12/2024.",
    "“The [city] was [name] to us,” she said.",
    "El siglo XX fue suyo; el XX Congreso, también.",
    "She took size XXL, and drank XX beer.",
    "Call 101 or 112; call 116117 for a doctor.",
    "That is what we are looking at",
    "It may 31 times be so, and march 40 miles.",
    "It opens on Friday, January 1.",
    "It opens at 9 a.m. EDT on July 1.",
    "It opens in Phoenix, Arizona, at 9 a.m. MST on July 1.",
    "It opens at 9 a.m. ET on July 1.",
    "It opens at 9 a.m. CT (10 a.m. ET; 2 p.m. GMT).",
    "It opens at 10 a.m. BST (09:00 GMT).",
    "It opens at 12:01 a.m. and closes at 12:30 p.m.",
    "Abre a las 23:59 h.",
    "The race took 48 h and 12 minutes.",
    "She won 61-38, and 5.75 of 6 points.",
    "The boat is 6' 2\" wide, and “ours,” she said.",
    "The ’90s were rock ’n’ roll.",
    "There are a) piers and b) boats :-)",
    "El puerto y la ciudad: ¿quién lo paga? ¡Todos!",
    "He asked: “What now?”",
    "Ana Sample and Anna Sample, her aunt, said so.",
    "The Central American boats came to Central America.",
    "Ana Sample said so. The Samples were late.",
    "Call +44 20 7946 0101, (312) 555-0143 or 202-555-0143.",
    "Call +44 (0)20 7946 0101, ext. 12.",
    "Llame al +34 600 000 102 o al 600 000 102.",
    "She had had it, and knew that that was so.",
    "The band Duran Duran played in Walla Walla.",
    "The children’s choir and the women’s team.",
    "It’s its own pier, and theirs is there.",
    "The programme is a computer program.",
    "Fish & chips; R&D; AT&T",
]
NUMBERS = [
    ("+44 20 7946 0101", ""),
    ("020 7946 0111", ""),
    ("600 000 102", ""),
    ("555-0123", ""),
    ("1-800-555-0100", ""),
    ("1-800-FLOWERS", ""),
    ("+52 55 5555 0100", ""),
    ("+999 12 34 56 78", ""),
    ("00 44 20 7946 0101", ""),
    ("112", "it has 3 digits"),
    ("+1 123 555 0100", "no area code begins with 1"),
    ("312-155-0143", "no number begins with 1 after the area code"),
    ("+44 020 7946 0101", "after +44 come 9 to 10 digits, not 11"),
    ("+1234567890123456", "it has 16 digits"),
    ("", "it has 0 digits"),
]


@pytest.mark.parametrize(
    ("wanted", "body"),
    [pytest.param(id_, body, id=f"{id_}-{body[:40]}") for id_ in HITS for body in HITS[id_]],
)
def test_found(wanted: str, body: str) -> None:
    """A slip is found once, under its id, on its line, and nothing else is said about it."""
    front = FRONT + ("language: es\n" if wanted == "PR039" else "")
    found = [(each.id, each.line) for each in findings(f"The quay is old.\n\n{body}", front)]

    assert [id_ for id_, _line in found] == [wanted]
    assert 8 <= found[0][1] <= 11


@pytest.mark.parametrize("body", MISSES, ids=[body[:40] for body in MISSES])
def test_left_alone(body: str) -> None:
    """What only resembles a slip is left alone."""
    assert findings(f"The quay is old.\n\n{body}") == ()


@pytest.mark.parametrize(("number", "fault"), NUMBERS)
def test_numbers(number: str, fault: str) -> None:
    """Numbers kept for fiction can be called as far as anybody knows; those that cannot be say why."""
    assert fault_of(number) == fault


@pytest.mark.parametrize("field", ["headline", "subhead", "boilerplate", "ed_note"])
def test_fields_are_read_too(field: str) -> None:
    """The same is found in the fields that readers see."""
    front = "".join(line + "\n" for line in FRONT.splitlines() if not line.startswith(field))
    found = findings(front=f"{front}{field}: The the quay is old\n")

    assert [each.id for each in found] == ["PR044"]
