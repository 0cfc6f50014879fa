"""
When a deferred delivery is due again: after 5, 10, 20, 30, 30 … minutes, until it is given up; and
how long a relay that cannot be used just now is left alone.

A press release ages faster than the 30 minutes and 4 days of RFC 5321 4.5.4.1 allow for; five
minutes is what greylisting relays ask for at least. Pure: `now` is an argument.
"""

from datetime import datetime, timedelta

_WAITS_MIN = (5, 10, 20, 30)
GIVE_UP_AFTER = timedelta(hours=4)
"""Counted from the instant a distribution may begin to leave."""


def retry_at(attempts: int, now: datetime, give_up_at: datetime) -> datetime | None:
    """The next instant to try, after `attempts` tries (1 or more); None once it is given up."""
    wait_min = _WAITS_MIN[min(attempts, len(_WAITS_MIN)) - 1]
    again_at = now + timedelta(minutes=wait_min)
    return again_at if again_at <= give_up_at else None


_RESTS = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 1800))
_LOGIN_REST = timedelta(minutes=15)
"""What Gmail asks for after `454 4.7.0`; a login is tried once more, then a person looks."""


def rest_until(
    failures: int, now: datetime, give_up_at: datetime, *, login: bool
) -> datetime | None:
    """
    Until when the relay is left alone after so many failures in a row (1 or more); None: pause.

    `login`: it was the login that could not be checked.
    """
    if login:
        return now + _LOGIN_REST if failures == 1 else None
    until = now + _RESTS[min(failures, len(_RESTS)) - 1]
    return until if until <= give_up_at else None
