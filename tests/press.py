"""Builders of everyday values: a release, a recipient, a letterhead. Plainly fictional."""

from datetime import date

from mailer.compose.composer import Composer, Enclosures, Sender
from mailer.compose.mould import Mould
from mailer.merge.inliner import Inliner
from mailer.read.recipient import Recipient
from mailer.read.release import Kind, PressContact, Release, Variant
from mailer.read.settings import Mailbox, Organisation
from mailer.render.calendar_entry import with_calendar_entries
from mailer.render.inline import inline_css
from mailer.render.ninjs import with_ninjs
from mailer.render.renderer import Renderer
from mailer.render.view import Letterhead, content_id
from mailer.words.addresses import parse_address

KEY = b"k" * 32
SENDER = Mailbox(parse_address("press@harbour.example").address, "Northbank Harbour Trust")


def a_variant(**changes) -> Variant:
    fields = {
        "language": "en",
        "file": "releases/ferry.md",
        "headline": "Night ferry returns",
        "body": "The night ferry returns.\n",
        "body_line": 10,
        "located": "Northbank",
        "dated": date(2026, 5, 1),
        "contacts": (
            PressContact("Ana Example", "Press", "+44 20 7946 0000", "a@harbour.example"),
        ),
        "boilerplate": "The Trust looks after the harbour.",
    }
    return Variant(**(fields | changes))


def a_release(*variants: Variant, **changes) -> Release:
    fields = {"slug": "ferry", "kind": Kind.NEWS, "variants": variants or (a_variant(),)}
    return Release(**(fields | changes))


def a_recipient(address: str = "ana@example.org", *, trusted: bool = False, **values) -> Recipient:
    return Recipient(parse_address(address).address, values, "press", 2, trusted=trusted)


def a_letterhead(**changes) -> Letterhead:
    organisation = Organisation(
        **({"name": "Northbank Harbour Trust", "postal_address": "1 Quay Street"} | changes)
    )
    return Letterhead(organisation, SENDER)


def a_mould(
    release: Release, templates, distribution_id: str = "ferry-1", inline=inline_css, links=None
):
    letterhead = a_letterhead()._replace(links=links)
    release = with_calendar_entries(release, letterhead)
    renderer = Renderer(release, letterhead, templates)
    sender = Sender(
        SENDER, None, letterhead.unsubscribe_mailto, "press.harbour.example", KEY, links
    )
    return Mould(
        release,
        renderer,
        Inliner(inline, renderer.mark),
        Composer(sender, distribution_id, release.slug),
        lambda variant, marking: Enclosures(
            tuple((content_id(number), image) for number, image in enumerate(variant.images, 1)),
            with_ninjs(renderer, variant, marking).attachments,
        ),
    )
