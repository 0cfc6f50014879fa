"""`mailer check` as a press officer runs it: what it prints, how it ends, and what the seed gives."""

import json
import os
import socket
import subprocess
from pathlib import Path

import forked
import pytest

SEED = Path(__file__).resolve().parents[2].parent / "shared" / "seed" / "press-release.txt"
RELEASE = """---
headline: Northbank ferry returns on Tuesday
kind: news
language: {language}
located: Northbank
date: {date}
preheader: Four crossings a night, at the price of a day ticket
contacts:
  - name: Press desk
    phone: +44 20 7946 0000
boilerplate: The trust looks after the harbour.
---
{body}
"""
LIST = """email,first_name,language
ana@paper.example,Ana,en
desk@paper.example,,en
luis@diario.example,Luis,fr
"""


class Workspace:
    def __init__(self, root: Path) -> None:
        self.root = root
        for name in ("releases", "lists"):
            (root / name).mkdir(parents=True)
        (root / "mailer.toml").write_text(
            '[organisation]\nname = "Northbank Trust"\npostal_address = "1 Quay Street"\n', "utf-8"
        )

    def release(self, body: str, language: str = "en", name: str = "ferry.md") -> str:
        from datetime import UTC, datetime

        today = datetime.now(UTC).date().isoformat()
        text = RELEASE.format(body=body, language=language, date=today)
        (self.root / "releases" / name).write_text(text, "utf-8")
        return "releases/ferry"

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        environ = {key: value for key, value in os.environ.items() if not key.startswith("MAILER")}
        environ["MAILER_FROM"] = "Press <press@harbour.example>"
        return forked.run(["--workspace", str(self.root), *words], environ, timeout=60)


@pytest.fixture
def workspace(tmp_path) -> Workspace:
    return Workspace(tmp_path / "desk")


def test_a_sound_release(workspace) -> None:
    """The count alone stands on stdout, and what an inbox shows beside it; the status is 0."""
    done = workspace.run("check", workspace.release("The ferry returns."))

    assert done.stdout == "0 errors, 0 warnings, 0 notes.\n"
    assert "Inbox, phone:  Northbank ferry returns on Tuesday" in done.stderr
    assert done.returncode == 0


def test_findings_are_grouped_and_their_places_can_be_opened(workspace) -> None:
    """Errors before warnings before notes; file:line, id, sentence and cure; the count at the end."""
    body = "The the ferry has TK decks.\n\nIt’s long and isn't new.\n"
    done = workspace.run("check", workspace.release(body))
    lines = done.stdout.splitlines()

    assert lines[0] == "Errors"
    assert "  releases/ferry.md:13  PR005" in lines
    assert lines.index("Errors") < lines.index("Warnings") < lines.index("Notes")
    assert '    "TK" is still to be filled in.' in lines
    assert lines[-1] == "1 error, 1 warning, 1 note."
    assert done.returncode == 1


def test_json_is_that_of_the_design(workspace) -> None:
    """Exactly the keys that others rely on, and one document on stdout."""
    done = workspace.run("check", workspace.release("The ferry has TK decks."), "--json")
    document = json.loads(done.stdout)

    assert set(document) == {"errors", "warnings", "notes", "findings"}
    assert (document["errors"], document["warnings"], document["notes"]) == (1, 0, 0)
    assert set(document["findings"][0]) == {
        "id", "severity", "file", "line", "row", "what", "cure",
    }  # fmt: skip
    assert document["findings"][0]["file"] == "releases/ferry.md"


def test_with_a_list(workspace) -> None:
    """Fields that the release prints and a row lacks are an error by row; a language is, too."""
    (workspace.root / "lists" / "press.csv").write_text(LIST, "utf-8")
    workspace.release("Dear {{ recipient.first_name }}, it returns.", name="ferry.en.md")
    workspace.release("Hola: {{ recipient.last_name or 'colega' }}.", "es", name="ferry.es.md")
    done = workspace.run("check", "releases/ferry", "--list", "press", "--json")
    found = json.loads(done.stdout)["findings"]

    assert [(each["id"], each["file"], each["row"]) for each in found if each["row"]] == [
        ("PR066", "lists/press.csv", 3),
        ("PR067", "lists/press.csv", 4),
    ]
    assert "3 recipients: 2 en" in done.stderr
    assert done.returncode == 1


