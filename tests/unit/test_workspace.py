"""A workspace: releases, lists and templates are found by name, and nothing strays out of it."""

import hashlib
import os
from pathlib import Path

import pytest
from furnished import RELEASE, a_furnished_workspace, png, release_with

from mailer.read.recipient import Recipient
from mailer.read.samples import sample_folder
from mailer.read.settings import Organisation
from mailer.read.workspace import Workspace
from mailer.words.errors import (
    CopyError,
    MediaListError,
    ReleaseError,
    SettingsError,
    TemplateError,
)


@pytest.fixture
def desk(tmp_path: Path) -> Workspace:
    return a_furnished_workspace(tmp_path)


@pytest.mark.parametrize("given", ["releases/one", "releases/one.md", "one", "one.md", "{root}"])
def test_a_release_is_found_by_path_or_name(desk: Workspace, given: str) -> None:
    """Path, path without ending, bare name and full path mean the same release."""
    release, _ = desk.read_release(given.format(root=desk.root / "releases/one.md"))

    assert release.slug == "one"
    assert release.variants[0].file == "releases/one.md"


@pytest.mark.parametrize("given", ["releases/two", "two", "releases/two.es.md"])
def test_a_release_comes_with_all_its_languages(desk: Workspace, given: str) -> None:
    """Whichever of its files is named, a release is all its languages; another slug is not it."""
    release, _ = desk.read_release(given)

    assert release.slug == "two"
    assert release.languages == ("en", "es")


def test_a_dot_in_a_name_is_no_language(desk: Workspace) -> None:
    """`two.fast.md` is a release of its own, as `fast` is no language."""
    assert desk.read_release("two.fast")[0].slug == "two.fast"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("releases/ome", "no such release"),
        ("releases", "folder"),
        ("lists/national.csv", "looks like a media list"),
        ("draft.docx", "no release file"),
        ("https://example.org/x.md", "web address"),
        ("", "not the name of a file"),
        ("a\x00b", "not the name of a file"),
        ("-", "Only files"),
        ("releases/My release.md", "cannot be the name of a release"),
        ("releases/pipe.md", "pipe or device"),
        ("releases/folder.md", "folder"),
        ("releases/astray.md", "leads out of the workspace"),
    ],
)
def test_what_is_no_release_is_refused(desk: Workspace, given: str, words: str) -> None:
    """A release that cannot be is refused in a sentence, without waiting and without showing it."""
    (desk.root / "draft.docx").write_bytes(b"PK")
    (desk.root / "releases/My release.md").write_text(RELEASE.format(""))
    (desk.root / "releases/astray.md").symlink_to("/etc/passwd")
    (desk.root / "releases/folder.md").mkdir()
    os.mkfifo(desk.root / "releases/pipe.md")
    with pytest.raises(ReleaseError) as caught:
        desk.read_release(given)

    assert words in caught.value.what
    assert "root:" not in str(caught.value)


def test_a_misspelt_release_names_the_near_one(desk: Workspace) -> None:
    """What was meant is said."""
    with pytest.raises(ReleaseError) as caught:
        desk.read_release("releases/ome")

    assert caught.value.cure == 'Did you mean "one"?'


def test_a_missing_release_names_those_that_are_there(desk: Workspace) -> None:
    """Each by the name it is asked for by: once, without its languages."""
    with pytest.raises(ReleaseError) as caught:
        desk.read_release("releases/something-else")

    assert caught.value.cure == "There are: one, two, two.fast."


@pytest.mark.parametrize("given", ["national", "national.csv", "lists/national.csv", "{root}"])
def test_a_list_is_found_by_path_or_name(desk: Workspace, given: str) -> None:
    """Name, file name, path and full path mean the same list of the workspace."""
    given = given.format(root=desk.root / "lists/national.csv")
    (recipient,) = desk.read_list(given, trusted_lists={"national"})

    assert isinstance(recipient, Recipient)
    assert (recipient.media_list, recipient.trusted) == ("national", True)


def test_trust_belongs_to_the_lists_of_the_workspace(desk: Workspace, tmp_path: Path) -> None:
    """A file elsewhere that has a trusted list's name is not trusted."""
    (tmp_path / "national.csv").write_text("email\na@example.org\n")
    (recipient,) = desk.read_list(str(tmp_path / "national.csv"), trusted_lists={"national"})

    assert isinstance(recipient, Recipient)
    assert not recipient.trusted


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("nationel", "no such list"),
        ("lists", "folder"),
        ("releases/one.md", "looks like a release"),
        ("releases/one", "looks like a release"),
        ("https://example.org/list.csv", "web address"),
        ("-", "Only files"),
        ("/dev/stdin", "Only files"),
        ("lists/suppressed.csv", "must not be written to"),
        ("suppressed", "must not be written to"),
        ("lists/table.xlsx", "spreadsheet"),
        ("both", "more than one list"),
        ("lists/pipe.csv", "pipe or device"),
        ("lists/astray.csv", "leads out of the workspace"),
        ("lists/loop.csv", "cannot be looked at"),
    ],
)
def test_what_is_no_list_is_refused(desk: Workspace, given: str, words: str) -> None:
    """A list that cannot be is refused in a sentence, and nothing is asked of the network."""
    for name in ("both.csv", "both.tsv", "table.xlsx"):
        (desk.root / "lists" / name).write_text("email\n")
    (desk.root / "lists/astray.csv").symlink_to("/etc/passwd")
    (desk.root / "lists/loop.csv").symlink_to("loop.csv")
    os.mkfifo(desk.root / "lists/pipe.csv")
    with pytest.raises(MediaListError) as caught:
        desk.read_list(given)

    assert words in caught.value.what


