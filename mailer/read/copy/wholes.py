"""
A whole and the parts that it is divided into: do they add up, and are they told in one currency?

Promises: said only where the parts come near the whole, so that they must be meant to be all of it;
rounding is given its room. Never: adds up what is counted in two ways, or what is only about so.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from mailer.read.copy.figures import FIGURE, Figure, figure_of
from mailer.read.copy.flaws_of_figures import PARTS, TWO_UNITS
from mailer.read.copy.text import Copy, Passage, quoted
from mailer.words.findings import Finding

_COUNT = re.compile(
    r"(?<![\w.,/:–-])(?P<sign>(?:US)?\$|€|£)?\s?(?P<figure>"
    + FIGURE
    + r")(?P<unit>\s?(?:m|bn)\b|\s(?:million|billion|mil millones|millones)\b(?:\sde\b)?)?"
    r"(?![\w%/]|:\d|[.,–-]\d|\s?%|\s(?:per ?cent|por ciento)\b)"
)
_IN = "in|at|from|for|to|into|on|en|de|del|para|a|al|por|desde|with|con"
_BEHIND = rf"\s(?:(?P<noun>[^\W\d_]{{3,}})\s)?(?P<in>{_IN})\s"
_PLACE = r"[^.;:!?()\d,]{2,60}"
_JOINT = r"(?P<joint>;|,|,?\s(?:and|y|e))\s?(?:another\s|otr[oa]s\s)?$"
_PART = re.compile(_BEHIND + _PLACE + _JOINT)
_LAST_PART = re.compile(_BEHIND + r"[^.;:!?()\d]{2,}")
_OF_WHICH = re.compile(
    r"(?i)[^.;:!?()\d]{0,80}?,?\s(?:of (?:which|whom|that|them)"
    r"|de (?:l[oa]s|el|la) (?:que|cuale?s?)|de ell[oa]s)\b"
)
_ABOUT = re.compile(
    r"(?i)\b(?:about|around|some|nearly|almost|over|under|than|least|roughly|approximately|up to|most"
    r"|unos|unas|casi|cerca de|más de|menos de|menos|alrededor de|hasta)\s$"
)
_LEAST_PARTS = 3
_NEAR = 0.15
_YEAR = re.compile(r"(?:19|20)\d\d")
_SENTENCE = re.compile(r"(?:[^.!?;]|[.](?!\s))+")
_BEFORE_MAX = 400


class _Count(NamedTuple):
    """A figure with its sign and unit, and where it stands."""

    text: str
    figure: Figure
    exact: bool
    """Whether it was not rounded to tens or decimals."""
    unit: str
    sign: str
    begin: int
    end: int


def whole_findings(copy: Copy) -> Iterator[Finding]:
    """Parts beside their whole, and parts whose whole was named just before."""
    before = ""
    for passage in copy.body:
        if any(char.isdigit() for char in passage.text):
            yield from _listed(passage, copy, before)
            yield from _of_which(passage, copy)
        before = passage.flat


def _counts(text: str, language: str) -> list[_Count]:
    """The figures of a text that count something; a year, and a name such as Terminal 2, do not."""
    found = []
    for match in _COUNT.finditer(text):
        figure, unit = match["figure"], re.sub(r"\W|de$", "", match["unit"] or "")
        before = text[max(0, match.start() - 24) : match.start()]
        name = not match["sign"] and re.search(r"(?<=[^.!?:]\s)\b[A-Z][\w’'-]*\s$", before)
        if _YEAR.fullmatch(figure) or name:
            continue
        exact = not unit and not figure.endswith("0") and "," not in figure[-3:]
        exact = exact and "." not in figure[-3:]
        found.append(
            _Count(match[0].strip(), figure_of(figure, language), exact, unit, match["sign"] or "",
                   match.start("sign") if match["sign"] else match.start("figure"), match.end())
        )  # fmt: skip
    return found


def _listed(passage: Passage, copy: Copy, before: str) -> Iterator[Finding]:
    """`188,000 passengers in A, 151,000 in B and 83,000 in C`, after `412,000 passengers`."""
    for sentence in _SENTENCE.finditer(passage.flat):
        text = sentence[0]
        parts, noun = _row(text, _counts(text, copy.language))
        if len(parts) < _LEAST_PARTS or not (noun or parts[0].sign):
            continue
        told = text[max(0, parts[0].begin - _BEFORE_MAX) : parts[0].begin]
        here = passage.flat[max(0, sentence.start() - _BEFORE_MAX) : sentence.start()]
        earlier = f"{before[-_BEFORE_MAX:]} {here} {told}"
        whole = _whole(earlier, parts[0], noun, copy.language)
        if whole is None or _ABOUT.search(told[-24:]):
            continue
        if added := _misses(parts, whole):
            line = passage.line_at(sentence.start() + parts[-1].begin)
            shown = quoted(text[parts[0].begin : parts[-1].end])
            yield PARTS.found(copy.file, line, text=shown, sum=added, whole=whole.text)


def _row(text: str, counts: list[_Count]) -> tuple[list[_Count], str]:
    """The longest row of parts, each with the same little word behind, and the noun of the first."""
    best: list[_Count] = []
    best_noun = ""
    row: list[_Count] = []
    little, noun = "", ""
    for place, count in enumerate(counts):
        last = place + 1 == len(counts)
        behind = text[count.end : None if last else counts[place + 1].begin]
        part = _PART.fullmatch(behind) if not last else None
        closing = part or _LAST_PART.match(behind)
        fits = closing and (not row or (closing["in"] == little and _same(row[0], count)))
        if not fits or closing is None or (row and closing["noun"] not in {None, noun}):
            row = []
            fits = closing is not None
        if fits and closing is not None:
            if not row:
                little, noun = closing["in"], closing["noun"] or ""
            row.append(count)
            joined = len(row) > 1 and _joined(text, row)
            if joined and len(row) > len(best):
                best, best_noun = [*row], noun
        if not part:
            row = []
    return best, best_noun


def _same(one: _Count, other: _Count) -> bool:
    return one.sign == other.sign and one.unit == other.unit


def _joined(text: str, row: list[_Count]) -> bool:
    """Whether the last of them comes behind an `and`."""
    return re.search(r"\b(?:and|y|e)\s(?:\w+\s)?$", text[row[-2].end : row[-1].begin]) is not None


def _whole(text: str, part: _Count, noun: str, language: str) -> _Count | None:
    """The last figure of the same noun or sign before the parts, where it is told as exact."""
    for count in reversed(_counts(text, language)):
        behind = text[count.end :]
        alike = count.unit == part.unit and count.sign == part.sign
        counted = not noun or re.match(rf"\s(?:[^\W\d_]+\s)?{re.escape(noun)}\b", behind)
        if alike and counted:
            return None if _ABOUT.search(text[: count.begin][-24:]) else count
    return None


def _misses(parts: list[_Count], whole: _Count) -> str:
    """What the parts add up to where they miss the whole by little, "" otherwise."""
    added = sum(each.figure.value for each in parts)
    room = sum(0 if each.exact else each.figure.room for each in (*parts, whole))
    apart = added - whole.figure.value
    if abs(apart) <= room or abs(apart) > _NEAR * whole.figure.value:
        return ""
    shown = f"{added:,.10g}"
    return shown if apart > 0 or _one_digit(added, whole.figure.value) else ""


def _one_digit(one: float, other: float) -> bool:
    """Whether two numbers of three digits or more differ by one digit: the rest may be elsewhere."""
    ours, theirs = f"{one:.10g}", f"{other:.10g}"
    long = len(ours.rstrip("0")) >= _LEAST_PARTS and len(ours) == len(theirs)
    return long and sum(a != b for a, b in zip(ours, theirs, strict=True)) == 1


def _of_which(passage: Passage, copy: Copy) -> Iterator[Finding]:
    """`€3.5m, of which £1.2m goes into lifts and £2.3m into longer hours`."""
    for sentence in _SENTENCE.finditer(passage.flat):
        counts = _counts(sentence[0], copy.language)
        for place, whole in enumerate(counts[:-2]):
            if not _OF_WHICH.match(sentence[0], whole.end):
                continue
            parts = counts[place + 1 :]
            added = sum(each.figure.value for each in parts)
            exact = abs(added - whole.figure.value) < 1e-9 * added
            signs = {each.sign for each in parts}
            alike = len(signs) == 1 and {each.unit for each in parts} == {whole.unit}
            if alike and "" not in signs and whole.sign not in {"", *signs} and exact:
                line = passage.line_at(sentence.start() + whole.begin)
                facts = {"text": whole.text, "other": " + ".join(each.text for each in parts)}
                yield TWO_UNITS.found(copy.file, line, **facts)
            break
