"""What a command loads: only what it needs, because cron starts one every minute."""

import pytest
from desk import Desk

RENDERING = {"jinja2", "markdown_it", "babel", "mailer.render.renderer"}
PAGES = {"lxml.etree", "tinycss2"}
INLINING = {"premailer", "cssutils", "requests"}
LEDGER = {"sqlalchemy", "mailer.record.ledger"}
WIRE = {"ssl", "mailer.deliver.relay", "dns", "aiosmtpd"}
READING = {"yaml", "email_validator", "mailer.read.media_list"}
"""`ssl` comes with premailer, which loads a web client and is fenced off from using it."""
RARE = {"alembic", "psycopg", "uvicorn", "nh3", "icalendar", "calamine", "mammoth", "dns"}


@pytest.mark.parametrize(
    ("words", "left_out"),
    [
        (("--help",), RENDERING | PAGES | INLINING | LEDGER | WIRE | READING | RARE | {"pydantic"}),
        (("due",), RENDERING | PAGES | INLINING | READING | RARE),
        (("status",), RENDERING | PAGES | INLINING | READING | RARE),
        (("check", "releases/night-ferry"), INLINING | LEDGER | WIRE | RARE | {"email_validator"}),
        (("render", "releases/night-ferry"), LEDGER | WIRE - {"ssl"} | RARE | {"email_validator"}),
        (
            ("send", "releases/night-ferry", "--list", "press-en-es", "--dry-run"),
            WIRE - {"ssl"} | RARE,
        ),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_a_command_loads_what_it_needs(tmp_path, words, left_out) -> None:
    """Libraries for another command's work are not loaded."""
    desk = Desk(tmp_path / "desk", 9)
    desk.root = tmp_path / "made"
    assert desk.run("init", str(desk.root)).returncode == 0
    done = desk.run(*words, PYTHONPROFILEIMPORTTIME="1")
    loaded = {
        line.rpartition("|")[2].strip()
        for line in done.stderr.splitlines()
        if line.startswith("import time:")
    }

    assert done.returncode == 0, done.stderr[-2000:]
    assert "mailer.cli.app" in loaded
    assert sorted(loaded & left_out) == []
