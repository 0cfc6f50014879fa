"""Paths: a remembered rendering is, for every recipient, the one that templates would have made."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import BytecodeCache
from press import a_letterhead, a_mould, a_recipient, a_release, a_variant

from mailer.cli.kept.templates import compiled_templates
from mailer.read.recipient import Recipient
from mailer.render.paths import PATHS_MAX
from mailer.render.renderer import Rendered, Renderer
from mailer.render.view import Marking
from mailer.words.errors import TemplateError

TEMPLATES = {
    "release/release.html.j2": """<title>{{ release.subject }}</title>
{% macro greet(recipient) %}{{ recipient.role or "editor" }}{% endmacro %}
{% set who = recipient.name %}{{ who }}{% if who %}!{% endif %}{{ greet(recipient) }}
{% if recipient.language == "es" and "a" in recipient.tags %}Hola{% elif recipient.outlet %}Hi{% endif %}
<p class="{{ "hot" if recipient.trusted else "" }}">{{ recipient.outlet | upper }}</p>
{{ recipient.tags | join(", ") }}{{ recipient.tags | length }}{{ recipient.beat or "no beat" }}
{% for tag in recipient.tags %}<b>{{ tag }}{{ recipient.beat }}</b>{% endfor %}
{{ release.body }}{{ ("x" if recipient.phone else "y") ~ release.headline }}
{% set alias = recipient %}{{ alias.country }}{{ "é" ~ recipient["city"] }}
""",
    "release/release.txt.j2": """{{ recipient.outlet | wrap }} {{ release.body_text }}
{{ "Ms" if recipient.salutation is eq("Ms") else recipient.salutation }}{{ release.preheader }}""",
}
BODY = """Dear {{ recipient.first_name or "colleague" }},

{% if recipient.beat is defined and recipient.beat %}You cover {{ recipient.beat | title }}.{% endif %}
{{ recipient.tags | length }} tags, {{ recipient.tags | join(" ") }}
"""
COLUMNS = (
    "first_name", "last_name", "name", "outlet", "role", "beat", "phone", "country", "trusted",
    "salutation", "city",
)  # fmt: skip
cells = st.sampled_from(["", "Ana", "ana", "1", "True", "<b>", "é", "Ms"])
people = st.builds(
    lambda values, tags, language, form: a_recipient(
        **values, tags=tags, language=language, format=form
    ),
    st.fixed_dictionaries(dict.fromkeys(COLUMNS, cells)),
    st.sampled_from(["", "a", "a; b", "1; 1"]),
    st.sampled_from(["", "es"]),
    st.sampled_from(["", "text"]),
)


def a_renderer(compiled: BytecodeCache | None = None, **changes) -> Renderer:
    fields = {"body": BODY, "subject": "For {{ recipient.outlet or 'you' }}"} | changes
    return Renderer(a_release(a_variant(**fields)), a_letterhead(), TEMPLATES, compiled)


def rendered(renderer: Renderer, recipient: Recipient) -> Rendered:
    return renderer.render(recipient, renderer.release.variants[0], Marking())


def seen(one: Rendered) -> tuple[object, ...]:
    return one.subject, one.html, one.text, one.text_only, one.slots


REMEMBERING = [a_renderer(), a_renderer(preheader="{{ recipient.role }} news")]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(REMEMBERING), st.lists(people, min_size=1, max_size=4))
def test_a_remembered_rendering_is_the_one_templates_make(
    renderer: Renderer, recipients: list[Recipient]
) -> None:
    """Whoever came before, a recipient's rendering equals that of a renderer that met nobody."""
    for recipient in recipients:
        fresh = a_renderer(preheader=renderer.release.variants[0].preheader)

        assert seen(rendered(renderer, recipient)) == seen(rendered(fresh, recipient))


@settings(max_examples=30, deadline=None)
@given(people, people)
def test_what_was_compiled_before_changes_no_rendering(one: Recipient, other: Recipient) -> None:
    """A release that was edited renders with what the last state compiled as it does afresh."""
    before = a_renderer()
    rendered(before, one)
    edits = {
        "headline": "Another",
        "body": f"{BODY}{{{{ recipient.city }}}} more",
        "subject": "Now",
    }
    after, fresh = a_renderer(**edits), a_renderer(**edits)
    after.take_over(before)

    for recipient in (one, other, one):
        assert seen(rendered(after, recipient)) == seen(rendered(fresh, recipient))


