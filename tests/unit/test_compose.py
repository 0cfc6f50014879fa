"""Messages as bytes: headers, MIME, quoted-printable in pieces."""

import base64
import email
import quopri
import re
import tracemalloc
from dataclasses import replace
from datetime import UTC, datetime
from email.policy import default

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from press import KEY, a_mould, a_recipient, a_release, a_variant
from shipped import TEMPLATES

from mailer.compose.composer import FileParts
from mailer.compose.encoding import (
    base64_size,
    encode_base64,
    encode_body,
    encode_mailbox,
    encode_text,
)
from mailer.compose.file_part import FilePart
from mailer.compose.headers import header, message_id
from mailer.compose.message import DATE_HOLE, Skeleton, rfc5322_date
from mailer.read.release import Attachment, Image
from mailer.render.view import Marking

NOW = datetime(2026, 5, 1, 8, 0, tzinfo=UTC)
words = st.sampled_from(
    ["a", "word", "é", "—", "“q”", "🚨", "日本", "x" * 80, "=?UTF-8?Q?A?=", "Größe", "(c)", '"q"', ",",
     "محمد", "=?UTF-8?Q?x=0D=0ABcc:_e@x?=", "?=", "=?", "From ", ".", "..", "a.b"]
)  # fmt: skip
texts = st.lists(words | st.text(max_size=8), max_size=12).map(" ".join)
lines = texts.map(
    lambda text: " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", "", text).split())
)


def message_for(recipient=None, release=None, **values):
    release = release or a_release(a_variant(body="Dear {{ recipient.name }}, hello.\n"))
    mould = a_mould(release, TEMPLATES)
    composed, _subject = mould.compose(recipient or a_recipient(**values), Marking())
    return composed, composed.skeleton.fill(composed.holes, NOW)


@settings(max_examples=500)
@given(lines)
def test_a_subject_reads_back_exactly(text: str) -> None:
    """Any one-line text comes back as it was, in lines of at most 78, and makes no other header."""
    raw = header("Subject", encode_text(text, 9)) + b"\r\nbody\r\n"
    read = email.message_from_bytes(raw, policy=default)

    assert read.keys() == ["Subject"]
    assert str(read["subject"]) == text
    assert max(map(len, raw.split(b"\r\n"))) <= max(78, 9 + max(map(len, text.split(" "))))
    assert all(len(word) <= 75 for word in re.findall(rb"=\?[^?\s]+\?B\?[^?\s]*\?=", raw))


@settings(max_examples=500)
@given(lines)
def test_a_name_never_becomes_an_address(name: str) -> None:
    """Whatever a person is called, there is one mailbox, the name intact."""
    raw = header("To", encode_mailbox(name, "a@example.org", 4)) + b"\r\n"
    read = email.message_from_bytes(raw, policy=default)

    assert read.keys() == ["To"]
    assert [one.addr_spec for one in read["to"].addresses] == ["a@example.org"]
    # Python's parser keeps the blank between two encoded words of a phrase (RFC 2047 6.2 drops it).
    assert "".join(read["to"].addresses[0].display_name.split()) == "".join(name.split())


@settings(max_examples=500)
@example(["a" * 75 + "From " + "b" * 75 + "." * 80])
@given(st.lists(texts, min_size=1, max_size=6))
def test_pieces_of_quoted_printable_join(pieces: list[str]) -> None:
    """Pieces encoded apart decode, joined, to the pieces joined; lines of 76, no dot ever first."""
    clean = [
        re.sub("[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029\ud800-\udfff]", "", piece) for piece in pieces
    ]
    joined = b"".join(encode_body(piece, last=False) for piece in clean[:-1])
    joined += encode_body(clean[-1], last=True)
    decoded = quopri.decodestring(joined).decode().replace("\r\n", "\n")

    assert decoded == "".join(clean)
    assert all(len(line) <= 76 for line in joined.split(b"\r\n"))
    assert not any(line.startswith((b".", b"From ")) for line in joined.split(b"\r\n"))


