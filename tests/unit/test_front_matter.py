"""Front matter: text stays text, structure is only shape, and every refusal has its line."""

import re
import unicodedata
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.read.encoding import EncodingError, decode_chunks, decode_text
from mailer.read.front_matter import FrontMatter, Shape, parse_front_matter
from mailer.read.line_value import LineValueError, read_line_value, write_line_value
from mailer.read.structure import Node, Place, parse_structure
from mailer.words.errors import ReleaseError

SHAPES = {
    "headline": Shape.LINE,
    "embargoed_until": Shape.LINE,
    "ed_note": Shape.PROSE,
    "availability": Shape.LINES,
    "contacts": Shape.TABLE,
}
ALIASES = {"embargo": "embargoed_until"}


def front(text: str | bytes) -> FrontMatter:
    content = text.encode() if isinstance(text, str) else text
    return parse_front_matter(content, "releases/x.md", shapes=SHAPES, aliases=ALIASES)


def headline(value: str) -> object:
    return front(f"---\nheadline: {value}\n---\nBody\n").entries["headline"].value


def plain(node: Node) -> object:
    if isinstance(node.value, str):
        return node.value
    if isinstance(node.value, tuple):
        return [plain(each) for each in node.value]
    return {key: plain(each) for key, each in node.value.items()}


def refusal(text: str | bytes) -> ReleaseError:
    with pytest.raises(ReleaseError) as caught:
        front(text)
    return caught.value


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Climate: the facts", "Climate: the facts"),
        ("no", "no"),
        ("9:30", "9:30"),
        ("060601", "060601"),
        ("1.10", "1.10"),
        ("@AP reports", "@AP reports"),
        ("We are #1 # really", "We are #1 # really"),
        ("* starred *", "* starred *"),
        ("& so on", "& so on"),
        ("{{ recipient.outlet }}: news", "{{ recipient.outlet }}: news"),
        ('"quoted"', "quoted"),
        ("'it''s'", "it's"),
        ('"Yes" and "no"', '"Yes" and "no"'),
        ('"tab\\u00e9"', "tabé"),
        ('"\\ud83d\\ude00"', "😀"),
        ('"Hello é\\n"', "Hello é"),
        ("\u00a0 spaced \u00a0", "spaced"),
        ("cafe\u0301", "café"),
    ],
)
def test_a_line_means_what_it_says(written: str, meant: str) -> None:
    """A value of one line is the text that stands there, whatever YAML would make of it."""
    assert headline(written) == meant


@pytest.mark.parametrize(
    "written",
    [
        '"Hi\\r\\nBcc: evil@example.com"', '"a\\u2028b"', '"a\\u0085b"', '"a\\vb"', '"x\\ud800y"',
        '"a\\0b"', '"C:\\dir"', "A é=?UTF-8?Q?=0A?=Bcc: evil@example.com", "[a, b]", "{a: b}",
        '"\\U00110000"', "\n  - a\n  - b", "\n- a", "one\n  two", "a\tb",
    ],
)  # fmt: skip
def test_a_line_that_could_be_more_than_a_line_is_refused(written: str) -> None:
    """What would break a header, or is no text, is refused with its line and a cure."""
    with pytest.raises(ReleaseError) as caught:
        headline(written)

    assert caught.value.where == "releases/x.md, line 2"
    assert caught.value.cure


@given(st.text(max_size=60))
def test_any_value_that_can_be_read_can_be_written(text: str) -> None:
    """Reading what was written gives the same value, for every value that reading can give."""
    try:
        value = read_line_value(text)
    except LineValueError:
        return

    assert read_line_value(write_line_value(value)) == value
    if value:
        assert headline(write_line_value(value)) == value


@given(st.text(max_size=40))
def test_a_value_never_holds_what_a_header_must_not(text: str) -> None:
    """Whichever way it was written, a value of one line holds no control or line break."""
    quoted = '"' + "".join(f"\\U{ord(char):08X}" for char in text) + '"'
    try:
        value = read_line_value(quoted)
    except LineValueError:
        return

    assert not any(unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"} for char in value)


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf---\nheadline: caf\xc3\xa9\n---\nB\n",
        "---\nheadline: café\n---\nB\n".encode("utf-16"),
        "\ufeff---\nheadline: café\n---\nB\n".encode("utf-16-be"),
        "---\r\nheadline: café\r\n---\r\nB\r\n".encode(),
        "---\rheadline: café\r---\rB\r".encode(),
        "---  \nheadline: café\n---\t\nB\n".encode(),
        "\n\n---\nheadline: café\n---\nB\n".encode(),
    ],
    ids=["bom", "utf-16", "utf-16-be", "crlf", "cr", "trailing blanks", "blank lines first"],
)
def test_how_a_file_was_saved_changes_nothing(content: bytes) -> None:
    """Byte order marks, line ends and trailing blanks make no difference to what was written."""
    read = front(content)

    assert read.entries["headline"].value == "café"
    assert read.body == "B\n"


