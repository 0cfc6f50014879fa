"""
The SMTP client, from the first MAIL on: bytes in, outcomes and bytes out. No socket in sight.

Where the relay offers PIPELINING (RFC 2920) the content of one message and the envelope of the next
leave in one write, so that a message costs one round trip; otherwise every command waits for its
reply. The driver's turn, again and again: `begin` a message while `wants_message`; send the content
that `ready` asks for, with `mark_dot` just before its dot leaves; write `take_output`; `receive`.

Promises: content leaves only after 354; every message begun is settled once, by `receive`, `begin`
or `lose`; a message whose dot has not left is never in doubt, and one whose dot has left is never
called unsent without a reply; a reply nobody asked for ends the line.
Never: waits, retries, or speaks after `ending` is set.
"""

from collections import deque
from typing import NamedTuple

from mailer.deliver.breaker import Breaker
from mailer.deliver.envelope_lines import (
    ENVELOPE,
    LONE_DOT,
    RSET,
    Command,
    envelope_lines,
    find_hindrance,
)
from mailer.deliver.extensions import Extensions
from mailer.deliver.ports import Handover, Outcome
from mailer.deliver.reply import Reply
from mailer.deliver.reply_parser import ReplyParser, Trouble
from mailer.deliver.stage import Stage
from mailer.deliver.verdict import Effect, Verdict, is_wanted, judge_reply, judge_trouble
from mailer.words.states import DeliveryState

Settled = tuple[Handover, Outcome]
_CLOSING = 421
_GO_AHEAD = 354
_DONE = range(200, 300)
"""2yz, RFC 5321 4.2.1."""
# Python looks an enum's member up slowly; these are looked up for every message.
_MAIL, _RCPT, _DATA = ENVELOPE
_BODY, _DOT = Stage.BODY, Stage.DOT
_ACCEPTED, _CONTINUE = DeliveryState.ACCEPTED, Effect.CONTINUE
_UNSENT = Verdict(DeliveryState.PLANNED, Effect.CONTINUE)
_DOUBT = Verdict(
    DeliveryState.IN_DOUBT,
    Effect.CONTINUE,
    "This side stopped before the relay said whether it took the message over.",
)


class Ending(NamedTuple):
    """Why this line must end, and what that asks of the distribution."""

    stage: Stage
    verdict: Verdict
    reply: Reply | None = None
    """The reply that said so; None where something else came, or nothing."""


class Transaction:
    """
    One message on its way.

    It changes, so that no copies are made, and is begun without a call of its own, which Python makes
    slowly: one is made for every message.
    """

    handover: Handover
    settled = False
    """Its fate is known; replies still to come only bring both sides back in step."""
    dotted = False

    @property
    def stage(self) -> Stage:
        """Where it stands while its content leaves."""
        return _DOT if self.dotted else _BODY


