"""The preflight of what a release says twice: embargo, titles, editions, what a correction corrects."""

import pytest
from preflight import FRONT, ids

# The dateline is Tuesday, 12 May 2026; the release is checked on the day before.


EMBARGO = f"{FRONT}embargoed_until: 2026-05-12 17:00 Europe/London\n"


IMMEDIATE = [
    "Nota para su difusión inmediata.",
    "This is for immediate release.",
    "The quay is wide. This press release may be published\nimmediately.",
    "Este comunicado es de publicación inmediata. Hay fotos.",
    "This information is not embargoed.",
]


NOT_IMMEDIATE = [
    "Her lawyers asked for immediate release.",
    "This is not for immediate release.",
    "The court ordered the immediate release of the seal.",
    "El puerto pide la difusión inmediata de los datos.",
]


OTHER_EMBARGOES = [
    "Please hold this until 5.30pm on Tuesday 12 May.",
    "Not for publication before 4pm BST.",
    "No publicar antes de las 18.30 h.",
    "Hasta las 17.30 no puede difundirse.",
    "Do not publish before 6 p.m. BST on 12 May.",
    "This may not be published before 6 p.m. BST.",
    "Until 6 p.m. BST this may not be published.",
    "Se puede publicar a partir de las 18:00 h.",
    "For use after 6 p.m. BST on 12 May.",
    "Rogamos que no se publique antes de las 18:00 h.",
    "Les pedimos que lo guarden hasta las 18:00 h.",
]


SAME_EMBARGOES = [
    "Not for publication before 5pm BST on Tuesday 12 May.",
    "Please hold this until 5 p.m. London time.",
    "Hasta las 17.00, hora de Londres, no puede difundirse.",
    "The café will hold tickets until 6 p.m. and is open until 8 p.m.",
    "Do not use the pool before 8 a.m., please.",
    "Hasta las 20.00 no se puede entrar.",
    "Tickets: hold it until 8 p.m. BST, then show it.",
    "Results may be published from 6 p.m. BST on Thursday 14 May, the officer said.",
    "El alcalde no puede difundir los datos hasta el 20 de mayo.",
]


@pytest.mark.parametrize("body", IMMEDIATE, ids=lambda body: body[:40])
def test_released_at_once_under_embargo(body: str) -> None:
    """A sentence or note that says nothing else than that all may publish is a release line."""
    note = f"{EMBARGO}ed_note: |\n  {body.replace(chr(10), ' ')}\n"

    assert ids(f"The quay is old.\n\n{body}", EMBARGO) == ["EM001"]
    assert ids(front=note) == ["EM001"]
    assert ids(f"The quay is old.\n\n{body}") == []


@pytest.mark.parametrize("body", NOT_IMMEDIATE, ids=lambda body: body[:40])
def test_not_released_at_once(body: str) -> None:
    """What is set free in the news itself, and what is denied, is no release line."""
    assert ids(body, EMBARGO) == []


@pytest.mark.parametrize("body", OTHER_EMBARGOES, ids=lambda body: body[:40])
def test_other_words_for_another_embargo(body: str) -> None:
    """An embargo has many words, and its hour may stand in front of them."""
    assert "EM010" in ids(front=f"{EMBARGO}ed_note: {body}\n")


@pytest.mark.parametrize("body", SAME_EMBARGOES, ids=lambda body: body[:40])
def test_other_words_for_the_same_embargo(body: str) -> None:
    """The same hour in any words, and hours of other things, are left alone."""
    assert ids(body, EMBARGO) == []


TWO_HEADLINES = [
    "The old quay opens on Sunday again / Boats come back to the old harbour",
    "The old quay opens on Sunday again | Boats come back to the old harbour",
    "The old quay opens on Sunday again OR: Boats come back to the harbour",
    "The old quay opens on Sunday again / or: Boats come back to the harbour",
    "The old quay opens on Sunday again (Option 2: Boats come back to the harbour)",
    "El muelle viejo abre otra vez o bien: Vuelven los barcos al puerto viejo",
    "El muelle viejo abre otra vez / Vuelven los barcos al puerto viejo",
]