def test_the_wire_is_clean() -> None:
    """CRLF only, no NUL, no line over 998, and each header once."""
    _composed, content = message_for(name="Ana Ñandú", first_name="Ana")
    read = email.message_from_bytes(content, policy=default)

    assert b"\r" not in content.replace(b"\r\n", b"")
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert b"\x00" not in content
    assert max(map(len, content.split(b"\r\n"))) <= 998
    assert len(set(read.keys())) == len(read.keys())
    assert content.endswith(b"\r\n")


def test_both_parts_arrive_with_all_headers() -> None:
    """Text and HTML are there, addressed to one person, with the headers that mail clients act on."""
    _composed, content = message_for(name="Ana Example")
    read = email.message_from_bytes(content, policy=default)

    assert read.get_content_type() == "multipart/alternative"
    assert "Dear Ana Example, hello." in " ".join(read.get_body(("plain",)).get_content().split())
    assert "Dear Ana Example, hello." in read.get_body(("html",)).get_content()
    assert [one.addr_spec for one in read["to"].addresses] == ["ana@example.org"]
    assert read["list-unsubscribe"] == "<mailto:press@harbour.example?subject=unsubscribe>"
    assert read["list-id"] == "<press.harbour.example>"
    assert read["references"].startswith("<")
    assert read["date"].datetime == NOW


def test_text_alone_where_it_is_wished() -> None:
    """`format: text` gets one plain part and no HTML."""
    _composed, content = message_for(format="text", name="Ana")
    read = email.message_from_bytes(content, policy=default)

    assert read.get_content_type() == "text/plain"


def test_attachments_arrive_whole() -> None:
    """An attached file comes back byte for byte, under its own name, beside both parts."""
    file = Attachment("files/Pläne 1.pdf", "Plans", bytes(range(256)) * 20, "application/pdf")
    release = a_release(a_variant(attachments=(file,)))
    _composed, content = message_for(release=release)
    read = email.message_from_bytes(content, policy=default)
    (attached,) = read.iter_attachments()

    assert read.get_content_type() == "multipart/mixed"
    assert attached.get_content() == file.content
    assert attached.get_filename() == "Pläne 1.pdf"
    assert read.get_body(("html",)) is not None


def test_what_is_shared_is_shared() -> None:
    """Two recipients take the same skeleton, and neither's bytes hold the other's data."""
    mould = a_mould(a_release(a_variant(body="Dear {{ recipient.name }}.\n")), TEMPLATES)
    one, _ = mould.compose(a_recipient("one@example.org", name="Unique One"), Marking())
    two, _ = mould.compose(a_recipient("two@example.org", name="Unique Two"), Marking())
    bytes_of_one = one.skeleton.fill(one.holes, NOW)

    assert one.skeleton is two.skeleton
    assert b"Unique Two" not in bytes_of_one
    assert b"two@example.org" not in bytes_of_one


def test_a_message_id_is_stable_and_tells_nothing() -> None:
    """The same delivery has the same Message-ID; another key, person or distribution another."""
    same = message_id(KEY, "ferry-1", "ana@example.org", "harbour.example")

    assert same == message_id(KEY, "ferry-1", "ana@example.org", "harbour.example")
    assert same != message_id(b"x" * 32, "ferry-1", "ana@example.org", "harbour.example")
    assert same != message_id(KEY, "ferry-2", "ana@example.org", "harbour.example")
    assert "ana" not in same


@pytest.mark.parametrize("value", [b"a\r\nBcc: x@example.org", b"a\nb", b"a\x00b"])
def test_a_header_cannot_be_broken(value: bytes) -> None:
    """A CR, LF or NUL in a header's value is refused as bytes."""
    with pytest.raises(ValueError, match="header block"):
        header("Subject", value)


