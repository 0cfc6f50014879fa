"""
Where a person looks a message up that is in doubt: the ready lines for each kind of relay.

The Message-ID stands in the message itself and in the relay's log; whoever finds it there with a
"sent" behind it knows that the message was taken over. Pure text; never decides anything.
"""

from collections.abc import Iterable, Sequence

from mailer.report.account import Entry
from mailer.words.states import DeliveryState

_AT_ONCE = 20


def lookup_lines(entries: Iterable[Entry], distribution: str) -> list[str]:
    """Those in doubt by name, how to look them up, and how to decide."""
    doubtful = [entry for entry in entries if entry.state is DeliveryState.IN_DOUBT]
    if not doubtful:
        return []
    return [
        "In doubt: the message has left, and no answer came. They may or may not have it.",
        *(f"  {_line_of(entry)}" for entry in doubtful),
        "Look each one up by its Message-ID, in the log of the relay:",
        *(f"  {line}" for line in _places(doubtful[:_AT_ONCE])),
        "Then decide, for all or by address:",
        f"  mailer settle {distribution} --leave [ADDRESS …]    they have it, or it is too late",
        f"  mailer settle {distribution} --resend [ADDRESS …]   the relay does not know it",
        "They are not sent again by themselves.",
    ]


def _line_of(entry: Entry) -> str:
    at = f"  {entry.at:%Y-%m-%d %H:%M:%S} UTC" if entry.at else ""
    settled = "" if entry.unsettled else "  (left so)"
    return f"{entry.address}  Message-ID {entry.message_id}{at}{settled}"


def _places(doubtful: Sequence[Entry]) -> list[str]:
    ids = [entry.message_id for entry in doubtful]
    one = ids[0]
    patterns = " ".join(f"-e '{each}'" for each in ids)
    return [
        f"Postfix          grep -F {patterns} /var/log/mail.log",
        "                 then the queue id it shows: grep QUEUEID /var/log/mail.log",
        f"Microsoft 365    Get-MessageTraceV2 -MessageId '{one}'",
        "                 or: Exchange admin centre, Mail flow, Message trace, Message ID",
        f"Google           Admin console, Reporting, Email log search, Message ID: {one.strip('<>')}",
        f"Amazon SES       the events of its event destination for {doubtful[0].address} at that time;",
        "                 SES gives messages an id of its own",
    ]
