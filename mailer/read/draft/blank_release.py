"""
A release file to fill in, for `mailer new`.

Promises: it reads as a release; what is still to be written stands in brackets (`release_prompts`),
which `check` finds and refuses to send. Never: invents a fact but the day.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from mailer.read.draft.release_prompts import ENGLISH, SPANISH, Prompts
from mailer.read.draft.release_writer import write_table_value
from mailer.read.line_value import write_line_value
from mailer.read.release import Kind


def blank_release(headline: str, kind: Kind, language: str, today: date) -> str:
    """
    The text of a new release file.

    `language` is BCP 47; prompts are in Spanish for Spanish, else in English. `headline` is one
    line of text.
    """
    prompts = SPANISH if language.partition("-")[0] == "es" else ENGLISH
    body = "\n\n".join(prompts.paragraphs[kind])
    own = "".join(f"{line}\n" for line in _of_kind(kind, prompts, today))
    return f"""---
headline: {write_line_value(headline)}
kind: {kind.value}
language: {language}
located: {write_line_value(prompts.located)}
date: {today.isoformat()}
# {prompts.embargo}
# embargoed_until: {today.isoformat()} 09:00 Europe/London
{own}contacts:
  - name: {write_table_value(prompts.name)}
    role: {write_table_value(prompts.role)}
    phone: {write_table_value(prompts.phone)}
    email: {write_table_value(prompts.address)}
availability:
  - {write_line_value(prompts.availability)}
---

{body}
"""


def _of_kind(kind: Kind, prompts: Prompts, today: date) -> Iterator[str]:
    """The keys that only this kind of release has."""
    if kind in {Kind.CORRECTION, Kind.WITHDRAWAL, Kind.HOLD}:
        yield f"original_headline: {write_line_value(prompts.original_headline)}"
    if kind is Kind.CORRECTION:
        yield f"correction_note: {write_line_value(prompts.correction_note)}"
    if kind is Kind.STATEMENT:
        yield "quotation:"
        yield from _table(prompts.quotation)
    if kind is Kind.ADVISORY:
        yield "event:"
        yield f"  # {prompts.event_time}"
        yield f"  # starts: {today.isoformat()} 11:00 Europe/London"
        yield f"  # ends: {today.isoformat()} 12:00 Europe/London"
        yield from _table(prompts.event)


def _table(values: Mapping[str, str]) -> Iterator[str]:
    for name, value in values.items():
        yield f"  {name}: {write_table_value(value)}"
