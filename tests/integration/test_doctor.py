"""`doctor`, `run` and `schedule` with the real command, a small name server and a small time server."""

import json
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import dns.message
import dns.rcode
import dns.rrset
import pytest
from desk import Desk, two_hundred
from relay import ScriptedRelay
from udp import a_time, udp_server


def names(records: dict[str, list[str]]):
    """A name server with these TXT records and no others."""

    def answer(packet: bytes) -> bytes:
        question = dns.message.from_wire(packet)
        reply = dns.message.make_response(question)
        name = str(question.question[0].name).rstrip(".")
        if texts := records.get(name):
            quoted = [f'"{text}"' for text in texts]
            reply.answer.append(dns.rrset.from_text(f"{name}.", 60, "IN", "TXT", *quoted))
        else:
            reply.set_rcode(dns.rcode.NXDOMAIN)
        return reply.to_wire()

    return answer


@pytest.fixture
def relay() -> Iterator[ScriptedRelay]:
    with ScriptedRelay(login=("ana", "secret")) as relay:
        yield relay


@pytest.fixture
def desk(tmp_path: Path, relay: ScriptedRelay) -> Desk:
    return Desk(tmp_path / "press desk", relay.port)


GOOD = {
    "harbour.example": ["other text", "v=spf1 include:_spf.relay.example -all"],
    "_dmarc.harbour.example": ["v=DMARC1; p=reject"],
}
LOGIN = {"MAILER_SMTP_USERNAME": "ana", "MAILER_SMTP_PASSWORD": "secret"}


def states(document: dict) -> dict[str, str]:
    return {each["name"]: each["state"] for each in document["checks"]}


def test_all_is_well(desk: Desk, relay: ScriptedRelay) -> None:
    """With a good domain and a relay that answers: no error, status 0, and no login without consent."""
    with udp_server(names(GOOD)) as port:
        document, status = desk.json("doctor", "--dns", f"127.0.0.1:{port}", **LOGIN)
    seen = states(document)

    assert not any(command.startswith("AUTH") for command in relay.commands)
    assert (seen["relay"], seen["login"], seen["SPF"], seen["DMARC"]) == ("ok", "note", "ok", "ok")
    assert (document["errors"], status) == (0, 0)
    assert not (desk.root / ".mailer" / "ledger.sqlite3").exists()


@pytest.mark.parametrize(("password", "state", "status"), [("secret", "ok", 0), ("wrong", "", 6)])
def test_a_login_is_tried_once(desk: Desk, relay, password: str, state: str, status: int) -> None:
    """With --login it is tried once; a wrong one is the relay's error, without the password."""
    with udp_server(names(GOOD)) as port:
        more = LOGIN | {"MAILER_SMTP_PASSWORD": password}
        document, ended = desk.json("doctor", "--login", "--dns", f"127.0.0.1:{port}", **more)

    assert sum(command.startswith("AUTH") for command in relay.commands) == 1
    assert (states(document).get("login", ""), ended) == (state, status)
    assert password not in json.dumps(document)


@pytest.mark.parametrize(
    ("records", "name"),
    [
        ({}, "SPF"),
        ({}, "DMARC"),
        ({"harbour.example": ["v=spf1 -all", "v=spf1 ~all"]}, "SPF"),
        ({"harbour.example": ["v=spf1 +all"]}, "SPF"),
        ({"_dmarc.harbour.example": ["v=DMARC1; p=none", "v=DMARC1; p=reject"]}, "DMARC"),
    ],
)
def test_a_domain_that_others_will_doubt(desk: Desk, records: dict, name: str) -> None:
    """No record, two of them, or one that lets anybody send: a warning with the cure."""
    with udp_server(names(records)) as port:
        document, _ = desk.json("doctor", "--dns", f"127.0.0.1:{port}")

    assert states(document)[name] == "warn"