@pytest.fixture(scope="module")
def kept(tmp_path_factory) -> BytecodeCache:
    compiled = compiled_templates({"XDG_CACHE_HOME": str(tmp_path_factory.mktemp("cache"))})
    rendered(a_renderer(compiled), a_recipient(**dict.fromkeys(COLUMNS, "x"), tags="a"))
    return compiled


@settings(max_examples=30, deadline=None)
@given(people, people)
def test_code_out_of_the_cache_changes_no_rendering(
    kept: BytecodeCache, one: Recipient, other: Recipient
) -> None:
    """Its questions are asked, answered and remembered as those of a template just compiled."""
    renderer, fresh = a_renderer(kept), a_renderer()

    for recipient in (one, other, one):
        assert seen(rendered(renderer, recipient)) == seen(rendered(fresh, recipient))


def test_a_changed_template_is_compiled_anew() -> None:
    """Of templates that were edited, also of one that is only included, nothing old is used."""
    shared = {"release/release.html.j2": "{% include 'part' %}", "release/release.txt.j2": "text"}
    before, after = (
        Renderer(a_release(a_variant()), a_letterhead(), shared | {"part": part})
        for part in ("old", "new")
    )
    assert rendered(before, a_recipient()).html == "old"
    after.take_over(before)

    assert rendered(after, a_recipient()).html == "new"


def test_recipients_who_differ_in_their_values_alone_share_a_pattern() -> None:
    """Names, outlets in a subject and printed expressions make no new path; a decision does."""
    renderer = a_renderer()
    people = [
        a_recipient(first_name=f"N{n}", outlet=f"O{n}", city=f"C{n}", format="text")
        for n in range(50)
    ]
    shared = {id(rendered(renderer, each).pattern) for each in people}
    other = rendered(renderer, a_recipient(first_name="", outlet="O", city="C", format="text"))
    nobody = rendered(renderer, a_recipient(first_name="N", outlet="", city="C", format="text"))

    assert len(shared) == 1
    assert {id(other.pattern)} == shared, "a printed `or` in the copy is a slot either way"
    assert {id(nobody.pattern)} != shared


def test_an_error_of_a_later_recipient_is_told_with_its_row() -> None:
    """A recipient who leads a known path into an error gets the sentence that templates give."""
    templates = TEMPLATES | {
        "release/release.html.j2": "{{ 10 / (recipient.role | int) }}",
        "release/release.txt.j2": "",
    }
    renderer = Renderer(a_release(a_variant()), a_letterhead(), templates)
    rendered(renderer, a_recipient(role="5"))

    with pytest.raises(TemplateError, match="press, row 2"):
        rendered(renderer, a_recipient(role="0"))


def test_more_paths_than_can_be_kept_are_forgotten_and_found_again() -> None:
    """A release that takes a path of its own for every recipient renders right, in flat memory."""
    templates = {
        "release/release.html.j2": "{% for n in range(recipient.role | int) %}x{% endfor %}",
        "release/release.txt.j2": "",
    }
    renderer = Renderer(a_release(a_variant()), a_letterhead(), templates)

    for n in (*range(450), *range(450)):
        assert rendered(renderer, a_recipient(role=str(n))).html == "x" * n


def test_distinct_messages_are_not_all_kept() -> None:
    """Where nearly everybody's message is another, what is shared is let go of and made again alike."""
    templates = {
        "release/release.html.j2": "<p>{% for n in range(recipient.role | int) %}x{% endfor %}</p>",
        "release/release.txt.j2": "",
    }
    mould = a_mould(a_release(a_variant()), templates, inline=str)
    first = mould.compose(a_recipient(role="1"), Marking())[0].skeleton

    for n in range(2, PATHS_MAX + 50):
        mould.compose(a_recipient(role=str(n)), Marking())

    again = mould.compose(a_recipient(role="1"), Marking())[0].skeleton
    assert again is not first
    assert again == first
    assert again.key == first.key
