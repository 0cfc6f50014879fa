"""Whom the preview puts first, and how people are found in a long list."""

from press import a_recipient, a_release, a_variant

from mailer.read.lists.selection import Selected
from mailer.render.columns_used import columns_used, sources_of
from mailer.report.candidates import Candidate, Person, Signatures, WorstCases
from mailer.report.roll import Roll
from mailer.words.findings import Finding, Severity


def a_person(address: str, *, trusted: bool = False, **values) -> Person:
    return Person(address, a_recipient(address, trusted=trusted, **values))


def picked(columns: set[str], *people: Person) -> dict[str, tuple[str, ...]]:
    worst = WorstCases(tuple(sorted(columns)))
    for person in people:
        worst.see(person)
    return {each.person.id: each.reasons for each in worst.candidates()}


def test_worst_cases_come_first_with_their_reasons() -> None:
    """Longest name, missing fields, scripts from the right and beyond ASCII, code, text, trust."""
    found = picked(
        {"first_name"},
        a_person("a@x.example", first_name="Ada", name="Ada Sample", trusted=True),
        a_person("b@x.example", name="Bartholomew Longest-Name-Of-All", first_name="B"),
        a_person("c@x.example", name="No First"),
        a_person("d@x.example", name="نور", first_name="نور"),
        a_person("e@x.example", name="Zoë", first_name="Zoë"),
        a_person("f@x.example", name="[/b] <img>", first_name="f"),
        a_person("g@x.example", name="Tim", first_name="Tim", format="text"),
        a_person("h@x.example", name="Plain Person", first_name="Plain"),
    )

    assert found == {
        "b@x.example": ("longest name",),
        "c@x.example": ("no first_name",),
        "d@x.example": ("right to left",),
        "e@x.example": ("beyond ASCII",),
        "f@x.example": ("looks like code",),
        "g@x.example": ("plain text only",),
        "a@x.example": ("trusted",),
    }


def test_a_long_list_picks_as_few_as_a_short_one() -> None:
    """What is kept is bounded by the reasons, not by the list."""
    people = [a_person(f"p{at}@x.example", language=f"l{at}", beat="") for at in range(5_000)]
    found = picked({"beat", "outlet"}, *people)

    assert len(found) <= 2 + 12


def test_columns_used_are_read_from_every_branch() -> None:
    """A column counts where it is named, whoever would reach it, in subject, body and templates."""
    variant = a_variant(
        subject="{{ recipient.outlet }}",
        body="{% if recipient['beat'] == 'x' %}{{ recipient.first_name | upper }}{% endif %}",
    )

    assert columns_used(
        sources_of(a_release(variant), ["{{ recipient.role }}", "{% recipient"])
    ) == {
        "outlet",
        "beat",
        "first_name",
        "role",
    }


def test_signatures_tell_apart_what_logic_could() -> None:
    """Different values of a column with few of them, and filled or empty for one with many."""
    signatures = Signatures({"beat", "first_name"})
    people = [
        a_person(f"p{at}@x.example", first_name=f"N{at}" if at % 50 else "", beat=f"b{at % 3}")
        for at in range(3_000)
    ]
    new = [person for person in people if signatures.is_new(person)]

    assert {person.value("beat") for person in new} == {"b0", "b1", "b2"}
    assert any(not person.value("first_name") for person in new)
    assert len(new) < 150


def test_signatures_end_somewhere() -> None:
    """However different the recipients are, only so many are rendered for it."""
    signatures = Signatures({f"c{at}" for at in range(12)})
    people = [
        a_person(f"p{at}@x.example", **{f"c{bit}": str(at >> bit & 1) for bit in range(12)})
        for at in range(4_000)
    ]

    assert sum(map(signatures.is_new, people)) == 240


def a_roll(count: int) -> Roll:
    rows = [
        Selected(
            a_recipient(
                f"p{at}@x.example",
                name=f"Name {at}",
                outlet="Óutlet" if at % 2 else "Paper",
                language="en" if at % 3 else "es",
                timezone="Europe/London" if at % 2 else "europe/london",
                trusted=at % 10 == 0,
            )
        )
        for at in range(count)
    ]
    return Roll([*rows, Finding("ML001", Severity.ERROR, "no @", row=9)])


def test_a_roll_is_read_bit_by_bit() -> None:
    """What was read can be found at once; what is wrong with rows is counted."""
    roll = a_roll(100)
    roll.read(30)
    early = len(roll.people), roll.complete
    roll.read(100)

    assert early == (30, False)
    assert (len(roll.people), roll.complete, roll.rejected) == (100, True, 1)
    assert roll.findings[0].id == "ML001"


def test_search_gives_the_first_and_the_count() -> None:
    """Every word must match, in any case, in name, address or outlet; filters narrow further."""
    roll = a_roll(1_000)
    roll.read(2_000)
    found, first = roll.find("NAME óutlet", language="es", trusted=None, most=5)
    trusted, _ = roll.find("", language="", trusted=True, most=5)

    assert (found, len(first)) == (167, 5)
    assert first[0].id == "p3@x.example"
    assert trusted == 100
    assert roll.find("nobody", language="", trusted=None, most=5) == (0, [])


def test_zones_are_counted_under_one_spelling() -> None:
    """Two spellings of a zone are one clock; what is no zone is none."""
    roll = Roll(
        [], [a_person("a@x.example", timezone="Mars/Base"), a_person("b@x.example", timezone="utc")]
    )

    assert roll.zones() == {"UTC": 1}
    full = a_roll(10)
    full.read(100)
    assert full.zones() == {"Europe/London": 10}


def test_a_candidate_is_one_person_with_all_reasons() -> None:
    """Nobody is listed twice among those worth a look."""
    person = a_person("a@x.example", name="Zoë", language="de")
    worst = WorstCases(("beat",))
    worst.see(person)
    worst.see_wording(person)

    assert worst.candidates() == (
        Candidate(person, ("longest name", "no beat", "beyond ASCII", "wording 1", "language de")),
    )
