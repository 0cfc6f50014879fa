"""Faults of the relay and of the line, over real sockets, at the first, middle and last recipient."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from faults import ANY_SIZE, HUGE, PATIENT, QUICK, run
from handing import Notebook, handovers
from relay import (
    OFFERS,
    Act,
    ScriptedRelay,
    drop,
    endless,
    hang,
    raw,
    reset,
    say,
    trickle,
)

from mailer.deliver.breaker import Breaker
from mailer.deliver.connection import LineLost
from mailer.deliver.extensions import Extensions
from mailer.deliver.halt import Halt
from mailer.deliver.line import FOREVER, Line
from mailer.deliver.ports import Handover, Outcome
from mailer.deliver.relay import RelayTransport
from mailer.deliver.reply_parser import Trouble
from mailer.deliver.smtp import SmtpClient
from mailer.words.errors import (
    LedgerError,
    LoginRefused,
    RelayRefused,
    RelayUnreachable,
)

PLACES = pytest.mark.parametrize("number", [1, 2, 3], ids=["first", "middle", "last"])
MODES = pytest.mark.parametrize("offers", [OFFERS, ()], ids=["pipelined", "lock-step"])

FAULTS = [
    ("mail", say("421 4.3.2 bye", ends=True), "planned", "backoff"),
    ("mail", say("550 5.1.8 bad sender"), "planned", "pause"),
    ("mail", drop(), "planned", "backoff"),
    ("mail", reset(), "planned", "backoff"),
    ("mail", hang(), "planned", "backoff"),
    ("rcpt", say("421 4.3.2 bye", ends=True), "planned", "backoff"),
    ("rcpt", say("550 5.1.1 no such user"), "refused", "continue"),
    ("rcpt", say("450 4.2.0 greylisted"), "deferred", "continue"),
    ("rcpt", drop(), "planned", "backoff"),
    ("rcpt", raw(b"what?\r\n"), "planned", "backoff"),
    ("data", say("421 4.3.2 bye", ends=True), "planned", "backoff"),
    ("data", say("554 5.6.0 no"), "refused", "continue"),
    ("data", say("354 go", "250 already"), "planned", "pause"),
    ("data", reset(), "planned", "backoff"),
    ("dot", say("421 4.3.2 bye", ends=True), "deferred", "backoff"),
    ("dot", say("451 4.3.0 later"), "deferred", "continue"),
    ("dot", say("554 5.7.1 spam"), "refused", "continue"),
    ("dot", drop(), "in_doubt", "backoff"),
    ("dot", drop(keeps=True), "in_doubt", "backoff"),
    ("dot", reset(), "in_doubt", "backoff"),
    ("dot", hang(), "in_doubt", "backoff"),
    ("dot", raw(b"\xff\xfe\r\n"), "in_doubt", "backoff"),
    ("dot", endless(), "in_doubt", "backoff"),
    ("dot", trickle(b"250 " + b"o" * 100), "in_doubt", "backoff"),
]


@PLACES
@MODES
@pytest.mark.parametrize(
    ("stage", "act", "state", "effect"), FAULTS, ids=[f"{f[0]}-{n}" for n, f in enumerate(FAULTS)]
)
def test_fault_of_the_relay(
    stage: str, act: Act, state: str, effect: str, number: int, offers: tuple[str, ...]
) -> None:
    """Wherever it happens, a fault decides one message as the matrix says and no other is blamed."""
    done = run({(stage, number): act}, offers=offers)

    others = {n: s for n, s in done.book.states.items() if n != number}
    assert (done.book.states[number], done.effect) == (state, effect)
    assert all(others[n] == "accepted" for n in range(1, number))
    assert set(others.values()) <= {"accepted", "planned"}


@pytest.mark.parametrize(
    ("act", "state"),
    [
        pytest.param(reset(), "planned", id="reset"),
        pytest.param(drop(), "planned", id="dropped"),
        pytest.param(say("452 4.3.1 full", ends=True), "deferred", id="452"),
        pytest.param(say("552 5.3.4 too big", ends=True), "refused", id="552"),
    ],
)
@PLACES
def test_large_content_cut_short_is_never_in_doubt(act: Act, state: str, number: int) -> None:
    """A line that ends mid-body leaves a certain fate; a reply that waits there is read."""
    done = run({("body", number): act}, content=HUGE, offers=ANY_SIZE, timeouts=PATIENT)

    assert done.book.states[number] == state
    assert number not in done.book.dotted


def test_refusal_mid_body_goes_on_with_a_new_line() -> None:
    """A relay that refuses one message mid-body and hangs up gets the others on another line."""
    done = run(
        {("body", 2): say("552 5.3.4 too big", ends=True)},
        content=HUGE,
        offers=(),
        timeouts=PATIENT,
    )

    assert done.book.states == {1: "accepted", 2: "refused", 3: "accepted"}
    assert (done.effect, done.relay.connections) == ("continue", 2)


def test_reply_before_the_dot_stops_the_dot() -> None:
    """A 250 that lies unread before the dot is nobody's answer: no dot follows, nothing is accepted."""
    act = raw(b"250 accepted\r\n")
    done = run({("body", 2): act}, content=HUGE, offers=ANY_SIZE, timeouts=PATIENT)

    assert done.book.states[2] == "planned"
    assert 2 not in done.book.dotted
    assert done.effect == "pause"


