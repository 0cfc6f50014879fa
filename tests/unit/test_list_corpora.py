"""Lists made of other people's test data: the right value or refused by row, never a crash."""

import csv
import io
import json
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from pathlib import Path

import pytest
from sheets import a_workbook

from mailer.cli.console import printable
from mailer.read.lists.media_list import read_media_list
from mailer.read.lists.records import read_records
from mailer.read.recipient import Recipient
from mailer.words.errors import MediaListError
from mailer.words.findings import Finding, Severity

DATA = Path(__file__).resolve().parents[1] / "data"
SPECTRUM = sorted((DATA / "csv_spectrum" / "csvs").glob("*.csv"))
NAUGHTY: list[str] = json.loads((DATA / "naughty_strings" / "blns.json").read_text("utf-8"))
ISEMAIL = [
    (
        # The file writes a control character as its picture, U+2400 on.
        "".join(chr(ord(c) - 0x2400) if 0x2400 <= ord(c) <= 0x2420 else c for c in address),
        each.findtext("category"),
    )
    for each in ET.parse(DATA / "isemail" / "tests.xml").getroot().iter("test")
    if (address := each.findtext("address") or "") is not None
]


def a_list(rows: Sequence[Sequence[str]]) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file).writerows(rows)
    return file.getvalue().encode("utf-8", "surrogatepass")


def read(content: bytes) -> tuple[dict[int, Recipient], dict[int, Finding]]:
    """Row → recipient, and row → why it was refused."""
    out = list(read_media_list([content], name="press", file="lists/press.csv"))
    refused = {
        each.row: each
        for each in out
        if isinstance(each, Finding) and each.severity is Severity.ERROR
    }
    return {each.row: each for each in out if isinstance(each, Recipient)}, refused


@pytest.mark.parametrize("path", SPECTRUM, ids=lambda path: path.stem)
def test_spectrum(path: Path) -> None:
    """Each file of csv-spectrum has the cells that its JSON says; line ends are LF."""
    header, *records = read_records([path.read_bytes()], path.name, is_header=lambda _cells: False)
    cells = [dict(zip(header.cells, record.cells, strict=True)) for record in records]
    answers = path.parents[1] / "json" / f"{path.stem}.json"
    expected = json.loads(answers.read_text("utf-8"))
    if path.stem == "location_coordinates":
        # Its JSON has another phone number than its CSV.
        expected = [expected | {"Contact Phone Number": "2095257564"}]

    assert cells == [
        {key: value.replace("\r\n", "\n") for key, value in row.items()} for row in expected
    ]


@pytest.mark.parametrize("path", SPECTRUM, ids=lambda path: path.stem)
def test_spectrum_as_a_list(path: Path) -> None:
    """The same rows behind addresses: every value as it is, or its row refused by name."""
    header, *records = read_records([path.read_bytes()], path.name, is_header=lambda _cells: False)
    rows = [["email", *(f"x {name}" for name in header.cells)]]
    rows += [[f"p{n}@example.org", *record.cells] for n, record in enumerate(records)]
    recipients, refused = read(a_list(rows))
    kept = {str(each.address): list(each.values.values())[-len(header.cells) :] for each in
            recipients.values()}  # fmt: skip

    assert len(recipients) + len(refused) == len(records)
    for row in rows[1:]:
        odd = any(char in "".join(row) for char in "\n\ufffd")
        assert (row[0] in kept) is not odd
        assert odd or kept[row[0]] == row[1:]


@pytest.mark.parametrize(("address", "category"), ISEMAIL)
def test_isemail(address: str, category: str) -> None:
    """What is no address is refused by row; what is one is kept exactly, or refused as unusual."""
    recipients, refused = read(a_list([["email", "name"], [address, "Ana"]]))
    usual = category in {"ISEMAIL_VALID_CATEGORY", "ISEMAIL_DNSWARN"} and "." in address

    assert len(recipients) + len(refused) == 1
    assert not recipients or category not in {"ISEMAIL_ERR", "ISEMAIL_DEPREC", "ISEMAIL_RFC5322"}
    assert bool(recipients) == (usual or address.strip(" ") == "test@iana.org")
    for recipient in recipients.values():
        assert str(recipient.address) == address.strip(" ")


@pytest.mark.parametrize("column", ["name", "outlet", "press_room"])
def test_naughty_strings_as_cells(column: str) -> None:
    """Each naughty string arrives as it is but for blanks and NFC, or its row is refused by name."""
    from unicodedata import normalize

    rows = [["email", column]]
    rows += [[f"p{n}@example.org", text] for n, text in enumerate(NAUGHTY)]
    recipients, refused = read(a_list(rows))
    kept = {str(each.address): each.values[column] for each in recipients.values()}

    assert len(recipients) + len(refused) == len(NAUGHTY)
    assert len(refused) < 40
    for address, text in rows[1:]:
        assert address not in kept or kept[address] == normalize("NFC", text).strip(
            " \t\u00a0\u202f\u3000\u2007"
        )
    for finding in refused.values():
        assert finding.what.isprintable()
        assert printable(finding.what) == finding.what


def test_naughty_strings_as_addresses_and_headers() -> None:
    """None of them is an address by chance; as a column's name it is read, or refused in a sentence."""
    rows = [["email", "name"]] + [[text, str(n)] for n, text in enumerate(NAUGHTY)]
    recipients, _ = read(a_list(rows))
    refused = []
    for text in NAUGHTY:
        try:
            read(a_list([["email", f"x {text}"], ["ana@example.org", ""]]))
        except MediaListError as error:
            refused.append(error.what)

    assert len(refused) < 40
    assert all(what.isprintable() for what in refused)
    assert recipients == {}


def test_naughty_strings_in_a_spreadsheet() -> None:
    """Through a spreadsheet they are the same, or refused by row."""
    from openpyxl.cell import cell

    texts = [text for text in NAUGHTY if not cell.ILLEGAL_CHARACTERS_RE.search(text)]
    rows = [[f"p{n}@example.org", text] for n, text in enumerate(texts)]
    content = a_workbook(("email", "name"), *rows, change=_as_text)
    recipients, refused = read(content)
    plain, _ = read(a_list([["email", "name"], *rows]))

    same = {str(each.address): each.values["name"] for each in plain.values()}

    assert len(recipients) + len(refused) == len(texts)
    assert len(recipients) > len(texts) - 40
    for recipient in recipients.values():
        assert recipient.values["name"] == same[str(recipient.address)]


def _as_text(sheet) -> None:
    for row in sheet.iter_rows():
        for each in row:
            each.data_type = "s" if each.value is not None else each.data_type
