"""The keys of an event, a quotation and a correction, read exactly or refused with their line."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest

from mailer.read.release import Event, Original, Quotation, Release
from mailer.read.release_file import parse_release
from mailer.schedule.plan import Tally
from mailer.words.errors import ReleaseError
from mailer.words.findings import Finding


def read(front: str, file: str = "releases/x.md", **others: str) -> tuple[Release, list[Finding]]:
    files = {file: front, **others}
    contents = {name: f"---\n{text}\n---\nBody.\n".encode() for name, text in files.items()}
    release, findings = parse_release(contents, "x")
    return release, list(findings)


EVENT = """\
headline: First walk
kind: advisory
event:
  starts: 2026-05-15 11:00 Europe/London
  ends: 2026-05-15 12:30 Europe/London
  who: "200 pupils: all of Sample School"
  what: The first walk
  where: North gate
  why: It reopens
  photo: Yellow coats
  online: https://harbour.example/live
  rsvp: By [email](mailto:press@harbour.example)"""


def test_an_event_is_read_to_the_letter() -> None:
    """Every name of the table has its value; the times are exact instants with their zone."""
    release, findings = read(EVENT)
    event = release.variants[0].event

    assert isinstance(event, Event)
    assert event.starts is not None
    assert event.ends is not None
    assert event.starts.utc == datetime(2026, 5, 15, 10, 0, tzinfo=UTC)
    assert (event.ends.utc - event.starts.utc).total_seconds() == 90 * 60
    assert event.who == "200 pupils: all of Sample School"
    assert (event.where, event.online) == ("North gate", "https://harbour.example/live")
    assert (release.template, findings) == ("advisory", [])


@pytest.mark.parametrize(
    ("change", "line", "what"),
    [
        (
            ("  starts: 2026-05-15 11:00 Europe/London", "  starts: 2026-05-15 11:00"),
            5,
            "no time zone",
        ),
        (("11:00 Europe/London", "11:00 Europe/Lundon"), 5, "not the name of a time zone"),
        (("12:30 Europe", "10:30 Europe"), 4, "ends before it starts"),
        (("  starts: 2026-05-15 11:00 Europe/London\n", ""), 4, "never starts"),
        (("  where:", "  place:"), 9, 'no "place"'),
        (("https://harbour.example/live", "harbour.example"), 4, "no address"),
        (("  why: It reopens", "  why: [a, b]"), 10, "must be text"),
    ],
)
def test_an_event_that_is_unclear_is_refused(change: tuple[str, str], line: int, what: str) -> None:
    """No zone, an end before the start, an unknown name: refused by file and line."""
    with pytest.raises(ReleaseError) as caught:
        read(EVENT.replace(*change))

    assert what in caught.value.what
    assert caught.value.where == f"releases/x.md, line {line}"
    assert caught.value.cure


def test_an_event_without_a_time_is_an_error_that_can_be_seen() -> None:
    """A file to fill in reads, but check finds that its event has no time."""
    _, findings = read("headline: x\nkind: advisory\nevent:\n  who: all")

    assert [(each.id, each.severity, each.line) for each in findings] == [("RF002", "error", 4)]


def test_an_event_must_agree_over_the_languages() -> None:
    """Two languages that invite to two times are refused, naming both files."""
    spanish = EVENT.replace("11:00", "10:00")
    with pytest.raises(ReleaseError) as caught:
        read(EVENT, "releases/x.en.md", **{"releases/x.es.md": spanish})

    assert caught.value.where == "releases/x.es.md, line 4"
    assert caught.value.what == "event is not the same as in releases/x.en.md."
    same = EVENT.replace("2026-05-15 11:00 Europe/London", "2026-05-15 12:00 Europe/Madrid")
    release, _ = read(EVENT, "releases/x.en.md", **{"releases/x.es.md": same})
    assert len(release.variants) == 2


def test_what_a_correction_says_is_read() -> None:
    """The note, the original's headline and its day; the kind brings its template."""
    release, _ = read(
        "headline: x\nkind: correction\ncorrects: ferry\n"
        "correction_note: Corrects **the number**: 9,140.\n"
        "original_headline: Ferry: back\noriginal_date: 2026-05-10"
    )
    variant = release.variants[0]

    assert variant.correction_note == "Corrects **the number**: 9,140."
    assert variant.original == Original("Ferry: back", date(2026, 5, 10))
    assert (release.template, release.corrects) == ("correction", "ferry")


def test_a_date_without_its_headline_names_no_release() -> None:
    """An original needs a headline; a day alone is refused at its line."""
    with pytest.raises(ReleaseError) as caught:
        read("headline: x\nkind: hold\noriginal_date: 2026-05-10")

    assert caught.value.where == "releases/x.md, line 4"


def test_a_quotation_needs_its_words() -> None:
    """Text and speaker are read; a speaker alone is refused."""
    release, _ = read('headline: x\nquotation:\n  text: "“Here: now.”"\n  by: Ana Example')

    assert release.variants[0].quotation == Quotation("“Here: now.”", "Ana Example")
    with pytest.raises(ReleaseError, match="no text"):
        read("headline: x\nquotation:\n  by: Ana Example")


@pytest.mark.parametrize(
    ("kind", "template"),
    [
        ("news", "release"),
        ("statement", "statement"),
        ("advisory", "advisory"),
        ("correction", "correction"),
        ("withdrawal", "withdrawal"),
        ("hold", "hold"),
    ],
)
def test_the_kind_chooses_the_template(kind: str, template: str) -> None:
    """Each kind has its family; `template:` overrides it."""
    assert read(f"headline: x\nkind: {kind}")[0].template == template
    assert read(f"headline: x\nkind: {kind}\ntemplate: mine")[0].template == "mine"


def test_who_gets_the_fallback_is_counted() -> None:
    """Readers of a language that the release is not in are named; those it serves are not."""
    release, _ = read("headline: x", "releases/x.en.md", **{"releases/x.es.md": "headline: y"})
    tally = Tally(languages=Counter({"en": 9, "es-MX": 4, "fr": 2, "no language": 1}))

    assert tally.by_fallback(release, "en") == Counter({"fr": 2, "no language": 1})
    assert tally.by_fallback(read("headline: x")[0], "en") == Counter()
