"""Steering from another terminal while a send runs, held against what the relay got."""

import json
import subprocess
from collections.abc import Iterator

import pytest
from desk import Desk, adds_up, two_hundred
from relay import Act, ScriptedRelay, drop, say

SEND = ("send", "releases/ferry", "--list", "press", "--yes")
ONE_LINE = {"MAILER_SMTP_CONNECTIONS": "1"}


def slow(each_s: float) -> Act:
    """Takes every message over, after a while."""

    def play(line) -> None:
        line.relay.over.wait(each_s)
        line.send(b"250 2.0.0 queued\r\n")

    return Act(play, code=250)


def desk_on(tmp_path, relay: ScriptedRelay, how_many: int) -> Desk:
    desk = Desk(tmp_path / "desk", relay.port)
    desk.release()
    desk.media_list(two_hundred()[:how_many])
    return desk


def once_each(relay: ScriptedRelay) -> bool:
    return len({one.rcpt_to for one in relay.accepted}) == len(relay.accepted)


@pytest.fixture
def busy(tmp_path) -> Iterator[tuple[Desk, ScriptedRelay]]:
    """A relay that takes 0.3 s a message, and a desk with forty recipients."""
    with ScriptedRelay({"dot": slow(0.3)}) as relay:
        yield desk_on(tmp_path, relay, 40), relay


def test_stop_takes_effect_within_one_message_of_a_line(busy) -> None:
    """While one line sends, `stop` returns; at most the message on that line leaves after it."""
    desk, relay = busy
    with desk.running(*SEND, "--json", **ONE_LINE) as process:
        relay.reached("dot", 3)
        stopped, status = desk.json("stop", "ferry", "--reason", "The ferry has sunk.")
        at_stop = len(relay.accepted)
        out, err = process.communicate(timeout=20)
    ended = json.loads(out)
    again, _ = desk.json("status", "ferry-1")

    assert len(relay.accepted) == at_stop < 40
    assert status == 0
    assert (stopped["state"], stopped["remaining"]) == ("stopped", 0)
    assert stopped["accepted"] == at_stop
    assert stopped["stopped"] == 40 - at_stop
    assert {json.dumps(each, sort_keys=True) for each in (stopped, ended, again)} == {
        json.dumps(stopped, sort_keys=True)
    }
    assert adds_up(stopped)
    assert process.returncode == 1, err


def test_a_pause_takes_effect_within_one_message_of_each_line(tmp_path) -> None:
    """A relay that is quick, and four lines: once `pause` has returned, four more leave at most."""
    with ScriptedRelay({"dot": slow(0.02)}) as relay:
        desk = desk_on(tmp_path, relay, 200)
        with desk.running(*SEND, "--json", MAILER_SMTP_CONNECTIONS="4") as process:
            relay.reached("dot", 20)
            paused, status = desk.json("pause", "ferry-1")
            at_pause = len(relay.accepted)
            process.communicate(timeout=20)
        more = len(relay.accepted) - at_pause
        ended, _ = desk.json("status", "ferry-1")

    assert (status, paused["state"]) == (0, "paused")
    assert more <= 4
    assert ended["accepted"] == at_pause + more < 200


def test_pause_and_resume_while_a_send_runs(busy) -> None:
    """`pause` ends a running send within a message; the same send says how to go on; `resume` does."""
    desk, relay = busy
    with desk.running(*SEND, "--json", **ONE_LINE) as process:
        relay.reached("dot", 3)
        paused, status = desk.json("pause", "ferry-1")
        _out, err = process.communicate(timeout=20)
    at_pause = len(relay.accepted)
    del relay.script["dot"]
    refused = desk.run(*SEND)
    after_refusal = len(relay.accepted)
    ended, ended_status = desk.json("resume", "ferry-1", **ONE_LINE)

    assert (status, paused["state"]) == (0, "paused")
    assert at_pause == after_refusal < 40
    assert "mailer resume ferry-1" in err
    assert refused.returncode == 3
    assert "mailer resume ferry-1" in refused.stderr
    assert (ended_status, ended["accepted"], len(relay.accepted)) == (0, 40, 40)
    assert once_each(relay)


def test_a_stop_before_its_time_sends_nothing(tmp_path) -> None:
    """What was planned for later and stopped is never sent, and offers the ways on."""
    with ScriptedRelay() as relay:
        desk = desk_on(tmp_path, relay, 3)
        desk.json(*SEND, "--at", "2099-01-01 09:00 UTC")
        done = desk.run("stop", "ferry")
        due, _ = desk.json("due")

    assert done.returncode == 0
    assert "3 were not sent" in done.stderr
    assert due == {"distributions": []}
    assert not relay.accepted


