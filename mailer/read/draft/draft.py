"""
The draft: a press release as somebody pasted it, read as a release that a person must still look at.

Promises: every word of the draft is in the result, or a finding says that it was left out and why;
only the labels of its parts (FOR IMMEDIATE RELEASE, Media contact, ###) go without a word, as the
message writes its own. Words are never changed, and of two headlines none is chosen. What was a
guess is said with its line. Any text at all gives a draft.
Never: completes a date, a zone, a name or a number; sends anything.
"""

from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from mailer.read.copy.desk import read_copy
from mailer.read.copy.text import Copy, Passage, quoted
from mailer.read.copy.unreachable import unreachable
from mailer.read.draft.blocks import Block, Style, joined
from mailer.read.draft.body import is_list, read_items, read_markdown
from mailer.read.draft.contacts import DraftContact, read_contacts
from mailer.read.draft.cover import without_cover
from mailer.read.draft.dateline import incomplete_dateline, read_dateline
from mailer.read.draft.flaws import (
    BOILERPLATE_READ,
    DATE_IN_TEXT,
    EMBARGO_IN_TEXT,
    EMBARGO_MENTIONED,
    EMBARGO_UNCLEAR,
    HEADING_LEFT_OUT,
    KIND_READ,
    LANGUAGE_UNCLEAR,
    LINK_AS_TEXT,
    NO_BODY,
    NO_END_MARK,
    NO_HEADLINE,
    NOTES_READ,
    REFERENCE_READ,
    SUBJECT_READ,
    TWO_DATES,
    TWO_RELEASE_LINES,
    whole,
)
from mailer.read.draft.head import adopted, is_reference
from mailer.read.draft.lines import tidy_draft
from mailer.read.draft.markdown import meant_breaks
from mailer.read.draft.parts import Parts, sort_parts
from mailer.read.draft.titles import HeadlineCandidate, Titles, read_titles
from mailer.read.draft.words import Words, folded, language_of, words
from mailer.read.front_matter import CHARACTERS_MAX, TOGETHER_MAX
from mailer.read.release import Kind, PressContact
from mailer.words.errors import ReleaseError
from mailer.words.findings import Finding, Severity
from mailer.words.times import parse_time
from mailer.words.zones import TimeError

BLOCKS_MAX = 3_000
"""Paragraphs, items and tables of a draft; a release file may have fewer."""
_LEAD_BLOCKS = 4
"""The lead-in of a statement stands among the first paragraphs."""
_ADVISORY_LABELS_MIN = 3
_OPENING = ("“", '"', "«", "‘", "—")
_TIME_UNKNOWN = "[date, time and zone]"
_SEVERITIES = list(Severity)


@dataclass(frozen=True, slots=True)
class Draft:
    """Every field that was found. Empty text or tuple: not in the draft."""

    file: str
    kind: Kind
    language: str
    headline_candidates: tuple[HeadlineCandidate, ...]
    """None, one, or several of which a person must choose one."""
    body: str
    """Markdown, without the dateline."""
    subhead: str = ""
    located: str = ""
    dated: date | None = None
    embargoed_until: str = ""
    """Exact where the draft is, else in the draft's own words, which no release accepts."""
    contacts: tuple[PressContact, ...] = ()
    availability: tuple[str, ...] = ()
    """One line of Markdown each."""
    boilerplate: str = ""
    """Markdown."""
    ed_note: str = ""
    """Markdown."""


def parse_draft(text: str, *, file: str) -> tuple[Draft, tuple[Finding, ...]]:
    """Read a pasted draft; `file` is its name as shown to people."""
    return sort_draft(*tidy_draft(text, file), file=file)


def sort_draft(
    blocks: tuple[Block, ...], said: tuple[Finding, ...], *, file: str, subject: str = ""
) -> tuple[Draft, tuple[Finding, ...]]:
    """
    Read the tidied blocks of a draft in any format; `said` is what was found on the way to them.

    `subject` is that of the message which brought the draft: its headline, where no other is there.
    """
    _refuse_endless(blocks, file)
    known = words()
    blocks, covering = without_cover(blocks, known, file)
    parts = sort_parts(blocks, known)
    reading = _Reading(parts, known, file, [*said, *covering], subject)
    draft = reading.draft()
    copy = _copy_of(blocks, parts, draft, file)
    findings = {*reading.findings, *read_copy(copy)}
    ranked = sorted(
        findings, key=lambda each: (_SEVERITIES.index(each.severity), each.line or 0, each.id)
    )
    return draft, tuple(ranked)


def _refuse_endless(blocks: tuple[Block, ...], file: str) -> None:
    """Bound what no release file may hold, before readers look back from each sign of it."""
    sizes = [len(block.text) for block in blocks]
    for count, most, what in (
        (len(blocks), BLOCKS_MAX, "paragraphs"),
        (max(sizes, default=0), TOGETHER_MAX, "characters in one paragraph"),
        (sum(sizes), CHARACTERS_MAX, "characters"),
    ):
        if count > most:
            raise ReleaseError(
                f"The draft has more than {most:,} {what}, which no release has.",
                where=file,
                cure="Check that this is the draft; a long table or document can be an attachment.",
            )


