"""Media lists: every row comes out, once, as a recipient or as a finding with its line."""

import pytest
from listed import one, reader, rows

from mailer.read.languages import LanguageError, parse_language
from mailer.read.lists.columns import columns_named
from mailer.read.lists.findings import FLAWS
from mailer.read.lists.media_list import Tally, read_media_list
from mailer.read.recipient import KNOWN_COLUMNS, Recipient
from mailer.words.errors import MediaListError
from mailer.words.findings import Finding, Severity


def test_a_row_becomes_a_recipient() -> None:
    """Known and other columns are kept, and a known column the list lacks reads as empty."""
    recipient = one(
        "E-Mail Address,Prénom,Nom,Press Room,Idioma,tags\n"
        "Ana@Example.org,Ana,Ruiz,A 12,español,politics; city\n"
    )

    assert str(recipient.address) == "Ana@example.org"
    assert recipient.name == "Ana Ruiz"
    assert recipient.values["press_room"] == "A 12"
    assert recipient.language == "es"
    assert recipient.tags == ("politics", "city")
    assert set(KNOWN_COLUMNS) <= set(recipient.values)
    assert (recipient.media_list, recipient.row) == ("national", 2)


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        ("email,first_name,last_name,name", "email first_name last_name name"),
        ("Correo electrónico,Nombre,Apellidos,Medio", "email first_name last_name outlet"),
        ("Courriel,Prénom,Nom,Civilité", "email first_name last_name salutation"),
        ("Courriel,Nom", "email name"),
        ("E-Mail-Adresse,Vorname,Name,Ressort", "email first_name last_name beat"),
        ("email,first name,name", "email first_name name"),
        ("EMAIL,2nd phone,Mobile,Catégorie", "email column_2nd_phone mobile categorie"),
        ("email,記者", "email 記者"),
        ("email,—,class", "email  class"),
    ],
)
def test_headers_are_known_in_four_languages(header: str, columns: str) -> None:
    """Capitals, accents and punctuation make no difference; other columns get usable names."""
    assert " ".join(columns_named(header.split(","))) == columns


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "empty"),
        ("\n\n", "empty"),
        ("a@example.org,Al\n", "The first row is: a@example.org, Al"),
        ("email,name,name\n", 'Columns 2 and 3 of the header both mean "name"'),
        ("E-mail,Courriel\n", 'both mean "email"'),
        ('email,"na"me\n', "quotation marks of the header"),
        ("sep=#\nemail#name\n", "names no separator"),
        (b"email,name\na@example.org,M\xfcller\n", "Byte 26 of the file (0xFC)"),
        ("email,name\na@example.org," + "x" * 140_000, "131,072"),
        ('email,name\na@example.org,"Al\nb@example.org,Bo\n', "never closed"),
        ("email,name\n" + "x," * 1_100_000, "longer than any row"),
    ],
)
def test_a_file_that_is_no_list_is_refused(content: str | bytes, words: str) -> None:
    """What makes the file as a whole unreadable is refused, with the place and the cure."""
    with pytest.raises(MediaListError) as caught:
        list(reader(content))

    assert words in caught.value.what
    assert caught.value.where.startswith("lists/national.csv")
    assert caught.value.cure


@pytest.mark.parametrize(
    "content",
    [
        b"email,name\na@example.org,M\xc3\xbcller\n",
        b"\xef\xbb\xbfemail,name\na@example.org,M\xc3\xbcller\n",
        "email\tname\r\na@example.org\tMüller\r\n".encode("utf-16"),
        "email;name\ra@example.org;Müller\r".encode(),
        "email|name\na@example.org|Müller".encode(),
        "sep=;\nemail;name\na@example.org;Müller\n".encode(),
        '"sep=,"\n\nemail,name\na@example.org,Müller\n'.encode(),
        "\n\nemail;name\na@example.org;Müller\n".encode(),
    ],
    ids=["plain", "bom", "utf-16 tab", "semicolon cr", "bar", "sep", "quoted sep", "blank first"],
)  # fmt: skip
def test_how_a_list_was_saved_changes_nothing(content: bytes) -> None:
    """Encoding, separator, line ends and blank lines make no difference."""
    (recipient,), findings, _ = rows(content)

    assert recipient.values["name"] == "Müller"
    assert findings == []


