"""What a release counts twice: parts and their whole, amounts, ages, changes; hours left open."""

import pytest
from preflight import FRONT, findings

# The dateline is Tuesday, 12 May 2026; the language is English.
SPANISH = f"{FRONT}language: es\n"
OF_CHILE = f"{FRONT}language: es-CL\n"
ROWS = (
    "| | 2026 | 2025 | Change |\n|---|---|---|---|\n| Boats | 110 | 100 | +10% |\n"
    "| Tugs | 63 | 60 | {} |\n| Crews | 720 | 900 | -20% |"
)
BAD = [
    ("PR107", "It had 412 guests. It had 188 guests in May, 151 in June and 83 in July."),
    ("PR107", "It cost $412,500: it paid $188,100 for boats, $151,200 for tugs and $83,200 for crews."),
    ("PR107", "It had 965 guests.\n\nThere were 311 guests at East, 232 at West and 432 at North."),
    ("PR107", "It counted 900 boats. It saw 411 boats from Hull, 302 from York and 207 from Leeds."),
    ("PR108", "It spends €3.5m, of which £1.2m goes into lifts and £2.3m into ramps."),
    ("PR108", "The pass lay 780 million miles off.\n\nAt the pass it was 780 billion miles away."),
    ("PR108", "It costs 320 million dollars. Of those 320 million pounds it has half."),
    ("PR108", "Repairs cost $1.25 million.\n\nThe council pays for the repairs, all $1.25 billion."),
    ("PR074", "Each gave one answer: 46% read, 31% slept, 19% talked and 14% ate."),
    ("PR074", "Of them 50% walk, 40% cycle and 30% drive. They could name only one."),
    ("PR075", ROWS.format("+15%")),
    ("PR075", ROWS.format("-5%")),
    ("PR079", "It sells four boats, all built between Aug. 17 and Nov. 24, 2025:\n\n- East\n- West"),
    ("PR079", "It has three piers, open from 7 a.m. since 2019:\n\n- East\n- West"),
    ("PR089", "It measures 13.4 degrees here, 2.5 degrees there and 12,1 degrees at sea."),
    ("PR050", "Owners have until Friday, May 1, to ask for it."),
    ("PR050", "The deadline for entries is May 1."),
    ("PR032", "It flies to Cancun on January 5, 2027, at 3:30 a.m. EDT."),
]  # fmt: skip
GOOD = [
    "It had 422 guests. It had 188 guests in May, 151 in June and 83 in July.",
    "It had about 412 guests. It had 188 guests in May, 151 in June and 83 in July.",
    "It had 412 boats. It had 188 guests in May, 151 in June and 83 in July.",
    "It had 600 guests. It had 188 guests in May, 151 in June and 83 in July.",
    "It has 400 guests. It had 188 guests in May, 151 of them boys.",
    "It fell by 49 percent, after 11 percent for boats, 18 percent for tugs and 21 percent for crews.",
    "It spends €3.5m, of which €1.2m goes into lifts and €2.3m into ramps.",
    "It spends €3.5m, of which £1.2m goes into lifts and £1.3m into ramps.",
    "The fund of $1.5 billion is old. It gave the harbour $1.5 million.",
    "The pass lay 780 million miles off, not 780 billion miles.",
    "It costs 320 million dollars. The old pier had cost 320 million pounds.",
    "It is 120 m long. The other one is 120 million years old.",
    "Each gave one answer: 46% read, 31% slept, 19% talked and 4% ate.",
    "They gave several answers: 46% read, 31% slept, 19% talked and 14% ate.",
    "Of them 50% walk, 40% cycle and 30% drive at times.",
    ROWS.format("+5%"),
    ROWS.format("n/a"),
    ROWS.replace("+10%", "+15%").replace("-20%", "+9%").format("+90%"),
    "It sells two boats, all built between Aug. 17 and Nov. 24, 2025:\n\n- East\n- West",
    "It measures 13.4 degrees here and 12.1 degrees at sea.",
    "Owners had until Friday, May 1, to ask for it.",
    "Owners have until January 15 to ask for it.",
    "It flies to Cancun on July 5, 2026, at 3:30 a.m. EST.",
    "It flies to Cancun on January 5, 2027, at 3:30 a.m. EST.",
]  # fmt: skip
BAD_IN_SPANISH = [
    ("PR107", SPANISH, "Recibió 412 barcos. Entraron 188 barcos en mayo, 151 en junio y 83 en julio."),
    ("PR108", SPANISH, "Gasta 3,5 millones, o €3,5m, de los que £1,2m van a rampas y £2,3m a muelles."),
    ("PR108", OF_CHILE, "Costará 320 millones de dólares. De esos 320 millones de pesos tiene la mitad."),
    ("PR108", SPANISH, "El paso queda a 780 millones de kilos.\n\nEse paso: 780 mil millones de kilos."),
    ("PR074", SPANISH, "Dieron una sola respuesta: el 46 % lee, el 31 % duerme y el 40 % habla."),
    ("PR075", SPANISH, ROWS.replace("Change", "Variación").format("+15 %")),
    ("PR079", SPANISH, "Son tres botes, del 17 de agosto y del 24 de mayo de 2025:\n\n- Uno\n- Dos"),
    ("PR089", SPANISH, "Da una media de 13,4 grados en tierra y de 12.1 grados en la mar."),
    ("PR050", SPANISH, "Los vecinos tienen hasta el viernes 1 de mayo para pedirlo."),
    ("PR050", SPANISH, "El plazo de inscripción termina el 1 de mayo."),
]  # fmt: skip
GOOD_IN_SPANISH = [
    "Recibió 422 barcos. Entraron 188 barcos en mayo, 151 en junio y 83 en julio.",
    "Recibió unos 412 barcos. Entraron 188 barcos en mayo, 151 en junio y 83 en julio.",
    "Costará 320 millones de dólares. De esos 320 millones de dólares tiene la mitad.",
    "Costará 320 millones de dólares. El muelle viejo costó 320 millones de pesos.",
    "Dieron una sola respuesta: el 46 % lee, el 31 % duerme y el 23 % habla.",
    ROWS.replace("Change", "Variación").format("+5 %"),
    "Da una media de 13,4 grados en tierra y de 12,1 grados en la mar.",
    "El plazo de inscripción terminó el 1 de mayo.",
]


