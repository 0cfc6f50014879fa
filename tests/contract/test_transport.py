"""One suite for every transport: the outbox, and SMTP to each kind of server."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
import trustme
from handing import Notebook, a_handover, handovers
from mta import SINK
from real_servers import LOGIN, Aiosmtpd, smtp_sink, sunk
from relay import OFFERS, ScriptedRelay

from mailer.deliver.embedded import EmbeddedServer
from mailer.deliver.outbox import OutboxTransport
from mailer.deliver.ports import Handover, Outcome, Transport
from mailer.deliver.relay import RelayTransport
from mailer.read.settings import Relay, Security
from mailer.words.errors import LedgerError

BIG = b"From: press@harbour.example\r\n\r\n" + b"A line of a large attachment.\r\n" * 40_000


@dataclass
class Harness:
    """A transport, and the truth of what arrived at its other end."""

    transport: Transport
    arrived: Callable[[], list[bytes]]


def smtp_to(relay: Relay, lines: int = 1) -> RelayTransport:
    return RelayTransport(relay, client_name="client.example", lines=lines)


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def ca_file(authority: trustme.CA, tmp_path: Path) -> Path:
    path = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(path))
    return path


def _outbox(folder: Path) -> Harness:
    return Harness(
        OutboxTransport(folder), lambda: [p.read_bytes() for p in sorted(folder.glob("*.eml"))]
    )


def _aiosmtpd(stack: ExitStack, security: Security, authority: trustme.CA, ca: Path) -> Harness:
    certificate = authority.issue_cert("127.0.0.1") if security is not Security.NONE else None
    server = stack.enter_context(Aiosmtpd(security, certificate))
    return Harness(smtp_to(server.settings(ca)), lambda: server.contents)


def _scripted(stack: ExitStack, offers: tuple[str, ...], lines: int = 1) -> Harness:
    server = stack.enter_context(ScriptedRelay(offers=offers))
    return Harness(smtp_to(server.settings(), lines), lambda: [m.content for m in server.accepted])


def _sink(stack: ExitStack, folder: Path, *options: str) -> Harness:
    folder.mkdir()
    port = stack.enter_context(smtp_sink(folder, *options))
    relay = Relay("127.0.0.1", port, Security.NONE)
    return Harness(smtp_to(relay), lambda: sunk(folder))


def _embedded(stack: ExitStack, folder: Path) -> Harness:
    server = stack.enter_context(EmbeddedServer(folder))
    relay = Relay("127.0.0.1", server.port, Security.NONE)
    return Harness(smtp_to(relay), lambda: [m.content for m in server.received])


TRANSPORTS = [
    "outbox",
    "embedded",
    "aiosmtpd",
    "aiosmtpd starttls and login",
    "aiosmtpd tls",
    "scripted pipelined",
    "scripted lock-step",
    "scripted pipelined, three lines",
    "scripted lock-step, three lines",
    pytest.param("sink pipelined", marks=pytest.mark.postfix),
    pytest.param("sink lock-step", marks=pytest.mark.postfix),
]


@pytest.fixture(params=TRANSPORTS)
def harness(
    request, tmp_path: Path, authority: trustme.CA, ca_file: Path, need: Callable[[str], None]
) -> Iterator[Harness]:
    kind = request.param
    if "sink" in kind:
        need("" if Path(SINK).exists() else "Debian's postfix (smtp-sink) is not installed")
    with ExitStack() as stack:
        made = {
            "outbox": lambda: _outbox(tmp_path / "out"),
            "embedded": lambda: _embedded(stack, tmp_path / "kept"),
            "aiosmtpd": lambda: _aiosmtpd(stack, Security.NONE, authority, ca_file),
            "aiosmtpd starttls and login": lambda: _aiosmtpd(
                stack, Security.STARTTLS, authority, ca_file
            ),
            "aiosmtpd tls": lambda: _aiosmtpd(stack, Security.TLS, authority, ca_file),
            "scripted pipelined": lambda: _scripted(stack, OFFERS),
            "scripted lock-step": lambda: _scripted(stack, ()),
            "scripted pipelined, three lines": lambda: _scripted(stack, OFFERS, 3),
            "scripted lock-step, three lines": lambda: _scripted(stack, (), 3),
            "sink pipelined": lambda: _sink(stack, tmp_path / "sunk"),
            "sink lock-step": lambda: _sink(stack, tmp_path / "sunk", "-p"),
        }[kind]()
        made.transport.open()
        yield made
        made.transport.close()


def test_everything_arrives_once_and_whole(harness: Harness) -> None:
    """Every handover is dotted once, accepted once, and arrives once, byte for byte."""
    contents = [
        b"From: press@harbour.example\r\nSubject: %d\r\n\r\n.\r\n..\r\n.x\r\nEnd %d\r\n" % (n, n)
        for n in range(1, 31)
    ]
    book = Notebook()

    harness.transport.send(
        iter([a_handover(n, content=content) for n, content in enumerate(contents, 1)]), book
    )

    assert sorted(book.dotted) == list(range(1, 31))
    assert book.states == dict.fromkeys(range(1, 31), "accepted")
    assert sorted(harness.arrived()) == sorted(contents)


def test_large_message_arrives_whole(harness: Harness) -> None:
    """A message much larger than a write arrives whole, between two small ones."""
    book = Notebook()
    messages = [a_handover(1), a_handover(2, content=BIG), a_handover(3)]

    harness.transport.send(iter(messages), book)

    assert set(book.states.values()) == {"accepted"}
    assert sorted(harness.arrived()) == sorted(m.message.content for m in messages)


def test_nothing_to_send_is_fine(harness: Harness) -> None:
    """No handover, no word to the account, nothing arrives."""
    book = Notebook()

    harness.transport.send(iter([]), book)

    assert (book.dotted, book.states, harness.arrived()) == ([], {}, [])


def test_line_serves_several_windows(harness: Harness) -> None:
    """One open transport takes one window of handovers after the other."""
    book = Notebook()

    harness.transport.send(iter(handovers(2)), book)
    harness.transport.send(iter([a_handover(3)]), book)

    assert book.states == dict.fromkeys((1, 2, 3), "accepted")
    assert len(harness.arrived()) == 3


class _NotingNone(Notebook):
    """The third dot cannot be noted."""

    def dot(self, handover: Handover) -> None:
        if len(self.dotted + self.coming) == 2:
            raise LedgerError("The disk is full.")
        super().dot(handover)


class _KeepingNone(Notebook):
    """What was noted after the first dot cannot be kept."""

    def keep(self) -> None:
        if self.dotted and self.coming:
            raise LedgerError("The disk is full.")
        super().keep()


@pytest.mark.parametrize("book", [_NotingNone, _KeepingNone])
def test_dot_that_cannot_be_noted_does_not_leave(harness: Harness, book: type[Notebook]) -> None:
    """Where a dot cannot be noted, or not kept, that message does not arrive, nor any after it."""
    told = book()

    with pytest.raises(LedgerError, match="disk is full"):
        harness.transport.send(iter(handovers(9)), told)

    accepted = [number for number, state in told.states.items() if state == "accepted"]
    assert sorted(accepted) == sorted(told.dotted)
    assert set(told.states.values()) <= {"accepted", "planned"}
    assert len(harness.arrived()) == len(told.dotted) < 9


def test_account_that_fails_is_not_asked_to_lose_the_rest(harness: Harness) -> None:
    """Where `settled` raises, what else was taken is still told of, and the error is seen."""

    class Book(Notebook):
        def settled(self, handover: Handover, outcome: Outcome) -> None:
            if handover.number == 2:
                raise LedgerError("The disk is full.")
            super().settled(handover, outcome)

    book = Book()
    taken: list[int] = []

    with pytest.raises(LedgerError, match="disk is full"):
        harness.transport.send(_noting(handovers(5), taken), book)

    assert set(taken) - {2} == set(book.states)
    assert 2 in book.dotted


def test_iterator_that_fails_leaves_nothing_unsettled(harness: Harness) -> None:
    """An error of the caller's own surfaces; everything taken before it is settled."""
    book = Notebook()
    taken: list[int] = []

    def failing() -> Iterator[Handover]:
        yield from _noting(handovers(3), taken)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        harness.transport.send(failing(), book)

    assert set(taken) == set(book.states)
    assert set(book.states.values()) <= {"accepted", "planned"}
    assert len(harness.arrived()) == list(book.states.values()).count("accepted")


