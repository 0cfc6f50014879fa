"""What was left from another state or another release, and whose words are whose."""

import pytest
from preflight import FRONT, findings

# The dateline is Tuesday, 12 May 2026.
SPANISH = f"{FRONT}language: es\n"
AROUND = "The quay is wide. It has two piers. It is the oldest in the north."
AROUND_IN_SPANISH = (
    "El muelle es de la ciudad y tiene dos naves. Se abre por la tarde a los vecinos.\n\n"
    "Los barcos llegan por la noche con la marea y se van por la mañana."
)
ENGLISH = (
    "The boats of the trust are in the harbour. They will leave by noon with the tide.\n\n"
    "It has been the custom of the town for a century."
)
SPOKEN = "“We were short of boats for a year and a day. That is what I would like to see.”"
LATER = "The boats leave by night. They come back in the morning."
SAID = "“It is ours,” said Ana Example."
SPOKEN_IN_SPANISH = (
    "«Nos faltaban barcos desde hacía ya muchos años. Eso es lo que yo quería contar hoy».\n\n"
    "Después se cierra la puerta y todos se van."
)
CREW = "Crews will work in two shifts until the pipe has been replaced."
WORKS = "La obra se hizo con los vecinos y fue pagada por el puerto."
HITS = [
    ("PR005", "It was opened by the mayor, [ADD NAME]."),
    ("PR005", "It cost [AMOUNT TO BE ADDED] pounds."),
    ("PR005", "It was opened by [NAME OF MAYOR]."),
    ("PR005", "It is old [fill in date]."),
    ("PR010", "She said:\n\n“The quay is open.”\n\n“It is ours.\n\n“It is old.”"),
    ("PR010", 'She said:\n\n"The quay is open."\n\n"It is ours.\n\n"It is old."'),
    ("PR011", "We kept our customers’s boats."),
    ("PR011", "The companies's boats are old."),
    ("PR011", "It is the nurses’s quay."),
    ("PR011", "All bosses’s boats are old."),
    ("PR040", "Ana Kearsley and Di Prior came. Ms Kearsley spoke. Ms Kearsely left."),
    ("PR040", "Ana Brownlow came. Dr Brownlow spoke. They thanked Dr Brownlowe."),
    ("PR053", "The fare is a third of the income (*). It is low."),
    ("PR053", "The fare is low (†)."),
    ("PR088", f"{ENGLISH}\n\n{WORKS}"),
    ("PR088", f"{ENGLISH} Los barcos ya no llegan por la noche, pero el puerto está abierto."),
    ("PR113", "“It is ours,” said. “It is old.”"),
    ("PR113", "“It is ours,” said, “and it is old.”"),
    ("PR113", "“It is ours.” Said. “It is old.”"),
    ("PR113", f"{SAID}\n\n{AROUND}\n\n{SPOKEN}\n\n{LATER}"),
]
HITS_IN_SPANISH = [
    ("PR005", "La intendenta, [COMPLETAR NOMBRE], abrió el muelle."),
    ("PR005", "Costó [AGREGAR MONTO] pesos."),
    ("PR005", "Lo dijo [NOMBRE Y CARGO]."),
    ("PR005", "Es viejo [completar fecha]."),
    (
        "PR010",
        "«Es nuestro», dijo Ana Ejemplo. «Es viejo».\n\n»Es ancho, y de todos».\n\nAbre en mayo.",
    ),
    ("PR010", "Dijo:\n\n“Es nuestro.”\n\n“Es viejo.\n\n“Es ancho.”"),
    ("PR040", "«Es viejo», dijo Ana Benavent, que lo vio. La inspectora Benavente pide calma."),
    ("PR040", "Lo vio Ana Benavent. Lo dice el fiscal Benavent. Para el fiscal Benavetn es viejo."),
    ("PR053", "La tasa es un tercio de la renta (*)."),
    ("PR088", f"{AROUND_IN_SPANISH}\n\n{CREW}"),
    ("PR113", f"«Es viejo», dijo Ana Ejemplo.\n\n{AROUND_IN_SPANISH}\n\n{SPOKEN_IN_SPANISH}"),
]
MISSES = [
    "“It was [NAME WITHHELD],” she said. It was [NAME WITHHELD].",
    "[LAUGHTER] It is old [REDACTED]. It is [ADD] old. [MISSING PERSON]",
    "See [ADD YOUR NAME](https://harbour.example).",
    "“We [add names] to it,” she said.",
    "She said:\n\n“The quay is open.”\n\n“It is ours.”",
    "“The quay is open,” she said.\n\n“It is ours.\n\n“It is old.”",
    "She said:\n\n“The quay is open.”\n\nBen Other said:\n\n“It is ours.\n\n“It is old.”",
    "The boss’s boat, the James’s boat, the bus’s and the class’s boats, the series’s end.",
    "The Rogers’s boat and the Hughes’s boat; the physics’s and the princess’s quay.",
    "The customers’ boats and the children’s boats are our customers’.",
    "Officer Ana Garcia came. Officer Garcia left. The Garcias were there.",
    "Ana Brown came. Mr Brown spoke. He saw a crown in Crown House.",
    "Ms Ana Kearsley came with Ms Kearsely.",
    "Ana Family Center opened. The Justice Center met in the Cente.",
    "The fare is low (*).\n\n(*) In May.",
    "The fare is low (*).\n\n* In May.",
    "The hotel (***) is old.",
    "A function f(*) is a product (a × b).",
    f"{ENGLISH}\n\nPara información en español, llame al puerto o vea la página de la ciudad.",
    f"{ENGLISH}\n\n“{WORKS[:-1]}”, says the sign.",
    f"{ENGLISH}\n\nIt is in the Plaza de las Flores de la Villa, and on the Calle de los Reyes.",
    f"{ENGLISH}\n\n{AROUND_IN_SPANISH}",
    "She laughed. “It is ours,” she said. “It is old,” said Ana Example.",
    "“It is ours,” he said, “and old.” What was said. What he said.",
    f"{SPOKEN}\n\n{AROUND}",
    f"{SAID}\n\n{SPOKEN}\n\n{AROUND}",
    f"{SAID}\n\n{AROUND}\n\n{SPOKEN}\n\nBen Other is the master.\n\n{LATER}",
    f"{SAID}\n\n{AROUND}\n\nThe master:\n\n{SPOKEN}\n\n{LATER}",
    f"{SAID}\n\n{AROUND}\n\n> {SPOKEN}\n\n{LATER}",
    f"{SAID}\n\n{AROUND}\n\n{SPOKEN}\n\n“It is wide.”\n\n{LATER}",
]
MISSES_IN_SPANISH = [
    "«Es [COMPLETAR NOMBRE]», leyó. Lo dijo [NOMBRE RESERVADO].",
    "Véase [AGREGAR NOMBRE](https://harbour.example).",
    "«Es nuestro», dijo Ana Ejemplo. «Es viejo.\n\n»Es ancho, y todos lo queremos».",
    "«Es nuestro», dijo Ana Ejemplo.\n\n«Es viejo».",
    "La ministra Ana Benavent llegó. La ministra Benavent habló. Los Benavents son de allí.",
    "Llegó Ana Benavent. Los barcos de Benavente son viejos.",
    "La tasa es un tercio de la renta (*).\n\n(*) Desde mayo.",
    f"{AROUND_IN_SPANISH}\n\nFor information in English, write to the press desk of the harbour.",
    f"{AROUND_IN_SPANISH}\n\n“{CREW[:-1]}”, se lee.",
    f"{AROUND_IN_SPANISH}\n\nGarcía, A. et al. Sleep is good for the heart and it has been so.",
    f"{AROUND_IN_SPANISH}\n\nThe Old Quay of the North, de Ben Other, es una novela.",
    "«Fue coser derecho», dijo. «Nos enseñó mi abuela».",
]
CLUB = (
    "headline: Cawdor Rovers sign a striker\nlocated: Cawdor\ndate: 2026-05-12\ncontacts:\n"
    "  - name: Ana Example\n    role: Press officer, Cawdor Rovers FC\n    phone: +44 20 7946 0101\n"
    "boilerplate: {}\n"
)
MUSEUM = (
    "headline: El Museo Serena abre una sala\nlocated: Serena\ndate: 2026-05-12\nlanguage: es\n"
    "contacts:\n  - name: Ana Ejemplo\n    role: Prensa, Museo Serena\n    phone: +51 1 555 0162\n"
    "boilerplate: {}\n"
)
CLUBS = "Cawdor Rovers have beaten Fenwick Town. El Museo Serena abre."
BOILERPLATES = [
    (CLUB, "Inverallan Athletic was founded in 1902."),
    (CLUB, "About Inverallan Town FC (ITFC) is a club."),
    (MUSEUM, "El Museo Marítimo de Puerto Viejo conserva 9000 piezas."),
    (MUSEUM, "La Galería Puerto Viejo abre de martes a domingo."),
]
OWN_BOILERPLATES = [
    (CLUB, "Cawdor Rovers was founded in 1902."),
    (CLUB, "Inverallan Athletic was founded in 1902, and Cawdor Rovers in 1903."),
    (CLUB, "Inverallan Park Trust was founded in 1902."),
    (CLUB, "Fenwick Town was founded in 1902."),
    (CLUB, "Founded in 1902, the club plays at Mill Road."),
    (MUSEUM, "La Fundación Puerto Viejo gestiona seis casas."),
    (MUSEUM, "El Museo de Serena conserva 9000 piezas."),
    (MUSEUM, "Serena tiene 9000 habitantes."),
]
DATED = "located: Northbank\ndate: 2026-05-12\n"
SUBJECT = f"headline: Harbour Trust reports theft of boats\n{DATED}subject: {{}}\n"
ABOUT = "boilerplate: The Harbour Trust looks after the quays.\n"
SUBJECTS = [
    "Harbour Trust names Dana Whitley chief financial officer",
    "Trust welcomes visitors with bread, cheese and apples",
    "Concert of the Vienna Boys Choir delights listeners",
    "El Harbour Trust nombra directora financiera a Lucía Ejemplo",
]
OWN_SUBJECTS = [
    "Harbour Trust loses its boats to thieves",
    "Gone in a single foggy night without a trace",
    "Theft: Harbour Trust misses Queen Anne and Prince Albert",
    "Harbour Trust: nobody heard anything",
    "Eleven gone, one found by Ana Example on the beach",
    "Night of 9 May: what happened below the old lighthouse",
]
BODY = "Eleven boats were stolen from the quay, on the night of 9 May. Ana Example saw it."
PICTURE = f"headline: A quay opens\n{DATED}images:\n  - path: a.png\n    alt: A quay\n    caption: "
CAPTIONS = [
    ("", "The quay, which opens on Saturday 16 May.", "The quay opens in the north on Saturday 23 May."),
    ("", "The opening of the quay on 16 May.", "The opening of the quay is on 23 May."),
    ("", "The cloak, on view from 16 May.", "The cloak is on view to all from 23 May."),
    ("es", "El manto, que se exhibirá desde el 16 de mayo.", "El manto se podrá ver desde el 23 de mayo"),
    ("es", "El muelle abre el 16 de mayo.", "El muelle abrirá el sábado 23 de mayo."),
]  # fmt: skip
OWN_CAPTIONS = [
    ("", "The quay, which opens on 23 May.", "The quay opens on 23 May."),
    ("", "The café, which opens on 16 May.", "The quay opens on 23 May."),
    ("", "The quay, which opens on 16 May.", "The quay opens on 23 May, to the press on 16 May."),
    ("", "The quay, painted on 16 May.", "The quay opens on 23 May."),
    (
        "",
        "The quay opens on 16 May.",
        "The quay opens on 23 May. In the south the quay opens on 30 May.",
    ),
    ("es", "El manto, fotografiado el 16 de mayo.", "El manto se podrá ver desde el 23 de mayo"),
    ("es", "El muelle abre el 23 de mayo.", "El muelle abrirá el sábado 23 de mayo."),
]


