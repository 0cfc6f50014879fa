"""The two sets of tests/corpus: what editors catch is found, and what they let pass is left alone."""

import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from preflight import ORGANISATION

from mailer.check.preflight import check_release
from mailer.read.release_file import parse_release
from mailer.words.findings import Finding, Severity

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
CLEAN = sorted((CORPUS / "clean").glob("*.md"))
PLANTED = tomllib.loads((CORPUS / "flawed" / "planted.toml").read_text("utf-8"))
AS_OF = datetime(2026, 5, 1, 8, tzinfo=UTC)
FOUND_MIN = 55
FITTING = (
    ("PR002", "neither telephone nor email"),
    ("PR004", r"is a \w+ \(|, is a \w+, not a"),
    ("PR005", "placeholder|filler"),
    ("PR006", "ends in the air"),
    ("PR007", "link is relative"),
    ("PR008", "own computer"),
    ("PR009", "not closed|never closed"),
    ("PR010", "running quotation"),
    ("PR011", "possessive is written twice"),
    ("PR012", "initials of the gloss"),
    ("PR013", "written EEUU|written US"),
    ("PR014", "space.* stand between two words"),
    ("PR015", "invisible"),
    ("PR018", "no alternative text"),
    ("PR020", "subject is in capitals"),
    ("PR022", "subject is far too long"),
    ("PR027", "end mark is typed"),
    ("PR030", "second headline"),
    ("PR032", "Standard Time is not in force"),
    ("PR033", "noon or midnight"),
    ("PR036", "Straight quotation marks"),
    ("PR040", "is spelled"),
    ("PR042", "telephone number is"),
    ("PR045", "decoded wrongly"),
    ("PR049", "dateline has last year"),
    ("PR051", "“(?:Today|Tomorrow)”"),
    ("PR053", "footnote"),
    ("PR055", "names another site"),
    ("PR056", "text of the link says only"),
    ("PR060", "preheader repeats"),
    ("EM001", "for immediate release"),
    ("EM010", "embargo ends at"),
)
"""Id → what a planted defect of its sort is called in planted.toml."""


def findings_of(path: Path) -> tuple[Finding, ...]:
    slug = path.name.split(".")[0]
    release, said = parse_release({path.name: path.read_bytes()}, slug, now=AS_OF)
    return (*said, *check_release(release, organisation=ORGANISATION, now=AS_OF))


def fits(finding: Finding, defect: dict) -> bool:
    """Near enough in place, or naming the very words; and of a sort that fits."""
    near = finding.line is not None and abs(finding.line - defect["line"]) <= 1
    sorts = [id_ for id_, called in FITTING if re.search(called, defect["what"])]
    return (near or defect["words"] in finding.what) and finding.id in sorts


def missed() -> Iterator[str]:
    for name, defects in PLANTED.items():
        found = findings_of(CORPUS / "flawed" / name)
        for defect in defects:
            if not any(fits(finding, defect) for finding in found):
                yield f"{name}, line {defect['line']}: {defect['what']}"


@pytest.mark.parametrize("path", CLEAN, ids=lambda path: path.stem)
def test_nothing_is_said_of_clean_releases(path: Path) -> None:
    """False alarms are flaws too: a release that an editor would let pass gets nothing but notes."""
    found = [each for each in findings_of(path) if each.severity is not Severity.NOTE]

    assert found == []


def test_planted_defects_are_found() -> None:
    """Of the sixty defects that were planted, at least 55 are found, each under a fitting id."""
    all_missed = list(missed())

    assert sum(map(len, PLANTED.values())) == 60
    assert len(all_missed) <= 60 - FOUND_MIN, "\n".join(all_missed)


@pytest.mark.parametrize("name", PLANTED)
def test_nothing_else_is_said_of_flawed_releases(name: str) -> None:
    """Beside the planted defects nothing above a note is said of these releases either."""
    others = [
        each
        for each in findings_of(CORPUS / "flawed" / name)
        if each.severity is not Severity.NOTE
        and not any(fits(each, defect) for defect in PLANTED[name])
    ]

    assert others == []


def test_both_sets_are_whole() -> None:
    """At least twenty of each, in English and Spanish, and every sort of defect has its id."""
    names = [path.name for path in CLEAN]

    assert len(names) >= len(PLANTED) == 20
    assert all(sum(f".{language}" in name for name in names) >= 8 for language in ("en", "es"))
    assert all(
        any(re.search(called, defect["what"]) for _id, called in FITTING)
        for defects in PLANTED.values()
        for defect in defects
    )
