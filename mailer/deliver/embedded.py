"""
A mail server on this machine for demonstrations and rehearsals: it takes everything and passes nothing
on. Edge.

Promises: listens on loopback only, on a free port; keeps every message with its envelope, byte for
byte, or hands it to whoever looks on and forgets it; ends with its `with` block. Never: delivers,
relays, or asks for a login.
"""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from mailer.deliver.eml_name import eml_name

if TYPE_CHECKING:
    from aiosmtpd.smtp import SMTP, Envelope, Session

_HOST = "127.0.0.1"
_SIZE_MAX = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Received:
    """One message as the server got it."""

    mail_from: str
    rcpt_to: str
    content: bytes


class EmbeddedServer:
    """`with EmbeddedServer(folder) as server:` listens on `server.port` until the block ends."""

    def __init__(
        self, folder: Path | None = None, take: Callable[[Received], None] | None = None
    ) -> None:
        """
        `folder`: where to write each message as an .eml file too; None: keep them in memory.

        `take` gets each message as it arrives, from the server's thread, in the place of `received`.
        """
        self._folder = folder
        self._count = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, name="embedded server", daemon=True)
        self._listening = threading.Event()
        self._failure: OSError | None = None
        self._ending = asyncio.Event()
        self.port = 0
        """The port it listens on, once the block is entered."""
        self.received: list[Received] = []
        """In the order of arrival; every recipient of a message has an entry."""
        self._take = take or self.received.append

    def __enter__(self) -> Self:
        """Listen; OSError where the machine allows no listening on loopback."""
        if self._folder is not None:
            self._folder.mkdir(parents=True, exist_ok=True)
        self._thread.start()
        self._listening.wait()
        if self._failure is not None:
            raise self._failure
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop listening and end every line."""
        self._loop.call_soon_threadsafe(self._ending.set)
        self._thread.join()

    async def handle_EHLO(  # noqa: N802 - the name aiosmtpd calls
        self,
        server: "SMTP",
        session: "Session",
        envelope: "Envelope",
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        """Offer what a relay offers: commands that need not wait for each other's answers."""
        del server, envelope
        session.host_name = hostname
        return [*responses[:-1], "250-PIPELINING", "250-ENHANCEDSTATUSCODES", responses[-1]]

    async def handle_DATA(  # noqa: N802 - the name aiosmtpd calls
        self, server: "SMTP", session: "Session", envelope: "Envelope"
    ) -> str:
        """Keep one message."""
        del server, session
        content = envelope.content
        assert isinstance(content, bytes), "the server was told not to decode"
        for rcpt_to in envelope.rcpt_tos:
            self._count += 1
            self._take(Received(envelope.mail_from or "", rcpt_to, content))
            if self._folder is not None:
                (self._folder / eml_name(self._count, rcpt_to)).write_bytes(content)
        return f"250 2.0.0 taken as message {self._count}"

    def _serve(self) -> None:
        try:
            self._loop.run_until_complete(self._listen())
        except OSError as error:
            self._failure = error
            self._listening.set()
        finally:
            self._loop.close()

    async def _listen(self) -> None:
        # aiosmtpd takes 60 ms to load, and only a server that runs needs it.
        from mailer.deliver.embedded_session import EmbeddedSession  # noqa: PLC0415

        def session() -> EmbeddedSession:
            return EmbeddedSession(
                self,
                hostname="embedded.example",
                ident="mailer demonstration",
                data_size_limit=_SIZE_MAX,
                enable_SMTPUTF8=True,
                loop=self._loop,
            )

        server = await self._loop.create_server(session, _HOST, 0)
        self.port = server.sockets[0].getsockname()[1]
        self._listening.set()
        await self._ending.wait()
        server.close()
        lines = asyncio.all_tasks() - {asyncio.current_task()}
        for line in lines:
            line.cancel()
        await asyncio.gather(*lines, return_exceptions=True)
