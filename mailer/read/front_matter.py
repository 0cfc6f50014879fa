"""
Front matter: the block between two `---` lines at the head of a release file, and the body below.

Promises: a byte order mark, UTF-16 with one, Windows and old Mac line ends and trailing blanks
change nothing. A key known as one line of text takes the rest of its line as it is. Only keys whose
value is a list or a table are read as YAML, and only for its shape (`structure`). A key that is
unknown or given twice, and a character that no message may hold, are refused with their line.
Never: guesses a type, an encoding or a key; a second `---` block is body.
Fails with: ReleaseError, whose `where` is `releases/x.md, line 4`.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import NamedTuple

from mailer.read.characters import forbidden_in_text, in_words, shows_nothing
from mailer.read.encoding import EncodingError, decode_text
from mailer.read.line_value import LineValueError, read_line_value
from mailer.read.structure import Node, Place, parse_structure
from mailer.words.errors import ReleaseError
from mailer.words.findings import did_you_mean

FILE_BYTES_MAX = 1_000_000
"""A release is a few thousand words; more is a picture or a whole site pasted in by mistake."""
CHARACTERS_MAX = 100_000
"""A book of fifty pages."""
LINES_MAX = 3_000
TOGETHER_MAX = 12_000
"""Characters between two blank lines: ten times a long paragraph, or two hundred names in a list."""
PIECES_MAX = 1_000
"""Paragraphs, headings and lists; a release has twenty."""
BRACKETS_MAX = 1_000
"""Links, pictures and footnotes, each of which looks for its other half."""
CELLS_MAX = 3_000
"""Marks between cells: a table of four columns and six hundred rows is a file to attach."""
STRESS_MAX = 6_000
"""Signs of bold, italics and code; each pair is an element whose look is worked out."""
_CHARS_MAX = 64_000
EXAMPLE = (
    "Begin the file like this, and write the body below the second ---:\n"
    "---\nheadline: What happened, in one line\n---"
)
_FENCE = re.compile(r"---[ \t\u00a0]*")
_FENCE_DASHES = re.compile(r"[-\u2010-\u2015\u2212]{1,6}[ \t\u00a0]*")
_KEY = re.compile(r"(?P<key>[^\s:#'\"\-][^:]{0,59}?)[ \t]*:(?:[ \t\u00a0]+(?P<rest>.*)|[ \t]*)")
_BLOCK_SIGN = re.compile(r"[|>][-+1-9]{0,2}[ \t]*")
_ITEM = re.compile(r"[ ]*-(?:[ \t]+(?P<text>.*)|[ \t]*)")
_REMARK = re.compile(r"#|[ ]+#(?:[ \t]|$)")
_FLOW = re.compile(r"\[.*\]|\{(?!\{).*\}")


class Shape(Enum):
    """What may stand behind a key."""

    LINE = "line"
    """Text of one line, taken as it is."""
    PROSE = "prose"
    """Text of one or more lines: behind the key, or indented below it, `|` or `>` or neither."""
    LINES = "lines"
    """A list whose items are text of one line each, taken as they are."""
    TABLE = "table"
    """A list or a table in YAML."""


class FrontMatter(NamedTuple):
    """What the block says, and the body below it, both in Unicode's composed form (NFC)."""

    entries: Mapping[str, Node]
    """Key, in its one spelling → value."""
    body: str
    """Everything below the second `---`, with LF line ends."""
    body_line: int
    """The line of the file on which the body begins, counted from 1."""


class _Entry(NamedTuple):
    """One key with its lines as they are written; `rest` is what follows the colon on its line."""

    key: str
    line: int
    rest: str
    below: tuple[str, ...]

    @property
    def filled(self) -> tuple[str, ...]:
        """The lines below that hold more than blanks and remarks."""
        return tuple(each for each in self.below if each.strip() and not _REMARK.match(each))


