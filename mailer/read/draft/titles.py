"""
Which of the lines above the text is the headline, and what the others are.

Promises: two lines that repeat each other with different words stay two headlines, and a person
chooses; every other reading is reported. Never: joins or drops a line without saying so.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from mailer.read.copy.flaws import TWO_HEADLINES
from mailer.read.copy.text import listed, quoted
from mailer.read.draft.blocks import Line
from mailer.read.draft.flaws import MOVED_INTO_TEXT, NO_HEADLINE, SENDER_READ, SUBHEAD_READ
from mailer.read.draft.parts import Parts
from mailer.read.draft.words import folded
from mailer.words.findings import Finding

_ALIKE = 0.5
"""Share of words from which on two lines say the same thing."""
_LETTERHEAD_WORDS_MAX = 7


@dataclass(frozen=True, slots=True)
class HeadlineCandidate:
    """A line that may be the headline, and where it stands in the draft."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Titles:
    """What the lines above the text were read as."""

    headlines: tuple[HeadlineCandidate, ...]
    subhead: str
    left_over: tuple[Line, ...]
    """They open the text, so that nothing is lost."""
    findings: tuple[Finding, ...]


def read_titles(parts: Parts, text_below: str, file: str) -> Titles:
    """Sort the titles; `text_below` is the rest of the draft, to know the sender's name by."""
    findings: list[Finding] = []
    lines = _unique(_continued(parts))
    letterhead = _letterhead(lines, parts.label_line, text_below)
    if letterhead:
        lines = [line for line in lines if line is not letterhead]
        shown = quoted(letterhead.text)
        findings.append(SENDER_READ.found(file, letterhead.number, text=shown))
    if not lines:
        findings.append(NO_HEADLINE.found(file))
        return Titles((), "", (), tuple(findings))
    rivals = [line for line in lines if line is lines[0] or _rivals(lines[0], line, parts)]
    others = [line for line in lines if line not in rivals]
    if len(rivals) > 1:
        shown = "; ".join(f'"{line.text}"' for line in rivals)
        where = listed([line.number for line in rivals])
        findings.append(
            TWO_HEADLINES.found(
                file, rivals[0].number, count=len(rivals), lines=where, headlines=shown
            )
        )
    subhead = others.pop(0) if others and others[0].number > rivals[0].number else None
    if subhead:
        findings.append(SUBHEAD_READ.found(file, subhead.number, text=quoted(subhead.text)))
    findings += [
        MOVED_INTO_TEXT.found(file, line.number, text=quoted(line.text)) for line in others
    ]
    candidates = tuple(HeadlineCandidate(line.text, line.number) for line in rivals)
    return Titles(candidates, subhead.text if subhead else "", tuple(others), tuple(findings))


def _continued(parts: Parts) -> list[Line]:
    """Lines that go on in small letters inside one block are one line."""
    lines: list[Line] = []
    last = 0
    for line in parts.titles:
        if lines and line.number == last + 1 and line.text[:1].islower():
            lines[-1] = Line(lines[-1].number, f"{lines[-1].text} {line.text}")
        else:
            lines.append(line)
        last = line.number
    return lines


def _unique(lines: Sequence[Line]) -> list[Line]:
    seen = {folded(line.text): line for line in reversed(lines)}
    return sorted(seen.values(), key=lambda line: line.number)


def _letterhead(lines: Sequence[Line], label_line: int, text_below: str) -> Line | None:
    """The sender's name: short, above the release line, and mentioned again further down."""
    if len(lines) < 2 or not lines[0].number < label_line < lines[-1].number:  # noqa: PLR2004 - a headline must remain
        return None
    name = folded(lines[0].text)
    headline = folded(lines[1].text)
    short = len(name.split()) <= _LETTERHEAD_WORDS_MAX
    return lines[0] if short and name in folded(text_below) and name != headline else None


def _rivals(first: Line, other: Line, parts: Parts) -> bool:
    """Whether a line competes with the first for being the headline."""
    ours, theirs = (set(folded(line.text).split()) for line in (first, other))
    alike = len(ours & theirs) / max(len(ours), len(theirs))
    # A title above the release line and another one below it: nobody can know which one stands.
    apart = first.number < parts.label_line < other.number
    return apart or alike > _ALIKE