def _copy_of(blocks: tuple[Block, ...], parts: Parts, draft: Draft, file: str) -> Copy:
    """The draft's own lines for the copy desk, so that findings name them."""
    titles = {line.number for line in parts.titles}
    body = tuple(Passage(block.text, block.line) for block in blocks if block.line not in titles)
    heads = tuple(Passage(line.text, line.number) for line in parts.titles)
    return Copy(file, body, titles=heads, near=draft.dated)


class _Reading:
    """Turns sorted parts into a draft, and keeps what must be said."""

    def __init__(
        self, parts: Parts, known: Words, file: str, findings: list[Finding], subject: str
    ) -> None:
        self._parts = parts
        self._words = known
        self._file = file
        self._subject = subject
        self.findings = findings

    def draft(self) -> Draft:
        parts = self._parts
        parts.titles, parts.contacts = adopted(parts.titles, parts.contacts)
        self._take_references()
        contacts = self._contacts()
        self._boilerplate_without_heading()
        titles = read_titles(parts, self._all_text(), self._file)
        titles = self._with_subject(titles)
        self.findings += titles.findings
        self._say_lost_links(titles)
        located, dated = self._dateline()
        kind = self._kind()
        body = [*(Block((line,)) for line in titles.left_over), *parts.body]
        self._say_what_is_missing(body)
        return Draft(
            file=self._file,
            kind=kind,
            language=self._language(),
            headline_candidates=titles.headlines,
            body=read_markdown(body),
            subhead=titles.subhead,
            located=located,
            dated=dated,
            embargoed_until=self._embargo(),
            contacts=tuple(each.contact for each in contacts),
            availability=read_items(parts.availability),
            boilerplate=read_markdown(parts.boilerplate),
            ed_note=read_markdown(parts.notes),
        )

    def _take_references(self) -> None:
        """Numbers by which the sender knows the release are no titles."""
        parts = self._parts
        references = [line for line in parts.titles if is_reference(line.text)]
        for line in references:
            found = REFERENCE_READ.found(self._file, line.number, text=quoted(line.text))
            self.findings.append(found)
        parts.titles = [line for line in parts.titles if line not in references]
        parts.notes[:0] = [Block((line,)) for line in references]

    def _with_subject(self, titles: Titles) -> Titles:
        """The subject of the message as headline, where the draft has none."""
        subject, first = self._subject, self._parts.titles
        if not subject or any(folded(line.text) == folded(subject) for line in first):
            return titles
        use = (
            "it was left out"
            if titles.headlines
            else "no line can be the headline, so it became it"
        )
        said = SUBJECT_READ.found(self._file, text=subject, use=use)
        if titles.headlines:
            return replace(titles, findings=(*titles.findings, said))
        others = tuple(each for each in titles.findings if each.id != NO_HEADLINE.id)
        return replace(titles, headlines=(HeadlineCandidate(subject, 1),), findings=(*others, said))

    def _say_lost_links(self, titles: Titles) -> None:
        """Links on words that become plain text."""
        contacts = [line for block in self._parts.contacts for line in block.lines]
        plain = [line for line in self._parts.titles if line not in titles.left_over]
        for line in (*plain, *contacts):
            for span in line.spans:
                if span.style is Style.LINK and span.url not in line.text:
                    shown = f"{line.text[span.start : span.end]} → {span.url}"
                    found = LINK_AS_TEXT.found(self._file, line.number, text=whole(shown))
                    self.findings.append(found)

    def _all_text(self) -> str:
        parts = self._parts
        blocks = [*parts.body, *parts.boilerplate, *parts.availability, *parts.notes]
        return "\n".join(block.text for block in blocks)

    def _language(self) -> str:
        titles = " ".join(line.text for line in self._parts.titles)
        language = language_of(f"{titles} {self._all_text()}")
        if not language:
            self.findings.append(LANGUAGE_UNCLEAR.found(self._file))
        return language or "en"

    def _contacts(self) -> list[DraftContact]:
        contacts = read_contacts(self._parts.contacts)
        for each in contacts:
            if flaw := unreachable(each.contact, self._file, each.line):
                self.findings.append(flaw)
        return contacts

    def _dateline(self) -> tuple[str, date | None]:
        """Taken off the first paragraph, which then begins with the news."""
        parts = self._parts
        if not parts.body:
            return parts.located, parts.dated
        place = next((at for at, block in enumerate(parts.body) if not is_list(block)), 0)
        first = parts.body[place]
        read = read_dateline(first.text)
        if read is None:
            if text := incomplete_dateline(first.text):
                self.findings.append(DATE_IN_TEXT.found(self._file, first.line, text=text))
            return parts.located, parts.dated
        parts.body[place] = _without(first, read.length)
        if read.dated and parts.dated not in {None, read.dated}:
            days = {"above": parts.dated, "dateline": read.dated}
            self.findings.append(TWO_DATES.found(self._file, first.line, **days))
        return read.located or parts.located, read.dated or parts.dated

    def _boilerplate_without_heading(self) -> None:
        """The last paragraph of the text, where it says who the sender is."""
        parts = self._parts
        if parts.boilerplate or len(parts.body) < 2:  # noqa: PLR2004 - a text must remain
            return
        last = parts.body[-1]
        before = folded("\n".join(block.text for block in parts.body[:-1]))
        name = _defined_name(last.text, self._words)
        if name and folded(name) in before:
            parts.boilerplate.append(parts.body.pop())
            shown = quoted(last.text)
            self.findings.append(BOILERPLATE_READ.found(self._file, last.line, text=shown))

    def _kind(self) -> Kind:
        parts = self._parts
        kind, reason, line = _kind_of_text(parts, self._words)
        if parts.kind and (parts.kind is not Kind.NEWS or kind is Kind.NEWS):
            kind, reason, line = parts.kind, "", 0
        if reason:
            found = KIND_READ.found(self._file, line, kind=kind.value, reason=reason)
            self.findings.append(found)
        return kind

    def _embargo(self) -> str:
        """The embargo as the release file will have it; "" where there is none."""
        parts = self._parts
        if parts.embargo is None:
            if text := parts.embargo_mention:
                line = parts.embargo_mention_line
                self.findings.append(EMBARGO_MENTIONED.found(self._file, line, text=text))
            return ""
        if parts.immediate_line:
            lines = {"embargo": parts.embargo_line, "immediate": parts.immediate_line}
            self.findings.append(TWO_RELEASE_LINES.found(self._file, parts.embargo_line, **lines))
        if parts.embargo_in_text:
            shown = quoted(parts.embargo or "EMBARGOED")
            found = EMBARGO_IN_TEXT.found(self._file, parts.embargo_line, text=shown)
            self.findings.append(found)
        written = parts.embargo or _TIME_UNKNOWN
        try:
            return str(parse_time(written))
        except TimeError as error:
            facts = {"text": quoted(written), "why": error.what, "cure": error.cure}
            self.findings.append(EMBARGO_UNCLEAR.found(self._file, parts.embargo_line, **facts))
            return written

    def _say_what_is_missing(self, body: list[Block]) -> None:
        parts, file = self._parts, self._file
        if not body:
            self.findings.append(NO_BODY.found(file))
        if parts.after:
            self.findings.append(NOTES_READ.found(file, parts.after[0].line))
            parts.notes.extend(parts.after)
        if about := parts.about:
            found = HEADING_LEFT_OUT.found(file, about.number, text=quoted(about.text))
            self.findings.append(found)
        if not parts.end_mark_line:
            self.findings.append(NO_END_MARK.found(file))


