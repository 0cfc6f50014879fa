"""The SMTP client without a socket: every fault at every stage, in our words and in the matrix's."""

from base64 import b64encode

import pytest
from handing import CONTENT, a_handover
from matrix import (
    ANYWHERE,
    BY_HAND,
    ON_A_REAL_LINE,
    OPENING,
    STATES,
    TRANSACTION,
    matrix_cases,
    played_cases,
)
from puppet import ALL_OFFERS, Fault, play, play_opening

from mailer.deliver.auth import choose_login
from mailer.deliver.breaker import Breaker
from mailer.deliver.envelope_lines import envelope_lines, find_hindrance
from mailer.deliver.extensions import Extensions, parse_extensions
from mailer.deliver.reply import Reply
from mailer.deliver.reply_parser import Trouble
from mailer.deliver.smtp import SmtpClient
from mailer.read.settings import Security
from mailer.words.errors import LoginRefused, RelayRefused, RelayUnreachable, TlsRefused

LOCK_STEP = Extensions(smtputf8=True, eight_bit=True)


def test_every_case_of_the_matrix_is_somewhere() -> None:
    """No case of the fault matrix is left out without being named."""
    left_out = [
        case
        for case in matrix_cases()
        if case["stage"] not in {*OPENING, *TRANSACTION, *ON_A_REAL_LINE}
        or (case["stage"] not in ON_A_REAL_LINE and case["fault"] not in {*ANYWHERE, *BY_HAND})
    ]

    assert len(matrix_cases()) == 126
    assert not left_out


@pytest.mark.parametrize(("case", "stimulus"), played_cases(OPENING))
def test_opening_follows_the_matrix(case: dict[str, str], stimulus: bytes | Trouble) -> None:
    """Before the first message a fault ends the line, blames nobody, and waits or pauses."""
    said = stimulus + b"\r\n" if isinstance(stimulus, bytes) else stimulus

    opened = play_opening(OPENING[case["stage"]], said)

    assert opened.effect == case["job"]


@pytest.mark.parametrize("offers", [ALL_OFFERS, LOCK_STEP], ids=["pipelined", "lock-step"])
@pytest.mark.parametrize(("case", "stimulus"), played_cases(TRANSACTION))
def test_transaction_follows_the_matrix(
    case: dict[str, str], stimulus: bytes | Trouble, offers: Extensions
) -> None:
    """Each fault of a transaction has the recipient's fate and the effect that the matrix says."""
    stage = TRANSACTION[case["stage"]]
    faults = [Fault(stage, 2, stimulus)]
    if stage == "rset":
        faults = [Fault("rcpt", 2, b"550 5.1.1 no"), Fault("rset", 1, stimulus)]

    played = play(*faults, offers=offers)

    wanted = STATES.get(case["recipient"], case["recipient"])
    if wanted == "none":
        wanted = "refused" if stage == "rset" else "accepted"
    assert played.states[1] == "accepted"
    assert (played.states[2], played.effect) == (wanted, case["job"])


OURS = [
    pytest.param("mail", b"550 5.7.60 not your address", "planned", "pause", id="sender"),
    pytest.param("mail", b"451 4.3.0 busy", "deferred", "backoff", id="busy"),
    pytest.param("rcpt", b"550 5.1.1 no such user", "refused", "continue", id="unknown"),
    pytest.param("rcpt", b"450 4.2.0 greylisted", "deferred", "continue", id="greylisted"),
    pytest.param("rcpt", b"554 5.7.1 Relay access denied", "planned", "pause", id="relay denied"),
    pytest.param("rcpt", Trouble.DROPPED, "planned", "backoff", id="dropped at RCPT"),
    pytest.param("data", b"250 ok", "planned", "backoff", id="no 354"),
    pytest.param("data", b"354 go\r\n250 accepted", "planned", "pause", id="out of step"),
    pytest.param("body", b"552 5.3.4 too big", "refused", "continue", id="refused mid-body"),
    pytest.param("body", Trouble.DROPPED, "planned", "backoff", id="dropped mid-body"),
    pytest.param("dot", b"250 ok", "accepted", "continue", id="accepted"),
    pytest.param("dot", b"451 4.0.0 later", "deferred", "continue", id="later"),
    pytest.param("dot", b"554 5.7.1 spam", "refused", "continue", id="spam"),
    pytest.param("dot", Trouble.DROPPED, "in_doubt", "backoff", id="dropped after the dot"),
    pytest.param("dot", Trouble.TIMED_OUT, "in_doubt", "backoff", id="silent after the dot"),
    pytest.param("dot", b"what?", "in_doubt", "backoff", id="garbage after the dot"),
]


