"""
The release file: bytes of one file, or of one per language, become a `Release`.

Promises: what the variants of a release share (version, kind, embargo, template, slugline,
corrects, expires) agrees, or the release is refused; an empty headline or body is refused, and what
a reader would see as empty is empty.
Never: opens a file; guesses a language (no suffix and no key: `en`) or a zone.
Fails with: ReleaseError, whose `where` is `releases/x.md, line 4`.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import PurePosixPath

from mailer.read.characters import shows_nothing
from mailer.read.front_matter import EXAMPLE, Shape, parse_front_matter
from mailer.read.languages import LANGUAGE_CURE, LanguageError, parse_language
from mailer.read.release import Event, Ignored, Release, Variant
from mailer.read.release_fields import Fields
from mailer.read.structure import Node
from mailer.words.errors import ReleaseError
from mailer.words.findings import Finding, Severity

_LANGUAGE_DEFAULT = "en"
SHAPES = {
    "headline": Shape.LINE,
    "subhead": Shape.LINE,
    "slugline": Shape.LINE,
    "kind": Shape.LINE,
    "language": Shape.LINE,
    "located": Shape.LINE,
    "date": Shape.LINE,
    "by": Shape.LINE,
    "embargoed_until": Shape.LINE,
    "subject": Shape.LINE,
    "preheader": Shape.LINE,
    "correction_note": Shape.PROSE,
    "original_headline": Shape.LINE,
    "original_date": Shape.LINE,
    "event": Shape.TABLE,
    "quotation": Shape.TABLE,
    "contacts": Shape.TABLE,
    "availability": Shape.LINES,
    "boilerplate": Shape.PROSE,
    "ed_note": Shape.PROSE,
    "attachments": Shape.TABLE,
    "images": Shape.TABLE,
    "template": Shape.LINE,
    "version": Shape.LINE,
    "corrects": Shape.LINE,
    "usage_terms": Shape.PROSE,
    "expires": Shape.LINE,
    "ignore": Shape.TABLE,
}
"""The keys of front matter, in the order in which a new release file has them."""
ALIASES = {
    "embargo": "embargoed_until",
    "embargoed": "embargoed_until",
    "embargo_until": "embargoed_until",
    "embargoed_for": "embargoed_until",
    "byline": "by",
    "bylines": "by",
    "note_to_editors": "ed_note",
    "notes_to_editors": "ed_note",
}
_SHARED = ("version", "kind", "template", "slugline", "corrects")
"""Fields of `Release` that every variant must give alike."""


def parse_release(
    files: Mapping[str, bytes], slug: str, *, now: datetime | None = None
) -> tuple[Release, tuple[Finding, ...]]:
    """
    Read a release from its files; `files` maps each name, as shown to people, to its bytes.

    `now` (aware) lets an embargo of more than a year ago be refused as a slip; without it the age
    of an embargo is not judged, as when an old release is looked at again.
    """
    assert files, "a release has at least one file"
    findings: list[Finding] = []
    variants: list[Variant] = []
    releases: list[Release] = []
    for file in sorted(files):
        front = parse_front_matter(files[file], file, shapes=SHAPES, aliases=ALIASES)
        fields = Fields(front, file)
        variants.append(_variant(fields, slug, findings))
        releases.append(_release(fields, slug, variants[-1], now))
    _refuse_disagreement(releases)
    ignored: dict[str, Ignored] = {}
    for release in releases:
        ignored.update({each.id: each for each in release.ignored if each.id not in ignored})
    shared = releases[0]
    return (
        Release(
            slug=slug,
            kind=shared.kind,
            variants=tuple(variants),
            version=shared.version,
            embargoed_until=shared.embargoed_until,
            slugline=shared.slugline,
            template=shared.template,
            corrects=shared.corrects,
            expires=shared.expires,
            ignored=tuple(ignored.values()),
        ),
        tuple(findings),
    )


def _release(fields: Fields, slug: str, variant: Variant, now: datetime | None) -> Release:
    """The release as one of its files alone would have it."""
    return Release(
        slug=slug,
        kind=fields.kind(),
        variants=(variant,),
        version=fields.version(),
        embargoed_until=fields.embargo(now),
        slugline=fields.text("slugline"),
        template=fields.template(),
        corrects=fields.text("corrects"),
        expires=fields.instant("expires"),
        ignored=fields.ignored(),
    )


def _variant(fields: Fields, slug: str, findings: list[Finding]) -> Variant:
    front = fields.front
    headline = _headline(fields, findings)
    if shows_nothing(front.body):
        cure = "Write the text of the release below the second ---."
        raise fields.refusal("The body is empty.", line=front.body_line, cure=cure)
    return Variant(
        language=_language(fields, slug),
        file=fields.file,
        headline=headline,
        body=front.body,
        body_line=front.body_line,
        subhead=fields.text("subhead"),
        located=fields.text("located"),
        dated=fields.day("date"),
        by=fields.text("by"),
        subject=fields.text("subject"),
        preheader=fields.text("preheader"),
        contacts=fields.contacts(),
        availability=fields.lines("availability"),
        boilerplate=fields.text("boilerplate"),
        ed_note=fields.text("ed_note"),
        attachments=fields.attachments(),
        images=fields.images(),
        usage_terms=fields.text("usage_terms"),
        event=_event(fields, findings),
        quotation=fields.quotation(),
        correction_note=fields.text("correction_note"),
        original=fields.original(),
        lines=_lines(fields),
    )


def _lines(fields: Fields) -> dict[str, int]:
    """Where each key stands, and what is inside it: `event.where`, `contacts.0`, `contacts.0.phone`."""
    lines = {}
    for key, node in fields.front.entries.items():
        lines[key] = node.line
        lines |= {f"{key}.{name}": line for name, line in _lines_inside(node)}
    return lines


def _lines_inside(node: Node) -> Iterator[tuple[str, int]]:
    if isinstance(node.value, Mapping):
        for name, inside in node.value.items():
            yield name, inside.line
    elif isinstance(node.value, tuple):
        for place, item in enumerate(node.value):
            yield str(place), item.line
            yield from ((f"{place}.{name}", line) for name, line in _lines_inside(item))


def _event(fields: Fields, findings: list[Finding]) -> Event | None:
    event = fields.event()
    if event is not None and event.starts is None:
        findings.append(
            Finding(
                "RF002",
                Severity.ERROR,
                "The event has no time.",
                "Write starts: with date, time and zone, such as 2026-05-15 11:00 Europe/London.",
                file=fields.file,
                line=fields.front.entries["event"].line,
            )
        )
    return event


def _headline(fields: Fields, findings: list[Finding]) -> str:
    headline, subject = fields.text("headline"), fields.text("subject")
    if not shows_nothing(headline):
        return headline
    if shows_nothing(subject):
        what = "There is neither a headline nor a subject."
        raise fields.refusal(what, key="", cure=EXAMPLE)
    findings.append(
        Finding(
            "RF001",
            Severity.NOTE,
            "The release has no headline; its subject stands in for it.",
            "Write headline: above the subject if the two should differ.",
            file=fields.file,
            line=fields.front.entries["subject"].line,
        )
    )
    return subject


def _language(fields: Fields, slug: str) -> str:
    """From the file's suffix, else from the key, else `en`."""
    suffix = PurePosixPath(fields.file).name.removeprefix(slug).removesuffix(".md").lstrip(".")
    given = fields.language("language")
    if not suffix:
        return given or _LANGUAGE_DEFAULT
    try:
        named = parse_language(suffix)
    except LanguageError as error:
        raise fields.refusal(f"The file's name: {error}", cure=LANGUAGE_CURE) from error
    if given and given != named:
        what = f"The file's name says {named}, the front matter says {given}."
        raise fields.refusal(what, key="language", cure="Change one of the two.")
    return named


