"""The release file: one release in one or several languages, with its fields made values."""

from datetime import UTC, date, datetime

import pytest

from mailer.read.release import Kind, Release
from mailer.read.release_dates import DateError, parse_date
from mailer.read.release_file import parse_release
from mailer.words.errors import ReleaseError
from mailer.words.findings import Finding

NOW = datetime(2026, 5, 1, 8, 0, tzinfo=UTC)


def parsed(text: str, file: str = "releases/x.md") -> tuple[Release, tuple[Finding, ...]]:
    return parse_release({file: text.encode()}, "x", now=NOW)


def with_keys(keys: str) -> str:
    return f"---\nheadline: A headline\n{keys}\n---\nThe body.\n"


def refusal(text: str, file: str = "releases/x.md") -> ReleaseError:
    with pytest.raises(ReleaseError) as caught:
        parsed(text, file)
    return caught.value


FULL = """---
headline: Climate: the facts
subhead: Where we stand
slugline: climate
kind: statement
language: es_MX
located: CHICAGO
date: December 5, 2018
by: Press Office
embargoedUntil: 2026-05-02 09:00 America/Chicago
subject: News for {{ recipient.outlet }}
preheader: What it means
contacts:
  - name: Ana Sample
    role: Press officer
    phone: 0123 456
    email: ana@example.org
    languages: [en, español]
  - {name: Bo Sample, languages: "en, fr"}
availability:
  - From Morocco: members of the board
boilerplate: |
  **About us**: we are.
ed_note: Photos on request
attachments:
  - path: files/report.pdf
    title: The report
  - files/data.csv
images:
  - path: photos/hall.jpg
    alt: A hall
    caption: The hall on Monday
    credit: Example
template: release
version: 2
corrects: x-1
usageTerms: Free to use
expires: 2027-01-01 00:00 UTC
ignore:
  - PR004: we know
  - id: PR005
    reason: so: be it
---
Body, line one.
"""


def test_every_key_of_the_file_becomes_a_value() -> None:
    """All keys of the design are read, each as what it is."""
    release, findings = parsed(FULL.replace("so: be it", '"so: be it"'))
    variant = release.variants[0]

    assert findings == ()
    assert (release.slug, release.kind, release.version) == ("x", Kind.STATEMENT, 2)
    assert str(release.embargoed_until) == "2026-05-02 09:00 America/Chicago"
    assert str(release.expires) == "2027-01-01 00:00 UTC"
    assert (release.slugline, release.template, release.corrects) == ("climate", "release", "x-1")
    assert [(each.id, each.reason) for each in release.ignored] == [
        ("PR004", "we know"),
        ("PR005", "so: be it"),
    ]
    assert (variant.language, variant.headline) == ("es-MX", "Climate: the facts")
    assert (variant.located, variant.dated) == ("CHICAGO", date(2018, 12, 5))
    assert [(each.name, each.languages) for each in variant.contacts] == [
        ("Ana Sample", ("en", "es")),
        ("Bo Sample", ("en", "fr")),
    ]
    assert variant.contacts[0].phone == "0123 456"
    assert variant.availability == ("From Morocco: members of the board",)
    assert variant.boilerplate == "**About us**: we are."
    assert [(each.path, each.title) for each in variant.attachments] == [
        ("files/report.pdf", "The report"),
        ("files/data.csv", ""),
    ]
    assert variant.images[0].caption == "The hall on Monday"
    assert variant.usage_terms == "Free to use"
    assert variant.lines["headline"] == 2
    assert variant.body == "Body, line one.\n"
    assert FULL.split("\n")[variant.body_line - 1] == "Body, line one."


def test_only_a_headline_and_a_body_are_needed() -> None:
    """The smallest release is news in English, version 1, for immediate release."""
    release, findings = parsed("---\nheadline: x\n---\nB\n")

    assert findings == ()
    assert (release.kind, release.version, release.embargoed_until) == (Kind.NEWS, 1, None)
    assert release.languages == ("en",)


def test_a_subject_stands_in_for_a_missing_headline() -> None:
    """Where only a subject is given it is the headline, and that is said."""
    release, findings = parsed("---\nsubject: x\n---\nB\n")

    assert release.variants[0].headline == "x"
    assert [(each.id, each.line) for each in findings] == [("RF001", 2)]


@pytest.mark.parametrize(
    "keys",
    ["language: en", 'subject: "\u00a0 \u200b"', 'headline: "\\ufeff"\nsubject:', "headline:"],
)
def test_what_a_reader_would_see_as_empty_is_empty(keys: str) -> None:
    """A release without headline and subject is refused, blanks and zero-width being nothing."""
    error = refusal(f"---\n{keys}\n---\nB\n")

    assert "headline" in error.what
    assert "subject" in error.what
    assert error.cure.count("\n---") == 2


@pytest.mark.parametrize("body", ["", "\n\n", "\u200b\n \u00a0\n"])
def test_an_empty_body_is_refused(body: str) -> None:
    """A release without a body is refused at the line where it should begin."""
    error = refusal(f"---\nheadline: x\n---\n{body}")

    assert error.where == "releases/x.md, line 4"
    assert "body" in error.what


@pytest.mark.parametrize("key", ["embargo", "embargoed", "embargoed_until", "embargoedUntil"])
@pytest.mark.parametrize("value", ["none", "Immediate"])
def test_no_embargo_can_be_said(key: str, value: str) -> None:
    """`none` and `immediate` mean that there is no embargo."""
    assert parsed(with_keys(f"{key}: {value}"))[0].embargoed_until is None


