"""What a reader can work out: sums, changes, spans, counts, grammar, and parts that contradict."""

import pytest
from preflight import FRONT, findings, ids

# The dateline is Tuesday, 12 May 2026; the language is English.
SPANISH = f"{FRONT}language: es\n"
EVENT = "kind: advisory\nevent:\n  starts: 2026-05-20 10:00 Europe/London\n  where: East pier\n"
TWICE = (
    "The boats sail out when all others sleep.\n\nSo.\n\nThe boats sail out when\nall others sleep."
)
TABLE = "| Pier | Boats |\n|---|---|\n| East | {} |\n| West | {} |\n| Total | {} |"
BAD = [
    ("PR073", TABLE.format("1,200", "800", "2,100")),
    ("PR073", TABLE.format("$4.5", "$3.2", "$9.7")),
    ("PR074", "The fleet is made up of ferries 60%, tugs 30% and barges 25%."),
    ("PR075", "Traffic rose by 20 percent, from 500 boats in 2024 to 650 in 2026."),
    ("PR075", "Traffic fell 8%, from 2,000 to 2,160."),
    ("PR076", "The water was at 30 C (96 F)."),
    ("PR076", "The pier is 10 miles (26 km) long."),
    ("PR076", "Gusts reached 85 mph (187 km/h)."),
    ("PR077", "The children are aged 17 to 6."),
    ("PR077", "It is open from 7 p.m. to 6 p.m. on Sunday."),
    ("PR077", "It is open from 20:00 to 19:00."),
    ("PR077", "It lasts from May 20 to 17."),
    ("PR077", "The work of Ana Example (2004-1919) is there."),
    ("PR078", "The three-day festival lasts from May 20 to May 24."),
    ("PR079", "It has three piers:\n\n- East\n- West"),
    ("PR079", "The two piers are:\n\n- East\n- West\n- North"),
    ("PR080", "It is the 21th boat."),
    ("PR080", "It is the 112nd boat."),
    ("PR081", "The trust, founded in 1986, celebrates its 50th anniversary this year."),
    ("PR082", "Ana Example has died, aged 79.\n\nShe was born in Hull on 12 May 1944."),
    ("PR083", "Two in three passengers (43%) said yes."),
    ("PR083", "Half of the boats (62%) are new."),
    ("PR084", "It grew by 12% percent."),
    ("PR084", "It cost $3 million dollars."),
    ("PR085", "It is an unique boat."),
    ("PR085", "It lasts a hour."),
    ("PR088", "The boats of the trust sail in the night; haga clic to see that."),
    ("PR089", "It cost 2,3 million pounds, and 1.5 million more was spent."),
    ("PR091", "The number has grown, as Figure 2 shows."),
    ("PR091", "The number has grown: see the table below."),
    ("PR092", "Note to Ben: please ask the harbour master."),
    ("PR092", "DRAFT v2"),
    ("PR093", TWICE),
    ("PR044", "It is 120 120 metres long."),
]  # fmt: skip
GOOD = [
    TABLE.format("1.2%", "1.3%", "2.6%"),
    TABLE.format("4.2", "4.6", "4.4"),
    TABLE.format("(40)", "60", "20"),
    TABLE.format("one", "two", "3"),
    "The fleet is made up of ferries 60%, tugs 30% and barges 10%.",
    "It is made up of ferries (60%), up from 55% a year ago, and tugs (40%), compared with 45%.",
    "Traffic grew 24% from 1990 to 2021.",
    "Traffic rose by 30 percent, from 500 in 2024 to 650 in 2026.",
    "Traffic rose about 33%, from 30 to 41.",
    "The water was at 30 C (86 F), 5 C (9 F) warmer than last year.",
    "The pier is 10 miles (16 km) long, and 6 ft (1.8 m) wide.",
    "The men, aged 65 and 42, were saved. It is open to those aged 6 to 91.",
    "It is open from 10 p.m. to 6 a.m., and from 8 a.m. to 7.30 p.m.",
    "It is shut from 7 p.m. on Friday to 6 p.m. on Saturday.",
    "It is open from 9:00 to 5:00.",
    "The three-day festival lasts from May 20 to May 22.",
    "It has three piers:\n\n- East\n- West\n- North",
    "Tickets for two people:\n\n- 4 pounds by day\n- 5 pounds by night\n- 6 pounds on Sunday",
    "In the first two weeks it carried:\n\n- dogs\n- cats\n- a horse",
    "It is the 11th, 12th, 13th, 21st, 22nd, 23rd, 101st and 111th boat.",
    "Founded in 1986, it celebrated its 25th anniversary in 2011.",
    "Founded in 1986, it celebrates its 40th anniversary.",
    "Ana Example has died, aged 81.\n\nShe was born in Hull on 12 May 1944.",
    "Ana Example has died, aged 81.\n\nHer son, born in 1990, is the captain.",
    "Two in three passengers (66%) said yes, more than half (62%) of them twice.",
    "It cost $3 million Canadian dollars.",
    "It lasts an hour; a European, a one-off and a union man saw an honest user of a uniform.",
    "It is at 212.555.0143, or 1,200.50 pounds, or $0.25.",
    "Note to editors: please credit the trust. Note to passengers: please keep your ticket.",
    "Note to Passengers: please keep your ticket.",
    "The figure below the surface is a wreck. Figure it out.",
    "The fare is 1,200 pounds, 1.5 million in all.",
    "The number 112 112 of them know. Call 555 555 today.",
]
BAD_IN_SPANISH = [
    ("PR076", "El agua estaba a 30 °C (96 °F)."),
    ("PR077", "Abre entre las 20:00 y las 19:00."),
    ("PR077", "Se celebra del 8 al 4 de mayo."),
    ("PR078", "El festival de tres días, del 20 al 24 de mayo, es gratuito."),
    ("PR079", "Se visitan tres salas:\n\n- Norte\n- Sur"),
    ("PR081", "La editorial, fundada en 1986, celebra su 50.º aniversario."),
    ("PR083", "Dos de cada tres pasajeros (43 %) dijeron que sí."),
    ("PR084", "Creció un 12 % por ciento."),
    ("PR086", "La directora de el puerto lo dijo."),
    ("PR087", "Abre el Domingo por la tarde."),
    ("PR087", "Abre el 20 de Mayo de 2026."),
    ("PR088", "Las entradas del puerto cuestan nueve euros; for more information, vea la web."),
    ("PR089", "Tiene 3.500 plazas y 20,000 libros."),
    ("PR089", "Costó 2,3 millones, y 1.5 millones más."),
]  # fmt: skip
GOOD_IN_SPANISH = [
    "Abre de 20:00 a 2:00 y de 9:00 a 20:30.",
    "El festival de cinco días, del 20 al 24 de mayo, es gratuito.",
    "Llega el Viernes Santo de El Salvador a la plaza del 2 de Mayo.",
    "Mide 1,875 metros y tiene 3.500 plazas.",
    "El tren va de El Escorial a él. Creció un 12 %.",
    "Creció un 12,5 %, de 2.000 a 2.250.",
    "For more information in English, write to the press desk of the harbour.",
]
FIELDS = [
    ("PR090", "headline: The quay opens again\nsubject: 'RE: The quay opens again'\n"),
    ("PR094", f"headline: A quay opens\n{EVENT}"),
    ("PR095", "headline: A quay opens\ncontacts:\n  - name: Ana Example\n    phone: +44 20 7946 0132\n"),
]  # fmt: skip


