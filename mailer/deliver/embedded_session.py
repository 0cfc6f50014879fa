"""
One client's dialogue with the embedded server: aiosmtpd's, but that it reads a message in large pieces
and lets commands come in groups (PIPELINING, RFC 2920).

aiosmtpd reads line by line, which takes ten times as long as all else on the way of a message here.

Promises: a line longer than 1,000 octets is refused (RFC 5322 2.1.1), as is a message that is too large.
"""

import asyncio

from aiosmtpd.smtp import SMTP

_LINE_MAX = 1000
_DOT = b".\r\n"


class EmbeddedSession(SMTP):
    """Made by `EmbeddedServer` for each line."""

    line_length_limit = 256 * 1024
    """How much the reader holds at once; `_LINE_MAX` is looked at by ourselves."""

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - the name aiosmtpd calls
        """DATA: the content up to its final dot, then whatever the server says of it."""
        if await self.check_helo_needed():
            return
        assert self.envelope is not None, "there was a HELO"
        if not self.envelope.rcpt_tos:
            await self.push("503 5.5.1 RCPT first")
            return
        if arg:
            await self.push("501 5.5.4 Syntax: DATA")
            return
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        stuffed = await self._read_content()
        if len(stuffed) > (self.data_size_limit or len(stuffed)):
            await self.push("552 5.3.4 Too much mail data")
        elif max(map(len, stuffed.split(b"\n"))) >= _LINE_MAX:
            await self.push("500 5.5.2 Line too long (RFC 5322 2.1.1)")
        else:
            self.envelope.content = _unstuffed(stuffed)
            await self.push(await self._call_handler_hook("DATA"))
        self.envelope = self._create_envelope()

    async def _read_content(self) -> bytes:
        """All before the final dot."""
        content = bytearray()
        while content != _DOT and not content.endswith(b"\r\n" + _DOT):
            try:
                content += await self._reader.readuntil(_DOT)
            except asyncio.LimitOverrunError as overrun:
                content += await self._reader.read(overrun.consumed)
        return bytes(content[: -len(_DOT)])


def _unstuffed(content: bytes) -> bytes:
    """Without the dots that only keep a line from being the final one (RFC 5321 4.5.2)."""
    if content.startswith(b"."):
        content = content[1:]
    return content.replace(b"\r\n.", b"\r\n")
