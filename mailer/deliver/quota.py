"""
The words relays use for "you have sent enough", and what each asks for. Data, with its sources.

They come under many codes (454, 550, 554) and at any stage, and none is the fault of the recipient
whose turn it happens to be. Enhanced status first; the text decides only where statuses are shared.
Sources: Google's list of SMTP errors (support.google.com/a/answer/3726730); Microsoft's notes on
SMTP AUTH submission and on continuous-error throttling; Amazon's SES quota errors and response codes.
"""

import re
from dataclasses import dataclass

from mailer.deliver.reply import Reply


@dataclass(frozen=True, slots=True)
class Quota:
    """One limit of one relay. A reply meets it where `status` and `words` both match."""

    status: re.Pattern[str]
    """Of the enhanced status; a reply without one reads as ""."""
    words: re.Pattern[str]
    """Of the reply's text, without case."""
    waits: bool
    """Waiting a while is enough; else a person looks first."""
    why: str
    cure: str


def _quota(status: str, words: str, *, waits: bool, why: str, cure: str) -> Quota:
    return Quota(re.compile(status), re.compile(words, re.IGNORECASE), waits, why, cure)


QUOTAS = (
    _quota(  # Amazon SES, code 454
        r"",
        r"daily (message|sending) quota exceeded",
        waits=False,
        why="The relay's daily quota is used up.",
        cure="Wait until the quota renews (24 hours after it was used), then resume.",
    ),
    _quota(  # Amazon SES, code 454
        r"",
        r"maximum sending rate exceeded",
        waits=True,
        why="The relay finds us too fast.",
        cure="Set MAILER_SMTP_RATE to what your account may send.",
    ),
    _quota(  # Amazon SES, code 554: an account that may only write to addresses it has proved
        r"",
        r"address(es)? (is|are) not verified",
        waits=False,
        why="The relay's account may not use this sender yet.",
        cure="Verify the sender with the relay's provider, or ask it for production access.",
    ),
    _quota(  # Gmail
        r"^5\.4\.5$",
        r"",
        waits=False,
        why="The relay's daily sending limit is used up.",
        cure="Wait until it renews (Gmail counts the last 24 hours), then resume.",
    ),
    _quota(  # Gmail, code 450
        r"^(4\.2\.1)?$",
        r"relay limit exceeded",
        waits=True,
        why="The relay's peak limit is reached.",
        cure="Wait a quarter of an hour, or lower MAILER_SMTP_RATE.",
    ),
    _quota(  # Microsoft 365
        r"^5\.2\.25[1-5]$",
        r"",
        waits=False,
        why="The relay holds us back because it refused too many of our messages.",
        cure="Look at the refused deliveries first; resume after an hour.",
    ),
    _quota(  # Microsoft 365
        r"^5\.1\.90$",
        r"",
        waits=False,
        why="The relay's daily recipient limit is used up.",
        cure="Wait until it renews (24 hours), then resume.",
    ),
    _quota(  # Microsoft 365, code 554 5.2.0, and whoever else says so
        r"^(5\.2\.0|5\.4\.\d+|5\.7\.\d+)?$",  # never 5.2.2: that is a full mailbox
        r"submissionquotaexceeded|(daily|hourly|sending) (\w+ )?(quota|limit)\b.*(exceeded|reached)"
        r"|(exceeded|reached) (the|your) .*(daily|hourly|sending) .*(quota|limit)",
        waits=False,
        why="The relay's sending limit is used up.",
        cure="Wait until it renews, or ask whoever runs the relay; then resume.",
    ),
    _quota(  # Microsoft 365: three connections at most
        r"^4\.3\.2$",
        r"concurrent connections",
        waits=True,
        why="The relay takes fewer connections at a time.",
        cure="Set MAILER_SMTP_CONNECTIONS=1.",
    ),
)


def find_quota(reply: Reply) -> Quota | None:
    """The limit a 4yz or 5yz reply speaks of, if it does."""
    status, text = reply.enhanced, reply.text
    for quota in QUOTAS:
        if quota.status.search(status) and quota.words.search(text):
            return quota
    return None


_TOO_FAST = re.compile(
    r"throttl|\brates?\b|too (fast|many|much)|slow down|limit|exceeded", re.IGNORECASE
)
_GREYLISTED = re.compile(r"gr[ea]y.?list|try again in|come back", re.IGNORECASE)


def is_too_fast(reply: Reply) -> bool:
    """
    Whether a 4yz asks for fewer messages, and not only for this one at another time.

    Greylisting (RFC 6647) treats every first message so; a full mailbox or a busy one is its own.
    """
    if _GREYLISTED.search(reply.text) or reply.enhanced.startswith("4.2."):
        return find_quota(reply) is not None
    if reply.code in (421, 454):
        return True
    return reply.temporary and bool(_TOO_FAST.search(reply.text))
