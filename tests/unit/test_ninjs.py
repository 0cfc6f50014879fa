"""ninjs 3.1: what a newsroom's program reads in the file is what its editor reads in the mail."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from press import a_mould, a_recipient, a_release, a_variant
from shipped import TEMPLATES

from mailer.compose.composer import Enclosures
from mailer.read.release import Event, Image, Kind, PressContact, Quotation, Release, Variant
from mailer.render.ninjs import announcing_ninjs, ninjs_of
from mailer.render.phrases import phrases_for
from mailer.render.renderer import tagged
from mailer.render.view import Marking, release_line
from mailer.words.states import Act
from mailer.words.times import ZonedTime, parse_time

SCHEMA = Path(__file__).parents[1] / "data" / "ninjs" / "ninjs-schema_3.1.json"
EMBARGO = parse_time("2026-05-01 09:00 Europe/London")
WORDS = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp", "Cn", "Co")), max_size=60
).map(lambda text: " ".join(text.split()))
TIMES = st.builds(
    ZonedTime,
    st.integers(0, 10**8).map(lambda s: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=s)),
    st.sampled_from(("Europe/London", "America/Chicago", "Pacific/Chatham", "UTC", "+05:45")),
)
FAMILIES = {Act.WITHDRAWAL: "withdrawal", Act.HOLD: "hold", Act.RELEASE_OF_HOLD: "hold"}
COMPILED = a_mould(a_release(), TEMPLATES)
"""Whose templates the others take over; compiling is most of what a rendering costs."""
STATUSES = {"withdrawal": "canceled", "hold": "withheld"}


@cache
def validator() -> Draft202012Validator:
    """The official schema; dates and addresses are looked at, which by itself it does not ask for."""
    formats = FormatChecker(formats=())

    @formats.checks("date-time", raises=ValueError)
    def is_instant(value: object) -> bool:
        return datetime.fromisoformat(str(value)).tzinfo is not None and "T" in str(value)

    @formats.checks("uri", raises=ValueError)
    def is_uri(value: object) -> bool:
        return bool(urlsplit(str(value)).scheme) and " " not in str(value)

    return Draft202012Validator(json.loads(SCHEMA.read_bytes()), format_checker=formats)


def valid(item: dict) -> dict:
    validator().validate(item)
    return item


def item_of(release: Release, marking: Marking = Marking()) -> dict:  # noqa: B008 - frozen
    mould = a_mould(release, TEMPLATES)
    return valid(json.loads(ninjs_of(mould.renderer, mould.release.variants[0], marking)))


def mail_of(release: Release, marking: Marking, **values: str):
    """The message as it would leave, and the ninjs file in it with its name."""
    mould = a_mould(announcing_ninjs(release), TEMPLATES, inline=lambda html: html)
    mould.renderer.take_over(COMPILED.renderer)
    composed, _subject = mould.compose(a_recipient(**values), marking)
    octets = composed.skeleton.fill(composed.holes, datetime(2026, 5, 1, tzinfo=UTC))
    mail = message_from_bytes(octets, policy=default)
    (file,) = [each for each in mail.iter_attachments() if "ninjs" in each.get_filename()]
    return mail, valid(json.loads(file.get_content())), file.get_filename()


@st.composite
def copies(draw) -> tuple[Release, Marking]:
    """A release, and what one copy of it is: early or not, an act or not, in some version."""
    embargo = draw(st.none() | TIMES)
    act = draw(st.sampled_from(Act))
    kind = draw(st.sampled_from(Kind))
    variant = a_variant(
        language=draw(st.sampled_from(("en", "es", "de", "ar"))),
        headline=draw(WORDS.filter(bool)),
        subhead=draw(WORDS),
        by=draw(WORDS),
        body=draw(st.just("") | st.just("Dear {{ recipient.name }},\n\nThe ferry is back.\n")),
        correction_note=draw(WORDS),
        ed_note=draw(WORDS),
        availability=tuple(draw(st.lists(WORDS.filter(bool), max_size=2))),
        event=draw(st.none() | st.builds(Event, starts=st.none() | TIMES, where=WORDS)),
    )
    release = a_release(
        variant,
        kind=kind,
        version=draw(st.integers(1, 40)),
        embargoed_until=embargo,
        expires=draw(st.none() | TIMES),
        template=FAMILIES.get(act, "release"),
    )
    return release, Marking(embargoed=bool(embargo) and draw(st.booleans()), act=act)


@settings(max_examples=60)
@given(copies())
def test_file_and_mail_say_the_same(copy: tuple[Release, Marking]) -> None:
    """
    Embargo, status and version in the attached file are those of the subject and the first lines,
    whatever the copy is; and the file is valid.
    """
    release, marking = copy
    (variant,) = release.variants
    mail, item, name = mail_of(release, marking, name="Zoraida Quill")
    words, text = phrases_for(variant.language), mail.get_body(("plain",)).get_content()
    calling = release.kind.value if marking.act is Act.ORIGINAL else marking.act.value

    if marking.embargoed:
        line = release_line(release, variant, embargoed=True)
        assert " ".join(text.split()).startswith(" ".join(line.split()))
        assert item["embargoedUntil"] == release.embargoed_until.utc.isoformat().replace(
            "+00:00", "Z"
        )
        assert item["edNote"].startswith(line)
        assert name == "EMBARGOED-ferry.ninjs.json"
    else:
        immediate = text.startswith(words["for_immediate_release"])
        assert immediate == (calling in {"news", "statement", "advisory"})
        assert "embargoedUntil" not in item
        assert name == "ferry.ninjs.json"
    assert mail["Subject"].startswith("[") == marking.embargoed or "[" in variant.headline
    assert item["pubStatus"] == STATUSES.get(calling, "usable")
    tag = tagged("", variant.language, marking.act)
    assert tag.strip() in mail["Subject"]
    assert item["version"] == str(release.version)
    numbered = f"{words['version']} {release.version}" in text.splitlines()
    assert numbered == (
        release.version > 1 and calling not in {"withdrawal", "hold", "release_of_hold"}
    )
    assert "Zoraida" not in json.dumps(item)


def test_early_and_timely_copies_differ_in_nothing_but_the_embargo() -> None:
    """The trusted reader's file has the embargo and its note; the public's has neither."""
    release = a_release(embargoed_until=EMBARGO)
    early, timely = item_of(release, Marking(embargoed=True)), item_of(release)

    assert early.pop("embargoedUntil") == "2026-05-01T08:00:00Z"
    assert early.pop("edNote").startswith("EMBARGOED UNTIL 9 A.M. LONDON TIME")
    assert early == timely


def test_a_withdrawal_carries_no_copy() -> None:
    """What calls a release back says which, and holds nothing that could be printed."""
    recalled = a_variant(body="", correction_note="The figures were wrong.")
    release = a_release(recalled, version=3, template="withdrawal")
    item = item_of(release, Marking(act=Act.WITHDRAWAL))

    assert item["pubStatus"] == "canceled"
    assert item["version"] == "3"
    assert item["representationType"] == "partial"
    assert "bodies" not in item
    assert "The figures were wrong." in item["edNote"]


def test_every_field_is_what_the_release_says() -> None:
    """All that a full release has stands in the field that IPTC has for it."""
    london = "Europe/London"
    variant = a_variant(
        subhead="After nine years",
        by="Ana Example",
        event=Event(parse_time(f"2026-05-15 11:00 {london}"), where="*North* gate"),
        quotation=Quotation("“It is back.”", "The harbour master"),
        images=(
            Image("photos/ferry.jpg", "A ferry", "At dusk", "J. Doe", "https://x.example/f.jpg",
                  b"\xff\xd8", "image/jpeg", 800, 600, 2),
        ),
        usage_terms="Free to use.",
        ed_note="Notes **here**.",
    )  # fmt: skip
    release = a_release(
        variant, slugline="FERRY", expires=parse_time(f"2026-06-01 09:00 {london}"), version=2
    )
    item = item_of(release)
    bodies = {(each["role"], each["contentType"]): each["value"] for each in item["bodies"]}
    (picture,) = item["associations"]

    assert [each["value"] for each in item["headlines"]] == [
        "Night ferry returns", "After nine years",
    ]  # fmt: skip
    assert item["by"] == "Ana Example"
    assert item["located"] == "Northbank"
    assert item["slugline"] == "FERRY"
    assert item["usageTerms"] == "Free to use."
    assert item["edNote"] == "Notes here."
    assert item["expires"] == "2026-06-01T08:00:00Z"
    assert item["eventDetails"] == {"dates": {"startDate": "2026-05-15T10:00:00Z"}}
    assert "Where: North gate" in bodies["event", "text/plain"]
    assert bodies["quotation", "text/plain"] == "“It is back.”\nThe harbour master"
    assert bodies["boilerplate", "text/plain"] == "The Trust looks after the harbour."
    assert picture["by"] == "J. Doe"
    assert picture["renditions"][0]["width"] == 800
    assert picture["renditions"][1]["href"] == "https://x.example/f.jpg"
    contact = item["infoSources"][1]
    assert [each["value"] for each in contact["contactInfo"]] == [
        "+44 20 7946 0000", "a@harbour.example",
    ]  # fmt: skip


def test_nothing_is_said_that_the_release_does_not_say() -> None:
    """A bare release gives a bare file: no empty field, no date of making, no urgency."""
    variant = a_variant(located="", dated=None, contacts=(PressContact(),), boilerplate="")
    item = item_of(a_release(variant))

    assert set(item) == {
        "uri", "standard", "type", "representationType", "version", "pubStatus", "language",
        "headlines", "bodies", "infoSources", "genres", "altIds",
    }  # fmt: skip
    assert len(item["infoSources"]) == 1


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("Dear {{ recipient.first_name }},\n\nIt is back.", "It is back."),
        ("{{ recipient.salutation }}\n\nIt is back.", "It is back."),
        ('It is back, {{ recipient.first_name or "colleague" }}.', "It is back, colleague."),
        ("Back{% if recipient.ward %} in {{ recipient.ward }}{% endif %}.", "Back."),
        ("In {{ recipient.language }}.", "In en."),
        ("{% for tag in recipient.tags %}{{ tag }}{% endfor %}Back.", "Back."),
        ("Back *{{ recipient.language ~ '<b>*' }}*.", "Back en<b>*."),
        ("Hello,", "Hello,"),
        ("word " * 40, ("word " * 40).strip()),
    ],
)
def test_nobody_in_particular_reads_the_body(body: str, said: str) -> None:
    """Every column is empty, the author's own "or" speaks, and nobody is greeted."""
    variant = a_variant(located="", dated=None, boilerplate="", body=body)
    text, html = item_of(a_release(variant))["bodies"]

    assert text["value"] == said
    assert text["wordCount"] == len(said.split())
    assert "<b>" not in html["value"]


