"""
A release file to fill in, for `mailer new`.

Promises: it reads as a release; what is still to be written stands in brackets (`release_prompts`),
which `check` finds and refuses to send. Never: invents a fact but the day.
"""

from datetime import date

from mailer.read.line_value import write_line_value
from mailer.read.release import Kind
from mailer.read.release_prompts import ENGLISH, SPANISH
from mailer.read.release_writer import write_table_value


def blank_release(headline: str, kind: Kind, language: str, today: date) -> str:
    """
    The text of a new release file.

    `language` is BCP 47; prompts are in Spanish for Spanish, else in English. `headline` is one
    line of text.
    """
    prompts = SPANISH if language.partition("-")[0] == "es" else ENGLISH
    body = "\n\n".join(prompts.paragraphs[kind])
    return f"""---
headline: {write_line_value(headline)}
kind: {kind.value}
language: {language}
located: {write_line_value(prompts.located)}
date: {today.isoformat()}
# {prompts.embargo}
# embargoed_until: {today.isoformat()} 09:00 Europe/London
contacts:
  - name: {write_table_value(prompts.name)}
    role: {write_table_value(prompts.role)}
    phone: {write_table_value(prompts.phone)}
    email: {write_table_value(prompts.address)}
availability:
  - {write_line_value(prompts.availability)}
---

{body}
"""