@pytest.mark.parametrize("offers", [ALL_OFFERS, LOCK_STEP], ids=["pipelined", "lock-step"])
@pytest.mark.parametrize("number", [1, 2, 3], ids=["first", "middle", "last"])
@pytest.mark.parametrize(("stage", "stimulus", "state", "effect"), OURS)
def test_fault_touches_its_own_message_only(
    stage: str, stimulus: bytes | Trouble, state: str, effect: str, number: int, offers: Extensions
) -> None:
    """A fault decides one message; those before it are accepted, and none after it is blamed."""
    played = play(Fault(stage, number, stimulus), offers=offers)

    after = {n: s for n, s in played.states.items() if n > number}
    assert (played.states[number], played.effect) == (state, effect)
    assert all(played.states[n] == "accepted" for n in range(1, number))
    assert set(after.values()) <= {"accepted", "planned"}


def test_refused_recipient_is_followed_by_a_lone_dot_where_data_was_answered() -> None:
    """A relay that answers 354 with nobody to receive gets an empty message and no content."""
    refused, answered = Fault("rcpt", 2, b"550 5.1.1 no"), Fault("data", 2, b"354 go")

    played = play(refused, answered, Fault("dot", 2, b"250 took it anyway"))

    assert played.states == {1: "accepted", 2: "refused", 3: "accepted"}
    assert b"DATA\r\n.\r\nMAIL" in played.wire
    assert played.wire.count(CONTENT.split(b"\r\n")[1]) == 2
    assert 2 not in played.book.dotted


def test_silence_after_a_lone_dot_is_no_doubt() -> None:
    """A line that drops after an empty message leaves the recipient refused and nobody in doubt."""
    faults = [Fault("rcpt", 1, b"550 5.1.1 no"), Fault("data", 1, b"354 go")]

    played = play(*faults, Fault("dot", 1, Trouble.DROPPED))

    assert (played.states, played.effect) == ({1: "refused"}, "backoff")
    assert played.ending is not None
    assert "took the message over" not in played.ending.verdict.why


def test_refused_recipient_is_followed_by_rset() -> None:
    """After a refused RCPT the open transaction is reset before the next MAIL."""
    for offers in (ALL_OFFERS, LOCK_STEP):
        played = play(Fault("rcpt", 2, b"550 5.1.1 no"), offers=offers)

        assert played.states == {1: "accepted", 2: "refused", 3: "accepted"}
        assert played.wire.count(b"RSET\r\nMAIL FROM") == 1


def test_pipelining_writes_content_and_the_next_envelope_together() -> None:
    """Where PIPELINING is offered, one write carries a message and the next envelope."""
    client = SmtpClient(ALL_OFFERS, peer="", breaker=Breaker())
    client.begin(a_handover(1))
    first = client.take_output()
    client.receive(b"250 ok\r\n250 ok\r\n354 go\r\n")
    client.begin(a_handover(2))
    client.mark_dot()

    assert [line[:4] for line in first.split(b"\r\n")] == [b"MAIL", b"RCPT", b"DATA", b""]
    assert [line[:4] for line in client.take_output().split(b"\r\n")] == [
        b"MAIL", b"RCPT", b"DATA", b"",
    ]  # fmt: skip


def test_lock_step_says_one_command_at_a_time() -> None:
    """Without PIPELINING the next command waits for the reply to the one before."""
    client = SmtpClient(LOCK_STEP, peer="", breaker=Breaker())
    client.begin(a_handover(1))
    said = [client.take_output()]
    for reply in (b"250 ok\r\n", b"250 ok\r\n"):
        client.receive(reply)
        said.append(client.take_output())

    assert [line[:4] for line in said] == [b"MAIL", b"RCPT", b"DATA"]
    assert not client.wants_message()


def test_abandoned_after_the_dot_is_in_doubt_and_before_it_unsent() -> None:
    """When this side gives up, only a message whose dot has left is in doubt."""
    client = SmtpClient(ALL_OFFERS, peer="", breaker=Breaker())
    client.begin(a_handover(1))
    client.receive(b"250 ok\r\n250 ok\r\n354 go\r\n")
    client.begin(a_handover(2))
    client.mark_dot()

    settled = {handover.number: outcome.state.value for handover, outcome in client.abandon()}

    assert settled == {1: "in_doubt", 2: "planned"}


