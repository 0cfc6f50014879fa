"""
What templates see: the release, the organisation and the phrases, ready to be printed.

Built once per variant and marking; nothing in it is one recipient's. The Markdown of front matter
(boilerplate, notes, availability) is rendered here; the body, in which Jinja may stand, is not.
"""

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import quote

from markupsafe import Markup

from mailer.read.release import Attachment, Image, PressContact, Release, Variant
from mailer.read.settings import Mailbox, Organisation
from mailer.render.dates import decimal_mark, show_date, show_instant, show_language
from mailer.render.event import event_of
from mailer.render.markdown import (
    markdown_tree,
    parse_inline,
    parse_markdown,
    render_html,
    render_inline_html,
)
from mailer.render.notice import notice_of, shown_as
from mailer.render.phrases import direction_of, phrases_for
from mailer.render.plain_text import TextWriter
from mailer.words.colours import readable_on
from mailer.words.sizes import show_size
from mailer.words.states import Act
from mailer.words.unsubscribe_token import LINK_MARK, UnsubscribeLinks

LIGHT_GROUNDS = ("#fefdfb", "#f5f2ec", "#efece6")
"""What text of the shipped templates stands on: the sheet, a card, the page around them."""
DARK_GROUNDS = ("#1b1e22", "#25292e", "#121417")
"""The same where the reader's screen is dark."""


class Marking(NamedTuple):
    """What this copy must say about itself."""

    embargoed: bool = False
    """Sent before the embargo to somebody who agreed to hold it, or as a test of such a copy."""
    test: bool = False
    act: Act = Act.ORIGINAL
    """What it is to its reader: an answer to what they got before says so."""


class Letterhead(NamedTuple):
    """Whose mail it is: what stands around every release."""

    organisation: Organisation
    sender: Mailbox
    logo_width: int = 0
    logo_height: int = 0
    links: UnsubscribeLinks | None = None
    """What makes each recipient's unsubscribe token; None where no page takes them."""

    @property
    def name(self) -> str:
        """The organisation's name, else the sender's, else the sender's domain."""
        address = self.sender.address
        return self.organisation.name or self.sender.name or address.domain_shown

    @property
    def unsubscribe_address(self) -> str:
        """Where a wish to hear no more goes."""
        return self.organisation.unsubscribe_address or str(self.sender.address)

    @property
    def unsubscribe_mailto(self) -> str:
        """The same as a mailto: URL (RFC 6068)."""
        return f"mailto:{quote(self.unsubscribe_address, safe='@')}?subject=unsubscribe"


def context(
    release: Release, variant: Variant, letterhead: Letterhead, marking: Marking, mark: str
) -> dict[str, object]:
    """The names a template may use, but for `recipient` and the body. `mark`: see `Slots`."""
    words = phrases_for(variant.language)
    return {
        "release": _release(release, variant, letterhead, marking, mark),
        "organisation": _organisation(letterhead, variant.language, words),
        "t": words,
        "unsubscribe": {
            "mailto": letterhead.unsubscribe_mailto,
            "address": letterhead.unsubscribe_address,
            "url": letterhead.links.url + LINK_MARK if letterhead.links else "",
        },
        "test": marking.test,
    }


def dateline_of(variant: Variant) -> str:
    """`CHICAGO, Dec. 5, 2018`; the place in capitals, each part only where it is given."""
    place, comma, state = variant.located.partition(",")
    shown = place.upper() + comma + state
    day = show_date(variant.dated, variant.language) if variant.dated else ""
    return ", ".join(part for part in (shown, day) if part)


def release_line(release: Release, variant: Variant, *, embargoed: bool) -> str:
    """
    Until when this copy is embargoed, or `FOR IMMEDIATE RELEASE`, in the variant's language.

    A copy that leaves when the embargo has lifted says the latter: for its reader it is true.
    """
    words = phrases_for(variant.language)
    if release.embargoed_until is None or not embargoed:
        return words["for_immediate_release"]
    when = show_instant(release.embargoed_until, variant.language).upper()
    return words["embargoed_until"].format(when=when)


def _release(
    release: Release, variant: Variant, letterhead: Letterhead, marking: Marking, mark: str
) -> dict[str, object]:
    words = phrases_for(variant.language)
    calling = shown_as(release.kind, marking.act)
    direction = direction_of(variant.language)
    boilerplate = boilerplate_of(letterhead, variant)
    note = parse_markdown(variant.ed_note)
    about = parse_markdown(boilerplate)
    writer = TextWriter(mark)
    start, end = ("right", "left") if direction == "rtl" else ("left", "right")
    return {
        "kind": calling,
        "kind_label": words[f"kind_{calling}"],
        "release_line": release_line(release, variant, embargoed=marking.embargoed),
        "embargoed": marking.embargoed,
        "headline": variant.headline,
        "subhead": variant.subhead,
        "slugline": release.slugline,
        "by": variant.by,
        "version": release.version,
        "usage_terms": variant.usage_terms,
        "language": variant.language,
        "direction": direction,
        "start": start,
        "end": end,
        "boilerplate": render_html(about),
        "boilerplate_text": writer.write(markdown_tree(about)),
        "boilerplate_heading": words["about"].format(name=letterhead.name),
        "ed_note": render_html(note),
        "ed_note_text": writer.write(markdown_tree(note)),
        "availability": [render_inline_html(line) for line in variant.availability],
        "availability_text": "\n".join(
            writer.write_inline(markdown_tree(parse_inline(line)), "- ", "  ")
            for line in variant.availability
        ),
    } | _around(calling, variant, letterhead, mark)


