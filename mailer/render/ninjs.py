"""
A variant as ninjs 3.1, IPTC's "News in JSON", for the programs of a newsroom.

It says of a copy what the mail around it says. `embargoedUntil` stands in the copy that says
EMBARGOED and in no other; `pubStatus` is `canceled` for a withdrawal, `withheld` for a hold, else
`usable`. An early copy is usable, once its embargo is over: withheld would be until further notice,
and no further notice comes to those who have their copy already.

Promises: a field is there because the release has it; the same copy gives the same bytes; nothing in
it is a recipient's. Pure. Never: a time of making (the release has none, and a dry run would differ
from what is sent), or an urgency that nobody gave.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC
from uuid import NAMESPACE_DNS, uuid5

from mailer.read.release import Attachment, Image, PressContact, Release, Variant
from mailer.render.event import event_lines
from mailer.render.markdown import markdown_tree, parse_markdown
from mailer.render.notice import notice_of, shown_as
from mailer.render.phrases import phrases_for
from mailer.render.plain_text import plain
from mailer.render.renderer import Renderer
from mailer.render.view import Letterhead, Marking, boilerplate_of, contacts_of, release_line
from mailer.words.states import Act, PubStatus
from mailer.words.times import ZonedTime

_MEDIA_TYPE = "application/json"
_STANDARD = {
    "name": "ninjs",
    "version": "3.1",
    "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#",
}
_STATUSES = {Act.WITHDRAWAL.value: PubStatus.CANCELED, Act.HOLD.value: PubStatus.WITHHELD}
_CALLING_BACK = (Act.WITHDRAWAL.value, Act.HOLD.value, Act.RELEASE_OF_HOLD.value)
_Fields = dict[str, object]


def announcing_ninjs(release: Release) -> Release:
    """The release with the file among each variant's attachments, its content still to be made."""
    return replace(
        release,
        variants=tuple(
            replace(variant, attachments=(*variant.attachments, _file(release, variant)))
            for variant in release.variants
        ),
    )


def _file(release: Release, variant: Variant) -> Attachment:
    title = phrases_for(variant.language)["ninjs_title"]
    return Attachment(f"{release.slug}.ninjs.json", title, b"", _MEDIA_TYPE)


def with_ninjs(renderer: Renderer, variant: Variant, marking: Marking) -> Variant:
    """The variant with the content that copies so marked carry, where the file was announced."""
    file = _file(renderer.release, variant)
    if file not in variant.attachments:
        return variant
    made = replace(file, content=ninjs_of(renderer, variant, marking))
    others = tuple(each for each in variant.attachments if each != file)
    return replace(variant, attachments=(*others, made))


def ninjs_of(renderer: Renderer, variant: Variant, marking: Marking) -> bytes:
    """The file for one variant, as the copies so marked say it."""
    release, letterhead = renderer.release, renderer.letterhead
    calling = shown_as(release.kind, marking.act)
    early = release.embargoed_until if marking.embargoed else None
    bodies = list(_bodies(renderer, variant, marking, calling))
    item = {
        "uri": _uri(letterhead, f"{release.slug}/{variant.language}"),
        "standard": _STANDARD,
        "type": "text",
        "representationType": "full" if bodies else "partial",
        "version": str(release.version),
        "pubStatus": _STATUSES.get(calling, PubStatus.USABLE).value,
        "embargoedUntil": _instant(early),
        "expires": _instant(release.expires),
        "language": variant.language,
        "slugline": release.slugline,
        "headlines": list(_headlines(variant)),
        "by": variant.by,
        "located": variant.located,
        "edNote": "\n\n".join(_ed_note(release, variant, marking, calling)),
        "bodies": bodies,
        "usageTerms": variant.usage_terms,
        "infoSources": list(_sources(letterhead, variant)),
        "eventDetails": _event_details(variant),
        "associations": [_picture(letterhead, release, each) for each in variant.images],
        "genres": [{"name": "Press Release", "literal": release.kind.value}],
        "altIds": [{"role": "release", "value": release.slug}],
    }
    return (json.dumps(_given(item), ensure_ascii=False, indent=2) + "\n").encode()


