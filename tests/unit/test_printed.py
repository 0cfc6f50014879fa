"""What a release's Jinja makes passes the guards that the release's own characters have passed."""

import pytest
from press import a_letterhead, a_mould, a_recipient, a_release, a_variant

from mailer.render.renderer import Renderer
from mailer.render.view import Marking
from mailer.words.errors import TemplateError

TEMPLATES = {
    "release/release.html.j2": "<title>{{ release.subject }}</title>{{ release.body }}",
    "release/release.txt.j2": "{{ release.body_text }}",
}
ANN, NOBODY = a_recipient(first_name="Ann", outlet="Paper"), a_recipient(outlet="")._replace(row=3)


def render(*recipients, templates=TEMPLATES, **variant) -> Renderer:
    release = a_release(a_variant(**variant))
    renderer = Renderer(release, a_letterhead(), templates)
    for recipient in recipients:
        renderer.render(recipient, release.variants[0], Marking())
    return renderer


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("A {{ '\\ufffd' }} B", "replacement mark"),
        ("A\n\n{{ '\\x00' }}", "a NUL byte"),
        ("{{ '\\x1b[2J' }}", "an escape character"),
        ("{{ '\\u202e' }}", "turns the direction"),
        ("{{ recipient.first_name ~ '\\x00' }}", "a NUL byte"),
        ("Hi {{ recipient.outlet or '\\x07' }}", "U+0007"),
        ("{{ recipient }}", "{{ recipient.first_name }}"),
        ("{{ 'x' ~ recipient }}", "{{ recipient.first_name }}"),
        ("{{ release }}", "Only text and numbers"),
        ("{{ none }}", "no value"),
        ("{{ 'x' ~ none }}", "no value"),
        ("{{ recipient.outlet == 'x' }}", "a yes or a no"),
        ("{{ recipient.tags }}", "join a list"),
        ("{{ [1] | map('string') }}", "Only text and numbers"),
        ("{{ range }}{{ cycler }}", "Only text and numbers"),
        ("{{ [''] | map(attribute='__class__') | list }}", "Only text and numbers"),
        ("{# nothing #}", "body would be empty"),
        ('{{ "" }}', "body would be empty"),
        ("---", "body would be empty"),
        ("{{ recipient.outlet }}", "body would be empty (rendering for press, row 3)"),
    ],
)
def test_a_body_that_prints_what_it_must_not(body: str, said: str) -> None:
    """It is refused with its line, for whomever it would come to that."""
    with pytest.raises(TemplateError) as refused:
        render(ANN, NOBODY, body=body, body_line=10)

    assert said in refused.value.what
    assert refused.value.where == f"releases/ferry.md, line {10 + body.count(chr(10))}"


@pytest.mark.parametrize(
    ("subject", "said"),
    [
        ("x{{ '\\x00' }}y", "a NUL byte"),
        ('Hi {{ "\\nBcc: evil@example.com" }}', "a line break"),
        ('Hi {{ recipient.outlet or "\\nBcc: evil@example.com" }}', "a line break"),
        ("{{ '\\u200b' }}", "would be empty"),
        ("{{ recipient.outlet }}", "would be empty (rendering for press, row 3)"),
    ],
)
def test_a_subject_that_is_no_line_a_reader_sees(subject: str, said: str) -> None:
    """It is refused as if it stood there plainly, also where others have a good one."""
    with pytest.raises(TemplateError, match="line 3") as refused:
        render(ANN, NOBODY, subject=subject, lines={"subject": 3})

    assert said in refused.value.what


def test_what_can_be_printed() -> None:
    """Text, numbers, markup, and nothing where an inline if has no else."""
    body = "{{ 1 + 1 }}{{ 'x' if recipient.nobody is defined }}{{ recipient.tags | join(', ') }}{{ 'a' }}"
    render(ANN, NOBODY, body=body, subject="For {{ recipient.outlet }}")


def test_a_template_with_a_sign_of_its_own() -> None:
    """A control character in a template's source stops the message."""
    mould = a_mould(
        a_release(a_variant()), templates=TEMPLATES | {"release/release.txt.j2": "a\x07"}
    )
    with pytest.raises(TemplateError, match=r"U\+0007"):
        mould.compose(ANN, Marking())