class SmtpClient:
    """One open line's transactions, in order."""

    __slots__ = (
        "_breaker", "_expected", "_extensions", "_last_accepted", "_needs_rset", "_output", "_parser",
        "_peer", "_unsaid", "ending", "ready",
    )  # fmt: skip

    def __init__(self, extensions: Extensions, *, peer: str, breaker: Breaker) -> None:
        """After the opening. `breaker` outlives the line; `peer` stands in every outcome."""
        self._extensions = extensions
        self._peer = peer
        self._breaker = breaker
        self._parser = ReplyParser()
        self._expected: deque[tuple[Stage, Transaction]] = deque()
        self._unsaid: deque[tuple[Command, Transaction]] = deque()
        self._output: list[bytes] = []
        self.ready: Transaction | None = None
        """The message whose content the relay waits for."""
        self._needs_rset = False
        self._last_accepted = Outcome(_ACCEPTED)
        self.ending: Ending | None = None

    # Methods where properties would read better: Python answers them in half the time, and they are
    # asked several times for every message.

    def wants_message(self) -> bool:
        """Whether `begin` may be called: nothing is under way, or one may be begun ahead."""
        if self.ending is not None or self._expected:
            return False
        return self._extensions.pipelining or self.ready is None

    def awaited(self) -> Stage | None:
        """The stage of the next reply; None where none is due."""
        return self._expected[0][0] if self._expected else None

    def midway(self) -> bool:
        """Whether the relay has begun a reply and not ended it."""
        return self._parser.midway

    def begin(self, handover: Handover) -> list[Settled]:
        """Put one message's envelope behind what is to be written; or settle it without a word."""
        transaction = Transaction()
        transaction.handover = handover
        settled: list[Settled] = []
        if (verdict := find_hindrance(handover, self._extensions)) is not None:
            self._settle(transaction, verdict, None, settled)
            if verdict.effect is not _CONTINUE:
                self._end(Ending(Stage.MAIL, verdict), settled)
            return settled
        lines = envelope_lines(handover, self._extensions)
        if self._extensions.pipelining and not self._unsaid and not self._needs_rset:
            self._output += lines
            self._expected += [(_MAIL, transaction), (_RCPT, transaction), (_DATA, transaction)]
            return settled
        if self._needs_rset:
            self._needs_rset = False
            self._unsaid.append((RSET, transaction))
        self._unsaid += [(command, transaction) for command in zip(ENVELOPE, lines, strict=True)]
        self._say()
        return settled

    def mark_dot(self) -> None:
        """From here on `ready`'s final dot may have left."""
        transaction = self.ready
        assert transaction is not None, "no content was asked for"
        transaction.dotted = True
        self.ready = None
        self._expected.appendleft((_DOT, transaction))

    def retract_dot(self) -> None:
        """The write that held the dot broke off before it: a 2yz would not be its answer."""
        stage, transaction = self._expected.popleft()
        assert stage is _DOT, "only a dot can be retracted"
        self.ready = transaction

    def take_output(self) -> bytes:
        """The commands to write now, after any content; empty where it is the relay's turn."""
        output = b"".join(self._output)
        self._output.clear()
        return output

    def receive(self, data: bytes) -> list[Settled]:
        """Bytes of the relay; the outcomes they bring."""
        settled: list[Settled] = []
        expected = self._expected
        for reply in self._parser.feed(data):
            if self.ending is not None:
                return settled
            if self.ready is None and expected and not self._unsaid:
                # The commonest replies, on which nothing is to be decided.
                stage, transaction = expected[0]
                if reply.code in _DONE:
                    if stage is _MAIL or stage is _RCPT:
                        expected.popleft()
                        continue
                    if stage is _DOT and transaction.dotted:
                        expected.popleft()
                        self._accept(transaction, reply, settled)
                        continue
                elif reply.code == _GO_AHEAD and stage is _DATA and not transaction.settled:
                    expected.popleft()
                    self.ready = transaction
                    continue
            self._take(reply, settled)
        if self._parser.trouble is not None and self.ending is None:
            settled += self.lose(self._parser.trouble)
        return settled

    def lose(self, trouble: Trouble) -> list[Settled]:
        """Something came, or nothing, where a reply was due; the line is over."""
        settled: list[Settled] = []
        if self.ending is not None:
            return settled
        if self.ready is not None:
            stage = self.ready.stage
            self._finish(stage, self.ready, judge_trouble(stage, trouble), settled)
        elif self._expected:
            stage, transaction = self._expected.popleft()
            verdict = judge_trouble(stage, trouble)
            if stage is _DOT and not transaction.dotted:
                verdict = judge_trouble(_DATA, trouble)  # a lone dot: nothing is in doubt
            self._finish(stage, transaction, verdict, settled)
        else:
            self._end(Ending(Stage.MAIL, judge_trouble(Stage.MAIL, trouble)), settled)
        return settled

    def abandon(self) -> list[Settled]:
        """This side gives up: what was begun is unsent, or where its dot has left, in doubt."""
        settled: list[Settled] = []
        if self.ending is None:
            self._end(Ending(self.awaited() or Stage.MAIL, _UNSENT), settled)
        return settled

    def _say(self) -> None:
        """Move commands to the output: all of them, or one at a time without PIPELINING."""
        while self._unsaid and (self._extensions.pipelining or not self._expected):
            (stage, line), transaction = self._unsaid.popleft()
            self._output.append(line)
            self._expected.append((stage, transaction))

    def _take(self, reply: Reply, settled: list[Settled]) -> None:
        """One whole reply, for the command that has waited longest."""
        if self.ready is not None:
            self._take_early(reply, settled)
            return
        if not self._expected:
            verdict = judge_trouble(Stage.MAIL, Trouble.UNASKED)
            if reply.code == _CLOSING:
                verdict = judge_reply(Stage.MAIL, reply)
            self._end(Ending(Stage.MAIL, verdict, reply), settled)
            return
        stage, transaction = self._expected.popleft()
        if is_wanted(stage, reply):
            self._go_on(stage, transaction, reply, settled)
        elif transaction.settled:
            self._resynchronise(stage, reply, settled)
        else:
            self._finish(stage, transaction, judge_reply(stage, reply), settled, reply)

    def _go_on(
        self, stage: Stage, transaction: Transaction, reply: Reply, settled: list[Settled]
    ) -> None:
        if stage is _DOT and transaction.dotted:
            self._accept(transaction, reply, settled)
        elif stage is _DATA:
            if transaction.settled:
                # DATA was answered though RCPT was refused: an empty message ends the transaction
                # (RFC 2920 3.1). Whatever the relay says to it, this recipient stays refused.
                self._output.append(LONE_DOT)
                self._expected.append((_DOT, transaction))
            else:
                self.ready = transaction
        if self._unsaid:
            self._say()

    def _accept(self, transaction: Transaction, reply: Reply, settled: list[Settled]) -> None:
        self._breaker.count_accepted()
        transaction.settled = True
        outcome = self._last_accepted
        if reply is not outcome.reply:  # replies that say the same are mostly the same
            outcome = self._last_accepted = Outcome(_ACCEPTED, reply, "", self._peer)
        settled.append((transaction.handover, outcome))

    def _take_early(self, reply: Reply, settled: list[Settled]) -> None:
        """A reply between 354 and the dot: the relay gave up on the content, or is out of step."""
        transaction = self.ready
        assert transaction is not None, "only content can be interrupted"
        given_up = reply.code // 100 in (4, 5)
        unasked = judge_trouble(transaction.stage, Trouble.UNASKED)
        verdict = judge_reply(_BODY, reply) if given_up else unasked
        self._finish(_BODY, transaction, verdict, settled, reply)

    def _resynchronise(self, stage: Stage, reply: Reply, settled: list[Settled]) -> None:
        """What follows a refused RCPT in the same write: DATA, or a lone dot."""
        if reply.code == _CLOSING or reply.code // 100 not in (4, 5):
            self._end(Ending(stage, judge_reply(Stage.MAIL, reply), reply), settled)
        elif stage is _DATA:
            self._needs_rset = True

    def _finish(
        self,
        stage: Stage,
        transaction: Transaction,
        verdict: Verdict,
        settled: list[Settled],
        reply: Reply | None = None,
    ) -> None:
        """A verdict on one message, and on the line where it asks for more than going on."""
        if self._settle(transaction, verdict, reply, settled) and (
            verdict.policy or stage in (_DATA, _BODY, _DOT)
        ):
            verdict = self._breaker.count(verdict) or verdict
        in_step = reply is not None and stage in (Stage.RCPT, _DATA, _DOT)
        if verdict.effect is not _CONTINUE or not in_step:
            self._end(Ending(stage, verdict, reply), settled, transaction)
        elif stage is not _DOT and not (stage is Stage.RCPT and self._extensions.pipelining):
            self._unsaid.clear()
            self._needs_rset = True

    def _end(
        self, ending: Ending, settled: list[Settled], first: Transaction | None = None
    ) -> None:
        """No more on this line; whatever else is under way goes back as if never begun."""
        self.ending = ending
        under_way = [first, self.ready, *(transaction for _, transaction in self._expected)]
        under_way += [transaction for _, transaction in self._unsaid]
        for transaction in under_way:
            if transaction is not None:
                self._settle(transaction, _DOUBT if transaction.dotted else _UNSENT, None, settled)
        self._expected.clear()
        self._unsaid.clear()
        self._output.clear()
        self.ready = None

    def _settle(
        self,
        transaction: Transaction,
        verdict: Verdict,
        reply: Reply | None,
        settled: list[Settled],
    ) -> bool:
        """Note its fate, once; whether this was the once."""
        if transaction.settled or verdict.state is None:
            return False
        transaction.settled = True
        outcome = Outcome(verdict.state, reply, verdict.why, self._peer)
        settled.append((transaction.handover, outcome))
        return True