def test_relay_that_stops_reading_is_left() -> None:
    """A relay that takes no more content runs into the deadline of a block."""
    done = run({("body", 1): hang()}, content=HUGE, offers=ANY_SIZE)

    assert (done.book.states[1], done.effect) == ("planned", "backoff")
    assert isinstance(done.error, RelayUnreachable)


@pytest.mark.parametrize("stage", ["greeting", "ehlo", "mail", "dot"])
def test_reply_that_trickles_in_meets_its_deadline(stage: str) -> None:
    """Byte after byte does not move the deadline: the whole reply has its time, and no more."""
    done = run({stage: trickle(b"250-" + b"o" * 200)})

    assert done.error is not None
    assert "in time" in done.error.what


def test_write_that_breaks_off_before_the_dot_trusts_no_acceptance() -> None:
    """A 250 that waits after a write broke off before its dot was no answer to it."""

    class BrokenLine:
        """A line whose first write is fine and whose second ends within the content."""

        wants_read = False

        def __init__(self) -> None:
            self.replies = [b"250 ok\r\n250 ok\r\n354 go\r\n"]
            self.writes = 0

        def is_pending(self) -> bool:
            return False

        def note(self, pieces, content: int) -> None: ...

        def offer(self, pieces):
            self.writes += 1
            if self.writes == 2:
                return 10
            if self.writes > 2:
                self.replies.append(b"250 accepted\r\n")
                raise LineLost(Trouble.WRITE_FAILED)
            return sum(map(len, pieces))

        def fileno(self) -> int:
            return -1

        def take_in(self) -> bytes:
            return self.replies.pop(0)

        def read_waiting(self) -> bytes:
            return self.replies.pop(0) if self.replies else b""

    book, (handover,) = Notebook(), handovers(1)
    offers = Extensions(pipelining=True)
    client = SmtpClient(offers, peer="broken", breaker=Breaker())
    line = Line(BrokenLine(), client, QUICK, Halt(), FOREVER)
    line.begin(handover, book)
    line.speak(book)
    line.go_on(book)
    line.speak(book)
    line.go_on(book)

    assert book.states == {1: "in_doubt"}


def test_a_reply_that_nobody_asked_for_is_no_answer_to_the_dot() -> None:
    """It came behind the 354, in a packet of its own, before the dot was said: nothing is accepted."""
    asked, sent = threading.Event(), threading.Event()

    def unasked(line) -> None:
        line.send(b"354 go on\r\n")
        asked.wait(10)  # the client has heard the 354, and makes the next message
        line.send(b"250 unasked\r\n")
        sent.set()

    def messages() -> Iterator[Handover]:
        first, second = handovers(2)
        yield first
        asked.set()
        sent.wait(10)
        yield second

    book = Notebook()
    with ScriptedRelay({("data", 1): Act(unasked, code=354)}) as relay:
        transport = RelayTransport(relay.settings(), client_name="c.example", timeouts=QUICK)
        transport.open()
        with pytest.raises(RelayRefused, match="was not asked"):
            transport.send(messages(), book)
        transport.close()

    assert sent.is_set()
    assert set(book.states.values()) == {"planned"}
    assert not relay.accepted


