"""
The transport that speaks SMTP to the relay. Edge: it opens lines and lets them carry what there is.

Promises: every handover it takes is settled once; a line that dies before a final dot leaves its
message unsent, after it in doubt; the relay's own faults are raised and blame nobody. A line of no
more use after a fault of one recipient, or that has lived long enough, is replaced by itself. The
first line is opened alone, so that a login that is refused was tried once.
Never: sends a message twice; puts a secret into an error, a repr or an outcome.
Fails with: RelayUnreachable, TlsRefused, LoginRefused, RelayRefused; `Halted` where it was asked to
end, once every handover it took is settled.
"""

import time
from collections.abc import Iterator

from mailer.deliver.breaker import Breaker
from mailer.deliver.connection import Connection, LineLost, connect
from mailer.deliver.dialling import Dialling
from mailer.deliver.extensions import Extensions
from mailer.deliver.halt import Halt
from mailer.deliver.line import FOREVER, Line, LineLife
from mailer.deliver.lines import Carrying
from mailer.deliver.opening import Opening
from mailer.deliver.ports import Account, Handover
from mailer.deliver.smtp import Ending, SmtpClient
from mailer.deliver.stage import Stage, Timeouts
from mailer.deliver.transcript import Transcript
from mailer.deliver.verdict import Effect
from mailer.read.settings import Relay, Security
from mailer.words.errors import RelayRefused, RelayUnreachable, TransportError


class RelayTransport:
    """Some lines to the relay, for one thread at a time."""

    def __init__(
        self,
        relay: Relay,
        *,
        client_name: str,
        lines: int = 1,
        life: LineLife = FOREVER,
        timeouts: Timeouts | None = None,
        breaker: Breaker | None = None,
        halt: Halt | None = None,
        transcript: Transcript | None = None,
    ) -> None:
        """
        Not yet open. `client_name` is what this machine calls itself in EHLO.

        `breaker` and `halt` are the run's. `transcript`: what is said is written down there.
        """
        self._relay = relay
        self._client_name = client_name
        self._most = lines
        self._life = life
        self._timeouts = timeouts or Timeouts()
        self._breaker = breaker or Breaker()
        self._halt = halt or Halt()
        self._transcript = transcript
        self._lines: list[Line] = []
        self._dialling = Dialling(self._dial, self._halt)

    def open(self) -> None:
        """Connect, protect and log in; lines that are open already are left first."""
        self.close()
        self._complete()

    def send(self, handovers: Iterator[Handover], account: Account) -> None:
        """Hand over all of them, on as many lines as it takes; see `ports.Transport`."""
        if not self._lines:
            self._complete()
        self._dial_missing()
        carrying = Carrying(
            self._lines,
            self._dialling,
            self._halt,
            self._refusal,
            handovers=handovers,
            account=account,
        )
        carrying.run()

    def keep_alive(self) -> None:
        """Say NOOP (RFC 5321 4.1.1.9); a line that does not answer is replaced."""
        for line in list(self._lines):
            if not line.answers():
                line.drop()
                self._lines.remove(line)
        self._complete()

    def close(self) -> None:
        """Say goodbye; never raises, and changes no outcome."""
        self._dialling.end()
        self._dialling = Dialling(self._dial, self._halt)
        for line, said in [(line, line.say_quit()) for line in self._lines]:
            line.quit(said=said)
        self._lines.clear()

    def _complete(self) -> None:
        """Open what is missing, the first line alone, and wait until all are there."""
        if not self._lines and not self._dialling.count:
            self._dialling.begin()
            self._take()
        self._dial_missing()
        while self._dialling.count:
            self._take()

    def _dial_missing(self) -> None:
        while len(self._lines) + self._dialling.count < self._most:
            self._dialling.begin()

    def _take(self) -> None:
        if (line := self._dialling.take(wait=True)) is not None:
            self._lines.append(line)

    def _dial(self) -> Line:
        """Open one line. Called in a thread of its own."""
        connection = connect(self._relay, self._timeouts, self._halt)
        if self._transcript is not None:
            connection.transcript = self._transcript.line(connection.peer)
        try:
            extensions = _open(connection, self._relay, self._client_name, self._timeouts)
        except BaseException:
            connection.close()
            raise
        client = SmtpClient(extensions, peer=connection.peer, breaker=self._breaker)
        return Line(connection, client, self._timeouts, self._halt, self._life)

    def _refusal(self, ending: Ending) -> TransportError:
        verdict = ending.verdict
        temporary = verdict.effect is Effect.BACKOFF
        kind = RelayUnreachable if temporary and ending.reply is None else RelayRefused
        what = verdict.why if ending.reply is None else f'{verdict.why} It said: "{ending.reply}"'
        where = f"{self._relay.host}:{self._relay.port}"
        return kind(what, where=where, cure=verdict.cure, temporary=temporary)


def _open(connection: Connection, relay: Relay, client_name: str, timeouts: Timeouts) -> Extensions:
    """Drive the opening to its end; what the relay offers."""
    if relay.security is Security.TLS:
        connection.protect(after_starttls=False)
    opening = Opening(relay, client_name=client_name, loopback=connection.loopback)
    while (step := opening.step) is not None:
        try:
            if step.protect:
                connection.protect(after_starttls=True)
            connection.write((step.data,), secret=step.stage is Stage.AUTH)
            deadline = time.monotonic() + timeouts.of(step.stage)
            while opening.step is step:
                opening.receive(connection.read(deadline))
        except LineLost as lost:
            opening.fail(lost.trouble)
    return opening.extensions
