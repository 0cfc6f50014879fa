"""What was said about one recipient, taken out of a line's transcript."""

from mailer.deliver.excerpt import take_out

PIPELINED = """\
0 -- connected to relay.example [127.0.0.1]:587
0 S: 220 relay.example ready
1 C: EHLO desk.example
1 S: 250-relay.example
1 S: 250 PIPELINING
2 C: AUTH PLAIN
2 C: [login, left out]
2 S: 334
2 S: 235 welcome
3 C: MAIL FROM:<press@harbour.example>
3 C: RCPT TO:<ada@news.example>
3 C: DATA
4 S: 250 sender
4 S: 250 ada is known
4 S: 354 go on
5 C: [content, 100 octets]
5 C: [content, 60 octets]
5 C: MAIL FROM:<press@harbour.example>
5 C: RCPT TO:<bo@news.example>
5 C: DATA
6 S: 250 ada is queued
6 S: 250 sender
6 S: 550-bo
6 S: 550 is unknown
6 S: 503 no recipient
7 C: RSET
7 C: MAIL FROM:<press@harbour.example>
7 C: RCPT TO:<cy@news.example>
7 C: DATA
8 S: 250 reset
8 S: 250 sender
8 S: 250 cy is known
8 S: 354 go on
9 C: [content, 90 octets]
9 -- closed
"""


def said_of(name: str) -> list[tuple[str, ...]]:
    return list(take_out(PIPELINED.splitlines(), lambda address: address.startswith(name)))


def test_each_gets_what_was_said_about_them() -> None:
    """Replies that came behind the next one's commands are given back to whom they belong."""
    connected = "0 -- connected to relay.example [127.0.0.1]:587"

    assert said_of("ada@") == [
        (
            connected,
            "3 C: MAIL FROM:<press@harbour.example>", "3 C: RCPT TO:<ada@news.example>",
            "3 C: DATA", "4 S: 250 sender", "4 S: 250 ada is known", "4 S: 354 go on",
            "5 C: [content, 100 octets]", "5 C: [content, 60 octets]", "6 S: 250 ada is queued",
        ),
    ]  # fmt: skip
    assert said_of("bo@") == [
        (
            connected,
            "5 C: MAIL FROM:<press@harbour.example>", "5 C: RCPT TO:<bo@news.example>",
            "5 C: DATA", "6 S: 250 sender", "6 S: 550-bo", "6 S: 550 is unknown",
            "6 S: 503 no recipient",
        ),
    ]  # fmt: skip


def test_what_was_under_way_at_the_end_is_there() -> None:
    """A dot without an answer, which is what somebody in doubt looks for, is shown to its end."""
    (said,) = said_of("cy@")

    assert said[-2:] == ("8 S: 354 go on", "9 C: [content, 90 octets]")


def test_nobody_else_is_shown() -> None:
    """Who was not written to over this line is not in it."""
    assert said_of("eve@") == []
