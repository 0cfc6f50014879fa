"""Merge after inlining: filling a skeleton equals inlining what would have been filled in."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html
from press import a_mould, a_recipient, a_release, a_variant
from shipped import TEMPLATES

from mailer.merge.gaps import text_part
from mailer.read.recipient import KNOWN_COLUMNS, Recipient
from mailer.render.environment import MailEnvironment, Writing
from mailer.render.inline import inline_css
from mailer.render.questions import Inquiry, RecipientValues
from mailer.render.view import Marking
from mailer.words.errors import TemplateError

PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{{ recipient.a }}</title>
<style>.x{color:red}.hot{color:blue}td{padding:1px}</style></head><body>
<!--[if mso]><v:rect href="https://e.example/{{ recipient.b|urlencode }}"><![endif]-->
<p class="x {% if recipient.a == 'vip' %}hot{% endif %}" title="{{ recipient.a }}"
 data-k='{{ recipient.b }}'>Hi {{ recipient.a }}{% if recipient.b %}, {{ recipient.b|upper }}{% endif %}
<a href="https://e.example/?q={{ recipient.a|urlencode }}&amp;r={{ recipient.b }}">
{{ recipient.a|truncate(8) }}</a>
<a href="mailto:x@e.example?subject={{ recipient.b|urlencode }}">m</a>
<img src="https://e.example/p.png" alt="{{ recipient.b }}"></p>
{{ recipient.a ~ " and " ~ recipient.b }} {{ (recipient.a + "!")|trim }} {{ recipient.a.upper() }}
{% set said %}<b>{{ recipient.a }}</b>{% endset %}{{ said }} {{ said ~ recipient.b }}
<table>{% for tag in recipient.tags %}<tr><td>{{ tag }} {{ recipient.a }}</td></tr>{% endfor %}</table>
</body></html>"""
HOSTILE = [
    "{{", "}}", "{{7*7}}", "{%", "-->", "<!--", "</title>", "</style>", "<script>alert(1)</script>",
    "&amp;", "&#39;", "%20", "%", "javascript:", "’", "“q”", "é", "日", "😀", "ا", "\u0301", "\u200b",
    "\u00a0", '"', "'", "<", ">", "&", "\\", "`", "=", "x" * 40,
]  # fmt: skip
values = st.lists(st.sampled_from(HOSTILE) | st.text("ab <>&'%é", max_size=4), max_size=5).map(
    "".join
)
people = st.tuples(st.just("vip") | values, values, st.lists(values, max_size=2))


def tree_of(page: str) -> list[tuple]:
    return [
        (
            el.tag if isinstance(el.tag, str) else "comment",
            sorted(el.attrib.items()),
            el.text,
            el.tail,
        )
        for el in lxml_html.document_fromstring(page).iter()
    ]


def plainly(a: str, b: str, tags: list[str]) -> str:
    """The oracle: Jinja with the values themselves, then premailer, for this one recipient."""
    environment = MailEnvironment(Writing.HTML, {"page": PAGE})
    recipient = RecipientValues({"a": a, "b": b, "tags": tags})
    return inline_css(environment.get_template("page").render(recipient=recipient))


class _Merged:
    """The page through slots, inlined once per skeleton."""

    def __init__(self) -> None:
        from mailer.merge.inliner import Inliner

        self.environment = MailEnvironment(Writing.HTML, {"page": PAGE})
        self.inliner = Inliner(inline_css, "qzmarkx")

    def fill(self, a: str, b: str, tags: list[str]) -> str:
        from mailer.render.slots import Slots, as_field

        fields = {"a": as_field(a), "b": as_field(b), "tags": as_field(tags)}
        inquiry = self.environment.inquiry = Inquiry(Slots("qzmarkx"), fields)
        page = self.environment.get_template("page").render(recipient=inquiry.recipient)
        _key, part = self.inliner.part(page)
        return part.fill(inquiry.slots.values)


MERGED = _Merged()


@settings(max_examples=1000, deadline=None)
@given(people)
def test_filling_equals_inlining_per_recipient(person) -> None:
    """For any values, the filled skeleton is the same document as render-then-inline."""
    assert tree_of(MERGED.fill(*person)) == tree_of(plainly(*person))


def inlinings(release, recipients) -> int:
    mould = a_mould(release, TEMPLATES)
    for recipient in recipients:
        mould.compose(recipient, Marking())
    return mould.inliner.inlinings


