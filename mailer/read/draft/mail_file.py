"""
A saved or forwarded message (.eml) as the blocks of a draft.

Promises: of several texts the richest is read, and said; each part is decoded by its own charset or
the message is refused; attachments are named, never opened; the subject is handed on.
Never: fetches a picture, opens a link, or runs anything.
Fails with: ReleaseError.
"""

import codecs
import email
import email.policy
import re
from dataclasses import dataclass
from email.errors import MessageError
from email.message import EmailMessage, Message

from mailer.read.draft.blocks import Block
from mailer.read.draft.flaws import ATTACHMENTS, OLD_ENCODING, PART_CHOSEN, whole
from mailer.read.draft.lines import tidy_blocks, tidy_draft
from mailer.read.draft.text import older_text
from mailer.read.draft.web_page import read_page
from mailer.words.errors import ReleaseError
from mailer.words.findings import Finding

_PREFIX = re.compile(r"(?:(?:fwd?|re|rv|wg|aw|tr|enc|i|res)\s*(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE)
_LONG_HEADER = re.compile(
    rb"^(?:subject|content-[a-z-]{1,40}):(?:[^\n]|\n[ \t]){16000}", re.IGNORECASE | re.MULTILINE
)
_BOUNDARIES_MAX = 1_000
"""Each part is parsed header by header, and a word of a header looked at with all that follow."""
_TEXTS = ("text/html", "text/plain")
_SAVE_ANEW = "Save the message anew as .eml, or copy its text into a .txt file."


@dataclass(frozen=True, slots=True)
class MailDraft:
    """What a message holds, tidied."""

    blocks: tuple[Block, ...]
    findings: tuple[Finding, ...]
    subject: str
    """Without Re: and Fwd:; "" where the message has none."""
    by_paragraphs: bool
    """Whether places count paragraphs, as in HTML, and not lines."""


def read_mail(content: bytes, file: str) -> MailDraft:
    """Read a message; one forwarded as an attachment of a mail without text is read instead."""
    if _LONG_HEADER.search(content) or content.count(b"\n--") > _BOUNDARIES_MAX:
        what = "The message has longer headers or more parts than any that brings a release."
        raise ReleaseError(what, where=file, cure=_SAVE_ANEW)
    try:
        message = email.message_from_bytes(content, policy=email.policy.default)
        parts = _leaves(message)
        subject = _header(message, "subject")
    except (MessageError, RecursionError, LookupError, ValueError, AttributeError) as error:
        raise ReleaseError("The message cannot be read.", where=file, cure=_SAVE_ANEW) from error
    if not message.keys():
        raise ReleaseError("This is no message.", where=file, cure=_SAVE_ANEW)
    texts = [part for part in parts if _is_text(part)]
    names = [_named(part) for part in parts if part not in texts and not _inside(part)]
    found: list[Finding] = []
    chosen = _chosen(texts)
    if len({part.get_content_type() for part in texts}) > 1:
        shown = "HTML" if chosen[0].get_content_type() == "text/html" else "plain"
        found.append(PART_CHOSEN.found(file, chosen=shown))
    if names:
        count = f"{len(names)} attachment{'s' * (len(names) > 1)}"
        found.append(ATTACHMENTS.found(file, count=count, text="; ".join(map(whole, names))))
    if not chosen:
        return MailDraft((), tuple(found), subject, by_paragraphs=False)
    decoded = [_decoded(part, file, found) for part in chosen]
    if chosen[0].get_content_type() == "text/html":
        blocks, said = read_page("\n".join(decoded), file)
        tidy, straightened = tidy_blocks(blocks, file)
        return MailDraft(tidy, (*found, *said, *straightened), subject, by_paragraphs=True)
    tidy, straightened = tidy_draft("\n\n".join(decoded), file)
    return MailDraft(tidy, (*found, *straightened), subject, by_paragraphs=False)


def _leaves(message: Message) -> list[EmailMessage]:
    """
    Every part that holds something; those of a message inside only where its cover has no text.

    A message inside stands for itself as one part, to be named.
    """
    found: list[EmailMessage] = []
    inner: list[EmailMessage] = []
    waiting: list[Message] = [message]
    while waiting:
        part = waiting.pop(0)
        if part.get_content_type() == "message/rfc822" and part is not message:
            inner.append(part)  # type: ignore[arg-type]
        elif part.is_multipart():
            waiting = [*part.get_payload(), *waiting]
        else:
            found.append(part)  # type: ignore[arg-type]
    has_text = any(_is_text(part) and _payload(part).strip() for part in found)
    if inner and not has_text:
        carried = inner.pop(0).get_payload()
        return [*(part for each in carried for part in _leaves(each)), *inner]  # type: ignore[arg-type]
    return [*found, *inner]


def _chosen(texts: list[EmailMessage]) -> list[EmailMessage]:
    """All HTML texts, else all plain ones: a message may be cut into several."""
    for wanted in _TEXTS:
        if found := [part for part in texts if part.get_content_type() == wanted]:
            return found
    return []


def _is_text(part: Message) -> bool:
    return (
        part.get_content_type() in _TEXTS
        and part.get_content_disposition() != "attachment"
        and not part.get_filename()
    )


def _inside(part: Message) -> bool:
    """A picture that the HTML shows itself is reported there."""
    return part.get_content_maintype() == "image" and bool(part.get("content-id"))


def _named(part: Message) -> str:
    name = part.get_filename()
    if not name and part.get_content_type() == "message/rfc822":
        carried = part.get_payload()
        inner = carried[0] if isinstance(carried, list) and carried else None
        name = f"message {_header(inner, 'subject')}" if isinstance(inner, Message) else ""
    return str(name) if name else part.get_content_type()


def _payload(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _decoded(part: EmailMessage, file: str, found: list[Finding]) -> str:
    payload = _payload(part)
    charset = str(part.get_content_charset() or "utf-8")
    try:
        name = codecs.lookup(charset).name
        text = payload.decode("cp1252" if name in {"iso8859-1", "ascii"} else name)
    except (LookupError, UnicodeDecodeError, ValueError) as error:
        if charset not in {"utf-8", "us-ascii", "iso-8859-1"}:
            raise ReleaseError(
                f"The message is written in {charset[:40]}, which cannot be read.",
                where=file,
                cure=_SAVE_ANEW,
            ) from error
        older = older_text(payload)
        text = older.text
        found.append(OLD_ENCODING.found(file, older.line, text=older.letters, lines=older.lines))
    if part.get_content_type() == "text/plain" and _param(part, "format") == "flowed":
        return _unflowed(text, delete_blank=_param(part, "delsp") == "yes")
    return text


def _param(part: Message, name: str) -> str:
    return str(part.get_param(name) or "").casefold()


def _unflowed(text: str, *, delete_blank: bool) -> str:
    """Paragraphs whole again where a mail program broke their lines (RFC 3676 4.1)."""
    lines: list[str] = []
    open_line = False
    for line in text.replace("\r\n", "\n").split("\n"):
        unstuffed = line.removeprefix(" ")
        flows = unstuffed.endswith(" ") and unstuffed != "-- "
        kept = unstuffed[:-1] if flows and delete_blank else unstuffed
        if open_line:
            lines[-1] += kept
        else:
            lines.append(kept)
        open_line = flows
    return "\n".join(lines)


def _header(message: Message, name: str) -> str:
    try:
        text = " ".join(str(message.get(name) or "").split())
    except (MessageError, LookupError, ValueError, IndexError, AttributeError):
        return ""
    return _PREFIX.sub("", text, count=1) if _PREFIX.match(text) else text