def parse_front_matter(
    content: bytes, file: str, *, shapes: Mapping[str, Shape], aliases: Mapping[str, str]
) -> FrontMatter:
    """
    Read a release file's bytes; `shapes` names the keys there are, `aliases` other spellings.

    Capitals, hyphens, blanks and camelCase in a key make no difference: `edNote` is `ed_note`.
    """
    lines = _lines_of(content, file)
    first, last = _fences(lines, file)
    if sum(map(len, lines[first:last])) > _CHARS_MAX:
        raise ReleaseError(
            f"The front matter is longer than {_CHARS_MAX} characters.",
            where=file,
            cure="Move the text below the second ---.",
        )
    known = {**{key: key for key in shapes}, **aliases}
    entries: dict[str, Node] = {}
    for entry in _entries(lines, first, last, file):
        key = known.get(_spelled(entry.key))
        where = f"{file}, line {entry.line}"
        if key is None:
            raise _unknown(entry.key, where, known)
        if key in entries:
            what = f'"{key}" is given twice (lines {entries[key].line} and {entry.line}).'
            raise ReleaseError(what, where=where, cure="Keep one.")
        entries[key] = Node(_value(entry, shapes[key], file).value, entry.line)
    return FrontMatter(entries, "\n".join(lines[last + 1 :]), last + 2)


def _lines_of(content: bytes, file: str) -> list[str]:
    if len(content) > FILE_BYTES_MAX:
        raise ReleaseError(
            f"The file is larger than {FILE_BYTES_MAX // 1_000_000} MB, which no release is.",
            where=file,
            cure="Check that this is the release; pictures belong in files of their own.",
        )
    try:
        text = unicodedata.normalize("NFC", decode_text(content))
    except EncodingError as error:
        raise ReleaseError(
            error.what, where=f"{file}, line {error.line}", cure=error.cure
        ) from error
    if found := forbidden_in_text(text):
        line = text.count("\n", 0, found.start()) + 1
        column = found.start() - text.rfind("\n", 0, found.start())
        raise ReleaseError(
            f"The text holds {in_words(found[0])} at column {column}.",
            where=f"{file}, line {line}",
            cure="Remove it, and type what should stand there.",
        )
    lines = text.split("\n")
    _refuse_endless(lines, file)
    return lines


def _refuse_endless(lines: list[str], file: str) -> None:
    """
    Bound how much stands together, and how many such pieces there are.

    Readers of Markdown, ours and the library's, look back from many a sign to the beginning of its
    paragraph: what takes a millisecond in a release takes minutes in one a thousand times as long.
    """
    together = pieces = brackets = angles = cells = stress = characters = 0
    for number, line in enumerate(lines, 1):
        fence = line.strip() in {"", "---"}
        pieces += not fence and together == 0
        together = 0 if fence else together + len(line) + 1
        brackets += line.count("[")
        angles += line.count("<")
        cells += line.count("|")
        stress += line.count("*") + line.count("_") + line.count("`")
        characters += len(line) + 1
        for count, most, what in (
            (together, TOGETHER_MAX, "characters without a blank line between them"),
            (pieces, PIECES_MAX, "paragraphs"),
            (brackets, BRACKETS_MAX, "square brackets"),
            (angles, BRACKETS_MAX, "angle brackets"),
            (cells, CELLS_MAX, "marks of table cells"),
            (characters, CHARACTERS_MAX, "characters"),
            (number, LINES_MAX, "lines"),
            (stress, STRESS_MAX, "signs of bold, italics and code"),
        ):
            if count > most:
                raise ReleaseError(
                    f"There are more than {most:,} {what}, which no release has.",
                    where=f"{file}, line {number}",
                    cure="Check that this is the release; a long table, list or document can be "
                    "an attachment.",
                )


def _fences(lines: list[str], file: str) -> tuple[int, int]:
    """The indexes of the first line inside the block and of the `---` that ends it."""
    begin = next((index for index, line in enumerate(lines) if not shows_nothing(line)), None)
    if begin is None:
        what = "The file is empty: it has neither front matter nor a body."
        raise ReleaseError(what, where=file, cure=EXAMPLE)
    where = f"{file}, line {begin + 1}"
    if not _FENCE.fullmatch(lines[begin]):
        if _FENCE_DASHES.fullmatch(lines[begin]):
            what = "The front matter must begin with three hyphens, not with dashes."
            raise ReleaseError(what, where=where, cure="Write --- and nothing else on this line.")
        what = "There is no front matter with headline or subject before the text."
        raise ReleaseError(what, where=where, cure=EXAMPLE)
    for index in range(begin + 1, len(lines)):
        if _FENCE.fullmatch(lines[index]):
            return begin + 1, index
    what = "The front matter that begins here does not end."
    raise ReleaseError(what, where=where, cure="Write a line --- between it and the body.")