def _times(variant: Variant) -> tuple[datetime | None, ...]:
    """When the variant's event is."""
    if variant.event is None:
        return ()
    return tuple(at.utc if at else None for at in (variant.event.starts, variant.event.ends))


def _refuse_disagreement(releases: list[Release]) -> None:
    """Two languages of one release must not differ in when, or as what, it is published."""
    first, *others = releases
    first_variant = first.variants[0]
    seen = {first_variant.language: first_variant.file}
    for other in others:
        variant = other.variants[0]
        if variant.language in seen:
            what = f"The file {seen[variant.language]} is in {variant.language} as well."
            cure = "Keep one file per language, or name each language."
            raise ReleaseError(what, where=variant.file, cure=cure)
        seen[variant.language] = variant.file
        different = [name for name in _SHARED if getattr(first, name) != getattr(other, name)]
        for name in ("embargoed_until", "expires"):
            ours, theirs = getattr(first, name), getattr(other, name)
            if (ours and ours.utc) != (theirs and theirs.utc):
                different.append(name)
        if _times(first_variant) != _times(variant):
            different.append("event")
        if different:
            line = variant.lines.get(different[0])
            what = f"{different[0]} is not the same as in {first_variant.file}."
            cure = "The languages of one release share it: write it alike in every file."
            where = f"{variant.file}, line {line}" if line else variant.file
            raise ReleaseError(what, where=where, cure=cure)
