"""What was left unfinished: days in figures, details to be confirmed, lost ends, remarks in brackets."""

import pytest
from preflight import FRONT, findings

# The dateline is Tuesday, 12 May 2026.
SPANISH = f"{FRONT}language: es\n"
HITS = {
    "PR004": [
        "It opens on 3/6 (Thursday).",
        "It opens soon (Thu 3/6).",
        "It opens on Wed 9/7.",
        "The quay opens on Wednesday, 14/5.",
        "It opens on 14/5, Friday.",
    ],
    "PR005": [
        "The quay (access to be confirmed) opens.",
        "**Where:** to be confirmed",
        "**Where:** To be confirmed.",
        "**When:** May 13, venue to be confirmed",
        "- Venue to be decided",
        "- Hour: tbc",
        "| Day | Hour |\n|---|---|\n| May 13 | to be confirmed |",
        "Speaker: Ana Example (to be confirmed)",
    ],
    "PR006": [
        "The quay is old. Tickets are available from",
        "The ceremony on the quay takes place on",
        "The pier was repaired thanks to",
        "The quay is the work of the.",
        "It is old, and we love our.",
        "Doors of the hall open at",
        "The pier is run by",
        "The quay is the oldest and is visited by a",
        "The quay is shut every Monday because",
    ],
    "PR092": [
        "It is old. [Is that still so, Ben?] It is wide.",
        "It is old. [Check with legal.]",
        "It is old [Q: says who?].",
        "It is [NB: not yet agreed] old.",
        "It is old (Query: who says so?).",
    ],
}
HITS_IN_SPANISH = {
    "PR004": ["Abre el 3/6 (jueves).", "Abre (viernes 14/5).", "Abre el viernes 14/5."],
    "PR005": [
        "El acto (por confirmar) es gratis.",
        "El acto (acceso por confirmar) es gratis.",
        "Hora por confirmar",
        "- Lugar por definir",
        "**Lugar:** por definir",
        "**Hora:** a confirmar.",
        "Será el 13 de mayo, hora por confirmar",
    ],
    "PR006": [
        "El puerto es viejo. Los recorridos se reservan en",
        "La obra del puerto la pagan entre",
        "La obra se hizo con los vecinos, pese a",
        "El puerto es viejo y lo cuida el director de la.",
        "El muelle es de todos y.",
    ],
    "PR092": [
        "Es viejo. [Ojo: ¿lo dice el fallo?] Es ancho.",
        "Es viejo [duda: lo dice él].",
        "Es viejo (Ojo: ¿seguro?).",
        "Es viejo (Nota interna: preguntar).",
        "Es viejo [¿seguro que sí?].",
    ],
}
MISSES = [
    "It opens on 5/12 (Tuesday), or on (Tuesday 12/5).",
    "It is open Monday and Tuesday 25/5, and Monday 24/7.",
    "It recalls Friday 9/11. It opens Monday–Friday 14/5.",
    "It opens Wednesday 14/5–16/5. A fare on Monday 1/2 price.",
    "It opens on Thursday 14/5. It scored 8/10, Wednesday night or not.",
    "The date is to be confirmed by the council.",
    "The date has yet to be confirmed.",
    "- The second case to be confirmed",
    "“The date (to be confirmed) is ours,” she said.",
    "The ferries have an amount to be decided.",
    "Bids (the date of which is to be decided) follow.",
    "- The ships that came in",
    "- Everybody who wants to may log on",
    "- There is nothing to look forward to",
    "- The hall it was held in",
    "- He saw the pier the boats are built in",
    "- What the standards are that we are led by",
    "- A plan a child would call plan a",
    "The ferry is open from nine to\n\n- noon",
    "It was the best thing, he said, and…",
    "“It is [who knows how?] old,” she said.",
    "It is near [NB Power] there. [Q2 2026] It rose (who says so?).",
    "It is old (NB: the quay is shut on Monday).",
    "[Check out the film](https://harbour.example)",
]
MISSES_IN_SPANISH = [
    "Abre el jueves 14/5. Abre lunes y martes 14/5. Abre el 12/5 (martes).",
    "La fecha está por confirmar.",
    "El lugar queda por confirmar",
    "Viajó con la sede por definir y volvió.",
    "El agua lleva un poco de vitamina a",
    "Meta la papeleta en el sobre",
    "Los vecinos quieren que entre",
    "El puerto abre a\n\n- las nueve\n- las diez",
    "Es viejo (ojo: cierra los lunes).",
    "«Es [¿cómo decirlo?] viejo», dijo.",
]


def _pairs(table: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(id_, text) for id_ in table for text in table[id_]]


def _said(body: str = "The quay opens.", front: str = FRONT) -> list[str]:
    return [each.id for each in findings(body, front) if each.severity != "note"]


@pytest.mark.parametrize(("wanted", "body"), _pairs(HITS))
def test_unfinished(wanted: str, body: str) -> None:
    """It is found once, under its id, and nothing else is said about it."""
    assert _said(body) == [wanted]


@pytest.mark.parametrize(("wanted", "body"), _pairs(HITS_IN_SPANISH))
def test_unfinished_in_spanish(wanted: str, body: str) -> None:
    """The same in Spanish."""
    assert _said(body, SPANISH) == [wanted]


@pytest.mark.parametrize("body", MISSES)
def test_finished(body: str) -> None:
    """Phrasal verbs, sentences about what is not known yet, and remarks to readers are left alone."""
    assert _said(body) == []


@pytest.mark.parametrize("body", MISSES_IN_SPANISH)
def test_finished_in_spanish(body: str) -> None:
    """The same in Spanish."""
    assert _said(body, SPANISH) == []


def test_a_nominee_in_the_headline() -> None:
    """A headline that ends with the words says news."""
    front = (
        "headline: New harbour master, name to be confirmed\nlocated: Northbank\ndate: 2026-05-12\n"
    )

    assert _said(front=front) == []


@pytest.mark.parametrize(
    "body",
    [
        "El 12 de mayo vuelan VuelaYa! y LíneaSur, el muelle es de todos.",
        "El vuelo de la empresa Ejemplo!, que es de todos, va a la isla.",
        "La tasa es de 0,111 por pasajero y los 1.800 pasajeros la pagan; son 1,8 millones.",
    ],
)
def test_no_flaw_in_spanish(body: str) -> None:
    """A mark that belongs to a name, and a decimal of three digits behind a nought."""
    assert _said(body, SPANISH) == []


def test_a_mark_of_the_sentence_is_missed_still() -> None:
    """A capital in front of the mark alone makes no name of it."""
    assert _said("El muelle es de todos y para todos. Viva el Puerto!", SPANISH) == ["PR039"]


def test_damaged_word_is_shown_whole() -> None:
    """The damaged word is shown, not the one before it, and what is in it is no footnote."""
    [found] = findings("Es la nueva\nversiÃ³n del muelle.", SPANISH)

    assert (found.id, '"versiÃ³n"' in found.what) == ("PR045", True)
