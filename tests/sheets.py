"""Builders of spreadsheets for tests: an Excel file as openpyxl writes it, and ways to spoil one."""

import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest

from mailer.read.lists.media_list import Tally, read_media_list
from mailer.read.lists.reading import Reading
from mailer.read.recipient import Recipient
from mailer.words.errors import MediaListError
from mailer.words.findings import Finding

SAVED = Path(__file__).resolve().parent / "data" / "saved_lists"
HEAD = ("email", "name", "outlet")
ANA = ("ana@example.org", "Ana", "Radio")
BEN = ("ben@example.org", "Ben", "Radio")


def a_workbook(*rows: Sequence[object], change: Callable | None = None) -> bytes:
    """One sheet with these rows; `change` gets the sheet before it is saved."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "Press"
    for row in rows:
        sheet.append(list(row))
    if change:
        change(sheet)
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def with_part(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The same file with one part changed, or added."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w") as archive:
        for each in source.namelist():
            part = source.read(each)
            archive.writestr(each, change(part) if each == name else part, zipfile.ZIP_DEFLATED)
        if name not in source.namelist():
            archive.writestr(name, change(b""), zipfile.ZIP_DEFLATED)
    return target.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def rows(
    content: bytes, file: str = "lists/press.xlsx", **said: object
) -> tuple[list[Recipient], list[Finding], Tally]:
    media_list = read_media_list([content], name="press", file=file, reading=Reading(**said))
    out = list(media_list)
    recipients = [each for each in out if isinstance(each, Recipient)]
    findings = [each for each in out if isinstance(each, Finding)]
    return recipients, findings, media_list.tally


def refused(content: bytes, file: str = "lists/press.xlsx") -> MediaListError:
    with pytest.raises(MediaListError) as caught:
        rows(content, file)
    assert caught.value.where.startswith(file)
    assert caught.value.cure
    return caught.value


GOOD = a_workbook(HEAD, ANA)
