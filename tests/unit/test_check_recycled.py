"""What came along from an earlier release is found; what is another text is not."""

from pathlib import Path

import pytest
from preflight import FRONT, NOW, ORGANISATION, a_release, findings, ids

from mailer.check.preflight import check_release
from mailer.read.earlier import Earlier, read_earlier
from mailer.read.settings import Organisation
from mailer.read.workspace import Workspace

ABOUT = (
    "The Harbour Trust was founded in 1998 and looks after 14 quays and 3 ferries, with 120 people, "
    "for the towns of Northbank and Southbank."
)
OPENING = (
    "The night ferry returns to Northbank on Friday, {{ recipient.first_name }}, after eleven years in "
    "which nobody could cross the river after midnight."
)
OURS = Organisation(
    postal_address="1 Quay Street, Northbank", boilerplate={"en": f"{ABOUT}\n\nA second one."},
    contacts=ORGANISATION.contacts,
)  # fmt: skip


def about(text: str) -> str:
    return FRONT + f"boilerplate: {text}\n"


@pytest.mark.parametrize(
    ("text", "here", "there"),
    [
        (ABOUT.replace("14 quays", "12 quays"), "after 12", "after 14"),
        (ABOUT.replace("founded in 1998", "founded in 1989"), "in 1989", "in 1998"),
        (ABOUT.replace(", with 120 people,", ""), "3 ferries", "3 ferries, with 120 people,"),
    ],
    ids=["number", "year", "left out"],
)
def test_an_old_boilerplate_is_found(text: str, here: str, there: str) -> None:
    """A few words of difference to the one in mailer.toml are told with the words of both."""
    (found,) = (
        each for each in findings(front=about(text), organisation=OURS) if each.id == "PR070"
    )

    assert found.line == 5
    assert f'says "{here}' in found.what
    assert f'"{there}"' in found.what


def test_an_old_boilerplate_pasted_into_the_body_is_found() -> None:
    """Also where it was pasted below the text."""
    body = "The quay opens.\n\n" + ABOUT.replace("14", "12")

    assert "PR070" in [each.id for each in findings(body, organisation=OURS)]


@pytest.mark.parametrize(
    "text",
    [ABOUT, "The Northbank Museum shows ships of three centuries, free of charge, on every day."],
    ids=["the same", "another"],
)
def test_the_right_boilerplate_is_no_finding(text: str) -> None:
    """The same words, or a partner's own text, are nothing to look at."""
    assert "PR070" not in [each.id for each in findings(front=about(text), organisation=OURS)]


def earlier(text: str) -> tuple[Earlier, ...]:
    found = read_earlier("releases/old.md", text)
    assert found is not None
    return (found,)


def ids_beside(other: str, body: str, front: str = FRONT) -> list[str]:
    """What is said of a release where this other one lies beside it."""
    found = check_release(
        a_release(body, front), organisation=ORGANISATION, now=NOW, earlier=earlier(other)
    )
    return [each.id for each in found if each.id in {"PR071", "PR072"}]


def test_an_opening_that_was_left_standing_is_found() -> None:
    """The same paragraph, whatever its line breaks, is the finding of another release's copy."""
    other = "---\nheadline: Older news\n---\nDear all,\n\n" + OPENING.replace(", ", ",\n")

    assert ids_beside(other, f"Dear {{{{ recipient.name }}}},\n\n{OPENING}") == ["PR071"]


def test_a_headline_that_was_left_standing_is_said() -> None:
    """The same headline over other words is a note; both together are one finding."""
    other = '---\nheadline: "A quiet headline"\n---\n'

    assert ids_beside(other + "Other words.", OPENING) == ["PR072"]
    assert ids_beside(other + OPENING, OPENING) == ["PR071"]


def test_what_answers_an_earlier_release_may_repeat_it() -> None:
    """A correction has the words of what it corrects."""
    other = f"---\nheadline: A quiet headline\n---\n{OPENING}"

    assert ids_beside(other, OPENING, FRONT + "corrects: releases/old\n") == []


def test_other_news_is_no_finding() -> None:
    """Short paragraphs and new words are nobody's copy."""
    assert ids_beside("---\nheadline: Older\n---\nThe quay opens.", "The quay opens.") == []
    assert "PR071" not in ids(OPENING)


def test_the_workspace_gives_the_others_of_the_folder(tmp_path: Path) -> None:
    """Its own languages are none of them; a file that is no release is passed over."""
    folder = tmp_path / "releases"
    folder.mkdir()
    for name in ("ferry.en", "ferry.es", "old"):
        (folder / f"{name}.md").write_text(f"---\nheadline: {name}\n---\n{OPENING}\n")
    (folder / "notes.md").write_text("Not a release.")
    (folder / "odd.md").write_bytes(b"---\nheadline: \xff\n---\n\xff\n")
    desk = Workspace(tmp_path)
    release, _ = desk.read_release("releases/ferry")
    found = desk.read_earlier(release)

    assert sorted(each.file for each in found) == ["releases/odd.md", "releases/old.md"]
    assert next(each for each in found if each.file.endswith("old.md")).headline == "old"
