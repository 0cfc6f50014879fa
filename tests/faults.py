"""Handing messages over to a relay that misbehaves, and holding what is said against what it knows."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from handing import Notebook, handovers
from relay import Script, ScriptedRelay

from mailer.deliver.ports import Handover
from mailer.deliver.relay import RelayTransport
from mailer.deliver.stage import Timeouts
from mailer.read.settings import Relay
from mailer.words.errors import TransportError

QUICK = Timeouts(
    connect=2, tls=0.4, greeting=0.4, ehlo=0.4, starttls=0.4, auth=0.4, mail=0.4, rcpt=0.4,
    data=0.4, body=0.4, dot=0.4, rset=0.4, quit=0.2,
)  # fmt: skip
PATIENT = Timeouts(quit=0.2)
"""For 18 MB on a busy machine, where the fault is none of time."""
PASSWORD = "canary-Pässwort-7"
HUGE = b"From: press@harbour.example\r\n\r\n" + b"A line of a large attachment.\r\n" * 600_000
"""More than the buffers of both ends hold."""
ANY_SIZE = ("PIPELINING", "ENHANCEDSTATUSCODES")


@dataclass
class Run:
    book: Notebook
    error: TransportError | None
    relay: ScriptedRelay

    @property
    def effect(self) -> str:
        if self.error is None:
            return "continue"
        return "backoff" if self.error.temporary else "pause"


def hand_over(
    relay: ScriptedRelay,
    settings: Relay,
    messages: Iterator[Handover] | list[Handover],
    timeouts: Timeouts = QUICK,
) -> Run:
    """Open, send, close; and hold what we say against what the relay knows."""
    book, error = Notebook(), None
    transport = RelayTransport(settings, client_name="client.example", timeouts=timeouts)
    try:
        transport.open()
        transport.send(iter(messages), book)
    except TransportError as caught:
        error = caught
    transport.close()
    arrived = Counter(message.rcpt_to for message in relay.accepted)
    for number, state in book.states.items():
        copies = arrived[f"r{number}@desk.example"]
        assert copies <= 1, "the same message twice"
        assert (copies == 1) <= (state in ("accepted", "in_doubt")), "arrived, and we deny it"
        assert (state == "accepted") <= (copies == 1), "we say accepted, and it never arrived"
    return Run(book, error, relay)


def run(
    script: Script,
    *,
    count: int = 3,
    content: bytes | None = None,
    timeouts: Timeouts = QUICK,
    **options,
) -> Run:
    messages = handovers(count, content=content) if content else handovers(count)
    with ScriptedRelay(script, **options) as relay:
        return hand_over(relay, relay.settings(), messages, timeouts)
