"""
Time zones as people name them, and only those names that mean one zone.

Promises: `parse_zone` gives a zone in its one spelling (an IANA name, `UTC`, or an offset), or says
why the text names none. Generic American names (ET, CT, MT, PT) are places; a seasonal name (EST,
CEST) counts only in its season, which is why the wall time is asked for; a name that several
countries share (IST, CST, BST) is refused with the choices. `London time` and `hora de Madrid` are
places too.
Never: reads the machine's zone; `localtime` and its kin are no names here.
Fails with: TimeError, a sentence and a cure.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import tzdata

from mailer.words.calendar_names import folded

EXAMPLE = "Write it like 2026-05-01 09:00 Europe/London."
OFFSET = re.compile(r"(?P<sign>[+-])(?P<hours>\d{2}):?(?P<minutes>\d{2})")
_HOURS_MAX = 14
"""No civil clock is further from UTC (Kiritimati)."""
_MINUTES_MAX = 59
_GENERIC = {
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
    "AKT": "America/Anchorage",
    "HT": "Pacific/Honolulu",
}
_SEASONAL: Mapping[str, tuple[int, *tuple[str, ...]]] = {
    "EST": (-5, "America/New_York"),
    "EDT": (-4, "America/New_York"),
    "MST": (-7, "America/Denver", "America/Phoenix"),
    "MDT": (-6, "America/Denver"),
    "PST": (-8, "America/Los_Angeles"),
    "PDT": (-7, "America/Los_Angeles"),
    "AKST": (-9, "America/Anchorage"),
    "AKDT": (-8, "America/Anchorage"),
    "HST": (-10, "Pacific/Honolulu"),
    "WET": (0, "Europe/Lisbon"),
    "WEST": (1, "Europe/Lisbon"),
    "CET": (1, "Europe/Paris", "Europe/Madrid", "Europe/Berlin"),
    "CEST": (2, "Europe/Paris", "Europe/Madrid", "Europe/Berlin"),
    "EET": (2, "Europe/Athens", "Europe/Helsinki"),
    "EEST": (3, "Europe/Athens", "Europe/Helsinki"),
    "JST": (9, "Asia/Tokyo"),
}
"""Name → hours from UTC, and places that keep it in its season; the first speaks for them all."""
_SHARED = {
    "CST": ("America/Chicago", "Asia/Shanghai", "America/Havana"),
    "CDT": ("America/Chicago", "America/Havana"),
    "BST": ("Europe/London", "Asia/Dhaka"),
    "IST": ("Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"),
    "AST": ("America/Halifax", "Asia/Riyadh"),
}
_PLACE = (
    re.compile(r"(?P<city>[a-z' .-]+) (?:local )?time"),
    re.compile(r"(?:hora )?(?:local )?de (?P<city>[a-z' .-]+)"),
)
_PHRASES = {
    "eastern": "America/New_York",
    "central": "America/Chicago",
    "mountain": "America/Denver",
    "pacific": "America/Los_Angeles",
    "uk": "Europe/London",
    "hora peninsular": "Europe/Madrid",
}
_OTHER_NAMES = {
    "londres": "Europe/London",
    "nueva york": "America/New_York",
    "ciudad de mexico": "America/Mexico_City",
    "mexico": "America/Mexico_City",
    "washington": "America/New_York",
    "ginebra": "Europe/Zurich",
    "geneva": "Europe/Zurich",
    "bruselas": "Europe/Brussels",
    "lisboa": "Europe/Lisbon",
    "roma": "Europe/Rome",
    "tokio": "Asia/Tokyo",
    "la habana": "America/Havana",
    "delhi": "Asia/Kolkata",
    "beijing": "Asia/Shanghai",
    "pekin": "Asia/Shanghai",
}


class TimeError(ValueError):
    """Why a text names no single instant (`what`), and what to write instead (`cure`)."""

    def __init__(self, what: str, cure: str = EXAMPLE) -> None:
        """Both are sentences for the press officer."""
        super().__init__(f"{what} {cure}")
        self.what = what
        self.cure = cure


def zone_named(name: str) -> ZoneInfo | timezone:
    """The zone of a name that `parse_zone` gave."""
    if match := OFFSET.fullmatch(name):
        offset = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"]))
        return timezone(-offset if match["sign"] == "-" else offset)
    return ZoneInfo(name)


def forget_zones() -> None:
    """Read the zone files anew at the next need: their rules may have changed."""
    ZoneInfo.clear_cache()


def parse_zone(text: str, wall: datetime | None = None) -> str:
    """
    The one spelling of the zone that `text` names at `wall` (a naive wall time; None: at any).

    >>> parse_zone("europe/london"), parse_zone("London time"), parse_zone("ET")
    ('Europe/London', 'Europe/London', 'America/New_York')
    """
    name = text.strip()
    known = name.upper()
    if known in {"Z", "UTC"}:
        return "UTC"
    if match := OFFSET.fullmatch(name):
        return _offset(match)
    if known in _GENERIC:
        return _GENERIC[known]
    if known in _SEASONAL:
        return _in_season(known, wall)
    if choices := _SHARED.get(known):
        raise TimeError(
            f'"{known}" does not name one zone: several countries use it.',
            f"Name the place instead: {' or '.join(choices)}.",
        )
    return _place(name) or _iana(name)


def _offset(match: re.Match[str]) -> str:
    if int(match["hours"]) > _HOURS_MAX or int(match["minutes"]) > _MINUTES_MAX:
        raise TimeError(f"There is no offset {match[0]}.")
    if (match["sign"], match["hours"], match["minutes"]) == ("-", "00", "00"):
        raise TimeError("-00:00 means that the zone is unknown (RFC 3339).")
    return f"{match['sign']}{match['hours']}:{match['minutes']}"


def _in_season(name: str, wall: datetime | None) -> str:
    """A seasonal name where its season is: the one place that has it, else the offset, which is exact."""
    hours, *places = _SEASONAL[name]
    cure = f"Name the place instead: {' or '.join(places)}."
    if wall is None:
        raise TimeError(
            f'"{name}" does not name one zone: it changes meaning with the season.', cure
        )
    kept = {wall.replace(tzinfo=ZoneInfo(places[0]), fold=fold).utcoffset() for fold in (0, 1)}
    if timedelta(hours=hours) not in kept:
        city = places[0].rpartition("/")[2].replace("_", " ")
        raise TimeError(f'"{name}" is not the time that {city} keeps on {wall:%Y-%m-%d}.', cure)
    if len(places) == 1:
        return places[0]
    return f"{'-' if hours < 0 else '+'}{abs(hours):02d}:00"


def _place(name: str) -> str:
    """`London time`, `hora de Madrid`; "" where it is no such words."""
    plain = folded(name)
    if zone := _PHRASES.get(plain.removesuffix(" time")):
        return zone
    for form in _PLACE:
        if match := form.fullmatch(plain):
            city = match["city"].strip()
            if zone := _OTHER_NAMES.get(city) or _cities().get(city):
                return zone
            raise TimeError(
                f'"{city.title()}" is no place whose time zone is known here.',
                "Name the zone: Europe/London, America/New_York …",
            )
    return ""


@lru_cache(maxsize=1)
def _cities() -> dict[str, str]:
    """The last part of IANA names, where one zone only has it."""
    found: dict[str, set[str]] = {}
    for zone in _names().values():
        area, slash, _ = zone.partition("/")
        if slash and area not in {"Etc", "SystemV", "posix", "right"}:
            city = folded(zone.rpartition("/")[2].replace("_", " "))
            found.setdefault(city, set()).add(zone)
    return {city: min(zones) for city, zones in found.items() if len(zones) == 1}


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Folded → right spelling, of every name the zone files have."""
    return {zone.casefold(): zone for zone in available_timezones()}


@lru_cache(maxsize=1)
def _published() -> dict[str, str]:
    """The same of the names that tzdata lists; walking the machine's zone files takes 20 ms."""
    listed = Path(tzdata.__file__).with_name("zones").read_text("utf-8")
    return {zone.casefold(): zone for zone in listed.split()}


def _iana(name: str) -> str:
    fold = name.casefold().replace(" ", "_")
    by_fold = _published()
    if fold not in by_fold:
        by_fold = _names()
    zone = by_fold.get(fold)
    # Only names of places, and GMT, say the same thing everywhere: "localtime" and "Factory" mean
    # whatever this machine says, and Etc/GMT+1 means UTC-1.
    if zone is None or not ("/" in zone or zone == "GMT") or zone.startswith(("Etc/", "SystemV/")):
        from difflib import get_close_matches  # noqa: PLC0415 - only a mistake needs it

        places = [fold for fold, at in by_fold.items() if "/" in at and not at.startswith("Etc/")]
        near = get_close_matches(name.casefold(), places, n=1)
        hint = f"Did you mean {by_fold[near[0]]}?" if near else EXAMPLE
        raise TimeError(f'"{name[:60]}" is not the name of a time zone.', hint)
    return zone