def _said(body: str, front: str) -> list[str]:
    return [each.id for each in findings(body, front) if each.id != "PR065"]


@pytest.mark.parametrize(("wanted", "body"), BAD)
def test_counts_twice(wanted: str, body: str) -> None:
    """It is found once, under its id, and nothing else is said about it."""
    assert _said(body, FRONT) == [wanted]


@pytest.mark.parametrize("body", GOOD)
def test_counts_well(body: str) -> None:
    """Rounding, what is only about so, and figures of two things are left alone."""
    assert _said(body, FRONT) == []


@pytest.mark.parametrize(("wanted", "front", "body"), BAD_IN_SPANISH)
def test_counts_twice_in_spanish(wanted: str, front: str, body: str) -> None:
    """The same in Spanish."""
    assert _said(body, front) == [wanted]


@pytest.mark.parametrize("body", GOOD_IN_SPANISH)
def test_counts_well_in_spanish(body: str) -> None:
    """The same in Spanish."""
    assert _said(body, SPANISH) == []


HEADLINES = [
    ("Ana Example, 19, joins Northbank", "Example, who turned 21 in May, is glad.", ["PR109"]),
    ("Northbank signs Ana Example (19)", "The trust signs Ana Example, 21, today.", ["PR109"]),
    ("Northbank signs 19-year-old Ana Example", "Ana Example is 21 years old.", ["PR109"]),
    ("Ana Ejemplo, 19, llega al puerto", "Ejemplo cumplió 21 años en mayo.", ["PR109"]),
    ("Ana Example, 19, joins Northbank", "Example, who turned 19 in May, is glad.", []),
    ("Ana Example, 19, joins Northbank", "Example left it at the age of 11.", []),
    ("Ana Example, 19, joins Northbank", "Ben Example, 45, is her father.", []),
    ("Ana Example, 19, joins Northbank", "Ana Example, 19, has a friend, Ana Sample, 21.", []),
    ("22-year-old Charged in Northbank", "A 63-year-old Sailor Charged, he was charged.", []),
    ("Ana Ejemplo, 19, llega al puerto", "Ejemplo cumplió 19 años en mayo.", []),
    ("Harbour repairs boats in 14 districts", "The harbour repairs boats in twelve districts.",
     ["PR110"]),
    ("Harbour repairs boats in twelve districts", "The harbour repairs boats in 14 districts.",
     ["PR110"]),
    ("HARBOUR REPAIRS SEVENTEEN BOATS TODAY", "The harbour repairs 16 boats.",
     ["PR110"]),
    ("El puerto corta el agua en 14 barrios", "El puerto suspende o corta hoy el agua en doce barrios.",
     ["PR110"]),
    ("El puerto suspenderá el agua en 14 barrios", "El puerto va a suspender el agua en doce barrios.",
     ["PR110"]),
    ("Harbour repairs boats in 14 districts", "The harbour repairs boats in fourteen districts.", []),
    ("Harbour repairs boats in 14 districts", "The harbour repairs boats in twelve more districts.", []),
    ("Harbour repairs boats in 14 districts", "The trust has twelve districts.", []),
    ("Harbour repairs three boats today", "The harbour repairs two boats and one old boat today.", []),
    ("Harbour repairs four boats today", "The harbour repairs three wooden boats today.", []),
    ("Harbour repairs boats in 14 days", "The harbour repairs boats in twelve days.", []),
]  # fmt: skip