@pytest.mark.parametrize("key", ["embargo", "embargoed_until"])
@pytest.mark.parametrize("value", ["", '""', "~", "|\n  \n"])
def test_an_embargo_that_says_nothing_is_refused(key: str, value: str) -> None:
    """Its time may have been lost on the way, and the release would leave at once."""
    error = refusal(with_keys(f"{key}: {value}"))

    assert "embargoed_until" in error.what


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ("embargo: 2026-05-02 09:00", "names no time zone"),
        ("embargo: 2026-05-02", "without a time of day"),
        ("embargo: 2024-05-02T09:00Z", "more than a year ago"),
        ("embargo: tomorrow", "not an exact time"),
        ("expires: 2026-05-02", "without a time of day"),
        ("date: 05/12/2018", "one way only"),
        ("date: Decembar 5, 2018", "not the name of a month"),
        ("date: 2018-02-30", "not a day that exists"),
        ("kind: statment", 'no kind "statment"'),
        ("version: 1.10", "not a version"),
        ("version: 0", "not a version"),
        ("language: Klingon", "not a language"),
        ("template: ../../etc", "names no template"),
        ("contacts: Ana", "must be a list"),
        ("contacts: [Ana]", "must be a table"),
        ("contacts:\n- nmae: Ana", 'no "nmae"'),
        ("contacts:\n- name: [a]", "must be text"),
        ("contacts:\n- languages: Klingon", "not a language"),
        ("attachments:\n- title: x", "without its path"),
        ("ignore:\n- PR004", "No finding and reason"),
        ("ignore:\n- id: PR004", "No finding and reason"),
        ("from: ceo@example.com", 'no key "from"'),
    ],
)
def test_a_field_that_means_nothing_is_refused(keys: str, words: str) -> None:
    """A field that is wrong or could mean two things is refused with its line and the cure."""
    error = refusal(with_keys(keys))

    assert error.where.startswith("releases/x.md, line ")
    assert words in error.what
    assert error.cure


def test_an_old_embargo_is_judged_only_against_a_clock() -> None:
    """Without `now` an old release can be read again."""
    text = with_keys("embargo: 2016-05-02T09:00Z").encode()

    assert parse_release({"x.md": text}, "x")[0].embargoed_until is not None


@pytest.mark.parametrize(
    "text",
    ["2018-12-05", "December 5, 2018", "Dec. 5, 2018", "5 December 2018", "5 de diciembre de 2018",
     "diciembre 5, 2018", "5 dic. 2018"],
)  # fmt: skip
def test_days_are_read_in_two_languages(text: str) -> None:
    """A day in ISO form or with its month's name is that day."""
    assert parse_date(text) == date(2018, 12, 5)


@pytest.mark.parametrize("text", ["12/5/2018", "5-12-2018", "2018-W49", "5 December", "18-12-05"])
def test_days_that_could_be_others_are_refused(text: str) -> None:
    """A day that two readers could read differently is refused."""
    with pytest.raises(DateError):
        parse_date(text)


def two(english: str, spanish: str) -> tuple[Release, tuple[Finding, ...]]:
    files = {"releases/x.es.md": with_keys(spanish), "releases/x.en.md": with_keys(english)}
    return parse_release({name: text.encode() for name, text in files.items()}, "x", now=NOW)


def test_languages_come_from_the_names_of_the_files() -> None:
    """One file per language is one release, its variants in the order of the files' names."""
    release, _ = two("version: 2", "version: 2\nlanguage: español")

    assert release.languages == ("en", "es")
    assert release.version == 2


def test_the_same_instant_in_another_zone_agrees() -> None:
    """Two languages may write the embargo each in its own zone."""
    release, _ = two("embargo: 2026-05-02T09:00Z", "embargo: 2026-05-02 11:00 Europe/Madrid")

    assert str(release.embargoed_until) == "2026-05-02 09:00 UTC"


@pytest.mark.parametrize(
    ("english", "spanish", "key"),
    [
        ("embargo: 2026-05-02T09:00Z", "", "embargoed_until"),
        ("", "embargo: 2026-05-02T09:00Z", "embargoed_until"),
        ("version: 2", "version: 3", "version"),
        ("kind: news", "kind: statement", "kind"),
        ("slugline: a", "slugline: b", "slugline"),
        ("template: a", "template: b", "template"),
        ("corrects: a", "", "corrects"),
        ("expires: 2027-05-02T09:00Z", "", "expires"),
    ],
)
def test_languages_of_one_release_agree(english: str, spanish: str, key: str) -> None:
    """What one language says about when and as what to publish, all say, or none is sent."""
    with pytest.raises(ReleaseError) as caught:
        two(english, spanish)

    assert caught.value.what.startswith(key)
    assert "releases/x.es.md" in caught.value.where


@pytest.mark.parametrize(
    ("file", "keys", "words"),
    [
        ("releases/x.es.md", "language: en", "the front matter says en"),
        ("releases/x.draft.md", "", "not a language"),
    ],
)
def test_a_name_and_a_key_that_disagree_are_refused(file: str, keys: str, words: str) -> None:
    """The language is said once, or twice alike."""
    assert words in refusal(with_keys(keys), file).what


def test_one_language_has_one_file() -> None:
    """Two files in the same language are refused."""
    files = {"x.md": with_keys("").encode(), "x.en.md": with_keys("").encode()}
    with pytest.raises(ReleaseError) as caught:
        parse_release(files, "x")

    assert "is in en as well" in caught.value.what


def test_findings_set_aside_in_any_language_count_once() -> None:
    """The same finding ignored in two languages is ignored once, with the first reason."""
    release, _ = two("ignore:\n- PR004: a", "ignore:\n- PR004: b\n- PR005: c")

    assert [(each.id, each.reason) for each in release.ignored] == [("PR004", "a"), ("PR005", "c")]