def test_no_logic_means_one_inlining() -> None:
    """2,000 recipients of a release that only greets them by name cost one inlining."""
    release = a_release(a_variant(body="Dear {{ recipient.first_name }},\n\nThe ferry returns.\n"))
    recipients = (a_recipient(f"p{n}@example.org", first_name=f"N{n}") for n in range(2000))

    assert inlinings(release, recipients) == 1


def test_two_languages_mean_two_inlinings() -> None:
    """The same over two languages costs two."""
    body = "Dear {{ recipient.first_name }}.\n"
    release = a_release(a_variant(body=body), a_variant(language="es", body=body))
    recipients = (
        a_recipient(f"p{n}@example.org", first_name=f"N{n}", language=("en", "es")[n % 2])
        for n in range(200)
    )

    assert inlinings(release, recipients) == 2


@pytest.mark.parametrize(
    "value", [*HOSTILE, "**bold**", "# head", "[x](https://evil.example)", "| a |"]
)
def test_a_value_is_never_markdown_html_or_jinja(value: str) -> None:
    """Whatever a cell holds reads as that text in both parts, and nothing else."""
    release = a_release(
        a_variant(body="Dear {{ recipient.first_name ~ '' }} {{ recipient.first_name }}\n")
    )
    mould = a_mould(release, TEMPLATES)
    recipient = a_recipient(first_name=value)
    rendered = mould.renderer.render(recipient, release.variants[0], Marking())
    _key, part = mould.inliner.part(rendered.html)
    page = lxml_html.document_fromstring(part.fill(rendered.slots))
    text = text_part(rendered.text, mould.renderer.mark).fill(rendered.slots)
    paragraph = " ".join(page.xpath("//p[contains(., 'Dear')]")[0].text_content().split(" "))

    assert value.strip() in paragraph
    assert not page.xpath("//p[contains(., 'Dear')]//strong | //p[contains(., 'Dear')]//a")
    assert "".join(value.split()) in "".join(text.split())


@pytest.mark.parametrize(
    ("template", "what"),
    [
        ("<html><body><p style='color:{{ recipient.name }}'>x</p></body></html>", "style"),
        (
            "<html><head><style>p{color:{{ recipient.name }}}</style></head><body>x</body></html>",
            "",
        ),
        ("<html><body><{{ recipient.name }}>x</body></html>", ""),
    ],
)
def test_a_value_where_it_could_be_code_is_refused(template: str, what: str) -> None:
    """A value inside a style or a tag is an error, not a guess at escaping."""
    templates = TEMPLATES | {"release/release.html.j2": template}
    mould = a_mould(a_release(), templates)

    with pytest.raises(TemplateError, match=what or "."):
        mould.compose(a_recipient(name="red"), Marking())


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("Dear {{ frist_name }}", "frist_name"),
        ("Dear {{ recipient.frist_name }}", "first_name"),
        ("{{ ''.__class__.__mro__ }}", "Not allowed"),
        ("{{ cycler.__init__.__globals__.os.environ }}", "Not allowed"),
        ("{{ ('{0.__class__}'|attr('format'))(recipient) }}", ""),
        ("{{ 'a' * 10**9 }}", "Not allowed"),
        ("{{ 9**(9**9) }}", "Not allowed"),
        ("{% for x in range(10**8) %}x{% endfor %}", ""),
        ("{{ recipient.name | safe }}", "safe"),
        ("{% include '/etc/passwd' %}", "passwd"),
        ("{% if %}", ""),
        ("{{ recipient.name", ""),
    ],
)
def test_bad_jinja_is_a_sentence_with_file_and_line(body: str, sentence: str) -> None:
    """A mistake or an attack in the release's Jinja is told with its place, and renders nothing."""
    release = a_release(a_variant(body=f"First line.\n\n{body}\n"))
    mould = a_mould(release, TEMPLATES)

    with pytest.raises(TemplateError, match=sentence or ".") as refusal:
        mould.compose(a_recipient(), Marking())

    assert refusal.value.where == "releases/ferry.md, line 12"


def test_known_columns_read_as_empty() -> None:
    """A known column that the list lacks prints as nothing, so that `or` can stand in for it."""
    body = " ".join(
        f"{{{{ recipient.{name} or '-' }}}}" for name in KNOWN_COLUMNS if name != "email"
    )
    release = a_release(a_variant(body=body))
    mould = a_mould(release, TEMPLATES)
    rendered = mould.renderer.render(
        Recipient(a_recipient().address, {}), release.variants[0], Marking()
    )

    assert rendered.html.count("qz") >= 1
