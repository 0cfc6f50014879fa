"""
Press contacts as drafts have them: a name, and role, phone and address on the same or the next lines.

Promises: every word of the lines ends in some field of some contact; a name without details stays a
contact without details. Never: makes up a name from an address.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from mailer.read.draft.blocks import Block, Line
from mailer.read.release import PressContact

_ADDRESS = re.compile(r"<?(?:mailto:)?([\w.+'-]+@[\w-]+(?:\.[\w-]+)+)>?")
_PHONE = re.compile(
    r"(?<![\w@.])(\+?\(?\d[\d ().\u00a0/-]{5,}\d(?:\s*(?:ext\.?|x|int\.?)\s*\d{1,6})?)(?!\w)"
)
_SURELY_PHONE = re.compile(
    r"(?:\+|\(\d+\) ?|\b0)\d[\d ().-]{5,}\d|\b\d{3}[-.]\d{3}[-.]\d{4}\b|\b\d{3}-\d{4}\b"
    r"|\b(?i:tel|phone|mobile|cell|m[óo]vil|tel[ée]fono)\b[.:]? *\d"
)
_LABEL = re.compile(
    r"\b(?:e-?mail|mail|tel(?:[ée]fono|ephone)?|phone|mobile|m[óo]vil|cell(?:ular)?|celular|direct"
    r"|correo(?: electr[óo]nico)?|fax|[tmpe])\b\.?\s*:?\s*$",
    re.IGNORECASE,
)
_KIND_OF_NUMBER = re.compile(
    r"office|oficina|work|main|switchboard|newsroom|desk|day|night|after hours|out of hours|cell|celular",
    re.IGNORECASE,
)
"""What stands before a number, and names nobody."""
_FIELD = re.compile(
    r"^(?:name|nombre|nom|nome|title|role|position|cargo|fonction|funktion)\s*:\s*", re.IGNORECASE
)
"""What a form writes before a name or a role."""
_BETWEEN = re.compile(r"\s*[,;|·•/\n]\s*|\s+[-–—]\s+|\s*\(\s*|\s*\)\s*")
_CAPITALISED = r"[^\W\d_a-z][^\W\d_]*(?:['’.-][^\W\d_]*)*"
_PARTICLES = "de|del|la|los|y|van|von|der|den|bin|al|da"
_NAME = re.compile(rf"{_CAPITALISED}(?: (?:{_CAPITALISED}|{_PARTICLES})){{1,4}}")
_NAMED = re.compile(rf"(?P<name>{_NAME.pattern})\s*:\s*(?P<rest>.*)")
_LINE_MAX = 160
_SENTENCE_WORDS = 8


@dataclass(slots=True)
class _Entry:
    """A contact while its lines are read."""

    line: int
    named: bool = False
    """Its line reads `First Last:`, which begins a person in any case."""
    names: list[str] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)

    @property
    def has_details(self) -> bool:
        return bool(self.phones or self.addresses)

    def contact(self) -> PressContact:
        return PressContact(
            name=" ".join(self.names),
            role=", ".join(self.roles),
            phone=" / ".join(self.phones),
            email=" / ".join(self.addresses),
        )


@dataclass(frozen=True, slots=True)
class DraftContact:
    """A press contact and the line of the draft on which it begins."""

    contact: PressContact
    line: int


def looks_like_contact(text: str) -> bool:
    """Whether a line can only be about a contact: `First Last:`, a phone number or an address."""
    sentence = text.endswith(".") and len(text.split()) > _SENTENCE_WORDS
    return (
        not sentence
        and len(text) <= _LINE_MAX
        and bool(_NAMED.fullmatch(text) or _ADDRESS.search(text) or _SURELY_PHONE.search(text))
    )


def is_name(text: str) -> bool:
    """Whether a line is the name of a person, and nothing else: two to five words with capitals."""
    return _NAME.fullmatch(text) is not None and not text.isupper()


def details_only(line: Line) -> bool:
    """Whether a line holds numbers or addresses, and says of nobody that they are theirs."""
    texts, details, _ = _read_line(line)
    return details.has_details and not texts


def block_of_contacts(block: Block) -> bool:
    """Whether a block, by any of its lines, is about contacts and holds nothing longer."""
    return all(len(line.text) <= _LINE_MAX for line in block.lines) and any(
        looks_like_contact(line.text) for line in block.lines
    )


def read_contacts(blocks: Iterable[Block]) -> list[DraftContact]:
    """The contacts that stand in these blocks; each block begins a new one."""
    found: list[DraftContact] = []
    for block in blocks:
        entries = _read_block(block)
        if entries and found and not entries[0].names:
            # A number below a blank line still belongs to the person above it.
            first, *entries = entries
            found[-1] = DraftContact(_joined(found[-1].contact, first), found[-1].line)
        found += [DraftContact(entry.contact(), entry.line) for entry in entries]
    return found


def _read_block(block: Block) -> list[_Entry]:
    entries: list[_Entry] = []
    for line in block.lines:
        texts, details, named = _read_line(line)
        begins = named or bool(texts and entries and entries[-1].has_details)
        if not entries or (begins and (named or _NAME.fullmatch(texts[0]))):
            entries.append(_Entry(line.number, named=named))
        entry = entries[-1]
        if texts and not (entry.names or entry.has_details):
            entry.names.append(texts.pop(0))
        entry.roles += texts
        entry.phones += details.phones
        entry.addresses += details.addresses
    whole: list[_Entry] = []
    for entry in entries:
        if whole and not (entry.has_details or entry.named):
            # A last line without details is no further person, but the house of the one before.
            whole[-1].roles += [*entry.names, *entry.roles]
        else:
            whole.append(entry)
    return whole


def _read_line(line: Line) -> tuple[list[str], _Entry, bool]:
    """A line's plain texts, the numbers and addresses between them, and whether a name led it."""
    named = _NAMED.fullmatch(line.text)
    text = named["rest"] if named else line.text
    details = _Entry(line.number)
    for pattern, kept in ((_ADDRESS, details.addresses), (_PHONE, details.phones)):
        while match := pattern.search(text):
            kept.append(match[1].strip())
            before = _LABEL.sub("", text[: match.start()])
            text = f"{before}\n{text[match.end() :]}"
    pieces = (_LABEL.sub("", piece).strip(" :.") for piece in _BETWEEN.split(text))
    bare = (_FIELD.sub("", piece) for piece in pieces)
    labels = details.has_details or line.text.endswith(":")
    texts = [
        piece
        for piece in bare
        if any(map(str.isalnum, piece)) and not (labels and _KIND_OF_NUMBER.fullmatch(piece))
    ]
    return ([named["name"], *texts] if named else texts), details, named is not None


def _joined(contact: PressContact, entry: _Entry) -> PressContact:
    def both(ours: str, theirs: list[str], between: str) -> str:
        return between.join(([ours] if ours else []) + theirs)

    return PressContact(
        name=contact.name,
        role=both(contact.role, entry.roles, ", "),
        phone=both(contact.phone, entry.phones, " / "),
        email=both(contact.email, entry.addresses, " / "),
    )
