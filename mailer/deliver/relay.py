"""
The transport that speaks SMTP to the relay. Edge: it drives the client over a real line.

Promises: every handover it takes is settled once; a line that dies before a final dot leaves its
message unsent, after it in doubt; the relay's own faults are raised and blame nobody. A line of no
more use after a fault of one recipient is replaced by itself.
Never: sends a message twice; puts a secret into an error, a repr or an outcome.
Fails with: RelayUnreachable, TlsRefused, LoginRefused, RelayRefused; `Halted` where it was asked to
end, once every handover it took is settled.
"""

import contextlib
import time
from collections.abc import Iterator, Sequence
from itertools import chain

from mailer.deliver.breaker import Breaker
from mailer.deliver.connection import Connection, LineLost, Piece, connect, divided
from mailer.deliver.envelope_lines import following_data
from mailer.deliver.extensions import Extensions
from mailer.deliver.halt import Halt, Halted
from mailer.deliver.opening import Opening
from mailer.deliver.ports import Account, Handover, Outcome
from mailer.deliver.reply_parser import Trouble
from mailer.deliver.smtp import Ending, Settled, SmtpClient
from mailer.deliver.stage import Stage, Timeouts
from mailer.deliver.transcript import Transcript
from mailer.deliver.verdict import Effect
from mailer.read.settings import Relay, Security
from mailer.words.errors import RelayRefused, RelayUnreachable, TransportError
from mailer.words.states import DeliveryState

_DOT = Stage.DOT
_ONE_WRITE = 64 * 1024
"""Content up to this size leaves in one write with its dot."""
_LAST_WRITE = 16 * 1024
"""Of larger content, the end that leaves with the dot: the dot is marked only when it is near."""


class RelayTransport:
    """One line to the relay, for one thread at a time."""

    def __init__(
        self,
        relay: Relay,
        *,
        client_name: str,
        timeouts: Timeouts | None = None,
        breaker: Breaker | None = None,
        halt: Halt | None = None,
        transcript: Transcript | None = None,
    ) -> None:
        """
        Not yet open. `client_name` is what this machine calls itself in EHLO.

        `breaker` is shared where several lines carry one distribution, so that they count together;
        so is `halt`, so that they end together. `transcript`: what is said is written down there.
        """
        self._relay = relay
        self._client_name = client_name
        self._timeouts = timeouts or Timeouts()
        self._breaker = breaker or Breaker()
        self._halt = halt or Halt()
        self._transcript = transcript
        self._line: _Line | None = None

    def open(self) -> None:
        """Connect, protect and log in; a line that is open already is left first."""
        self.close()
        connection = connect(self._relay, self._timeouts, self._halt)
        if self._transcript is not None:
            connection.transcript = self._transcript.line(connection.peer)
        try:
            extensions = _open(connection, self._relay, self._client_name, self._timeouts)
        except BaseException:
            connection.close()
            raise
        client = SmtpClient(extensions, peer=connection.peer, breaker=self._breaker)
        self._line = _Line(connection, client, self._timeouts, self._halt)

    def send(self, handovers: Iterator[Handover], account: Account) -> None:
        """Hand over all of them, on as many lines as it takes; see `ports.Transport`."""
        while (first := next(handovers, None)) is not None:
            line = self._line_for(first, account)
            try:
                line.carry(chain((first,), handovers), account)
            except BaseException:
                self._line = None
                line.give_up(account)
                raise
            if line.ending is not None:
                self._line = None
                line.drop()
                if line.ending.verdict.effect is not Effect.CONTINUE:
                    raise self._refusal(line.ending)

    def keep_alive(self) -> None:
        """Say NOOP (RFC 5321 4.1.1.9); a line that does not answer is replaced."""
        if self._line is not None and not self._line.answers():
            self._line.drop()
            self._line = None
        if self._line is None:
            self.open()

    def close(self) -> None:
        """Say goodbye; never raises, and changes no outcome."""
        if self._line is not None:
            self._line.quit()
            self._line = None

    def _line_for(self, first: Handover, account: Account) -> "_Line":
        if self._line is None:
            try:
                self.open()
            except BaseException:
                account.settled(first, Outcome(DeliveryState.PLANNED))
                raise
        assert self._line is not None, "open() opens or raises"
        return self._line

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