@pytest.mark.parametrize(
    ("content", "where", "words"),
    [
        (b"", "releases/x.md", "empty"),
        (b" \n\n\t\n", "releases/x.md", "empty"),
        (b"Just a body.\n", "releases/x.md, line 1", "no front matter"),
        ("———\nheadline: x\n———\n".encode(), "releases/x.md, line 1", "hyphens"),
        (b"---\nheadline: x\n", "releases/x.md, line 1", "does not end"),
        (b"---\n\theadline: x\n---\nB\n", "releases/x.md, line 2", "tab"),
        (b"---\n  headline: x\n---\nB\n", "releases/x.md, line 2", "indented"),
        (b"---\nheadline:x\n---\nB\n", "releases/x.md, line 2", "no entry"),
        (b"---\nheadline: a\x00b\n---\nB\n", "releases/x.md, line 2", "NUL"),
        (b"---\nheadline: a\n---\nB\x00ody\n", "releases/x.md, line 4", "NUL"),
        (b"---\nheadline: a\n---\nB\x0body\n", "releases/x.md, line 4", "vertical tab"),
        ("---\nheadline: a\ufffd\n---\nB\n".encode(), "releases/x.md, line 2", "U+FFFD"),
        (b"---\nheadline: \x93a\x94\n---\nB\n", "releases/x.md, line 2", "Byte 14"),
        (b"---\nheadline: a\nHeadline: b\n---\nB\n", "releases/x.md, line 3", "lines 2 and 3"),
        (b"---\nembargo: a\nembargoedUntil: b\n---\nB\n", "releases/x.md, line 3", "given twice"),
        (b"---\nheadlin: a\n---\nB\n", "releases/x.md, line 2", 'no key "headlin"'),
        (b"---\nheadline: a\n---\n" + b"x" * 1_000_001, "releases/x.md", "larger than 1 MB"),
        (b"---\n" + (b"# " + b"x" * 90 + b"\n\n") * 900 + b"---\nB\n", "releases/x.md", "longer than"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_by_place(content: bytes, where: str, words: str) -> None:
    """A file that cannot be read is refused with the place, what is wrong, and the cure."""
    error = refusal(content)

    assert error.where == where
    assert words in error.what
    assert error.cure


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("*a " * 30_000, "12,000 characters without a blank line"),
        ("*a\n" * 6_000, "3,000 lines"),
        ("*a *b *c\n" * 2_000, "12,000 characters without a blank line"),
        ("|a" * 30_000 + "\n" + "|-" * 30_000, "12,000 characters without a blank line"),
        ("\n" * 50_000, "3,000 lines"),
        ("## Heading\n\n" * 1_400, "1,000 paragraphs"),
        ("[" * 1_001, "1,000 square brackets"),
        ("<https://a.example> " * 590 + "\n\n" + "<" * 411, "1,000 angle brackets"),
        ("|1|2|\n" * 1_900, "3,000 marks of table cells"),
        ("`a` **b** _c_\n\n" * 700 + "*" * 1_000, "6,000 signs of bold, italics and code"),
        (("w " * 5_000 + "\n\n") * 11, "100,000 characters"),
    ],
    ids=lambda value: repr(value[:12]),
)
def test_what_no_release_has_so_much_of_is_refused_by_line(body, words) -> None:
    """Each would keep a reader of Markdown busy for seconds; a release has a hundredth of it."""
    error = refusal(f"---\nheadline: a\n---\n{body}\n")

    assert words in error.what
    assert re.fullmatch(r"releases/x\.md, line \d+", error.where)
    assert error.cure


def test_a_long_release_is_read() -> None:
    """Thirty pages, a list of two hundred names, a hundred links: more than any, and no trouble."""
    names = "\n".join(f"- Ana Lopez, Outlet of the day {number}" for number in range(200))
    links = "\n\n".join(f"[Picture {number}](https://x.example/{number})" for number in range(100))
    story = ("A sentence of the story. " * 40 + "\n\n") * 70

    assert front(f"---\nheadline: a\n---\n{names}\n\n{links}\n\n{story}").body == (
        f"{names}\n\n{links}\n\n{story}"
    )


def test_an_unknown_key_names_the_one_that_was_meant() -> None:
    """A misspelt embargo is no missing embargo: the right spelling is said, the value is not."""
    error = refusal("---\nheadline: x\nembargoe: sesame-1\n---\nB\n")

    assert 'Did you mean "embargo"?' in error.cure
    assert "sesame" not in str(error)


def test_a_second_block_is_body() -> None:
    """Only the first block is front matter; a later --- line belongs to the body."""
    read = front("---\nheadline: a\n---\nheadline: b\n---\nB\n")

    assert read.entries["headline"].value == "a"
    assert read.body == "headline: b\n---\nB\n"
    assert read.body_line == 4


@pytest.mark.parametrize("key", ["ed_note", "edNote", "Ed note", "ed-note", "EdNote"])
def test_spellings_of_a_key_are_one_key(key: str) -> None:
    """Capitals, hyphens, blanks and camelCase make no difference."""
    assert front(f"---\n{key}: x\n---\nB\n").entries["ed_note"].value == "x"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (" one: two", "one: two"),
        (" |\n  one: two\n  # three\n\n  four", "one: two\n# three\n\nfour"),
        (" >\n  one\n  two\n", "one two"),
        (" one\n  two\n\n  # three\n# a remark", "one\ntwo\n\n# three"),
        ("\n  one\n  two", "one\ntwo"),
    ],
    ids=["line", "literal", "folded", "indented", "below"],
)
def test_prose_may_go_over_lines(written: str, meant: str) -> None:
    """Text of several lines is kept, behind its key or below it."""
    assert front(f"---\ned_note:{written}\n---\nB\n").entries["ed_note"].value == meant


