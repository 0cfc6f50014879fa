"""
The composer: parts and headers become a skeleton of bytes, once; holes per recipient.

MIME structure (RFC 2046): `mixed` where files are attached, around `alternative` of plain text and
HTML, around `related` where the HTML shows images by Content-ID (RFC 2392). A recipient who wants
text alone gets no HTML and no images.

Promises: the wire is 7-bit but for an address that itself is not (SMTPUTF8); boundaries are
deterministic and cannot occur in quoted-printable or base64; a header that a recipient's value
enters is encoded per recipient, everything else once.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple, Self
from urllib.parse import quote

from mailer.compose.encoding import encode_body
from mailer.compose.file_part import FilePart
from mailer.compose.headers import header, mailbox_header, message_id, reference_root, text_header
from mailer.compose.message import DATE_HOLE, Envelope, Segment, Skeleton
from mailer.merge.gaps import Gap, Part
from mailer.read.recipient import Recipient
from mailer.read.release import Attachment, Image
from mailer.read.settings import Mailbox
from mailer.words.unsubscribe_token import LINK_MARK, UnsubscribeLinks

_LINK = Gap(lambda _values: LINK_MARK)
"""Where a recipient's unsubscribe token goes; its bytes are safe as they are, in both parts."""
_SOFT_BREAK = b"=\r\n"


@dataclass(frozen=True, slots=True)
class Sender:
    """What is the same in every message of a distribution."""

    mailbox: Mailbox
    reply_to: Mailbox | None
    unsubscribe_mailto: str
    list_id: str
    """`Name <list.example.org>` without brackets around the whole, or "" for none."""
    key: bytes = field(repr=False)
    """The workspace's secret for Message-IDs."""
    links: UnsubscribeLinks | None = None
    """What makes each recipient's unsubscribe token; None where no page takes them."""

    @property
    def domain(self) -> str:
        """The domain that Message-IDs are made on."""
        return self.mailbox.address.domain


@dataclass(frozen=True, slots=True)
class Enclosures:
    """The files of one variant, already read."""

    images: tuple[tuple[str, Image], ...] = ()
    """Content-ID without brackets, and the image."""
    attachments: tuple[Attachment, ...] = ()

    @property
    def embargoed(self) -> Self:
        """The same, with EMBARGOED in the name of each file that may be saved apart from its message."""
        return replace(self, attachments=tuple(map(_embargoed, self.attachments)))


class Parts(NamedTuple):
    """One distinct message: subject, text, and HTML unless text alone is wanted."""

    subject: Part
    text: Part
    html: Part | None
    language: str


class Composed(NamedTuple):
    """One recipient's share of a skeleton."""

    skeleton: Skeleton
    holes: tuple[bytes, ...]
    envelope: Envelope
    message_id: str


def _embargoed(attachment: Attachment) -> Attachment:
    folder, slash, name = attachment.path.rpartition("/")
    return replace(attachment, path=f"{folder}{slash}EMBARGOED-{name}")


