"""
One line to the relay: a socket, perhaps under TLS. Edge.

`read` and `write` wait, as long as the opening does; `take_in` and `offer` never do.

Promises: every address of the relay is tried; a certificate is verified against the host's name and
TLS is 1.2 or later (RFC 8314); a wait ends at its deadline, however slowly bytes trickle in, or
within a second of a halt.
Never: reads a reply's meaning; retries.
Fails with: RelayUnreachable, TlsRefused; `Halted`; and `LineLost` once the line is open.
"""

import contextlib
import errno
import ipaddress
import os
import select
import socket
import ssl
import time
from collections.abc import Sequence
from typing import Any

from mailer.deliver.halt import Halt
from mailer.deliver.reply_parser import Trouble
from mailer.deliver.stage import Timeouts
from mailer.deliver.tls_refusal import certificate_refused, handshake_dropped, handshake_refused
from mailer.deliver.transcript import LineTranscript
from mailer.read.settings import Relay
from mailer.words.errors import RelayUnreachable, TlsRefused

Piece = bytes | memoryview
"""A stretch of what is written. A view where copying it would cost more than the sending."""
_CHUNK = 8 * 1024
_BLOCK = 64 * 1024
"""Octets of content that one body timeout is for (RFC 5321 4.5.3.2.5)."""
_PIECES_MAX = 256
"""Pieces for one system call; systems take 1,024 (POSIX: at least 16)."""
_SLICE_S = 1.0
"""How long a wait goes on before it asks whether it still should."""
_OUR_FAULT = {
    errno.EMFILE,
    errno.ENFILE,
    errno.ENETUNREACH,
    errno.ENOBUFS,
    errno.EACCES,
    errno.EPERM,
}
_NO_SUCH_HOST = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}


class LineLost(Exception):
    """The open line is of no more use; `trouble` says how it ended."""

    def __init__(self, trouble: Trouble) -> None:
        """The line is lost by this."""
        super().__init__(trouble.value)
        self.trouble = trouble


def connect(relay: Relay, timeouts: Timeouts, halt: Halt) -> "Connection":
    """A line to the first of the relay's addresses that answers."""
    where = f"{relay.host}:{relay.port}"
    failures: list[OSError] = []
    for family, kind, protocol, _, address in _addresses(relay, where):
        try:
            line = socket.socket(family, kind, protocol)
        except OSError as error:
            failures.append(error)
            continue
        try:
            _dial(line, address, time.monotonic() + timeouts.connect, halt)
        except OSError as error:
            line.close()
            failures.append(error)
            continue
        except BaseException:
            line.close()
            raise
        return Connection(line, relay, timeouts, halt)
    raise _unreachable(failures, where)


def _dial(line: socket.socket, address: tuple[Any, ...], deadline: float, halt: Halt) -> None:
    """Connect, in slices of time, so that a halt is heard meanwhile."""
    line.setblocking(False)
    failure = line.connect_ex(address)
    if failure == errno.EINPROGRESS:
        poll = select.poll()
        poll.register(line, select.POLLOUT)
        while not poll.poll(1000 * min(_SLICE_S, max(0.0, deadline - time.monotonic()))):
            halt.check(dotted=False)
            if time.monotonic() >= deadline:
                raise TimeoutError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT))
        failure = line.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    if failure:
        raise OSError(failure, os.strerror(failure))
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


_Address = tuple[socket.AddressFamily, socket.SocketKind, int, str, tuple[str | int | bytes, ...]]


def _addresses(relay: Relay, where: str) -> list[_Address]:
    try:
        return list(socket.getaddrinfo(relay.host, relay.port, type=socket.SOCK_STREAM))
    except (socket.gaierror, UnicodeError) as error:
        known = not isinstance(error, socket.gaierror) or error.errno in _NO_SUCH_HOST
        if known:
            what, cure = f"There is no host named {relay.host}.", "Check MAILER_SMTP_HOST in .env."
        else:
            what, cure = (
                f"The name {relay.host} cannot be looked up just now.",
                "Check the network.",
            )
        raise RelayUnreachable(what, where=where, cure=cure, temporary=not known) from error


