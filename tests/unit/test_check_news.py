"""The preflight of a release as news: left-overs, what is announced, headline, contacts, embargo."""

from dataclasses import replace

import pytest
from preflight import FRONT, ORGANISATION, findings, ids

# The dateline is Tuesday, 12 May 2026; the release is checked on the day before.
HOUSE = replace(ORGANISATION, name="Northbank Harbour Trust")
EMBARGO = "embargoed_until: 2026-05-12 09:00 America/New_York\n"
BODIES = [
    ("PR007", "See htps://harbour.example/plan."),
    ("PR007", "See https//harbour.example."),
    ("PR007", "See http://https://harbour.example."),
    ("PR007", "See www,harbour.example."),
    ("PR007", "Write to press@harbour."),
    ("PR007", "Write to press(at)harbour.example."),
    ("PR007", "See [the plan](https://harbour..example)."),
    ("PR007", "See [the plan](https://harbour)."),
    ("PR007", "See [the plan](https://harbour.example,)."),
    ("PR007", "Write to [the press desk](mailto:press@harbour)."),
    ("PR007", "Call [the press desk](tel:+44207946)."),
    ("PR030", "# The quay opens again\n\nThe quay is old."),
    ("PR030", "## The quiet headline\n\nThe quay is old."),
    ("PR050", "The quay will open on May 5, 2026."),
    ("PR050", "El muelle abrirá el 5 de mayo de 2026."),
    ("PR050", "The new bridge opened on June 30, 2026."),
    ("PR050", "Please register by April 30 with the office."),
    ("PR051", "The trust said today, Monday, that it opens."),
    ("PR051", "El puerto dijo hoy, lunes, que abre."),
    ("PR051", "It said so today, May 11."),
    ("PR051", "It said so this year, 2025."),
    ("PR051", "It opens next year, in 2026."),
    ("PR053", "The quay is 400 years old.[1]"),
    ("PR053", "The quay is very old*, and wide."),
    ("PR053", "See notes to editors for the plan."),
    ("PR053", "The quay is old.¹ It is wide.²\n\n¹ By tree rings."),
    ("PR054", "A photo of the quay is attached."),
    ("PR054", "Se adjunta el plano del muelle."),
    ("PR055", "See [harbour.example](https://ads.example/x)."),
    ("PR055", "Write to [press@harbour.example](mailto:info@harbour.example)."),
    ("PR056", "The plan is [here](https://harbour.example)."),
    ("PR056", "El plano está [aquí](https://harbour.example)."),
    ("PR065", "The quay is old and wide and long. It has been so for a hundred years and it will be so"),
]  # fmt: skip
GOOD_BODIES = [
    "Call [the emergency line](tel:112), or [the doctors](tel:116117).",
    "See [the plan](https://xn--hrbour-5ua.example/a), [it](https://münchen.example/ä).",
    "It opens next year, in 2027; last year, in 2025, it was shut.",
    "See https://harbour.example/plan?a=1, or www.harbour.example.",
    "Write to press@harbour.example. On the web we are @harbour.",
    "## What happens next\n\nThe quay opens.",
    "The quay will open on May 15, 2026. It was founded on May 5, 2020.",
    "The new quay opened on May 5, and will be open until June 30, 2026.",
    "The quay will open later than the date given on May 5, 2026.",
    "The trust said today, Tuesday, May 12, that it opens.",
    "The news sent yesterday, May 11, stands.",
    "The quay is 400 years old.[1]\n\n[1] By tree rings.",
    "The quay is 400 m² wide, and 5 m³ deep.",
    "The quay has a 4* hotel.",
    "See [harbour.example](https://www.harbour.example/x).",
    "See [the plan on harbour.example](https://plans.example).",
    "- one thing that is long enough to be a sentence of its own without a stop",
]
CONTACT = "headline: The quay opens\ncontacts:\n  - name: "
FRONTS = [
    ("PR049", "headline: The quay opens\ndate: 2026-04-20\n"),
    ("PR049", "headline: The quay opens\ndate: 2026-09-20\n"),
    ("PR042", CONTACT + "Ana Example\n    phone: 12345\n"),
    ("PR042", CONTACT + "Ana Example\n    phone: +34 600 000 10\n"),
    ("PR041", CONTACT + "Ana Nuñez\n    phone: 555-0100\n    email: ana.nunnez@x.example\n"),
    ("PR043", CONTACT + "Ana Example\n    phone: 555-0100\n    email: ana@\n"),
    ("PR064", CONTACT + "Ana Example\n    email: ana@x.example\n"),
    ("PR058", "headline: The quay gets 47 boats\n"),
    ("PR059", "headline: The quay opens!\n"),
    ("PR059", "headline: The quay opens.\n"),
    ("PR060", "headline: The old quay opens again\npreheader: The old quay opens again on Tuesday\n"),
    ("PR061", "headline: The quay opens\npreheader: Boats are back.\n"),
    ("EM011", "headline: The quay opens\nembargoed_until: 2026-10-28 09:00 Europe/London\n"),
    ("EM012", "headline: The quay opens\nembargoed_until: 2026-05-13 00:00 Europe/London\n"),
]  # fmt: skip
EMBARGOES = [
    ("EM010", "Embargoed until 10 a.m. ET, Tuesday, May 12."),
    ("EM010", "EMBARGOED UNTIL 9 A.M. GMT, TUESDAY"),
    ("EM010", "Embargoed until 9 a.m. ET, Wednesday, May 13."),
    ("EM010", "Embargoed until 9 a.m., Wednesday."),
    ("EM010", "Embargado hasta las 10:00 h del martes."),
    ("EM015", "Embargoed until 9 a.m. on May 12."),
]


