"""The user's own cache: trusted like code, and nothing that a run depends on."""

import os
from pathlib import Path

import pytest

from mailer.cli.kept import user_cache as cache
from mailer.cli.kept.user_cache import UserCache, user_cache


@pytest.fixture
def folder(tmp_path) -> Path:
    return tmp_path / "cache" / "mailer" / "things"


def cache_in(folder: Path) -> UserCache | None:
    return user_cache({"XDG_CACHE_HOME": str(folder.parent.parent)}, folder.name)


def a_cache(folder: Path) -> UserCache:
    found = cache_in(folder)
    assert found is not None
    return found


def test_what_one_run_keeps_another_reads(folder) -> None:
    """And nobody else can look at it; the later writing holds."""
    a_cache(folder).keep("one", b"early")
    a_cache(folder).keep("one", b"late")

    assert a_cache(folder).read("one") == b"late"
    assert a_cache(folder).read("other") is None
    assert [path.name for path in folder.iterdir()] == ["one"]
    assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("damaged", [b"", b"x" * 500, "half", "flip"], ids=repr)
def test_a_damaged_file_is_as_good_as_none(folder, damaged) -> None:
    """What was not written to its end is not read."""
    a_cache(folder).keep("one", b"content" * 20)
    whole = (folder / "one").read_bytes()
    flipped = whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:]
    content = {"half": whole[: len(whole) // 2], "flip": flipped}.get(damaged, damaged)
    (folder / "one").write_bytes(content)

    assert a_cache(folder).read("one") is None


def test_a_link_in_the_folder_is_not_followed(folder, tmp_path) -> None:
    """A name in the cache is a file of its own."""
    kept = a_cache(folder)
    kept.keep("one", b"content")
    (folder / "one").rename(tmp_path / "elsewhere")
    (folder / "one").symlink_to(tmp_path / "elsewhere")

    assert kept.read("one") is None


def test_a_folder_that_others_can_reach_is_not_used(folder) -> None:
    """Code is loaded only from where nobody else could have put it."""
    folder.mkdir(parents=True)
    folder.chmod(0o770)

    assert cache_in(folder) is None


def test_a_link_to_a_folder_is_not_followed(folder, tmp_path) -> None:
    """The folder itself has to be the user's."""
    (tmp_path / "other").mkdir(mode=0o700)
    folder.parent.mkdir(parents=True)
    folder.symlink_to(tmp_path / "other")

    assert cache_in(folder) is None


@pytest.mark.parametrize(
    "environment", [{}, {"HOME": "/dev/null/nobody"}, {"XDG_CACHE_HOME": "relative"}], ids=repr
)
def test_without_a_home_nothing_is_kept(environment, tmp_path, monkeypatch) -> None:
    """Cron jobs and containers may have none; nothing is written where it was not meant."""
    monkeypatch.chdir(tmp_path)

    assert user_cache(environment, "things") is None
    assert list(tmp_path.iterdir()) == []


def test_only_so_many_files_are_kept(folder, monkeypatch) -> None:
    """Where there is no room, the older half goes."""
    monkeypatch.setattr(cache, "KEPT_MAX", 6)
    kept = a_cache(folder)
    for number in range(6):
        (folder / f"old{number}").write_bytes(b"")
        os.utime(folder / f"old{number}", (number, number))
    kept.keep("new", b"")
    names = {path.name for path in folder.iterdir()}

    assert names == {"old3", "old4", "old5", "new"}
