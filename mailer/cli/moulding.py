"""
Moulding: a release with the workspace's templates, settings and secret, ready to make messages.

Apart from the desk, because what only looks at a ledger needs none of the libraries that render.
"""

import os
from collections.abc import Callable

from mailer.cli.desk import Desk
from mailer.cli.kept.templates import compiled_templates
from mailer.compose.composer import Composer, Enclosures, Sender
from mailer.compose.mould import Mould
from mailer.merge.inliner import Inliner
from mailer.read.release import Image, Release, Variant
from mailer.render.calendar_entry import with_calendar_entries
from mailer.render.ninjs import announcing_ninjs, with_ninjs
from mailer.render.renderer import Renderer
from mailer.render.view import Letterhead, content_id
from mailer.words.unsubscribe_token import UnsubscribeLinks


def make_mould(
    desk: Desk,
    release: Release,
    distribution_id: str,
    inline: Callable[[str], str] | None = None,
    before: Mould | None = None,
) -> Mould:
    """As `Desk.mould`, which every command asks for it."""
    if inline is None:
        from mailer.cli.kept.styles import keeping_inliner

        inline = keeping_inliner(os.environ)
    organisation, sender = desk.settings.organisation, desk.sender()
    logo = desk.workspace.read_logo(organisation)
    letterhead = Letterhead(
        organisation,
        sender,
        logo_width=logo.width if logo else 0,
        logo_height=logo.height if logo else 0,
        links=_links(desk),
    )
    release = with_calendar_entries(release, letterhead)
    if desk.settings.attaches_ninjs:
        release = announcing_ninjs(release)
    compiled = compiled_templates(os.environ)
    renderer = Renderer(release, letterhead, desk.workspace.read_templates(), compiled)
    if before is not None:
        renderer.take_over(before.renderer)
    header_values = Sender(
        sender,
        desk.settings.reply_to,
        letterhead.unsubscribe_mailto,
        organisation.list_id or f"press.{sender.address.domain}",
        desk.key(),
        letterhead.links,
    )
    return Mould(
        release,
        renderer,
        Inliner(inline, renderer.mark),
        Composer(header_values, distribution_id, release.slug),
        lambda variant, marking: _enclosures(with_ninjs(renderer, variant, marking), logo),
        desk.settings.fallback_language,
    )


def _links(desk: Desk) -> UnsubscribeLinks | None:
    """What makes unsubscribe tokens, where mailer.toml names a page that takes them."""
    url = desk.settings.organisation.unsubscribe_url
    if not url:
        return None
    from mailer.cli.token_keys import load_token_keys

    return UnsubscribeLinks(
        url, load_token_keys(desk.root, only_looks=desk.only_looks)[-1], desk.key()
    )


def _enclosures(variant: Variant, logo: Image | None) -> Enclosures:
    images = tuple(
        (content_id(number), image)
        for number, image in enumerate(variant.images, 1)
        if not image.linked_only
    )
    if logo is not None:
        images = ((content_id(0), logo), *images)
    return Enclosures(images, variant.attachments)
