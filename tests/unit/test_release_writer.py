"""What import and new write reads back as a release, value by value."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from preflight import ORGANISATION

from mailer.check.preflight import check_release
from mailer.read.draft.blank_release import blank_release
from mailer.read.draft.draft import Draft, parse_draft
from mailer.read.draft.release_writer import write_release
from mailer.read.draft.titles import HeadlineCandidate
from mailer.read.release import Kind, PressContact, Release
from mailer.read.release_file import parse_release
from mailer.words.errors import ReleaseError

NOW = datetime(2026, 5, 11, 9, 0, tzinfo=UTC)
SIGNS = "abcñÉ019 :#'\"-|>&*!%@`{}[],?\\/=“”’—()+_$.;~<^"
LINES = st.text(SIGNS, min_size=1, max_size=40).map(lambda text: " ".join(text.split()))
TEXTS = LINES.filter(bool)
MAYBE = st.one_of(st.just(""), TEXTS)
PROSE = st.lists(TEXTS, max_size=3).map("\n\n".join)


def read(text: str) -> Release:
    return parse_release({"releases/x.md": text.encode()}, "x", now=NOW)[0]


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    return Draft(
        file="x.txt",
        kind=draw(st.sampled_from(Kind)),
        language=draw(st.sampled_from(["en", "es"])),
        headline_candidates=(HeadlineCandidate(draw(TEXTS), 1),),
        body=draw(PROSE.filter(bool)),
        subhead=draw(MAYBE),
        located=draw(MAYBE),
        dated=draw(st.none() | st.dates()),
        embargoed_until=draw(st.sampled_from(["", "2026-05-12 09:00 Europe/London"])),
        contacts=tuple(
            draw(st.lists(st.builds(PressContact, TEXTS, MAYBE, MAYBE, MAYBE), max_size=3))
        ),
        availability=tuple(draw(st.lists(TEXTS, max_size=3))),
        boilerplate=draw(PROSE),
        ed_note=draw(PROSE),
    )


@given(drafts())
def test_every_value_reads_back(draft: Draft) -> None:
    """Whatever a draft holds, the written file parses to the same values."""
    release = read(write_release(draft))
    variant = release.variants[0]

    assert (release.kind, variant.language) == (draft.kind, draft.language)
    assert variant.headline == draft.headline_candidates[0].text
    assert variant.body.strip("\n") == draft.body
    assert (variant.subhead, variant.located) == (draft.subhead, draft.located)
    assert variant.dated == draft.dated
    assert str(release.embargoed_until or "") == draft.embargoed_until
    assert variant.contacts == draft.contacts
    assert variant.availability == draft.availability
    assert (variant.boilerplate, variant.ed_note) == (draft.boilerplate, draft.ed_note)


@given(st.text(max_size=200))
def test_any_text_gives_a_file_or_a_refusal(text: str) -> None:
    """Anything pasted at all is imported without failing; its file reads or is refused in words."""
    draft, findings = parse_draft(text, file="x.txt")
    written = write_release(draft)
    try:
        release = read(written)
    except ReleaseError:
        return

    assert release.variants[0].headline == draft.headline_candidates[0].text
    assert all(finding.what for finding in findings)


def test_two_headlines_wait_for_a_choice() -> None:
    """With two headlines the file names both lines and is refused; without one of them it reads."""
    draft, _ = parse_draft(
        "The quay opens to all on Friday\n\nFOR IMMEDIATE RELEASE\n\n"
        "The quay opened to all on Friday\n\nNORTHBANK, May 12, 2026 — The quay is open to all.\n",
        file="x.txt",
    )
    written = write_release(draft)

    with pytest.raises(ReleaseError) as refused:
        read(written)

    assert "lines 3 and 4" in refused.value.what
    chosen = written.replace("headline: The quay opens to all on Friday\n", "")
    assert read(chosen).variants[0].headline == "The quay opened to all on Friday"


def test_an_unclear_embargo_is_refused() -> None:
    """An embargo that names no instant stays in the file in its own words, and is refused there."""
    draft, _ = parse_draft(
        "EMBARGOED UNTIL 9 A.M. TUESDAY\n\nThe quay opens\n\n"
        "NORTHBANK, May 12, 2026 — The quay is open to all.\n",
        file="x.txt",
    )

    with pytest.raises(ReleaseError, match="embargoed_until") as refused:
        read(write_release(draft))

    assert "9 A.M. TUESDAY" in refused.value.what


@pytest.mark.parametrize("language", ["en", "es", "es-MX", "fr"])
@pytest.mark.parametrize("kind", list(Kind))
def test_a_blank_release_reads_and_is_not_ready(kind: Kind, language: str) -> None:
    """A new file reads as a release of its kind, and check finds every prompt in it."""
    headline = 'Climate: "the facts" #1'
    text = blank_release(headline, kind, language, date(2026, 5, 12))
    release = read(text)
    found = check_release(release, organisation=ORGANISATION, now=NOW)

    assert (release.kind, release.variants[0].headline) == (kind, headline)
    assert release.variants[0].language == language
    errors = [each for each in found if each.severity == "error"]
    assert {each.id for each in errors} == {"PR005"}
    assert sum(text.count(f"[{word} ") for word in ("insert", "insertar")) == len(errors)