def test_close_never_raises(harness: Harness) -> None:
    """Closing is safe: twice, after use, and it changes no outcome."""
    book = Notebook()
    harness.transport.send(iter(handovers(1)), book)

    harness.transport.close()
    harness.transport.close()

    assert book.states == {1: "accepted"}


def _noting(messages: list[Handover], taken: list[int]) -> Iterator[Handover]:
    for message in messages:
        taken.append(message.number)
        yield message


def test_transport_never_opened_can_be_closed(tmp_path: Path) -> None:
    """Closing what was never opened does nothing."""
    OutboxTransport(tmp_path).close()

    assert smtp_to(Relay("127.0.0.1", 9, Security.NONE)).close() is None


def test_login_reaches_the_relay_once_as_utf8(authority: trustme.CA, ca_file: Path) -> None:
    """A password beyond ASCII is sent once, as UTF-8, under TLS."""
    with Aiosmtpd(Security.STARTTLS, authority.issue_cert("127.0.0.1")) as server:
        transport = smtp_to(server.settings(ca_file))
        transport.open()
        transport.close()

    assert server.logins == [LOGIN]


def test_tls_is_at_least_1_2(authority: trustme.CA, ca_file: Path) -> None:
    """The line is encrypted with TLS 1.2 or later."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    with ScriptedRelay(security=Security.TLS, tls_context=context) as relay:
        transport = smtp_to(relay.settings(ca_file=str(ca_file)))
        book = Notebook()
        transport.open()
        transport.send(iter(handovers(2)), book)
        transport.close()

    assert len(relay.accepted) == 2


def test_outbox_names_files_by_number_and_address(tmp_path: Path) -> None:
    """A file is called after its delivery; nothing in an address makes a path of it."""
    messages = [a_handover(1, "ana.ruiz@desk.example"), a_handover(12, "../../x/josé@desk.example")]

    OutboxTransport(tmp_path / "deep" / "out").send(iter(messages), Notebook())

    names = sorted(path.name for path in (tmp_path / "deep" / "out").iterdir())
    assert names == ["00001-ana.ruiz@desk.example.eml", "00012-.._.._x_jos_@desk.example.eml"]


def test_embedded_server_keeps_the_envelope(tmp_path: Path) -> None:
    """The demonstration's server keeps who sent, who receives, and the exact bytes."""
    with EmbeddedServer() as server:
        transport = smtp_to(Relay("127.0.0.1", server.port, Security.NONE))
        transport.open()
        transport.send(iter([a_handover(1, "josé@desk.example")]), Notebook())
        transport.close()

    [received] = server.received
    assert (received.mail_from, received.rcpt_to) == ("press@harbour.example", "josé@desk.example")
    assert received.content == a_handover(1).message.content