def test_acceptance_stands_when_the_line_drops_behind_it() -> None:
    """A 250 followed by a dropped line is an acceptance; only the next message waits."""
    played = play(Fault("mail", 3, Trouble.DROPPED))

    assert played.states == {1: "accepted", 2: "accepted", 3: "planned"}


def test_broken_write_of_the_dot_takes_no_acceptance_for_an_answer() -> None:
    """A 2yz after a write that broke off before its dot leaves the message in doubt, not accepted."""
    client = SmtpClient(ALL_OFFERS, peer="", breaker=Breaker())
    client.begin(a_handover(1))
    client.receive(b"250 ok\r\n250 ok\r\n354 go\r\n")
    client.mark_dot()
    client.retract_dot()

    [(_, outcome)] = client.receive(b"250 queued\r\n")

    assert outcome.state == "in_doubt"


@pytest.mark.parametrize(
    "offers",
    [Extensions(), Extensions(pipelining=True), Extensions(size=True), ALL_OFFERS],
    ids=["nothing", "pipelining", "size", "all"],
)
def test_any_set_of_offers_will_do(offers: Extensions) -> None:
    """Our messages need no extension: not 8BITMIME, not enhanced statuses, not PIPELINING."""
    assert set(play(offers=offers).states.values()) == {"accepted"}


def test_chunking_is_never_used() -> None:
    """BDAT is not spoken even where CHUNKING is offered."""
    offers = parse_extensions(Reply(250, ("relay.example", "CHUNKING", "PIPELINING")))

    assert b"BDAT" not in play(offers=offers).wire


def test_message_over_the_relays_size_is_found_before_mail() -> None:
    """A message larger than SIZE pauses before the first command and blames nobody."""
    played = play(offers=Extensions(size=True, size_max=10))

    assert (played.states, played.effect, played.wire) == ({1: "planned"}, "pause", b"")
    assert played.ending is not None
    assert "at most" in played.ending.verdict.why


def test_address_that_needs_smtputf8_is_refused_locally() -> None:
    """Without SMTPUTF8 such a recipient is refused by us, by name; the others go out."""
    messages = [a_handover(1), a_handover(2, "josé@desk.example"), a_handover(3)]

    played = play(messages=messages, offers=Extensions(pipelining=True))

    assert played.states == {1: "accepted", 2: "refused", 3: "accepted"}
    assert "ASCII" in played.book.outcomes[2].why


def test_smtputf8_is_asked_for_only_where_it_is_needed() -> None:
    """MAIL says SMTPUTF8 for the one message whose address needs it."""
    messages = [a_handover(1), a_handover(2, "josé@desk.example")]

    lines = [line for line in play(messages=messages).wire.split(b"\r\n") if line[:4] == b"MAIL"]

    assert [b"SMTPUTF8" in line for line in lines] == [False, True]


@pytest.mark.parametrize(
    "rcpt_to",
    ["", "a@b.example>\r\nRCPT TO:<evil@x.example", "a@b.example> SIZE=1", "a b@c.example",
     "a\x00@b.example", "a@b.example\n", "\ud800@b.example"],
    ids=["empty", "second RCPT", "parameter", "blank", "NUL", "LF", "surrogate"],
)  # fmt: skip
def test_dangerous_address_is_never_written(rcpt_to: str) -> None:
    """An address that could end its line or add a parameter is refused before a byte of it leaves."""
    bad = a_handover(1, "x@desk.example")
    envelope = type(bad.envelope)(bad.envelope.mail_from, rcpt_to)
    handover = type(bad)(1, envelope, bad.message, bad.clearance)

    played = play(messages=[handover])

    assert (played.states, played.wire) == ({1: "refused"}, b"")


def test_dangerous_sender_pauses() -> None:
    """A sender address that could add a command is our own fault: nobody is blamed."""
    verdict = find_hindrance(a_handover(mail_from="a@b.example>\r\nRSET"), ALL_OFFERS)

    assert verdict is not None
    assert (verdict.state, verdict.effect) == ("planned", "pause")


def test_envelope_has_one_recipient_and_the_size() -> None:
    """A transaction is one MAIL, one RCPT and DATA; SIZE is said where it is offered."""
    lines = envelope_lines(a_handover(7), ALL_OFFERS)

    assert lines == (
        b"MAIL FROM:<press@harbour.example> SIZE=%d\r\n" % len(CONTENT),
        b"RCPT TO:<r7@desk.example>\r\n",
        b"DATA\r\n",
    )


