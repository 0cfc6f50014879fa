"""`lists import`, `lists check` and `lists show` through the real command line; no server."""

import csv
import json
from pathlib import Path

import pytest
from sheets import a_workbook
from test_main_job import Desk


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path / "desk", 1)


SOURCE = (
    "Press list 2026\r\n"
    "E-Mail privat;Name;Medium;Telefon;E-Mail\r\n"
    "ana@example.org;Ana M\xfcller;Radio;+44 20 7946 0000;old@example.com\r\n"
    "bad address;Bo;\x93Hafenblatt\x94;;\r\n"
    "ANA@example.org;Ana again;Radio;;\r\n"
    "cy@example.org;=HYPERLINK(1);Radio;+1-202-555-0100;\r\n"
    ";;;;\r\n"
    'di@example.org;"Di;Radio\r\n'
    'x@example.org;"X" y;Radio\r\n'
).encode("latin-1")
SAID = ("--encoding", "cp1252", "--header-row", "2", "--column", "email=E-Mail privat")


def written(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_any_export_becomes_a_clean_list(desk) -> None:
    """Read = written + rejected + duplicates + blank; the mapping is kept; nothing is lost."""
    source = desk.root / "export.csv"
    source.write_bytes(SOURCE.replace(b'"Di;', b"Di;"))
    document, status = desk.json("lists", "import", str(source), "press", *SAID)
    rejected = written(desk.root / "lists" / "press.rejected.csv")
    mapping = (desk.root / "lists" / "press.mapping.toml").read_text("utf-8")

    assert status == 1
    assert [document[key] for key in ("read", "written", "rejected", "duplicates", "blank")] == [
        7, 2, 3, 1, 1,
    ]  # fmt: skip
    assert written(desk.root / "lists" / "press.csv") == [
        ["email", "name", "outlet", "phone", "other_email"],
        ["ana@example.org", "Ana Müller", "Radio", "+44 20 7946 0000", "old@example.com"],
        ["cy@example.org", "'=HYPERLINK(1)", "Radio", "'+1-202-555-0100", ""],
    ]
    assert rejected[0][0] == "rejected_because"
    assert [row[1] for row in rejected[1:]] == [
        "bad address", "di@example.org", 'x@example.org;"X" y;Radio',
    ]  # fmt: skip
    assert all(row[0].startswith("ML0") for row in rejected[1:])
    assert 'email = "E-Mail privat"' in mapping
    assert "Traceback" not in json.dumps(document)


def test_rejected_rows_are_mended_and_imported_again(desk) -> None:
    """What was mended is added, what was not stays in the file, and the list keeps what it had."""
    source = desk.root / "export.csv"
    source.write_text("email,name\nana@example.org,Ana\nbad,Bo\nworse,Cy\n")
    desk.run("lists", "import", str(source), "press")
    rejected = desk.root / "lists" / "press.rejected.csv"
    rejected.write_text(rejected.read_text().replace(",bad,", ",bo@example.org,"))
    refused = desk.run("lists", "import", str(rejected), "press")
    document, status = desk.json("lists", "import", str(rejected), "press", "--add")
    again = written(rejected)
    rejected.write_text(rejected.read_text().replace(",worse,", ",cy@example.org,"))
    done, last = desk.json("lists", "import", str(rejected), "press", "--add")

    assert (refused.returncode, "--add" in refused.stderr) == (2, True)
    assert (status, document["written"], document["rejected"]) == (1, 1, 1)
    assert [row[1:] for row in again] == [["email", "name"], ["worse", "Cy"]]
    assert (last, done["written"], rejected.exists()) == (0, 1, False)
    assert written(desk.root / "lists" / "press.csv") == [
        ["email", "name"], ["ana@example.org", "Ana"], ["bo@example.org", "Bo"],
        ["cy@example.org", "Cy"],
    ]  # fmt: skip


def test_a_kept_mapping_holds_the_next_time(desk) -> None:
    """The source of next month is read as this month's was."""
    source = desk.root / "export.xlsx"
    source.write_bytes(
        a_workbook(("Our list",), ("Adresse privat", "Who"), ("ana@example.org", "Ana"))
    )
    first = desk.run(
        "lists", "import", str(source), "press", "--header-row", "2",
        "--column", "email=Adresse privat", "--column", "name=Who",
    )  # fmt: skip
    again = desk.run("lists", "import", str(source), "press", "--replace")

    assert (first.returncode, again.returncode) == (0, 0), first.stderr + again.stderr
    assert written(desk.root / "lists" / "press.csv")[1] == ["ana@example.org", "Ana"]


def test_what_is_exported_reads_back_the_same(desk) -> None:
    """A guarded cell is the cell again when the list is read; only a note tells of it."""
    source = desk.root / "export.csv"
    source.write_text("email,name,note\nana@example.org,=1+1,@home\nbo@example.org,-x,+44 20\n")
    desk.run("lists", "import", str(source), "press")
    document, status = desk.json("lists", "show", "press")

    assert status == 0
    assert [each["values"] for each in document["recipients"]] == [
        {"email": "ana@example.org", "name": "=1+1", "note": "@home"},
        {"email": "bo@example.org", "name": "-x", "note": "+44 20"},
    ]


@pytest.mark.parametrize(
    ("words", "cure"),
    [
        (("export.csv", "suppressed"), "letters"),
        (("export.csv", "../press"), "letters"),
        (("export.csv", "press", "--column", "email"), "--column"),
        (("export.csv", "press", "--column", "email=Emial"), "Email"),
        (("export.csv", "press", "--encoding", "utf-9"), "cp1252"),
        (("nowhere.csv", "press"), ""),
        (("export.csv", "press", "--header-row", "99"), "The last row is 2"),
        (("export.csv", "press", "--header-row", "9" * 20), "The last row is 2"),
        (("export.csv", "press", "--encoding", "utf-16"), "UTF-16"),
        (("export.csv", "press", "--encoding", "punycode"), "PUNYCODE"),
        (("export.xlsx", "press", "--header-row", "99"), "The last row is 2"),
        (("export.xlsx", "press", "--header-row", "9" * 20), "The last row is 2"),
    ],
)
def test_what_cannot_be_imported_is_refused(desk, words, cure) -> None:
    """A name, a column, an encoding or a file that cannot be: exit 2, and nothing is written."""
    (desk.root / "export.csv").write_text("Email,Name\nana@example.org,Ana\n")
    sheet = a_workbook(("Email", "Name"), ("ana@example.org", "Ana"))
    (desk.root / "export.xlsx").write_bytes(sheet)
    done = desk.run("lists", "import", *words)

    assert done.returncode == 2
    assert cure in done.stderr
    assert "Traceback" not in done.stderr
    assert not list((desk.root / "lists").glob("*.csv"))


def test_a_check_tells_how_a_list_stands(desk) -> None:
    """Sums, duplicates inside and across, providers, languages and what the release would miss."""
    desk.release()
    rows = [
        "ana@gmail.com,Ana,Radio,en,X\n", "bo@googlemail.com,,Radio,es,X\n", "ANA@gmail.com,,,,X\n",
        "bad,,,,X\n", "cy@gmial.com,Cy,,,X\n",
    ]  # fmt: skip
    desk.media_list(rows, "one")
    desk.media_list(["bo@googlemail.com,Bo,Radio,es,X\n", "di@example.org,Di,,fr,X\n"], "two")
    (desk.root / "lists" / "suppressed.csv").write_text("address_or_domain\nexample.org\n")
    document, status = desk.json("lists", "check", "one", "two", "--release", "releases/ferry")
    shown = desk.run("lists", "check", "one", "two").stdout

    assert status == 1
    assert {key: document[key] for key in ("read", "valid", "rejected", "duplicates")} == {
        "read": 7, "valid": 4, "rejected": 1, "duplicates": 2,
    }  # fmt: skip
    assert (document["duplicates_inside"], document["duplicates_across"]) == (1, 1)
    assert document["suppressed"] == 1
    assert document["providers"] == {"Gmail": 2, "gmial.com": 1, "example.org": 1}
    assert document["languages"] == {"en": 1, "es": 1, "not given": 1, "fr": 1}
    assert document["missing"]["first_name"] == 1
    assert document["missing"]["outlet"] == 2
    ids = {each["id"] for each in document["findings"]}
    assert {"ML001", "ML003", "ML019", "ML031"} <= ids
    assert set(document["findings"][0]) == {
        "id", "severity", "file", "line", "row", "what", "cure",
    }  # fmt: skip
    assert "1 of them in another list" in shown
    assert "Gmail 2" in shown


def test_what_is_alike_a_thousand_times_is_not_read_a_thousand_times(desk) -> None:
    """Of one flaw the first 200 rows are named, and how many more there are; JSON has them all."""
    desk.media_list(["ana@example.org,Ana,Radio,en,X\n"] * 1_001)
    done = desk.run("lists", "check", "press")
    document, status = desk.json("lists", "check", "press")

    assert status == 0
    assert done.stderr.count("ML003  ") == 200
    assert "800 more ML003" in done.stderr
    assert len(document["findings"]) == 1_000


def test_markup_and_escapes_in_a_name_stay_text(desk) -> None:
    """`[/b]`, links and template signs in a cell are printed as they are; nothing crashes."""
    names = ["[/b] [link=http://x.example]y[/link]", "{{7*7}}", "<b>&amp;</b>"]
    desk.media_list([f'p{n}@example.org,"{name}",,,X\n' for n, name in enumerate(names)])
    done = desk.run("lists", "show", "press")
    document, _ = desk.json("lists", "show", "press", "--where", "first_name like '%7*7%'")

    assert done.returncode == 0
    assert "[/b] [link=" in done.stdout
    assert "\x1b" not in done.stdout
    assert (document["of"], document["chosen"]) == (3, 1)
    assert document["recipients"][0]["values"]["first_name"] == "{{7*7}}"
