"""
What `check` does: the copy, the rendered message, the recipients and, if asked, the links.

Without a list nothing is inlined as long as the templates are the shipped ones and the page is small:
then inlining can change nothing that is checked, and costs more than all the rest.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import typer

from mailer.check.flaws.of_page import SILENT
from mailer.check.inbox import PHONE, SCREEN, inbox_row
from mailer.check.page.desk import PageDesk
from mailer.check.page.page import Page
from mailer.check.page.size import line_findings, size_findings
from mailer.check.preflight import in_order, links_of
from mailer.check.readers import Readership
from mailer.cli.console import Console, counted, counted_findings, printable
from mailer.cli.desk import Desk, checked_release, open_desk, rows
from mailer.cli.embargo_lines import embargo_lines
from mailer.cli.limits import bounded_rendering
from mailer.cli.options import Asked
from mailer.cli.sizes import tell_sizes
from mailer.compose.mould import Mould
from mailer.merge.gaps import Part, html_part, text_part
from mailer.read.configuration import unknown_lists
from mailer.read.copy.text import quoted
from mailer.read.places import list_names
from mailer.read.recipient import Recipient
from mailer.read.release import Release, Variant
from mailer.render.paths import Pattern
from mailer.render.renderer import Rendered
from mailer.render.view import Marking
from mailer.words.errors import TemplateError, UsageError
from mailer.words.findings import Finding, Severity, has_errors
from mailer.words.states import Act

if TYPE_CHECKING:  # a check without lists reads none
    from mailer.read.lists.selection import Selection

_PAGES_MAX = 12
"""Different pages of one release that are looked at; more differ in a recipient's words alone."""
_SURELY_SMALL = 40_000
"""Octets of a page before inlining, which makes it at most twice as large."""
_HEADINGS = {Severity.ERROR: "Errors", Severity.WARNING: "Warnings", Severity.NOTE: "Notes"}
_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTE: "36"}


def check(
    context: typer.Context, given: str, lists: list[str], asked: Asked, *, online: bool
) -> int:
    """Print the findings; exit status 1 where one is an error."""
    if not lists and asked != Asked():
        raise UsageError(
            "There is no list to choose from.",
            cure="Name one with --list, or leave out --tag and the other options that choose.",
        )
    desk = open_desk(context, only_looks=True)
    release, found = checked_release(desk, given)
    findings = dict.fromkeys(found)
    findings |= dict.fromkeys(unknown_lists(desk.settings, list_names(desk.root)))
    if desk.settings.sender is not None:
        findings |= dict.fromkeys(_of_messages(desk, release, lists, asked))
    if online:
        findings |= dict.fromkeys(_of_links(desk, release))
    ordered = in_order(release, findings)
    for variant in release.variants:
        _show_inbox(desk, release, variant)
    show_findings(desk.console, ordered)
    desk.console.document(counted_findings(ordered))
    return 1 if has_errors(ordered) else 0


def show_findings(console: Console, findings: tuple[Finding, ...]) -> None:
    """The findings by severity, each at a place that a terminal opens, and how many there are."""
    for severity, heading in _HEADINGS.items():
        of_it = [finding for finding in findings if finding.severity is severity]
        if of_it:
            console.result(console.paint(heading, _COLOURS[severity]))
        for finding in of_it:
            console.result(f"\n  {printable(_place(finding))}  {finding.id}")
            console.result(f"    {printable(finding.what)}")
            if finding.cure:
                console.result(f"    {printable(finding.cure)}")
        if of_it:
            console.result("")
    counts = [
        counted(sum(finding.severity is severity for finding in findings), severity.value)
        for severity in Severity
    ]
    console.result(f"{', '.join(counts)}.")


def _place(finding: Finding) -> str:
    """`releases/x.md:14`, which terminals and editors open; a list's row is its line."""
    number = finding.row if finding.row is not None else finding.line
    place = finding.file or "the release"
    return place if number is None else f"{place}:{number}"


def _show_inbox(desk: Desk, release: Release, variant: Variant) -> None:
    """The row that a phone and a wide screen show, as far as it is the same for everybody."""
    subject, preheader = variant.subject or variant.headline, variant.preheader or variant.subhead
    named = f" ({variant.language})" if len(release.variants) > 1 else ""
    desk.console.say(f"Inbox{named}, phone:  {printable(inbox_row(subject, PHONE))}")
    desk.console.say(f"Inbox{named}, screen: {printable(inbox_row(subject, SCREEN))}")
    if preheader:
        desk.console.say(
            f"{' ' * len(named)}               {printable(inbox_row(preheader, SCREEN))}"
        )
    desk.console.say()


def _of_messages(desk: Desk, release: Release, lists: list[str], asked: Asked) -> Iterator[Finding]:
    """Render for every row (or once per variant), and look at what comes out."""
    as_they_are = not (lists or (desk.root / "templates").is_dir())
    chosen = _chosen(desk, lists, asked) if lists else None
    messages = _Messages(desk, release, chosen, _as_it_is if as_they_are else None)
    if as_they_are and messages.largest > _SURELY_SMALL:
        messages = _Messages(desk, release, None, None)
    yield from messages.findings
    messages.tell_sizes()
    if (embargo := release.embargoed_until) is not None:
        for line in embargo_lines(desk, embargo, messages.zones if lists else Counter()):
            desk.console.say(line)
    if chosen is not None:
        _say_whom(desk.console, chosen)
        desk.console.say(messages.readership.totals)


