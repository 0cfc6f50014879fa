"""A workspace's own templates: they win file by file, and an error names their file and line."""

from pathlib import Path

import pytest
from press import a_mould, a_recipient, a_release, a_variant

from mailer.read.release import Kind
from mailer.read.workspace import Workspace
from mailer.render.view import Marking
from mailer.words.errors import TemplateError


def page(root: Path, **changes) -> str:
    release = a_release(a_variant(body="Hello, {{ recipient.name }}.\n"), **changes)
    mould = a_mould(release, Workspace(root).read_templates())
    recipient = a_recipient(name="Ana <b>")
    rendered = mould.renderer.render(recipient, mould.variant_for(recipient), Marking())
    return mould.inliner.part(rendered.html)[1].fill(rendered.slots)


def write(root: Path, name: str, source: str) -> None:
    path = root / "templates" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source, "utf-8")


def test_one_file_changes_one_thing(tmp_path: Path) -> None:
    """A sheet of the base changes every family; the shipped pages stay as they are."""
    write(tmp_path, "base/inline.css", "h1 { color: #123456; }")
    for kind, family in ((Kind.NEWS, "release"), (Kind.HOLD, "hold")):
        html = page(tmp_path, kind=kind, template=family)
        assert '<h1 style="color:#123456">Night ferry returns</h1>' in html


def test_one_page_changes_one_family(tmp_path: Path) -> None:
    """A block written anew is that family's alone, and may print what the base has."""
    block = "{% block title %}<tr><td>{{ recipient.name }}</td></tr>{{ super() }}{% endblock %}"
    write(tmp_path, "hold/hold.html.j2", f'{{% extends "base/page.html.j2" %}}\n{block}')

    hold = page(tmp_path, kind=Kind.HOLD, template="hold")
    assert "<td>Ana &lt;b&gt;</td>" in hold
    assert "Night ferry returns</h1>" in hold
    assert "<td>Ana &lt;b&gt;</td>" not in page(tmp_path)


def test_a_family_s_own_sheets_come_last(tmp_path: Path) -> None:
    """A family's inline.css overrides the base's, and its head.css stands behind."""
    write(tmp_path, "brief/brief.html.j2", '{% extends "base/page.html.j2" %}')
    write(tmp_path, "brief/brief.txt.j2", '{% extends "base/page.txt.j2" %}')
    write(tmp_path, "brief/inline.css", "h1 { color: #654321; }")
    write(tmp_path, "brief/head.css", "@media print { .mine { color: #111111 } }")
    html = page(tmp_path, template="brief")

    assert "color:#654321" in html
    assert html.index("@media print {\n") < html.index(".mine")


STORY = '{% extends "base/page.html.j2" %}\n{% block story %}'


@pytest.mark.parametrize(
    ("name", "source", "where", "what"),
    [
        ("release/release.html.j2", STORY + "\n{{ realease.body }}{% endblock %}",
         "templates/release/release.html.j2, line 3", '"realease" is not defined'),
        ("release/release.html.j2", STORY + "\n{% if %}",
         "templates/release/release.html.j2, line 3", "Expected an expression"),
        ("release/release.html.j2", '\n{% extends "base/pages.html.j2" %}',
         "templates/release/release.html.j2, line 2", 'no template file "base/pages.html.j2"'),
        ("base/page.html.j2", "<p>\n{{ release.headlin }}</p>",
         "templates/base/page.html.j2, line 2", 'nothing called "headlin"'),
        ("base/page.html.j2", "<p>\n\n{% endif %}",
         "templates/base/page.html.j2, line 3", "unknown tag 'endif'"),
        ("release/release.html.j2", STORY + "{{ ''.__class__ }}{% endblock %}",
         "templates/release/release.html.j2, line 2", "Not allowed in a template"),
        ("release/release.html.j2", '{% extends "release/release.html.j2" %}',
         "templates/release/release.html.j2", "more memory"),
    ],
    ids=["name", "syntax", "parent", "base name", "base syntax", "sandbox", "circle"],
)  # fmt: skip
def test_an_error_names_its_file_and_line(
    tmp_path: Path, name: str, source: str, where: str, what: str
) -> None:
    """Whether in the family or in the base it extends, the place is that of the file at fault."""
    write(tmp_path, name, source)
    with pytest.raises(TemplateError) as caught:
        page(tmp_path)

    assert caught.value.where.startswith(where)
    assert what in caught.value.what
    assert caught.value.cure