class _Line:
    """One open line and the messages on it."""

    __slots__ = ("_client", "_connection", "_dotting", "_halt", "_timeouts", "_untold")

    def __init__(
        self, connection: Connection, client: SmtpClient, timeouts: Timeouts, halt: Halt
    ) -> None:
        self._connection = connection
        self._client = client
        self._timeouts = timeouts
        self._halt = halt
        self._untold: list[Settled] = []
        """Outcomes the account has not been told yet, the next one last."""
        self._dotting: Handover | None = None
        """Whose dot is being announced: if that fails, the account knows it already."""

    @property
    def ending(self) -> Ending | None:
        return self._client.ending

    def carry(self, handovers: Iterator[Handover], account: Account) -> None:
        """Hand over all of them, or as many as the line lasts for; `ending` says which."""
        client = self._client
        more = True
        while client.ending is None:
            while more and client.wants_message:
                handover = next(handovers, None)
                if handover is None:
                    more = False
                elif settled := client.begin(handover):
                    self._tell(settled, account)
            try:
                self._write(account)
                if (stage := client.awaited) is not None:
                    self._listen(stage, account)
                elif client.ready is None and not more:
                    return
            except LineLost as lost:
                self._lose(lost.trouble, account)

    def _write(self, account: Account) -> None:
        """Content, where the relay waits for it, and the commands behind it."""
        handover = self._client.ready
        if handover is None:
            if output := self._client.take_output():
                self._connection.write((output,))
            return
        content: Sequence[Piece] = following_data(handover.message)
        size = sum(map(len, content))
        while size > _ONE_WRITE:
            # A relay that gives up on the content says so once, before it drops the line.
            if not self._still_wanted(handover, account):
                return
            block, content = divided(content, min(_ONE_WRITE, size - _LAST_WRITE))
            self._connection.write(block, content=size)
            size -= min(_ONE_WRITE, size - _LAST_WRITE)
        if not self._still_wanted(handover, account):
            return
        self._halt.check(dotted=False)
        self._dotting = handover
        account.dot(handover)
        self._dotting = None
        self._client.mark_dot()
        try:
            self._connection.write(
                (*content, self._client.take_output()), content=size, dotted=True
            )
        except LineLost as lost:
            if lost.written < size:
                self._client.retract_dot()
            raise

    def _still_wanted(self, handover: Handover, account: Account) -> bool:
        data = self._connection.read_waiting()
        if not data and not self._client.midway:
            return True
        self._hear_out(data, account)
        return self._client.ready is handover

    def _hear_out(self, data: bytes, account: Account) -> None:
        """A relay that speaks before the dot is heard to the end of its sentence."""
        deadline = 0.0
        while data or (self._client.midway and self._client.ending is None):
            if data:
                self._tell(self._client.receive(data), account)
                data = b""
            else:
                deadline = deadline or time.monotonic() + self._timeouts.body
                data = self._connection.read(deadline)

    def _listen(self, stage: Stage, account: Account) -> None:
        """Read until one reply is whole; more may come with it. One deadline for all its bytes."""
        client = self._client
        deadline, dotted = time.monotonic() + self._timeouts.of(stage), stage is _DOT
        while True:
            if settled := client.receive(self._connection.read(deadline, dotted=dotted)):
                self._tell(settled, account)
            if not client.midway or client.awaited is not stage or client.ending is not None:
                return

    def _lose(self, trouble: Trouble, account: Account) -> None:
        """The line has ended; a reply that came before is still good (RFC 5321 3.8)."""
        with contextlib.suppress(LineLost):
            while self._client.ending is None and (data := self._connection.read_waiting()):
                self._tell(self._client.receive(data), account)
        self._tell(self._client.lose(trouble), account)

    def _tell(self, settled: list[Settled], account: Account) -> None:
        self._untold = settled[::-1]
        while self._untold:
            account.settled(*self._untold.pop())

    def give_up(self, account: Account) -> None:
        """After an error that is not the relay's: the rest is settled, the line dropped."""
        rest = [*reversed(self._untold), *self._client.abandon()]
        self.drop()
        for handover, outcome in rest:
            if handover is not self._dotting:
                # The first error is the one to be seen; an account that failed may fail again.
                with contextlib.suppress(Exception):
                    account.settled(handover, outcome)

    def answers(self) -> bool:
        """Whether the relay says yes to NOOP; only while nothing else is awaited."""
        said = b""
        try:
            self._connection.write((b"NOOP\r\n",))
            deadline = time.monotonic() + self._timeouts.quit
            while not said.endswith(b"\n"):
                said += self._connection.read(deadline)
        except LineLost:
            return False
        return said.startswith(b"250") and said.count(b"\n") == 1

    def quit(self) -> None:
        """QUIT where the dialogue allows it; whatever comes of it is ignored (RFC 5321 4.1.1.10)."""
        idle = self._client.ending is None and self._client.awaited is None
        if idle and self._client.ready is None:
            with contextlib.suppress(LineLost, Halted):
                self._connection.write((b"QUIT\r\n",))
                self._connection.read(time.monotonic() + self._timeouts.quit)
        self.drop()

    def drop(self) -> None:
        """Leave without a word: what has no dot is discarded by the relay (RFC 5321 4.1.1.4)."""
        self._connection.close()
