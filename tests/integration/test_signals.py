"""Signals and closed outputs, with real processes and a relay that can be told to be silent."""

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from desk import Desk, adds_up, two_hundred
from relay import Act, ScriptedRelay, hang

SIGNALS = pytest.mark.parametrize(
    "number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=["INT", "TERM", "HUP"]
)
ONE_LINE = {"MAILER_SMTP_CONNECTIONS": "1"}


def desk_on(tmp_path: Path, relay: ScriptedRelay, how_many: int = 4) -> Desk:
    desk = Desk(tmp_path / "desk", relay.port)
    desk.release()
    desk.media_list(two_hundred()[:how_many])
    return desk


def send(*more: str) -> tuple[str, ...]:
    return ("send", "releases/ferry", "--list", "press", "--yes", *more)


def when_free(relay: ScriptedRelay) -> Act:
    """Nothing, until the test lets it answer: then the message is taken over."""

    def play(line) -> None:
        relay.freed.wait(20)
        line.send(b"250 2.0.0 queued\r\n")

    return Act(play, code=250)


def read_until(words: str, process: subprocess.Popen) -> None:
    """Read what the process says until it says these words."""
    for line in process.stderr:
        if words in line:
            return
    pytest.fail(f"it never said {words}")


@SIGNALS
def test_after_the_dot_the_answer_is_waited_for(tmp_path, number) -> None:
    """Told to end while a dot has no answer: it waits, counts it as accepted, leaves the rest."""
    relay = ScriptedRelay()
    relay.freed = threading.Event()
    relay.script[("dot", 2)] = when_free(relay)
    with relay:
        desk = desk_on(tmp_path, relay)
        with desk.running(*send("--json"), **ONE_LINE) as process:
            relay.reached("dot", 2)
            process.send_signal(number)
            read_until("Ending", process)
            relay.freed.set()
            out, err = process.communicate(timeout=30)
    document = json.loads(out)

    assert len(relay.accepted) == 2
    assert process.returncode == 130, err
    assert (document["accepted"], document["remaining"]) == (2, 2)
    assert (document["in_doubt"], adds_up(document)) == (0, True)
    assert "2 still to go" in err
    assert "mailer resume ferry-1" in err


@pytest.mark.parametrize(
    ("stage", "number"),
    [("mail", signal.SIGTERM), ("rcpt", signal.SIGINT), ("data", signal.SIGHUP)],
    ids=["mail", "rcpt", "data"],
)
def test_before_the_dot_the_message_is_dropped_and_planned_again(tmp_path, stage, number) -> None:
    """Told to end before a dot: nothing is waited for, nobody is in doubt, everything can go on."""
    with ScriptedRelay({(stage, 2): hang()}, offers=()) as relay:
        desk = desk_on(tmp_path, relay)
        with desk.running(*send("--json"), **ONE_LINE) as process:
            relay.reached(stage, 2)
            process.send_signal(number)
            out, err = process.communicate(timeout=10)
        stopped = json.loads(out)
        ended, status = desk.json(*send(), **ONE_LINE)

    assert process.returncode == 130, err
    assert (stopped["accepted"], stopped["remaining"], stopped["in_doubt"]) == (1, 3, 0)
    assert (status, ended["accepted"]) == (0, 4)
    assert len({one.rcpt_to for one in relay.accepted}) == len(relay.accepted) == 4


def test_a_second_ctrl_c_ends_at_once_with_the_truth(tmp_path) -> None:
    """Twice: no answer is waited for any more; the message whose dot has left is in doubt, by name."""
    with ScriptedRelay({("dot", 2): hang()}) as relay:
        desk = desk_on(tmp_path, relay)
        with desk.running(*send("--json"), **ONE_LINE) as process:
            relay.reached("dot", 2)
            process.send_signal(signal.SIGINT)
            read_until("Ending", process)
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=10)
    document = json.loads(out)

    assert process.returncode == 130, err
    assert (document["accepted"], document["in_doubt"], document["remaining"]) == (1, 1, 2)
    assert adds_up(document)
    assert "person2@news2.example" in err


def test_a_wait_is_ended_by_a_signal(tmp_path) -> None:
    """`send --wait` that waits for its time ends at a signal; the plan stays."""
    with ScriptedRelay() as relay:
        desk = desk_on(tmp_path, relay)
        with desk.running(*send("--at", "2099-01-01 09:00 UTC", "--wait", "--json")) as process:
            read_until("Waiting", process)
            process.send_signal(signal.SIGTERM)
            out, _err = process.communicate(timeout=10)

    assert process.returncode == 130
    assert (json.loads(out)["state"], json.loads(out)["remaining"]) == ("scheduled", 4)
    assert not relay.accepted