@pytest.mark.parametrize(("wanted", "body"), BODIES, ids=[f"{a}-{b[:40]}" for a, b in BODIES])
def test_flaw_of_the_text(wanted: str, body: str) -> None:
    """A flaw of the news is found once, under its id, and nothing else is said about it."""
    assert ids(body) == [wanted]


@pytest.mark.parametrize("body", GOOD_BODIES, ids=[body[:40] for body in GOOD_BODIES])
def test_sound_text(body: str) -> None:
    """What only resembles such a flaw is left alone."""
    assert ids(body) == []


@pytest.mark.parametrize(("wanted", "front"), FRONTS, ids=[f"{a}-{b[10:50]}" for a, b in FRONTS])
def test_flaw_of_a_field(wanted: str, front: str) -> None:
    """A flaw of a field is found under its id."""
    dated = "" if "date:" in front else "date: 2026-05-12\n"
    found = [each for each in ids(front=f"located: Northbank\n{dated}{front}") if each != "EM014"]

    assert found == [wanted]


@pytest.mark.parametrize(("wanted", "body"), EMBARGOES, ids=[body for _, body in EMBARGOES])
def test_another_embargo_in_the_text(wanted: str, body: str) -> None:
    """An hour, day or weekday of the embargo in the text that the field does not bear out."""
    assert ids(f"The quay is old.\n\n{body}", FRONT + EMBARGO) == [wanted]


@pytest.mark.parametrize(
    "body",
    [
        "Embargoed until 9 a.m. ET, Tuesday, May 12 (2 p.m. BST).",
        "EMBARGOED UNTIL 13:00 GMT, TUESDAY, MAY 12, 2026",
        "The embargo of 1973 hurt the town. It opens at 10 a.m. ET.",
    ],
)
def test_the_same_embargo_in_the_text(body: str) -> None:
    """The embargo as the field has it may stand in the text, in any zone."""
    assert ids(f"The quay is old.\n\n{body}", FRONT + EMBARGO) == []


def test_dateline_far_from_the_embargo() -> None:
    """A dateline a week before the end of the embargo was forgotten, one of the day before was not."""
    embargo = "embargoed_until: 2026-05-{:02} 09:00 UTC\n"

    assert ids(front=FRONT + embargo.format(20)) == ["EM014"]
    assert ids(front=FRONT + embargo.format(13)) == []


@pytest.mark.parametrize("name", ["Northbank", "NHT", "The Harbour Trust of Northbank"])
def test_headline_names_the_sender(name: str) -> None:
    """A headline with the sender's name or initials is sound; one without gets a note."""
    front = "located: Northbank\ndate: 2026-05-12\nheadline: "

    assert ids(front=f"{front}{name} opens a quay\n", organisation=HOUSE) == []
    assert ids(front=f"{front}A quay opens\n", organisation=HOUSE) == ["PR057"]


@pytest.mark.parametrize("said", ["47 boats", "forty-seven boats", "cuarenta y siete barcos"])
def test_headline_figure_in_the_text(said: str) -> None:
    """A figure of the headline may stand in the text in digits or in words."""
    front = "located: Northbank\ndate: 2026-05-12\nheadline: The quay gets 47 boats\n"

    assert ids(f"It gets {said}.", front) == []


@pytest.mark.parametrize(
    ("body", "missing"),
    [
        ("Come to the quay.", "the day, the hour and the place"),
        ("Come on Wednesday, May 13.", "the hour and the place"),
        ("Come on Wednesday, May 13, at noon.", "the place"),
    ],
)
def test_invitation_without_particulars(body: str, missing: str) -> None:
    """An invitation says when and where."""
    found = findings(body, FRONT + "kind: advisory\n")

    assert [(each.id, missing in each.what) for each in found] == [("PR063", True)]
    assert ids("Wednesday, May 13, at noon, 1 Quay Street.", FRONT + "kind: advisory\n") == []


def test_dateline_written_twice() -> None:
    """A dateline in the text would stand beside the one that the message writes."""
    assert ids("NORTHBANK, May 12, 2026 — The quay opens.") == ["PR062"]