def _entries(lines: list[str], first: int, last: int, file: str) -> Iterator[_Entry]:
    """One entry per key: its own line and the indented, listed, blank or remark lines below it."""
    index = first
    while index < last:
        line = lines[index]
        if shows_nothing(line) or line.startswith("#"):
            index += 1
            continue
        match = _KEY.fullmatch(line)
        if match is None:
            raise _no_key(line, f"{file}, line {index + 1}")
        end = index + 1
        while end < last and (shows_nothing(lines[end]) or lines[end][0] in " \t-#"):
            end += 1
        rest = (match["rest"] or "").strip()
        yield _Entry(match["key"], index + 1, rest, tuple(lines[index + 1 : end]))
        index = end


def _no_key(line: str, where: str) -> ReleaseError:
    if line[0] == "\t":
        return ReleaseError(
            "The line is indented with a tab.", where=where, cure="Remove the tab before the key."
        )
    if line[0] == " ":
        return ReleaseError(
            "The line is indented, but no key stands above it.",
            where=where,
            cure="Remove the blanks.",
        )
    return ReleaseError(
        "The line is no entry of front matter.",
        where=where,
        cure='Write "key: value", for example headline: What happened, in one line.',
    )


def _spelled(key: str) -> str:
    """`edNote`, `Ed note` and `ed-note` as `ed_note`."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", key.strip())
    return re.sub(r"[\s_-]+", "_", apart).casefold()


def _unknown(key: str, where: str, known: Mapping[str, str]) -> ReleaseError:
    hint = did_you_mean(_spelled(key), known)
    there_are = "There are: " + ", ".join(sorted(set(known.values()))) + "."
    return ReleaseError(f'There is no key "{key[:60]}".', where=where, cure=hint or there_are)


def _value(entry: _Entry, shape: Shape, file: str) -> Node:
    try:
        if shape is Shape.LINE:
            return Node(_line(entry, file), entry.line)
        if shape is Shape.PROSE:
            return Node(_prose(entry, file), entry.line)
        if shape is Shape.LINES:
            return Node(_lines(entry), entry.line)
    except LineValueError as error:
        where = f"{file}, line {entry.line}"
        raise ReleaseError(f"{entry.key}: {error.what}", where=where, cure=error.cure) from error
    return parse_structure("\n".join((entry.rest, *entry.below)), Place(file, entry.line))


def _line(entry: _Entry, file: str) -> str:
    if _BLOCK_SIGN.fullmatch(entry.rest):
        return read_line_value(_block(entry, file))
    _refuse_list(entry)
    if entry.filled:
        raise LineValueError("The value goes on below its line.", "Write it on one line.")
    return read_line_value(entry.rest)


def _prose(entry: _Entry, file: str) -> str:
    if _BLOCK_SIGN.fullmatch(entry.rest):
        return _block(entry, file)
    _refuse_list(entry)
    if not entry.filled:
        return read_line_value(entry.rest)
    below = (each.strip() for each in entry.below if not each.startswith("#"))
    return "\n".join((entry.rest, *below)).strip()


def _refuse_list(entry: _Entry) -> None:
    listed = not entry.rest and entry.filled and _ITEM.fullmatch(entry.filled[0])
    if listed or _FLOW.fullmatch(entry.rest):
        raise LineValueError(
            "The value must be text, not a list or a table.",
            "If brackets or hyphens belong to the text, put it in quotation marks or below a |.",
        )


def _block(entry: _Entry, file: str) -> str:
    """Text below `|` or `>`, which YAML reads as it stands."""
    node = parse_structure("\n".join((entry.rest, *entry.below)), Place(file, entry.line))
    assert isinstance(node.value, str)
    return node.value.strip("\n")


def _lines(entry: _Entry) -> tuple[Node, ...]:
    """The items, each with its own line; text behind the key itself is one item."""
    items: list[tuple[str, int]] = [(entry.rest, entry.line)] if entry.rest else []
    for number, line in enumerate(entry.below, start=entry.line + 1):
        if not line.strip() or _REMARK.match(line):
            continue
        if match := _ITEM.fullmatch(line):
            items.append((match["text"] or "", number))
        elif items:
            text, begins = items[-1]
            items[-1] = (f"{text} {line.strip()}", begins)
        else:
            raise LineValueError(
                "Every item of the list must begin with a hyphen.", "Write - before it."
            )
    return tuple(Node(read_line_value(text), number) for text, number in items if text.strip())