def _around(calling: str, variant: Variant, letterhead: Letterhead, mark: str) -> dict[str, object]:
    """People, files, and what only some kinds of release have."""
    language = variant.language
    contacts = contacts_of(letterhead, variant)
    return {
        "contacts": [_contact(each, language) for each in contacts],
        "images": [_image(number, each, language) for number, each in enumerate(variant.images, 1)],
        "attachments": [_attachment(part, language) for part in variant.attachments],
        "event": event_of(variant.event, language, mark),
        "notice": notice_of(calling, variant, mark),
        "quotation": _quotation(variant, TextWriter(mark)),
    }


def content_id(number: int) -> str:
    """The Content-ID of the n-th image, without brackets; 0 is the logo."""
    return f"image{number}@mailer.invalid" if number else "logo@mailer.invalid"


def _quotation(variant: Variant, writer: TextWriter) -> dict[str, object] | None:
    quotation = variant.quotation
    if quotation is None:
        return None
    return {
        "words": render_inline_html(quotation.text),
        "words_text": writer.write_inline(
            markdown_tree(parse_inline(quotation.text)), "    ", "    "
        ),
        "by": quotation.by,
    }


def _attachment(attachment: Attachment, language: str) -> dict[str, object]:
    return {
        "title": attachment.title or attachment.path.rpartition("/")[2],
        "size": _size(len(attachment.content), language),
    }


def _size(size_bytes: int, language: str) -> str:
    return show_size(size_bytes, decimal_mark(language)) if size_bytes else ""


def _image(number: int, image: Image, language: str) -> dict[str, object]:
    return {
        "cid": "" if image.linked_only else f"cid:{content_id(number)}",
        "url": image.url,
        "size": _size(image.size_bytes, language),
        "alt": image.alt,
        "caption": image.caption,
        "credit": image.credit,
        "width": image.width,
        "height": image.height,
    }


def boilerplate_of(letterhead: Letterhead, variant: Variant) -> str:
    """The release's own, else the organisation's in its language; Markdown."""
    own = letterhead.organisation.boilerplate
    return variant.boilerplate or _in_language(own, variant.language)


def contacts_of(letterhead: Letterhead, variant: Variant) -> tuple[PressContact, ...]:
    """The release's own, else the standing ones who speak the language, or all of those."""
    if variant.contacts:
        return variant.contacts
    standing = letterhead.organisation.contacts
    speaking = tuple(
        each for each in standing if not each.languages or variant.language in each.languages
    )
    return speaking or standing


def _contact(contact: PressContact, language: str) -> dict[str, object]:
    digits = "".join(char for char in contact.phone if char.isdigit() or char == "+")
    return {
        "name": contact.name,
        "role": contact.role,
        "phone": contact.phone,
        "phone_uri": f"tel:{digits}" if digits else "",
        "email": contact.email,
        "languages": [show_language(each, language) for each in contact.languages],
    }


def _organisation(
    letterhead: Letterhead, language: str, words: Mapping[str, str]
) -> dict[str, object]:
    organisation = letterhead.organisation
    return {
        "name": letterhead.name,
        "postal_address": organisation.postal_address,
        "website": organisation.website,
        "logo": f"cid:{content_id(0)}" if organisation.logo else "",
        "logo_width": letterhead.logo_width,
        "logo_height": letterhead.logo_height,
        **_colours(organisation),
        "font": organisation.font or "Georgia, 'Times New Roman', serif",
        "reason": _in_language(organisation.reason, language)
        or words["reason"].format(name=letterhead.name),
    }


def _colours(organisation: Organisation) -> dict[str, str]:
    """The two colours as they are, and the shades of each that can be read as text."""
    shades: dict[str, str] = {}
    for name in ("colour", "accent"):
        given: str = getattr(organisation, name)
        shades |= {
            name: given,
            f"{name}_text": readable_on(given, *LIGHT_GROUNDS),
            f"{name}_dark": readable_on(given, *DARK_GROUNDS),
        }
    return shades


def _in_language(table: Mapping[str, str], language: str) -> str:
    return table.get(language) or table.get(language.partition("-")[0], "")


def css_for(templates: Mapping[str, str], family: str) -> dict[str, dict[str, Markup]]:
    """The style sheets of the base and of the family, to be printed inside `<style>` as they are."""
    return {
        whose: {
            name: Markup(templates.get(f"{folder}/{name}.css", ""))  # noqa: S704 - the template's own
            for name in ("inline", "head")
        }
        for whose, folder in (("base", "base"), ("own", family))
    }