def test_pausing_all_and_resuming_all(tmp_path) -> None:
    """Without a name `pause` holds whatever is planned, and `resume` lets it go on at its time."""
    with ScriptedRelay() as relay:
        desk = desk_on(tmp_path, relay, 3)
        desk.json(*SEND, "--at", "2099-01-01 09:00 UTC")
        paused, _ = desk.json("pause")
        nothing, _ = desk.json("pause")
        resumed, status = desk.json("resume")

    assert [one["state"] for one in paused["distributions"]] == ["paused"]
    assert nothing == {"distributions": []}
    assert ([one["state"] for one in resumed["distributions"]], status) == (["scheduled"], 0)
    assert not relay.accepted


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        (("resume", "nope"), 2, "nope"),
        (("stop", "nope"), 2, "nope"),
        (("pause", "nope"), 2, "nope"),
        (("settle", "nope"), 2, "nope"),
        (("retry", "nope", "--refused"), 2, "nope"),
        (("resume", "ferry-1"), 3, "ferry-1 is finished"),
        (("stop", "ferry-1"), 3, "ferry-1 is finished"),
        (("pause", "ferry-1"), 3, "ferry-1 is finished"),
        (("resume", "ferry-2"), 3, "ferry-2 is stopped"),
        (("stop", "ferry-2"), 3, "ferry-2 is stopped"),
        (("pause", "ferry-2"), 3, "ferry-2 is stopped"),
        (("retry", "ferry-2", "--refused"), 3, "ferry-2 is stopped"),
        (("retry", "ferry-1"), 2, "--refused"),
        (("settle", "ferry-1", "--resend", "--leave"), 2, "--leave"),
        (("settle", "ferry-1", "x@y.example", "--leave"), 2, "x@y.example"),
        (("stop", "ferry"), 2, "ferry-1"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else None,
)
def test_what_cannot_be_steered_is_named(ended_desk, words, status, sentence) -> None:
    """Unknown, finished and stopped distributions are named, with their exit status."""
    done = ended_desk.run(*words)

    assert done.returncode == status, done.stderr
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture(scope="module")
def ended_desk(tmp_path_factory) -> Iterator[Desk]:
    """ferry-1 is finished, ferry-2 is stopped."""
    with ScriptedRelay() as relay:
        desk = desk_on(tmp_path_factory.mktemp("ended"), relay, 2)
        desk.json(*SEND)
        desk.media_list(two_hundred()[:4])
        desk.json(*SEND, "--at", "2099-01-01 09:00 UTC")
        desk.json("stop", "ferry-2")
        yield desk


def test_retry_brings_back_the_refused(tmp_path) -> None:
    """After the relay has been mended `retry --refused` reaches exactly those it had refused."""
    with ScriptedRelay({("rcpt", 2): say("550 5.1.1 no such user")}) as relay:
        desk = desk_on(tmp_path, relay, 3)
        first, first_status = desk.json(*SEND, **ONE_LINE)
        second, second_status = desk.json("retry", "ferry-1", "--refused")
        nobody = desk.run("retry", "ferry-1", "--refused")

    assert (first_status, first["refused"], first["accepted"]) == (1, 1, 2)
    assert (second_status, second["refused"], second["accepted"]) == (0, 0, 3)
    assert [one.rcpt_to for one in relay.accepted][-1] == "person2@news2.example"
    assert "Nobody" in nobody.stderr
    assert once_each(relay)


def test_a_deferred_one_comes_back_under_the_same_envelope(tmp_path) -> None:
    """Greylisted: due again in five minutes; `retry --deferred` sends it now, envelope unchanged."""
    with ScriptedRelay({("rcpt", 2): say("450 4.2.0 greylisted")}) as relay:
        desk = desk_on(tmp_path, relay, 3)
        first, status = desk.json(*SEND, **ONE_LINE)
        told = desk.run("status", "ferry-1")
        too_soon, _ = desk.json("due")
        second, _ = desk.json("retry", "ferry-1", "--deferred")
        envelopes = [x for x in relay.commands if "person2@" in x]

    assert (status, first["deferred"], first["state"]) == (1, 1, "sending")
    assert "Next:" in told.stdout
    assert "in 5 min" in told.stdout or "in 4 min" in told.stdout
    assert too_soon == {"distributions": []}
    assert (second["accepted"], second["state"]) == (3, "finished")
    assert len(set(envelopes)) == 1


