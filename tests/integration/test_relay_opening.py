"""Faults while a line is being opened, over real sockets: nobody is blamed, and nothing has left."""

import socket

import pytest
from faults import hand_over, run
from handing import handovers
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

from mailer.deliver.relay import RelayTransport
from mailer.read.settings import Relay, Security
from mailer.words.errors import (
    RelayRefused,
    RelayUnreachable,
    TransportError,
)

MODES = pytest.mark.parametrize("offers", [OFFERS, ()], ids=["pipelined", "lock-step"])

OPENINGS = [
    ("connect", drop(), RelayUnreachable, True),
    ("connect", reset(), RelayUnreachable, True),
    ("greeting", hang(), RelayUnreachable, True),
    ("greeting", say("421 busy"), RelayRefused, True),
    ("greeting", say("554 no service"), RelayRefused, False),
    ("greeting", raw(b"HTTP/1.1 400 Bad Request\r\n"), RelayRefused, False),
    ("greeting", raw(b"220 hello\r\n250 already\r\n"), RelayRefused, False),
    ("greeting", endless(b"220-more\r\n"), RelayRefused, False),
    ("ehlo", say("502 what"), RelayRefused, False),
    ("ehlo", say("421 bye", ends=True), RelayRefused, True),
    ("ehlo", trickle(b"250-" + b"x" * 100), RelayUnreachable, True),
    ("ehlo", drop(), RelayUnreachable, True),
]


@pytest.mark.parametrize(
    ("stage", "act", "kind", "temporary"),
    OPENINGS,
    ids=[f"{o[0]}-{n}" for n, o in enumerate(OPENINGS)],
)
def test_fault_while_opening(
    stage: str, act: Act, kind: type[TransportError], temporary: bool
) -> None:
    """A line that does not open blames nobody, says why and the cure, and if waiting may help."""
    done = run({stage: act})

    assert type(done.error) is kind
    assert done.error.temporary == temporary
    assert done.error.what.endswith((".", '"'))
    assert done.error.cure
    assert not done.book.states


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_closed_port_is_told_and_worth_a_retry() -> None:
    """A port where nothing listens is named as such."""
    transport = RelayTransport(Relay("127.0.0.1", free_port(), Security.NONE), client_name="c")

    with pytest.raises(RelayUnreachable, match="nothing listens") as caught:
        transport.open()

    assert caught.value.temporary


def test_unknown_host_is_not_worth_a_retry() -> None:
    """A name that can be no host's pauses at once."""
    transport = RelayTransport(Relay("no..host.example", 587, Security.NONE), client_name="c")

    with pytest.raises(RelayUnreachable, match="no host named") as caught:
        transport.open()

    assert not caught.value.temporary


def test_every_address_of_the_relay_is_tried() -> None:
    """Where the first address is dead the next is tried: localhost may be IPv6 first."""
    with ScriptedRelay() as relay:
        done = hand_over(relay, relay.settings(host="localhost"), handovers(1))

    assert done.book.states == {1: "accepted"}
    assert done.book.outcomes[1].peer == f"localhost [127.0.0.1]:{relay.port}"


# --- TLS and login -----------------------------------------------------------------------------