def _given(item: Mapping[str, object]) -> _Fields:
    """The fields that say something."""
    return {name: value for name, value in item.items() if value not in (None, "", [], {})}


def _uri(letterhead: Letterhead, name: str) -> str:
    """The same for every version, and another for every language and picture (RFC 9562 5.5)."""
    domain = uuid5(NAMESPACE_DNS, letterhead.sender.address.domain)
    return uuid5(domain, name).urn


def _instant(time: ZonedTime | None) -> str:
    return time.utc.astimezone(UTC).isoformat().replace("+00:00", "Z") if time else ""


def _plain(markdown: str) -> str:
    return plain(markdown_tree(parse_markdown(markdown)))


def _headlines(variant: Variant) -> Iterator[_Fields]:
    yield {"role": "main", "value": variant.headline}
    if variant.subhead:
        yield {"role": "subhead", "value": variant.subhead}


def _bodies(
    renderer: Renderer, variant: Variant, marking: Marking, calling: str
) -> Iterator[_Fields]:
    html, text = renderer.story(variant, marking) if variant.body.strip() else ("", "")
    yield from _body("main", text)
    if html:
        yield {"role": "main", "contentType": "text/html", "value": html}
    if quotation := variant.quotation:
        yield from _body("quotation", "\n".join((_plain(quotation.text), quotation.by)).strip())
    if variant.event:
        yield from _body("event", event_lines(variant.event, variant.language))
    yield from _body("availability", "\n".join(map(_plain, variant.availability)))
    if calling not in _CALLING_BACK:
        yield from _body("boilerplate", _plain(boilerplate_of(renderer.letterhead, variant)))


def _body(role: str, text: str) -> Iterator[_Fields]:
    if text:
        yield {
            "role": role,
            "contentType": "text/plain",
            "charCount": len(text),
            "wordCount": len(text.split()),
            "value": text,
        }


def _ed_note(release: Release, variant: Variant, marking: Marking, calling: str) -> Iterator[str]:
    """What the receiving desk must know: the embargo, what is called back or changed, the notes."""
    if marking.embargoed and release.embargoed_until is not None:
        yield release_line(release, variant, embargoed=True)
        yield phrases_for(variant.language)["embargo_notice"]
    if notice := notice_of(calling, variant, ""):
        yield str(notice["sentence"])
        changes = (str(notice["heading"]), _plain(variant.correction_note))
        if changes[1]:
            yield "\n".join(filter(None, changes))
    if variant.ed_note:
        yield _plain(variant.ed_note)


def _sources(letterhead: Letterhead, variant: Variant) -> Iterator[_Fields]:
    website = letterhead.organisation.website
    ways = [{"type": "web", "value": website}] if website else []
    yield _given({"name": letterhead.name, "role": "originator", "contactInfo": ways})
    for contact in contacts_of(letterhead, variant):
        yield from _contact(contact)


def _contact(contact: PressContact) -> Iterator[_Fields]:
    ways = [
        {"type": kind, "value": value}
        for kind, value in (("phone", contact.phone), ("email", contact.email))
        if value
    ]
    if contact.name or ways:
        role = contact.role or "press contact"
        yield _given({"name": contact.name, "role": role, "contactInfo": ways})


def _event_details(variant: Variant) -> _Fields:
    event = variant.event
    if event is None or event.starts is None:
        return {}
    return {"dates": _given({"startDate": _instant(event.starts), "endDate": _instant(event.ends)})}


def _picture(letterhead: Letterhead, release: Release, image: Image) -> _Fields:
    name = image.path.rpartition("/")[2]
    texts = (("alt", image.alt), ("caption", image.caption))
    travels = {
        "name": "attached",
        "title": name,
        "contentType": image.media_type,
        "width": image.width or None,
        "height": image.height or None,
        "sizeInBytes": image.size_bytes or None,
    }
    renditions = [] if image.linked_only else [_given(travels)]
    if image.url:
        renditions.append({"name": "full size", "href": image.url})
    return _given(
        {
            "name": name,
            "uri": _uri(letterhead, f"{release.slug}/{image.path}"),
            "type": "picture",
            "descriptions": [{"role": role, "value": text} for role, text in texts if text],
            "by": image.credit,
            "renditions": renditions,
        }
    )
