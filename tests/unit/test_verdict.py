"""What a reply means: a table in our own words, the quota words, and the circuit breaker."""

import pytest
from handing import handovers
from puppet import Fault, play

from mailer.deliver.breaker import Breaker
from mailer.deliver.quota import QUOTAS, find_quota
from mailer.deliver.reply import Reply
from mailer.deliver.reply_parser import Trouble
from mailer.deliver.stage import Stage
from mailer.deliver.verdict import Effect, Verdict, judge_reply, judge_trouble
from mailer.words.states import DeliveryState


def a_reply(text: str) -> Reply:
    return Reply(int(text[:3]), (text[4:],))


VERDICTS = [
    ("greeting", "421 busy", "planned", "backoff"),
    ("greeting", "554 no service", "planned", "pause"),
    ("ehlo", "502 what", "planned", "pause"),
    ("starttls", "454 not now", "planned", "backoff"),
    ("starttls", "501 no", "planned", "pause"),
    ("auth", "535 5.7.8 wrong", "planned", "pause"),
    ("auth", "454 4.7.0 later", "planned", "backoff"),
    ("auth", "432 4.7.12 transition", "planned", "pause"),
    ("mail", "250 ok", None, "continue"),
    ("mail", "450 4.1.8 domain not found", "deferred", "backoff"),
    ("mail", "530 5.7.0 login first", "planned", "pause"),
    ("rcpt", "251 will forward", None, "continue"),
    ("rcpt", "550 5.1.1 no such user", "refused", "continue"),
    ("rcpt", "550 no such user here", "refused", "continue"),
    ("rcpt", "553 5.1.3 bad address", "refused", "continue"),
    ("rcpt", "552 5.2.2 mailbox full", "refused", "continue"),
    ("rcpt", "552 too many recipients", "deferred", "continue"),
    ("rcpt", "452 4.2.2 mailbox full", "deferred", "continue"),
    ("rcpt", "452 4.3.1 insufficient system storage", "deferred", "backoff"),
    ("rcpt", "550 5.7.1 Relaying denied", "planned", "pause"),
    ("rcpt", "454 4.7.1 Relay access denied", "deferred", "continue"),
    ("rcpt", "550 5.1.8 <press@harbour.example>: Sender address rejected", "planned", "pause"),
    ("rcpt", "554 5.7.1 Client host [192.0.2.1] blocked", "planned", "pause"),
    ("rcpt", "550 5.7.1 <a@b.example>: Recipient address rejected: Access denied", "refused",
     "continue"),
    ("rcpt", "530 5.7.57 Client was not authenticated", "planned", "pause"),
    ("rcpt", "421 4.7.0 closing", "planned", "backoff"),
    ("data", "354 go", None, "continue"),
    ("data", "451 4.3.0 later", "deferred", "backoff"),
    ("data", "554 5.5.1 no valid recipients", "refused", "continue"),
    ("body", "421 closing", "deferred", "backoff"),
    ("dot", "250 2.0.0 queued as AB12", "accepted", "continue"),
    ("dot", "450 4.7.1 later", "deferred", "continue"),
    ("dot", "452 4.2.2 mailbox full", "deferred", "continue"),
    ("dot", "452 4.3.1 system full", "deferred", "backoff"),
    ("dot", "421 closing", "deferred", "backoff"),
    ("dot", "554 5.7.1 spam", "refused", "continue"),
    ("dot", "354 what", "in_doubt", "backoff"),
    ("rset", "500 what", None, "continue"),
    ("quit", "451 no", None, "continue"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("stage", "text", "state", "effect"), VERDICTS, ids=[f"{v[0]} {v[1][:24]}" for v in VERDICTS]
)
def test_reply_has_one_meaning(stage: str, text: str, state: str | None, effect: str) -> None:
    """Each reply at each stage decides one recipient's fate and what the distribution does."""
    verdict = judge_reply(Stage(stage), a_reply(text))

    assert (verdict.state and verdict.state.value, verdict.effect.value) == (state, effect)


@pytest.mark.parametrize("code", [450, 451, 452, 550, 552, 554])
@pytest.mark.parametrize("stage", [Stage.MAIL, Stage.RCPT, Stage.DATA, Stage.BODY, Stage.DOT])
def test_pausing_and_waiting_always_name_a_cure(stage: Stage, code: int) -> None:
    """Whatever halts a distribution says why, as a sentence, and what to do."""
    verdict = judge_reply(stage, Reply(code, ("something",)))

    assert verdict.why.endswith(".")
    if verdict.effect is Effect.PAUSE:
        assert verdict.cure.endswith(".")


@pytest.mark.parametrize("trouble", list(Trouble))
@pytest.mark.parametrize("stage", list(Stage))
def test_only_silence_after_the_dot_is_doubt(stage: Stage, trouble: Trouble) -> None:
    """A message is in doubt exactly where its dot has left and no reply came."""
    verdict = judge_trouble(stage, trouble)

    assert (verdict.state is DeliveryState.IN_DOUBT) == (stage is Stage.DOT)
    assert verdict.why


LIMITS = [
    ("454 Throttling failure: Maximum sending rate exceeded.", True),
    ("454 Throttling failure: Daily message quota exceeded.", False),
    ("554 Message rejected: Email address is not verified.", False),
    ("550 5.4.5 Daily user sending limit exceeded", False),
    ("450 4.2.1 Peak SMTP relay limit exceeded for customer", True),
    ("550 5.2.252 continuous throttling", False),
    ("550 5.1.90 your message can't be sent because you've reached your daily limit", False),
    ("554 5.2.0 SubmissionQuotaExceededException", False),
    ("432 4.3.2 too many concurrent connections", True),
    ("550 You have exceeded your daily sending quota", False),
]


@pytest.mark.parametrize(("text", "waits"), LIMITS, ids=[text[:40] for text, _ in LIMITS])
@pytest.mark.parametrize("stage", [Stage.MAIL, Stage.RCPT, Stage.DOT])
def test_limit_of_the_relay_blames_no_recipient(stage: Stage, text: str, waits: bool) -> None:
    """A used-up limit pauses, or slows down, at whatever stage it is told; nobody is refused."""
    verdict = judge_reply(stage, a_reply(text))

    assert verdict.effect is (Effect.BACKOFF if waits else Effect.PAUSE)
    assert verdict.state is (DeliveryState.DEFERRED if waits else DeliveryState.PLANNED)


@pytest.mark.parametrize(
    "text",
    ["552 5.2.2 mailbox quota exceeded", "452 4.2.2 over quota", "550 5.1.1 no such user",
     "552 5.3.4 message size limit exceeded", "554 5.7.1 spam", "450 4.2.1 mailbox busy"],
)  # fmt: skip
def test_full_mailbox_is_not_our_limit(text: str) -> None:
    """A recipient's own limits, and refusals of content, are not taken for the relay's."""
    assert find_quota(a_reply(text)) is None


def test_every_limit_says_why_and_the_cure() -> None:
    """Each limit has its two sentences."""
    assert all(quota.why.endswith(".") and quota.cure.endswith(".") for quota in QUOTAS)


SPAM = b"554 5.7.1 message content rejected"


def test_three_content_refusals_in_a_row_pause() -> None:
    """The third refusal of content in a row pauses; those refused stay refused."""
    played = play(*(Fault("dot", number, SPAM) for number in (3, 4, 5)), count=8)

    assert [played.states[n] for n in (3, 4, 5)] == ["refused"] * 3
    assert played.states[6] == "planned"
    assert 7 not in played.states
    assert played.effect == "pause"


def test_one_in_twenty_of_the_first_fifty_pauses() -> None:
    """More than 5 % of the first 50 refused for content pauses, in a row or not."""
    played = play(*(Fault("dot", number, SPAM) for number in (2, 20, 40)), count=60)

    assert played.effect == "pause"
    assert max(n for n, state in played.states.items() if state == "refused") == 40


def test_scattered_refusals_later_on_do_not_pause() -> None:
    """After the first 50, refusals of content with acceptances between them go on."""
    played = play(*(Fault("dot", number, SPAM) for number in (2, 52, 60, 70)), count=80)

    assert (played.effect, len(played.states)) == ("continue", 80)


def test_unknown_mailboxes_never_trip_the_breaker() -> None:
    """A list full of dead addresses is a list's fault: each is refused, none pauses."""
    faults = [Fault("rcpt", number, b"550 5.1.1 no such user") for number in range(1, 11)]
    played = play(*faults, messages=handovers(10))

    assert set(played.states.values()) == {"refused"}
    assert played.effect == "continue"


def test_three_in_doubt_in_a_row_pause() -> None:
    """Doubt after doubt is no accident, also over several lines: a person must look."""
    breaker = Breaker()
    effects = [
        play(Fault("dot", 1, Trouble.DROPPED), count=1, breaker=breaker).effect for _ in range(3)
    ]

    assert effects == ["backoff", "backoff", "pause"]


def test_acceptance_ends_a_row() -> None:
    """One accepted message between them starts the counting anew."""
    breaker = Breaker(messages=100)
    refused = Verdict(DeliveryState.REFUSED, Effect.CONTINUE, policy=True)
    tripped = [breaker.count(refused), breaker.count(refused)]
    breaker.count_accepted()

    tripped += [breaker.count(refused), breaker.count(refused)]
    assert tripped == [None] * 4
    assert breaker.count(refused) is not None
