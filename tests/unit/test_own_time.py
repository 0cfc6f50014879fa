"""Everybody's own nine o'clock: each recipient's zone, gaps and folds, and never before the embargo."""

from datetime import UTC, datetime, timedelta

import pytest
from press import a_mould, a_recipient, a_release
from shipped import TEMPLATES

from mailer.schedule.own_time import parse_own_time
from mailer.schedule.plan import Known, Tally, Timing, plan_deliveries
from mailer.words.states import DeliveryState
from mailer.words.zones import TimeError

NOW = datetime(2026, 4, 30, 12, tzinfo=UTC)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("given", "zone", "instant", "changed"),
    [
        ("2026-05-01 09:00 local", "Europe/Madrid", "2026-05-01 07:00", False),
        ("2026-05-01 09:00 local", "America/New_York", "2026-05-01 13:00", False),
        ("9 a.m. local, May 1, 2026", "Asia/Tokyo", None, None),
        ("May 1, 2026, 9 a.m. local", "Asia/Tokyo", "2026-05-01 00:00", False),
        ("09:00 local", "Europe/Madrid", "2026-05-01 07:00", False),
        ("09:00 LOCAL time", "America/New_York", "2026-04-30 13:00", False),
        ("2026-03-29 01:30 local", "Europe/London", "2026-03-29 01:30", True),
        ("2026-10-25 01:30 local", "Europe/London", "2026-10-25 01:30", True),
        ("2026-03-08 02:30 local", "America/New_York", "2026-03-08 07:30", True),
        ("2026-11-01 01:30 local", "America/New_York", "2026-11-01 06:30", True),
    ],
)
def test_the_instant_of_a_wall_time(given, zone, instant, changed) -> None:
    """Each zone has its own instant; in a gap or a fold it is the later one, and that is said."""
    if instant is None:
        assert parse_own_time(given, "") is None
        return
    own_time = parse_own_time(given, "")
    assert own_time is not None

    assert own_time.instant(zone, NOW) == (at(instant), changed)


@pytest.mark.parametrize("given", ["2026-05-01 local", "25:00 local", "2026-02-30 09:00 local"])
def test_no_wall_time(given) -> None:
    """What is no time of day is refused with its cure."""
    with pytest.raises(TimeError):
        parse_own_time(given, "")


def test_never_before_the_embargo() -> None:
    """Who agreed to hold gets it at their own hour; everybody else not before the embargo."""
    own_time = parse_own_time("2026-05-01 09:00 local", "Europe/London")
    embargo = at("2026-05-01 10:00")
    recipients = [
        a_recipient("tokyo@example.org", timezone="Asia/Tokyo"),
        a_recipient("early@example.org", timezone="Asia/Tokyo", trusted=True),
        a_recipient("york@example.org", timezone="America/New_York"),
        a_recipient("nowhere@example.org"),
    ]
    timing = Timing(NOW, embargo, own_time)
    release = a_release(embargoed_until=None)
    tally = Tally()
    planned = list(
        plan_deliveries(a_mould(release, TEMPLATES), recipients, timing, Known(lambda _: ""))
    )
    for each in planned:
        tally.add(each, timing)

    assert [each.delivery.due_at for each in planned] == [
        embargo,
        at("2026-05-01 00:00"),
        at("2026-05-01 13:00"),
        embargo,
    ]
    assert [each.delivery.state for each in planned] == [
        DeliveryState.WITHHELD,
        DeliveryState.PLANNED,
        DeliveryState.PLANNED,
        DeliveryState.WITHHELD,
    ]
    assert (tally.first_due_at, tally.last_due_at) == (
        at("2026-05-01 00:00"),
        at("2026-05-01 13:00"),
    )
    assert tally.trusted_early == 1
    assert tally.zones == {"Asia/Tokyo": 2, "America/New_York": 1, "": 1}
    assert not tally.zoneless
    assert list(tally.changing) == []  # a zone named here is said to change its clocks


def test_an_unknown_zone_is_named_by_its_row() -> None:
    """Where neither list nor setting gives a zone, the rows are named."""
    timing = Timing(NOW, None, parse_own_time("2026-05-01 09:00 local", ""))
    tally = Tally()
    mould = a_mould(a_release(), TEMPLATES)
    for each in plan_deliveries(mould, [a_recipient()], timing, Known(lambda _: "")):
        tally.add(each, timing)

    assert tally.zoneless == ["press, row 2"]


def test_an_hour_that_is_over_is_now() -> None:
    """Where somebody's own hour has passed, they get it at once."""
    timing = Timing(NOW, None, parse_own_time("2026-04-30 12:30 local", ""))

    assert timing.of(a_recipient(timezone="Asia/Tokyo")).send_at == NOW
    assert timing.of(a_recipient(timezone="Europe/Lisbon")).send_at == NOW
    later = timing.of(a_recipient(timezone="America/New_York")).send_at
    assert later == NOW + timedelta(hours=4, minutes=30)
