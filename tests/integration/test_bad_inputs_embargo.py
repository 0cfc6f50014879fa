"""Embargoes of the corpus of bad input, through the real command on a day in spring 2026."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from desk import Desk, two_hundred
from faketime import FakeWallClock, needs_faketime

SPRING = datetime(2026, 3, 1, 9, tzinfo=UTC)
REFUSED = {
    "D001 no zone": ("2026-05-01 09:00", "zone"),
    "D002 no time": ("2026-05-01", "without a time"),
    "D005 gap": ("2026-03-29 01:30 Europe/London", "does not exist"),
    "D006 gap": ("2026-03-08 02:30 America/New_York", "does not exist"),
    "D007 fold": ("2026-10-25 01:30 Europe/London", "2026-10-25 00:30 UTC or 2026-10-25 01:30 UTC"),
    "D008 EST in July": ("2026-07-01 09:00 EST", "America/New_York"),
    "D010 BST": ("2026-07-01 09:00 BST", "Europe/London or Asia/Dhaka"),
    "D011 IST": ("2026-07-01 09:00 IST", "Asia/Kolkata or Europe/Dublin or Asia/Jerusalem"),
    "D012 CST": ("2026-07-01 09:00 CST", "America/Chicago or Asia/Shanghai"),
    "D014 sign": ("2026-07-01 09:00 GMT+1", "time zone"),
    "D015 misspelt": ("2026-07-01 09:00 Europe/Londn", "Did you mean Europe/London"),
    "D017 path": ("2026-07-01 09:00 ../../etc/passwd", "not the name of a time zone"),
    "D018 localtime": ("2026-07-01 09:00 localtime", "not the name of a time zone"),
    "D018 Factory": ("2026-07-01 09:00 Factory", "not the name of a time zone"),
    "D026 two digits": ("26-05-01T09:00Z", ""),
    "D028 years ago": ("2016-05-01T09:00:00Z", "more than a year ago"),
    "D034 week date": ("2026-W18-5", ""),
    "12 a.m.": ("12 a.m. ET, May 1, 2026", "12"),
    "24:00": ("2026-05-01 24:00 UTC", "24:00"),
    "day or month": ("05/04/2026 09:00 UTC", ""),
    "wrong weekday": ("9 a.m. ET, Monday, May 1, 2026", "Friday"),
}
TAKEN = {
    "D013 GMT in summer": ("2026-07-01 09:00 GMT", "EM004"),
    "D016 lower case": ("2026-07-01 09:00 europe/london", "Europe/London = 2026-07-01 08:00 UTC"),
    "D019 offset": ("2026-05-01T09:00+0100", "2026-05-01 08:00 UTC"),
    "D029 far ahead": ("2062-05-01T09:00:00Z", "EM005"),
    "D033 nanoseconds": ("2026-05-01T09:00:00.999999999Z", "2026-05-01 09:00:01 UTC"),
    "D037 immediate": ("immediate", ""),
}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path / "desk", 1)
    made.media_list(two_hundred()[:2])
    return made


def check(desk: Desk, tmp_path: Path, value: str, **more: str):
    clock = FakeWallClock(tmp_path)
    clock.stand(SPRING)
    desk.release(f"embargo: {value}\n")
    return desk.run("check", "releases/ferry", "--list", "press", **clock.environment, **more)


@needs_faketime
@pytest.mark.parametrize(("value", "says"), REFUSED.values(), ids=REFUSED)
def test_refused(desk: Desk, tmp_path: Path, value: str, says: str) -> None:
    """What names no single instant is refused with its line and the cure; never guessed."""
    done = check(desk, tmp_path, value)

    assert done.returncode == 2, done.stdout
    assert "Traceback" not in done.stderr
    assert "ferry.md" in done.stderr
    assert says in done.stderr


@needs_faketime
@pytest.mark.parametrize(("value", "says"), TAKEN.values(), ids=TAKEN)
def test_taken(desk: Desk, tmp_path: Path, value: str, says: str) -> None:
    """What names one instant is taken, shown, and where it is odd, warned about."""
    done = check(desk, tmp_path, value)

    assert done.returncode in {0, 1}, done.stderr
    assert says in done.stdout + done.stderr
    assert ("Embargo   " in done.stderr) is (value != "immediate")


@needs_faketime
def test_the_machines_zone_is_nobodys_business(desk: Desk, tmp_path: Path) -> None:
    """A wrong or strange TZ changes nothing (D044)."""
    value = "2026-07-01 09:00 Europe/London"
    outputs = {
        check(desk, tmp_path, value, TZ=zone).stderr for zone in ("Europe/Londn", "Asia/Tokyo")
    }
    lines = [line for out in outputs for line in out.splitlines() if "Embargo   " in line]
    (told,) = {line.partition(", in ")[0] for line in lines}

    assert "Wednesday 2026-07-01 09:00 Europe/London = 2026-07-01 08:00 UTC" in told
