"""Drafts made to be expensive: each is answered at once, by a sentence or by a draft."""

import re
import time
import zipfile
from io import BytesIO

import pytest

from mailer.read.draft.file import read_draft
from mailer.words.errors import ReleaseError

SECONDS_MAX = 5
HEAD = "FOR IMMEDIATE RELEASE\n\nA quay opens\n\nNORTHBANK, May 1, 2026 – The quay opens.\n\n"
MAIL = "From: a@b.example\nSubject: {}\nMIME-Version: 1.0\nContent-Type: {}\n\n"
LONG = [
    "*a ", "[", '"', "“a ", "a's's", "_", "1", "111 ", "+44 20 ", "a@", "Aa, ", "Anna Example ",
    "Monday, May 1, ", "from 7 p.m. to ", "is split 5%, ", "up 5% from 5 to ", "died aged 5 born ",
    "fundada en 1986 50 aniversario ", "https://", "www.", "{{ ", "(", "\u202e", "H",
]  # fmt: skip
PAGES = {
    "deep": "<div>" * 100_000,
    "cells": "<table><tr>" + "<td>x</td>" * 200_000,
    "attributes": "<p " + " ".join(f"a{number}=1" for number in range(100_000)) + ">x</p>",
    "comments": "<!--" * 200_000,
    "angles": "<" * 500_000,
}
MAILS = {
    "parts": MAIL.format("x", "multipart/mixed; boundary=b")
    + "--b\nContent-Type: text/plain\n\nThe quay opens.\n" * 10_000,
    "words": MAIL.format("=?utf-8?q?x?= " * 50_000, "text/plain") + "The quay opens.",
    "charset": MAIL.format("x", "text/plain; charset=" + "u" * 1_000_000) + "The quay opens.",
    "nested": MAIL.format("x", "message/rfc822") * 3_000,
}
NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship'
    ' Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
    ' Target="word/document.xml"/></Relationships>'
)
RUN = "<w:r><w:t>x </w:t></w:r>"
WORDS = {
    "runs": f"<w:document {NAMESPACE}><w:body><w:p>{RUN * 200_000}</w:p></w:body></w:document>",
    "zeros": f"<w:document {NAMESPACE}>{' ' * 100_000_000}</w:document>",
    "entities": "<!DOCTYPE d [<!ENTITY a 'lol'>"
    + "".join(f"<!ENTITY a{n} '{f'&a{n - 1 or str()};' * 10}'>" for n in range(1, 10))
    + f"]><w:document {NAMESPACE}>&a9;</w:document>",
}


def told(content: bytes, file: str) -> str:
    """The refusal of a draft, "" where it was read; in good time."""
    begun = time.process_time()
    try:
        read_draft(content, file)
    except ReleaseError as error:
        return str(error)
    finally:
        assert time.process_time() - begun < SECONDS_MAX
    return ""


@pytest.mark.parametrize("piece", [piece for piece in LONG if piece != "\u202e"])
def test_one_sign_a_hundred_thousand_times(piece: str) -> None:
    """A paragraph that no release has is refused before anything looks back from each of its signs."""
    text = HEAD + piece * (100_000 // len(piece))

    assert "which no release has" in told(text.encode(), "a.txt")


@pytest.mark.parametrize("piece", LONG)
def test_just_inside_of_the_bounds(piece: str) -> None:
    """Seven paragraphs just as long as they may be are read in good time."""
    text = HEAD + "\n\n".join([piece * (11_900 // len(piece))] * 7)

    assert told(text.encode(), "a.txt") == ""


@pytest.mark.parametrize("page", PAGES)
def test_pages(page: str) -> None:
    """Nesting, cells and attributes without end are refused, or read as what little they hold."""
    told(PAGES[page].encode(), "a.html")


@pytest.mark.parametrize("mail", MAILS)
def test_messages(mail: str) -> None:
    """Parts and headers without end are refused before they are parsed."""
    assert "message" in told(MAILS[mail].encode(), "a.eml")


@pytest.mark.parametrize("document", WORDS)
def test_word_documents(document: str) -> None:
    """Runs without end, a part that unpacks to a hundred megabytes, and entities are refused."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", RELATIONS)
        archive.writestr("word/document.xml", WORDS[document])

    assert re.search("more parts|larger than|entities|damaged", told(packed.getvalue(), "a.docx"))


@pytest.mark.parametrize("content", [b"no zip" * 99, b"PK\x03\x04" + b"\0" * 99, b""])
def test_word_documents_that_are_none(content: bytes) -> None:
    """A file that is no zip, or a damaged one, is called so."""
    assert told(content, "a.docx")


@pytest.mark.parametrize("text", ["a\0b\0" * 99, "\ufeff\u2066x\u2069 \u200f", "x\u202ey"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
def test_odd_signs(text: str, encoding: str) -> None:
    """NUL bytes, marks of direction and wide encodings come to a draft, never to a fault of ours."""
    told((HEAD + text).encode(encoding), "a.txt")


def test_lone_surrogates_and_old_encodings() -> None:
    """Bytes that no text has are read as Windows-1252, and said."""
    assert told(HEAD.encode() + b"\xed\xa0\x80 lone", "a.txt") == ""
    assert told("El señor abrió el muelle.".encode("latin-1"), "a.txt") == ""
