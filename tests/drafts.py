"""Builders of drafts as they come: Word documents, pages, messages."""

import io
import zipfile
from email.message import EmailMessage
from email.policy import SMTP

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from mailer.read.draft.file import DraftFile, read_draft
from mailer.read.draft.release_writer import write_release
from mailer.words.errors import ReleaseError

LEAD = "NORTHBANK, May 12, 2026 — The quay is open to all, the trust said on Tuesday morning."
_CHANGES = {
    "ins": "<w:ins {ns} w:id='1' w:author='X'><w:r><w:t xml:space='preserve'>{text}</w:t></w:r></w:ins>",
    "del": "<w:del {ns} w:id='2' w:author='X'><w:r><w:delText>{text}</w:delText></w:r></w:del>",
}
_BOX = (
    "<w:r {ns}><w:pict><v:shape xmlns:v='urn:schemas-microsoft-com:vml'><v:textbox><w:txbxContent>"
    "<w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
)


def a_word(*paragraphs: str):
    """A Word document of plain paragraphs, still open for changes."""
    document = docx.Document()
    document.core_properties.author = ""
    for text in paragraphs:
        document.add_paragraph(text)
    return document


def change(paragraph, sort: str, text: str) -> None:
    paragraph._p.append(parse_xml(_CHANGES[sort].format(ns=nsdecls("w"), text=text)))


def text_box(paragraph, text: str) -> None:
    paragraph._p.append(parse_xml(_BOX.format(ns=nsdecls("w"), text=text)))


def saved(document) -> bytes:
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def a_package(**parts: str | bytes) -> bytes:
    """A ZIP archive of the given parts; `word__document` stands for word/document.xml."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name.replace("__", "/") + ".xml", content)
    return written.getvalue()


def a_page(body: str) -> bytes:
    return f'<html><head><meta charset="utf-8"></head><body>{body}</body></html>'.encode()


def a_mail(text: str, html: str = "", subject: str = "Draft", **headers: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = "ana@harbour.example"
    message["Subject"] = subject
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    return message


def read(content: bytes, file: str = "draft.docx", *, accept: bool = False) -> DraftFile:
    return read_draft(content, file, accept_changes=accept)


def said(found: DraftFile) -> dict[str, str]:
    return {finding.id: finding.what for finding in found.findings}


def refusal(content: bytes, file: str = "draft.docx") -> str:
    with pytest.raises(ReleaseError) as caught:
        read(content, file)
    assert caught.value.where.partition(",")[0] == file
    assert caught.value.cure
    return caught.value.what


def kept_words(found: DraftFile) -> str:
    assert found.draft is not None
    return write_release(found.draft) + " ".join(finding.what for finding in found.findings)