def _chosen(desk: Desk, lists: list[str], asked: Asked) -> "Selection":
    from mailer.cli.choosing import select

    return select(desk, lists, asked)


def _say_whom(console: Console, chosen: "Selection") -> None:
    """Whom the options chose; a choice of nobody is refused."""
    from mailer.cli.choosing import choice_lines, refuse_nobody

    refuse_nobody(chosen)
    for line in choice_lines(chosen):
        console.say(line)


def _as_it_is(html: str) -> str:
    return html


class _Messages:
    """Every message of a release, rendered once and looked at."""

    def __init__(
        self,
        desk: Desk,
        release: Release,
        chosen: "Selection | None",
        inline: Callable[[str], str] | None,
    ) -> None:
        self.readership = Readership(release, desk.settings.fallback_language)
        self.findings: list[Finding] = []
        self.zones: Counter[str] = Counter()
        """The zones that the lists give; "" where they give none."""
        self.largest = 0
        self._largest_message = 0
        self._desk = desk
        self._mould = desk.mould(release, f"{release.slug}-0", inline)
        self._whose = ""
        self._parts: dict[Pattern, Part] = {}
        self._pages: list[Page] = []
        with bounded_rendering() as heartbeat:
            for recipient in self._recipients(chosen):
                self.zones[recipient.values.get("timezone", "")] += 1
                if self.readership.serves(recipient):
                    self._look_at(recipient, listed=chosen is not None)
                heartbeat.beat()
            pages = PageDesk()
            for page in self._pages:
                self.findings += pages.check(page)
                heartbeat.beat()
        if self._pages:
            self.findings += size_findings(self._pages[0], self.largest, self._whose)
        if chosen is not None:
            self.findings += self.readership.findings()

    def tell_sizes(self) -> None:
        """Say how large the messages are and what they carry."""
        if self._largest_message:
            tell_sizes(self._desk.console, self._mould.release, self._largest_message)

    def _recipients(self, chosen: "Selection | None") -> Iterator[Recipient]:
        if chosen is not None:
            self.readership.files.update({each.name: each.file for each in chosen.lists})
            found = rows(chosen, self.findings)
            part = self._desk.workspace.part_of_lists_read
            from mailer.cli.progress import followed

            yield from followed(self._desk.console, found, "Checking", part)
            return
        for variant in self.readership.release.variants:
            yield self._desk.reader_of(variant)

    def _look_at(self, recipient: Recipient, *, listed: bool) -> None:
        variant = self._mould.variant_for(recipient)
        rendered = self._mould.renderer.render(recipient, variant, Marking())
        if listed:
            self.readership.printed_empty(recipient, rendered.empty_columns)
        known = rendered.pattern in self._parts
        if not known:
            self._first_of_its_kind(recipient, variant, rendered)
        if rendered.text_only:
            return
        octets = len(self._parts[rendered.pattern].fill(rendered.slots).encode())
        if octets > self.largest:
            self.largest = octets
            self._whose = f"{recipient.media_list}, row {recipient.row}" if recipient.row else ""

    def _first_of_its_kind(
        self, recipient: Recipient, variant: Variant, rendered: Rendered
    ) -> None:
        """Compose the message, and keep its page to be looked at."""
        composed, _subject = self._mould.compose(recipient, Marking())
        content = composed.skeleton.fill(composed.holes, self._desk.now)
        self._largest_message = max(self._largest_message, len(content))
        self.findings += line_findings(content, variant.file)
        if rendered.text_only:
            self._parts[rendered.pattern] = Part(("",), ())
            return
        _key, self._parts[rendered.pattern] = self._mould.inliner.part(rendered.html)
        if not self._pages and (self._desk.root / "templates").is_dir():
            self._try_correcting(recipient, variant)
        if len(self._pages) < _PAGES_MAX:
            self._pages.append(page_of(self._mould, rendered, variant))

    def _try_correcting(self, recipient: Recipient, variant: Variant) -> None:
        """Whether the workspace's own template would say what has changed, if that were needed."""
        changed = replace(variant, correction_note="Corrects a figure.")
        try:
            self._mould.renderer.render(recipient, changed, Marking(act=Act.CORRECTION))
        except TemplateError as error:
            self.findings.append(SILENT.found(error.where, None, what=error.what))


def page_of(mould: Mould, rendered: Rendered, variant: Variant) -> Page:
    """One recipient's page before inlining, with all that the checks of a page ask of it."""
    renderer = mould.renderer
    return Page(
        html_part(rendered.html, renderer.mark).fill(rendered.slots),
        text_part(rendered.text, renderer.mark).fill(rendered.slots),
        variant.language,
        mould.release.template,
        renderer.templates,
        renderer.letterhead.organisation,
        renderer.letterhead.unsubscribe_address,
    )


def _of_links(desk: Desk, release: Release) -> Iterator[Finding]:
    """Follow the https links of the release, and tell those that lead nowhere."""
    from mailer.check.flaws.of_readers import UNREACHABLE
    from mailer.check.reach import LINKS_MAX, Reach

    places = links_of(release, now=desk.now)
    shown = min(len(places), LINKS_MAX)
    desk.console.say(f"Following {counted(shown, 'link')} …")
    for target, fault in Reach().faults(places).items():
        file, line = places[target]
        yield UNREACHABLE.found(file, line, target=quoted(target), fault=fault)
