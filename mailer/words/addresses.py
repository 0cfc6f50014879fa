"""
An address a message can be sent to, and nothing else that looks like one.

Promises: what `parse_address` returns can be written into RCPT TO and into a To header as it is: no
space, no control character, no angle bracket, one mailbox, the domain as an A-label in lower case.
Never: guesses. No DNS is asked. Comments, groups, quoted local parts and two addresses in one cell
are refused by name.
Fails with: AddressError, whose text is a sentence for the press officer.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple, Self

_MAX_INPUT = 400
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")
# Letters, digits and the signs that real mailboxes use; labels without a hyphen at either end or in
# third place, where an A-label has one (RFC 5891 4.2.3.1); a last label of letters.
_PLAIN_LOCAL = re.compile(r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*")
_PLAIN_DOMAIN = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9](?:-?[A-Za-z0-9])*)?\.)+[A-Za-z]{2,63}")
_LOCAL_MAX = 64
_LABEL_MAX = 63
_DOMAIN_MAX = 180
_RESERVED = frozenset(("arpa", "invalid", "local", "localhost", "onion", "alt", "internal"))
_DISPLAY_NAME = re.compile(r"^\s*(?P<name>[^<>]*?)\s*<\s*(?P<address>[^<>]+?)\s*>\s*$")


class AddressError(ValueError):
    """Why a cell is no address; a sentence without the cell's own text."""


@dataclass(frozen=True, slots=True)
class Address:
    """One mailbox. `local` keeps its case; `domain` is an A-label in lower case (RFC 5890)."""

    local: str
    domain: str
    domain_shown: str
    """The domain as people write it: `bücher.example` for `xn--bcher-kva.example`."""
    key: str = field(init=False, repr=False, compare=False)
    """
    What makes two rows the same person: local part without case, domain as A-label.

    Case in a local part is legal (RFC 5321 2.4) but no newsroom uses it to tell people apart. Other
    letters are other people: straße@ and strasse@ are two, which case folding would make one.
    Dots and plus tags are kept: only their owner knows what they mean.
    """

    def __post_init__(self) -> None:
        """Make the key once; a pass over a list asks for it again and again."""
        object.__setattr__(self, "key", f"{self.local.lower()}@{self.domain}")

    def __str__(self) -> str:
        """As it goes on the wire."""
        return f"{self.local}@{self.domain}"

    @classmethod
    def of_wire(cls, text: str) -> Self:
        """The address that `str` wrote, without a second look; its domain is shown as an A-label."""
        local, _, domain = text.rpartition("@")
        return cls(local, domain, domain)

    @property
    def needs_smtputf8(self) -> bool:
        """Whether the relay must offer SMTPUTF8 (RFC 6531) to take this recipient."""
        return not self.local.isascii()


class ParsedAddress(NamedTuple):
    """An address, the display name that stood before it, and what was tidied on the way."""

    address: Address
    display_name: str = ""
    notes: tuple[str, ...] = ()


def parse_address(text: str, *, allow_local: bool = False) -> ParsedAddress:
    """
    Read one cell as one mailbox.

    Trims blanks (also no-break ones), `mailto:` and zero-width characters, and says so in `notes`;
    `Name <a@b>` gives the name apart. `allow_local` lets a domain without a dot pass (test servers).

    >>> str(parse_address("Ana Ruiz <Ana@BÜCHER.example>").address)
    'Ana@xn--bcher-kva.example'
    """
    if len(text) > _MAX_INPUT:
        raise AddressError("is too long to be an address")
    tidy, notes = _tidied(text)
    name = ""
    if match := _DISPLAY_NAME.match(tidy):
        name, tidy = match["name"].strip().strip('"').strip(), match["address"]
        _refuse_confusing_name(name)
        notes.append("the name before the address was split off")
    _refuse_confusing(tidy)
    return ParsedAddress(_validated(tidy, allow_local=allow_local), name, tuple(notes))


