"""The preflight of hours and figures that a release tells twice."""

import pytest
from preflight import FRONT, ids

# The dateline is Tuesday, 12 May 2026; the release is checked on the day before.

EVENT = (
    "kind: advisory\nevent:\n  starts: 2026-05-20 10:00 Europe/London\n"
    "  ends: 2026-05-20 12:00 Europe/London\n"
    "  what: Boats in a race, barcos en una carrera\n  where: East pier\n"
)


OTHER_HOURS = [
    "The boats set off on Wednesday, May 20, at 9:30 a.m.",
    "The press conference starts at 10:30 a.m.",
    "La rueda de prensa empieza a las 10:30 h.",
    "La carrera comienza el 20 de mayo a las 9:30 h.",
]


FITTING_HOURS = [
    "The boats set off on Wednesday, May 20, at 10 a.m.",
    "Doors open on May 20 at 9:30 a.m., and registration starts then.",
    "The boats set off on Wednesday, May 20, at 11 a.m.",
    "Roads are closed from 7 a.m.",
    "Breakfast for the boats starts on May 20 at 9 a.m.",
    "Voting starts on Wednesday, May 20, at 7 a.m.",
    "The season starts on May 1 at 8 a.m.",
    "The press conference starts at 9 a.m. GMT.",
]


@pytest.mark.parametrize("body", OTHER_HOURS, ids=lambda text: text[:40])
def test_event_at_another_hour(body: str) -> None:
    """The text lets the event begin before it does, or the press conference at another hour."""
    assert "PR102" in ids(body, f"{FRONT}{EVENT}")


@pytest.mark.parametrize("body", FITTING_HOURS, ids=lambda text: text[:40])
def test_event_at_its_hour(body: str) -> None:
    """Doors, parts of the programme and other days are left alone."""
    assert "PR102" not in ids(body, f"{FRONT}{EVENT}")


def test_registration_after_the_event() -> None:
    """One cannot register for what is over."""
    front = f"{FRONT}{EVENT}  rsvp: "

    assert "PR103" in ids(front=f"{front}By Friday 22 May to the trust\n")
    assert "PR103" in ids(front=f"{front}Hasta el viernes 22 de mayo\n")
    assert "PR103" in ids("Please RSVP by May 22.", f"{FRONT}{EVENT}")
    assert "PR103" not in ids(front=f"{front}By Wednesday 20 May to the trust\n")
    assert "PR103" not in ids("The fair goes on until May 22.", f"{FRONT}{EVENT}")


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("The polling stations are open from 7am to 10pm.\n\nThe polls close at 9pm.", ["PR104"]),
        ("El museo abre de 9:00 a 20:00. El museo cierra a las 19:00.", ["PR104"]),
        ("The polling stations are open from 7am to 10pm.\n\nThe polls close at 10pm.", []),
        ("The museum is open from 9am to 8pm. On Sundays the museum closes at 6pm.", []),
        ("The museum is open from 9am to 8pm. The café closes at 6pm.", []),
    ],
)  # fmt: skip
def test_two_hours_of_closing(body: str, wanted: list[str]) -> None:
    """What is open until ten does not close at nine, unless it is another thing or day."""
    assert [each for each in ids(body) if each == "PR104"] == wanted


SWAPPED = [
    ("Harbour gets 2,450 boats", "It gets 2,540 boats."),
    ("Harbour costs $2,450", "It costs $2,540."),
    ("El puerto recibe 43 barcos", "Recibe 34 barcos."),
    ("Chess at the harbour", "It drew 96 players.\n\nThe 69 participants were glad."),
    ("Ajedrez en el puerto", "Compitieron 96 jugadores.\n\nLos 69 participantes se alegraron."),
]


NOT_SWAPPED = [
    ("Harbour gets 2,450 boats", "It gets 2,450 boats, after 2,540 last year."),
    ("Harbour gets 43 boats", "It has 34 piers. It gets forty-three."),
    ("Harbour gets 43 boats", "It has 34 piers."),
    ("Harbour gets 1,200 boats", "The fee is 2,100 pounds."),
    ("Chess at the harbour", "It drew 96 players. The 69 players from abroad were glad."),
    ("Chess at the harbour", "It drew 96 players, 69 players more than before."),
    ("Chess at the harbour", "It drew 96 players. The 96 participants were glad."),
    ("Chess at the harbour", "It drew 96 players in 2025. The 69 players were glad."),
]


@pytest.mark.parametrize(("headline", "body"), SWAPPED, ids=[b[:40] for _, b in SWAPPED])
def test_digits_that_changed_places(headline: str, body: str) -> None:
    """A figure of the headline that the text has in another order; people counted twice."""
    found = ids(body, FRONT.replace("A quiet headline", headline))

    assert [each for each in found if each in {"PR058", "PR105"}] == ["PR105"]


@pytest.mark.parametrize(("headline", "body"), NOT_SWAPPED, ids=[b[:40] for _, b in NOT_SWAPPED])
def test_digits_in_their_places(headline: str, body: str) -> None:
    """What the text has as it is, and a part of those who take part, are left alone."""
    assert "PR105" not in ids(body, FRONT.replace("A quiet headline", headline))


DAYS = "\n\n- Friday, May 15\n- Saturday, May 16\n- Sunday, May 17"


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (f"The trust gives two concerts.\n\nThe concerts are at 7 p.m. on:{DAYS}", ["PR079"]),
        (f"Da dos conciertos.\n\nLos conciertos son:{DAYS}", ["PR079"]),
        (f"The trust gives three concerts.\n\nConcerts are at 7 p.m. on:{DAYS}", []),
        (f"It gives two more concerts.\n\nConcerts are at 7 p.m. on:{DAYS}", []),
        ("It has two piers.\n\nPiers are:\n\n- East\n- West\n- North", []),
    ],
)
def test_count_elsewhere(body: str, wanted: list[str]) -> None:
    """A count in the text is held against the list of days that follows later."""
    assert ids(body) == wanted
