"""
The commands of one transaction, as they go on the wire: MAIL, RCPT, DATA (RFC 5321 3.3).

Promises: an address is looked at once more before it is written, so that none can end its line or
add a command; one RCPT in every transaction. Never: BDAT, whose failure leaves a message in an
unknown state (RFC 3030 section 2).
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from mailer.compose.message import Message
from mailer.deliver.extensions import Extensions
from mailer.deliver.ports import Handover
from mailer.deliver.stage import Stage
from mailer.deliver.verdict import Effect, Verdict
from mailer.words.sizes import show_size
from mailer.words.states import DeliveryState

Command = tuple[Stage, bytes]

RSET: Command = (Stage.RSET, b"RSET\r\n")
FINAL_DOT = b".\r\n"
LONE_DOT = FINAL_DOT
"""Ends a message without content, where DATA was answered though nobody may receive it."""
ENVELOPE = (Stage.MAIL, Stage.RCPT, Stage.DATA)
"""The stages of an envelope, in order."""
_DATA = b"DATA\r\n"
_UNSAFE = re.compile("[\x00-\x20\x7f-\x9f<>\u2028\u2029\ud800-\udfff]")


def find_hindrance(handover: Handover, extensions: Extensions) -> Verdict | None:
    """Why this message cannot be offered to this relay at all; None where it can."""
    envelope = handover.envelope
    if _is_unsafe(envelope.mail_from):
        why = "The sender address holds characters that no address may hold."
        return Verdict(DeliveryState.PLANNED, Effect.PAUSE, why, "Set MAILER_FROM anew.")
    if not envelope.rcpt_to or _UNSAFE.search(envelope.rcpt_to):
        why = "The address holds characters that no address may hold."
        return Verdict(DeliveryState.REFUSED, Effect.CONTINUE, why)
    if not extensions.smtputf8 and envelope.needs_smtputf8():
        return _without_smtputf8(ascii_sender=envelope.mail_from.isascii())
    if extensions.size_max and extensions.size_max < handover.message.size:
        has, most = show_size(handover.message.size), show_size(extensions.size_max)
        why = f"The message has {has}, and the relay takes at most {most}."
        cure = (
            "Make its pictures and attachments smaller, or ask the relay's provider for more room."
        )
        return Verdict(DeliveryState.PLANNED, Effect.PAUSE, why, cure)
    return None


@lru_cache(maxsize=8)
def _is_unsafe(mail_from: str) -> bool:
    """The sender is the same for every message."""
    return _UNSAFE.search(mail_from) is not None


def _without_smtputf8(*, ascii_sender: bool) -> Verdict:
    """RFC 6531 3.2: such an address must not be offered to a relay that cannot take it."""
    if not ascii_sender:
        why = "The relay does not take a sender address with letters beyond ASCII."
        return Verdict(DeliveryState.PLANNED, Effect.PAUSE, why, "Set MAILER_FROM to an ASCII one.")
    why = "The relay cannot take addresses with letters beyond ASCII before the @."
    return Verdict(DeliveryState.REFUSED, Effect.CONTINUE, why)


def envelope_lines(handover: Handover, extensions: Extensions) -> tuple[bytes, bytes, bytes]:
    """The lines of `ENVELOPE` for one message; parameters only where the relay offers them."""
    envelope = handover.envelope
    parameters = b""
    if extensions.size:
        parameters = b" SIZE=%d" % handover.message.size
    if envelope.needs_smtputf8():
        # The headers may be UTF-8 then, and 8-bit with them (RFC 6531 3.4).
        parameters += b" SMTPUTF8" + (b" BODY=8BITMIME" if extensions.eight_bit else b"")
    mail = b"MAIL FROM:<%s>%s\r\n" % (envelope.mail_from.encode(), parameters)
    return mail, b"RCPT TO:<%s>\r\n" % envelope.rcpt_to.encode(), _DATA


def following_data(message: Message) -> tuple[Sequence[bytes], int]:
    """A message as it follows 354, with its final dot, in pieces; and their octets."""
    if message.dotless:
        return (*message.pieces, FINAL_DOT), message.size + len(FINAL_DOT)
    content = stuffed(message.content)
    return (content,), len(content)


def stuffed(content: bytes) -> bytes:
    r"""
    Content as it follows 354, with its final dot (RFC 5321 4.5.2).

    Looks at every LF, not only at CRLF: a bare one that slipped in could otherwise begin a line for
    a lenient server, and a dot behind it would end the message (SMTP smuggling, CVE-2023-51764).

    >>> stuffed(b"a\r\n.b\r\n")
    b'a\r\n..b\r\n.\r\n'
    """
    if b"\n." in content:
        content = content.replace(b"\n.", b"\n..")
    if content.startswith(b"."):
        content = b"." + content
    return content + (FINAL_DOT if content.endswith(b"\r\n") else b"\r\n" + FINAL_DOT)
