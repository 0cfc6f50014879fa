"""The media-list desk through the real command line, against an embedded server."""

import pytest
from relay import Act, ScriptedRelay
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


def test_a_suppression_during_a_send_holds_from_the_next_message_on(tmp_path) -> None:
    """Who is suppressed while a send runs gets nothing; the account says so, and adds up."""
    desk = Desk(tmp_path / "desk", 0)
    desk.media_list(two_hundred()[:12])
    desk.release()

    def suppress(line) -> None:
        done = desk.run("lists", "suppress", "person9@news9.example", "--reason", "just now")
        assert done.returncode == 0
        line.send(b"250 2.1.5 Ok\r\n")

    with ScriptedRelay({("rcpt", 3): Act(suppress, code=250)}) as relay:
        desk.port = relay.port
        document, status = desk.json(*SEND, MAILER_SMTP_CONNECTIONS="1")

    assert "person9@news9.example" not in {one.rcpt_to for one in relay.accepted}
    assert status == 0
    assert (document["accepted"], document["suppressed"]) == (11, 1)
    assert "just now" in (desk.root / "lists" / "suppressed.csv").read_text()


def test_suppressing_and_letting_go(desk, server) -> None:
    """A domain is suppressed with a reason; unsuppress needs a person or --yes."""
    desk.run("lists", "suppress", "@news3.example", "--reason", "=HYPERLINK(1)", "--source", "them")
    written = (desk.root / "lists" / "suppressed.csv").read_text()
    document, _ = desk.json(*SEND)
    refused = desk.run("lists", "unsuppress", "@news3.example")
    freed, status = desk.json("lists", "unsuppress", "@news3.example", "--yes")
    again, _ = desk.json(*SEND)

    assert "news3.example,'=HYPERLINK(1)," in written
    assert (document["accepted"], document["suppressed"]) == (19, 1)
    assert refused.returncode == 2
    assert (freed["removed"], status) == (True, 0)
    assert again["accepted"] == 1
    assert {one.rcpt_to for one in server.received[19:]} == {"person3@news3.example"}


@pytest.mark.parametrize("given", ["nobody", "a@", "@", "a b@example.org", "\u202e@example.org"])
def test_what_is_no_entry_is_refused(desk, given) -> None:
    """Neither an address nor a domain: nothing is written."""
    done = desk.run("lists", "suppress", given, "--reason", "x")

    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert not (desk.root / "lists" / "suppressed.csv").exists()


def test_a_person_is_erased_and_stays_suppressed(desk, server) -> None:
    """Erased from lists and ledger, found nowhere in the workspace, and not written to again."""
    desk.json(*SEND)
    who = "person4@news4.example"
    before, _ = desk.json("history", who)
    export = desk.root.parent / "history.csv"
    desk.run("history", who, "--export", str(export))
    refused = desk.run("lists", "erase", who)
    erased, status = desk.json("lists", "erase", who, "--yes")
    left = [
        path
        for path in desk.root.rglob("*")
        if path.is_file() and b"person4@news4" in path.read_bytes()
    ]
    account, _ = desk.json("status", "ferry-1")
    desk.media_list(two_hundred()[:20], "again")
    desk.release(name="tunnel")
    later, _ = desk.json("send", "releases/tunnel", "--list", "again", "--yes")
    after, _ = desk.json("history", who)
    account_files = [path for path in (desk.root / ".mailer").rglob("*") if path.is_file()]

    assert [each["state"] for each in before["deliveries"]] == ["accepted"]
    assert [each["row"] for each in before["lists"]] == [5]
    assert f"person,address,{who}" in export.read_text("utf-8-sig")
    assert refused.returncode == 2
    assert (status, erased["rows"], erased["deliveries"]) == (0, 1, 1)
    assert left == []
    assert account["accepted"] == 20
    assert (later["accepted"], later["suppressed"]) == (19, 1)
    assert after["suppressed"]
    assert [each["distribution"] for each in after["deliveries"]] == ["ferry-1", "tunnel-1"]
    assert not any(b"person4@news4" in path.read_bytes() for path in account_files)


def test_nobody_is_erased_from_what_is_still_to_be_sent(desk, server) -> None:
    """A planned delivery is stopped first; the person is suppressed at once all the same."""
    later = ("--at", "2099-01-01 09:00 UTC")
    desk.json(*SEND, *later)
    done = desk.run("lists", "erase", "person4@news4.example", "--yes")

    assert done.returncode == 3
    assert "mailer stop ferry-1" in done.stderr
    assert "person4@" in (desk.root / "lists" / "press.csv").read_text()
