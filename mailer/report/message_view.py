"""
A message taken apart again, to be looked at: what the relay would get, as a reader's program sees it.

Promises: everything shown here was read from the message's own bytes, so that what is seen is what
is sent. Never: loads what the message refers to.
"""

import base64
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default

from lxml import html as lxml_html

GMAIL_CLIPS_AT = 102 * 1024
"""Bytes of HTML beyond which Gmail shows "[Message clipped]" and a link instead of the rest."""
_FILLERS = re.compile(r"[\u034f\u00ad\u200b-\u200f\u2060\ufeff]")
_PREHEADER_MAX = 140
_UNSEEN = frozenset(("style", "script", "title", "head"))


@dataclass(frozen=True, slots=True)
class Header:
    """One header field. `raw`: as it stands on the wire, unfolded."""

    name: str
    value: str
    raw: str


@dataclass(frozen=True, slots=True)
class MimePart:
    """One node of the MIME tree; sizes of a multipart are those of all it holds."""

    depth: int
    media_type: str
    name: str
    """The file's name or the Content-ID; "" for neither."""
    encoding: str
    encoded_bytes: int
    decoded_bytes: int


@dataclass(frozen=True, slots=True)
class MessageView:
    """One message, decoded. `html` is empty where there is none."""

    subject: str
    preheader: str
    """What an inbox shows behind the subject: how the body begins."""
    html: str
    text: str
    headers: tuple[Header, ...]
    parts: tuple[MimePart, ...]
    pictures: Mapping[str, str]
    """Content-ID → `data:` URL."""
    size_bytes: int

    @property
    def html_bytes(self) -> int:
        """What Gmail counts before it clips."""
        return len(self.html.encode("utf-8", "surrogatepass"))


def view_message(content: bytes) -> MessageView:
    """The message that these bytes are."""
    message = message_from_bytes(content, policy=default)
    assert isinstance(message, EmailMessage)
    bodies = {kind: message.get_body((kind,)) for kind in ("html", "plain")}
    html, text = (
        str(body.get_content()).replace("\r\n", "\n") if body else "" for body in bodies.values()
    )
    return MessageView(
        subject=str(message["Subject"] or ""),
        preheader=shown_first(html) if html else " ".join(text.split())[:_PREHEADER_MAX],
        html=html,
        text=text,
        headers=tuple(_headers(message)),
        parts=tuple(_parts(message, 0)),
        pictures=dict(_pictures(message)),
        size_bytes=len(content),
    )


def shown_first(html: str) -> str:
    """
    The first words of a page, which an inbox shows behind the subject.

    >>> shown_first("<style>p {}</style><p>Ferries at <b>night</b>&zwnj;&nbsp;</p>")
    'Ferries at night'
    """
    words = ""
    for piece in _texts(lxml_html.document_fromstring(html or "<p>")):
        words += piece
        if len(words) > 8 * _PREHEADER_MAX:
            break
    return " ".join(_FILLERS.sub("", words).split())[:_PREHEADER_MAX]


def _texts(element: lxml_html.HtmlElement) -> Iterator[str]:
    if isinstance(element.tag, str) and element.tag not in _UNSEEN:
        yield element.text or ""
        for child in element:
            yield from _texts(child)
            yield child.tail or ""
        if element.tag in {"div", "p", "td", "li", "h1"}:
            yield " "


def _headers(message: EmailMessage) -> Iterator[Header]:
    for (name, value), (_, raw) in zip(message.items(), message.raw_items(), strict=True):
        yield Header(name, str(value), " ".join(str(raw).split()))


def _parts(message: EmailMessage, depth: int) -> Iterator[MimePart]:
    inner = [
        list(_parts(part, depth + 1))
        for part in message.iter_parts()
        if isinstance(part, EmailMessage)
    ]
    encoded = sum(parts[0].encoded_bytes for parts in inner)
    decoded = sum(parts[0].decoded_bytes for parts in inner)
    if not message.is_multipart():
        encoded = len(str(message.get_payload()).encode("utf-8", "surrogateescape"))
        decoded = len(_octets(message))
    yield MimePart(
        depth,
        message.get_content_type(),
        message.get_filename() or str(message["Content-ID"] or ""),
        "" if message.is_multipart() else str(message["Content-Transfer-Encoding"] or "7bit"),
        encoded,
        decoded,
    )
    for parts in inner:
        yield from parts


def _pictures(message: EmailMessage) -> Iterator[tuple[str, str]]:
    for part in message.walk():
        content_id = str(part["Content-ID"] or "").strip("<> ")
        if content_id and part.get_content_maintype() == "image":
            octets = base64.b64encode(_octets(part)).decode("ascii")
            yield content_id, f"data:{part.get_content_type()};base64,{octets}"


def _octets(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""