class Composer:
    """Composes the messages of one distribution."""

    def __init__(self, sender: Sender, distribution_id: str, slug: str) -> None:
        """`slug` makes the thread's root; `distribution_id` enters every Message-ID."""
        self._sender = sender
        self._distribution_id = distribution_id
        self._root = reference_root(sender.key, slug, sender.domain)
        self._mail_from = str(sender.mailbox.address)
        self._skeletons: dict[tuple[bytes, bool], tuple[Skeleton, Parts, tuple[Gap, ...]]] = {}
        self.files = FileParts()

    def compose(
        self,
        key: bytes,
        parts: Parts,
        enclosures: Enclosures,
        recipient: Recipient,
        values: Sequence[str],
        *,
        answers: str = "",
    ) -> Composed:
        """
        One recipient's message. `key` is the same for the same `parts` and enclosures.

        `answers`: the Message-ID of what this person got before, which the message then follows.
        """
        which = (key, bool(answers))
        shared = self._skeletons.get(which)
        if shared is None:
            parts = _with_link_gaps(parts) if self._sender.links else parts
            gaps = parts.text.gaps + (parts.html.gaps if parts.html else ())
            made = self._skeleton(parts, enclosures, answering=bool(answers))
            shared = self._skeletons[which] = (made, parts, gaps)
        skeleton, parts, gaps = shared
        address = recipient.address
        rcpt_to, address_key = str(address), address.key
        own_id = message_id(
            self._sender.key, self._distribution_id, address_key, self._sender.domain
        )
        holes = [
            mailbox_header("To", recipient.name, rcpt_to),
            header("Message-ID", own_id.encode()),
        ]
        token = b""
        if answers:
            holes.append(self._thread(answers))
        if self._sender.links:
            token = self._sender.links.token_for(address_key).encode()
            holes.append(token)
        if parts.subject.gaps:
            holes.append(text_header("Subject", _one_line(parts.subject.fill(values))))
        if token:
            holes += [_hole(gap, values, token) for gap in gaps]
        else:
            holes += [encode_body(gap.fill(values), last=False) for gap in gaps]
        # Nothing is filled in around the files, which stand in segments of their own.
        holes += [b""] * (len(skeleton.segments) - 1 - len(holes))
        return Composed(skeleton, tuple(holes), Envelope(self._mail_from, rcpt_to), own_id)

    def forget(self) -> None:
        """Let go of every skeleton; they are made again, byte for byte."""
        self._skeletons.clear()

    def _thread(self, answers: str) -> bytes:
        """What a mail program sorts an answer by: the release's root, and the message before it."""
        references = f"{self._root}\r\n {answers}".encode()
        return header("In-Reply-To", answers.encode()) + header("References", references)

    def _skeleton(self, parts: Parts, enclosures: Enclosures, *, answering: bool) -> Skeleton:
        """Segments between the holes, in the order in which `compose` makes the holes."""
        segments = [self._head(), b"", b""]  # before To, before Message-ID, after it
        if answering:
            segments += [b""]
        if self._sender.links:
            segments[-1] += self._before_token(self._sender.links)
            segments += [b">\r\n" + header("List-Unsubscribe-Post", b"List-Unsubscribe=One-Click")]
        if parts.subject.gaps:
            segments += [b""]
        else:
            segments[-1] += text_header("Subject", _one_line(parts.subject.literals[0]))
        if not answering:
            segments[-1] += header("References", self._root.encode())
        segments[-1] += self._tail(parts.language)
        body = _Body(segments, self.files)
        body.write(parts, enclosures)
        return Skeleton(body.segments)

    def _head(self) -> bytes:
        mailbox = self._sender.mailbox
        return (
            b"Date: "
            + DATE_HOLE
            + b"\r\n"
            + mailbox_header("From", mailbox.name, str(mailbox.address))
        )

    def _before_token(self, links: UnsubscribeLinks) -> bytes:
        """List-Unsubscribe as far as it is the same for all: raw, folded only at its blank."""
        both = f"<{self._sender.unsubscribe_mailto}>,\r\n <{links.url}>"
        return header("List-Unsubscribe", both.encode()).removesuffix(b">\r\n")

    def _tail(self, language: str) -> bytes:
        sender = self._sender
        block = b""
        if sender.reply_to:
            block += mailbox_header("Reply-To", sender.reply_to.name, str(sender.reply_to.address))
        if sender.links is None:
            block += header("List-Unsubscribe", f"<{sender.unsubscribe_mailto}>".encode())
        if sender.list_id:
            block += header("List-Id", f"<{sender.list_id}>".encode())
        block += header("Content-Language", language.encode())
        return block + header("MIME-Version", b"1.0")


class FileParts:
    """Every file of a distribution, made a part at its first use and shared by all skeletons."""

    def __init__(self) -> None:
        """None yet."""
        self._parts: dict[tuple[str, Attachment | Image], FilePart] = {}

    @property
    def encodings(self) -> int:
        """How often a file was encoded: the number of files, however many messages carry them."""
        return sum(part.encodings for part in self._parts.values())

    def part(self, file: Attachment | Image, content_id: str = "") -> FilePart:
        """The part of a file; with a Content-ID it is shown inside the page."""
        key = (content_id, file)
        if key not in self._parts:
            self._parts[key] = FilePart(_file_head(file, content_id), file.content)
        return self._parts[key]


