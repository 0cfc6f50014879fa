"""When a deferred delivery is tried again, and how long a relay that is down is left alone."""

from datetime import UTC, datetime, timedelta
from itertools import count

from mailer.schedule.retry import GIVE_UP_AFTER, rest_until, retry_at

NINE = datetime(2026, 5, 1, 9, tzinfo=UTC)


def test_comes_back_until_it_is_given_up() -> None:
    """After 5, 10, 20, 30, 30 … minutes; what would come later than four hours is given up."""
    tried_at, waits = NINE, []
    for attempt in count(1):
        again_at = retry_at(attempt, tried_at, NINE + GIVE_UP_AFTER)
        if again_at is None:
            break
        waits.append((again_at - tried_at) // timedelta(minutes=1))
        tried_at = again_at

    assert waits == [5, 10, 20, 30, 30, 30, 30, 30, 30]
    assert tried_at == NINE + timedelta(minutes=215)


def test_a_last_try_at_the_very_end_is_made() -> None:
    """The end of the patience belongs to it; a microsecond less does not reach."""
    end = NINE + timedelta(minutes=5)

    assert retry_at(1, NINE, end) == end
    assert retry_at(1, NINE, end - timedelta(microseconds=1)) is None


def test_a_relay_that_is_down_is_left_alone_for_longer_and_longer() -> None:
    """5 s, 30 s, 2, 10, 30, 30 minutes; once for a quarter of an hour, where it was the login."""
    end = NINE + GIVE_UP_AFTER
    rests = [rest_until(failures, NINE, end, login=False) for failures in range(1, 8)]
    logins = [rest_until(failures, NINE, end, login=True) for failures in (1, 2)]

    waits_s = [5, 30, 120, 600, 1800, 1800, 1800]
    assert rests == [NINE + timedelta(seconds=seconds) for seconds in waits_s]
    assert logins == [NINE + timedelta(minutes=15), None]
    assert rest_until(5, NINE, NINE + timedelta(minutes=29), login=False) is None
