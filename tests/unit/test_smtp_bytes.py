"""SMTP as bytes: replies cut anywhere, dots and line ends of content."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from puppet import Fault, Played, play

from mailer.deliver.envelope_lines import stuffed
from mailer.deliver.reply_parser import ReplyParser, Trouble


@st.composite
def cuts(draw):
    """A way to cut bytes into packets, the same for every call."""
    sizes = draw(st.lists(st.integers(1, 40), min_size=1, max_size=20))

    def cut(data: bytes) -> list[bytes]:
        packets, at, turn = [], 0, 0
        while at < len(data):
            size = sizes[turn % len(sizes)]
            packets.append(data[at : at + size])
            at, turn = at + size, turn + 1
        return packets

    return cut


@given(
    cut=cuts(),
    stage=st.sampled_from(["mail", "rcpt", "data", "dot"]),
    stimulus=st.sampled_from(
        [b"250-one\r\n250 two", b"550 5.1.1 no", b"450 wait", b"what", b"421 bye", b"354 go",
         b"554 5.7.1 spam", b"250 " + b"x" * 5000, b"250-one\r\n550 two"]
    ),
    number=st.integers(1, 3),
)  # fmt: skip
def test_packets_do_not_matter(cut, stage: str, stimulus: bytes, number: int) -> None:
    """However the relay's bytes are cut, the same things happen."""
    whole = play(Fault(stage, number, stimulus))
    pieces = play(Fault(stage, number, stimulus), cut=cut)

    assert _story(pieces) == _story(whole)


def _story(played: Played) -> tuple:
    return played.book.outcomes, played.book.dotted, played.wire, played.ending


@given(cut=cuts(), data=st.lists(
    st.sampled_from([b"250 ok\r\n", b"250-a\r\n250 b\r\n", b"550 5.1.1 n\xc3\xb6\r\n", b"354\r\n",
                     b"421 bye\n", b"nonsense\r\n", b"250-a\r\n251 b\r\n"]), max_size=8,
).map(b"".join))  # fmt: skip
def test_parser_gives_the_same_replies_for_any_cut(cut, data: bytes) -> None:
    """The parser's replies and its trouble do not depend on the packets."""
    whole, pieces = ReplyParser(), ReplyParser()
    once = whole.feed(data)
    many = [reply for packet in cut(data) for reply in pieces.feed(packet)]

    assert (many, pieces.trouble) == (once, whole.trouble)


@given(st.lists(st.sampled_from([b".", b"..", b".x", b"", b"x", b"x.", b"a.b"]), min_size=1))
def test_dot_stuffing_round_trips(lines: list[bytes]) -> None:
    """What a relay unstuffs is what was stuffed, and the only lone dot is the last line."""
    content = b"".join(line + b"\r\n" for line in lines)

    sent = stuffed(content).split(b"\r\n")

    assert sent[-2:] == [b".", b""]
    assert b"." not in sent[:-2]
    received = b"".join(line.removeprefix(b".") + b"\r\n" for line in sent[:-2])
    assert received == content


def test_bare_line_feed_cannot_end_the_message() -> None:
    """A dot on a line that only a lenient server would see is stuffed too (SMTP smuggling)."""
    assert b"\n.\n" not in stuffed(b"a\n.\nMAIL FROM:<evil@x.example>\r\n")


@pytest.mark.parametrize(
    ("data", "trouble"),
    [
        pytest.param(b"250 ok\r\n", None, id="plain"),
        pytest.param(b"250\r\n", None, id="no text"),
        pytest.param(b"250-a\r\n250 b\r\n", None, id="two lines"),
        pytest.param(b"250 " + b"x" * 4000 + b"\r\n", None, id="long line"),
        pytest.param(b"250 " + b"x" * 4100, Trouble.TOO_LONG, id="line without end"),
        pytest.param(b"250-a\r\n" * 101, Trouble.TOO_LONG, id="too many lines"),
        pytest.param((b"250-" + b"x" * 4000 + b"\r\n") * 20, Trouble.TOO_LONG, id="too much"),
        pytest.param(b"HTTP/1.1 400\r\n", Trouble.GARBAGE, id="web server"),
        pytest.param(b"250-a\r\n550 b\r\n", Trouble.GARBAGE, id="code changes"),
        pytest.param(b"999 ok\r\n", Trouble.GARBAGE, id="no such code"),
        pytest.param(b"250_ok\r\n", Trouble.GARBAGE, id="no such mark"),
        pytest.param(b"\r\n", Trouble.GARBAGE, id="empty line"),
    ],
)
def test_replies_are_bounded_and_strict(data: bytes, trouble: Trouble | None) -> None:
    """What is no reply, or has no end, is named as such; what is one is taken."""
    parser = ReplyParser()
    replies = parser.feed(data)

    assert parser.trouble == trouble
    assert bool(replies) == (trouble is None)


def test_reply_text_cannot_write_on_a_terminal() -> None:
    """Control characters in a reply are shown as question marks."""
    [reply] = ReplyParser().feed(b"550 \x1b[2Jgone\x07\r\n")

    assert reply.text == "?[2Jgone?"