# --- the opening -------------------------------------------------------------------------------


def test_opening_greets_encrypts_greets_again_and_logs_in() -> None:
    """The order is EHLO, STARTTLS, EHLO, AUTH; what was offered in clear is forgotten."""
    opened = play_opening()

    assert opened.error is None
    assert [line[:8] for line in opened.wire] == [
        b"", b"EHLO cli", b"STARTTLS", b"EHLO cli", b"AUTH PLA",
    ]  # fmt: skip
    assert opened.opening.extensions == Extensions(pipelining=True, auth=("PLAIN", "LOGIN"))


def test_plain_login_is_utf8_and_said_once() -> None:
    """AUTH PLAIN carries name and password as UTF-8, in one line (RFC 4616)."""
    wanted = b64encode("\0press\0canary-Pässwort".encode())

    assert play_opening().wire[-1] == b"AUTH PLAIN " + wanted + b"\r\n"


def test_login_is_used_where_plain_is_not_offered() -> None:
    """AUTH LOGIN answers its two challenges with name and password."""
    login = choose_login(Extensions(auth=("CRAM-MD5", "LOGIN")), "press", "pw")

    assert login is not None
    assert login.lines == (b"AUTH LOGIN", b64encode(b"press"), b64encode(b"pw"))


def test_no_known_login_pauses_without_a_try() -> None:
    """A relay with other mechanisms only gets no credentials."""
    opened = play_opening(offers=("AUTH CRAM-MD5 XOAUTH2",))

    assert isinstance(opened.error, LoginRefused)
    assert "CRAM-MD5, XOAUTH2" in str(opened.error)
    assert not any(b"AUTH" in line for line in opened.wire)


def test_no_login_offered_pauses() -> None:
    """AUTH missing after TLS is told as such."""
    opened = play_opening(offers=("PIPELINING",))

    assert isinstance(opened.error, LoginRefused)
    assert not opened.error.temporary


def test_stripped_starttls_sends_no_credential() -> None:
    """A relay that does not offer STARTTLS is left without a login, and not for a retry."""
    opened = play_opening("ehlo", b"250-relay.example\r\n250 AUTH PLAIN LOGIN\r\n")

    assert isinstance(opened.error, TlsRefused)
    assert not opened.error.temporary
    assert not any(b"AUTH" in line for line in opened.wire)


def test_starttls_offered_again_is_ignored() -> None:
    """After TLS another offer of STARTTLS changes nothing (RFC 3207 section 4.2)."""
    assert play_opening(offers=("STARTTLS", "AUTH PLAIN")).error is None


def test_clear_line_logs_in_on_loopback_only() -> None:
    """Without TLS a login is sent to this machine, and to no other."""
    near = play_opening(security=Security.NONE, loopback=True)
    far = play_opening(security=Security.NONE, loopback=False)

    assert near.error is None
    assert isinstance(far.error, LoginRefused)
    assert not any(b"AUTH" in line for line in far.wire)


@pytest.mark.parametrize("code", ["421 4.3.2 bye", "550 no", "502 what"])
def test_ehlo_refused_is_never_followed_by_helo(code: str) -> None:
    """There is no fall-back to HELO, which would lose TLS and login."""
    opened = play_opening("ehlo", code.encode() + b"\r\n")

    assert isinstance(opened.error, RelayRefused)
    assert not any(line.startswith(b"HELO") for line in opened.wire)


@pytest.mark.parametrize("stage", ["greeting", "ehlo", "starttls", "ehlo2", "auth"])
def test_no_error_holds_the_password(stage: str) -> None:
    """A relay that echoes what it got finds no way for the password into an error."""
    secret = "canary-Pässwort"
    plain = b64encode(f"\0press\0{secret}".encode())
    said = b"535 5.7.8 you said " + secret.encode() + b" as " + plain + b"\r\n"

    error = play_opening(stage, said).error

    assert error is not None
    if stage == "auth":
        assert secret not in str(error)
        assert plain.decode() not in str(error)
        assert secret not in repr(error)


def test_silence_at_the_greeting_names_the_tls_port() -> None:
    """A port that wants TLS at once looks like silence; the cure says so."""
    error = play_opening("greeting", Trouble.TIMED_OUT).error

    assert isinstance(error, RelayUnreachable)
    assert "MAILER_SMTP_SECURITY=tls" in error.cure


# --- properties --------------------------------------------------------------------------------
