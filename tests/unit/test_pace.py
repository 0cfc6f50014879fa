"""Pace: no stretch of time holds more than a rate allows."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from mailer.read.settings import Rate
from mailer.schedule.pace import Pace

START = datetime(2026, 5, 1, 8, 0, tzinfo=UTC)
RATES = st.lists(st.builds(Rate, st.integers(1, 20), st.integers(1, 60)), min_size=1, max_size=3)


@given(RATES, st.lists(st.tuples(st.integers(1, 30), st.floats(0, 20)), max_size=30))
def test_no_window_ever_holds_more(rates: list[Rate], asked: list[tuple[int, float]]) -> None:
    """Whenever it is asked, no rate is ever exceeded by even one message."""
    pace, now, left = Pace(rates), START, []
    for wanted, pause_s in asked:
        now += timedelta(seconds=pause_s)
        left += [now] * pace.reserve(wanted, now)
    worst = max(
        (
            sum(at <= other < at + timedelta(seconds=rate.seconds) for other in left) - rate.count
            for rate in rates
            for at in left
        ),
        default=0,
    )

    assert worst <= 0


@given(RATES)
def test_after_the_wait_one_may_leave(rates: list[Rate]) -> None:
    """After exactly the wait it names, one more is granted; before it, none."""
    pace = Pace(rates)
    while pace.reserve(5, START):
        pass
    wait = timedelta(seconds=pace.wait_s(START))

    assert wait > timedelta(0)
    assert pace.reserve(1, START + wait - timedelta(microseconds=1)) == 0
    assert pace.reserve(1, START + wait) == 1
