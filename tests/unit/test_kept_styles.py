"""What was read of style sheets, kept between two runs: the same page, and cssutils is not loaded."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mailer.cli.kept.user_cache import user_cache
from mailer.render import sheets
from mailer.render.inline import inline_css

PAGE = """<html><head><style>%s</style></head>
<body><p class="a" style="margin: 0px 0; font-family: Georgia, 'Times New Roman'">x</p></body></html>"""
SHEET = "p { color: #FFFFFF; margin: 1px } .a { top: 0.50px !important } p:hover { color: red }"
RUN = """
import os, sys
from mailer.cli.kept.styles import keeping_inliner
sys.stdout.write(keeping_inliner(os.environ)(sys.argv[1]))
sys.stderr.write(str("cssutils" in sys.modules))
"""


def run(page: str, folder: Path) -> tuple[str, bool]:
    """A page inlined by a process of its own, and whether it loaded cssutils."""
    done = subprocess.run(
        [sys.executable, "-c", RUN, page],
        env=os.environ | {"XDG_CACHE_HOME": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout, done.stderr == "True"


@pytest.mark.parametrize(
    ("sheet", "loads_again"),
    [
        (SHEET, False),
        (SHEET + "@media print { .a { color: red } }", True),
        (SHEET + ".a { background: url(https://harbour.example/embargoed.png) }", True),
    ],
    ids=["plain", "with an @-rule", "with an address"],
)
def test_a_second_run_makes_the_same_page(sheet, loads_again, tmp_path) -> None:
    """Without the library, where all that is asked was read before."""
    first, second = (run(PAGE % sheet, tmp_path) for _run in range(2))

    assert first == (inline_css(PAGE % sheet), True)
    assert second == (first[0], loads_again)


def test_no_address_is_kept(tmp_path) -> None:
    """A template may write the address of a release's picture into a style."""
    run(PAGE % (SHEET + ".a { background: url(https://harbour.example/embargoed.png) }"), tmp_path)
    files = list((tmp_path / "mailer" / "styles").iterdir())

    assert [b"embargoed" in path.read_bytes() for path in files] == [False]


def test_a_damaged_file_is_read_anew(tmp_path) -> None:
    """The page is the same, and the file whole again."""
    page, _loads = run(PAGE % SHEET, tmp_path)
    (kept,) = (tmp_path / "mailer" / "styles").iterdir()
    kept.write_bytes(b"x" * 99)

    assert run(PAGE % SHEET, tmp_path) == (page, True)
    assert run(PAGE % SHEET, tmp_path) == (page, False)


def test_without_a_place_everything_is_read() -> None:
    """No cache, no difference."""
    assert user_cache({"XDG_CACHE_HOME": "/dev/null"}, "styles") is None
    assert run(PAGE % SHEET, Path("/dev/null")) == (inline_css(PAGE % SHEET), True)


def test_only_so_much_is_remembered(monkeypatch) -> None:
    """A template that writes another style for each reader fills no memory."""
    monkeypatch.setattr(sheets, "READ", {})
    monkeypatch.setattr(sheets, "READ_MAX", 3)
    for number in range(9):
        sheets.remembered(f"top: {number}px", "style", list)

    assert len(sheets.READ) == 3