@pytest.mark.parametrize(("wanted", "body"), BAD, ids=[f"{a}-{b[:40]}" for a, b in BAD])
def test_flaw_of_sense(wanted: str, body: str) -> None:
    """What does not add up is found under its id, and nothing else is said."""
    assert [each.id for each in findings(body) if each.id != "PR058"] == [wanted]


@pytest.mark.parametrize("body", GOOD, ids=[each[:40] for each in GOOD])
def test_what_adds_up(body: str) -> None:
    """Rounding, nights, measures and what may be said either way are left alone."""
    assert not [each for each in ids(body) if "PR072" < each < "PR096" or each == "PR044"]


@pytest.mark.parametrize(
    ("wanted", "body"), BAD_IN_SPANISH, ids=[b[:40] for _, b in BAD_IN_SPANISH]
)
def test_flaw_of_sense_in_spanish(wanted: str, body: str) -> None:
    """The same in Spanish, with what only Spanish has."""
    assert ids(body, SPANISH) == [wanted]


@pytest.mark.parametrize("body", GOOD_IN_SPANISH, ids=[each[:40] for each in GOOD_IN_SPANISH])
def test_what_adds_up_in_spanish(body: str) -> None:
    """Names with capitals, figures with a comma and whole passages in English are left alone."""
    assert ids(body, SPANISH) == []