@pytest.mark.parametrize(
    ("stream", "how"),
    [("stdout", "full"), ("stdout", "closed"), ("stdout", "pipe"), ("stderr", "full")],
)
def test_an_output_that_cannot_be_written_changes_nothing(tmp_path, stream, how) -> None:
    """A full, closed or broken output: all are sent, once, and the exit status is what it would be."""
    redirected = {
        "full": "{n}>/dev/full",
        "closed": "{n}>&-",
        "pipe": "{n}> >(exec true)",
    }[how].format(n={"stdout": 1, "stderr": 2}[stream])
    with ScriptedRelay() as relay:
        desk = desk_on(tmp_path, relay)
        words = desk.command(*send())
        done = subprocess.run(
            ["bash", "-c", f'"$@" {redirected}', "bash", *words],
            env=desk.environment() | {"PYTHONWARNINGS": "default"},
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        document, status = desk.json("status", "ferry-1")

    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    assert len({one.rcpt_to for one in relay.accepted}) == len(relay.accepted) == 4
    assert (status, document["accepted"]) == (0, 4)


def test_closed_streams_never_become_the_ledger(tmp_path) -> None:
    """With all three standard streams closed, nothing but the ledger writes into the ledger."""
    with ScriptedRelay() as relay:
        desk = desk_on(tmp_path, relay)
        done = subprocess.run(
            ["bash", "-c", '"$@" <&- >&- 2>&-', "bash", *desk.command(*send())],
            env=desk.environment(), timeout=60, check=False,
        )  # fmt: skip
        document, _status = desk.json("status", "ferry-1")

    assert done.returncode == 0
    assert document["accepted"] == len(relay.accepted) == 4


def test_nohup_is_heeded(tmp_path) -> None:
    """A hang-up that was ignored when the command began (`nohup`) stays ignored."""
    with ScriptedRelay() as relay:
        desk = desk_on(tmp_path, relay, 2)
        process = subprocess.Popen(
            ["nohup", *desk.command(*send("--at", "2099-01-01 09:00 UTC", "--wait"))],
            env=desk.environment(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            read_until("Waiting", process)
            os.kill(process.pid, signal.SIGHUP)
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(1.5)
        finally:
            process.kill()
            process.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize(
    "loading",
    ["typer", "mailer.cli.kept.expressions", "mailer.cli.commands.account", "sqlalchemy"],
)
def test_a_signal_while_a_command_is_being_loaded_ends_it(tmp_path, loading, number) -> None:
    """From its first line on: status 130, and no traceback, whatever is being imported."""
    program = f"""if True:
        import os, sys, mailer.__main__
        class Finder:
            def find_spec(self, name, *_):
                if name == {loading!r}:
                    os.kill(os.getpid(), {int(number)})
        sys.meta_path.insert(0, Finder())
        sys.argv = ["mailer", "status"]
        mailer.__main__.main()
    """
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, timeout=60
    )

    assert done.returncode == 130, done.stderr
    assert "Traceback" not in done.stderr


def test_an_interruption_that_a_library_swallows_is_not_lost() -> None:
    """Some catch everything; whoever works on and on asks whether one has come."""
    program = """if True:
        import os, signal
        from mailer.cli.signals import interrupt_like_ctrl_c, was_interrupted
        interrupt_like_ctrl_c()
        before = was_interrupted()
        try:
            os.kill(os.getpid(), signal.SIGTERM)
        except BaseException as error:
            print(type(error).__name__, before, was_interrupted())
    """
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)

    assert done.stdout == "KeyboardInterrupt False True\n", done.stderr


def test_what_is_begun_after_an_interrupted_run_can_be_interrupted() -> None:
    """Nothing is ignored for good: a program begun from here would not hear Ctrl-C either."""
    program = """if True:
        import os, signal, subprocess, sys
        from mailer.cli.console import Console
        from mailer.cli.signals import heeding, interrupt_nothing
        from mailer.deliver.halt import Halt
        with heeding(Halt(), Console()):
            os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGTERM)
        interrupt_nothing()
        ask = "import signal; print(signal.getsignal(signal.SIGINT) is signal.SIG_IGN)"
        subprocess.run([sys.executable, "-c", ask])
    """
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)

    assert (done.returncode, done.stdout) == (0, "False\n"), done.stderr
