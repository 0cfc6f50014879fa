"""
The opening of a line: greeting, EHLO, STARTTLS, EHLO again, login. No socket in sight.

The driver writes what a step says, reads, and feeds what it read; `finished` when a step is None.

Promises: TLS before any credential (RFC 8314 section 5.2); no fall-back to HELO or to clear text;
what was offered before TLS is forgotten after it (RFC 3207 section 4.2); a byte that comes unasked
ends the line, so that nothing injected before TLS is taken as said after it; one login, once.
Never: writes a secret into an error.
Fails with: RelayUnreachable, TlsRefused, LoginRefused, RelayRefused.
"""

import re
from collections.abc import Generator
from dataclasses import dataclass, field

from mailer.deliver.auth import choose_login, redacted
from mailer.deliver.extensions import Extensions, parse_extensions
from mailer.deliver.reply import Reply
from mailer.deliver.reply_parser import ReplyParser, Trouble
from mailer.deliver.stage import Stage
from mailer.deliver.verdict import Effect, Verdict, is_wanted, judge_reply, judge_trouble
from mailer.read.settings import Relay, Security
from mailer.words.errors import (
    LoginRefused,
    RelayRefused,
    RelayUnreachable,
    TlsRefused,
    TransportError,
)

_NAME = re.compile(
    r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f.:]+\]|\[IPv6:[0-9A-Fa-f.:]+\]"
)
_CONTINUE_LOGIN = 334


@dataclass(frozen=True, slots=True)
class Step:
    """What the driver does next: write `data`, perhaps protect the line, then wait for `stage`."""

    stage: Stage
    data: bytes = field(default=b"", repr=False)
    protect: bool = False
    """Start TLS first. What was injected in clear breaks its handshake (RFC 3207 section 6)."""


class Opening:
    """One line's opening, step by step."""

    __slots__ = ("_dialogue", "_loopback", "_name", "_parser", "_relay", "extensions", "step")

    def __init__(self, relay: Relay, *, client_name: str, loopback: bool) -> None:
        """Begin with the greeting. `loopback`: the peer is this machine, as its address says."""
        self._relay = relay
        self._name = ehlo_name(client_name)
        self._loopback = loopback
        self._parser = ReplyParser()
        self.extensions = Extensions()
        self._dialogue = self._run()
        self.step: Step | None = next(self._dialogue)

    def receive(self, data: bytes) -> None:
        """Bytes of the relay; `step` moves on when they complete its reply."""
        step = self.step
        assert step is not None, "the opening is over"
        replies = self._parser.feed(data)
        if not replies and self._parser.trouble is not None:
            self.fail(self._parser.trouble)
        if not replies:
            return
        # In lock-step a second reply, or its beginning, can only be one nobody asked for.
        if len(replies) > 1 or self._parser.midway or self._parser.trouble is not None:
            self.fail(Trouble.UNASKED)
        try:
            self.step = self._dialogue.send(replies[0])
        except StopIteration:
            self.step = None

    def fail(self, trouble: Trouble) -> None:
        """Raise what no reply, or no proper one, means at this step."""
        assert self.step is not None, "the opening is over"
        stage = self.step.stage
        raise self._refusal(stage, judge_trouble(stage, trouble), None)

    def _run(self) -> Generator[Step, Reply, None]:
        self._demand(Stage.GREETING, (yield Step(Stage.GREETING)))
        yield from self._greet()
        if self._relay.security is Security.STARTTLS:
            if not self.extensions.starttls:
                raise TlsRefused(
                    "The relay does not offer to encrypt the line (STARTTLS). Nothing was sent.",
                    where=self._where,
                    cure="Check MAILER_SMTP_PORT and MAILER_SMTP_SECURITY; 465 goes with tls.",
                )
            self._demand(Stage.STARTTLS, (yield Step(Stage.STARTTLS, b"STARTTLS\r\n")))
            yield from self._greet(protect=True)
        if self._relay.username:
            yield from self._login()

    def _greet(self, *, protect: bool = False) -> Generator[Step, Reply, None]:
        reply = yield Step(Stage.EHLO, b"EHLO %s\r\n" % self._name, protect)
        self._demand(Stage.EHLO, reply)
        self.extensions = parse_extensions(reply)

    def _login(self) -> Generator[Step, Reply, None]:
        relay = self._relay
        if relay.security is Security.NONE and not self._loopback:
            raise LoginRefused(
                "The login was not sent, because the line is not encrypted.",
                where=self._where,
                cure="Set MAILER_SMTP_SECURITY to starttls or tls.",
            )
        login = choose_login(self.extensions, relay.username, relay.password)
        if login is None:
            offers = ", ".join(self.extensions.auth)
            what = f"The relay offers only logins this tool does not know: {offers}."
            raise LoginRefused(
                what if offers else "The relay offers no login.",
                where=self._where,
                cure="Check the port; or remove MAILER_SMTP_USERNAME if the relay needs no login.",
            )
        reply = Reply(_CONTINUE_LOGIN, ())
        for line in login.lines:
            if reply.code != _CONTINUE_LOGIN:
                break
            reply = yield Step(Stage.AUTH, line + b"\r\n")
        self._demand(Stage.AUTH, reply)

    @property
    def _where(self) -> str:
        return f"{self._relay.host}:{self._relay.port}"

    def _demand(self, stage: Stage, reply: Reply) -> None:
        """Go on only with the reply the dialogue needs (RFC 5321 4.3.2)."""
        if not is_wanted(stage, reply):
            raise self._refusal(stage, judge_reply(stage, reply), reply)

    def _refusal(self, stage: Stage, verdict: Verdict, reply: Reply | None) -> TransportError:
        kind: type[TransportError] = RelayUnreachable
        if reply is not None or verdict.effect is Effect.PAUSE:
            kind = _KINDS[stage]
        said = redacted(str(reply), self._relay.username, self._relay.password) if reply else ""
        return kind(
            f'{verdict.why} It said: "{said}"' if said else verdict.why,
            where=self._where,
            cure=self._cure(verdict, stage, silent=reply is None),
            temporary=verdict.effect is Effect.BACKOFF,
        )

    def _cure(self, verdict: Verdict, stage: Stage, *, silent: bool) -> str:
        # A TLS server on a line begun in clear waits for us, as we wait for its greeting.
        if stage is Stage.GREETING and silent and self._relay.security is not Security.TLS:
            return verdict.cure + " If this port wants TLS at once, set MAILER_SMTP_SECURITY=tls."
        return verdict.cure


_KINDS: dict[Stage, type[TransportError]] = {
    Stage.GREETING: RelayRefused,
    Stage.EHLO: RelayRefused,
    Stage.STARTTLS: TlsRefused,
    Stage.AUTH: LoginRefused,
}


def ehlo_name(client_name: str) -> bytes:
    """
    The name after EHLO: a host name, or where it is none, an address literal (RFC 5321 4.1.4).

    >>> ehlo_name("press.example.org"), ehlo_name("my_laptop")
    (b'press.example.org', b'[127.0.0.1]')
    """
    return client_name.encode() if _NAME.fullmatch(client_name) else b"[127.0.0.1]"
