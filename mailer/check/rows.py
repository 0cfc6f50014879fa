"""
Checks of the rows of a table: whether a change in percent fits the two figures beside it.

Promises: judged only where other rows of the table do fit, which shows what the columns mean. Never:
judges percentages of percentages.
"""

import re
from collections.abc import Iterator

from mailer.check.subject import Subject
from mailer.check.tables import Row, tables_of
from mailer.read.copy.figures import FIGURE, Figure, figure_of
from mailer.read.copy.flaws_of_figures import CHANGE
from mailer.read.copy.text import quoted
from mailer.words.findings import Finding

_HEAD = re.compile(
    r"(?i)\b(?:change|chg|growth|difference|variaci[óo]n|var|cambio|diferencia|crecimiento|evoluci[óo]n)\b"
    r"|[+±]\s?/?\s?[-\u2212–]"
)
_PERCENT = re.compile(
    rf"(?P<sign>[-+\u2212–])?\s?(?P<figure>{FIGURE})\s?(?:%|per ?cent|por ciento)"
)
_PLAIN = re.compile(rf"(?:US)?[$€£]?\s?(?P<figure>{FIGURE})\s?[^\W\d_%]{{0,12}}\s?€?")
_FIT_MIN = 2


def changes_in_rows(subject: Subject) -> Iterator[Finding]:
    """A row whose change is another one, in a table whose other rows are right."""
    for rows in tables_of(subject):
        for number in range(3, len(rows[0].cells)):
            if not _HEAD.search(rows[0].cells[number]):
                continue
            read = [(row, found) for row in rows[1:] if (found := _read(row, number, subject))]
            wrong = min((_misfits(read, newest) for newest in (0, 1)), key=len)
            if len(read) - len(wrong) < max(_FIT_MIN, 2 * len(wrong)):
                continue
            for row, truth in wrong:
                shown = quoted(" | ".join((row.cells[0], *row.cells[number - 2 : number + 1])))
                yield CHANGE.found(subject.variant.file, row.line, text=shown, truth=truth)


def _read(row: Row, number: int, subject: Subject) -> tuple[Figure, Figure, Figure] | None:
    """The two figures before a change, and the change with its sign."""
    if number >= len(row.cells):
        return None
    said = _PERCENT.fullmatch(row.cells[number].strip())
    pair = [_PLAIN.fullmatch(cell.strip()) for cell in row.cells[number - 2 : number]]
    if said is None or not all(pair):
        return None
    language = subject.variant.language
    one, other = (_exact(figure_of(each["figure"], language)) for each in pair if each)
    change = figure_of(said["figure"], language)
    falls = said["sign"] not in {None, "+"}
    if not one.value or not other.value:
        return None
    return one, other, Figure(-change.value if falls else change.value, min(change.room, 0.5))


def _exact(figure: Figure) -> Figure:
    """In a table 500 is five hundred."""
    return Figure(figure.value, min(figure.room, 0.5))


def _misfits(
    read: list[tuple[Row, tuple[Figure, Figure, Figure]]], newest: int
) -> list[tuple[Row, str]]:
    """The rows whose change does not fit, where this of the two columns is the newer one."""
    wrong = []
    for row, (*pair, said) in read:
        after, before = pair[newest], pair[1 - newest]
        ends = [
            ((after.value + way * after.room) / (before.value - way * before.room) - 1) * 100
            for way in (-1, 1)
            if before.value > before.room
        ]
        if ends and not min(ends) - 2 * said.room <= said.value <= max(ends) + 2 * said.room:
            truth = (after.value / before.value - 1) * 100
            wrong.append((row, f"{'a fall' if truth < 0 else 'a rise'} of {abs(truth):.3g}%"))
    return wrong
