"""The template guide names exactly what a template sees, and its examples work."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from pages import ADVISORY, CORRECTION, ENGLISH, STATEMENT
from press import a_mould, a_recipient, a_release
from shipped import TEMPLATES

from mailer.merge.gaps import text_part
from mailer.read.recipient import KNOWN_COLUMNS
from mailer.read.release import Kind
from mailer.read.release_fields import TEMPLATES as FAMILIES
from mailer.read.settings_file import parse_settings_file
from mailer.render.view import Marking

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "templates.md").read_text("utf-8")
PROBE = """\
{% macro walk(path, value) %}
{% if value is mapping %}
{% for key in value %}
{{ walk(path ~ "." ~ key, value[key]) }}
{% endfor %}
{% elif value is sequence and value is not string and value and value[0] is mapping %}
{{ walk(path ~ "[]", value[0]) }}
{% else %}
{{ path }}
{% endif %}
{% endmacro %}
{{ walk("release", release) }}
{{ walk("organisation", organisation) }}
{{ walk("unsubscribe", unsubscribe) }}
{{ walk("css", css) }}
{{ walk("test", test) }}
"""
FULL = replace(
    CORRECTION,
    event=ADVISORY.event,
    quotation=STATEMENT.quotation,
    images=ENGLISH.images,
    attachments=ENGLISH.attachments,
)


def text_of(release, templates) -> str:
    mould = a_mould(release, templates)
    recipient = a_recipient(format="text")
    parts = mould.renderer.render(recipient, mould.variant_for(recipient), Marking())
    return text_part(parts.text, mould.renderer.mark).fill(parts.slots)


def test_the_guide_names_what_a_template_sees() -> None:
    """Every name that a template can print stands in the table, and no other."""
    release = a_release(FULL, kind=Kind.CORRECTION, template="probe")
    probe = f"{PROBE}\n--\n{{{{ release.notice.sentence }}}} {{{{ release.notice.note_text }}}}"
    text = text_of(release, TEMPLATES | {"probe/probe.txt.j2": probe})
    seen = text.partition("\n--\n")[0].split()
    listed = re.findall(
        r"^\| `((?:release|organisation|unsubscribe|css|test)[^`]*)` \|", GUIDE, re.MULTILINE
    )

    assert listed == sorted(listed), "sort the table"
    assert set(listed) == set(seen)


def test_the_guide_names_the_recipient_s_columns() -> None:
    """The columns that are always there stand in the guide."""
    (row,) = re.findall(r"^\| `recipient\.…` \|(.*)$", GUIDE, re.MULTILINE)

    assert set(re.findall(r"`(\w+)`", row)) == {*KNOWN_COLUMNS, "email", "name"}


def test_the_guide_names_every_block() -> None:
    """The blocks of the guide are those of the base, in their order."""
    (told,) = re.findall(
        r"The blocks, in the order of the page:(.*?)\. `\{\{ super", GUIDE, re.DOTALL
    )
    named = [name for name in re.findall(r"`(\w+)`", told) if name != "HTML"]

    assert named == re.findall(r"{% block (\w+) %}", TEMPLATES["base/page.html.j2"])


@pytest.mark.parametrize("kind", Kind)
def test_the_guide_names_every_family(kind: Kind) -> None:
    """Each kind stands in the table with the family it chooses."""
    assert f"| `{kind.value}` | `{FAMILIES[kind]}` |" in GUIDE


def test_the_example_of_the_brand_is_read() -> None:
    """The mailer.toml of the guide is one."""
    (example,) = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)
    settings = parse_settings_file(example.encode())

    assert settings.organisation.logo == "photos/logo.png"
    assert settings.limits.picture_bytes_max == 2_000_000


def test_the_example_of_a_family_works() -> None:
    """Two files that extend the base are a family."""
    own = {
        f"brief/brief.{part}.j2": f'{{% extends "base/page.{part}.j2" %}}\n'
        "{% block boilerplate %}{% endblock %}\n"
        for part in ("html", "txt")
    }
    text = text_of(a_release(ENGLISH, template="brief"), TEMPLATES | own)

    assert ENGLISH.headline in " ".join(text.split())
    assert "About Northbank Harbour Trust" not in text