def _without(block: Block, length: int) -> Block:
    """The block without its first characters; a dateline may end a line."""
    if not any(meant_breaks([line.text for line in block.lines])):
        # The first line is shorter now, which must not make its end look like a meant break.
        return Block((joined(block.lines).part(length),))
    text = block.text[length:].lstrip()
    skipped = block.text[: len(block.text) - len(text)].count("\n")
    first, *below = block.lines[skipped:]
    return Block((first.last(text.partition("\n")[0]), *below))


def _defined_name(text: str, known: Words) -> str:
    """`Alianza` in `Alianza is a network of …`; "" where a paragraph does not begin like that."""
    pieces = text.partition("\n")[0].split()
    for count in range(1, min(8, len(pieces) - 2)):
        if folded(" ".join(pieces[count : count + 2])) in known.is_a:
            name = pieces[:count]
            return " ".join(name) if all(word[0].isupper() for word in (name[0], name[-1])) else ""
    return ""


def _kind_of_text(parts: Parts, known: Words) -> tuple[Kind, str, int]:
    """What the text itself looks like, why, and on which line."""
    blocks = parts.body
    for block, following in pairwise(blocks[: _LEAD_BLOCKS + 1]):
        plain = folded(block.text)
        for phrase in known.statement_lead:
            if phrase in plain and following.text.startswith(_OPENING):
                return Kind.STATEMENT, "the words before the quotation", block.line
    labels = {
        folded(line.text.partition(":")[0].strip(" *¿?"))
        for block in blocks
        for line in block.lines
        if ":" in line.text
    }
    if len(labels & known.advisory_labels) >= _ADVISORY_LABELS_MIN:
        return Kind.ADVISORY, "its labels (who, what, when, where)", blocks[0].line
    return Kind.NEWS, "", 0
