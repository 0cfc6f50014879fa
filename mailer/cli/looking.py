"""What `render` does."""

from pathlib import Path

import typer

from mailer.cli.desk import Desk, open_desk
from mailer.cli.folders import folder_asked
from mailer.cli.limits import bounded_rendering
from mailer.compose.composer import Composed
from mailer.compose.message import Message, rfc5322_date
from mailer.compose.mould import Mould
from mailer.merge.gaps import text_part
from mailer.read.recipient import Recipient
from mailer.read.release import Release, Variant
from mailer.render.ninjs import ninjs_of
from mailer.render.view import Marking
from mailer.words.errors import SettingsError, UsageError
from mailer.words.unsubscribe_token import LINK_MARK


def render(
    context: typer.Context,
    given: str,
    output: str,
    as_address: str,
    lists: list[str],
    *,
    ninjs: bool,
) -> None:
    """Write one set of files per language, or one for the recipient named."""
    desk = open_desk(context, only_looks=True)
    release, findings = desk.workspace.read_release(given, now=desk.now)
    desk.console.findings(findings)
    if as_address and not lists:
        raise UsageError("--as needs the list the address stands in: --list NAME.")
    folder = folder_asked(output, "-o") if output else desk.root / f"{release.slug}-rendered"
    folder.mkdir(parents=True, exist_ok=True)
    if desk.settings.sender is None:
        raise SettingsError(
            "MAILER_FROM is not set, so there is no sender to show.",
            where=".env",
            cure="Add a line such as: MAILER_FROM=Press Office <press@your-domain.example>",
        )
    mould = desk.mould(release, f"{release.slug}-0")
    early = release.embargoed_until is not None and desk.now < release.embargoed_until.utc
    marking = Marking(embargoed=early)
    written: list[str] = []
    with bounded_rendering() as heartbeat:
        if as_address:
            recipient = desk.recipient_named(as_address, lists)
            written += _write(desk, mould, recipient, marking, folder / release.slug, ninjs=ninjs)
        for variant in () if as_address else release.variants:
            stem = folder / _stem(release, variant)
            reader = desk.reader_of(variant)
            written += _write(desk, mould, reader, marking, stem, ninjs=ninjs)
            heartbeat.beat()
    for path in written:
        desk.console.result(path)
    desk.console.document({"files": written})


def _stem(release: Release, variant: Variant) -> str:
    return release.slug if len(release.variants) == 1 else f"{release.slug}.{variant.language}"


def _write(
    desk: Desk, mould: Mould, recipient: Recipient, marking: Marking, stem: Path, *, ninjs: bool
) -> list[str]:
    composed, _subject = mould.compose(recipient, marking)
    variant = mould.variant_for(recipient)
    rendered = mould.renderer.render(recipient, variant, marking)
    text = text_part(rendered.text, mould.renderer.mark).fill(rendered.slots)
    links = mould.renderer.letterhead.links
    token = links.token_for(recipient.address.key) if links else ""
    text = text.replace(LINK_MARK, token)
    files = {".txt": text.encode(), ".eml": message_of(composed, desk).content}
    if not rendered.text_only:
        _key, part = mould.inliner.part(rendered.html)
        files[".html"] = part.fill(rendered.slots).replace(LINK_MARK, token).encode()
    if ninjs:
        files[".ninjs.json"] = ninjs_of(mould.renderer, variant, marking)
    for suffix, content in files.items():
        stem.with_name(stem.name + suffix).write_bytes(content)
    return [str(stem.with_name(stem.name + suffix)) for suffix in sorted(files)]


def message_of(composed: Composed, desk: Desk) -> Message:
    """The message as it would leave now."""
    return composed.skeleton.message(composed.holes, rfc5322_date(desk.now), composed.message_id)
