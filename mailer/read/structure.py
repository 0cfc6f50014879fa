"""
Lists and tables in front matter: YAML for its shape, text for its values.

Promises: every scalar is the text that was written (`no`, `9:30`, `060601`); a key given twice, an
anchor, an alias, a tag, a tab, deep nesting and a value that `#` would cut short are refused with
the line and the cure.
Never: resolves a type, expands an alias or merges a key, so that a small file stays small.
Fails with: ReleaseError.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import yaml

from mailer.read.characters import forbidden_in_text, in_words
from mailer.words.errors import ReleaseError

_DEPTH_MAX = 6
_QUOTE_IT = "Put the value in quotation marks if it holds a colon, #, @, * or &."
_INDENT = re.compile(r"[ ]*\t")
_CUT_SHORT = re.compile(r"[ \t]+#")


@dataclass(frozen=True, slots=True)
class Node:
    """A value of front matter and the line on which it begins, counted from 1 in its file."""

    value: "str | tuple[Node, ...] | Mapping[str, Node]"
    line: int


class Place(NamedTuple):
    """Where a piece of YAML stands: the file, and the line of the file that is its first."""

    file: str
    first_line: int

    def refusal(self, what: str, line: int, cure: str = "") -> ReleaseError:
        """The error for the `line`th line of the piece, counted from 0."""
        return ReleaseError(what, where=f"{self.file}, line {self.first_line + line}", cure=cure)


def parse_structure(text: str, place: Place) -> Node:
    """One YAML value; an empty text is the empty value."""
    _refuse_tabs(text, place)
    lines = text.split("\n")
    try:
        return _Builder(yaml.parse(text, Loader=yaml.BaseLoader), lines, place).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = f" at column {mark.column + 1}" if mark else ""
        line = min(mark.line, len(lines) - 1) if mark else 0
        raise place.refusal(f"The list or table cannot be read{at}.", line, _QUOTE_IT) from error
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        raise place.refusal("The list or table cannot be read.", 0, _QUOTE_IT) from error


def _refuse_tabs(text: str, place: Place) -> None:
    for number, line in enumerate(text.split("\n")):
        if _INDENT.match(line):
            raise place.refusal("The line is indented with a tab.", number, "Use blanks instead.")


class _Builder:
    """Events become nodes, one level at a time, so that nesting is counted before it is built."""

    def __init__(self, events: Iterator[yaml.Event], lines: list[str], place: Place) -> None:
        self._events = events
        self._lines = lines
        self._place = place

    def document(self) -> Node:
        for event in self._events:
            if isinstance(event, yaml.NodeEvent):
                node = self._node(event, 1)
                break
        else:
            node = Node("", self._place.first_line)
        for event in self._events:
            # Whatever follows the value (a second document, a directive) is no value of this key.
            if isinstance(event, (yaml.NodeEvent, yaml.DocumentStartEvent)):
                raise self._refusal(event, "Something follows after the end of the value.")
        return node

    def _node(self, event: yaml.NodeEvent, depth: int) -> Node:
        line = self._place.first_line + _line_of(event)
        if event.anchor is not None:
            raise self._refusal(
                event, 'The signs "&" and "*" before a value would name and copy it.'
            )
        if depth > _DEPTH_MAX:
            raise self._refusal(
                event, "The lists are nested too deeply.", "A list of tables is enough."
            )
        if isinstance(event, yaml.ScalarEvent):
            return Node(self._text(event), line)
        assert isinstance(event, yaml.CollectionStartEvent)
        if event.tag is not None:
            raise self._refusal(event, 'The sign "!" before a value would give it a type.')
        if isinstance(event, yaml.SequenceStartEvent):
            return Node(tuple(self._node(each, depth + 1) for each in self._until_end()), line)
        return Node(self._mapping(depth), line)

    def _until_end(self) -> Iterator[yaml.NodeEvent]:
        for event in self._events:
            if not isinstance(event, yaml.NodeEvent):
                return
            yield event

    def _mapping(self, depth: int) -> dict[str, Node]:
        table: dict[str, Node] = {}
        for event in self._until_end():
            key = self._node(event, depth + 1)
            if not isinstance(key.value, str):
                raise self._refusal(event, "The name of an entry must be text.")
            value = self._node(next(self._until_end()), depth + 1)
            if key.value in table:
                first, second = table[key.value].line, key.line
                raise self._refusal(
                    event,
                    f'"{key.value[:60]}" is given twice (lines {first} and {second}).',
                    "Keep one.",
                )
            table[key.value] = Node(value.value, key.line)
        return table

    def _text(self, event: yaml.ScalarEvent) -> str:
        if event.tag is not None:
            raise self._refusal(event, 'The sign "!" before a value would give it a type.')
        text: str = event.value
        if found := forbidden_in_text(text):
            raise self._refusal(event, f"The value holds {in_words(found[0])}.", "Remove it.")
        end = event.end_mark
        after = self._lines[end.line][end.column :] if end else ""
        if event.style is None and _CUT_SHORT.match(after):
            raise self._refusal(
                event,
                'Everything after the sign "#" would be left out.',
                "Put the whole value in quotation marks, or move the remark to a line of its own.",
            )
        return text

    def _refusal(self, event: yaml.Event, what: str, cure: str = _QUOTE_IT) -> ReleaseError:
        return self._place.refusal(what, _line_of(event), cure)


def _line_of(event: yaml.Event) -> int:
    """Counted from 0; the parser marks every event that it reads from text."""
    return event.start_mark.line if event.start_mark else 0