def _unreachable(failures: list[OSError], where: str) -> RelayUnreachable:
    """Tell the most telling failure: one that is not this machine's own."""
    theirs = [error for error in failures if error.errno not in _OUR_FAULT]
    error = (theirs or failures or [OSError()])[0]
    if not theirs:
        what = "This machine cannot open a connection to the relay."
        cure = f"Check its network and firewall. It says: {error.strerror or 'no address'}."
    elif isinstance(error, TimeoutError):
        what = "The relay did not answer the connection in time."
        cure = "Check MAILER_SMTP_HOST and MAILER_SMTP_PORT; a firewall may block the port."
    elif isinstance(error, ConnectionRefusedError):
        what = "The relay refused the connection: nothing listens on this port."
        cure = "Check MAILER_SMTP_HOST and MAILER_SMTP_PORT."
    else:
        what = f"The relay cannot be reached: {error.strerror or 'the line dropped'}."
        cure = "It is tried again by itself. If it stays so, check the network."
    failure = RelayUnreachable(what, where=where, cure=cure, temporary=bool(theirs))
    failure.__cause__ = error
    return failure


class Connection:
    """An open line. `peer` is `host [address]:port`."""

    __slots__ = (
        "_halt", "_line", "_readable", "_relay", "_timeouts", "_writable", "loopback", "peer",
        "transcript", "wants_read",
    )  # fmt: skip

    def __init__(self, line: socket.socket, relay: Relay, timeouts: Timeouts, halt: Halt) -> None:
        """Take over a connected socket."""
        self._line = line
        self._halt = halt
        self.wants_read = False
        """Whether TLS must hear something before it takes what was offered."""
        self.transcript: LineTranscript | None = None
        self._relay = relay
        self._timeouts = timeouts
        # The line itself never waits: a wait is a poll up to its deadline, and only where needed.
        line.setblocking(False)
        self._readable, self._writable = select.poll(), select.poll()
        self._readable.register(line, select.POLLIN)
        self._writable.register(line, select.POLLOUT)
        address = line.getpeername()[0]
        self.peer = f"{relay.host} [{address}]:{relay.port}"
        ip = ipaddress.ip_address(address.partition("%")[0])
        mapped = ip.ipv4_mapped if isinstance(ip, ipaddress.IPv6Address) else None
        self.loopback = (mapped or ip).is_loopback

    def protect(self, *, after_starttls: bool) -> None:
        """Put TLS on the line; raises TlsRefused, or RelayUnreachable where it dropped."""
        where = f"{self._relay.host}:{self._relay.port}"
        context = _tls_context(self._relay)
        self._line.settimeout(self._timeouts.tls)
        try:
            self._line.getpeername()  # a line that is down already is wrapped without TLS
            line = context.wrap_socket(self._line, server_hostname=self._relay.host)
        except ssl.SSLCertVerificationError as error:
            raise certificate_refused(
                code=error.verify_code, said=error.verify_message, where=where
            ) from error
        except ssl.SSLEOFError as error:
            raise handshake_dropped(where=where) from error
        except ssl.SSLError as error:
            raise handshake_refused(
                reason=error.reason or "", where=where, after_starttls=after_starttls
            ) from error
        except OSError as error:
            raise handshake_dropped(where=where) from error
        self._line = line
        if line.version() is None:
            raise handshake_dropped(where=where)
        line.setblocking(False)

    def fileno(self) -> int:
        """For `poll`."""
        return self._line.fileno()

    def read(self, deadline: float) -> bytes:
        """What has come, at least one byte. `deadline` is monotonic; LineLost past it."""
        while True:
            self._wait(self._readable, deadline)
            if data := self.take_in():
                return data

    def read_waiting(self) -> bytes:
        """What lies unread right now, often nothing; LineLost where the line has ended."""
        if not self.is_pending() and not self._readable.poll(0):
            return b""
        return self.take_in()

    def take_in(self) -> bytes:
        """What a line holds that is said to be readable; LineLost where it has ended."""
        try:
            data = self._line.recv(_CHUNK)
        except (BlockingIOError, ssl.SSLWantReadError):
            return b""  # TLS housekeeping, such as a session ticket
        except OSError as error:
            raise LineLost(Trouble.DROPPED) from error
        if not data:
            raise LineLost(Trouble.DROPPED)
        if self.transcript is not None:
            self.transcript.heard(data)
        return data

    def is_pending(self) -> bool:
        """Whether TLS has taken more off the wire than was asked for."""
        return isinstance(self._line, ssl.SSLSocket) and self._line.pending() > 0

    def _wait(self, poll: select.poll, deadline: float) -> None:
        """Until the line is ready, in slices of time, so that a halt is heard meanwhile."""
        left = deadline - time.monotonic()
        if left > 0 and poll is self._readable and self.is_pending():
            return
        while left > 0:
            if poll.poll(1000 * min(left, _SLICE_S)):
                return
            self._halt.check(dotted=False)
            left = deadline - time.monotonic()
        raise LineLost(Trouble.TIMED_OUT)

    def write(self, commands: Sequence[Piece], *, secret: bool = False) -> None:
        """All of it; LineLost where the relay stops taking it. `secret`: it is a login."""
        self.note(commands, 0, secret=secret)
        deadline = time.monotonic() + self._timeouts.body
        while commands := rest_of(commands, self.offer(commands)):
            self._wait(self._readable if self.wants_read else self._writable, deadline)

    def offer(self, pieces: Sequence[Piece]) -> int:
        """How many octets of it the system takes now."""
        self.wants_read = False
        try:
            if isinstance(self._line, ssl.SSLSocket):
                # TLS takes one string; after a want it must be offered the same bytes again.
                return self._line.send(b"".join(divided(pieces, _BLOCK)[0]))
            return self._line.sendmsg(pieces[:_PIECES_MAX])
        except (BlockingIOError, ssl.SSLWantWriteError):
            return 0
        except ssl.SSLWantReadError:
            self.wants_read = True
            return 0
        except OSError as error:
            raise LineLost(Trouble.WRITE_FAILED) from error

    def note(self, pieces: Sequence[Piece], content: int, *, secret: bool = False) -> None:
        """Write down what is about to be said: so many octets of content, then commands."""
        if self.transcript is None:
            return
        data = b"".join(pieces)
        if content:
            self.transcript.content(min(content, len(data)))
        self.transcript.said(data[content:], secret=secret)

    def close(self) -> None:
        """Let go of the line. Never raises."""
        if self.transcript is not None:
            self.transcript.close()
        with contextlib.suppress(OSError):
            self._line.close()