def test_a_file_is_encoded_once_for_a_thousand() -> None:
    """A thousand messages in two languages, HTML and text, share one encoding of each file."""
    plan = Attachment("plan.pdf", content=b"%PDF" + bytes(range(256)) * 400)
    photo = Image(
        "hall.png", alt="A hall", content=b"\x89PNG" + bytes(9_000), media_type="image/png"
    )
    variants = [
        a_variant(language=language, file=f"releases/ferry.{language}.md", attachments=(plan,),
                  images=(photo,), body="{% if recipient.beat %}Ships.{% endif %} Hello.\n")
        for language in ("en", "es")
    ]  # fmt: skip
    mould = a_mould(a_release(*variants), TEMPLATES)
    skeletons, wires = {}, set()
    for number in range(1_000):
        composed, _ = mould.compose(
            a_recipient(
                f"a{number}@example.org",
                language=("en", "es")[number % 2],
                format=("html", "text")[number % 3 == 0],
                beat=("", "ports")[number % 5 == 0],
            ),
            Marking(),
        )
        skeletons[composed.skeleton.key] = composed.skeleton
        if number < 12:
            read = email.message_from_bytes(
                composed.skeleton.fill(composed.holes, NOW), policy=default
            )
            wires |= {part.get_content() for part in read.iter_attachments()}
    shared = [
        segment
        for skeleton in skeletons.values()
        for segment in skeleton.segments
        if isinstance(segment, FilePart) and b"plan.pdf" in segment.whole()
    ]

    assert mould.composer.files.encodings == 2
    assert len(shared) == len(skeletons) == 8
    assert len({id(segment) for segment in shared}) == 1
    assert wires == {plan.content}


def test_a_large_file_is_held_once() -> None:
    """A file takes its encoded size, while it is encoded and for all messages that carry it."""
    file = Attachment("plan.pdf", content=bytes(range(256)) * 8_000)
    tracemalloc.start()
    part = FileParts().part(file)
    skeleton = Skeleton((b"Date: " + DATE_HOLE + b"\r\nTo: ", b"\r\n\r\n", part, b"\r\n"))
    messages = [skeleton.message((b"a%d" % n, b"", b""), rfc5322_date(NOW), "") for n in range(100)]
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert {message.size > len(part) > len(file.content) for message in messages} == {True}
    assert len(part) < peak_bytes < 1.5 * len(part)


def test_a_file_that_is_passed_on_is_never_held_encoded() -> None:
    """Its blocks are what it is whole; its size and key are known, and differ, without encoding it."""
    file = Attachment("plan.pdf", content=bytes(range(256)) * 8_000)
    part, other = FileParts().part(file), FileParts().part(replace(file, path="map.pdf"))
    tracemalloc.start()
    sizes = [len(block) for block in part.blocks()]
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak_bytes < 500_000 < sum(sizes) == len(part)
    assert max(sizes) <= 64 * 1024
    assert b"".join(part.blocks()) == part.whole()
    assert (part.key == FileParts().part(file).key, part.key == other.key) == (True, False)


@pytest.mark.parametrize("size", [1, 57, 57 * 840, 57 * 840 + 1, 200_000])
def test_base64_is_the_same_in_blocks(size: int) -> None:
    """Encoded a block at a time, a file is what the standard library makes of it in one."""
    content = (bytes(range(251)) * 800)[:size]

    encoded = b"".join(encode_base64(content))

    assert encoded == base64.encodebytes(content).replace(b"\n", b"\r\n")
    assert base64_size(size) == len(encoded)


@pytest.mark.parametrize(
    "name",
    ["Plan für März.pdf", "خطة.pdf", "写真.jpg", 'it\'s "one" (1);.pdf', "a b.pdf", "x" * 200],
)
def test_a_file_name_arrives_as_it_was(name: str) -> None:
    """Any name comes back exactly (RFC 2231), in ASCII bytes and lines of at most 998."""
    release = a_release(a_variant(attachments=(Attachment(f"files/{name}", content=b"x"),)))
    _, wire = message_for(release=release)
    (file,) = email.message_from_bytes(wire, policy=default).iter_attachments()

    assert file.get_filename() == name
    assert wire.isascii()
    assert max(map(len, wire.split(b"\r\n"))) <= 998
