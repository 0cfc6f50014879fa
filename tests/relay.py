"""
A relay that misbehaves on cue, over real sockets, and remembers the truth of what it accepted.

It speaks SMTP properly unless its script says otherwise. The script maps a stage, or a stage and a
count, to an act; counts begin at 1 and run over all lines of the relay's life:

    with ScriptedRelay({("rcpt", 2): say("550 5.1.1 no such user"), ("dot", 3): drop()}) as relay:
        transport = RelayTransport(relay.settings(), client_name="client.example")
        ...
        assert [message.rcpt_to for message in relay.accepted] == ["one@harbour.example"]

Stages: connect, greeting, ehlo (before and after TLS), starttls, auth, mail, rcpt, data, body (some
of the content has come, its dot has not), dot, rset, noop, quit. Acts: say, raw, trickle, endless, drop,
reset, hang. An act stands in place of the proper reply; at the dot the message counts as accepted
only if the act says so (`keeps=True`) or says 2yz. A function of the line, which has the `command` it
obeys, may choose the act, or None for the proper reply.
"""

import contextlib
import re
import socket
import ssl
import struct
import threading
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import trustme

from mailer.read.settings import Relay, Security


@dataclass(frozen=True, slots=True)
class Accepted:
    mail_from: str
    rcpt_to: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Act:
    """What happens instead of the proper reply. `code`: the reply it amounts to, 0 if none."""

    play: Callable[["_Line"], None]
    code: int = 0
    ends: bool = False
    keeps: bool = False


def say(*lines: str, ends: bool = False) -> Act:
    """One reply, of one or several lines as written; `ends`: and hang up behind it."""
    data = "".join(f"{line}\r\n" for line in lines).encode()
    return Act(lambda line: line.send(data), code=int(lines[-1][:3]), ends=ends)


def raw(data: bytes) -> Act:
    """These bytes and no others."""
    return Act(lambda line: line.send(data))


def trickle(data: bytes, every_s: float = 0.05) -> Act:
    """One byte at a time, so that something always comes and nothing is ever whole."""

    def play(line: "_Line") -> None:
        for octet in data:
            line.send(bytes([octet]))
            if line.relay.over.wait(every_s):
                return

    return Act(play, ends=True)


def endless(data: bytes = b"250-more and more\r\n") -> Act:
    """The same again until the client has had enough."""

    def play(line: "_Line") -> None:
        while not line.relay.over.is_set():
            line.send(data * 100)

    return Act(play, ends=True)


def drop(*, keeps: bool = False) -> Act:
    """Hang up without a word; `keeps`: having accepted the message."""
    return Act(lambda _: None, ends=True, keeps=keeps)


def reset() -> Act:
    """Hang up rudely (RST)."""
    return Act(lambda line: line.reset(), ends=True)


def hang() -> Act:
    """Nothing, until the relay is closed."""
    return Act(lambda line: line.relay.over.wait(30), ends=True)


