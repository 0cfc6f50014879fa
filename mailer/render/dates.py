"""
Dates and times as a newsroom prints them: AP style in English, CLDR (babel) in other languages.

AP: months abbreviated with a day but March to July, no `:00`, noon and midnight by name, the
generic zone (ET, CT, MT, PT) and never EST in July. Pure: every instant is an argument.
"""

from datetime import UTC, date, datetime

from mailer.words.times import ZonedTime

_AP_MONTHS = (
    "Jan.", "Feb.", "March", "April", "May", "June",
    "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.",
)  # fmt: skip
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_GENERIC = {
    "America/New_York": "ET",
    "America/Detroit": "ET",
    "America/Toronto": "ET",
    "America/Chicago": "CT",
    "America/Denver": "MT",
    "America/Los_Angeles": "PT",
    "UTC": "UTC",
    "GMT": "GMT",
}
_NOON = 12


def ap_date(day: date, *, year: bool = True, weekday: bool = False) -> str:
    """
    A date in AP style.

    >>> ap_date(date(2018, 12, 5), weekday=True)
    'Wednesday, Dec. 5, 2018'
    """
    shown = f"{_AP_MONTHS[day.month - 1]} {day.day}"
    shown = f"{_WEEKDAYS[day.weekday()]}, {shown}" if weekday else shown
    return f"{shown}, {day.year}" if year else shown


def ap_time(at: datetime) -> str:
    """
    A time of day in AP style.

    >>> ap_time(datetime(2018, 12, 5, 9, 0, tzinfo=UTC)), ap_time(datetime(2018, 12, 5, 12, tzinfo=UTC))
    ('9 a.m.', 'noon')
    """
    if at.minute == 0 and at.hour % _NOON == 0:
        return "noon" if at.hour else "midnight"
    minutes = f":{at.minute:02d}" if at.minute else ""
    return f"{at.hour % _NOON or _NOON}{minutes} {'a.m.' if at.hour < _NOON else 'p.m.'}"


def zone_shown(zone: str) -> str:
    """
    How a zone is called in English: `ET`, `London time`, `UTC+01:00`.

    >>> zone_shown("Europe/London")
    'London time'
    """
    if zone in _GENERIC:
        return _GENERIC[zone]
    if zone[:1] in "+-":
        return f"UTC{zone}"
    return zone.rpartition("/")[2].replace("_", " ") + " time"


def show_date(day: date, language: str) -> str:
    """A dateline's date: `Dec. 5, 2018`, `5 de diciembre de 2018`."""
    if _is_english(language):
        return ap_date(day)
    from babel.dates import format_date  # noqa: PLC0415 - 40 ms that only other languages need

    return format_date(day, "long", locale=_locale(language))


def show_instant(at: ZonedTime, language: str) -> str:
    """
    An embargo for people: its own zone first, UTC beside it where the two differ.

    English: `9 a.m. CT, Wednesday, Dec. 5, 2018 (3 p.m. UTC)`.
    """
    local, utc = at.local, at.utc.astimezone(UTC)
    if _is_english(language):
        shown = f"{ap_time(local)} {zone_shown(at.zone)}, {ap_date(local.date(), weekday=True)}"
        beside = ap_time(utc)
        next_day = f" {ap_date(utc.date(), year=False)}"
    else:
        from babel.dates import format_date, format_time  # noqa: PLC0415 - as above

        locale = _locale(language)
        zone = "UTC" if at.zone == "UTC" else at.zone.rpartition("/")[2].replace("_", " ")
        day = format_date(local, "full", locale=locale)
        shown = f"{day}, {format_time(local, 'HH:mm', locale=locale)} ({zone})"
        beside = f"{utc:%H:%M}"
        next_day = f" {format_date(utc, 'd MMM', locale=locale)}"
    if local.utcoffset() == utc.utcoffset():
        return shown
    return f"{shown} ({beside} UTC{next_day if utc.date() != local.date() else ''})"


def show_briefly(at: ZonedTime, language: str) -> str:
    """An embargo for a subject line: `9 a.m. CT Dec. 5`, `5 dic 09:00 Chicago`."""
    local = at.local
    if _is_english(language):
        return f"{ap_time(local)} {zone_shown(at.zone)} {ap_date(local.date(), year=False)}"
    from babel.dates import format_date  # noqa: PLC0415 - as above

    zone = at.zone.rpartition("/")[2].replace("_", " ")
    return f"{format_date(local, 'd MMM', locale=_locale(language))} {local:%H:%M} {zone}"


def _is_english(language: str) -> bool:
    return language.partition("-")[0].casefold() == "en"


def _locale(language: str) -> str:
    """The babel locale of a language tag; the bare language where the region is unknown to CLDR."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - as above

    for tag in (language.replace("-", "_"), language.partition("-")[0], "en"):
        try:
            return str(Locale.parse(tag))
        except (UnknownLocaleError, ValueError):
            continue
    return "en"
