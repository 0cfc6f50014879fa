"""
What the preview's page asks, answered from the workspace as it is now.

Promises: the message shown is the one that `send` would compose for this recipient, with the marking
they would get; a file that cannot be read is an error on the page, and forgotten with the next
reload that succeeds. Never: changes anything, for whatever it is asked. Lives on one thread, as
rendering is bounded by a signal and inlining is not made for several.
"""

import contextlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from mailer.check.page.desk import PageDesk
from mailer.check.preflight import in_order
from mailer.check.readers import Readership
from mailer.cli.checking import page_of
from mailer.cli.desk import Desk, checked_release
from mailer.cli.limits import bounded_rendering
from mailer.cli.looking import message_of
from mailer.compose.mould import Mould
from mailer.read.configuration import load_settings
from mailer.read.disk import DiskError, read_file
from mailer.read.encoding import EncodingError, decode_text
from mailer.read.front_matter import FILE_BYTES_MAX
from mailer.read.lists.selection import Selection
from mailer.read.places import find_list, find_release
from mailer.read.recipient import Recipient
from mailer.read.release import Release
from mailer.read.workspace import Workspace
from mailer.render.columns_used import columns_used, sources_of
from mailer.render.view import Marking
from mailer.report.candidates import Candidate, Person, Signatures, WorstCases
from mailer.report.frame import Look, framed, marked, with_change, with_pictures
from mailer.report.message_view import MessageView, view_message
from mailer.report.preview import (
    SourceFile,
    embargo_document,
    error_document,
    findings_document,
    message_document,
    person_document,
    release_document,
    sources_document,
)
from mailer.report.roll import Roll
from mailer.schedule.plan import Timing
from mailer.words.errors import CopyError, MailerError
from mailer.words.findings import Finding, Severity
from mailer.words.times import ZonedTime

_ROWS_AT_A_TIME = 250
_SHOWN_MAX = 60
_REFUSED_MAX = 20
_PAGES_MAX = 12
"""Different pages that are looked at for what readers' programs would do to them."""


@dataclass(slots=True)
class _Standing:
    """The release as it was last read whole."""

    release: Release
    mould: Mould
    findings: tuple[Finding, ...]
    columns: tuple[str, ...]