@pytest.mark.parametrize(("wanted", "front"), FIELDS, ids=[each for each, _ in FIELDS])
def test_parts_that_contradict(wanted: str, front: str) -> None:
    """The text is held against the event, the contacts and the subject."""
    body = "The quay opens on Thursday, May 21. Call +44 20 7946 0123."
    dated = f"located: Northbank\ndate: 2026-05-12\n{front}"

    assert wanted in ids(body, dated)


def test_a_deadline_is_no_day_of_the_event() -> None:
    """A text that names only the day by which one registers does not contradict the event."""
    front = f"{FRONT}{EVENT}"

    assert "PR094" not in ids("Please register by Monday, May 18.", front)
    assert "PR094" not in ids("The quay opens on May 20, and again on May 21.", front)


def test_headline_that_stands_again() -> None:
    """The headline as the first line of the text is a second one; a text of one line is none."""
    assert ids("A quiet headline\n\nThe quay opens.") == ["PR030"]
    assert ids("A quiet headline.") == []


@pytest.mark.parametrize(
    "body",
    [
        "In in vivo models it works. The university is host to the THE Summit.",
        "Write to the director of Marketing marketing@harbour.example.",
        "Applied Research Center of Arkansas (ARC) is a research center.",
        "Lifts are made by TK Elevator, and clothes by TK Maxx.",
        "In an emergency call 9-1-1; the supply is 550.000.000 tokens.",
        "See https://harbour.example/news/the-womens-race.",
        "The trust will mend:\n\n- the old pier and the new one; and\n- the quay.",
        "The County Counsel made their will clear, and held nobody against their will.",
        "The small salon is attached to the shop, in the attached garage.",
        "He pleaded not guilty on Nov. 30 to 12 counts; she got 15 on January 24 to 15 years in jail.",
        "The bar is open from 6 a.m. to 12:30 a.m. every day.",
        "It will be served with the sentence he received on Dec. 20, 2012.",
        "“Free F*** kicking,” it said.",
        "He was left unable to walk, talk, or see.",
        "When is enough enough?",
        "The sword was 5’’ long, and 6’’ wide.",
        "The Cities, Counties and Schools (CCS) Partnership seeks Adverse Childhood Experiences (ACES).",
        "The U.S. flag: https://harbour.example/2026/Gavel-and-US-flag.jpg",
        "The forum of Wednesday, November 5 is the third. On November 5, 2025, it will be full.",
        "Robert Sardina, a.k.a. Robert Sardinia, of Northbank, said so.",
        "## A Mother Found in Running Water Is Charged with Murder\n\n“She is not,” said Ezra Pound.",
    ],
)
def test_met_in_the_wild(body: str) -> None:
    """What was wrongly reported of releases that others have sent is left alone."""
    assert ids(body) == []


@pytest.mark.parametrize(
    "body",
    [
        "El Departamento de Policía de Tustin (TPD) ayudó.",
        "La Genealogía Genética Investigativa (IGG) es nueva.",
        "El Departamento de Vehículos Motorizados (DMV) asistió.",
        "Alrededor de la 1:30 de la mañana, el 8 de diciembre de 2007, ella salía del puerto.",
        "La próxima mañana, el 29 de noviembre, la barca salió.",
    ],
)
def test_met_in_the_wild_in_spanish(body: str) -> None:
    """As above."""
    assert ids(body, SPANISH) == []


def test_one_fault_is_said_once() -> None:
    """A number that is both international and North American is reported once."""
    assert ids("Call +1 312-555-010 today.") == ["PR042"]


def test_words_on_two_lines() -> None:
    """Where a line of the file ends means nothing to a name, and joins no words in what is shown."""
    assert ids("So says the Harvest\nGrowers Association (HGC) today.") == ["PR012"]
    [found] = findings(
        "The quay is old and wide and long, and it has been so for years,\naccording to it"
    )
    assert "years, according" in found.what