@pytest.mark.parametrize(("headline", "body", "wanted"), HEADLINES)
def test_headline_and_text(headline: str, body: str, wanted: list[str]) -> None:
    """Another age or count than the headline's; a part, another person or time is left alone."""
    front = FRONT.replace("A quiet headline", headline)

    assert [each for each in _said(body, front) if each in {"PR109", "PR110"}] == wanted


ADVISORY = f"{FRONT}kind: advisory\n"
WHEN = "Where: the old quay.\n\n**When:** Wednesday, May 20, 2026, "
INVITATIONS = [
    (f"{WHEN}at 7", ["PR063"]),
    (f"{WHEN}at 7 (boats leave later)", ["PR063"]),
    ("Lugar: el muelle.\n\n**Cuándo:** miércoles 20 de mayo de 2026, a las 7.", ["PR063"]),
    (f"{WHEN}at 7 in the evening, BST", []),
    (f"{WHEN}at 7 p.m. BST", []),
    (f"{WHEN}at noon BST", []),
    (f"{WHEN}7 p.m. BST\n\nPlease reply by Thursday, May 21.", ["PR103"]),
    (f"{WHEN}7 p.m. BST\n\nPlease confirm by May 22.", ["PR103"]),
    ("**Cuándo:** 20 de mayo, 19:00 h, sala B\n\nRogamos confirmen hasta el 22 de mayo.", ["PR103"]),
    (f"{WHEN}7 p.m. BST\n\nPlease reply by Tuesday, May 19.", []),
    (f"{WHEN}7 p.m. BST\n\nThe council will reply by May 22.", []),
    (f"{WHEN}7 p.m. BST\n\nAccreditations are valid until May 22.", []),
    (f"{WHEN.replace('May 20', 'May 20 to 24')}7 p.m. BST\n\nPlease reply by May 21.", []),
]  # fmt: skip


@pytest.mark.parametrize(("body", "wanted"), INVITATIONS)
def test_invitation(body: str, wanted: list[str]) -> None:
    """An hour without its half of the day, and a reply that is wanted when all is over."""
    assert [each for each in _said(body, ADVISORY) if each in {"PR063", "PR103"}] == wanted


def test_hour_left_open_is_said_at_its_line() -> None:
    """What is wrong is the hour itself, not that there is none."""
    [found] = [each for each in findings(f"{WHEN}at 7", ADVISORY) if each.id == "PR063"]

    assert "at 7" in found.what
    assert found.line == 9


SEASONS = [
    ("Harbour opens its 2027 season", "It opens on Thursday, May 13.", []),
    ("A quiet headline", "It plans the 2026–27 season. It opens on Thursday, May 13.", []),
    ("A quiet headline", "## Dates in 2027\n\n- Thursday, May 13: boats", []),
    ("El puerto abre su temporada de 2027", "Abre el jueves 13 de mayo.", []),
    ("Harbour opens its 2027 season", "It opens on Friday, May 13.", ["PR004"]),
    ("A quiet headline", "It opens on Thursday, May 13. It has 2027 boats.", ["PR004"]),
    ("El puerto abre su temporada de 2027", "Abre el viernes 13 de mayo.", ["PR004"]),
]


@pytest.mark.parametrize(("headline", "body", "wanted"), SEASONS)
def test_days_of_a_season(headline: str, body: str, wanted: list[str]) -> None:
    """Where a season or a heading names its year, days may belong to it."""
    front = FRONT.replace("A quiet headline", headline)

    assert [each for each in _said(body, front) if each == "PR004"] == wanted


@pytest.mark.parametrize(
    ("language", "zone", "wanted"),
    [
        ("en-IE", "Europe/Dublin", []),
        ("en-GB", "Europe/London", []),
        ("es-CO", "America/Bogota", []),
        ("en-US", "America/New_York", ["EM015"]),
        ("en-IE", "Europe/Paris", ["EM015"]),
        ("es-ES", "Europe/Madrid", ["EM015"]),
        ("en", "Europe/London", ["EM015"]),
    ],
)
def test_embargo_in_a_country_of_one_clock(language: str, zone: str, wanted: list[str]) -> None:
    """The zone of an embargo goes without saying where a country has only one."""
    front = f"{FRONT}language: {language}\nembargoed_until: 2026-05-12 09:00 {zone}\n"
    body = "The quay is old.\n\nEmbargoed until 9 a.m. on May 12."

    assert [each for each in _said(body, front) if each == "EM015"] == wanted
