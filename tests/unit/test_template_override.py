"""A workspace's own templates: they win file by file, and an error names their file and line."""

from pathlib import Path

import pytest
from press import a_mould, a_recipient, a_release, a_variant

from mailer.read.release import Kind
from mailer.read.workspace import Workspace
from mailer.render.renderer import fill_text
from mailer.render.view import Marking
from mailer.words.errors import TemplateError
from mailer.words.states import Act
from mailer.words.times import parse_time


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


def test_the_reader_s_own_hour_can_always_be_asked_for(tmp_path: Path) -> None:
    """`recipient.embargo_here` is empty where a copy is not embargoed, or the clock the same."""
    write(tmp_path, "own/own.txt.j2", "<{{ recipient.embargo_here }}>")
    release = a_release(
        a_variant(), template="own", embargoed_until=parse_time("2026-05-01 09:00 Europe/London")
    )
    mould = a_mould(release, Workspace(tmp_path).read_templates())

    def shown(zone: str, *, embargoed: bool) -> str:
        reader = a_recipient(timezone=zone, format="text")
        rendered = mould.renderer.render(reader, release.variants[0], Marking(embargoed=embargoed))
        return fill_text(rendered, rendered.text, mould.renderer.mark).strip()

    assert shown("Asia/Tokyo", embargoed=True) == "<5 p.m. Tokyo time, Friday, May 1, 2026>"
    assert shown("Europe/Lisbon", embargoed=True) == "<>"
    assert shown("", embargoed=True) == "<>"
    assert shown("Asia/Tokyo", embargoed=False) == "<>"


SILENT = {
    "txt": "{{ release.subject }}\n{{ release.body_text }}\n",
    "html": "<html><body><p>{{ release.subject }}</p>{{ release.body }}</body></html>",
}


@pytest.mark.parametrize("silent", ["txt", "html"])
@pytest.mark.parametrize("act", [act for act in Act if act is not Act.ORIGINAL])
def test_no_answer_leaves_without_what_it_says(tmp_path: Path, silent: str, act: Act) -> None:
    """A template that leaves the notice out of either part sends originals, and nothing that answers."""
    for part in ("txt", "html"):
        shipped = f'{{% extends "base/page.{part}.j2" %}}'
        write(tmp_path, f"own/own.{part}.j2", SILENT[part] if part == silent else shipped)
    noted = a_variant(
        correction_note="- It was *91,400* [people](https://x.example/a).\n- And more."
    )
    mould = a_mould(a_release(noted, template="own"), Workspace(tmp_path).read_templates())
    mould.renderer.render(a_recipient(), noted, Marking())
    with pytest.raises(TemplateError) as refused:
        mould.renderer.render(a_recipient(), noted, Marking(act=act))

    assert f"templates/own/own.{silent}.j2" in str(refused.value)
    assert "release.notice.sentence" in str(refused.value)


def test_a_template_may_lay_the_notice_out_as_it_likes(tmp_path: Path) -> None:
    """Capitals, other lines and other marks around it are the template's affair."""
    write(
        tmp_path,
        "own/own.txt.j2",
        "** {{ release.notice.sentence | upper | wrap(4) }} **\n> {{ release.notice.note_text }}\n",
    )
    write(
        tmp_path,
        "own/own.html.j2",
        "<html><body><b>{{ release.notice.sentence }}</b>{{ release.notice.note }}</body></html>",
    )
    noted = a_variant(
        correction_note="- It was *91,400* [people](https://x.example/a).\n- And more."
    )
    mould = a_mould(a_release(noted, template="own"), Workspace(tmp_path).read_templates())
    rendered = mould.renderer.render(a_recipient(), noted, Marking(act=Act.CORRECTION))

    assert "91,400" in rendered.text


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