@pytest.mark.parametrize(
    ("options", "chosen"),
    [
        (("--language", "en"), "2 of 3 chosen: ana@paper.example, desk@paper.example"),
        (("--where", "first_name = 'Luis'"), "1 of 3 chosen: luis@diario.example"),
        (("--exclude", "others"), "2 of 3 chosen: desk@paper.example, luis@diario.example"),
        (("--limit", "1"), "1 of 3 chosen: ana@paper.example, …"),
        (("--one-per", "language"), "2 of 3 chosen: ana@paper.example, luis@diario.example"),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_only_those_chosen_are_checked(workspace, options, chosen) -> None:
    """The options by which `send` chooses choose alike, so that what is checked is what is sent."""
    workspace.release("The ferry returns.")
    (workspace.root / "lists/press.csv").write_text(LIST, "utf-8")
    (workspace.root / "lists/others.csv").write_text("email\nana@paper.example\n", "utf-8")
    done = workspace.run("check", "releases/ferry", "--list", "press", *options)

    assert chosen.removesuffix(", …") in done.stderr


def test_a_choice_of_nobody_and_a_choice_without_a_list_are_refused(workspace) -> None:
    """Both are slips, and would be read as "all is well"."""
    workspace.release("The ferry returns.")
    (workspace.root / "lists/press.csv").write_text(LIST, "utf-8")
    nobody = workspace.run("check", "releases/ferry", "--list", "press", "--tag", "sea")
    no_list = workspace.run("check", "releases/ferry", "--tag", "sea")

    assert (nobody.returncode, no_list.returncode) == (2, 2)
    assert "Nobody is chosen: 0 of 3" in nobody.stderr
    assert "There is no list to choose from." in no_list.stderr


def test_a_template_that_cannot_correct_is_told_before_it_must(workspace) -> None:
    """A template without the notice is warned of while nothing needs correcting; the base's is not."""
    own = workspace.root / "templates" / "brief"
    own.mkdir(parents=True)
    (own / "brief.txt.j2").write_text("{{ release.headline }}\n{{ release.body_text }}\n", "utf-8")
    (own / "brief.html.j2").write_text('{% extends "base/page.html.j2" %}', "utf-8")
    workspace.release("The ferry returns.")
    before = workspace.run("check", "releases/ferry").stdout
    path = workspace.root / "releases" / "ferry.md"
    path.write_text(path.read_text("utf-8").replace("kind: news", "kind: news\ntemplate: brief"))
    after = workspace.run("check", "releases/ferry").stdout

    assert "TP023" not in before
    assert "templates/brief/brief.txt.j2  TP023" in after
    assert "does not print release.notice.sentence" in after


@pytest.mark.slow
def test_a_finding_is_set_aside_with_its_reason(workspace) -> None:
    """A finding of the message can be set aside in the release as well."""
    workspace.release(("The ferry returns. " * 90 + "\n\n") * 55)
    path = workspace.root / "releases" / "ferry.md"

    assert "TP001" in workspace.run("check", "releases/ferry").stdout

    text = path.read_text("utf-8").replace("kind: news", 'kind: news\nignore:\n  - "TP001: known"')
    path.write_text(text, "utf-8")

    assert "TP001" not in workspace.run("check", "releases/ferry").stdout


def test_links_are_followed_only_when_asked(workspace) -> None:
    """Without --online nothing connects; with it, a link into one's own house is refused unasked."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        target = f"https://127.0.0.1:{server.getsockname()[1]}/plan"
        given = workspace.release(f"[The plan of it]({target}) is out.")
        offline, online = (workspace.run("check", given, *words) for words in ((), ("--online",)))
        with pytest.raises(TimeoutError):
            server.accept()

    assert "PR069" not in offline.stdout
    assert "PR069" in online.stdout
    assert "not on the public web" in online.stdout


@pytest.mark.skipif(not SEED.exists(), reason="the seed lies beside the checkout")
def test_the_seed(workspace) -> None:
    """
    Import and check together say all that an editor would ask about the real draft, and no more.

    Two headlines, two contacts who cannot be reached, no end mark; and when one headline was chosen:
    a dateline of years ago, a sentence that breaks off, the doubled apostrophe, the gloss, US and
    U.S., the quotation without opening marks.
    """
    imported = workspace.run("import", str(SEED), "--json")
    document = json.loads(imported.stdout)
    said = {each["id"] for each in document["findings"]}
    path = Path(document["file"])
    path = path if path.is_absolute() else workspace.root / path
    text = path.read_text("utf-8")
    first = next(line for line in text.splitlines() if line.startswith("headline:"))
    path.write_text(text.replace(first + "\n", "", 1), "utf-8")
    checked = json.loads(workspace.run("check", str(path), "--json").stdout)["findings"]

    assert {"PR001", "PR002", "PR006", "PR010", "PR011", "PR012", "PR013", "IM001", "IM003"} <= said
    assert {each["id"] for each in checked if each["severity"] != "note"} == {
        "PR002", "PR006", "PR010", "PR011", "PR012", "PR013", "PR049",
    }  # fmt: skip
    assert sum(each["id"] == "PR002" for each in checked) == 2
