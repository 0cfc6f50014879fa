"""The .ics file of an advisory: what a calendar reads in it is what the front matter says."""

from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.policy import default

import icalendar
from hypothesis import given
from hypothesis import strategies as st
from press import a_letterhead, a_mould, a_recipient, a_release, a_variant
from shipped import TEMPLATES

from mailer.read.release import Attachment, Event, Kind, Release
from mailer.render.calendar_entry import calendar_entry, with_calendar_entries
from mailer.render.view import Marking
from mailer.words.times import ZonedTime, parse_time

STAMP = datetime(2026, 5, 1, tzinfo=UTC)
EVENT = Event(
    starts=parse_time("2026-05-15 11:00 Europe/London"),
    ends=parse_time("2026-05-15 12:30 Europe/London"),
    where="North gate; 1 Quay Street, Northbank",
    rsvp="By [email](mailto:press@harbour.example)",
)
LINES = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp", "Cn", "Co")), max_size=120
).map(lambda text: " ".join(text.split()))
ZONES = ("Europe/London", "America/Chicago", "Asia/Kolkata", "Pacific/Chatham", "UTC", "+05:45")
TIMES = st.builds(
    ZonedTime,
    st.integers(0, 600_000_000).map(lambda at: STAMP + timedelta(seconds=at - 150_000_000)),
    st.sampled_from(ZONES),
)


def an_advisory(**changes) -> Release:
    fields = {"headline": "First walk", "event": EVENT} | changes
    variant = a_variant(**fields)
    return a_release(variant, kind=Kind.ADVISORY, template="advisory")


def entry_of(content: bytes) -> icalendar.Event:
    return icalendar.Calendar.from_ical(content).walk("VEVENT")[0]


@given(headline=LINES, where=LINES, starts=TIMES, minutes=st.integers(1, 5_000))
def test_a_calendar_reads_what_was_given(
    headline: str, where: str, starts: ZonedTime, minutes: int
) -> None:
    """Headline, place and both instants come back as given, whatever signs and zones they hold."""
    escaped = "".join(
        f"\\{char}" if char.isascii() and not char.isalnum() and char != " " else char
        for char in where
    )
    event = Event(starts, ZonedTime(starts.utc + timedelta(minutes=minutes), "UTC"), where=escaped)
    release = an_advisory(headline=headline, event=event)
    content = calendar_entry(release, release.variants[0], a_letterhead(), STAMP)
    entry = entry_of(content)

    assert str(entry["SUMMARY"]) == headline
    assert str(entry.get("LOCATION", "")) == where
    assert entry["DTSTART"].dt == starts.utc
    assert entry["DTEND"].dt - entry["DTSTART"].dt == timedelta(minutes=minutes)
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))


def test_the_bytes_depend_on_nothing_but_the_release() -> None:
    """Made twice, the entry is the same to the byte; its stamp is the release's own day."""
    first, second = (
        with_calendar_entries(an_advisory(), a_letterhead()).variants[0].attachments[-1]
        for _ in range(2)
    )

    assert first == second
    assert first.path == "ferry.ics"
    assert entry_of(first.content)["DTSTAMP"].dt == STAMP


def test_a_new_version_moves_the_entry() -> None:
    """Versions and languages share one UID; SEQUENCE grows, so that calendars take the later one."""
    release = an_advisory()
    entries = [
        entry_of(calendar_entry(each, each.variants[0], a_letterhead(), STAMP))
        for each in (release, a_release(release.variants[0], kind=Kind.ADVISORY, version=3))
    ]

    assert len({str(entry["UID"]) for entry in entries}) == 1
    assert [int(entry["SEQUENCE"]) for entry in entries] == [0, 2]


def test_it_says_when_for_people_and_that_it_is_embargoed() -> None:
    """The description holds the event's own hour and zone, and an embargo if there is one."""
    embargo = parse_time("2026-05-14 09:00 Europe/London")
    release = a_release(an_advisory().variants[0], kind=Kind.ADVISORY, embargoed_until=embargo)
    said = str(
        entry_of(calendar_entry(release, release.variants[0], a_letterhead(), STAMP))["DESCRIPTION"]
    )

    assert said.splitlines()[0].startswith("EMBARGOED UNTIL 9 A.M. LONDON TIME, THURSDAY, MAY 14")
    assert "When: 11 a.m. to 12:30 p.m. London time, Friday, May 15, 2026 (10 a.m. UTC)" in said
    assert "RSVP: By email <press@harbour.example>" in said
    assert "Ana Example, +44 20 7946 0000, a@harbour.example" in said


def test_every_message_of_an_advisory_carries_it() -> None:
    """HTML and text-only recipients get the file as text/calendar, and both parts list it."""
    mould = a_mould(an_advisory(), TEMPLATES)
    for wish in ("html", "text"):
        composed, _ = mould.compose(a_recipient(format=wish), Marking())
        message = message_from_bytes(composed.skeleton.fill(composed.holes, STAMP), policy=default)
        (file,) = message.iter_attachments()
        assert file.get_content_type() == "text/calendar"
        assert file["Content-Type"].params["method"] == "PUBLISH"
        assert file.get_filename() == "ferry.ics"
        assert entry_of(file.get_content().encode())["SUMMARY"] == "First walk"
        assert "Calendar entry (.ics) (1 KB)" in message.get_body(("plain",)).get_content()


def test_what_calls_back_invites_to_nothing() -> None:
    """No entry without a time, and none on a withdrawal or a hold."""
    untimed = an_advisory(event=Event(what="A walk"))
    assert with_calendar_entries(untimed, a_letterhead()) == untimed
    for kind in (Kind.WITHDRAWAL, Kind.HOLD):
        release = a_release(an_advisory().variants[0], kind=kind)
        assert with_calendar_entries(release, a_letterhead()) == release


def test_the_author_s_own_files_stay_first() -> None:
    """The entry stands behind the attachments that the release names."""
    own = Attachment("plan.pdf", content=b"x")
    release = with_calendar_entries(an_advisory(attachments=(own,)), a_letterhead())

    assert [each.path for each in release.variants[0].attachments] == ["plan.pdf", "ferry.ics"]
    assert release.variants[0].dated == date(2026, 5, 1)