def test_the_separator_is_the_one_that_shows_the_addresses() -> None:
    """A comma in another header does not hide the column of addresses."""
    recipient = one("email;a, b, c, d\na@example.org;x\n")

    assert recipient.values["a_b_c_d"] == "x"


@pytest.mark.parametrize(
    ("row", "id_"),
    [
        ("nobody at all,Al", "ML001"), ("a@localhost,Al", "ML001"), (",Al", "ML002"),
        ('"alice@example.org]<bob@example.com>",Al', "ML001"),
        ("a@example.org,Al,extra", "ML004"), ("a@example.org", "ML005"),
        ("a@example.org,A\x00l", "ML006"), ("a@example.org,\x1b[2J", "ML006"),
        ("a@example.org,Jo\u202eshtim", "ML006"), ("a@example.org,\ufffd", "ML006"),
        ("a@example.org,A\u2028l", "ML006"), ("a@example.org,A\tl", "ML006"),
        ('a@example.org,"Al" Sample', "ML007"), ('a@example.org,"A\nl"', "ML008"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_mailed_is_named(row: str, id_: str) -> None:
    """A bad row is no recipient but a finding of severity error on its line; the next row stands."""
    recipients, findings, tally = rows(f"email,name\n{row}\ngood@example.org,Bo\n")

    assert [str(each.address) for each in recipients] == ["good@example.org"]
    assert [(each.id, each.severity, each.row) for each in findings] == [
        (id_, Severity.ERROR, 2),
    ]
    assert (tally.kept, tally.rejected) == (1, 1)
    assert findings[0].what.isprintable()


@pytest.mark.parametrize(
    ("column", "cell", "id_"),
    [
        ("trusted", "perhaps", "ML009"),
        ("trusted", "2026-05-01", "ML009"),
        ("language", "Klingon", "ML010"),
        ("language", "xx", "ML010"),
        ("format", "pdf", "ML011"),
    ],
)
def test_a_cell_with_an_unknown_word_is_not_guessed(column: str, cell: str, id_: str) -> None:
    """Trust, language and format are what they say or the row is not mailed."""
    recipients, findings, _ = rows(f"email,{column}\na@example.org,{cell}\n")

    assert recipients == []
    assert [each.id for each in findings] == [id_]
    assert cell in findings[0].what


@pytest.mark.parametrize(
    ("cell", "of_list", "trusted"),
    [
        ("yes", False, True), ("Sí", False, True), ("OUI", False, True), ("ja", False, True),
        ("1", False, True), ("no", True, False), ("nein", True, False), ("", True, True),
        ("", False, False),
    ],
)  # fmt: skip
def test_trust_is_said_by_the_row_else_by_the_list(cell: str, of_list: bool, trusted: bool) -> None:
    """A row's own word about embargoed copy wins over its list's."""
    (recipient,) = reader(f"email,trusted\na@example.org,{cell}\n", trusted=of_list)

    assert isinstance(recipient, Recipient)
    assert recipient.trusted is trusted


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("English", "en"), ("español", "es"), ("es_MX", "es-MX"), ("ES-mx", "es-MX"),
        ("Französisch", "fr"), ("zh-hant-tw", "zh-Hant-TW"), ("es-419", "es-419"), ("fil", "fil"),
    ],
)  # fmt: skip
def test_languages_have_one_spelling(written: str, tag: str) -> None:
    """A language by name or by tag is the tag of BCP 47."""
    assert parse_language(written) == tag


@pytest.mark.parametrize("text", ["", "xx", "e", "en-", "en-GB-x", "Mexico", "engl", "en US"])
def test_what_is_no_language_is_refused(text: str) -> None:
    """Anything else is refused, not guessed."""
    with pytest.raises(LanguageError):
        parse_language(text)


def test_an_address_stands_once() -> None:
    """Of two rows for one mailbox the first is kept; the second names it."""
    recipients, findings, tally = rows("email,name\nAna@example.org,Al\n\nana@EXAMPLE.org,Alan\n")

    assert [each.row for each in recipients] == [2]
    assert [(each.id, each.row, each.severity) for each in findings] == [
        ("ML003", 4, Severity.NOTE)
    ]
    assert "row 2" in findings[0].what
    assert tally == Tally(read=3, kept=1, rejected=0, duplicates=1, blank=1)


def test_a_rejected_row_does_not_hide_a_good_one() -> None:
    """A row that is not mailed does not make a later row for the same mailbox a duplicate."""
    recipients, _, tally = rows("email,name\na@example.org,A\x07\na@example.org,Al\n")

    assert [each.row for each in recipients] == [3]
    assert tally.duplicates == 0


def test_findings_name_the_line_on_which_the_record_begins() -> None:
    """Lines are counted as an editor counts them, also behind a cell that goes over several."""
    _, findings, _ = rows('sep=,\nemail,name\na@example.org,"A\nl\ni"\r\nbad,Bo\rworse,Cy\n')

    assert [(each.id, each.row) for each in findings] == [
        ("ML008", 3), ("ML001", 6), ("ML001", 7),
    ]  # fmt: skip
    assert "lines 3 to 5" in findings[0].what


def test_quotes_that_swallow_rows_say_which() -> None:
    """Rows that an open quotation mark swallowed are lost by name, not silently."""
    recipients, findings, _ = rows(
        'email,name\na@example.org,"Al\nb@example.org,Bo\nc@example.org,"Cy"\nd@example.org,Di\n'
    )

    assert [str(each.address) for each in recipients] == ["d@example.org"]
    assert "lines 2 to 4" in findings[0].what


@pytest.mark.parametrize(
    ("row", "id_", "severity"),
    [
        ("b@\u0430\u0440\u0440\u04cf\u0435.example,Al", "ML012", Severity.WARNING),
        ("b@\u0430pple.example,Al", "ML012", Severity.WARNING),
        ("noreply@example.org,Al", "ML013", Severity.WARNING),
        (" b@example.org ,Al", "ML015", Severity.NOTE),
        ("b@example.org\u00a0,Al", "ML015", Severity.NOTE),
        ("b@example.org,Jo\u0308rg", "ML015", Severity.NOTE),
        ("mailto:b@example.org,Al", "ML015", Severity.NOTE),
        ("b@example\u3002org,Al", "ML015", Severity.NOTE),
        ("u@bücher.example,Al", "ML015", Severity.NOTE),
        ("b@example.org,MÃ¼ller", "ML035", Severity.WARNING),
        ("b@example.org,Oâ€™Brien", "ML035", Severity.WARNING),
        ("b@example.org,NULL", "ML036", Severity.WARNING),
        ("b@example.org,nan", "ML036", Severity.WARNING),
        ("b@example.org,None", "ML036", Severity.WARNING),
        ("b@example.org,Nan", None, None),
        ("b@example.org,Christopher Null", None, None),
        ("b@example.org,#pressday", None, None),
        ("b@example.org,Al,,", None, None),
        ("b@example.org,JO &amp; {{7*7}} [link=x]", None, None),
    ],
)
def test_a_row_that_can_be_mailed_says_what_was_odd(
    row: str, id_: str | None, severity: Severity | None
) -> None:
    """What was tidied or should be looked at is said; everything else is left as it is."""
    recipients, findings, _ = rows(f"email,name\n{row}\n")

    assert len(recipients) == 1
    first = (findings[0].id, findings[0].severity) if findings else (None, None)
    assert first == (id_, severity)


def test_a_name_before_an_address_is_kept_where_the_list_has_none() -> None:
    """`Name <address>` gives the name, but never over the list's own."""
    assert one("email\nAna Ruiz <a@example.org>\n").name == "Ana Ruiz"
    assert one("email,name\nAna Ruiz <a@example.org>,Al\n").name == "Al"


def test_gmail_mailboxes_that_are_likely_one_are_said() -> None:
    """Dots do not tell Gmail mailboxes apart; both are kept and the second is a warning."""
    recipients, findings, _ = rows("email\na.l@gmail.com\nal+x@gmail.com\na.l@example.org\n")

    assert len(recipients) == 3
    assert [(each.id, each.row) for each in findings] == [("ML014", 3)]


@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#SPILL!"])
def test_an_error_of_a_formula_as_text_is_not_mailed(error: str) -> None:
    """X010: what a spreadsheet saved for a broken formula is nobody's name, in a CSV as well."""
    recipients, findings, tally = rows(f"email,name,outlet\na@example.org,Ana,{error}\n")

    assert recipients == []
    assert (tally.read, tally.rejected) == (1, 1)
    assert [(each.id, each.row) for each in findings] == [("ML024", 2)]
    assert '"outlet"' in findings[0].what


@pytest.mark.parametrize("content", ["email,name\n", "email,name\n,\n \n"])
def test_a_list_of_nobody_says_so(content: str) -> None:
    """A header alone is said: whoever saved the list has lost the rows."""
    recipients, findings, _ = rows(content)

    assert recipients == []
    assert [(each.id, each.severity) for each in findings] == [("ML034", Severity.WARNING)]


def test_letters_that_case_folding_makes_alike_are_two_people() -> None:
    """straße@ and strasse@ are two mailboxes; capitals make no difference."""
    recipients, findings, _ = rows(
        "email\nstraße@example.org\nstrasse@example.org\nSTRASSE@example.org\n"
    )

    assert len(recipients) == 2
    assert [(each.id, each.row) for each in findings] == [("ML003", 4)]


BROKEN_HEADERS = {
    "email,name\u2028a@example.org,Ana": "U+2028",
    "email,name\x85a@example.org,Ana": "U+0085",
    "email,name\x0ba@example.org,Ana": "vertical tab",
    "email,na\x00me\na@example.org,Ana\n": "NUL",
    "email,na\x1bme\na@example.org,Ana\n": "escape",
    "email,na\u202eme\na@example.org,Ana\n": "U+202E",
    "email,na\ufffdme\na@example.org,Ana\n": "U+FFFD",
    'email,"name\na@example.org,Ana\n"\n': "not closed",
    f"email,{'x' * 140_000}\n": "131,072",
    f"email,{','.join(f'c{n}' for n in range(100_000))},c7\n": "both mean",
}


@pytest.mark.parametrize(
    ("content", "words"), BROKEN_HEADERS.items(), ids=list(BROKEN_HEADERS.values())
)
def test_a_header_that_hides_something_is_refused(content: str, words: str) -> None:
    """Rows do not vanish in the header, whatever ends them, and no name of a column hides anything."""
    with pytest.raises(MediaListError) as caught:
        rows(content)

    assert words in caught.value.what
    assert caught.value.where == "lists/national.csv, row 1"
    assert caught.value.cure


def test_a_long_name_of_a_column_may_be_wrapped() -> None:
    """A line break in a name is how a spreadsheet wraps it."""
    assert one('email,"Press\nRoom"\na@example.org,12\n').values["press_room"] == "12"


def test_a_column_without_a_name_is_left_out_and_said() -> None:
    """What stands below a blank header cell is no value of the recipient."""
    recipients, findings, _ = rows("email,,name\na@example.org,x,Al\n")

    assert "x" not in recipients[0].values.values()
    assert [(each.id, each.row) for each in findings] == [("ML016", 1)]


def test_a_list_that_everybody_may_write_is_said() -> None:
    """Who can write the file can add recipients."""
    media_list = read_media_list(
        [b"email\na@example.org\n"], name="x", file="x.csv", open_to_all=True
    )

    assert [each.id for each in media_list if isinstance(each, Finding)] == ["ML017"]


def test_ids_of_findings_are_stable_and_in_order() -> None:
    """The ids are ML001 on, without a gap, so that nobody's notes about them go stale."""
    assert [flaw.id for flaw in FLAWS] == [f"ML{number:03}" for number in range(1, 37)]