class _Body:
    """Writes the MIME tree onto the last segment; gaps and files open new segments."""

    def __init__(self, segments: list[bytes], files: FileParts) -> None:
        self._closed: list[Segment] = [*segments[:-1]]
        self._last = segments[-1]
        self._files = files

    @property
    def segments(self) -> tuple[Segment, ...]:
        return (*self._closed, self._last)

    def write(self, parts: Parts, enclosures: Enclosures) -> None:
        seal = self._seal(parts, enclosures)
        if enclosures.attachments:
            self._open("mixed", seal)
        self._write_text_or_alternative(parts, enclosures, seal)
        for attachment in enclosures.attachments:
            self._add(_delimiter("mixed", seal))
            self._share(self._files.part(attachment))
        if enclosures.attachments:
            self._add(_delimiter("mixed", seal, last=True))

    def _write_text_or_alternative(self, parts: Parts, enclosures: Enclosures, seal: str) -> None:
        inside = bool(enclosures.attachments)
        if inside:
            self._add(_delimiter("mixed", seal))
        if parts.html is None:
            self._leaf("plain", parts.text)
            return
        self._open("alternative", seal)
        self._add(_delimiter("alternative", seal))
        self._leaf("plain", parts.text)
        self._add(_delimiter("alternative", seal))
        if enclosures.images:
            self._open("related", seal)
            self._add(_delimiter("related", seal))
        self._leaf("html", parts.html)
        for content_id, image in enclosures.images:
            self._add(_delimiter("related", seal))
            self._share(self._files.part(image, content_id))
        if enclosures.images:
            self._add(_delimiter("related", seal, last=True))
        self._add(_delimiter("alternative", seal, last=True))

    def _leaf(self, subtype: str, part: Part) -> None:
        self._add(header("Content-Type", f"text/{subtype}; charset=utf-8".encode()))
        self._add(header("Content-Transfer-Encoding", b"quoted-printable"))
        self._add(b"\r\n")
        for number, literal in enumerate(part.literals):
            if number:
                self._closed.append(self._last)
                self._last = b""
            self._add(encode_body(literal, last=number == len(part.literals) - 1))
        self._add(b"\r\n")

    def _open(self, subtype: str, seal: str) -> None:
        value = f'multipart/{subtype};\r\n boundary="{_boundary(subtype, seal)}"'
        self._add(header("Content-Type", value.encode()) + b"\r\n")

    def _add(self, octets: bytes) -> None:
        self._last += octets

    def _share(self, part: FilePart) -> None:
        """A segment by itself, so that skeletons hold the same file and not copies of it."""
        self._closed += (self._last, part)
        self._last = b""

    @staticmethod
    def _seal(parts: Parts, enclosures: Enclosures) -> str:
        text = repr((parts.subject.literals, parts.text.literals, parts.language)).encode()
        for each in enclosures.attachments:
            text += each.path.encode()
        return hashlib.sha256(text).hexdigest()[:20]


def _hole(gap: Gap, values: Sequence[str], token: bytes) -> bytes:
    """What one recipient has in a gap, encoded."""
    if gap is _LINK:
        return token + _SOFT_BREAK
    text = gap.fill(values)
    if LINK_MARK in text:
        # The link stands in a paragraph that is laid out anew for each recipient.
        text = text.replace(LINK_MARK, token.decode())
    return encode_body(text, last=False)


def _with_link_gaps(parts: Parts) -> Parts:
    """The parts with a gap wherever the mark of an unsubscribe token stands."""
    html = _opened(parts.html) if parts.html is not None else None
    return parts._replace(text=_opened(parts.text), html=html)


def _opened(part: Part) -> Part:
    literals: list[str] = []
    gaps: list[Gap] = []
    for number, literal in enumerate(part.literals):
        pieces = literal.split(LINK_MARK)
        literals += pieces
        gaps += [_LINK] * (len(pieces) - 1)
        gaps += part.gaps[number : number + 1]
    return Part(tuple(literals), tuple(gaps))


def _boundary(subtype: str, seal: str) -> str:
    """`=_` can stand in neither quoted-printable nor base64 (RFC 2045 6.7)."""
    return f"=_{subtype}_{seal}"


def _delimiter(subtype: str, seal: str, *, last: bool = False) -> bytes:
    return f"--{_boundary(subtype, seal)}{'--' if last else ''}\r\n".encode()


def _file_head(file: Attachment | Image, content_id: str) -> bytes:
    identity = header("Content-ID", f"<{content_id}>".encode()) if content_id else b""
    disposition = b"inline" if content_id else b"attachment"
    return (
        header("Content-Type", (file.media_type or "application/octet-stream").encode())
        + header("Content-Transfer-Encoding", b"base64")
        + identity
        + header("Content-Disposition", disposition + _file_name(file.path))
        + b"\r\n"
    )


def _file_name(path: str) -> bytes:
    """The `filename` parameter: quoted where it is ASCII, else RFC 2231."""
    name = path.rpartition("/")[2]
    plain = name.isascii() and name.isprintable() and not set(name) & {'"', "\\"}
    value = f'filename="{name}"' if plain else f"filename*=utf-8''{quote(name, safe='')}"
    return f";\r\n {value}".encode()


def _one_line(text: str) -> str:
    return " ".join(text.split())