def test_items_of_a_list_of_lines_mean_what_they_say() -> None:
    """A colon, a star or a hash in an item of availability is text."""
    read = front(
        "---\navailability:\n"
        "  - From Morocco: members of the board\n"
        "  - **Ana** speaks\n    about #1\n"
        "  # a remark\n"
        '- "quoted"\n---\nB\n'
    )

    assert plain(read.entries["availability"]) == [
        "From Morocco: members of the board",
        "**Ana** speaks about #1",
        "quoted",
    ]


def test_tables_keep_their_scalars_as_text() -> None:
    """In a table no, 9:30 and 060601 are text as well."""
    read = front("---\ncontacts:\n- name: no\n  phone: 060601\n  role: 9:30\n- name: ~\n---\nB\n")

    assert plain(read.entries["contacts"]) == [
        {"name": "no", "phone": "060601", "role": "9:30"},
        {"name": "~"},
    ]


@pytest.mark.parametrize(
    ("yaml", "line", "words"),
    [
        ("a: &x 1", 7, '"&"'),
        ("a: *x", 7, '"&"'),
        ("!!int 3", 7, '"!"'),
        ("!x [a]", 7, '"!"'),
        ("- a: 1\n  b: 2\n  a: 3", 9, "lines 7 and 9"),
        ("[" * 5000, 7, "too deeply"),
        ("- phone: 555 #12", 7, "left out"),
        ("a:\n\t- b", 8, "tab"),
        ("a: b: c", 7, "cannot be read at column"),
        ("- @AP", 7, "cannot be read at column"),
        ("x\n---\ny", 8, "follows after the end"),
        ('"\\UFFFFFFFF"', 7, "cannot be read"),
        ('- "a\\0b"', 7, "NUL"),
        ('- "a\\ud800b"', 7, "half a character"),
        ("? [a]\n: b", 7, "must be text"),
        ('"abc', 7, "cannot be read"),
    ],
)
def test_structures_that_hide_something_are_refused(yaml: str, line: int, words: str) -> None:
    """Aliases, types, duplicates, depth, tabs and lost remarks are refused with their line."""
    with pytest.raises(ReleaseError) as caught:
        parse_structure(yaml, Place("x.md", 7))

    assert caught.value.where == f"x.md, line {line}"
    assert words in caught.value.what
    assert caught.value.cure


@given(st.text(max_size=200))
def test_no_text_makes_the_reader_stumble(text: str) -> None:
    """Whatever stands between the fences, it is read or refused by name."""
    content = f"---\ncontacts: {text}\n---\nB\n".encode("utf-8", "surrogatepass")
    with suppress(ReleaseError):
        assert set(front(content).entries) <= set(SHAPES)


@given(
    st.text(st.characters(exclude_characters="\r\0", exclude_categories=["Cs"]), max_size=80),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.integers(1, 7),
)
def test_pieces_decode_like_the_whole(text: str, encoding: str, size: int) -> None:
    """However a file is cut into pieces, its text is the same, without its byte order mark."""
    content = text.encode(encoding)
    pieces = [content[at : at + size] for at in range(0, len(content), size)]
    expected = text.removeprefix("\ufeff") if encoding == "utf-8" else text

    assert "".join(decode_chunks(pieces)) == decode_text(content) == expected


@pytest.mark.parametrize(
    ("pieces", "line", "words"),
    [
        ([b"ab\r\ncd\n\x93x"], 3, "Byte 7 of the file (0x93) is not UTF-8"),
        ([b"ab\r", b"\ncd\n", b"caf\xc3", b"zz"], 3, "Byte 10 of the file (0xC3)"),
        ([b"\xff\xfea\x00\n\x00b"], 2, "Byte 6 of the file (0x62) is not UTF-16"),
        ([b"a\n\xe2\x82"], 2, "Byte 2 of the file (0xE2)"),
        ([b"\xff\xfe\x00\x00a\x00\x00\x00"], 1, "UTF-32"),
    ],
)
def test_wrong_bytes_are_named_by_line_and_offset(
    pieces: list[bytes], line: int, words: str
) -> None:
    """The first byte that is no text is named, also across pieces, and nothing is replaced."""
    with pytest.raises(EncodingError) as caught:
        list(decode_chunks(pieces))

    assert caught.value.line == line
    assert words in caught.value.what
