"""
One open line and the messages on it. Edge: it drives the client over a real connection.

It never waits while a message is on its way: it says what the system takes and hears what has come;
`lines` waits for many of them at once, and asks each when its patience ends.

Promises: a dot is told to the account, which has kept it, before it may leave; every handover begun here
is settled once; a relay that gives up on large content is heard before more of it leaves.
Fails with: what the account raises; `Halted` before a dot, where the run is to end. The line is to be
given up then.
"""

import contextlib
import select
import time
from collections.abc import Sequence
from typing import NamedTuple

from mailer.deliver.connection import Connection, LineLost, Piece, divided, rest_of
from mailer.deliver.envelope_lines import following_data
from mailer.deliver.halt import Halt, Halted, Urgency
from mailer.deliver.ports import Account, Handover
from mailer.deliver.reply_parser import Trouble
from mailer.deliver.smtp import Ending, Settled, SmtpClient, Transaction
from mailer.deliver.stage import Stage, Timeouts

# Python looks an enum's member up slowly; these are looked up for every message.
_BODY, _DOT = Stage.BODY, Stage.DOT
_STAGES = (Stage.MAIL, Stage.RCPT, Stage.DATA, Stage.BODY, Stage.DOT, Stage.RSET)
_IN, _OUT, _NOTHING = select.POLLIN, select.POLLOUT, 0
_NEVER = float("inf")
_BLOCK = 64 * 1024
"""Content up to this size leaves in one write with its dot; each block of more has a patience."""
_LAST_WRITE = 16 * 1024
"""Of larger content, the end that leaves with the dot: the dot is marked only when it is near."""


class LineLife(NamedTuple):
    """How long one connection is used before another takes its place; 0: no bound."""

    messages: int = 0
    seconds: int = 0


FOREVER = LineLife()


