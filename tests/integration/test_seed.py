"""The real release of the seed: imported, decided on, and sent whole."""

import email
import json
from email.policy import default
from pathlib import Path

import pytest
from desk import Desk, adds_up, two_hundred
from mta import RunningPostfix, why_not

from mailer.deliver.embedded import EmbeddedServer

SEED = Path(__file__).resolve().parents[2].parent / "shared" / "seed" / "press-release.txt"
pytestmark = pytest.mark.skipif(not SEED.exists(), reason="the seed lies beside the checkout")
CHOICES = {
    "  - name: Sara McElmurry\n    phone:\n": "  - name: Sara McElmurry\n    phone: 555-0100\n",
    "  - name: Yancy Nuñez\n    phone:\n": "  - name: Yancy Nuñez\n    phone: 555-0101\n",
    "Learn more at": "Learn more at https://alliance.example",
}


def imported(desk: Desk) -> tuple[Path, dict]:
    done = desk.run("import", str(SEED), "--json")
    document = json.loads(done.stdout)
    return Path(document["file"]), document


def decided(path: Path) -> None:
    """What a person does: one headline kept, contacts completed, the sentence ended."""
    text = path.read_text("utf-8")
    first = next(line for line in text.splitlines() if line.startswith("headline:"))
    text = text.replace(first + "\n", "", 1)
    for before, after in CHOICES.items():
        assert before in text
        text = text.replace(before, after, 1)
    path.write_text(text, "utf-8")


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path / "desk", 1)


def test_import_says_what_it_was_unsure_of(desk) -> None:
    """Two headlines, empty contacts and a dangling sentence are told, and nothing is picked."""
    path, document = imported(desk)
    text = path.read_text("utf-8")
    told = " ".join(finding["what"] for finding in document["findings"])

    assert text.count("\nheadline: ") == 2
    assert "kind: statement" in text
    assert "located: CHICAGO" in text
    assert "date: 2018-12-05" in text
    assert text.count("  - From ") == 3
    for fact in ("2 headlines", "Sara McElmurry", "Yancy Nuñez", "Learn more at", "doubled blanks"):
        assert fact in told


def test_an_undecided_release_is_not_sent(desk) -> None:
    """Until a person has chosen a headline, the release is refused with both lines named."""
    path, _document = imported(desk)
    desk.media_list(two_hundred()[:3])
    done = desk.run("send", str(path), "--list", "press", "--yes")

    assert done.returncode == 2
    assert "lines 3 and 4" in done.stderr


def assert_seed_arrived(contents: list[bytes]) -> None:
    assert len(contents) == 200
    for content in contents:
        read = email.message_from_bytes(content, policy=default)
        text = " ".join(read.get_body(("plain",)).get_content().split())
        assert "CHICAGO, Dec. 5, 2018 — This week, governments across the world" in text
        assert "prioritize military force over human rights.”" in text
        assert "Learn more at https://alliance.example" in text
        assert "Oscar Chacón" in read.get_body(("html",)).get_content()
        assert read["subject"].endswith("Humanitarian Crisis Plays Out at US-Mexico Border")


def test_the_seed_to_two_hundred(tmp_path) -> None:
    """Decided on, it goes to 200 people in English and Spanish, and every copy is whole."""
    with EmbeddedServer(None) as server:
        desk = Desk(tmp_path / "desk", server.port)
        path, _document = imported(desk)
        decided(path)
        desk.media_list(two_hundred())
        document, status = desk.json("send", str(path), "--list", "press", "--yes")

    assert (status, document["accepted"]) == (0, 200)
    assert adds_up(document)
    assert_seed_arrived([one.content for one in server.received])


@pytest.mark.postfix
def test_the_seed_through_postfix(tmp_path, need) -> None:
    """The same through a real Postfix."""
    need(why_not())
    with RunningPostfix() as postfix:
        desk = Desk(tmp_path / "desk", postfix.port)
        path, _document = imported(desk)
        decided(path)
        desk.media_list(two_hundred())
        document, status = desk.json("send", str(path), "--list", "press", "--yes")
        arrived = postfix.messages(200)

    assert (status, document["accepted"]) == (0, 200)
    assert_seed_arrived(arrived)
