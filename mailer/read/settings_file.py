"""
`mailer.toml`: what is configured and not secret.

    [organisation]              name, postal_address, website, logo, colour, accent, font, list_id,
                                unsubscribe_address, unsubscribe_url
    [organisation.boilerplate]  language = "About us, in Markdown"
    [organisation.reason]       language = "Why you get this, one sentence"
    [[organisation.contacts]]   name, role, phone, email, languages
    [lists.NAME]                trusted = true: these people agreed to hold embargoed copy
    [languages]                 fallback = "en"
    [attachments]               ninjs = true: the release travels as IPTC ninjs 3.1 too
    [limits]                    picture = "2 MB", files = "20 MB": of one picture, of a message's files;
                                give_up_after = "4h", messages_per_connection = 100,
                                connection_age = "10min"
    [limits.domains]            "news.example" = "20/min": what one domain's host is spared

Promises: an unknown name is refused with the nearest known one; what goes into HTML, CSS or a
header line can only be what it says (a colour is a colour).
Never: opens another file.
Fails with: SettingsError, whose `where` is `mailer.toml, [organisation]`.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import timedelta
from typing import Any, NamedTuple

from mailer.read.characters import forbidden_in_line, forbidden_in_text, in_words
from mailer.read.encoding import EncodingError, decode_text
from mailer.read.languages import LANGUAGE_CURE, LanguageError, parse_language
from mailer.read.rates import RateError, parse_rates, parse_span
from mailer.read.release import PressContact
from mailer.read.settings import Limits, Organisation, Rate
from mailer.words.addresses import AddressError, parse_address
from mailer.words.errors import SettingsError
from mailer.words.findings import did_you_mean
from mailer.words.sizes import parse_size, show_size

TOML_BYTES_MAX = 1_000_000
_FILES_BYTES_MOST = 50_000_000
_AT = re.compile(r"\(at line (?P<line>\d+)")
_COLOUR = re.compile(r"#(?:[0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})")
_FORMS = {
    "colour": (_COLOUR, "Write it like #1a4d80."),
    "accent": (_COLOUR, "Write it like #9a3412."),
    "font": (re.compile(r"[A-Za-z0-9 ,'-]*"), "Write names of fonts, with commas between them."),
    "website": (re.compile(r"https?://[^\s\"'<>\\]+"), "Write it like https://www.example.org/."),
    "unsubscribe_url": (
        re.compile(
            r"https://[A-Za-z0-9.-]+(?::\d{1,5})?(?:/[A-Za-z0-9._~/-]*)?(?:\?[A-Za-z0-9._-]+=)?"
        ),
        "Write it like https://press.example.org/stop/ (RFC 8058 wants https).",
    ),
    "list_id": (
        re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"),
        "Write a name with dots, such as press.example.org (RFC 2919).",
    ),
}
_LONG_NUMBER = re.compile(r"[0-9_]{4000,}")
_LIMITS = (
    "picture", "files", "give_up_after", "messages_per_connection", "connection_age", "domains",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """What `mailer.toml` says; everything is optional."""

    organisation: Organisation = field(default_factory=Organisation)
    trusted_lists: frozenset[str] = frozenset()
    lists_named: tuple[str, ...] = ()
    """All lists that something is said of, in their order."""
    fallback_language: str = ""
    limits: Limits = field(default_factory=Limits)
    attaches_ninjs: bool = False


def parse_settings_file(content: bytes, file: str = "mailer.toml") -> SettingsFile:
    """Read the file's bytes."""
    try:
        text = decode_text(content)
    except EncodingError as error:
        raise SettingsError(
            error.what, where=f"{file}, line {error.line}", cure=error.cure
        ) from error
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = f", line {match['line']}" if (match := _AT.search(str(error))) else ""
        cure = 'Check this line and the one above: name = "value", and a quote at either end.'
        raise SettingsError("The file cannot be read.", where=f"{file}{line}", cure=cure) from error
    except ValueError as error:  # Python reads no number of so many figures
        found = _LONG_NUMBER.search(text)
        line = f", line {text.count(chr(10), 0, found.start()) + 1}" if found else ""
        what = "A number is too long to be one."
        raise SettingsError(what, where=f"{file}{line}", cure="Correct it.") from error
    except RecursionError as error:
        raise SettingsError("The file is nested too deeply.", where=file) from error
    top = _Table(document, file, "")
    top.refuse_unknown(("organisation", "lists", "languages", "limits", "attachments"))
    languages = top.table("languages")
    languages.refuse_unknown(("fallback",))
    attachments = top.table("attachments")
    attachments.refuse_unknown(("ninjs",))
    return SettingsFile(
        _organisation(top.table("organisation")),
        _trusted(top.table("lists")),
        tuple(top.table("lists").values),
        languages.language("fallback"),
        _limits(top.table("limits")),
        attachments.truth("ninjs"),
    )


