"""The catalogue of findings holds every id once, and the documentation is made from it."""

import re
from pathlib import Path

from mailer.check.catalogue import CATALOGUE, write_catalogue

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs" / "checks.md"


def test_ids_are_unique() -> None:
    """No id means two things."""
    ids = [entry.id for entry in CATALOGUE]

    assert len(ids) == len(set(ids))


def test_every_id_of_the_code_is_listed() -> None:
    """An id that any module gives to a finding stands in the catalogue, and no other does."""
    used = {
        found
        for path in (ROOT / "mailer").rglob("*.py")
        if path.name != "catalogue.py"
        for found in re.findall(r'"([A-Z]{2}\d{3})"', path.read_text("utf-8"))
    }

    assert used == {entry.id for entry in CATALOGUE}


def test_every_entry_says_why() -> None:
    """Each entry of a release has a title, a reason in sentences, and no fact left in braces."""
    for entry in CATALOGUE:
        assert entry.title
        assert not entry.title.endswith(".")
        assert entry.why.endswith(".") or not entry.id.startswith(("PR", "EM", "IM"))
        assert "{" not in entry.title + entry.why + entry.cure


def test_documentation_is_fresh() -> None:
    """docs/checks.md is what the catalogue writes."""
    hint = "write it anew from mailer.check.catalogue.write_catalogue()"

    assert DOCS.read_text("utf-8") == write_catalogue(), hint
