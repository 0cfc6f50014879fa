"""Every case of the fault matrix that is a reply or a silence, over real sockets."""

from pathlib import Path

import pytest
import trustme
from faults import PASSWORD, hand_over, run
from handing import handovers
from matrix import OPENING, STATES, TRANSACTION, played_cases
from relay import Act, ScriptedRelay, drop, hang, raw, reset, say

from mailer.deliver.reply_parser import Trouble
from mailer.read.settings import Security

ON_THE_WIRE = {
    Trouble.TIMED_OUT: hang(),
    Trouble.DROPPED: drop(),
    Trouble.WRITE_FAILED: reset(),
}
WITHOUT_BODY = {name: stage for name, stage in TRANSACTION.items() if name != "body"}
"""Faults within the content have tests of their own: they need more of it than buffers hold."""
CASES = [
    case
    for case in played_cases(WITHOUT_BODY)
    # A write that breaks off cannot be ordered from a relay: test_relay_faults has a line for it.
    if case.values[0]["fault"] != "write error on the dot itself"
]


def act_of(stage: str, stimulus: bytes | Trouble) -> Act:
    """The relay's part of a case."""
    if isinstance(stimulus, Trouble):
        return ON_THE_WIRE[stimulus]
    proper = {"rcpt": b"25", "dot": b"2", "data": b"354"}.get(stage)
    if proper and stimulus.startswith(proper) and b"\r\n" not in stimulus:
        return say(stimulus.decode())  # and goes on as it has said
    return raw(stimulus + b"\r\n")


@pytest.mark.parametrize("number", [1, 2, 3], ids=["first", "middle", "last"])
@pytest.mark.parametrize(("case", "stimulus"), CASES)
def test_transaction_over_a_real_line(
    case: dict[str, str], stimulus: bytes | Trouble, number: int
) -> None:
    """At the first, middle and last recipient: their fate and the effect are those of the matrix."""
    stage = TRANSACTION[case["stage"]]
    script = {(stage, number): act_of(stage, stimulus)}
    if stage == "rset":
        # RSET follows a refusal and comes before the next message.
        script = {("rcpt", number): say("550 5.1.1 no"), ("rset", 1): act_of(stage, stimulus)}

    done = run(script, count=3)

    wanted = STATES.get(case["recipient"], case["recipient"])
    if wanted == "none":
        wanted = "refused" if stage == "rset" else "accepted"
    others = {n: state for n, state in done.book.states.items() if n != number}
    assert (done.book.states[number], done.effect) == (wanted, case["job"])
    assert all(others[n] == "accepted" for n in range(1, number))
    assert set(others.values()) <= {"accepted", "planned"}


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def ca_file(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("authority") / "authority.pem"
    authority.cert_pem.write_to_path(str(path))
    return path


@pytest.mark.parametrize(("case", "stimulus"), played_cases(OPENING))
def test_opening_over_a_real_line(
    authority: trustme.CA, ca_file: Path, case: dict[str, str], stimulus: bytes | Trouble
) -> None:
    """Before the first message: nothing is sent, nobody is blamed, and it waits or pauses."""
    stage = OPENING[case["stage"]]
    place = ("ehlo", 2) if stage == "ehlo2" else (stage, 1)
    with ScriptedRelay(
        {place: act_of(stage, stimulus)},
        security=Security.STARTTLS,
        certificate=authority.issue_cert("127.0.0.1"),
        login=("press", PASSWORD),
    ) as relay:
        done = hand_over(relay, relay.settings(ca_file=str(ca_file)), handovers(1))

    assert done.effect == case["job"]
    assert not done.book.outcomes
    assert not relay.accepted
    assert not any(command.startswith("MAIL") for command in relay.commands)
    assert sum(command.startswith("AUTH") for command in relay.commands) <= 1