@MODES
def test_a_failure_on_one_line_doubts_nothing_on_the_others(offers: tuple[str, ...]) -> None:
    """What is under way on other lines goes to its end; only what was not begun is left."""
    book, script = Notebook(), {("mail", 4): say("421 4.3.2 bye", ends=True)}
    with ScriptedRelay(script, offers=offers) as relay:
        transport = RelayTransport(
            relay.settings(), client_name="c.example", timeouts=QUICK, lines=3
        )
        transport.open()
        with pytest.raises(RelayRefused) as caught:
            transport.send(iter(handovers(30)), book)
        transport.close()

    assert caught.value.temporary
    assert set(book.states.values()) == {"accepted", "planned"}
    assert list(book.states.values()).count("planned") == 1
    assert len(relay.accepted) == list(book.states.values()).count("accepted")


def test_handovers_that_fail_leave_nothing_in_doubt() -> None:
    """Where the next message cannot be had, those whose dot has left are still waited for."""

    def failing() -> Iterator[Handover]:
        yield from handovers(7)
        raise LedgerError("the suppression list is gone")

    book = Notebook()
    with ScriptedRelay() as relay:
        transport = RelayTransport(
            relay.settings(), client_name="c.example", timeouts=QUICK, lines=3
        )
        transport.open()
        with pytest.raises(LedgerError):
            transport.send(failing(), book)
        transport.close()

    assert set(book.states.values()) == {"accepted"}
    assert len(relay.accepted) == len(book.states) == 7


def test_a_refused_login_is_tried_once_for_all_lines() -> None:
    """The first line is opened alone: a wrong password is not said three times."""
    with ScriptedRelay(login=("press", "right")) as relay:
        settings = replace(relay.settings(), username="press", password="wrong")
        transport = RelayTransport(settings, client_name="c.example", timeouts=QUICK, lines=3)
        with pytest.raises(LoginRefused):
            transport.open()
        transport.close()

    assert relay.connections == 1


def test_each_reply_is_kept_before_a_wait() -> None:
    """No reply is only remembered while the transport waits for the next."""

    class Keeper(Notebook):
        """An account that says at each wait what it has heard and not kept."""

        unkept = 0

        def settled(self, handover: Handover, outcome: Outcome) -> None:
            super().settled(handover, outcome)
            self.unkept += 1

        def keep(self) -> None:
            super().keep()
            self.unkept = 0

    book = Keeper()
    with ScriptedRelay() as relay:
        transport = RelayTransport(relay.settings(), client_name="c.example", timeouts=QUICK)
        transport.open()
        transport.send(iter(handovers(5)), book)
        transport.close()

    assert (len(book.outcomes), book.unkept) == (5, 0)


@pytest.mark.parametrize(
    "act",
    [say("500 what"), say("421 bye", ends=True), raw(b"??\r\n"), drop(), hang()],
    ids=["500", "421", "garbage", "dropped", "hangs"],
)
@MODES
def test_fault_at_rset_changes_no_outcome(act: Act, offers: tuple[str, ...]) -> None:
    """A failed RSET costs a new line, and nothing else."""
    done = run({("rcpt", 2): say("550 5.1.1 no"), ("rset", 1): act}, offers=offers, count=4)

    assert (done.book.states[1], done.book.states[2]) == ("accepted", "refused")
    assert (done.book.states[3], done.book.states[4]) == ("planned", "accepted")
    assert (done.effect, done.relay.connections) == ("continue", 2)


@pytest.mark.parametrize(
    "act",
    [say("451 no"), say("500 what"), say("421 bye"), raw(b"??\r\n"), drop(), reset(), hang()],
    ids=["451", "500", "421", "garbage", "dropped", "reset", "hangs"],
)
def test_fault_at_quit_changes_no_outcome(act: Act) -> None:
    """Whatever a relay makes of QUIT, what it accepted stays accepted."""
    done = run({"quit": act})

    assert (set(done.book.states.values()), done.effect) == ({"accepted"}, "continue")
    assert "QUIT" in done.relay.commands


def test_line_dropped_between_two_windows_is_temporary() -> None:
    """A relay that hangs up while nothing is under way costs nobody anything but a retry."""
    book = Notebook()
    with ScriptedRelay({("mail", 2): drop()}) as relay:
        transport = RelayTransport(relay.settings(), client_name="c.example", timeouts=QUICK)
        transport.open()
        transport.send(iter(handovers(1)), book)
        with pytest.raises(RelayUnreachable) as caught:
            transport.send(iter(handovers(2)[1:]), book)
        transport.close()

    assert book.states == {1: "accepted", 2: "planned"}
    assert caught.value.temporary


# --- opening -----------------------------------------------------------------------------------
