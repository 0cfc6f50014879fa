"""Whether the clock can be believed, whether it is too late, and whether a zone's rules have moved."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from records import a_distribution

from mailer.schedule.clock_rules import (
    JUMP_MAX,
    MADE_AT,
    Reading,
    doubt_over_jump,
    doubt_over_standing,
)
from mailer.schedule.distribution import WallTime
from mailer.schedule.lateness import LATE_BY, lateness, missed_because
from mailer.schedule.rules_moved import moved_because

NINE = datetime(2026, 5, 1, 9, tzinfo=UTC)
SECONDS = st.floats(0, 86_400, allow_nan=False)


@given(SECONDS, st.floats(-86_400, 86_400, allow_nan=False))
def test_a_jump_is_what_the_steady_clock_did_not_see(passed_s: float, jump_s: float) -> None:
    """However long a process slept, only a wall clock that moved otherwise is doubted."""
    before = Reading(NINE, 100.0)
    after = Reading(NINE + timedelta(seconds=passed_s + jump_s), 100.0 + passed_s)
    doubt = doubt_over_jump(before, after)

    if abs(jump_s) > JUMP_MAX.total_seconds() + 0.001:
        assert "forward" in doubt if jump_s > 0 else "back" in doubt
    elif abs(jump_s) < JUMP_MAX.total_seconds() - 0.001:
        assert doubt == ""


@pytest.mark.parametrize(
    ("now", "last_event_at", "synchronised", "says"),
    [
        (NINE, None, None, ""),
        (NINE, NINE, True, ""),
        (NINE, NINE + timedelta(minutes=2), None, ""),
        (NINE, NINE + timedelta(minutes=2, seconds=1), None, "last event"),
        (datetime(1970, 1, 1, tzinfo=UTC), None, None, "before this version"),
        (MADE_AT - timedelta(seconds=1), None, True, "before this version"),
        (NINE, NINE, False, "not synchronised"),
    ],
)
def test_a_standing_clock(now, last_event_at, synchronised, says) -> None:
    """A clock before the version or the ledger, or one that the system doubts, is doubted."""
    doubt = doubt_over_standing(now, last_event_at=last_event_at, synchronised=synchronised)

    assert says in doubt
    assert bool(doubt) == bool(says)


@pytest.mark.parametrize(
    ("late", "begun", "asked", "missed"),
    [
        (timedelta(minutes=15), None, timedelta(days=-1), False),
        (timedelta(minutes=15, seconds=1), None, timedelta(days=-1), True),
        (timedelta(hours=9), None, timedelta(days=-1), True),
        (timedelta(hours=9), timedelta(0), timedelta(days=-1), False),
        (timedelta(hours=9), timedelta(seconds=-1), timedelta(days=-1), True),
        (timedelta(hours=9), None, timedelta(hours=8, minutes=50), False),
    ],
    ids=["in time", "late", "very late", "begun", "earlier wave", "just asked"],
)
def test_what_is_missed(late, begun, asked, missed) -> None:
    """Late is what did not begin in time; not what has begun, nor what a person just asked for."""
    begun_at = None if begun is None else NINE + begun
    found = lateness(NINE + late, due_at=NINE, begun_at=begun_at, asked_at=NINE + asked)

    assert bool(missed_because(found, LATE_BY)) is missed


def test_nothing_waits_nothing_is_late() -> None:
    """Where all were tried, nothing is late."""
    assert lateness(NINE, due_at=None, begun_at=None, asked_at=NINE) == timedelta(0)


@pytest.mark.parametrize(
    ("wall", "zone", "until", "moved"),
    [
        ("2026-05-01T10:00:00", "Europe/London", NINE, False),
        ("2026-05-01T09:00:00", "Europe/London", NINE, True),
        ("2026-05-01T09:00:00", "UTC", NINE, False),
        ("2026-05-01T11:00:00", "+02:00", NINE, False),
        ("2026-10-25T01:30:00", "Europe/London", datetime(2026, 10, 25, 0, 30, tzinfo=UTC), False),
        ("2026-10-25T01:30:00", "Europe/London", datetime(2026, 10, 25, 1, 30, tzinfo=UTC), False),
        ("", "", NINE, False),
    ],
)
def test_rules_that_moved(wall, zone, until, moved) -> None:
    """A wall time that today's rules make another instant is said, with both; others are not."""
    planned = a_distribution(embargoed_until=until, embargo_wall=wall, embargo_zone=zone)
    because = moved_because(planned, None)

    assert len(because) == moved
    assert not moved or ("09:00 UTC" in because[0] and "08:00 UTC" in because[0])


@pytest.mark.parametrize(
    ("wall", "zone", "at", "moved"),
    [
        ("2026-05-01 10:00", "Europe/London", NINE, False),
        ("2026-05-01 09:00", "Europe/London", NINE, True),
        ("2026-05-01 11:00", "+02:00", NINE, False),
        ("2026-10-25 01:30", "Europe/London", datetime(2026, 10, 25, 0, 30, tzinfo=UTC), False),
        ("2026-10-25 01:30", "Europe/London", datetime(2026, 10, 25, 1, 30, tzinfo=UTC), False),
        ("2027-03-28 01:30", "Europe/London", datetime(2027, 3, 28, 1, 30, tzinfo=UTC), False),
        ("2027-03-28 01:30", "Europe/London", datetime(2027, 3, 28, 0, 30, tzinfo=UTC), True),
    ],
    ids=["kept", "moved", "offset", "first of two", "second of two", "gap", "gap, early"],
)
def test_rules_that_moved_the_time_to_leave(wall, zone, at, moved) -> None:
    """What `--at` named is computed anew too; a gap was planned as the later instant."""
    told = WallTime(datetime.fromisoformat(wall), zone, at)
    because = moved_because(a_distribution(wall_times=(told,)), at)

    assert len(because) == moved
    assert (
        not moved or f"the time to leave, {wall} {zone}, was {at:%Y-%m-%d %H:%M} UTC" in because[0]
    )


def test_a_time_that_has_been_kept_is_not_asked_about_again() -> None:
    """Of everybody's own hours, those that are over say nothing; one that lies ahead still does."""
    tokyo = WallTime(NINE.replace(tzinfo=None), "Asia/Tokyo", NINE)
    london = WallTime(NINE.replace(tzinfo=None), "Europe/London", NINE + timedelta(hours=1))
    planned = a_distribution(wall_times=(tokyo, london))

    assert len(moved_because(planned, NINE)) == 2
    assert ["London" in each for each in moved_because(planned, london.at)] == [True]
    assert moved_because(planned, None) == []