def test_versions_share_an_identifier_that_languages_do_not() -> None:
    """`uri` names the news object: kept by a correction, another for each language."""
    english, spanish = a_variant(), a_variant(language="es")
    uri = item_of(a_release(english))["uri"]

    assert uri == item_of(a_release(replace(english, headline="New"), version=2))["uri"]
    assert uri != item_of(a_release(spanish))["uri"]
    assert uri != item_of(a_release(english, slug="other"))["uri"]
    assert item_of(a_release(spanish))["altIds"] == [{"role": "release", "value": "ferry"}]


def test_the_vendored_schema_refuses_what_is_wrong() -> None:
    """A validator that lets all pass would prove nothing."""
    good = item_of(a_release())

    assert list(validator().iter_errors(good | {"pubStatus": "embargoed"}))
    assert list(validator().iter_errors(good | {"embargoedUntil": "tomorrow"}))
    assert list(validator().iter_errors(good | {"mood": "glad"}))


def test_a_file_is_made_once_for_all_who_carry_it() -> None:
    """However many ways there are through a text, there is one file for each marking."""
    variant = a_variant(body="{% if recipient.beat %}For the beat.{% endif %} It is back.")
    mould = a_mould(announcing_ninjs(a_release(variant)), TEMPLATES, inline=lambda html: html)
    made: list[Marking] = []
    inner = mould.enclosures

    def enclosures(variant: Variant, marking: Marking) -> Enclosures:
        made.append(marking)
        return inner(variant, marking)

    mould.enclosures = enclosures
    for beat in ("", "sea"):
        for marking in (Marking(), Marking(act=Act.HOLD)):
            mould.compose(a_recipient(beat=beat), marking)

    assert made == [Marking(), Marking(act=Act.HOLD)]
