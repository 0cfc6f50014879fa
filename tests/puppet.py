"""
The client played through without a socket: every command gets its proper reply, but one.

    played = play(Fault("rcpt", 2, b"550 5.1.1 no such user"))
    assert played.states == {1: "accepted", 2: "refused", 3: "accepted"}

A fault stands in place of the n-th reply of its stage; it is bytes, or the trouble that the driver
of a real line would report.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from handing import Notebook, handovers

from mailer.deliver.breaker import Breaker
from mailer.deliver.envelope_lines import stuffed
from mailer.deliver.extensions import Extensions
from mailer.deliver.opening import Opening
from mailer.deliver.ports import Handover
from mailer.deliver.reply_parser import Trouble
from mailer.deliver.smtp import Ending, Settled, SmtpClient
from mailer.read.settings import Relay, Security
from mailer.words.errors import TransportError

ALL_OFFERS = Extensions(
    pipelining=True, smtputf8=True, eight_bit=True, size=True, size_max=10_000_000
)
Stimulus = bytes | Trouble
Cut = Callable[[bytes], Sequence[bytes]]
"""How the relay's bytes are cut into packets."""


@dataclass(frozen=True)
class Fault:
    stage: str
    number: int
    stimulus: Stimulus


@dataclass
class Played:
    book: Notebook
    wire: bytes = b""
    ending: Ending | None = None

    @property
    def states(self) -> dict[int, str]:
        return self.book.states

    @property
    def effect(self) -> str:
        return self.ending.verdict.effect.value if self.ending else "continue"


@dataclass
class _Puppet:
    """The relay's side."""

    faults: tuple[Fault, ...]
    counts: Counter[str] = field(default_factory=Counter)
    rcpt_ok: bool = False

    def reply(self, stage: str) -> Stimulus:
        self.counts[stage] += 1
        proper = {
            "mail": b"250 2.1.0 ok", "rcpt": b"250 2.1.5 ok", "dot": b"250 2.0.0 queued",
            "rset": b"250 2.0.0 ok", "body": b"",
            "data": b"354 go" if self.rcpt_ok else b"554 5.5.1 no valid recipients",
        }[stage]  # fmt: skip
        here = [f for f in self.faults if (f.stage, f.number) == (stage, self.counts[stage])]
        said = here[0].stimulus if here else proper
        if stage == "mail":
            self.rcpt_ok = False
        if stage == "rcpt":
            self.rcpt_ok = isinstance(said, bytes) and said.startswith(b"2")
        return said + b"\r\n" if isinstance(said, bytes) and said else said

    def replies(self, commands: bytes) -> list[Stimulus]:
        verbs = {b"MAIL": "mail", b"RCPT": "rcpt", b"DATA": "data", b"RSET": "rset"}
        return [
            self.reply("dot" if line == b"." else verbs[line[:4]])
            for line in commands.split(b"\r\n")[:-1]
        ]


def play(
    *faults: Fault,
    count: int = 3,
    offers: Extensions = ALL_OFFERS,
    messages: Sequence[Handover] | None = None,
    breaker: Breaker | None = None,
    cut: Cut = lambda data: [data],
) -> Played:
    """Hand over `count` messages to a relay with these faults."""
    client = SmtpClient(offers, peer="scripted", breaker=breaker or Breaker())
    waiting = list(messages if messages is not None else handovers(count))
    game = _Game(client, _Puppet(faults), waiting, cut)
    while client.ending is None and game.turn():
        pass
    game.played.ending = client.ending
    return game.played


@dataclass
class _Game:
    """The driver's side: what `relay` does over a real line, without one."""

    client: SmtpClient
    puppet: _Puppet
    waiting: list[Handover]
    cut: Cut
    played: Played = field(default_factory=lambda: Played(Notebook()))

    def turn(self) -> bool:
        """One write and its replies; whether there was anything to do."""
        while self.waiting and self.client.wants_message():
            self.tell(self.client.begin(self.waiting.pop(0)))
        replies: list[Stimulus] = []
        if (ready := self.client.ready) is not None:
            handover = ready.handover
            if said := self.puppet.reply("body"):
                self.hear([said])
                return True
            self.played.book.dot(handover)
            self.played.book.keep()
            self.client.mark_dot()
            self.played.wire += stuffed(handover.message.content)
            replies.append(self.puppet.reply("dot"))
        commands = self.client.take_output()
        self.played.wire += commands
        replies += self.puppet.replies(commands)
        self.hear(replies)
        return bool(replies)

    def tell(self, settled: list[Settled]) -> None:
        for handover, outcome in settled:
            self.played.book.settled(handover, outcome)

    def hear(self, replies: Sequence[Stimulus]) -> None:
        for reply in _joined(replies):
            if isinstance(reply, Trouble):
                self.tell(self.client.lose(reply))
            else:
                for packet in self.cut(reply):
                    self.tell(self.client.receive(packet))


def _joined(replies: Sequence[Stimulus]) -> list[Stimulus]:
    """Bytes that come together are one packet."""
    joined: list[Stimulus] = []
    for reply in replies:
        if joined and isinstance(reply, bytes) and isinstance(joined[-1], bytes):
            joined[-1] += reply
        else:
            joined.append(reply)
    return joined


@dataclass
class Opened:
    wire: list[bytes]
    error: TransportError | None
    opening: Opening

    @property
    def effect(self) -> str:
        if self.error is None:
            return "continue"
        return "backoff" if self.error.temporary else "pause"


def play_opening(
    stage: str = "",
    stimulus: Stimulus = b"",
    *,
    security: Security = Security.STARTTLS,
    login: tuple[str, str] = ("press", "canary-Pässwort"),
    offers: Sequence[str] = ("PIPELINING", "AUTH PLAIN LOGIN"),
    loopback: bool = True,
    cut: Cut = lambda data: [data],
) -> Opened:
    """Open a line; `stage` is greeting, ehlo, starttls, ehlo2 or auth, and `stimulus` its reply."""
    relay = Relay("relay.example", 587, security, *login)
    opening = Opening(relay, client_name="client.example", loopback=loopback)
    wire: list[bytes] = []
    protected = security is Security.TLS
    try:
        while (step := opening.step) is not None:
            protected = protected or step.protect
            wire.append(step.data)
            name = "ehlo2" if step.stage == "ehlo" and step.protect else step.stage.value
            said = stimulus if name == stage else _proper(step.data, offers, protected, security)
            if isinstance(said, Trouble):
                opening.fail(said)
            else:
                for packet in cut(said):
                    opening.receive(packet)
                if name == stage and opening.step is step:
                    opening.fail(Trouble.TIMED_OUT)  # the bytes were no whole reply
    except TransportError as error:
        return Opened(wire, error, opening)
    return Opened(wire, None, opening)


def _proper(command: bytes, offers: Sequence[str], protected: bool, security: Security) -> bytes:
    if command.startswith(b"EHLO"):
        lines = ["relay.example", *offers]
        if security is Security.STARTTLS and not protected:
            lines = ["relay.example", "STARTTLS", "AUTH PLAIN"]
        marks = ["-"] * (len(lines) - 1) + [" "]
        return "".join(f"250{m}{line}\r\n" for m, line in zip(marks, lines, strict=True)).encode()
    if command.startswith(b"AUTH PLAIN"):
        return b"235 2.7.0 welcome\r\n"
    if command == b"AUTH LOGIN\r\n":
        return b"334 VXNlcm5hbWU6\r\n"
    return b"220 2.0.0 ready\r\n"
