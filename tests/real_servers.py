"""Real servers for the transports: aiosmtpd with and without TLS and login, and smtp-sink."""

import asyncio
import contextlib
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import trustme
from aiosmtpd.smtp import SMTP, AuthResult
from mta import SINK, free_port, wait_for_port

from mailer.read.settings import Relay, Security

LOGIN = ("press@harbour.example", "canary-Pässwort-7")


class Aiosmtpd:
    """An aiosmtpd on loopback that keeps contents, and the logins it was offered."""

    def __init__(
        self, security: Security = Security.NONE, certificate: trustme.LeafCert | None = None
    ) -> None:
        self.security = security
        self.contents: list[bytes] = []
        self.logins: list[tuple[str, str]] = []
        self.port = 0
        self._context: ssl.SSLContext | None = None
        if certificate is not None:
            self._context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            certificate.configure_cert(self._context)
        self._loop = asyncio.new_event_loop()
        self._over = asyncio.Event()
        self._up = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        with contextlib.closing(self._loop):
            self._loop.run_until_complete(self._serve())

    async def _serve(self) -> None:
        implicit = self._context if self.security is Security.TLS else None
        server = await self._loop.create_server(self._session, "127.0.0.1", 0, ssl=implicit)
        self.port = server.sockets[0].getsockname()[1]
        self._up.set()
        await self._over.wait()
        server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def _session(self) -> SMTP:
        starttls = self.security is Security.STARTTLS
        return SMTP(
            self,
            hostname="aiosmtpd.example",
            data_size_limit=10_000_000,
            enable_SMTPUTF8=True,
            tls_context=self._context if starttls else None,
            require_starttls=starttls,
            # aiosmtpd sees no TLS of its own where the listener does it.
            auth_require_tls=starttls,
            auth_required=starttls,
            authenticator=self._authenticate if starttls else None,
            loop=self._loop,
        )

    def _authenticate(self, server, session, envelope, mechanism, data) -> AuthResult:
        login = (data.login.decode(), data.password.decode())
        self.logins.append(login)
        # Not "handled": the server itself answers 535 to a wrong one.
        return AuthResult(success=login == LOGIN, handled=False)

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802 - aiosmtpd's name
        self.contents.append(envelope.content)
        return "250 2.0.0 kept"

    def __enter__(self) -> "Aiosmtpd":
        self._thread.start()
        assert self._up.wait(10), "aiosmtpd did not come up"
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(10)

    def settings(self, authority: Path | None = None) -> Relay:
        username, password = LOGIN if self.security is Security.STARTTLS else ("", "")
        ca_file = str(authority) if authority else ""
        return Relay("127.0.0.1", self.port, self.security, username, password, ca_file=ca_file)


@contextmanager
def smtp_sink(folder: Path, *options: str) -> Iterator[int]:
    """Postfix's sink on a free port; every message becomes a file in `folder`."""
    port = free_port()
    command = [SINK, *options, "-u", "root", "-d", f"{folder}/%M.", f"127.0.0.1:{port}", "64"]
    sink = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        wait_for_port(port)
        yield port
    finally:
        sink.terminate()
        sink.wait(10)


def sunk(folder: Path) -> list[bytes]:
    """What smtp-sink took over, without the headers it puts before it; CRLF line ends."""
    contents = []
    for path in folder.iterdir():
        try:
            _, mark, rest = path.read_bytes().partition(b"\nFrom: ")
        except FileNotFoundError:
            continue  # smtp-sink has just removed what was never ended
        # A message that was begun and never ended leaves a file too; an ended one ends in LF LF.
        if rest.endswith(b"\n\n"):
            contents.append((mark + rest)[1:-1].replace(b"\n", b"\r\n"))
    return contents