def plain_address(text: str) -> Address | None:
    """
    The address, if it needs no second look, as nearly all do not; None for others, right or wrong.

    A subset of what the library accepts, with the same value; a property test holds them together.

    >>> str(plain_address("Ana@Example.org"))
    'Ana@example.org'
    """
    local, _, typed = text.rpartition("@")
    if len(local) > _LOCAL_MAX or _PLAIN_LOCAL.fullmatch(local) is None:
        return None
    domain = _plain_domain(typed)
    return Address(local, domain, domain) if domain else None


@lru_cache(maxsize=4096)
def _plain_domain(text: str) -> str:
    """The domain in lower case; "" for one that needs a second look. A list names few, many times."""
    if len(text) > _DOMAIN_MAX or _PLAIN_DOMAIN.fullmatch(text) is None:
        return ""
    domain = text.lower()
    labels = domain.split(".")
    plain = labels[-1] not in _RESERVED and max(map(len, labels)) <= _LABEL_MAX
    return domain if plain else ""


def _tidied(text: str) -> tuple[str, list[str]]:
    notes = []
    tidy = text.strip(" \t\r\n\u00a0\u202f\u3000")
    if tidy != text:
        notes.append("blanks around it were removed")
    visible = _INVISIBLE.sub("", tidy)
    if visible != tidy:
        notes.append("invisible characters were removed")
    if visible[:1] == "'" and "'" not in visible[1:]:
        visible = visible[1:]
        notes.append("the apostrophe before it, a spreadsheet's mark of text, was removed")
    if visible[:7].casefold() == "mailto:":
        visible = visible[7:]
        notes.append("mailto: was removed")
    return visible, notes


def _refuse_confusing(text: str) -> None:
    """Name the shapes that parsers disagree about (CVE-2023-27043 and kin) before any parser."""
    if not text:
        raise AddressError("is empty")
    if any(unicodedata.category(char)[0] == "C" for char in text):
        raise AddressError("holds a control or invisible character")
    if text.count("@") != 1:
        raise AddressError("has no @" if "@" not in text else "holds more than one address or @")
    for chars, why in (
        ("'\"", "stands in quotation marks" if text[0] in "'\"" else "holds a quotation mark"),
        ("()", "holds a comment in parentheses"),
        (",;", "holds a separator, as if for several addresses"),
        (":", "is written as a group"),
        ("<>[]\\", "holds brackets"),
        (" \t\u00a0", "holds a blank"),
    ):
        # An apostrophe inside a local part is somebody's name: o'brien@example.org
        if any(c in text for c in chars) and not (chars == "'\"" and _inner_apostrophe(text)):
            raise AddressError(why)


def _refuse_confusing_name(name: str) -> None:
    """A name that holds an address is the other half of CVE-2023-27043: who is written to?"""
    if any(char in name for char in "@[]\\"):
        raise AddressError("has another address or brackets where a name should stand")
    if any(unicodedata.category(char)[0] == "C" for char in name):
        raise AddressError("has a control or invisible character in the name before it")


def _inner_apostrophe(text: str) -> bool:
    local = text.partition("@")[0]
    return '"' not in text and "'" not in (text[0], text[-1], local[-1:])


def _validated(text: str, *, allow_local: bool) -> Address:
    return plain_address(text) or look_twice(text, allow_local=allow_local)


def look_twice(text: str, *, allow_local: bool = False) -> Address:
    """The address as the library sees it; AddressError where it sees none."""
    import email_validator  # noqa: PLC0415 - 30 ms that only an unusual address needs

    try:
        valid = email_validator.validate_email(
            text,
            check_deliverability=False,
            strict=True,
            allow_quoted_local=False,
            # `.test` and `.local` are for test servers and closed networks (RFC 6761, RFC 6762).
            test_environment=True,
            globally_deliverable=not allow_local,
        )
    except email_validator.EmailNotValidError as error:
        raise AddressError(_sentence(str(error))) from error
    return Address(valid.local_part, valid.ascii_domain.lower(), valid.domain)


def _sentence(text: str) -> str:
    return "is not an address: " + text[:1].lower() + text[1:].rstrip(".")
