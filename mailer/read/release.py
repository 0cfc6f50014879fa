"""
The release: what the press office publishes, as values. Names follow IPTC ninjs 3.1 in snake_case.

One release has one variant per language; `releases/x.md` gives one, `releases/x.en.md` and
`releases/x.es.md` give two. Slug, version, kind and embargo belong to the release and agree over its
variants; `parse_release` sees to it.

Never: holds anything of a recipient, or anything rendered.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum

from mailer.words.times import ZonedTime


class Kind(StrEnum):
    """What sort of release it is; decides the label above the headline and the default template."""

    NEWS = "news"
    STATEMENT = "statement"
    ADVISORY = "advisory"
    CORRECTION = "correction"
    WITHDRAWAL = "withdrawal"
    HOLD = "hold"


@dataclass(frozen=True, slots=True)
class PressContact:
    """A person of our organisation whom journalists may call. Empty text: not given."""

    name: str = ""
    role: str = ""
    phone: str = ""
    email: str = ""
    languages: tuple[str, ...] = ()

    @property
    def reachable(self) -> bool:
        """Whether a journalist could call or write to this person."""
        return bool(self.name and (self.phone or self.email))


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that travels with every message. `path` is relative to the workspace."""

    path: str
    title: str = ""
    content: bytes = field(default=b"", repr=False)
    """Filled in when the file has been read; empty before."""
    media_type: str = ""


@dataclass(frozen=True, slots=True)
class Image:
    """A picture shown inside the message. `alt` says what is seen; `caption` is for the newspaper."""

    path: str
    alt: str = ""
    caption: str = ""
    credit: str = ""
    url: str = ""
    """Where the picture can be had in its full size; "": nowhere."""
    content: bytes = field(default=b"", repr=False)
    """Filled in when the file has been read; stays empty where the picture is only linked to."""
    media_type: str = ""
    width: int = 0
    """In pixels; 0 where it is not known."""
    height: int = 0
    size_bytes: int = 0
    """Of the file, whether it travels or not."""

    @property
    def linked_only(self) -> bool:
        """Too large to travel: readers get its address instead."""
        return bool(self.size_bytes and not self.content)


@dataclass(frozen=True, slots=True)
class Event:
    """What an advisory invites to. Every text is one line of Markdown; empty: not given."""

    starts: ZonedTime | None = None
    ends: ZonedTime | None = None
    who: str = ""
    what: str = ""
    where: str = ""
    why: str = ""
    photo: str = ""
    """What photographers and cameras will see, and when."""
    online: str = ""
    """The address of a live feed."""
    rsvp: str = ""
    """How to register, and until when."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation that leads the release, with its marks as the author typed them."""

    text: str
    by: str = ""
    """Who said it, and as what."""


@dataclass(frozen=True, slots=True)
class Original:
    """The release that a correction, withdrawal or hold is about. Empty: not given."""

    headline: str = ""
    dated: date | None = None


@dataclass(frozen=True, slots=True)
class Ignored:
    """A finding the author has looked at and set aside, with the reason."""

    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Variant:
    """One language of a release: the words themselves. Empty text or tuple: not given."""

    language: str
    """BCP 47, e.g. `en` or `es-MX`."""
    file: str
    """As shown to people: relative to the workspace where it lies in it."""
    headline: str
    body: str
    """Markdown; Jinja for recipients may stand in it."""
    body_line: int
    """The line of `file` on which `body` begins, counted from 1."""
    subhead: str = ""
    located: str = ""
    """Where the news comes from, as in the dateline: `Chicago` or `LANSING, Mich.`."""
    dated: date | None = None
    """The dateline's date (front matter: `date`)."""
    by: str = ""
    subject: str = ""
    """Empty: the headline stands in for it. Jinja for recipients may stand in it."""
    preheader: str = ""
    contacts: tuple[PressContact, ...] = ()
    availability: tuple[str, ...] = ()
    """Who can be interviewed on what, one Markdown line each."""
    boilerplate: str = ""
    """Markdown: "About us". Empty: the organisation's own for this language."""
    ed_note: str = ""
    """Markdown: notes to editors, below the end mark, not for publication."""
    attachments: tuple[Attachment, ...] = ()
    images: tuple[Image, ...] = ()
    usage_terms: str = ""
    event: Event | None = None
    quotation: Quotation | None = None
    correction_note: str = ""
    """Markdown: what has changed, and where in the text; or why the original is called back."""
    original: Original = field(default_factory=Original)
    lines: Mapping[str, int] = field(default_factory=dict)
    """Front matter key → line, so that findings can point at it."""

    @property
    def lines_of_markdown(self) -> tuple[tuple[str, str], ...]:
        """Key and text of every line of Markdown in front matter that stands around the body."""
        lines = [("availability", line) for line in self.availability]
        if self.event:
            names = ("who", "what", "where", "why", "photo", "rsvp")
            lines += [(f"event.{name}", getattr(self.event, name)) for name in names]
        if self.quotation:
            lines += [("quotation.text", self.quotation.text), ("quotation.by", self.quotation.by)]
        lines.append(("original_headline", self.original.headline))
        return tuple((key, line) for key, line in lines if line)


@dataclass(frozen=True, slots=True)
class Release:
    """What is published: one act of news, in one or several languages."""

    slug: str
    kind: Kind
    variants: tuple[Variant, ...]
    """At least one; in the order of their file names."""
    version: int = 1
    embargoed_until: ZonedTime | None = None
    """The instant before which nobody may publish; None: for immediate release."""
    slugline: str = ""
    template: str = "release"
    corrects: str = ""
    expires: ZonedTime | None = None
    ignored: tuple[Ignored, ...] = ()

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages there are, in the order of the variants."""
        return tuple(variant.language for variant in self.variants)

    def variant_for(self, language: str, fallback: str = "") -> Variant | None:
        """
        The variant a reader of `language` gets; None where only guessing would find one.

        A release in a single language goes to everybody in it. With several, `es-MX` is served by
        `es-MX` or `es`; anything else gets `fallback`, and only where one was declared.
        """
        if len(self.variants) == 1:
            return self.variants[0]
        for wanted in (language, language.partition("-")[0], fallback):
            for variant in self.variants:
                if wanted and variant.language.casefold() == wanted.casefold():
                    return variant
        return None

    @property
    def content_hash(self) -> str:
        """
        What a version froze, as a SHA-256 in hex: every word of every variant, and every file.

        Where a file lies, on which line a key stands, and which findings were set aside do not
        count: they change nothing that a journalist reads.
        """
        digest = hashlib.sha256()
        left_out = {"ignored", "file", "body_line", "lines", "variants"}
        for each in fields(self):
            if each.name not in left_out:
                digest.update(f"{each.name}={getattr(self, each.name)!r}\n".encode())
        for variant in sorted(self.variants, key=lambda one: one.language):
            for each in fields(variant):
                if each.name not in left_out:
                    digest.update(f"{each.name}={getattr(variant, each.name)!r}\n".encode())
            files = [part.content for part in variant.attachments]
            for content in files + [image.content for image in variant.images]:
                digest.update(hashlib.sha256(content).digest())
        return digest.hexdigest()
