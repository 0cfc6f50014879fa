"""The clock of a rehearsal."""

from datetime import UTC, datetime, timedelta

from mailer.deliver.advancing import AdvancingClock
from mailer.schedule.clock_rules import doubt_over_jump

NINE = datetime(2026, 5, 1, 9, tzinfo=UTC)


def test_it_leaps_and_nobody_doubts_it() -> None:
    """A month passes at once, wall and steady clock agree over it, and it never goes back."""
    clock = AdvancingClock(NINE)
    before = clock.read()
    clock.sleep(timedelta(days=30).total_seconds())
    clock.sleep(-60)

    assert clock.now() == NINE + timedelta(days=30)
    assert doubt_over_jump(before, clock.read()) == ""
    assert clock.synchronised() is None
