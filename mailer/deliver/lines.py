"""
Carrying messages over several lines at once, in one thread. Edge: it waits for all of them together.

It goes in rounds. Lines that are ready are heard and given their next messages, then they say what they
can, each dot kept by the account just before it leaves; what else was heard is kept, and all are waited
for. So a relay that is far away is kept busy, one that is near costs no switch between threads, and most
of what a round costs is shared by all who were ready at once.

Promises: as `ports.Transport`. A failure ends the sending: nothing new is begun, what is under way on
the other lines goes to its end, and then it is raised. Where it is the account's, no other dot leaves
either, and only answers to dots are waited for. Who asks the run to end is heard within a second, and
before every dot.
Never: opens a line itself (`dialling`).
Fails with: `Halted`; TransportError, where a relay ends a line for everybody; what the account or the
handovers raise.
"""

import select
import time
from collections import deque
from collections.abc import Callable, Iterator

from mailer.deliver.dialling import Dialling
from mailer.deliver.gathering import Gathering
from mailer.deliver.halt import Halt, Urgency
from mailer.deliver.line import Line
from mailer.deliver.ports import Account, Handover
from mailer.deliver.smtp import Ending
from mailer.deliver.verdict import Effect
from mailer.words.errors import TransportError

_NO_HALT = Urgency.NONE
_NEVER = float("inf")
_SLICE_S = 1.0
"""How long a wait goes on before it asks whether it still should."""
_DIALLING_S = 0.01
"""The same while a line is being opened that may take a message."""