class Line:
    """A connection, what is said on it, and since when."""

    __slots__ = (
        "_age_over_at", "_client", "_connection", "_content", "_content_left", "_dot_in", "_dotting",
        "_halt", "_left", "_messages_left", "_patience_s", "_stage", "_timeouts", "_unsent", "_untold",
        "awaits", "deadline", "file",
    )  # fmt: skip

    def __init__(
        self,
        connection: Connection,
        client: SmtpClient,
        timeouts: Timeouts,
        halt: Halt,
        life: LineLife,
    ) -> None:
        """After the opening."""
        self._connection = connection
        self.file = connection.fileno()
        """The number the system knows it by, for `poll`."""
        self._client = client
        self._timeouts = timeouts
        self._patience_s = {stage: timeouts.of(stage) for stage in _STAGES}
        self._halt = halt
        self._age_over_at = time.monotonic() + life.seconds if life.seconds else _NEVER
        self._messages_left = life.messages or _NEVER
        self.awaits = _NOTHING
        """What of the system it waits for, for `poll`; 0 where nothing is under way."""
        self.deadline = _NEVER
        """When its patience ends, on the steady clock."""
        self._stage: Stage | None = None
        """What the patience is for: the reply to this; None: that the relay takes what is written."""
        self._unsent: Sequence[Piece] = ()
        """What the system has not taken yet."""
        self._left = 0
        """How many octets those are."""
        self._content: Sequence[Piece] | None = None
        """What is still to be said of the content that the relay waits for; None: not begun, or over."""
        self._content_left = 0
        """How many octets those are."""
        self._dot_in = 0
        """How many octets of `_unsent` must leave before a final dot has; none is in it below 1."""
        self._untold: list[Settled] = []
        """Outcomes the account has not been told yet, the next one last."""
        self._dotting: Handover | None = None
        """Whose dot is being announced: if that fails, the account knows it already."""

    def wants_message(self) -> bool:
        """Whether one may be begun on it now."""
        return not self._left and self._client.wants_message() and not self.is_worn()

    def is_worn(self) -> bool:
        """Whether it has carried or lasted enough."""
        return self._messages_left <= 0 or (
            self._age_over_at is not _NEVER and time.monotonic() >= self._age_over_at
        )

    def is_dotted(self) -> bool:
        """Whether the answer to a final dot is awaited."""
        return self._client.awaited() is _DOT

    def begin(self, handover: Handover, account: Account) -> bool:
        """Put one message behind what is to be said; False where it was settled without a word."""
        self._messages_left -= 1
        if settled := self._client.begin(handover):
            self._tell(settled, account)
            return False
        return True

    def go_on(self, account: Account) -> None:
        """The system says that there is something to hear, or that it takes more."""
        try:
            if self._left:
                self._push()
            else:
                self._hear(account)
        except LineLost as lost:
            self._lose(lost.trouble, account)

    def speak(self, account: Account) -> Ending | None:
        """
        Say what is to be said, as far as the system takes it: content, and commands behind it.

        Gives why the line must end; None while it holds.
        """
        client = self._client
        try:
            while not self._left and client.ending is None:
                if (ready := client.ready) is not None:
                    if not self._say_content(ready, account) or self._content is None:
                        break
                elif output := client.take_output():
                    self._say((output,), len(output))
                else:
                    break
        except LineLost as lost:
            self._lose(lost.trouble, account)
        if client.ending is None:
            self._be_patient()
        return client.ending

    def _be_patient(self) -> None:
        """Find out what is waited for now, and until when."""
        client, stage = self._client, None
        self.awaits = _IN
        if self._left:
            if not self._connection.wants_read:
                self.awaits = _OUT
        elif client.ready is None:
            stage = client.awaited()
            if stage is None:
                self.awaits, self.deadline = _NOTHING, _NEVER
                return
            if stage is self._stage and client.midway():
                return  # one deadline for all the bytes of a reply
        self._stage = stage
        self.deadline = time.monotonic() + self._patience_s[stage or _BODY]

    def _say_content(self, ready: Transaction, account: Account) -> bool:
        """The next block of content, the last one with its dot; whether anything was said."""
        client = self._client
        # A relay that gives up on large content says so once, before it drops the line; and a reply that
        # nothing has asked for would be taken for the answer to the dot.
        self._hear_waiting(account)
        if client.ready is not ready or client.midway():
            return False
        if self._content is None:
            self._content, self._content_left = following_data(ready.handover.message)
        content, size = self._content or (), self._content_left
        if size > _BLOCK:
            part = min(_BLOCK, size - _LAST_WRITE)
            block, self._content = divided(content, part)
            self._content_left = size - part
            self._say(block, part, content=part)
            return True
        self._dot(ready.handover, account)
        client.mark_dot()
        self._content, self._dot_in = None, size
        output = client.take_output()
        self._say((*content, output), size + len(output), content=size)
        return True

    def _dot(self, handover: Handover, account: Account) -> None:
        """Have it kept that this dot leaves now; it is the next thing that does."""
        self._halt.check(dotted=False)
        self._dotting = handover
        account.dot(handover)
        self._dotting = None
        account.keep()

    def _hear_waiting(self, account: Account) -> None:
        if data := self._connection.read_waiting():
            self._tell(self._client.receive(data), account)

    def _say(self, pieces: Sequence[Piece], size: int, *, content: int = 0) -> None:
        """Begin with `size` octets, of which the first are so many of content."""
        self._connection.note(pieces, content)
        self._unsent, self._left = pieces, size
        self._push()

    def _push(self) -> None:
        """Hand to the system what it takes."""
        try:
            taken = self._connection.offer(self._unsent)
        except LineLost:
            self._break_off()
            raise
        self._dot_in -= taken
        self._left -= taken
        self._unsent = rest_of(self._unsent, taken) if self._left else ()
        if self._left and taken:
            self.deadline = time.monotonic() + self._timeouts.body

    def _break_off(self) -> None:
        """Nothing more of it leaves: a reply to a dot that has not left is none."""
        self._unsent, self._left = (), 0
        if self._dot_in > 0:
            self._dot_in = 0
            self._client.retract_dot()

    def _hear(self, account: Account) -> None:
        client, connection = self._client, self._connection
        while True:
            if settled := client.receive(connection.take_in()):
                self._tell(settled, account)
            if not connection.is_pending() or client.ending is not None:
                return

    def lose_patience(self, account: Account) -> Ending | None:
        """Its deadline is over; as `speak`."""
        self._break_off()
        self._lose(Trouble.TIMED_OUT, account)
        return self._client.ending

    def _lose(self, trouble: Trouble, account: Account) -> None:
        """The line has ended; a reply that came before is still good (RFC 5321 3.8)."""
        with contextlib.suppress(LineLost):
            while self._client.ending is None and (data := self._connection.read_waiting()):
                self._tell(self._client.receive(data), account)
        self._tell(self._client.lose(trouble), account)

    def _tell(self, settled: list[Settled], account: Account) -> None:
        settled.reverse()
        self._untold = settled
        while settled:
            account.settled(*settled.pop())

    def check_halt(self) -> None:
        """Raise Halted where it is not to go on, though something is under way."""
        if self._halt.urgency is not Urgency.NONE:
            self._halt.check(dotted=self.is_dotted())

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

    def say_quit(self) -> bool:
        """QUIT (RFC 5321 4.1.1.10) where the dialogue allows it; whether an answer may come."""
        client = self._client
        if (
            client.ending is None
            and client.ready is None
            and client.awaited() is None
            and not self._left
        ):
            with contextlib.suppress(LineLost, Halted):
                self._connection.write((b"QUIT\r\n",))
                return True
        return False

    def quit(self, *, said: bool | None = None) -> None:
        """QUIT and leave; whatever is answered is ignored. `said`: what `say_quit` has told."""
        if self.say_quit() if said is None else said:
            with contextlib.suppress(LineLost, Halted):
                self._connection.read(time.monotonic() + self._timeouts.quit)
        self.drop()

    def drop(self) -> None:
        """Leave without a word: what has no dot is discarded by the relay (RFC 5321 4.1.1.4)."""
        self._connection.close()