class _Table(NamedTuple):
    """One table of the file, asked for by what each value is; an absent one is empty."""

    values: Mapping[str, Any]
    file: str
    name: str

    def refusal(self, what: str, cure: str = "") -> SettingsError:
        where = f"{self.file}, [{self.name}]" if self.name else self.file
        return SettingsError(what, where=where, cure=cure)

    def refuse_unknown(self, known: Iterable[str]) -> None:
        names = list(known)
        for name in self.values:
            if name not in names:
                cure = did_you_mean(name, names) or f"There are: {', '.join(names)}."
                raise self.refusal(f'There is no "{name[:40]}" here.', cure)

    def table(self, key: str) -> "_Table":
        name = f"{self.name}.{key}" if self.name else key
        value = self.values.get(key, {})
        if not isinstance(value, dict):
            raise self.refusal(f"{key} must be a table.", f"Write [{name}] on a line of its own.")
        return _Table(value, self.file, name)

    def tables(self, key: str) -> list["_Table"]:
        name = f"{self.name}.{key}"
        values = self.values.get(key, [])
        if not isinstance(values, list) or not all(isinstance(each, dict) for each in values):
            raise self.refusal(f"{key} must be a list of tables.", f"Write [[{name}]] above each.")
        return [_Table(value, self.file, name) for value in values]

    def text(self, key: str, *, lines: bool = False) -> str:
        value = self.values.get(key, "")
        if not isinstance(value, str):
            raise self.refusal(f"{key} must be text.", f'Put it in quotation marks: {key} = "…".')
        if found := forbidden_in_text(value) if lines else forbidden_in_line(value):
            raise self.refusal(f"{key} holds {in_words(found[0])}.", "Remove it.")
        form, cure = _FORMS.get(key, (None, ""))
        if value and form and not form.fullmatch(value):
            raise self.refusal(f"{key} is not written as it must be.", cure)
        return value.strip()

    def size(self, key: str) -> int:
        """Bytes; 0 where it is not given."""
        text = self.text(key)
        try:
            return parse_size(text) if text else 0
        except ValueError as error:
            raise self.refusal(f"{key}: {error}", 'Write it like "2 MB" or "500 KB".') from error

    def truth(self, key: str) -> bool:
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            raise self.refusal(f"{key} must be true or false.", "Write it without quotation marks.")
        return value

    def number(self, key: str, *, most: int) -> int:
        value = self.values.get(key, 0)
        if type(value) is not int or not 0 <= value <= most:
            raise self.refusal(f"{key} is not a number that fits.", f"Write 0 to {most}.")
        return value

    def span(self, key: str) -> timedelta | None:
        try:
            return parse_span(self.text(key)) if self.text(key) else None
        except RateError as error:
            raise self.refusal(f"{key}: {error}", error.cure) from error

    def language(self, key: str) -> str:
        return self.as_language(self.text(key)) if self.text(key) else ""

    def as_language(self, text: str) -> str:
        try:
            return parse_language(text)
        except LanguageError as error:
            raise self.refusal(str(error), LANGUAGE_CURE) from error

    def by_language(self) -> dict[str, str]:
        return {self.as_language(key): self.text(key, lines=True) for key in self.values}


def _organisation(table: _Table) -> Organisation:
    table.refuse_unknown(each.name for each in fields(Organisation))
    standard = Organisation()
    return Organisation(
        name=table.text("name"),
        postal_address=table.text("postal_address", lines=True),
        website=table.text("website"),
        logo=table.text("logo"),
        colour=table.text("colour") or standard.colour,
        accent=table.text("accent") or standard.accent,
        font=table.text("font"),
        boilerplate=table.table("boilerplate").by_language(),
        contacts=tuple(_contact(each) for each in table.tables("contacts")),
        unsubscribe_address=_unsubscribe_address(table),
        unsubscribe_url=_unsubscribe_url(table),
        list_id=table.text("list_id"),
        reason=table.table("reason").by_language(),
    )


def _unsubscribe_address(table: _Table) -> str:
    text = table.text("unsubscribe_address")
    if not text:
        return ""
    try:
        return str(parse_address(text).address)
    except AddressError as error:
        cure = "Write one address, such as stop@example.org."
        raise table.refusal(f"unsubscribe_address {error}.", cure) from error


def _unsubscribe_url(table: _Table) -> str:
    """As it is written before a token."""
    url = table.text("unsubscribe_url")
    return url if not url or url.endswith(("/", "=")) else f"{url}/"


def _contact(table: _Table) -> PressContact:
    table.refuse_unknown(each.name for each in fields(PressContact))
    spoken = table.values.get("languages", [])
    if not isinstance(spoken, list) or not all(isinstance(each, str) for each in spoken):
        raise table.refusal("languages must be a list.", 'Write it like ["en", "es"].')
    return PressContact(
        name=table.text("name"),
        role=table.text("role"),
        phone=table.text("phone"),
        email=table.text("email"),
        languages=tuple(table.as_language(each) for each in spoken),
    )


def _limits(table: _Table) -> Limits:
    table.refuse_unknown(_LIMITS)
    domains, standard = table.table("domains"), Limits()
    age = table.span("connection_age")
    limits = Limits(
        table.size("picture") or standard.picture_bytes_max,
        table.size("files") or standard.files_bytes_max,
        give_up_after=table.span("give_up_after"),
        messages_per_connection=table.number("messages_per_connection", most=1_000_000),
        connection_age_s=int(age.total_seconds()) if age else 0,
        domains={_domain(domains, name): _domain_rates(domains, name) for name in domains.values},
    )
    if limits.files_bytes_max > _FILES_BYTES_MOST:
        what = f"files is more than {show_size(_FILES_BYTES_MOST)}, which no mail server takes."
        raise table.refusal(what, "Put large files on the web, and write the link.")
    return limits


def _domain(table: _Table, name: str) -> str:
    try:
        return parse_address(f"x@{name}", allow_local=True).address.domain
    except AddressError as error:
        raise table.refusal(
            f'"{name[:80]}" is not a domain.', "Write it like gmail.com."
        ) from error


def _domain_rates(table: _Table, name: str) -> tuple[Rate, ...]:
    try:
        return parse_rates(table.text(name))
    except RateError as error:
        raise table.refusal(f"{name}: {error}", error.cure) from error


def _trusted(lists: _Table) -> frozenset[str]:
    trusted = set()
    for name in lists.values:
        table = lists.table(name)
        table.refuse_unknown(("trusted",))
        if table.truth("trusted"):
            trusted.add(name)
    return frozenset(trusted)