class Carrying:
    """One sending over the lines of a transport."""

    def __init__(
        self,
        lines: list[Line],
        dialling: Dialling,
        halt: Halt,
        refusal: Callable[[Ending], TransportError],
        *,
        handovers: Iterator[Handover],
        account: Account,
    ) -> None:
        """`lines` stay the transport's: those that end are taken out, those that replace them put in."""
        self._lines = lines
        self._dialling = dialling
        self._halt = halt
        self._refusal = refusal
        self._handovers = handovers
        self._account = account
        self._poll = select.poll()
        self._busy: dict[int, Line] = {}
        """Lines on which something is under way, by the number the system knows them by."""
        self._awaits: dict[int, int] = {}
        """What each of these is waited for."""
        self._soonest = _NEVER
        """No line that is waited for loses its patience before, on the steady clock."""
        self._gathering = Gathering(time.monotonic())
        self._speaking: deque[Line] = deque()
        """Lines that are about to say something, in this round."""
        self._more = True
        self._may_dot = True
        self._failure: BaseException | None = None

    def run(self) -> None:
        """Hand over all of them."""
        try:
            self._go_round(list(self._lines))
            while self._busy or (self._more and self._dialling.count):
                self._wait()
        except BaseException:
            for line in self._engaged():
                self._leave(line)
                line.give_up(self._account)
            raise
        self._keep()
        if self._failure is not None:
            raise self._failure

    def _go_round(self, lines: list[Line], *, ready: bool = False) -> None:
        """Hear them, where they are ready, and give each the next message; then all speak."""
        for line in lines:
            is_left = not self._may_dot and line not in self._lines
            if not is_left and self._listen(line, ready=ready):
                self._speaking.append(line)
        while self._speaking:
            self._speak(self._speaking.popleft())
        self._keep()

    def _listen(self, line: Line, *, ready: bool) -> bool:
        """Hear what it says, and prepare what is to be said; whether it may speak."""
        account = self._account
        try:
            if ready:
                line.go_on(account)
                if not self._may_dot:
                    self._let_go(line)
                    return False
            while self._more and line.wants_message() and (handover := self._next()) is not None:
                if line.begin(handover, account):
                    break
        except Exception as error:  # noqa: BLE001 - raised when the other lines have come to rest
            self._give_up(line, error)
            return False
        return True

    def _speak(self, line: Line) -> None:
        try:
            ending = line.speak(self._account)
        except Exception as error:  # noqa: BLE001 - as in `_listen`
            self._give_up(line, error)
            return
        if ending is not None:
            self._end(line, ending)
        elif line.awaits:
            self._await(line)
        elif line.is_worn() and self._more:
            self._leave(line)
            self._dialling.begin(line)
        else:
            self._rest(line)

    def _next(self) -> Handover | None:
        try:
            handover = next(self._handovers, None)
        except BaseException as error:  # noqa: BLE001 - no line's fault; raised when all are at rest
            self._fail(error)
            return None
        self._more = handover is not None
        return handover

    def _wait(self) -> None:
        """Until lines are ready, one has lost its patience, or it is time to ask whether to go on."""
        slice_s = _SLICE_S
        if self._more and self._dialling.count:
            slice_s = _DIALLING_S
            self._welcome()
        now = time.monotonic()
        if now >= self._soonest:
            self._look_at_patience(now)
        if self._busy:
            found = self._poll.poll(1000 * min(self._soonest - now, slice_s))
            if found:
                found = self._gathered(found)
                self._go_round([self._busy[file] for file, _ in found], ready=True)
        if self._halt.urgency is not _NO_HALT:
            self._heed_halt()

    def _gathered(self, found: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Those that are ready, with what comes within a moment that keeps no relay waiting."""
        gathering = self._gathering
        if pause_s := gathering.pause_s(len(found), len(self._busy)):
            time.sleep(pause_s)
            found = self._poll.poll(0)
        gathering.heard(len(found), time.monotonic())
        return found

    def _welcome(self) -> None:
        """Take a line in that is open now; where there is no other, wait for it."""
        try:
            line = self._dialling.take(wait=not self._busy)
        except Exception as error:  # noqa: BLE001 - raised when all lines have come to rest
            self._fail(error)
            return
        if line is not None:
            self._lines.append(line)
            self._go_round([line])

    def _look_at_patience(self, now: float) -> None:
        for line in list(self._busy.values()):
            if now >= line.deadline:
                try:
                    ending = line.lose_patience(self._account)
                except Exception as error:  # noqa: BLE001 - as in `_listen`
                    self._give_up(line, error)
                    continue
                if ending is not None:
                    self._end(line, ending)
        self._soonest = min([line.deadline for line in self._busy.values()], default=_NEVER)

    def _heed_halt(self) -> None:
        for line in list(self._busy.values()):
            try:
                line.check_halt()
            except Exception as error:  # noqa: BLE001 - as in `_listen`
                self._give_up(line, error)

    def _keep(self) -> None:
        try:
            self._account.keep()
        except Exception as error:  # noqa: BLE001 - as in `_listen`
            self._rest_on(error)

    def _fail(self, error: BaseException) -> None:
        self._more = False
        self._failure = self._failure or error

    def _give_up(self, line: Line, error: Exception) -> None:
        """The account has failed, or the run is halted, on this line."""
        self._leave(line)
        line.give_up(self._account)
        self._rest_on(error)

    def _rest_on(self, error: Exception) -> None:
        """No other dot leaves: only answers to those that have left are still waited for."""
        self._fail(error)
        self._may_dot = False
        for line in self._engaged():
            self._let_go(line)
        self._speaking.clear()

    def _engaged(self) -> list[Line]:
        """Lines on which something is under way or about to be."""
        return list({line.file: line for line in (*self._speaking, *self._busy.values())}.values())

    def _let_go(self, line: Line) -> None:
        if not line.is_dotted():
            self._leave(line)
            line.give_up(self._account)

    def _end(self, line: Line, ending: Ending) -> None:
        """A line of no more use; where that is one recipient's doing, another takes its place."""
        self._leave(line)
        line.drop()
        if ending.verdict.effect is not Effect.CONTINUE:
            self._fail(self._refusal(ending))
        elif self._more:
            self._dialling.begin()

    def _await(self, line: Line) -> None:
        self._soonest = min(self._soonest, line.deadline)
        file, awaits = line.file, line.awaits
        if self._awaits.get(file) != awaits:
            self._poll.register(file, awaits)
            self._busy[file], self._awaits[file] = line, awaits

    def _rest(self, line: Line) -> None:
        """Nothing is under way on it."""
        file = line.file
        if self._awaits.pop(file, 0):
            self._poll.unregister(file)
            del self._busy[file]

    def _leave(self, line: Line) -> None:
        """It is the transport's no more."""
        self._rest(line)
        self._lines.remove(line)
