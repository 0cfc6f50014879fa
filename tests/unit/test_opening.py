"""Where the dateline is run in: into the news, never into the greeting before it."""

import re
from html import unescape

import pytest
from press import a_mould, a_recipient, a_release, a_variant
from shipped import TEMPLATES

from mailer.merge.gaps import text_part
from mailer.render.view import Marking

NEWS = "The night ferry returns on May 5."
DATELINE = "NORTHBANK, May 1, 2026"


def both_parts(body: str, **values: str) -> tuple[str, str]:
    """HTML without its tags, and text, of a body; each on one line."""
    mould = a_mould(a_release(a_variant(body=body)), TEMPLATES)
    recipient = a_recipient(**values)
    parts = mould.renderer.render(recipient, mould.variant_for(recipient), Marking())
    html = mould.inliner.part(parts.html)[1].fill(parts.slots)
    story = re.sub(r"<[^>]+>", "", html[html.index('<td class="story') :])
    text = text_part(parts.text, mould.renderer.mark).fill(parts.slots)
    return " ".join(unescape(story).split()), " ".join(text.split())


@pytest.mark.parametrize(
    "greeting",
    [
        "Dear colleagues,",
        "Dear {{ recipient.first_name }},",
        "{{ recipient.salutation }}",
        "{{ recipient.salutation }},",
        "**{{ recipient.first_name }} {{ recipient.last_name }}:**",
        "Estimada Ana:",
        "Buenos días:",
        "Hallo!",
        "Sehr geehrte Damen und Herren,",
        "Chère Madame,",
        "عزيزي القارئ،",
    ],
)
def test_the_dateline_goes_below_a_greeting(greeting: str) -> None:
    """A first paragraph that greets keeps its words; the dateline opens the next one."""
    values = {"salutation": "Dear Ms Ruiz", "first_name": "Ana", "last_name": "Ruiz"}
    for part in both_parts(f"{greeting}\n\n{NEWS}\n", **values):
        assert f"{DATELINE} — {NEWS}" in part
        assert part.count(DATELINE) == 1


@pytest.mark.parametrize(
    "first",
    [
        "Ana Ruiz, director, issued the following statement:",
        "The ferry is back!",
        "{{ recipient.outlet }} readers get their ferry back.",
        "Dear prices keep Northbank's ferry from running.",
    ],
)
def test_the_dateline_opens_what_is_no_greeting(first: str) -> None:
    """Short first paragraphs of news, even with a colon or a recipient's value, take the dateline."""
    for part in both_parts(f"{first}\n\n{NEWS}\n", outlet="Sample Post"):
        assert f"{DATELINE} — {first.replace('{{ recipient.outlet }}', 'Sample Post')}" in part


def test_a_dateline_without_a_paragraph_stands_alone() -> None:
    """A text that is one list, or a quotation, has its dateline above it in both parts."""
    for body in ("- first boat\n- last boat\n", "> “The ferry is back.”\n", "Dear all,\n"):
        for part in both_parts(body):
            assert part.count(DATELINE) == 1
            assert f"{DATELINE} —" not in part
