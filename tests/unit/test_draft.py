"""Import: a pasted draft, part by part, and the real one."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.read.draft.draft import Draft, parse_draft
from mailer.read.draft.release_writer import write_release
from mailer.read.release import Kind, PressContact
from mailer.read.samples import sample_folder
from mailer.words.findings import Finding

SEED = Path(__file__).resolve().parents[2].parent / "shared" / "seed" / "press-release.txt"
LEAD = "NORTHBANK, May 12, 2026 — The quay is open to all, the trust said on Tuesday morning."


def drafted(text: str) -> Draft:
    return parse_draft(text, file="draft.txt")[0]


def said(text: str) -> list[str]:
    return [finding.id for finding in parse_draft(text, file="draft.txt")[1]]


def finding(text: str, wanted: str) -> Finding:
    return next(each for each in parse_draft(text, file="draft.txt")[1] if each.id == wanted)


def with_headline(rest: str) -> str:
    return f"The quay opens\n\n{LEAD}\n\n{rest}\n\n###\n"


@pytest.fixture(scope="module")
def seed() -> tuple[Draft, tuple[Finding, ...]]:
    if not SEED.is_file():
        pytest.skip("the real draft is not beside this checkout")
    return parse_draft(SEED.read_text("utf-8"), file="press-release.txt")


def test_seed_anatomy(seed) -> None:
    """The real draft is a statement from Chicago of 5 December 2018, all its parts in their places."""
    draft, _ = seed
    paragraphs = draft.body.split("\n\n")

    assert (draft.kind, draft.language) == (Kind.STATEMENT, "en")
    assert (draft.located, draft.dated) == ("CHICAGO", date(2018, 12, 5))
    assert [each.line for each in draft.headline_candidates] == [1, 6]
    assert draft.contacts == (PressContact("Sara McElmurry"), PressContact("Yancy Nuñez"))
    assert len(paragraphs) == 6
    assert paragraphs[0].startswith("This week, governments")
    assert paragraphs[1].startswith("“The Global Compact")
    assert paragraphs[5].endswith("over human rights.”")
    assert draft.boilerplate.startswith("Alianza Americas is a network of 50")
    assert [each.split(":")[0] for each in draft.availability] == [
        "From Morocco",
        "From Mexico",
        "From the U.S. & Central America",
    ]
    assert "people’s’ rights" in draft.body
    assert "in flight from Central America" in draft.body


def test_seed_findings(seed) -> None:
    """All that an editor would ask about the real draft is found, each once, and nothing else."""
    _, findings = seed

    assert [(each.id, each.line) for each in findings] == [
        ("PR001", 1),
        ("PR002", 8),
        ("PR002", 9),
        ("PR006", 23),
        ("PR010", 15),
        ("PR011", 15),
        ("PR013", 21),
        ("PR012", 29),
        ("IM003", None),
        ("IM006", 11),
        ("IM001", 13),
        ("IM009", 23),
    ]


def test_sample_draft_is_read() -> None:
    """The sample draft that ships gives a whole release, with its planted flaws found."""
    path = sample_folder("releases") / "night-ferry-draft.txt"
    draft, findings = parse_draft(path.read_text("utf-8"), file=path.name)

    assert draft.headline_candidates[0].text.startswith("Northbank Harbour Trust to run")
    assert draft.subhead.startswith("Four crossings")
    assert len(draft.availability) == 2
    assert draft.boilerplate.startswith("The Northbank Harbour Trust looks after")
    assert draft.ed_note.startswith("The figures are")
    assert draft.contacts[0] == PressContact(
        "Ines Sample", "Head of press", "+44 20 7946 0101", "ines.sample@harbour.example"
    )
    assert {each.id for each in findings if each.severity != "note"} == {
        "PR002",
        "PR006",
        "PR010",
        "PR012",
    }


def test_a_day_without_year_stays_in_the_text() -> None:
    """A dateline that names no year is neither completed nor dropped."""
    text = "The quay opens\n\nCHICAGO, Dec. 5 — The quay is open to all, says the trust.\n"

    assert drafted(text).body.startswith("CHICAGO, Dec. 5 — The quay")
    assert "IM011" in said(text)


@pytest.mark.parametrize(
    "line",
    [
        "FOR IMMEDIATE RELEASE",
        "For immediate release:",
        "PARA DIFUSIÓN INMEDIATA",
        "Para publicación inmediata",
    ],
)
def test_release_line_of_immediate_release(line: str) -> None:
    """The words of immediate release mean that there is no embargo, and are no headline."""
    draft = drafted(f"{line}\n\nThe quay opens\n\n{LEAD}\n")

    assert draft.embargoed_until == ""
    assert [each.text for each in draft.headline_candidates] == ["The quay opens"]


@pytest.mark.parametrize("words", ["EMBARGOED UNTIL", "Hold for release until:", "EMBARGADO HASTA"])
def test_exact_embargo(words: str) -> None:
    """An exact embargo becomes the field, in its one spelling."""
    draft = drafted(f"{words} 2026-05-12 09:00 europe/madrid\n\nThe quay opens\n\n{LEAD}\n")

    assert draft.embargoed_until == "2026-05-12 09:00 Europe/Madrid"


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("EMBARGOED UNTIL 9 A.M. CT, WEDNESDAY", "9 A.M. CT, WEDNESDAY"),
        ("EMBARGOED", "[date, time and zone]"),
        ("EMBARGADO HASTA EL LUNES", "EL LUNES"),
    ],
)
def test_an_unclear_embargo_is_never_dropped(line: str, kept: str) -> None:
    """An embargo that is not exact is kept word for word, as an error."""
    text = f"{line}\n\nThe quay opens\n\n{LEAD}\n"

    assert drafted(text).embargoed_until == kept
    assert "IM004" in said(text)


def test_embargo_wins_over_immediate_release() -> None:
    """Where a draft says both, the embargo is kept and the contradiction is an error."""
    text = (
        "FOR IMMEDIATE RELEASE\n\nEMBARGOED UNTIL 2026-05-12 09:00 UTC\n\n"
        f"The quay opens\n\n{LEAD}\n"
    )

    assert drafted(text).embargoed_until == "2026-05-12 09:00 UTC"
    assert finding(text, "IM005").line == 3


@pytest.mark.parametrize("bullet", ["•", "-", "*", "–", "▪"])
def test_bullets_become_a_list(bullet: str) -> None:
    """Bullets of any sort become one Markdown list, also with empty lines between them."""
    draft = drafted(with_headline(f"  {bullet} one\n  {bullet} two\nmore\n\n{bullet} three"))

    assert draft.body.endswith("- one\n- two\n  more\n- three")


def test_a_single_dash_is_no_list() -> None:
    """One line that begins with a dash is speech or a name."""
    assert drafted(with_headline("– Maya Example")).body.endswith("\n\n– Maya Example")


def test_about_becomes_the_boilerplate() -> None:
    """What stands below `About …` is the boilerplate; its heading is left out and reported."""
    text = with_headline("About the Northbank Trust\n\nThe trust keeps the harbour.\n\nIt is old.")

    assert drafted(text).boilerplate == "The trust keeps the harbour.\n\nIt is old."
    assert finding(text, "IM016").line == 5


@pytest.mark.parametrize(
    "paragraph",
    [
        "About 500 people came to see it.",
        "About the harbour nothing more was said, and nobody asked.",
        "Maya Example is a swimmer.",
    ],
)
def test_ordinary_paragraphs_are_no_boilerplate(paragraph: str) -> None:
    """A paragraph that begins with "About", or is about somebody new, stays in the text."""
    draft = drafted(with_headline(paragraph))

    assert draft.boilerplate == ""
    assert draft.body.endswith(paragraph)


def test_spanish_anatomy() -> None:
    """A Spanish draft shows its parts by its own words."""
    draft = drafted(
        "NOTA DE PRENSA\n\nPARA DIFUSIÓN INMEDIATA\n\nEl muelle abre\n\n"
        "MADRID, 12 de mayo de 2026 – El muelle abre a todos los vecinos de la ciudad.\n\n"
        "Acerca de Puerto Ejemplo\nPuerto Ejemplo cuida del muelle.\n\n"
        "Portavoces disponibles:\n• Ana Muestra, sobre el muelle\n\n"
        "Contacto de prensa:\nLuis Ejemplo, 600 000 104\n\nFIN\n\n"
        "Notas para editores:\nLas fotos son libres.\n"
    )

    assert (draft.kind, draft.language) == (Kind.NEWS, "es")
    assert (draft.located, draft.dated) == ("MADRID", date(2026, 5, 12))
    assert draft.boilerplate == "Puerto Ejemplo cuida del muelle."
    assert draft.availability == ("Ana Muestra, sobre el muelle",)
    assert draft.contacts == (PressContact("Luis Ejemplo", phone="600 000 104"),)
    assert draft.ed_note == "Las fotos son libres."


@pytest.mark.parametrize("mark", ["###", "# # #", "-30-", "– 30 –", "ENDS", "-ends-", "Fin"])
def test_end_marks(mark: str) -> None:
    """Every end mark ends the text; what follows it without a heading are notes to editors."""
    text = f"The quay opens\n\n{LEAD}\n\n{mark}\n\nPhotographs are free to use.\n"

    assert "IM003" not in said(text)
    assert drafted(text).ed_note == "Photographs are free to use."


@pytest.mark.parametrize("line", ["30", "The end", "#harbour", "# 30 #"])
def test_no_end_marks(line: str) -> None:
    """A line that only resembles an end mark is text."""
    assert "IM003" in said(f"The quay opens\n\n{LEAD}\n\n{line}\n")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Ana Example issued the following statement:\n\n“We are glad.”", Kind.STATEMENT),
        ("Ana Muestra hizo la siguiente declaración:\n\n«Estamos bien».", Kind.STATEMENT),
        ("They issued the following statement of accounts.\n\nIt is long.", Kind.NEWS),
        ("WHO: Ana Example\nWHAT: a walk\nWHEN: Friday\nWHERE: the quay", Kind.ADVISORY),
        ("The quay is open.\n\n“We are glad,” said Ana Example.", Kind.NEWS),
    ],
)
def test_kinds(text: str, kind: Kind) -> None:
    """A statement is known by its lead-in and quotation, an advisory by its labels."""
    assert drafted(with_headline(text)).kind is kind


def test_label_names_the_kind() -> None:
    """A label above the headline decides the kind."""
    assert drafted(f"MEDIA ADVISORY\n\nThe quay opens\n\n{LEAD}\n").kind is Kind.ADVISORY


def test_equal_headlines_are_one() -> None:
    """A headline that stands twice, in the same words, is one headline."""
    draft = drafted(f"The quay opens\n\nFOR IMMEDIATE RELEASE\n\nTHE QUAY OPENS\n\n{LEAD}\n")

    assert len(draft.headline_candidates) == 1


def test_second_line_is_the_subhead() -> None:
    """A second line that says something else is the subhead, and said to be a guess."""
    text = f"The quay opens\nSwimmers may use its steps at any hour\n\n{LEAD}\n"

    assert drafted(text).subhead == "Swimmers may use its steps at any hour"
    assert "IM007" in said(text)


def test_wrapped_headline_is_joined() -> None:
    """A headline that goes on in small letters on the next line is one line."""
    draft = drafted(f"The quay opens to swimmers and\nwalkers of the town\n\n{LEAD}\n")

    assert draft.headline_candidates[0].text == "The quay opens to swimmers and walkers of the town"


def test_unknown_lines_open_the_text() -> None:
    """Lines that nothing explains are kept at the beginning of the text, and reported."""
    text = f"The quay opens\n\nSwimmers may use it\n\nBring a towel\n\n{LEAD}\n"

    assert drafted(text).body.startswith("Bring a towel\n\n")
    assert finding(text, "IM012").line == 5


def test_invisible_mess_is_straightened_and_reported() -> None:
    """Marks, line ends, control characters and blanks that nobody sees go; each sort is reported."""
    text = (
        "\ufeffThe quay opens\r\n\r\nNORTHBANK, May 12, 2026 — The\u00a0quay\u200b is  open\x07 to"
        " 10\u00a0000 people.\u00a0 \r\n\r\nA soft\u00adhyphen and one\u2028more line.\r\n"
    )
    draft, findings = parse_draft(text, file="draft.txt")
    notes = [each.what for each in findings if each.id == "IM001"]

    assert draft.headline_candidates[0].text == "The quay opens"
    assert draft.body == (
        "The quay is open to 10\u00a0000 people.\n\nA softhyphen and one\\\nmore line."
    )
    assert len(notes) == 6
    assert all("line 3" in note or "line 5" in note for note in notes)


def test_lost_letters_are_an_error() -> None:
    """A replacement mark is kept and reported: somebody must type the letter."""
    text = with_headline("Caf\ufffd")

    assert "Caf\ufffd" in drafted(text).body
    assert finding(text, "IM002").line == 5


def test_paragraphs_without_empty_lines_stay_apart() -> None:
    """A draft pasted with one line per paragraph keeps its paragraphs."""
    long = "The quay is open to everybody who likes to walk beside the water, " * 2
    draft = drafted(f"The quay opens\n{LEAD}\n{long}one.\n{long}two.\n")

    assert draft.body.count("\n\n") == 2


@pytest.mark.parametrize("text", ["", "\n\n", "\ufeff", "###", "About", "•", "Contact:", "—"])
def test_next_to_nothing(text: str) -> None:
    """A draft of next to nothing gives a draft without headline or text, and says so."""
    found = said(text)

    assert {"IM013", "IM014"} & set(found)


def test_wrapped_text_keeps_its_paragraphs() -> None:
    """A mail wrapped at 72 columns, its summary in bullets above the dateline, reads as it was."""
    draft = drafted(
        "PRESS RELEASE\n\nMuseum finds a rowing boat behind a wall\n\n"
        "* It is of 106 feet\n* It goes on show\n\n"
        "12 May 2026, Northbank - The longest rowing boat that was ever measured\n"
        "goes on show at the Invented Museum of the Sea on Saturday, 16 May. It\n"
        "was found behind a false wall.\n\n"
        "Nell Curator, head of the workshop, said: “When we took the wall down we\n"
        "saw the bow.”\n"
    )

    assert (draft.located, draft.dated) == ("Northbank", date(2026, 5, 12))
    assert draft.body == (
        "- It is of 106 feet\n- It goes on show\n\n"
        "The longest rowing boat that was ever measured goes on show at the Invented Museum of"
        " the Sea on Saturday, 16 May. It was found behind a false wall.\n\n"
        "Nell Curator, head of the workshop, said: “When we took the wall down we\nsaw the bow.”"
    )


def test_advisory_without_a_paragraph() -> None:
    """The labels of an advisory are text, each on its line, not headlines."""
    draft = drafted(
        "First walk across the pier\n\nWHO: 200 pupils\nWHAT: The first walk across the pier\n"
        "WHEN: Friday\nWHERE: North gate\n\n"
        "Photographers are asked to register with Ines Sample at 202-555-0101 by noon.\n"
    )

    assert draft.kind is Kind.ADVISORY
    assert len(draft.headline_candidates) == 1
    assert draft.contacts == ()
    assert draft.body.startswith("WHO: 200 pupils\\\nWHAT: The first walk")


SHAPES = [
    "FOR IMMEDIATE RELEASE", "EMBARGOED UNTIL {}", "PRESS RELEASE", "{} {}", "The {} opens {}",
    "{} {}\nand {}", "Media contact:\n{} Sample\n{}@example.org", "Ana {}:",
    "Contact: {} {}, 020 7946 0103",
    "NORTHBANK, May 12, 2026 — The {} is open to all who like the {}, and the {} is too.",
    "May 12, 2026", "CHICAGO, May 11, 2026", "“The {} is open.”", "• {}\n• {}", "- {}", "– {}",
    "About {} Trust", "The {} Trust is a {} of the town.", "Interviews:", "• Ana {}, on {}",
    "###", "ENDS", "Notes to editors", "{} {} {} {} {} {} {} {} {} {} {} {} {}.", "WHO: {}\nWHAT: {}",
    "Learn more at", "* {} *", "{} __{}__ [{}]({})", "Acerca de {}", "Date: {}", "1. {}", "{}: {}",
]  # fmt: skip


@given(st.lists(st.sampled_from(SHAPES), max_size=12), st.sampled_from(["\n", "\n\n"]))
def test_no_word_is_lost(shapes: list[str], between: str) -> None:
    """Whatever parts a draft has, in whatever order, each word is in the file or in a finding."""
    words = [f"Word{number}x" for number in range(sum(shape.count("{}") for shape in shapes))]
    text = between.join(shapes).format(*words)
    draft, findings = parse_draft(text, file="draft.txt")
    kept = write_release(draft) + "".join(finding.what for finding in findings)

    assert [word for word in words if word not in kept] == []