Script = Mapping[str | tuple[str, int], Act | Callable[["_Line"], Act | None]]
OFFERS = ("PIPELINING", "SIZE 10000000", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES")


class ScriptedRelay:
    """A threaded server on loopback. `login`: the user name and password it wants."""

    def __init__(
        self,
        script: Script | None = None,
        *,
        offers: tuple[str, ...] = OFFERS,
        security: Security = Security.NONE,
        certificate: trustme.LeafCert | None = None,
        login: tuple[str, str] | None = None,
        tls_context: ssl.SSLContext | None = None,
    ) -> None:
        self.script = dict(script or {})
        self.offers = offers
        self.security = security
        self.login = login
        self.tls_context = tls_context
        if certificate is not None:
            self.tls_context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            certificate.configure_cert(self.tls_context)
        self.over = threading.Event()
        self.accepted: list[Accepted] = []
        self.commands: list[str] = []
        self.connections = 0
        self.moved = threading.Condition()
        """Told of every stage that is reached; see `reached`."""
        self._counts: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]

    def settings(self, **changes) -> Relay:
        """How a client reaches it."""
        username, password = self.login or ("", "")
        relay = Relay("127.0.0.1", self.port, self.security, username, password)
        return replace(relay, **changes)

    def act_for(self, stage: str) -> Act | Callable[["_Line"], Act | None] | None:
        with self._lock:
            self._counts[stage] += 1
            count = self._counts[stage]
        with self.moved:
            self.moved.notify_all()
        with self._lock:
            return self.script.get((stage, count)) or self.script.get(stage)

    def reached(self, stage: str, count: int = 1, within_s: float = 30) -> None:
        """Return once the relay has come to this stage so often; fail after a time."""
        with self.moved:
            there = self.moved.wait_for(lambda: self._counts[stage] >= count, within_s)
        assert there, f"the relay never came to {stage} {count}"

    def __enter__(self) -> "ScriptedRelay":
        self._start(self._listen)
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(5)

    def _start(self, run: Callable[[], None]) -> None:
        thread = threading.Thread(target=run, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self.connections += 1
                self._start(_Line(self, connection).run)


class _HungUp(Exception):
    pass


class _Line:
    """One client's dialogue."""

    def __init__(self, relay: ScriptedRelay, connection: socket.socket) -> None:
        self.relay = relay
        self.command = ""
        self._socket = connection
        self._unread = b""
        self._protected = False
        self.mail_from: str | None = None
        self._rcpt_to: str | None = None
        self._content = b""

    def run(self) -> None:
        self._socket.settimeout(0.05)
        with contextlib.suppress(_HungUp, OSError):
            self._answer("connect", "")
            if self.relay.security is Security.TLS:
                self._protect()
            self._answer("greeting", "220 scripted.example ESMTP")
            while True:
                self._obey(self._read_line())
        self._hang_up()

    def send(self, data: bytes) -> None:
        try:
            self._socket.settimeout(5)
            self._socket.sendall(data)
        except OSError as error:
            raise _HungUp from error

    def reset(self) -> None:
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def _hang_up(self) -> None:
        with contextlib.suppress(OSError):
            self._socket.close()

    def _protect(self) -> None:
        assert self.relay.tls_context is not None, "give the relay a certificate"
        self._socket.settimeout(5)
        self._socket = self.relay.tls_context.wrap_socket(self._socket, server_side=True)
        self._protected = True

    def _read(self) -> None:
        while not self.relay.over.is_set():
            try:
                self._socket.settimeout(0.05)
                data = self._socket.recv(65536)
            except TimeoutError:
                continue
            if not data:
                raise _HungUp
            self._unread += data
            return
        raise _HungUp

    def _read_line(self) -> str:
        while b"\r\n" not in self._unread:
            self._read()
        line, self._unread = self._unread.split(b"\r\n", 1)
        return line.decode()

    def _answer(self, stage: str, proper: str) -> int:
        """Play the script's act, or give the proper reply; the code of what was said."""
        act = self.relay.act_for(stage)
        if act is not None and not isinstance(act, Act):
            act = act(self)
        code = act.code if act else int(proper[:3] or 0)
        if stage == "dot" and (code // 100 == 2 or (act and act.keeps)):
            self._keep()  # before the answer leaves, so that a test never looks too soon
        if act is None:
            if proper:
                self.send(proper.encode() + b"\r\n")
            return code
        act.play(self)
        if act.ends:
            raise _HungUp
        return code

    def _obey(self, command: str) -> None:
        self.command = command
        self.relay.commands.append(command)
        known = {
            "EHLO": self._ehlo, "STAR": self._starttls, "AUTH": self._auth, "MAIL": self._mail,
            "RCPT": self._rcpt, "DATA": self._data, "RSET": self._rset, "QUIT": self._quit,
            "NOOP": self._noop,
        }  # fmt: skip
        known.get(command[:4].upper(), self._unknown)(command)

    def _unknown(self, _: str) -> None:
        self.send(b"502 5.5.1 not known here\r\n")

    def _ehlo(self, _: str) -> None:
        offers = [*self.relay.offers]
        if self.relay.security is Security.STARTTLS and not self._protected:
            offers.append("STARTTLS")
        elif self.relay.login:
            offers.append("AUTH PLAIN LOGIN")
        lines = ["scripted.example", *offers]
        proper = "\r\n".join(f"250{' ' if line is lines[-1] else '-'}{line}" for line in lines)
        self._answer("ehlo", proper)

    def _starttls(self, _: str) -> None:
        if self._answer("starttls", "220 2.0.0 go ahead") == 220:
            self._protect()

    def _auth(self, command: str) -> None:
        assert self.relay.login is not None, "no login is wanted here"
        name, password = self.relay.login
        wanted = trusted_plain(name, password)
        right = command.split(" ")[2:] == [wanted]
        self._answer("auth", "235 2.7.0 welcome" if right else "535 5.7.8 wrong")

    def _mail(self, command: str) -> None:
        if self.mail_from is not None:
            self.send(b"503 5.5.1 nested MAIL\r\n")
        elif self._answer("mail", "250 2.1.0 ok") // 100 == 2:
            self.mail_from = _path(command)

    def _rcpt(self, command: str) -> None:
        if self.mail_from is None:
            self.send(b"503 5.5.1 MAIL first\r\n")
        elif self._answer("rcpt", "250 2.1.5 ok") // 100 == 2:
            self._rcpt_to = _path(command)

    def _data(self, _: str) -> None:
        proper = "354 go ahead" if self._rcpt_to else "554 5.5.1 no valid recipients"
        if self._answer("data", proper) == 354:
            self._content = self._read_content()
            if self._rcpt_to is None:
                self.send(b"554 5.5.1 no valid recipients\r\n")
            else:
                self._answer("dot", "250 2.0.0 queued")
            self.mail_from = self._rcpt_to = None

    def _read_content(self) -> bytes:
        if any("body" in key for key in self.relay.script):
            self._read()
            self._answer("body", "")
        content = bytearray(b"\r\n" + self._unread)
        seen = 0
        while (end := content.find(b"\r\n.\r\n", seen)) < 0:
            seen = max(0, len(content) - 4)
            self._unread = b""
            self._read()
            content += self._unread
        self._unread = bytes(content[end + 5 :])
        return re.sub(rb"(?m)^\.", b"", bytes(content[2 : end + 2]))

    def _keep(self) -> None:
        assert self.mail_from is not None, "MAIL came first"
        assert self._rcpt_to is not None, "RCPT came first"
        message = Accepted(self.mail_from, self._rcpt_to, self._content)
        self.relay.accepted.append(message)

    def _rset(self, _: str) -> None:
        self.mail_from = self._rcpt_to = None
        self._answer("rset", "250 2.0.0 ok")

    def _noop(self, _: str) -> None:
        self._answer("noop", "250 2.0.0 ok")

    def _quit(self, _: str) -> None:
        self._answer("quit", "221 2.0.0 bye")
        raise _HungUp


def trusted_plain(name: str, password: str) -> str:
    """The initial response of AUTH PLAIN (RFC 4616)."""
    return b64encode(f"\0{name}\0{password}".encode()).decode()


def _path(command: str) -> str:
    return command[command.index("<") + 1 : command.index(">")]
