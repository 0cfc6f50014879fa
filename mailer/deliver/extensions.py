"""
What a relay offers in its answer to EHLO (RFC 5321 4.1.1.1).

Promises: a value; unknown keywords are passed over, and so is CHUNKING: a failed BDAT leaves a
message in an unknown state (RFC 3030 section 2). Never: remembers an offer made before TLS.
"""

from typing import NamedTuple

from mailer.deliver.reply import Reply


class Extensions(NamedTuple):
    """The offers this client makes use of."""

    pipelining: bool = False
    """RFC 2920."""
    starttls: bool = False
    """RFC 3207."""
    smtputf8: bool = False
    """RFC 6531."""
    eight_bit: bool = False
    """8BITMIME, RFC 6152."""
    size: bool = False
    """RFC 1870: MAIL may say the message's size."""
    size_max: int = 0
    """Octets of the largest message it takes; 0: not said."""
    auth: tuple[str, ...] = ()
    """RFC 4954: the mechanisms, in upper case and in the relay's order."""


def parse_extensions(reply: Reply) -> Extensions:
    """
    Read the answer to EHLO; its first line is the relay's name.

    >>> parse_extensions(Reply(250, ("relay.example", "SIZE 1000", "AUTH PLAIN LOGIN"))).size_max
    1000
    """
    offers: dict[str, list[str]] = {}
    for line in reply.lines[1:]:
        # "AUTH=PLAIN" is how servers older than RFC 2554 wrote it; some still send both lines.
        keyword, *values = line.upper().replace("AUTH=", "AUTH ", 1).split() or [""]
        offers.setdefault(keyword, []).extend(values)
    size = offers.get("SIZE", ["0"])[:1] or ["0"]
    return Extensions(
        pipelining="PIPELINING" in offers,
        starttls="STARTTLS" in offers,
        smtputf8="SMTPUTF8" in offers,
        eight_bit="8BITMIME" in offers,
        size="SIZE" in offers,
        size_max=int(size[0]) if size[0].isascii() and size[0].isdigit() else 0,
        auth=tuple(dict.fromkeys(offers.get("AUTH", []))),
    )