ONE_HEADLINE = [
    "Council / Union talks on the quay fail",
    "The old quay opens on Sunday again | Harbour News",
    "The old quay opens on Sunday again | The Northbank Harbour Trust of Sample",
    "El muelle viejo abre el domingo / The old quay opens on Sunday",
    "El muelle viejo abre el domingo / El moll vell obre el dels diumenges",
    "The film “How a boat came home / What the sea kept” opens",
    "How I lost my good boat, or: How I learned to swim",
    "Tickets cost 4 or 5 pounds: it is up to you",
    "Six boats and/or four tugs: the quay is full again",
    "Northbank votes on the same day for mayor / council seats of the town",
]


EDITIONS = [
    ("Harbour Trust leads the Sample Boat Ranking 2025", "It leads the Sample Boat Ranking 2026."),
    ("El puerto lidera el Ranking Plantilla 2025", "Es el primero del Ranking Plantilla 2026."),
    ("The XXI Festival of Boats opens", "The XXII Festival of Boats opens on Sunday."),
    ("The 21st Congress of Tugs opens", "The 22nd Congress of Tugs opens on Sunday."),
    ("The twenty-first Congress of Tugs opens", "The 22nd Congress of Tugs is full."),
    (
        "El XXI Festival de Cine abre",
        "El Festival de Cine abre el domingo su vigesimosegunda edición.",
    ),
    ("El 21.º Congreso de Remolcadores abre", "El 22.º Congreso de Remolcadores abre el domingo."),
    ("El XXI Festival de Cine abre", "El vigésimo segundo Festival de Cine abre el domingo."),
]


SAME_EDITION = [
    (
        "Harbour Trust leads the Boat Ranking 2026",
        "It led the Boat Ranking 2025, and the Boat Ranking 2026.",
    ),
    (
        "Sample Book Fair 2026 closes",
        "The fair is over.\n\nIt was wet.\n\nBook it now: Sample Book Fair 2027.",
    ),
    ("Sample Book Fair 2027 gets a roof", "After the rain of Sample Book Fair 2026 it gets one."),
    (
        "The XXI Festival of Boats opens",
        "The XXI Festival of Boats follows the XX Festival of Boats.",
    ),
    ("The 9th Street pier is shut", "The 8th Street pier is open."),
    ("Man guilty of Second Degree Assault", "He was tried for First Degree Assault."),
    ("The 21st Congress of Tugs opens", "The 3rd Congress of Tugs on Rivers is a part of it."),
    ("El X Festival de Cine abre", "El Festival de Cine abre su décima edición."),
    ("Harbour Trust sees May 2025 as a record", "It saw no such thing in May 2026."),
]


def _headed(headline: str, body: str, more: str = "") -> list[str]:
    """The ids of this module's findings about a release with this headline."""
    front = f'headline: "{headline}"\nlocated: Northbank\ndate: 2026-05-12\n{more}'
    return [each for each in ids(body, front) if each >= "PR096" or each.startswith("PR1")]


@pytest.mark.parametrize("headline", TWO_HEADLINES, ids=lambda text: text[:44])
def test_two_headlines_in_one_line(headline: str) -> None:
    """Two whole headlines in one field: one of them was to be taken out."""
    assert _headed(headline, "The quay opens.") == ["PR096"]


@pytest.mark.parametrize("headline", ONE_HEADLINE, ids=lambda text: text[:44])
def test_one_headline(headline: str) -> None:
    """A name behind a stroke, two languages, a quoted title and a title with `or` are one."""
    assert _headed(headline, "The quay opens.") == []


@pytest.mark.parametrize(("headline", "body"), EDITIONS, ids=[each for each, _ in EDITIONS])
def test_two_editions(headline: str, body: str) -> None:
    """One name has two years or numbers: the headline's was left from last time."""
    assert _headed(headline, body) == ["PR097"]


@pytest.mark.parametrize(("headline", "body"), SAME_EDITION, ids=[each for each, _ in SAME_EDITION])
def test_editions_side_by_side(headline: str, body: str) -> None:
    """What compares two years, and what is not one event, is left alone."""
    assert _headed(headline, body) == []


def test_edition_of_the_subject() -> None:
    """Of subject and headline that one is reported which the text does not bear out."""
    body = "El Festival de Cine abre su vigesimosegunda edición."
    front = "subject: El XXI Festival de Cine\n"

    assert _headed("El XXII Festival de Cine abre", body, front) == ["PR097"]
    assert _headed("El XXI Festival de Cine abre", body.replace("segunda", "primera"), front) == []


