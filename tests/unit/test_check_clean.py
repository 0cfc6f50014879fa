"""The samples that ship are as good as they tell others to be."""

import pytest
from preflight import NOW, ORGANISATION

from mailer.check.preflight import check_release
from mailer.read.lists.media_list import read_media_list
from mailer.read.lists.seen import SeenAddresses
from mailer.read.lists.suppressions import parse_suppressions
from mailer.read.release_file import parse_release
from mailer.read.samples import sample_folder
from mailer.words.findings import Finding


def test_sample_release_is_clean() -> None:
    """The release that ships, in two languages, has nothing to be said about it at all."""
    folder = sample_folder("releases")
    files = {f"releases/{path.name}": path.read_bytes() for path in folder.glob("night-ferry.*.md")}
    release, said = parse_release(files, "night-ferry", now=NOW)

    assert release.languages == ("en", "es")
    assert (*said, *check_release(release, organisation=ORGANISATION, now=NOW)) == ()


@pytest.mark.parametrize(("name", "rows", "spanish"), [("press-en-es", 24, 10), ("trusted", 3, 1)])
def test_sample_lists_are_clean(name: str, rows: int, spanish: int) -> None:
    """Every row of the lists that ship can be mailed, and none needs a word."""
    content = (sample_folder("lists") / f"{name}.csv").read_bytes()
    reader = read_media_list([content], name=name, file=f"lists/{name}.csv")
    found = list(reader.rows(SeenAddresses()))

    assert not any(isinstance(each, Finding) for each in found)
    assert len(found) == rows
    assert sum(each.language == "es" for each in found) == spanish


def test_sample_suppressions_read() -> None:
    """The list of suppressions that ships has one entry, which no sample list holds."""
    content = (sample_folder("lists") / "suppressed.csv").read_bytes()

    assert len(parse_suppressions(content, "lists/suppressed.csv").entries) == 1
