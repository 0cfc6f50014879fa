"""
The calendar entry of an event: an .ics file (RFC 5545) that travels with the release.

Times stand in UTC, so that every calendar shows the reader's own hour and no zone table is needed;
the description says the hour where the event is. The UID is the release's, so that a corrected
version moves the entry instead of adding one; SEQUENCE counts versions. METHOD is PUBLISH (RFC 5546
3.2.1): Outlook and Apple Calendar offer to add the event, and nobody is asked to reply.

Promises: the same release, letterhead and stamp give the same bytes. Pure.
Never: an entry for an event without a time, or on a release that calls something back unread.
"""

from dataclasses import replace
from datetime import UTC, datetime, time

from mailer.read.release import Attachment, Event, Kind, Release, Variant
from mailer.render.dates import show_instant
from mailer.render.event import when_of
from mailer.render.markdown import markdown_tree, parse_inline
from mailer.render.phrases import phrases_for
from mailer.render.plain_text import TextWriter
from mailer.render.view import Letterhead

_MEDIA_TYPE = "text/calendar; charset=utf-8; method=PUBLISH"
_NOT_INVITING = (Kind.WITHDRAWAL, Kind.HOLD)
_NO_MARK = "\x00"


def with_calendar_entries(release: Release, letterhead: Letterhead) -> Release:
    """
    The release with the entry of its event among each variant's attachments.

    The stamp is the release's own day, not the clock's: a dry run and what is sent are the same
    bytes.
    """
    return replace(
        release,
        variants=tuple(_with_entry(release, variant, letterhead) for variant in release.variants),
    )


def _with_entry(release: Release, variant: Variant, letterhead: Letterhead) -> Variant:
    event = variant.event
    if event is None or event.starts is None or release.kind in _NOT_INVITING:
        return variant
    dated = variant.dated
    stamp = datetime.combine(dated, time(tzinfo=UTC)) if dated else event.starts.utc
    content = calendar_entry(release, variant, letterhead, stamp)
    title = phrases_for(variant.language)["calendar_title"]
    entry = Attachment(f"{release.slug}.ics", title, content, _MEDIA_TYPE)
    return replace(variant, attachments=(*variant.attachments, entry))


def calendar_entry(
    release: Release, variant: Variant, letterhead: Letterhead, stamped_at: datetime
) -> bytes:
    """The bytes of the .ics file. The variant's event has a time; `stamped_at` is aware."""
    from icalendar import Calendar, vCalAddress  # noqa: PLC0415 - 100 ms that only an event needs
    from icalendar import Event as CalendarEvent  # noqa: PLC0415 - as above

    event = variant.event
    assert event is not None
    assert event.starts is not None
    address = letterhead.sender.address
    organiser = vCalAddress(f"mailto:{address}")
    organiser.params["CN"] = letterhead.name.replace('"', "'")
    entry = CalendarEvent()
    entry.add("UID", f"{release.slug}@{address.domain}")
    entry.add("SEQUENCE", release.version - 1)
    entry.add("DTSTAMP", stamped_at.astimezone(UTC))
    entry.add("DTSTART", event.starts.utc.astimezone(UTC))
    if event.ends is not None:
        entry.add("DTEND", event.ends.utc.astimezone(UTC))
    entry.add("SUMMARY", variant.headline)
    if event.where:
        entry.add("LOCATION", _plain(event.where))
    entry.add("DESCRIPTION", _description(release, variant, event))
    if event.online:
        entry.add("URL", event.online)
    entry.add("ORGANIZER", organiser, encode=False)
    entry.add("STATUS", "CONFIRMED")
    calendar = Calendar()
    calendar.add("PRODID", "-//press-mailer//EN")
    calendar.add("VERSION", "2.0")
    calendar.add("METHOD", "PUBLISH")
    calendar.add_component(entry)
    content: bytes = calendar.to_ical()
    return content


def _description(release: Release, variant: Variant, event: Event) -> str:
    words = phrases_for(variant.language)
    lines = []
    if release.embargoed_until is not None:
        until = show_instant(release.embargoed_until, variant.language).upper()
        lines.append(words["embargoed_until"].format(when=until))
    lines.append(f"{words['event_when']}: {when_of(event, variant.language)}")
    for name in ("who", "what", "why", "photo", "rsvp"):
        text: str = getattr(event, name)
        if text:
            lines.append(f"{words[f'event_{name}']}: {_plain(text)}")
    for contact in variant.contacts:
        known = (contact.name, contact.phone, contact.email)
        lines.append(", ".join(part for part in known if part))
    return "\n".join(line for line in lines if line)


def _plain(text: str) -> str:
    return TextWriter(_NO_MARK).line(markdown_tree(parse_inline(text))) or text