def test_a_list_that_everybody_may_write_is_said(desk: Workspace) -> None:
    """Its mode is looked at when it is opened."""
    (desk.root / "lists/national.csv").chmod(0o666)
    findings = [each.id for each in desk.read_list("national") if not isinstance(each, Recipient)]

    assert findings == ["ML017"]


def test_own_templates_win_over_samples(desk: Workspace) -> None:
    """A template of the workspace replaces the sample of its name; other files are no templates."""
    (desk.root / "templates/release/release.html.j2").write_text("own {{ headline }}")
    (desk.root / "templates/release/photo.png").write_bytes(png())
    (desk.root / "templates/.hidden.j2").write_text("x")
    templates = desk.read_templates()
    own = {name for name in desk.sources() if name.startswith("templates/")}

    assert templates["release/release.html.j2"] == "own {{ headline }}"
    assert own == {"templates/release/release.html.j2"}


@pytest.mark.parametrize("damage", ["bytes", "link"])
def test_a_template_that_cannot_be_read_is_refused(desk: Workspace, damage: str) -> None:
    """Wrong bytes and links out of the folder are refused by name."""
    path = desk.root / "templates/release/bad.html.j2"
    if damage == "bytes":
        path.write_bytes(b"a\n\xff")
    else:
        path.symlink_to("/etc/passwd")
    with pytest.raises(TemplateError) as caught:
        desk.read_templates()

    assert caught.value.where.startswith("templates/release/bad.html.j2")


def test_the_logo_is_a_picture_of_the_workspace(desk: Workspace) -> None:
    """A logo comes with its size, and one that is no picture is a fault of the settings."""
    logo = desk.read_logo(Organisation(name="Example", logo="photos/hall.jpg"))
    with pytest.raises(SettingsError):
        desk.read_logo(Organisation(logo="../logo.png"))

    assert logo is not None
    assert (logo.width, logo.alt) == (3, "Example")
    assert desk.read_logo(Organisation()) is None


def test_sources_are_the_hashes_of_what_was_read(desk: Workspace) -> None:
    """Every file that was read to its end is there, and a later change of one is told."""
    release_with(desk, "images: [photos/hall.jpg]").read_release("one")
    media_list = desk.read_list("national")
    list(media_list)
    sources = desk.sources()
    content = (desk.root / "releases/one.md").read_bytes()

    assert set(sources) == {"releases/one.md", "photos/hall.jpg", "lists/national.csv"}
    assert sources["releases/one.md"] == hashlib.sha256(content).hexdigest()
    assert desk.drifted(sources) == ()
    (desk.root / "lists/national.csv").write_text("email\n")
    (desk.root / "photos/hall.jpg").unlink()
    assert desk.drifted(sources) == ("photos/hall.jpg", "lists/national.csv")


def test_how_much_of_the_lists_was_read_is_known_on_the_way(desk: Workspace) -> None:
    """A bar needs it: nothing at first, a part in the middle, all of it at the end."""
    rows = "".join(f"a{at}@example.org\n" for at in range(20_000))
    (desk.root / "lists/long.csv").write_text("email\n" + rows)

    before = desk.part_of_lists_read()
    reader = iter(desk.read_list("long"))
    half = [next(reader) for _ in range(10_000)]
    midway = desk.part_of_lists_read()
    rest = list(reader)

    assert (before, len(half) + len(rest)) == (0.0, 20_000)
    assert 0.4 < midway < 0.8
    assert desk.part_of_lists_read() == 1.0


def test_the_suppressions_are_those_of_the_workspace(desk: Workspace) -> None:
    """The workspace's own file is asked."""
    (desk.root / "lists/suppressed.csv").write_text("address_or_domain\nexample.org\n")

    assert desk.suppressions().count == 1


def test_relative_paths_also_work_from_where_one_stands(
    desk: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a workspace elsewhere, a path that the shell completed is found."""
    (tmp_path / "here.csv").write_text("email\na@example.org\n")
    monkeypatch.chdir(tmp_path)

    assert len(list(desk.read_list("here.csv"))) == 1


def test_samples_are_there() -> None:
    """The sample folders are found, in a wheel or in a checkout."""
    assert all(sample_folder(name).is_dir() for name in ("templates", "lists", "releases"))


def test_every_refusal_of_a_file_is_one_the_command_line_knows(desk: Workspace) -> None:
    """Whatever is asked for, what comes back is a value or a refusal with a place."""
    for given in ("\ud800", "x" * 5000, "~", "..", "/", "a/../../b", "C:\\x", "\t"):
        for read in (desk.read_release, desk.read_list):
            with pytest.raises(CopyError):
                read(given)


def test_what_is_no_list_is_not_quoted(desk: Workspace, tmp_path: Path) -> None:
    """A file that is a list neither by its name nor by its place may hold a secret."""
    (tmp_path / "far.csv").write_text("secret,words\n")
    (desk.root / ".env").write_text("MAILER_SMTP_PASSWORD=secret\n")
    for given in (str(tmp_path / "far.csv"), ".env"):
        with pytest.raises(MediaListError) as caught:
            desk.read_list(given)

        assert 'no column "email"' in caught.value.what
        assert "secret" not in str(caught.value)