@pytest.mark.parametrize(
    ("located", "body", "wanted"),
    [
        ("Northbank, May 11", "The quay opens.", ["PR098"]),
        ("Northbank, 11 de mayo", "El muelle abre.", ["PR098"]),
        ("Northbank, May 12", "The quay opens.", []),
        ("Northbank", "NORTHBANK, May 11 — The quay opens.", ["PR098"]),
        ("Northbank", "NORTHBANK, May 12 — The quay opens.", []),
        ("Northbank", "On May 11 — a fine day — the quay opened.", []),
    ],
)  # fmt: skip
def test_day_of_the_dateline(located: str, body: str, wanted: list[str]) -> None:
    """A day that is written beside the place has to be the release's."""
    front = f"headline: A quiet headline\nlocated: {located}\ndate: 2026-05-12\n"

    assert ids(body, front) == wanted


@pytest.mark.parametrize(
    "end",
    ["– more –", "-more-", "(more)", "sigue", "(continúa)", "(sigue)", "MORE", "**- MORE -**"],
)
def test_mark_that_more_follows(end: str) -> None:
    """At the end of the text it says that a part got lost."""
    assert ids(f"The quay opens.\n\n{end}") == ["PR106"]


@pytest.mark.parametrize(
    "body",
    [
        "The quay opens. (more)",
        "El muelle abre. (sigue)",
        "The quay opens. – more –",
        "The quay opens.\n\n- more -\n\nIt is old.",
    ],
)
def test_mark_that_more_follows_elsewhere(body: str) -> None:
    """Behind the last word, or alone on a line between two pages."""
    assert ids(body) == ["PR106"]


@pytest.mark.parametrize(
    "body",
    [
        "We want more.",
        "El muelle sigue.",
        "It is old (and more).\n\nIt opens.",
        "They had less (more or less).",
        "So it goes on, more – or less.",
    ],
)
def test_more_as_a_word(body: str) -> None:
    """In a sentence it is a word like any other."""
    assert ids(body) == []


CORRECTION = "located: Northbank\ndate: 2026-05-12\nkind: correction\nversion: 2\ncorrects: quay\n"


TOLD = [
    "The quay is 40 metres long, not 400.",
    "The quay is 40 metres long. The release of Monday said 400.",
    "It should have read 40.",
    "Mide 40 metros, y no 400.",
    "Mide 40 metros. En la nota decía 400.",
    "Donde dice 400 debe decir 40.",
    "Corrige la longitud del muelle.",
    "This corrects the length of the quay.",
    "We apologise for the error in the second paragraph.",
    "Abre el lunes (antes, el martes).",
    "The release of May 11 misidentified the captain.",
    "The captain is Tom Specimen; we had called him Tim.",
]


UNTOLD = [
    "This version replaces the release of Monday. Please use this one alone. It said that it opens.",
    "Esta versión sustituye al comunicado de ayer, que no es válido. No tiene deuda.",
]


@pytest.mark.parametrize("body", UNTOLD, ids=lambda text: text[:40])
def test_correction_of_nothing(body: str) -> None:
    """A correction that names no error corrects nothing; its note may do so."""
    front = f'headline: "Correction: The quay opens"\n{CORRECTION}'

    assert "PR100" in ids(body, front)
    assert "PR100" not in ids(body, f"{front}correction_note: The length of the quay.\n")
    assert "PR100" not in ids(body)


@pytest.mark.parametrize("body", TOLD, ids=lambda text: text[:40])
def test_correction_of_something(body: str) -> None:
    """There are many ways of saying what was wrong."""
    assert "PR100" not in ids(body, f'headline: "Correction: The quay opens"\n{CORRECTION}')


@pytest.mark.parametrize(
    ("headline", "body", "wanted"),
    [
        ("Withdrawal: “The quay has 40 boats”", "Do not use “The quay has 14 boats”.", 1),
        ("Retirada: «El muelle 2 abre hoy»", "No usen la nota «El muelle 3 abre hoy».", 1),
        ("Withdrawal: “The quay has 40 boats”", "Do not use “The quay has 40 boats”.", 0),
        (
            "Withdrawal: “The quay has 40 boats”",
            "Do not use it. “We are very sorry indeed,” it said.",
            0,
        ),
        ("Withdrawal: “The quay has 40 boats”", "It should read “The quay has 14 boats”.", 0),
    ],
)
def test_name_of_the_earlier_release(headline: str, body: str, wanted: int) -> None:
    """What is withdrawn is called by one name."""
    front = f'headline: "{headline}"\n{CORRECTION.replace("correction", "withdrawal")}'

    assert ids(body, front).count("PR101") == wanted