def test_a_deferred_one_is_given_up_by_name(tmp_path) -> None:
    """With `--give-up-after 1min` nothing comes back; the status names who was given up."""
    with ScriptedRelay({("rcpt", 2): say("450 4.2.0 greylisted")}) as relay:
        desk = desk_on(tmp_path, relay, 3)
        document, status = desk.json(*SEND, "--give-up-after", "1min", **ONE_LINE)
        told = desk.run("status", "ferry-1")

    assert (status, document["deferred"], document["state"]) == (1, 1, "finished")
    assert "Given up: 1" in told.stdout
    assert "person2@news2.example" in told.stdout
    assert "retry ferry-1 --deferred" in told.stdout


class TestSettling:
    @pytest.fixture
    def doubtful(self, tmp_path) -> Iterator[tuple[Desk, ScriptedRelay]]:
        """The second of three is in doubt."""
        with ScriptedRelay({("dot", 2): drop()}) as relay:
            desk = desk_on(tmp_path, relay, 3)
            document, status = desk.json(*SEND, **ONE_LINE)
            assert (document["in_doubt"], document["accepted"], status) == (1, 2, 4)
            yield desk, relay

    def test_lists_with_the_ready_lines(self, doubtful) -> None:
        """Without an option: who, the Message-ID, the lines to look it up, exit status 4."""
        desk, relay = doubtful
        done = desk.run("settle", "ferry")
        (message_id,) = {
            word for word in done.stdout.split() if word.startswith("<") and word.endswith(">")
        }

        assert done.returncode == 4
        assert "person2@news2.example" in done.stdout
        for words in ("grep -F", "Get-MessageTraceV2", "Email log search", "Amazon SES"):
            assert words in done.stdout
        assert message_id.strip("<>") in done.stdout.partition("Email log search")[2]
        assert len(relay.accepted) == 2

    def test_resends_only_with_a_yes_and_under_the_same_message_id(self, doubtful) -> None:
        """Unattended without --yes nothing leaves; with it the same Message-ID leaves once more."""
        desk, relay = doubtful
        listed = desk.run("settle", "ferry-1").stdout
        refused = desk.run("settle", "ferry-1", "--resend")
        after_refusal = len(relay.accepted)
        document, status = desk.json(
            "settle", "ferry-1", "--resend", "--yes", "person2@news2.example"
        )
        (resent,) = [one for one in relay.accepted if one.rcpt_to == "person2@news2.example"]
        message_id = next(
            line for line in resent.content.decode().splitlines() if line.startswith("Message-ID")
        ).split()[1]

        assert refused.returncode == 2
        assert "--yes" in refused.stderr
        assert after_refusal == 2
        assert (status, document["accepted"], document["in_doubt"]) == (0, 3, 0)
        assert message_id in listed

    def test_leaving_it_settles_it(self, doubtful) -> None:
        """`--leave` keeps it in doubt in the account, asks nobody any more, and sends nothing."""
        desk, relay = doubtful
        document, status = desk.json("settle", "ferry-1", "--leave")
        later, later_status = desk.json("status", "ferry-1")
        desk.json("due")

        assert (status, later_status) == (0, 0)
        assert document["in_doubt"] == later["in_doubt"] == 1
        assert adds_up(later)
        assert len(relay.accepted) == 2


def test_settling_by_typing_the_count(tmp_path) -> None:
    """On a terminal `settle --resend` asks for the count; anything else sends nothing."""
    with ScriptedRelay({("dot", 1): drop()}) as relay:
        desk = desk_on(tmp_path, relay, 1)
        desk.json(*SEND)
        answers = []
        for typed in ("yes", "1"):
            command = " ".join(f"'{word}'" for word in desk.command("settle", "ferry", "--resend"))
            done = subprocess.run(
                ["script", "-qec", command, "/dev/null"],
                env=desk.environment(), input=f"{typed}\n", capture_output=True, text=True,
                timeout=60, check=False,
            )  # fmt: skip
            answers.append((done.returncode, len(relay.accepted)))

    assert answers == [(3, 0), (0, 1)]


def test_watching_ends_with_the_distribution(busy) -> None:
    """`status --watch` shows it as it changes, and ends when nothing goes on by itself."""
    desk, relay = busy
    with desk.running(*SEND, **ONE_LINE) as process:
        relay.reached("dot", 2)
        with desk.running("status", "ferry-1", "--watch") as watching:
            out, err = watching.communicate(timeout=60)
        process.communicate(timeout=30)

    assert watching.returncode == 0, err
    assert "sending" in out
    assert "Speed:" in out
    assert "40  accepted by the relay" in out.rpartition("ferry-1:")[2]
