"""An embargo as people are shown it, before anything is planned: for `check`, and for what plans."""

from collections import Counter
from datetime import datetime

from mailer.cli.console import countdown
from mailer.cli.desk import Desk
from mailer.words.times import ZonedTime
from mailer.words.zones import zone_named

_ZONES_SHOWN = 5


def embargo_lines(desk: Desk, embargo: ZonedTime, zones: Counter[str]) -> list[str]:
    """The embargo as it was written, UTC and the sender's hour, what is left, the recipients' hours."""
    beside = [f"{embargo.utc:%Y-%m-%d %H:%M} UTC"] if embargo.zone != "UTC" else []
    if (zone := desk.settings.timezone) not in {"UTC", embargo.zone}:
        beside.append(f"{_in(embargo.utc, zone):%Y-%m-%d %H:%M} {zone}")
    shown = " = ".join([f"{embargo.local:%A} {embargo}", *beside])
    lines = [f"Embargo   {shown}, {countdown(embargo.utc - desk.now)}"]
    known = [(name, count) for name, count in zones.most_common() if name]
    if known:
        hours = [
            f"{count} in {name} ({_in(embargo.utc, name):%a %H:%M})"
            for name, count in known[:_ZONES_SHOWN]
        ]
        if rest := sum(count for _, count in known[_ZONES_SHOWN:]):
            hours.append(f"{rest} elsewhere")
        if zones[""]:
            hours.append(f"{zones['']} give no zone")
        lines.append(f"          of the recipients {', '.join(hours)}")
    return lines


def _in(at: datetime, zone: str) -> datetime:
    return at.astimezone(zone_named(zone))
