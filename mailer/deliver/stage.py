"""
The stages of a session with a relay, and how long each may take.

Promises: every wait has an end. Pure values; the driver in `connection` keeps the time.
"""

from enum import StrEnum
from typing import NamedTuple


class Stage(StrEnum):
    """Where in the dialogue a reply belongs, or the silence where it should have come."""

    CONNECT = "connect"
    TLS = "tls"
    """The handshake, at once (RFC 8314) or after STARTTLS (RFC 3207)."""
    GREETING = "greeting"
    EHLO = "ehlo"
    STARTTLS = "starttls"
    AUTH = "auth"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    BODY = "body"
    """Content is leaving, its final dot has not left: nothing can have been accepted."""
    DOT = "dot"
    """The final dot has left. Without a reply nobody on this side knows who owns the message."""
    RSET = "rset"
    QUIT = "quit"


class Timeouts(NamedTuple):
    """
    Seconds each stage may take until its whole reply is read, however slowly its bytes come.

    RFC 5321 4.5.3.2 asks for five minutes nearly everywhere; a submission server answers sooner, so
    that the opening may be shorter. The dot may not: cutting its ten minutes short is what sends
    messages twice (RFC 1047).
    """

    connect: float = 30
    """For each of the relay's addresses."""
    tls: float = 60
    greeting: float = 60
    ehlo: float = 60
    starttls: float = 60
    auth: float = 120
    mail: float = 300
    rcpt: float = 300
    data: float = 120
    body: float = 180
    """For each block of content written."""
    dot: float = 600
    rset: float = 30
    quit: float = 5
    """Nothing depends on this answer."""

    def of(self, stage: Stage) -> float:
        """The seconds for one stage."""
        seconds: float = getattr(self, stage)
        return seconds