@pytest.mark.parametrize(
    ("server", "state", "status"),
    [
        (a_time(0), "ok", 0),
        (a_time(-3600), "error", 1),
        (a_time(3600), "error", 1),
        (a_time(0, leap=3), "warn", 0),
        (lambda _: b"?", "warn", 0),
    ],
    ids=["right", "behind", "ahead", "unsynchronised", "nonsense"],
)
def test_the_network_time(desk: Desk, server, state: str, status: int) -> None:
    """A clock that is off is an error; a server that cannot tell is a warning."""
    with udp_server(server) as port, udp_server(names(GOOD)) as names_port:
        words = ("doctor", "--ntp", f"127.0.0.1:{port}", "--dns", f"127.0.0.1:{names_port}")
        document, ended = desk.json(*words)

    assert (states(document)["time"], ended) == (state, status)


def test_one_error_is_one(desk: Desk) -> None:
    """The last line counts as people do."""
    with udp_server(a_time(-3600)) as port, udp_server(names(GOOD)) as names_port:
        words = ("doctor", "--ntp", f"127.0.0.1:{port}", "--dns", f"127.0.0.1:{names_port}")
        done = desk.run(*words)

    assert done.stdout.splitlines()[-1].startswith("1 error, ")


def crontab_in(folder: Path) -> dict[str, str]:
    """A crontab program whose table is a file in `folder`."""
    program = folder / "crontab"
    program.write_text(
        f'#!/bin/sh\nif [ "$1" = -l ]; then cat "{folder}/table"; else cat > "{folder}/table"; fi\n'
    )
    program.chmod(0o755)
    return {"PATH": f"{folder}:/usr/bin:/bin"}


def test_somebody_must_call_us(desk: Desk, relay: ScriptedRelay, tmp_path: Path) -> None:
    """With a distribution planned and no cron: an error; once the line is installed: well."""
    desk.release("embargoed_until: 2099-05-01 09:00 UTC\n")
    desk.media_list(two_hundred()[:2])
    planned = desk.run("send", "releases/ferry", "--list", "press", "--yes")
    environment = crontab_in(tmp_path)
    with udp_server(names(GOOD)) as port:
        before, status = desk.json("doctor", "--dns", f"127.0.0.1:{port}", **environment)
        asked = desk.run("schedule", "install", "--cron", **environment)
        table = (tmp_path / "table").exists()
        done = desk.run("schedule", "install", "--cron", "--yes", **environment)
        again = desk.run("schedule", "install", "--cron", "--yes", **environment)
        after, well = desk.json("doctor", "--dns", f"127.0.0.1:{port}", **environment)

    assert planned.returncode == 0, planned.stderr
    assert (states(before)["schedule"], status) == ("error", 1)
    assert (asked.returncode, table) == (0, False)
    assert (done.returncode, again.returncode) == (0, 0), done.stderr
    text = (tmp_path / "table").read_text()
    assert text.count(" due") == 1
    assert "press desk" in text
    line = text.splitlines()[1].split(" ", 5)[5]
    called = subprocess.run(
        ["/bin/sh", "-c", line], env=desk.environment(), capture_output=True, text=True, check=False
    )
    assert (called.returncode, called.stdout, called.stderr) == (0, "", "")
    assert (states(after)["schedule"], well) == ("ok", 0)


def test_run_serves_until_it_is_told_to_end(desk: Desk, relay: ScriptedRelay) -> None:
    """`run` sends what another terminal has left to it, and SIGTERM is a good end, status 0."""
    desk.release()
    desk.media_list(two_hundred()[:4])
    with desk.running("run", "--json") as service:
        assert json.loads(service.stdout.readline())["event"] == "started"
        at = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(time.time() + 15))
        planned = desk.run("send", "releases/ferry", "--list", "press", "--yes", "--at", at)
        event = json.loads(service.stdout.readline())
        service.send_signal(signal.SIGTERM)
        ended = json.loads(service.stdout.readline())
        service.wait(timeout=20)

    assert planned.returncode == 0, planned.stderr
    assert len(relay.accepted) == 4
    assert (event["event"], event["distribution"], event["accepted"]) == (
        "carried_out",
        "ferry-1",
        4,
    )
    assert event["first_after_s"] >= 0
    assert (ended["event"], service.returncode) == ("ended", 0)
