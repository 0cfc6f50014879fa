"""
Checks of tables and lists: whether a column adds up to its total, a list to its announcement.

Promises: figures are given the room of their rounding; a last row that may be an average is left
alone. Never: judges a table without a row that calls itself a total.
"""

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from markdown_it.token import Token

from mailer.check.flaws.of_sense import COLUMN_SUM, LIST_COUNTED
from mailer.check.sentences import sentences
from mailer.check.subject import Subject
from mailer.read.copy.dates import days_in
from mailer.read.copy.figures import FIGURE, Figure, figure_of
from mailer.read.copy.lists import word_list
from mailer.read.copy.text import Passage, quoted
from mailer.read.draft.words import folded
from mailer.words.findings import Finding

_TOTALS = ("total", "totals", "sum", "suma", "totales", "overall", "altogether", "en total")
_ROWS_MIN = 2
_CELL = (
    rf"(?P<open>\()?(?P<sign>[-\u2212–])?\s?(?:US\$|[$€£])?\s?(?P<figure>{FIGURE})\s?"
    rf"(?P<unit>[^\W\d_]{{0,12}}|%|€)\)?%?"
)
_NO_SUM = r"(?i)more than one|counted (?:twice|in both)|overlap|más de un[ao]"
_COUNT_MAX = 20
_SOME_DAY = date(2000, 1, 1)
_OF_TIME = (
    r"\b(?:19|20)\d\d\b|\b\d{1,2}(?:[:.]\d\d)?\s?(?:[ap]\.?\s?m\b\.?|h\b|horas\b)"
    r"|\b\d{1,2}[:.]\d\d\b"
)
_FIRST_NOUN = r"(?:The |Las |Los )?(?P<noun>[^\W\d_]{4,}s)\b(?=.*:$)"
_NUMERALS = "|".join((*word_list("ones")[2:], *word_list("spanish_ones")[2:]))
_NOT_ALL = (
    r"(?i)\b(?:more|other|first|last|further|only|additional|m[áa]s|otr[oa]s|primer\w+|últim\w+)\b"
)


class Row(NamedTuple):
    """One row of a table."""

    line: int
    cells: tuple[str, ...]


def columns_summed(subject: Subject) -> Iterator[Finding]:
    """Columns whose figures do not add up to what a last row of totals says."""
    for rows in tables_of(subject):
        head, body, last = rows[0], rows[1:-1], rows[-1]
        if len(body) < _ROWS_MIN or not is_total(last) or any(is_total(row) for row in body):
            continue
        if any(re.search(_NO_SUM, passage.text) for passage in subject.copy.text):
            continue
        for number in range(1, len(last.cells)):
            figures = [_figure(row, number, subject) for row in body]
            total = _figure(last, number, subject)
            if (
                total
                and all(figures)
                and (found := _off([each for each in figures if each], total))
            ):
                column = head.cells[number] if number < len(head.cells) else str(number + 1)
                facts = {"column": quoted(column), "sum": found, "total": last.cells[number]}
                yield COLUMN_SUM.found(subject.variant.file, last.line, **facts)


def tables_of(subject: Subject) -> Iterator[list[Row]]:
    """The rows of each table, the head first."""
    rows: list[Row] = []
    cells: list[str] = []
    inside = False
    for token, line in subject.blocks:
        if token.type == "table_open":
            rows, inside = [], True
        elif token.type == "tr_open":
            cells = []
        elif token.type == "inline" and inside:
            cells.append(_text(token))
        elif token.type == "tr_close":
            rows.append(Row(line, tuple(cells)))
        elif token.type == "table_close":
            inside = False
            if rows:
                yield rows


def _text(token: Token) -> str:
    return "".join(child.content for child in token.children or ()).strip()


def is_total(row: Row) -> bool:
    """Whether a row calls itself the total."""
    return bool(row.cells) and folded(row.cells[0]).rstrip(":") in _TOTALS


def _figure(row: Row, number: int, subject: Subject) -> Figure | None:
    """The number in a cell that holds nothing else; brackets make it negative."""
    cell = row.cells[number] if number < len(row.cells) else ""
    match = re.fullmatch(_CELL, cell)
    if match is None:
        return None
    figure = figure_of(match["figure"], subject.variant.language)
    down = bool(match["open"] or match["sign"])
    rounded = "%" in cell or "." in match["figure"] or "," in match["figure"]
    return Figure(-figure.value if down else figure.value, figure.room if rounded else 0.5)


def _off(figures: list[Figure], total: Figure) -> str:
    """What the figures add up to, "" where that is the total, or the total may be an average."""
    added = sum(each.value for each in figures)
    room = sum(min(each.room, 0.5) for each in figures) + min(total.room, 0.5)
    values = [each.value for each in figures]
    average = min(values) <= total.value <= max(values)
    return "" if average or abs(added - total.value) <= room else f"{added:.10g}"