def _said(body: str = "The quay opens.", front: str = FRONT) -> list[str]:
    return [each.id for each in findings(body, front) if each.severity != "note"]


@pytest.mark.parametrize(("wanted", "body"), HITS, ids=lambda text: text[:40])
def test_left_over(wanted: str, body: str) -> None:
    """It is found once, under its id, and nothing else is said about it."""
    assert _said(body) == [wanted]


@pytest.mark.parametrize(("wanted", "body"), HITS_IN_SPANISH, ids=lambda text: text[:40])
def test_left_over_in_spanish(wanted: str, body: str) -> None:
    """The same in Spanish."""
    assert _said(body, SPANISH) == [wanted]


@pytest.mark.parametrize("body", MISSES, ids=lambda text: text[:40])
def test_nothing_left_over(body: str) -> None:
    """What editors write in brackets, two people of one name, and speakers around the corner."""
    assert _said(body) == []


@pytest.mark.parametrize("body", MISSES_IN_SPANISH, ids=lambda text: text[:40])
def test_nothing_left_over_in_spanish(body: str) -> None:
    """The same in Spanish."""
    assert _said(body, SPANISH) == []


@pytest.mark.parametrize(("front", "text"), BOILERPLATES)
def test_boilerplate_of_another(front: str, text: str) -> None:
    """A club's boilerplate below another club's news."""
    assert "PR114" in _said(CLUBS, front.format(text))


