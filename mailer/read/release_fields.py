"""
The fields of a release file: values of its front matter become dates, people, files and numbers.

Promises: a field either means exactly one thing or is refused with its line and the cure.
Never: completes a date, a zone or a name; opens a file that the release names.
Fails with: ReleaseError.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from typing import NamedTuple, TypeVar

from mailer.read.characters import forbidden_in_line, in_words
from mailer.read.front_matter import FrontMatter
from mailer.read.languages import LANGUAGE_CURE, LanguageError, parse_language
from mailer.read.release import (
    Attachment,
    Event,
    Ignored,
    Image,
    Kind,
    Original,
    PressContact,
    Quotation,
)
from mailer.read.release_dates import DATE_CURE, DateError, parse_date, parse_embargo
from mailer.read.structure import Node
from mailer.words.errors import ReleaseError
from mailer.words.findings import did_you_mean
from mailer.words.times import ZonedTime, parse_time
from mailer.words.zones import TimeError

_WHOLE_NUMBER = re.compile(r"[1-9]\d{0,5}", re.ASCII)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_IGNORED = re.compile(r"(?P<id>[A-Z]{2}\d{3})\s*:\s*(?P<reason>.*\S.*)")
_URL = re.compile(r"https?://[^\s<>\"\\]+")
_EVENT_TIMES = ("starts", "ends")
_EVENT_TEXTS = ("who", "what", "where", "why", "photo", "online", "rsvp")
_Item = TypeVar("_Item")
TEMPLATES = {kind: kind.value for kind in Kind} | {Kind.NEWS: "release"}
"""The template family of each kind."""


class Fields(NamedTuple):
    """The front matter of one file, asked for by what each field is; an absent key is empty."""

    front: FrontMatter
    file: str

    def refusal(self, what: str, *, key: str = "", line: int = 0, cure: str = "") -> ReleaseError:
        """The error for a key, or for a line, or for the file as a whole."""
        at = line or (self.front.entries[key].line if key in self.front.entries else 0)
        where = f"{self.file}, line {at}" if at else self.file
        return ReleaseError(f"{key}: {what}" if key else what, where=where, cure=cure)

    def text(self, key: str) -> str:
        """A value that is text."""
        node = self.front.entries.get(key)
        if node is None:
            return ""
        assert isinstance(node.value, str)
        return node.value

    def day(self, key: str) -> date | None:
        """A day of the calendar."""
        try:
            return parse_date(self.text(key)) if self.text(key) else None
        except DateError as error:
            raise self.refusal(str(error), key=key, cure=DATE_CURE) from error

    def instant(self, key: str, now: datetime | None = None) -> ZonedTime | None:
        """An exact time with its zone; `none` and `immediate` say that there is none."""
        try:
            return parse_embargo(self.text(key), now)
        except TimeError as error:
            raise self.refusal(error.what, key=key, cure=error.cure) from error

    def embargo(self, now: datetime | None) -> ZonedTime | None:
        """The embargo; a key with nothing behind it may have lost its time, and is refused."""
        key = "embargoed_until"
        if key in self.front.entries and not self.text(key).strip():
            cure = f"Write the time behind it, or `{key}: none` where there is no embargo."
            raise self.refusal("There is no time behind it.", key=key, cure=cure)
        return self.instant(key, now)

    def language(self, key: str) -> str:
        """A language, "" where it is not given."""
        return self._language(self.text(key), key) if self.text(key) else ""

    def kind(self) -> Kind:
        """The release's kind; news where the file does not say."""
        given = self.text("kind").casefold()
        kinds = [kind.value for kind in Kind]
        if given and given not in kinds:
            cure = did_you_mean(given, kinds) or f"There are: {', '.join(kinds)}."
            raise self.refusal(f'There is no kind "{given[:40]}".', key="kind", cure=cure)
        return Kind(given or "news")

    def version(self) -> int:
        """The release's version, counted from 1."""
        given = self.text("version") or "1"
        if not _WHOLE_NUMBER.fullmatch(given):
            cure = "Write a whole number: 1, then 2 for the next version."
            raise self.refusal(f'"{given[:40]}" is not a version.', key="version", cure=cure)
        return int(given)

    def template(self) -> str:
        """The name of the template family; that of the release's kind where none is named."""
        given = self.text("template") or TEMPLATES[self.kind()]
        if not _NAME.fullmatch(given):
            cure = "Write the name of a folder in templates/, such as release."
            raise self.refusal(f'"{given[:40]}" names no template.', key="template", cure=cure)
        return given

    def lines(self, key: str) -> tuple[str, ...]:
        """A list whose items are text."""
        return tuple(self._scalar(node, key) for node in self._items(key))

    def contacts(self) -> tuple[PressContact, ...]:
        """The press contacts, in their order."""
        return self._tables("contacts", "- name: First Last", self._contact)

    def attachments(self) -> tuple[Attachment, ...]:
        """The files to attach, by path; a bare path stands for one without a title."""
        return self._tables("attachments", "- path: photos/hall.jpg", self._attachment)

    def images(self) -> tuple[Image, ...]:
        """The pictures to show, by path; a bare path stands for one without words."""
        return self._tables("images", "- path: photos/hall.jpg", self._image)

    def ignored(self) -> tuple[Ignored, ...]:
        """The findings that the author has set aside, each with a reason."""
        return self._tables("ignore", '- "PR004: the reason"', self._ignored)

    def event(self) -> Event | None:
        """What the release invites to; times are as exact as an embargo."""
        node = self.front.entries.get("event")
        if node is None or node.value == "":
            return None
        table = self._table(node, "event", (*_EVENT_TIMES, *_EVENT_TEXTS))
        given = {name: self._scalar(value, "event") for name, value in table.items()}
        who, what, where, why, photo, online, rsvp = (given.get(name, "") for name in _EVENT_TEXTS)
        starts, ends = (self._event_time(table.get(name)) for name in _EVENT_TIMES)
        event = Event(starts, ends, who, what, where, why, photo, online, rsvp)
        if event.ends and (event.starts is None or event.ends.utc <= event.starts.utc):
            what = (
                "The event ends before it starts." if event.starts else "It ends, but never starts."
            )
            raise self.refusal(what, key="event", cure="Correct starts: or ends:.")
        if event.online and not _URL.fullmatch(event.online):
            cure = "Write the whole address of the live feed, beginning with https://."
            raise self.refusal("online: is no address.", key="event", cure=cure)
        return event

    def quotation(self) -> Quotation | None:
        """The quotation that leads."""
        node = self.front.entries.get("quotation")
        if node is None or node.value == "":
            return None
        table = self._table(node, "quotation", ("text", "by"))
        texts = {name: self._scalar(value, "quotation") for name, value in table.items()}
        if not texts.get("text"):
            cure = "Write text: and what was said, in its quotation marks."
            raise self.refusal("The quotation has no text.", key="quotation", cure=cure)
        return Quotation(texts["text"], texts.get("by", ""))

    def original(self) -> Original:
        """What a correction, withdrawal or hold is about."""
        original = Original(self.text("original_headline"), self.day("original_date"))
        if original.dated and not original.headline:
            cure = "Add original_headline:, or take the date out."
            raise self.refusal("A date alone names no release.", key="original_date", cure=cure)
        return original

    def _event_time(self, node: Node | None) -> ZonedTime | None:
        if node is None or not node.value:
            return None
        try:
            return parse_time(self._scalar(node, "event"))
        except TimeError as error:
            raise self.refusal(error.what, key="event", line=node.line, cure=error.cure) from error

    def _contact(self, node: Node) -> PressContact:
        table = self._table(node, "contacts", ("name", "role", "phone", "email", "languages"))
        spoken = table.pop("languages", Node("", node.line))
        languages = tuple(
            self._language(each, "contacts", spoken.line)
            for each in self._several(spoken, "contacts")
        )
        texts = {name: self._scalar(value, "contacts") for name, value in table.items()}
        return PressContact(**texts, languages=languages)

    def _attachment(self, node: Node) -> Attachment:
        texts = self._file(node, "attachments", ("path", "title"))
        return Attachment(texts["path"], title=texts["title"])

    def _image(self, node: Node) -> Image:
        texts = self._file(node, "images", ("path", "alt", "caption", "credit", "url"))
        if texts["url"] and not _URL.fullmatch(texts["url"]):
            cure = "Write the whole address of the full-size picture, beginning with https://."
            raise self.refusal(
                "A picture's url is no address.", key="images", line=node.line, cure=cure
            )
        return Image(
            texts["path"],
            alt=texts["alt"],
            caption=texts["caption"],
            credit=texts["credit"],
            url=texts["url"],
        )

    def _file(self, node: Node, key: str, names: tuple[str, ...]) -> dict[str, str]:
        if isinstance(node.value, str):
            texts = {"path": self._scalar(node, key)}
        else:
            table = self._table(node, key, names)
            texts = {name: self._scalar(value, key) for name, value in table.items()}
        if not texts.get("path"):
            cure = "Write path: and where the file lies in the workspace."
            what = "A file is listed without its path."
            raise self.refusal(what, key=key, line=node.line, cure=cure)
        return {name: texts.get(name, "") for name in names}

    def _ignored(self, node: Node) -> Ignored:
        if not isinstance(node.value, str | tuple) and set(node.value) != {"id", "reason"}:
            # `- PR004: reason` without quotes is a table of one entry to YAML.
            pairs = [f"{name}: {self._scalar(each, 'ignore')}" for name, each in node.value.items()]
            text = ", ".join(pairs)
        elif isinstance(node.value, str):
            text = node.value
        else:
            table = self._table(node, "ignore", ("id", "reason"))
            text = ": ".join(self._scalar(table[name], "ignore") for name in ("id", "reason"))
        match = _IGNORED.fullmatch(text)
        if match is None:
            cure = 'Write "PR004: the reason": a finding is set aside by its id, with a reason.'
            raise self.refusal("No finding and reason.", key="ignore", line=node.line, cure=cure)
        return Ignored(match["id"], match["reason"])

    def _items(self, key: str) -> tuple[Node, ...]:
        node = self.front.entries.get(key)
        if node is None or node.value == "":
            return ()
        if isinstance(node.value, tuple):
            return node.value
        return (node,)

    def _tables(self, key: str, example: str, made: Callable[[Node], _Item]) -> tuple[_Item, ...]:
        items = self._items(key)
        if items and not isinstance(self.front.entries[key].value, tuple):
            cure = f"Write each entry below {key}: with a hyphen, for example {example}."
            raise self.refusal("This must be a list.", key=key, cure=cure)
        return tuple(made(node) for node in items)

    def _table(self, node: Node, key: str, names: tuple[str, ...]) -> dict[str, Node]:
        if isinstance(node.value, str | tuple):
            cure = f"Write it with names: {', '.join(f'{name}: …' for name in names)}."
            raise self.refusal("An entry must be a table.", key=key, line=node.line, cure=cure)
        for name, value in node.value.items():
            if name not in names:
                cure = did_you_mean(name, names) or f"There are: {', '.join(names)}."
                what = f'There is no "{name[:40]}" here.'
                raise self.refusal(what, key=key, line=value.line, cure=cure)
        return dict(node.value)

    def _several(self, node: Node, key: str) -> list[str]:
        """A list, or text with commas."""
        if isinstance(node.value, tuple):
            return [self._scalar(each, key) for each in node.value]
        return [part for part in self._scalar(node, key).split(",") if part.strip()]

    def _scalar(self, node: Node, key: str) -> str:
        if not isinstance(node.value, str):
            what = "The value must be text, not a list or a table."
            raise self.refusal(what, key=key, line=node.line, cure="Put it in quotation marks.")
        text = unicodedata.normalize("NFC", node.value.strip())
        if found := forbidden_in_line(text):
            what = f"The value holds {in_words(found[0])}."
            raise self.refusal(what, key=key, line=node.line, cure="Write it on one line.")
        return text

    def _language(self, text: str, key: str, line: int = 0) -> str:
        try:
            return parse_language(text)
        except LanguageError as error:
            raise self.refusal(str(error), key=key, line=line, cure=LANGUAGE_CURE) from error
