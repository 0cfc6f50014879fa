"""Compiled regular expressions kept between two runs: the same meaning, sooner, and no word kept."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailer.cli.kept.expressions import kept_expressions

SAMPLES = "Night ferry 12:30, 9 p.m.; RE: x_1 é ÉÉ ſ — «a» 2026-05-01\n\tTK tk"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "mailer" / "expressions"


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    re.purge()
    yield
    re.purge()


def compiled() -> list[re.Pattern[str]]:
    """Expressions of each kind, as a program has them."""
    return [
        re.compile(r"(?P<hour>\d{1,2})(?::(?P<minute>\d\d))?(?!\d)"),
        re.compile(r"(?<![\w-])[^\W\d_]+(?i:É+|k)?", re.MULTILINE),
        re.compile(r"\b(?>t(k)) (?# atomic) | (?(1)a|b) \s++", re.VERBOSE | re.IGNORECASE),
        re.compile(r"[a-zà-ÿ\u2010-\u2015ſ]+?(?=[^\W]|$)", re.IGNORECASE | re.DOTALL),
        re.compile(r"(.)\1|^x", re.ASCII),
    ]


def run() -> list[re.Pattern[str]]:
    re.purge()
    with kept_expressions("check"):
        return compiled()


def test_what_was_kept_means_what_was_just_compiled() -> None:
    """Matches, groups, names and flags are those of Python's own compiler."""
    fresh, first, second = compiled(), run(), run()

    for one, two, three in zip(fresh, first, second, strict=True):
        assert one == two == three
        assert (one.groups, one.groupindex, one.flags) == (
            three.groups, three.groupindex, three.flags,
        )  # fmt: skip
        assert [match.groups() for match in one.finditer(SAMPLES)] == [
            match.groups() for match in three.finditer(SAMPLES)
        ]


def test_nothing_is_compiled_twice(folder, monkeypatch) -> None:
    """A second run asks Python's compiler for nothing, and leaves the file as it is."""
    run()
    written = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    asked: list[str] = []
    parse = re._parser.parse
    monkeypatch.setattr(
        re._parser, "parse", lambda text, *more: asked.append(text) or parse(text, *more)
    )
    run()

    assert asked == []
    assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == written
    assert len(written) == 1


def test_no_word_of_a_release_is_kept(folder) -> None:
    """An expression that was put together while the command ran may hold an embargoed name."""
    name = "".join(reversed("tevlev"))
    with kept_expressions("check"):
        assert re.search(rf"\b{name}\b", f"The {name} ferry")
        compiled()

    assert [name.encode() in path.read_bytes() for path in folder.iterdir()] == [False]


@pytest.mark.parametrize("content", [b"", b"x" * 99])
def test_a_damaged_file_is_written_anew(folder, content) -> None:
    """The next run compiles, and keeps it."""
    run()
    (kept,) = folder.iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(content)

    assert run() == compiled()
    assert kept.read_bytes() == whole


def test_python_is_left_as_it_was() -> None:
    """After a command nothing stands before the compiler, however it ended."""
    before = vars(re._compiler).copy()
    with pytest.raises(re.error), kept_expressions("render"):
        re.compile("fault (")
    run()

    assert vars(re._compiler) == before


def test_without_a_place_everything_is_compiled(monkeypatch) -> None:
    """No cache, no difference."""
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null")

    assert run() == compiled()