@pytest.mark.parametrize(("front", "text"), OWN_BOILERPLATES)
def test_boilerplate_of_its_own(front: str, text: str) -> None:
    """One that names the sender or the news, or is of another sort, is left alone."""
    assert "PR114" not in _said(CLUBS, front.format(text))


@pytest.mark.parametrize("text", SUBJECTS)
def test_subject_of_another(text: str) -> None:
    """A subject that names somebody of whom the release does not speak."""
    assert _said(BODY, SUBJECT.format(f"'{text}'") + ABOUT) == ["PR115"]


@pytest.mark.parametrize("text", OWN_SUBJECTS)
def test_subject_of_its_own(text: str) -> None:
    """Other words for the same news, and a play with words, are left alone."""
    assert _said(BODY, SUBJECT.format(f"'{text}'") + ABOUT) == []


@pytest.mark.parametrize(("language", "caption", "body"), CAPTIONS)
def test_caption_with_another_day(language: str, caption: str, body: str) -> None:
    """The same thing opens on two days."""
    front = f"{PICTURE}'{caption}'\n" + (f"language: {language}\n" if language else "")

    assert _said(body, front) == ["PR116"]


@pytest.mark.parametrize(("language", "caption", "body"), OWN_CAPTIONS)
def test_caption_with_a_day_of_its_own(language: str, caption: str, body: str) -> None:
    """Another thing, another verb, or a day that the text knows."""
    front = f"{PICTURE}'{caption}'\n" + (f"language: {language}\n" if language else "")

    assert _said(body, front) == []
