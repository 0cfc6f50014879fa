"""
The verdict: what a reply, or its absence, means for one recipient and for the whole distribution.

Promises: a fault of the relay or of our sender blames no recipient; a fault of one recipient never
stops the others; after the final dot a 4yz or 5yz is certain (RFC 5321 4.2.5), and silence is doubt
(RFC 1047). The enhanced status (RFC 3463) decides before the text does.
Never: waits, counts or sends.
"""

import re
from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

from mailer.deliver.quota import find_quota
from mailer.deliver.reply import Reply
from mailer.deliver.reply_parser import Trouble
from mailer.deliver.stage import Stage
from mailer.words.states import DeliveryState


class Effect(StrEnum):
    """What the distribution does next."""

    CONTINUE = "continue"
    BACKOFF = "backoff"
    """End this line; waiting alone may help."""
    PAUSE = "pause"
    """End this line; a person must look first."""


class Verdict(NamedTuple):
    """The fate of one recipient (None: not decided here) and the effect on the distribution."""

    state: DeliveryState | None
    effect: Effect
    why: str = ""
    cure: str = ""
    policy: bool = False
    """A 5yz about content or policy; several of them mean us, not the recipients (`Breaker`)."""


_GO_ON = Verdict(None, Effect.CONTINUE)
_ACCEPTED = Verdict(DeliveryState.ACCEPTED, Effect.CONTINUE)
_OPENING = frozenset({Stage.GREETING, Stage.EHLO, Stage.STARTTLS, Stage.AUTH})
_WANTED = {Stage.GREETING: 220, Stage.STARTTLS: 220, Stage.AUTH: 235, Stage.DATA: 354}
"""RFC 5321 4.3.2, RFC 3207 section 4, RFC 4954 section 6; at every other stage any 2yz will do."""
_CLOSING = 421
"""The relay closes the line after it, at any stage (RFC 5321 3.8)."""


def is_wanted(stage: Stage, reply: Reply) -> bool:
    """Whether this is the reply on which the dialogue goes on (RFC 5321 4.3.2)."""
    wanted = _WANTED.get(stage)
    return reply.code == wanted if wanted else 200 <= reply.code < 300  # noqa: PLR2004 - 4.2.1


def judge_reply(stage: Stage, reply: Reply) -> Verdict:
    """Read one whole reply that came at `stage`."""
    if is_wanted(stage, reply):
        return _ACCEPTED if stage is Stage.DOT else _GO_ON
    if stage in (Stage.RSET, Stage.QUIT):
        return _GO_ON
    if reply.code // 100 not in (4, 5):
        return judge_trouble(stage, Trouble.GARBAGE)
    if stage in _OPENING:
        return _judge_opening(stage, reply)
    if reply.code == _CLOSING:
        certain = stage in (Stage.BODY, Stage.DOT)
        state = DeliveryState.DEFERRED if certain else DeliveryState.PLANNED
        return Verdict(state, Effect.BACKOFF, "The relay closed the line.", _WAIT)
    if quota := find_quota(reply):
        if quota.waits:
            return Verdict(DeliveryState.DEFERRED, Effect.BACKOFF, quota.why, quota.cure)
        return Verdict(DeliveryState.PLANNED, Effect.PAUSE, quota.why, quota.cure)
    return _RULES[stage](reply)


def judge_trouble(stage: Stage, trouble: Trouble) -> Verdict:
    """Read what came instead of a reply."""
    why = _TROUBLES[trouble]
    if stage in (Stage.RSET, Stage.QUIT):
        return Verdict(None, Effect.CONTINUE, why)
    if stage is Stage.DOT:
        doubt = "The relay did not say whether it took the message over: " + _uncapitalised(why)
        # The line died under our own hand: a new one can go on at once.
        effect = Effect.CONTINUE if trouble is Trouble.WRITE_FAILED else Effect.BACKOFF
        return Verdict(DeliveryState.IN_DOUBT, effect, doubt, _WAIT)
    if trouble is Trouble.UNASKED:
        return Verdict(DeliveryState.PLANNED, Effect.PAUSE, why, _WRONG_SERVER)
    if stage in _OPENING and trouble in (Trouble.GARBAGE, Trouble.TOO_LONG):
        return Verdict(DeliveryState.PLANNED, Effect.PAUSE, why, _WRONG_SERVER)
    return Verdict(DeliveryState.PLANNED, Effect.BACKOFF, why, _WAIT)