def lists_counted(subject: Subject) -> Iterator[Finding]:
    """`Three women finished:` above a list of four."""
    blocks = subject.blocks
    for place, ((inside, line), (closes, _)) in enumerate(pairwise(blocks)):
        opens = blocks[place + 2][0] if place + 2 < len(blocks) else None
        if (
            opens is None
            or inside.type != "inline"
            or closes.type != "paragraph_close"
            or opens.type not in {"bullet_list_open", "ordered_list_open"}
        ):
            continue
        text = _text(inside)
        said, count = _announced(text), _items(subject, place + 2)
        if said and said != count:
            at = line + inside.content.count("\n")
            shown = quoted(_last_sentence(text))
            items = "1 item" if count == 1 else f"{count} items"
            yield LIST_COUNTED.found(subject.variant.file, at, text=shown, count=items)


def lists_counted_elsewhere(subject: Subject) -> Iterator[Finding]:
    """`four performances` in the text, and five below `Performances are on:`; days alone."""
    for place, ((inside, _), (closes, _)) in enumerate(pairwise(subject.blocks)):
        opens = subject.blocks[place + 2][0] if place + 2 < len(subject.blocks) else None
        if opens is None or inside.type != "inline" or closes.type != "paragraph_close":
            continue
        if opens.type not in {"bullet_list_open", "ordered_list_open"}:
            continue
        noun = re.match(_FIRST_NOUN, list(sentences(_text(inside)))[-1][1].strip())
        count = _items(subject, place + 2)
        if noun is None or not _all_days(subject, place + 2):
            continue
        numbers = rf"(?i)(?<![\w.,-])(?P<number>\d{{1,2}}|{_NUMERALS})\s(?:[^\W\d_]+\s)?{noun[1]}\b"
        said = [
            (passage, match)
            for passage in (*subject.copy.titles, *subject.copy.body)
            for match in re.finditer(numbers, passage.flat)
        ]
        values = {_number(folded(match["number"])) for _, match in said}
        if len(values) == 1 and values.pop() != count and not re.search(_NOT_ALL, said[0][0].flat):
            passage, match = said[0]
            line = passage.line_at(match.start())
            items = "a list of 1" if count == 1 else f"a list of {count}"
            yield LIST_COUNTED.found(subject.variant.file, line, text=quoted(match[0]), count=items)


def _all_days(subject: Subject, place: int) -> bool:
    """Whether every item of a list begins with a day, and with one day alone."""
    level = subject.blocks[place][0].level
    texts = []
    for token, line in subject.blocks[place + 1 :]:
        if token.level <= level:
            break
        if token.type == "inline":
            texts.append(Passage(_text(token), line))
    return all(len(days_in(text, subject.copy.near)) == 1 for text in texts)


def _items(subject: Subject, place: int) -> int:
    level = subject.blocks[place][0].level
    count = 0
    for token, _ in subject.blocks[place + 1 :]:
        if token.level <= level:
            break
        count += token.type == "list_item_open" and token.level == level + 1
    return count


def _announced(text: str) -> int:
    """The one number of things that a line with a colon announces, 0 where none is sure."""
    sentence = _without_times(_last_sentence(text))
    words = re.findall(r"[^\W_]+|:", folded(sentence))
    if not sentence.endswith(":") or len(words) > _COUNT_MAX:
        return 0
    counts = [(number, place) for place, word in enumerate(words) if (number := _number(word)) > 1]
    if len(counts) != 1 or any(word.isdigit() for word in words if not _number(word)):
        return 0
    number, place = counts[0]
    before = words[place - 1] if place else ""
    article = before in {"the", "these", "los", "las", "estos", "estas"}
    if article:
        before = words[place - 2] if place > 1 else ""
    behind = words[place + 1] if place + 1 < len(words) else ":"
    wrong = before in word_list("before_measures") or behind in (
        *word_list("measures"),
        *word_list("before_measures"),
        ":",
    )
    return 0 if wrong or number > _COUNT_MAX else number


def _last_sentence(text: str) -> str:
    """What follows the last stop; that of a short month is none."""
    return re.split(r"[!?;]\s|(?<!\b[A-Z][a-z]{2})(?<!Sept)(?<!\b[ap]\.m)[.]\s", text.rstrip())[-1]


def _without_times(sentence: str) -> str:
    """Without its days, hours and years, which count nothing."""
    passage = Passage(sentence, 1)
    times = [(each.begin, each.end) for each in days_in(passage, _SOME_DAY)]
    times += [match.span() for match in re.finditer(_OF_TIME, sentence)]
    for begin, end in times:
        sentence = sentence[:begin] + " " * (end - begin) + sentence[end:]
    return sentence


def _number(word: str) -> int:
    if word.isdigit():
        return int(word)
    lists = (word_list("ones"), word_list("spanish_ones"))
    return next((words.index(word) for words in lists if word in words), 0)
