"""Compiled templates kept between two runs: the same messages, sooner, and never at a risk."""

from pathlib import Path

import pytest
from press import a_letterhead, a_recipient, a_release, a_variant

from mailer.cli.kept.templates import CompiledTemplates, compiled_templates
from mailer.read.recipient import Recipient
from mailer.read.samples import sample_folder
from mailer.read.workspace import Workspace
from mailer.render.renderer import Rendered, Renderer
from mailer.render.view import Marking

BODY = (
    'Dear {{ recipient.first_name or "colleague" }}, the word is {{ "velvet" ~ recipient.city }}.'
)


@pytest.fixture
def folder(tmp_path) -> Path:
    return tmp_path / "cache" / "mailer" / "templates"


def kept_in(folder: Path) -> CompiledTemplates:
    found = compiled_templates({"XDG_CACHE_HOME": str(folder.parent.parent)})
    assert found is not None
    return found


def a_renderer(kept: CompiledTemplates | None, **more: str) -> Renderer:
    templates = dict(Workspace(sample_folder("templates").parent).read_templates()) | more
    return Renderer(a_release(a_variant(body=BODY)), a_letterhead(), templates, kept)


def rendered(renderer: Renderer, recipient: Recipient) -> Rendered:
    return renderer.render(recipient, renderer.release.variants[0], Marking())


def seen(one: Rendered) -> tuple[object, ...]:
    return one.subject, one.html, one.text, one.slots


PEOPLE = [
    a_recipient(first_name="Ana", city="Northbank"),
    a_recipient(first_name="", city=""),
    a_recipient(first_name="Bo", city="<b>"),
]


def test_what_was_kept_renders_as_what_was_just_compiled(folder) -> None:
    """A second run takes all templates from the cache; slots, paths and questions are the same."""
    for _run in range(2):
        renderer, fresh = a_renderer(kept_in(folder)), a_renderer(None)

        for person in PEOPLE:
            assert seen(rendered(renderer, person)) == seen(rendered(fresh, person))


def test_nothing_is_compiled_twice(folder, monkeypatch) -> None:
    """Every template of the second run comes from a file; only the release's own lines do not."""
    rendered(a_renderer(kept_in(folder)), PEOPLE[0])
    before = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    compiled: list[str] = []
    renderer = a_renderer(kept_in(folder))
    for environment in renderer._environments.values():
        compile_ = environment.compile
        monkeypatch.setattr(
            environment,
            "compile",
            lambda source, *names, compile_=compile_, **more: (
                compiled.append(source) or compile_(source, *names, **more)
            ),
        )
    rendered(renderer, PEOPLE[0])

    assert [source for source in compiled if isinstance(source, str)] == [BODY]
    assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == before


def test_a_changed_template_is_compiled_anew(folder) -> None:
    """A template with the same name and another text has nothing of the old one."""
    rendered(a_renderer(kept_in(folder)), PEOPLE[0])
    changed = a_renderer(kept_in(folder), **{"release/release.txt.j2": "Another"})

    assert rendered(changed, PEOPLE[0]).text == "Another"


def test_no_word_of_a_release_leaves_the_workspace(folder) -> None:
    """What is kept are templates; an embargoed text is not among them."""
    rendered(a_renderer(kept_in(folder)), PEOPLE[0])

    assert list(folder.iterdir())
    assert not any(b"velvet" in path.read_bytes() for path in folder.iterdir())


@pytest.mark.parametrize("damage", [b"", b"x" * 500, "half", "flip"], ids=repr)
def test_a_damaged_file_is_as_good_as_none(folder, damage) -> None:
    """A file that was not written to its end, or is none of ours, is compiled anew and replaced."""
    rendered(a_renderer(kept_in(folder)), PEOPLE[0])
    whole = {path: path.read_bytes() for path in folder.iterdir()}
    for path, content in whole.items():
        flipped = content[:-9] + bytes([content[-9] ^ 1]) + content[-8:]
        path.write_bytes(
            {"half": content[: len(content) // 2], "flip": flipped}.get(damage, damage)
        )
    page = seen(rendered(a_renderer(kept_in(folder)), PEOPLE[0]))

    assert page == seen(rendered(a_renderer(None), PEOPLE[0]))
    assert {path: path.read_bytes() for path in folder.iterdir()} == whole
