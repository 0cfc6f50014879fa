"""Builders of spreadsheets for tests: an Excel file as openpyxl writes it, and ways to spoil one."""

import io
import zipfile
from collections.abc import Callable, Sequence

import openpyxl


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