def divided(pieces: Sequence[Piece], at: int) -> tuple[Sequence[Piece], Sequence[Piece]]:
    """
    The pieces before the octet `at`, and those from it on.

    >>> [b"".join(part) for part in divided((b"ab", b"cde", b"f"), 3)]
    [b'abc', b'def']
    """
    before: list[Piece] = []
    left = at
    for piece in pieces:
        if left <= 0:
            break
        before.append(memoryview(piece)[:left])
        left -= len(piece)
    return tuple(before), rest_of(pieces, at)


def rest_of(pieces: Sequence[Piece], taken: int) -> Sequence[Piece]:
    """
    What remains of the pieces without their first `taken` octets.

    >>> b"".join(rest_of((b"ab", b"cde", b"f"), 3))
    b'def'
    """
    for place, piece in enumerate(pieces):
        if taken < len(piece):
            return (memoryview(piece)[taken:], *pieces[place + 1 :])
        taken -= len(piece)
    return ()


def _tls_context(relay: Relay) -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if relay.ca_file:
        try:
            context.load_verify_locations(cafile=relay.ca_file)
        except (OSError, ssl.SSLError) as error:
            raise TlsRefused(
                "The file of trusted authorities cannot be read.",
                where=f"SSL_CERT_FILE={relay.ca_file}",
                cure="Name a PEM file, or remove the setting.",
            ) from error
    return context
