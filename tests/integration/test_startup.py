"""What a command loads: only what it needs, because cron starts one every minute."""

from importlib import import_module

import pytest
import typer
from desk import Desk

from mailer.cli.app import GROUPS, apart

RENDERING = {"jinja2", "markdown_it", "babel", "mailer.render.renderer"}
PAGES = {"lxml.etree", "tinycss2"}
INLINING = {"premailer", "cssutils"}
WEB = {"requests", "urllib3", "urllib.request", "http.client", "ssl"}
"""What premailer and cssutils import to fetch with; see `mailer.render.offline`."""
LEDGER = {"sqlalchemy", "mailer.record.ledger"}
WIRE = {"ssl", "mailer.deliver.relay", "dns", "aiosmtpd"}
READING = {"yaml", "email_validator", "mailer.read.lists.media_list"}
LISTS = {"email_validator", "mailer.read.lists.media_list", "mailer.read.lists.selection"}
IMPORTING = {"mailer.read.draft.draft", "mailer.read.draft.parts", "mailer.read.draft.contacts"}
PLANNING = {"mailer.schedule.plan", "mailer.schedule.distribution", "mailer.deliver.ports"}
SENDING = {"mailer.read.lists.suppression_file", "mailer.record", "mailer.cli.progress"}
RARE = {
    "pydantic",
    "rich",
    "alembic",
    "psycopg",
    "uvicorn",
    "nh3",
    "icalendar",
    "calamine",
    "mammoth",
    "dns",
    "sqlalchemy.dialects.postgresql",
}
ONE_RECIPIENT = WEB | LEDGER | WIRE | RARE | LISTS | IMPORTING | PLANNING | SENDING
"""What neither `check` nor `render` needs without a list."""


@pytest.mark.parametrize(
    ("words", "left_out"),
    [
        (("--help",), RENDERING | PAGES | INLINING | LEDGER | WIRE | READING | RARE),
        (("due",), RENDERING | PAGES | INLINING | READING | RARE),
        (("status",), RENDERING | PAGES | INLINING | READING | RARE),
        (
            ("check", "releases/night-ferry"),
            INLINING | ONE_RECIPIENT | {"ctypes", "importlib.resources"},
        ),
        (("render", "releases/night-ferry"), ONE_RECIPIENT | {"cssutils._fetch"}),
        (
            ("send", "releases/night-ferry", "--list", "press-en-es", "--dry-run"),
            {"requests", "urllib3"} | (WIRE - {"ssl"}) | RARE,
        ),
        (("rehearse", "releases/night-ferry", "--list", "press-en-es"), RARE),
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


@pytest.mark.parametrize("module", GROUPS)
def test_a_group_has_the_commands_it_is_looked_up_by(module) -> None:
    """What `GROUPS` says of a module is what it registers, so that no command is missed."""
    app = typer.Typer()
    import_module(f"mailer.cli.commands.{module}").register(app)
    names = {command.name for command in app.registered_commands}

    assert names | {group.name for group in app.registered_groups} == set(GROUPS[module])


@pytest.mark.parametrize(
    ("words", "command"),
    [
        (["check", "x"], "check"),
        (["--workspace", "lists", "check", "x", "--json"], "check"),
        (["--workspace=lists", "check", "--workspace"], "check"),
        (["--help", "check"], "--help"),
        (["chekc"], "chekc"),
    ],
)
def test_the_command_is_told_from_what_stands_before_it(words, command) -> None:
    """A folder may be called like a command; `--help` before any is about all of them."""
    _shared, rest = apart(words)

    assert rest[0] == command