class PreviewDesk:
    """One release and its lists, looked at."""

    def __init__(self, desk: Desk, given: str, lists: Sequence[str]) -> None:
        """Fails with: ReleaseError, MediaListError where there is no such file at all."""
        self.revision = 0
        self._desk = desk
        self._given = given
        self._lists = list(lists)
        self._places = find_release(desk.root, given)
        places = [find_list(desk.root, name) for name in lists]
        self._list_paths = [place.path for place in places]
        self._list_files = {place.name: place.shown for place in places}
        self._roll = Roll(())
        self._rolled: object = None
        self._standing: _Standing | None = None
        self._mould_before: Mould | None = None
        self._error: MailerError | None = None
        self._sources: tuple[SourceFile, ...] = ()
        self._views: dict[str, MessageView | MailerError] = {}
        self._before: tuple[str, MessageView] | None = None
        self._last = ""
        self._candidates: tuple[Candidate, ...] = ()
        self._refused: dict[str, Finding] = {}
        self._of_messages: dict[Finding, None] = {}
        self._walk: Iterator[None] = iter(())

    def folders(self) -> frozenset[Path]:
        """Where a save could change what is shown."""
        root = self._desk.root
        files = [*self._places.files.values(), *self._list_paths]
        templates = [path for path in (root / "templates").rglob("*") if path.is_dir()]
        found = {root, root / "lists", root / "templates", *templates}
        found |= {path.parent for path in files}
        if self._standing is not None:
            for variant in self._standing.release.variants:
                found |= {(root / file.path).parent for file in variant.attachments}
                found |= {(root / file.path).parent for file in variant.images}
        return frozenset(path.resolve() for path in found if path.is_dir())

    def reload(self) -> None:
        """Read everything again that could have changed, and the message last looked at."""
        self.revision += 1
        last = self._views.get(self._last)
        self._before = (self._last, last) if isinstance(last, MessageView) else self._before
        self._views.clear()
        self._refused.clear()
        self._of_messages.clear()
        self._sources = tuple(self._read_sources())
        if self._standing is not None:
            self._mould_before = self._standing.mould
        self._standing, self._error = None, None
        try:
            self._standing = self._read()
            self._roll_anew()
        except MailerError as error:
            self._error = error
            return
        self._walk = self._walked(self._standing)
        self._view_of(self._chosen(self._last))

    def walk(self) -> bool:
        """A slice of the pass over everybody; False when it is done."""
        try:
            next(self._walk)
        except StopIteration:
            return False
        except CopyError as error:
            self._error = error
            self._walk = iter(())
            self.revision += 1
        return True

    def view(self, id_: str) -> dict[str, object]:
        """All about one recipient's message; whoever is worth most of a look where nobody is named."""
        self._last = id_ or self._last
        person = self._chosen(id_)
        shown = self._view_of(person) if person is not None else None
        error = self._error or (shown if isinstance(shown, MailerError) else None)
        message = shown if isinstance(shown, MessageView) and error is None else None
        release = self._standing.release if self._standing is not None else None
        embargo = self.embargoed_until
        sender = self._desk.settings.sender
        now = self._desk.clock.now()
        return {
            "revision": self.revision,
            "now": now.isoformat(),
            "given": self._given,
            "error": error_document(error) if error else None,
            "release": release_document(release) if release else None,
            "sender": (sender.name or str(sender.address)) if sender else "",
            "sources": sources_document(self._sources),
            "findings": findings_document(self._findings(error), self._sources),
            "embargo": embargo_document(
                embargo, self._roll.zones(), now, self._desk.settings.timezone
            )
            if embargo
            else None,
            "person": person_document(person) if person else None,
            "standing": self._leaving(person.recipient) if person and release else None,
            "message": message_document(message) if message else None,
        }

    @property
    def embargoed_until(self) -> ZonedTime | None:
        """The release's embargo, as last read."""
        return self._standing.release.embargoed_until if self._standing is not None else None

    def refuse(self) -> None:
        """Raise what stands in the way of any message at all."""
        if self._error is not None:
            raise self._error

    def worth(self) -> list[str]:
        """The ids of those worth a look."""
        return [each.person.id for each in self._candidates]

    def message(self, id_: str) -> MessageView | None:
        """One recipient's message; None where it cannot be made."""
        person = self._chosen(id_)
        shown = self._view_of(person) if person is not None else None
        return shown if isinstance(shown, MessageView) else None

    def people(self, search: str, language: str, trusted: str) -> dict[str, object]:
        """Those worth a look, and the first of those who match."""
        wanted = {"yes": True, "no": False}.get(trusted)
        found, rows = self._roll.find(search, language=language, trusted=wanted, most=_SHOWN_MAX)
        asked = bool(search.strip() or language or trusted)
        return {
            "candidates": [
                person_document(each.person, each.reasons)
                for each in (() if asked else self._candidates)
            ],
            "rows": [person_document(person) for person in rows],
            "found": found,
            "total": len(self._roll.people),
            "rejected": self._roll.rejected,
            "complete": self._roll.complete,
            "languages": sorted(self._roll.languages),
        }

    def frame(self, id_: str, look: Look, words: str) -> str:
        """The page for the message's frame; "" where there is none."""
        shown = self.message(id_)
        if shown is None or not shown.html:
            return ""
        page = framed(shown.html, look)
        if words:
            page = marked(page, words)
        elif self._before is not None and self._before[0] == self._last:
            page = with_change(page, framed(self._before[1].html, look))
        return with_pictures(page, shown.pictures)

    def _chosen(self, id_: str) -> Person | None:
        while not self._roll.people and not self._roll.complete:
            self._roll.read(_ROWS_AT_A_TIME)
        found = self._roll.person(id_)
        if found is None and self._candidates:
            found = self._candidates[0].person
        return found or next(iter(self._roll.people), None)

    def _view_of(self, person: Person | None) -> MessageView | MailerError | None:
        standing = self._standing
        if standing is None or person is None:
            return None
        if person.id not in self._views:
            self._views[person.id] = self._made(standing, person.recipient)
        return self._views[person.id]

    def _made(self, standing: _Standing, recipient: Recipient) -> MessageView | MailerError:
        """The message as it would leave now, taken apart; or why there is none."""
        try:
            with bounded_rendering():
                composed, _ = standing.mould.compose(recipient, self._marking(recipient))
        except MailerError as error:
            return error
        return view_message(message_of(composed, self._desk).content)

    def _marking(self, recipient: Recipient) -> Marking:
        return Marking(embargoed=self._timing().is_early(trusted=recipient.trusted))

    def _timing(self) -> Timing:
        embargo = self.embargoed_until
        return Timing(self._desk.clock.now(), embargo.utc if embargo else None)

    def _leaving(self, recipient: Recipient) -> dict[str, object]:
        """When this recipient's copy would leave, in a few words; `held`: not at once."""
        try:
            suppressed = self._desk.workspace.suppressions().match(recipient.address)
        except MailerError as error:
            return {"what": f"{error.where}: {error.what}", "held": True}
        if suppressed:
            reason = suppressed.reason or "no reason given"
            return {"what": f"suppressed, gets nothing: {reason}", "held": True}
        timing = self._timing()
        if timing.due_at(trusted=recipient.trusted) > timing.send_at:
            return {"what": "held until the embargo lifts", "held": True}
        if timing.is_early(trusted=recipient.trusted):
            return {"what": "leaves at once, marked EMBARGOED", "held": False}
        return {"what": "leaves when you send", "held": False}

    def _findings(self, shown: MailerError | None) -> tuple[Finding, ...]:
        """All there are; not again what stands on the page as the reason why there is no message."""
        found = self._standing.findings if self._standing is not None else ()
        refused = [each for each in self._refused.values() if not shown or each.what != shown.what]
        every = dict.fromkeys((*found, *refused, *self._of_messages, *self._roll.findings))
        release = self._standing.release if self._standing is not None else None
        return in_order(release, every) if release is not None else tuple(every)

    def _read(self) -> _Standing:
        old = self._desk
        settings, of_settings = load_settings(old.root, os.environ)
        desk = Desk(
            old.console,
            old.root,
            Workspace(old.root, settings.limits),
            settings,
            old.clock.now(),
            old.clock,
        )
        self._desk = desk
        release, findings = checked_release(desk, self._given)
        mould = desk.mould(release, f"{release.slug}-0", before=self._mould_before)
        family = [
            source
            for name, source in mould.renderer.templates.items()
            if name.startswith(f"{release.template}/")
        ]
        columns = columns_used(sources_of(release, family))
        return _Standing(release, mould, (*of_settings, *findings), tuple(sorted(columns)))

    def _read_sources(self) -> Iterator[SourceFile]:
        """The release's files for the page, as far as they can be read at all."""
        with contextlib.suppress(MailerError):
            self._places = find_release(self._desk.root, self._given)
        for shown, path in self._places.files.items():
            with contextlib.suppress(DiskError, EncodingError):
                text = decode_text(read_file(path, FILE_BYTES_MAX))
                yield SourceFile(shown, tuple(text.split("\n")))

    def _roll_anew(self) -> None:
        """The roll, read again where a list, or the trust in it, has changed."""
        assert self._standing is not None
        if not self._lists:
            self._roll = Roll((), self._ourselves(self._standing.release))
            return
        stats = [(path, path.stat()) for path in self._list_paths if path.exists()]
        key = (
            [(path, stat.st_mtime_ns, stat.st_size, stat.st_ino) for path, stat in stats],
            self._desk.settings.trusted_lists,
        )
        if key != self._rolled:
            self._rolled = None
            self._roll = Roll(Selection(self._desk.lists(self._lists)))
            self._candidates = ()
            self._rolled = key

    def _ourselves(self, release: Release) -> Iterator[Person]:
        """Where no list is given: us, once per language, and as somebody trusted under an embargo."""
        for variant in release.variants:
            reader = self._desk.reader_of(variant)
            yield Person(f"own-{variant.language}", reader)
            if release.embargoed_until is not None:
                yield Person(f"own-{variant.language}-trusted", reader._replace(trusted=True))

    def _walked(self, standing: _Standing) -> Iterator[None]:
        """The pass over everybody: read, pick who is worth a look, render who could differ."""
        worst, signatures = WorstCases(standing.columns), Signatures(standing.columns)
        readership = Readership(standing.release, self._desk.settings.fallback_language)
        readership.files.update(self._list_files)
        wordings: set[int] = set()
        pages = PageDesk()
        number = 0
        while not (self._roll.complete and number == len(self._roll.people)):
            if not self._roll.complete:
                self._roll.read(_ROWS_AT_A_TIME)
            for person in self._roll.people[number : number + _ROWS_AT_A_TIME]:
                number += 1
                worst.see(person)
                readership.serves(person.recipient)
                if signatures.is_new(person) and self._is_new_wording(standing, person, wordings):
                    worst.see_wording(person)
                    if len(wordings) <= _PAGES_MAX:
                        self._of_messages.update(
                            self._checked_page(pages, standing, person.recipient)
                        )
                    yield
            if not self._roll.complete:
                self._candidates = worst.candidates()
            yield
        self._candidates = worst.candidates()
        if self._lists:
            self._of_messages.update(dict.fromkeys(readership.findings()))

    def _checked_page(
        self, pages: PageDesk, standing: _Standing, recipient: Recipient
    ) -> dict[Finding, None]:
        """What is wrong with a recipient's page, as a reader's program would show it."""
        mould, marking = standing.mould, self._marking(recipient)
        variant = mould.variant_for(recipient)
        with bounded_rendering():
            rendered = mould.renderer.render(recipient, variant, marking)
        if rendered.text_only:
            return {}
        return dict.fromkeys(pages.check(page_of(mould, rendered, variant)))

    def _is_new_wording(self, standing: _Standing, person: Person, wordings: set[int]) -> bool:
        """Whether this person's message is laid out like nobody's before; refusals are kept."""
        try:
            with bounded_rendering():
                marking = self._marking(person.recipient)
                composed, _ = standing.mould.compose(person.recipient, marking)
        except CopyError as error:
            if len(self._refused) < _REFUSED_MAX:
                finding = Finding("", Severity.ERROR, error.what, error.cure, file=error.where)
                self._refused.setdefault(error.what, finding)
            return False
        known = id(composed.skeleton) in wordings
        wordings.add(id(composed.skeleton))
        return not known