_WAIT = "Nothing to do: it is tried again by itself. If it stays so, ask whoever runs the relay."
_WRONG_SERVER = "Check MAILER_SMTP_HOST and MAILER_SMTP_PORT; `mailer doctor` looks at the relay."
_TROUBLES = {
    Trouble.DROPPED: "The relay dropped the line.",
    Trouble.WRITE_FAILED: "The relay dropped the line while it was written to.",
    Trouble.TIMED_OUT: "The relay did not answer in time.",
    Trouble.GARBAGE: "The answer is not that of a mail server.",
    Trouble.TOO_LONG: "The answer has no end.",
    Trouble.UNASKED: "The relay answers what was not asked, so that its answers cannot be trusted.",
}


def _uncapitalised(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _judge_opening(stage: Stage, reply: Reply) -> Verdict:
    """Before the first message: nobody is blamed, and 4yz is worth waiting for."""
    if stage is Stage.AUTH:
        why, cure = _login_sentence(reply)
        waits = reply.temporary and reply.code != 432  # noqa: PLR2004 - RFC 4954: change password
        return Verdict(DeliveryState.PLANNED, Effect.BACKOFF if waits else Effect.PAUSE, why, cure)
    if reply.temporary:
        return Verdict(DeliveryState.PLANNED, Effect.BACKOFF, _NOT_NOW, _WAIT)
    if stage is Stage.STARTTLS:
        why, cure = "The relay refuses to encrypt the line.", _CHECK_PORT
    else:
        why, cure = "The relay refuses to talk to this machine.", _ASK_RELAY
    return Verdict(DeliveryState.PLANNED, Effect.PAUSE, why, cure)


_NOT_NOW = "The relay is not ready just now."
_ASK_RELAY = "Ask whoever runs the relay whether this machine may use it."
_CHECK_PORT = "Check MAILER_SMTP_PORT and MAILER_SMTP_SECURITY."


def _login_sentence(reply: Reply) -> tuple[str, str]:
    """Why a login failed, and its cure (RFC 4954 section 6; vendors' own statuses)."""
    if reply.code in (534, 432) or reply.enhanced == "5.7.9":
        cure = "Make an app password in the account's security settings; put it in .env."
        return "The relay wants another kind of password for this account.", cure
    if reply.enhanced == "5.7.139":
        cure = (
            "Ask the Microsoft 365 administrator to switch on authenticated SMTP for this mailbox."
        )
        return "The relay does not let this account log in by SMTP.", cure
    if reply.code in (530, 538):
        return "The relay wants another kind of login or an encrypted line.", _CHECK_PORT
    if reply.temporary:
        cure = "Wait a quarter of an hour before the next try; check the login if it stays so."
        return "The relay cannot check the login just now.", cure
    cure = "Check MAILER_SMTP_USERNAME and MAILER_SMTP_PASSWORD in .env. It was tried once only."
    return "The relay did not accept the login.", cure


def _judge_mail(reply: Reply) -> Verdict:
    """MAIL FROM is the same for every recipient: a 5yz is about us."""
    if reply.temporary:
        return Verdict(DeliveryState.DEFERRED, Effect.BACKOFF, _NOT_NOW, _WAIT)
    return _judge_sender(reply)


def _judge_sender(reply: Reply) -> Verdict:
    if reply.enhanced == "5.3.4" or reply.code == 552:  # noqa: PLR2004 - RFC 1870 section 6.1
        why, cure = "The message is larger than the relay takes.", "Make its attachments smaller."
    elif reply.code in (530, 538) or "authenticat" in reply.text.casefold():
        why = "The relay wants a login or an encrypted line first."
        cure = "Set MAILER_SMTP_USERNAME and MAILER_SMTP_PASSWORD, and MAILER_SMTP_SECURITY."
    else:
        why = "The relay refuses your sender address."
        cure = "Set MAILER_FROM to an address this account may send from."
    return Verdict(DeliveryState.PLANNED, Effect.PAUSE, why, cure)


_ABOUT_SENDER = re.compile(r"^5\.(1\.[78]|7\.(57|60))$")
"""RFC 3463 X.1.7 and X.1.8: the sender's address. Many relays check the sender only at RCPT."""
_ABOUT_SENDER_WORDS = re.compile(
    r"sender address rejected|client was not authenticated", re.IGNORECASE
)
_ABOUT_US_WORDS = re.compile(
    r"relay(ing)?\b.*\b(denied|not permitted|prohibited|not allowed)|unable to relay"
    r"|(denied|not permitted|prohibited).*\brelay|client host|helo command rejected",
    re.IGNORECASE,
)


def _judge_rcpt(reply: Reply) -> Verdict:
    if reply.temporary:
        # 4.3.x speaks of the relay's own state (RFC 3463 section 3.4), not of this mailbox.
        effect = Effect.BACKOFF if reply.enhanced.startswith("4.3.") else Effect.CONTINUE
        return Verdict(DeliveryState.DEFERRED, effect, "The relay asks to try again later.")
    status, text = reply.enhanced, reply.text
    if reply.code in (530, 538) or _ABOUT_SENDER.match(status) or _ABOUT_SENDER_WORDS.search(text):
        return _judge_sender(reply)
    if status[:4] not in ("5.1.", "5.2.") and _ABOUT_US_WORDS.search(text):
        why = "The relay does not pass mail on for us."
        cure = "Set MAILER_SMTP_USERNAME and MAILER_SMTP_PASSWORD. " + _ASK_RELAY
        return Verdict(DeliveryState.PLANNED, Effect.PAUSE, why, cure)
    if reply.code == 552 and not status.startswith("5.2."):  # noqa: PLR2004 - RFC 5321 4.5.3.1.10
        return Verdict(
            DeliveryState.DEFERRED, Effect.CONTINUE, "The relay asks to try again later."
        )
    policy = status.startswith("5.7.")
    return Verdict(DeliveryState.REFUSED, Effect.CONTINUE, _mailbox_sentence(status), policy=policy)


_MAILBOXES = {
    "5.1.1": "The relay knows no such mailbox.",
    "5.1.10": "The relay knows no such mailbox.",
    "5.1.2": "The relay knows no such mail domain.",
    "5.2.1": "The mailbox is switched off.",
    "5.2.2": "The mailbox is full.",
}


def _mailbox_sentence(status: str) -> str:
    return _MAILBOXES.get(status, "The relay refuses this recipient.")


def _judge_data(reply: Reply) -> Verdict:
    if reply.temporary:
        return Verdict(DeliveryState.DEFERRED, Effect.BACKOFF, _NOT_NOW, _WAIT)
    return _judge_content(reply)


def _judge_dot(reply: Reply) -> Verdict:
    if reply.temporary:
        # System storage (431, 452) and throttling (454) come for everybody; 4.2.x is this mailbox.
        ours = reply.code in (431, 452, 454) and not reply.enhanced.startswith("4.2.")
        effect = Effect.BACKOFF if ours else Effect.CONTINUE
        return Verdict(DeliveryState.DEFERRED, effect, "The relay asks to try again later.")
    return _judge_content(reply)


def _judge_content(reply: Reply) -> Verdict:
    if reply.enhanced[:4] in ("5.1.", "5.2."):
        return Verdict(DeliveryState.REFUSED, Effect.CONTINUE, _mailbox_sentence(reply.enhanced))
    why = "The relay refuses the message."
    return Verdict(DeliveryState.REFUSED, Effect.CONTINUE, why, policy=True)


_RULES: dict[Stage, Callable[[Reply], Verdict]] = {
    Stage.MAIL: _judge_mail,
    Stage.RCPT: _judge_rcpt,
    Stage.DATA: _judge_data,
    Stage.BODY: _judge_data,
    Stage.DOT: _judge_dot,
}
