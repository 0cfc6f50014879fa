"""The media-list desk through the real command line, against an embedded server."""

import pytest
from test_main_job import Desk, two_hundred

from mailer.deliver.embedded import EmbeddedServer


@pytest.fixture
def server():
    with EmbeddedServer(None) as running:
        yield running


@pytest.fixture
def desk(tmp_path, server):
    made = Desk(tmp_path / "desk", server.port)
    made.media_list(two_hundred()[:20])
    made.release()
    return made


SEND = ("send", "releases/ferry", "--list", "press", "--yes")


def rcpts(server) -> set[str]:
    return {one.rcpt_to for one in server.received}


def test_a_condition_sends_to_those_it_fits(desk, server) -> None:
    """`--where` sends to exactly those; how many of how many, and five of them, are shown."""
    done = desk.run(*SEND, "--where", "language = 'ES' and outlet like 'outlet 1%'")
    expected = {f"person{n}@news{n % 20}.example" for n in (1, 11, 13, 15, 17, 19)}

    assert rcpts(server) == expected
    assert done.returncode == 0
    assert "6 of 20 chosen: person1@news1.example, " in done.stderr
    assert done.stderr.count("@news") == 5


@pytest.mark.parametrize(
    ("options", "status", "words"),
    [
        (("--where", "language = 'fr'"), 2, "0 of 20"),
        (("--tag", "opera"), 2, "0 of 20"),
        (("--where", "1 = 1"), 3, "fits all 20"),
        (("--where", "langauge = 'es'"), 2, "language"),
        (("--where", 'language = "es"'), 2, "single quotation marks"),
        (("--where", "1) or (select 1"), 2, "may not"),
        (("--one-per", "outlt"), 2, "outlet"),
        (("--not-in", "releases/ferry"), 2, "Nothing of this release"),
        (("--limit", "0"), 2, "--limit"),
    ],
)
def test_a_choice_of_nobody_or_everybody_stops(desk, server, options, status, words) -> None:
    """What cannot be meant is refused before anything leaves, `--yes` or not."""
    done = desk.run(*SEND, *options)

    assert done.returncode == status, done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert not server.received


def test_who_got_another_release_is_left_out(desk, server) -> None:
    """`--not-in` asks the ledger who got it, also when the release's file is gone."""
    desk.run(*SEND, "--limit", "4")
    first = rcpts(server)
    desk.release(name="tunnel")
    (desk.root / "releases" / "ferry.md").unlink()
    server.received.clear()
    done = desk.run(
        "send", "releases/tunnel", "--list", "press", "--yes", "--not-in", "releases/ferry"
    )

    assert len(first) == 4
    assert done.returncode == 0, done.stderr
    assert len(rcpts(server)) == 16
    assert not rcpts(server) & first


def test_one_person_an_outlet(desk, server) -> None:
    """`--one-per outlet` reaches the first of each outlet, and passes over who is suppressed."""
    desk.media_list([f"p{n}@example.org,,Radio {n // 3},en,X\n" for n in range(9)])
    (desk.root / "lists" / "suppressed.csv").write_text(
        "address_or_domain,reason,date,source\np0@example.org,asked,,\n"
    )
    document, status = desk.json(*SEND, "--one-per", "outlet")

    assert status == 0
    assert rcpts(server) == {"p1@example.org", "p3@example.org", "p6@example.org"}
    assert (document["planned"], document["suppressed"]) == (4, 1)
