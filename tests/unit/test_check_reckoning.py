"""What a reader reckons: changes, places, votes, degrees, years since, ages; and names and roles."""

import pytest
from preflight import FRONT, findings

# The dateline is Tuesday, 12 May 2026; the language is English.
SPANISH = f"{FRONT}language: es\n"
FOUNDED = f"{FRONT}boilerplate: The trust lets homes. It was founded in 1991.\n"
FUNDADA = f"{SPANISH}boilerplate: La cooperativa trabaja. Se fundó en 1991.\n"
BAD = [
    ("PR040", "‘It is,’ said the head coach, Philippa Muster.\n\nSo it is. Phillipa Muster left."),
    ("PR074", "Of them 71% voted for the strike, 24% against and 9% left it blank."),
    ("PR074", "They voted: 71 per cent were in favour, 34 per cent against."),
    ("PR075", "It served 4.6 million people, a rise of 12% on the 4 million of last year."),
    ("PR075", "It sold 450 boats, up 20% from 400 last year."),
    ("PR075", "It sold 450 boats, down 10% on 400."),
    ("PR075", "It sold 300 boats (a fall of 35% from 400)."),
    ("PR075", "It is up 12 places, from 58th to 47th."),
    ("PR075", "It climbed twelve places from 58 to 47."),
    ("PR075", "It ranks 47th. It is up 12 places on last year, when it was 58th."),
    ("PR076", "It is −180 °C (−229 °F) cold."),
    ("PR076", "It is minus 180 °C (minus 229 °F) cold."),
    ("PR076", "It is –10 °C (23 °F)."),
    ("PR076", "It is 30 degrees Celsius (96 degrees Fahrenheit)."),
    ("PR082", "Ana Example, 23, was born in Hull on 14 May 2004."),
    ("PR082", "Ana Example, born in St. Ives on 14 May 2004, is 25 years old."),
    ("PR099", "“It is,” said Ana Sample, head of it.\n\nSample, who is deputy head of it, left."),
    ("PR099", "Ana Sample, acting mayor of Hull, said so. Ana Sample, mayor of Hull, left."),
]  # fmt: skip
GOOD = [
    "It served 4.6 million people, a rise of 15% on the 4 million of last year.",
    "It sold 450 boats, up 12% from 400 last year, or up 12.5% on 400.",
    "In 9 months, a rise of 5% on 200 boats was seen.",
    "In 2025, a rise of 5% on the 1,900 of 2024 was seen.",
    "It has 5 million visitors, up 3% on 30 years ago.",
    "It is up 11 places, from 58th to 47th. It climbed 3 places to 47.",
    "It ranks 47th. It is up 11 places on last year, when it was 58th.",
    "It gains 12 places from 9 to 5 every day.",
    "Of them 71% voted for the strike, 24% against and 5% left it blank.",
    "With a turnout of 80%, 71% voted for and 29% against.",
    "60% voted for it, 40% against, and 12% abstained.",
    "62% were for the new pier, and 58% opposed the old one.",
    "It is −180 °C (−292 °F) cold, or minus 180 °C (minus 292 °F).",
    "It rose 10–12 °C (50–54 °F). It fell from 20 to –10 °C (14 °F).",
    "Ana Example, 21, was born in St. Ives on 14 May 2004.",
    "Ana Example, then 17, was born on 14 May 2004.",
    "Ana Example, 80, was born on 1 January 1945. She died in Hull.",
    "Ana Example, 21, was born on 1 May 2004.",
    "Ana Sample, head of the club, said so. Ben Sample, deputy head of the club, left.",
    "Ana Sample, assistant professor of law, said so. Ana Sample, professor of law, left.",
    "Ana Sample, former mayor of Hull, said so. Ana Sample, mayor of York, left.",
]
BAD_IN_SPANISH = [
    ("PR074", "El 71 % votó a favor de la huelga, el 24 % en contra y el 9 % en blanco."),
    ("PR075", "Atendió a 4,6 millones de personas, un aumento del 12 % sobre los 4 millones de 2025."),
    ("PR075", "Vendió 450 barcos, un 20 % más que los 400 de 2025."),
    ("PR075", "Sube 12 puestos, del 58 al 47."),
    ("PR075", "Ocupa el puesto 47. Sube 12 puestos frente a 2025, cuando quedó en el 58."),
    ("PR076", "Nunca da el sol: la temperatura es de −180 °C (−229 °F)."),
    ("PR082", "Ana Ejemplo, de 23 años, nació en Lugo el 14 de mayo de 2004."),
    ("PR082", "Ana Ejemplo, nacida el 14 de mayo de 2004, tiene 23 años."),
    ("PR099", "Ana Ejemplo, directora del museo, lo dijo. Ana Ejemplo, subdirectora del museo, volvió."),
    ("PR099", "Ana Ejemplo, jefa en funciones del club, lo dijo. Ejemplo, jefa del club, volvió."),
]  # fmt: skip
GOOD_IN_SPANISH = [
    "Atendió a 4,6 millones de personas, un aumento del 15 % sobre los 4 millones de 2025.",
    "Vendió 450 barcos, un 12,5 % más que los 400 de 2025.",
    "El 71 % votó a favor de la huelga, el 24 % en contra y el 5 % en blanco.",
    "Sube 11 puestos, del 58 al 47. Crea 12 puestos, del 1 al 5 de mayo.",
    "Ocupa el puesto 47. Sube 11 puestos frente a 2025, cuando quedó en el 58.",
    "Ana Ejemplo, de 21 años, nació en Lugo el 14 de mayo de 2004.",
]
SINCE = [
    ("It is the largest in the 40 years since the trust was founded.", FOUNDED, ["PR081"]),
    ("It is the largest in the forty years since it was founded.", FOUNDED, ["PR081"]),
    ("It is the largest in the nearly 40 years since the trust was founded.", FOUNDED, []),
    ("It is the largest in the 35 years since the trust was founded.", FOUNDED, []),
    ("The new fund helped many in the 10 years since it was founded.", FOUNDED, []),
    ("It helped many in the 40 years since the club was founded.", FOUNDED, []),
    ("Es la mayor en los 40 años desde que se fundó.", FUNDADA, ["PR081"]),
    ("Es la mayor en los 40 años transcurridos desde que se fundó la cooperativa.", FUNDADA, ["PR081"]),
    ("Es la mayor en los 35 años desde que se fundó.", FUNDADA, []),
]  # fmt: skip


def _said(body: str, front: str = FRONT) -> list[str]:
    return [each.id for each in findings(body, front) if each.severity != "note"]


@pytest.mark.parametrize(("wanted", "body"), BAD)
def test_does_not_work_out(wanted: str, body: str) -> None:
    """It is found once, under its id, and nothing else is said about it."""
    assert _said(body) == [wanted]


@pytest.mark.parametrize(("wanted", "body"), BAD_IN_SPANISH)
def test_does_not_work_out_in_spanish(wanted: str, body: str) -> None:
    """The same in Spanish."""
    assert _said(body, SPANISH) == [wanted]


@pytest.mark.parametrize("body", GOOD)
def test_works_out(body: str) -> None:
    """Rounding, figures of two things, and two people are left alone."""
    assert _said(body) == []


@pytest.mark.parametrize("body", GOOD_IN_SPANISH)
def test_works_out_in_spanish(body: str) -> None:
    """The same in Spanish."""
    assert _said(body, SPANISH) == []


@pytest.mark.parametrize(("body", "front", "wanted"), SINCE)
def test_years_since_the_founding(body: str, front: str, wanted: list[str]) -> None:
    """The body is held against the boilerplate; another house, or its fund, may be younger."""
    assert _said(body, front) == wanted
