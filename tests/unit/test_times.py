"""Times as people write them: one instant, or a refusal with its cure; never an early one."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.words.times import parse_time
from mailer.words.zones import TimeError, parse_zone

EXACT = {
    "2026-05-01 09:00 Europe/London": "2026-05-01T08:00:00+00:00",
    "2026-05-01T09:00+0100": "2026-05-01T08:00:00+00:00",
    "2026-05-01T09:00Z": "2026-05-01T09:00:00+00:00",
    "2026-07-01 09:00 europe/london": "2026-07-01T08:00:00+00:00",
    "2026-05-01T09:00+01:00[Europe/London]": "2026-05-01T08:00:00+00:00",
    "2026-05-01T09:00:00.999999999Z": "2026-05-01T09:00:01+00:00",
    "2026-05-01 9:00 Europe/London": "2026-05-01T08:00:00+00:00",
    "2026-07-01 09:00 ET": "2026-07-01T13:00:00+00:00",
    "2026-01-15 09:00 EST": "2026-01-15T14:00:00+00:00",
    "2026-07-01 09:00 EDT": "2026-07-01T13:00:00+00:00",
    "2026-01-15 09:00 CET": "2026-01-15T08:00:00+00:00",
    "9 a.m. CT, Wednesday, Dec. 5, 2018": "2018-12-05T15:00:00+00:00",
    "Wednesday 5 December 2018, 9:30 a.m. ET": "2018-12-05T14:30:00+00:00",
    "5 Dec 2018 9am CT": "2018-12-05T15:00:00+00:00",
    "9 A.M. Eastern Time, December 5, 2018": "2018-12-05T14:00:00+00:00",
    "noon London time, Dec. 5, 2018": "2018-12-05T12:00:00+00:00",
    "00:01 GMT on 5 December 2018": "2018-12-05T00:01:00+00:00",
    "9:00 +01:00, 5 May 2026": "2026-05-05T08:00:00+00:00",
    "9\u00a0a.m.\u202fET, May\u00a01, 2026": "2026-05-01T13:00:00+00:00",
    "5 de diciembre de 2018 a las 9:00 h, hora de Madrid": "2018-12-05T08:00:00+00:00",
    "miércoles, 5 de diciembre de 2018, 21:00 horas, hora de Londres": "2018-12-05T21:00:00+00:00",
    "1 de mayo de 2026, mediodía, hora de México": "2026-05-01T18:00:00+00:00",
    "viernes 1 de mayo de 2026 a las 09:00 (hora peninsular)": "2026-05-01T07:00:00+00:00",
    "9:00 p. m. del 1 de mayo de 2026, hora de Bogotá": "2026-05-02T02:00:00+00:00",
}

INEXACT = {
    "2026-05-01 09:00": "no time zone",
    "9 a.m., Dec. 5, 2018": "no time zone",
    "2026-05-01": "without a time",
    "May 1, 2026, London time": "without a time",
    "2026-03-29 01:30 Europe/London": "does not exist",
    "2:30 a.m. ET, March 8, 2026": "does not exist",
    "2026-10-25 01:30 Europe/London": "comes twice",
    "1:30 a.m. ET, Sunday, Nov. 1, 2026": "comes twice",
    "2026-07-01 09:00 EST": "New York keeps",
    "9 a.m. EST July 5, 2018": "New York keeps",
    "09:00 CET 1 May 2026": "Paris keeps",
    "2026-07-01 09:00 MST": "Denver keeps",
    "2026-07-01 09:00 IST": "several countries",
    "9.30am BST 1 May 2026": "several countries",
    "2026-01-15 09:00 CST": "several countries",
    "2026-07-01 09:00 GMT+1": "not the name",
    "2026-07-01 09:00 Europe/Londn": "not the name",
    "2026-07-01 09:00 ../../etc/passwd": "not the name",
    "2026-07-01 09:00 localtime": "not the name",
    "9 a.m. Springfield time, May 1, 2026": "no place",
    "26-05-01T09:00Z": "no day",
    "5 December 18, 9 a.m. CT": "four figures",
    "5 December, 9 a.m. CT": "no year",
    "2026-W18-5": "no day",
    "9999-12-31T23:59:59-14:00": "between 1970 and 2200",
    "0001-01-01T00:00:00+14:00": "between 1970 and 2200",
    "0001-01-01 00:00 Asia/Tokyo": "between 1970 and 2200",
    "9 a.m. CT, Dec. 31, 9999": "between 1970 and 2200",
    "2026-05-01 24:00 UTC": "either end",
    "24:00 UTC, 1 May 2026": "either end",
    "midnight ET, Dec. 5, 2018": "either end",
    "medianoche del 1 de mayo de 2026, hora de Madrid": "either end",
    "12 p.m. ET, Dec. 5, 2018": "noon by some",
    "12:30 a.m. ET, Dec. 5, 2018": "noon by some",
    "13 p.m. UTC, 1 May 2026": "no time of day",
    "25:00 UTC, 1 May 2026": "no time of day",
    "9 CT, Dec. 5, 2018": "morning or in the evening",
    "9 a.m. CT (10 a.m. ET), Dec. 5, 2018": "more than one",
    "2026-02-30 09:00 UTC": "exists",
    "9:00 UTC, Sept. 31, 2026": "no such day",
    "05/06/2026 09:00 UTC": "two ways",
    "Tuesday, Dec. 5, 2018, 9 a.m. CT": "Wednesday",
    "martes 1 de mayo de 2026, 9:00, hora de Madrid": "Friday",
    "2026-05-01T09:00+02:00[Europe/London]": "disagree",
    "9 a.m. ET banana, May 1, 2026": "not the name",
    "tomorrow 9 a.m. ET": "no day",
    "": "no day",
}


@pytest.mark.parametrize(("text", "utc"), EXACT.items(), ids=list(EXACT))
def test_exact_times_are_read(text: str, utc: str) -> None:
    """A time that names one instant is that instant, and fractions are never early."""
    assert parse_time(text).utc.isoformat() == utc


@pytest.mark.parametrize(("text", "why"), INEXACT.items(), ids=list(INEXACT))
def test_inexact_times_are_refused(text: str, why: str) -> None:
    """A time that does not name exactly one instant is refused: why, and what to write instead."""
    with pytest.raises(TimeError) as refusal:
        parse_time(text)

    assert why in refusal.value.what
    assert refusal.value.cure


@pytest.mark.parametrize("text", list(EXACT))
def test_what_was_read_reads_back(text: str) -> None:
    """The one spelling of a time names the same instant."""
    read = parse_time(text)

    assert parse_time(str(read)) == read


WEEKENDS = (date(2026, 3, 7), date(2026, 3, 28), date(2026, 10, 24), date(2026, 10, 31))
ZONES = (
    "America/New_York", "America/Chicago", "America/Mexico_City", "Europe/London", "Europe/Madrid",
    "Australia/Lord_Howe",
)  # fmt: skip


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("saturday", WEEKENDS, ids=str)
def test_every_minute_of_the_weekends_when_clocks_change(saturday: date, zone: str) -> None:
    """Each wall time is the one instant that shows it; one shown never or twice is refused."""
    begin = datetime(saturday.year, saturday.month, saturday.day, tzinfo=UTC)
    shown = defaultdict(list)
    for minute in range(-24 * 60, 4 * 24 * 60):
        instant = begin + timedelta(minutes=minute)
        shown[instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)].append(instant)
    first = datetime(saturday.year, saturday.month, saturday.day)  # noqa: DTZ001 - a wall time
    for minute in range(2 * 24 * 60):
        wall = first + timedelta(minutes=minute)

        assert outcome(f"{wall:%Y-%m-%d %H:%M} {zone}") == (
            shown[wall][0]
            if len(shown[wall]) == 1
            else ("comes twice" if shown[wall] else "does not exist")
        )


def outcome(text: str) -> datetime | str:
    """The instant, or which of the two ways a wall time fails."""
    try:
        return parse_time(text).utc
    except TimeError as refusal:
        return next(why for why in ("comes twice", "does not exist") if why in refusal.what)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text does anything but name an instant or be refused with a cure."""
    try:
        told = parse_time(text).utc.tzname()
    except TimeError as refusal:
        told = refusal.cure

    assert told


PIECES = (
    "9", "09", "12", "a.m.", "p.m.", "9:30", "noon", "CT", "ET", "UTC", "Europe/London", "May", "1",
    "5", "2026", "Friday", "viernes", "de", "del", "a las", "hora de Madrid", ",", "(", ")", "+01:00",
    "mayo", "31", "Dec.", "h", "at", "on", "24:00", "EST", "2026-05-01",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=10).map(" ".join))
def test_what_is_read_says_its_day_and_hour(text: str) -> None:
    """Where words are read as a time, its year stands in the text, and so do its minutes."""
    try:
        local = parse_time(text).local
    except TimeError:
        return

    assert str(local.year) in text
    assert not local.minute or f":{local.minute:02d}" in text


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("europe/london", "Europe/London"), ("ET", "America/New_York"), ("uk time", "Europe/London"),
        ("hora de Nueva York", "America/New_York"), ("America/New York", "America/New_York"),
        ("Z", "UTC"), ("+0530", "+05:30"),
    ],
)  # fmt: skip
def test_zones(text: str, zone: str) -> None:
    """A zone is read in whichever usual spelling."""
    assert parse_zone(text) == zone
