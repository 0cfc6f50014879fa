"""Slowing down: where the relay complains, and only there."""

import pytest

from mailer.deliver.quota import is_too_fast
from mailer.deliver.reply import Reply
from mailer.schedule.slowing import Slowing


def test_each_complaint_doubles_the_gap_up_to_a_minute() -> None:
    """Half a second, one, two … and never more than sixty."""
    slowing, gaps = Slowing(), []
    for _ in range(9):
        slowing.complained()
        gaps.append(slowing.gap_s)

    assert gaps == [0.5, 1, 2, 4, 8, 16, 32, 60, 60]


def test_recovery_is_gentle_and_complete() -> None:
    """Every ten that are accepted halve the gap, until there is none."""
    slowing, gaps = Slowing(2.0), []
    for _ in range(30):
        slowing.accepted()
        gaps.append(slowing.gap_s)

    assert gaps[9::10] == [1.0, 0.5, 0.0]
    assert len(set(gaps)) == 4


def test_a_complaint_begins_the_recovery_anew() -> None:
    """Nine accepted before a complaint count for nothing."""
    slowing = Slowing(1.0)
    for _ in range(9):
        slowing.accepted()
    slowing.complained()
    slowing.accepted()

    assert slowing.gap_s == 2.0


@pytest.mark.parametrize(
    ("text", "too_fast"),
    [
        ("421 4.7.0 Try again later, closing connection", True),
        ("421 4.7.28 Gmail has detected an unusual rate of mail", True),
        ("450 4.2.1 The peak SMTP relay limit exceeded", True),
        ("450 4.7.1 rate limit reached, slow down", True),
        ("454 Throttling failure: Maximum sending rate exceeded.", True),
        ("451 4.7.500 Server busy. Too many messages", True),
        ("450 4.2.0 Greylisted, try again in 300 seconds", False),
        ("451 4.7.1 Greylisting in action, please come back later", False),
        ("452 4.2.2 mailbox full, quota exceeded", False),
        ("450 4.2.1 mailbox busy", False),
        ("451 4.3.0 temporarily separated", False),
        ("550 5.7.1 rate limit", False),
    ],
)
def test_what_counts_as_a_complaint(text: str, too_fast: bool) -> None:
    """Throttling is told apart from greylisting and from a mailbox's own trouble."""
    assert is_too_fast(Reply(int(text[:3]), (text[4:],))) is too_fast
