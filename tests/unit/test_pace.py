"""Pace: no stretch of time holds more than a rate allows, and what is told about time to come holds."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.read.settings import Rate
from mailer.schedule.pace import UNPACED, DomainPace, Pacing, seconds_for

START = datetime(2026, 5, 1, 8, 0, tzinfo=UTC)
RATES = st.lists(st.builds(Rate, st.integers(1, 20), st.integers(1, 60)), min_size=1, max_size=3)


def worst_excess(left: list[datetime], rates: list[Rate]) -> int:
    return max(
        (
            sum(at <= other < at + timedelta(seconds=rate.seconds) for other in left) - rate.count
            for rate in rates
            for at in left
        ),
        default=0,
    )


@given(RATES, st.lists(st.floats(0, 20), max_size=60))
def test_no_window_of_a_domain_ever_holds_more(rates: list[Rate], pauses_s: list[float]) -> None:
    """Whenever it is asked, no rate of a domain is ever exceeded by even one message."""
    pace, now, left = DomainPace({"news.example": rates}), START, []
    for pause_s in pauses_s:
        now += timedelta(seconds=pause_s)
        if pace.ask("reader@NEWS.example", now) is None:
            left.append(now)

    assert worst_excess(left, rates) <= 0


@given(RATES)
def test_after_the_wait_one_may_leave(rates: list[Rate]) -> None:
    """The first that is put off may leave at exactly the instant named, and not before it."""
    pace = DomainPace({"news.example": rates})
    while (until := pace.ask("reader@news.example", START)) is None:
        pass

    assert pace.next_at(START) == until
    assert pace.ask("reader@news.example", until - timedelta(microseconds=1)) is not None
    assert pace.ask("reader@news.example", until) is None


def test_those_put_off_come_back_one_after_the_other() -> None:
    """Of six to a domain of two a minute, two leave, two come back in a minute, two in two."""
    pace = DomainPace({"news.example": [Rate(2, 60)]})
    answers = [pace.ask("reader@news.example", START) for _ in range(6)]
    minutes = [None if at is None else (at - START).total_seconds() / 60 for at in answers]

    assert minutes == [None, None, 1, 1, 2, 2]


def test_a_domain_without_a_limit_is_never_put_off() -> None:
    """Only the domains that are named are bounded."""
    pace = DomainPace({"news.example": [Rate(1, 60)]})

    assert {pace.ask("reader@other.example", START) for _ in range(9)} == {None}
    assert pace.next_at(START) is None


def test_what_left_before_a_restart_counts() -> None:
    """A new run begins with what the ledger remembers."""
    pace = DomainPace({"news.example": [Rate(2, 60)]})
    pace.remember([("a@news.example", START), ("b@news.example", START + timedelta(seconds=10))])

    assert pace.ask("c@news.example", START + timedelta(seconds=20)) == START + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("how_many", "rates", "seconds"),
    [
        (0, [Rate(14, 1)], 0),
        (14, [Rate(14, 1)], 0),
        (15, [Rate(14, 1)], 1),
        (101, [Rate(1, 1), Rate(100, 60)], 100),
        (61, [Rate(30, 60), Rate(100, 3600)], 120),
        (101, [Rate(30, 60), Rate(100, 3600)], 3600),
        (5, [], 0),
    ],
)
def test_the_time_so_many_take(how_many: int, rates: list[Rate], seconds: float) -> None:
    """The last of so many leaves after exactly this time, where several rates hold at once."""
    assert seconds_for(how_many, rates) == seconds


@given(RATES, st.integers(1, 200))
def test_the_time_named_is_never_too_short(rates: list[Rate], how_many: int) -> None:
    """As fast as the rates allow, the last does not leave before the time named."""
    pace, now = DomainPace({"news.example": rates}), START
    for _ in range(how_many):
        while (until := pace.ask("reader@news.example", now)) is not None:
            now = until

    assert (now - START).total_seconds() >= seconds_for(how_many, rates)


def test_windows_are_small_where_the_rate_is() -> None:
    """A paced line claims a share of the smallest rate, so that room comes back bit by bit."""
    assert UNPACED.window(100) == 100
    assert Pacing("relay", (Rate(2000, 86400), Rate(14, 1))).window(100) == 3
    assert Pacing("relay", (Rate(1, 1),)).window(100) == 1