def test_embedded_server_hands_on_what_it_takes() -> None:
    """Whoever looks on gets every byte, whatever stands at a line's beginning; nothing is kept."""
    contents = [
        b"Subject: x\r\n\r\n.\r\n..\r\nA sentence.\r\n.bash\r\nEnd.\r\n",
        b"",
        b".\r\n",
        b"Subject: x\r\n\r\n" + (b"QUJD" * 19 + b"\r\n") * 20_000,
    ]
    taken = []
    with EmbeddedServer(take=taken.append) as server:
        transport = smtp_to(Relay("127.0.0.1", server.port, Security.NONE))
        transport.open()
        messages = [a_handover(n, content=each) for n, each in enumerate(contents, 1)]
        notebook = Notebook()
        transport.send(iter(messages), notebook)
        transport.close()

    assert set(notebook.states.values()) == {"accepted"}
    assert [each.content for each in taken] == [contents[0], b"\r\n", *contents[2:]]
    assert server.received == []


def test_embedded_server_refuses_a_line_that_is_too_long() -> None:
    """What other servers refuse is refused here too, and the next message comes through."""
    long = b"Subject: x\r\n\r\n" + b"x" * 999 + b"\r\n"
    with EmbeddedServer() as server:
        transport = smtp_to(Relay("127.0.0.1", server.port, Security.NONE))
        transport.open()
        notebook = Notebook()
        transport.send(iter([a_handover(1, content=long), a_handover(2)]), notebook)
        transport.close()

    assert notebook.states[1] != "accepted"
    assert notebook.states[2] == "accepted"
    assert [each.rcpt_to for each in server.received] == ["r2@desk.example"]
