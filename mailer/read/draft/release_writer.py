"""
A draft as the text of a release file: front matter, then the body in Markdown.

Promises: `parse_release` reads back exactly the values of the draft; where the draft left a choice
(two headlines, an embargo without an exact time) the file holds both or the draft's own words, and
is refused until a person has chosen by deleting or correcting a line.
Never: writes a file; that is for whoever asked.
"""

import re
from collections.abc import Iterator

from mailer.read.copy.text import listed
from mailer.read.draft.draft import Draft
from mailer.read.line_value import write_line_value
from mailer.read.release import PressContact

_PLAIN = re.compile(r"[^\W_](?:[^\W_]|[ ,.'’()/&+-])*|\+\d[\d ()-]*")


def write_release(draft: Draft) -> str:
    """The whole file, with LF line ends and one at its end."""
    front = "\n".join(_front_matter(draft))
    return f"---\n{front}\n---\n\n{draft.body}\n"


def write_table_value(text: str) -> str:
    """A value inside a list of tables, which is read as YAML: quoted unless nothing can go wrong."""
    if not text or _PLAIN.fullmatch(text):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _front_matter(draft: Draft) -> Iterator[str]:
    yield from _headlines(draft)
    if draft.subhead:
        yield f"subhead: {write_line_value(draft.subhead)}"
    yield f"kind: {draft.kind.value}"
    yield f"language: {draft.language}"
    if draft.located:
        yield f"located: {write_line_value(draft.located)}"
    if draft.dated:
        yield f"date: {draft.dated.isoformat()}"
    if draft.embargoed_until:
        yield f"embargoed_until: {write_line_value(draft.embargoed_until)}"
    if draft.contacts:
        yield "contacts:"
        for contact in draft.contacts:
            yield from _contact(contact)
    if draft.availability:
        yield "availability:"
        for item in draft.availability:
            yield f"  - {write_line_value(item)}"
    yield from _prose("boilerplate", draft.boilerplate)
    yield from _prose("ed_note", draft.ed_note)


def _headlines(draft: Draft) -> Iterator[str]:
    candidates = draft.headline_candidates
    if len(candidates) > 1:
        where = listed([candidate.line for candidate in candidates])
        yield f"# The draft has {len(candidates)} headlines ({where}). Keep one, delete the rest."
    for candidate in candidates:
        yield f"headline: {write_line_value(candidate.text)}"
    if not candidates:
        yield "# The draft has no headline. Write one here."
        yield "headline:"


def _contact(contact: PressContact) -> Iterator[str]:
    """Phone and address always get their line, so that a missing one is there to be filled in."""
    yield f"  - name: {write_table_value(contact.name)}".rstrip()
    if contact.role:
        yield f"    role: {write_table_value(contact.role)}"
    yield f"    phone: {write_table_value(contact.phone)}".rstrip()
    yield f"    email: {write_table_value(contact.email)}".rstrip()


def _prose(key: str, text: str) -> Iterator[str]:
    """On the key's line where it is one line, else indented below a bar."""
    if "\n" in text:
        yield f"{key}: |"
        for line in text.split("\n"):
            yield f"  {line}".rstrip()
    elif text:
        yield f"{key}: {write_line_value(text)}"
