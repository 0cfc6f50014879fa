"""
Dates, times and other things that each language writes in its own way, as a newsroom prints them.

AP style in English, CLDR (babel) in other languages.

AP: months abbreviated with a day but March to July, no `:00`, noon and midnight by name, the
generic zone (ET, CT, MT, PT) and never EST in July. Pure: every instant is an argument.
"""

from datetime import UTC, date, datetime

from mailer.read.languages import english_name
from mailer.render.phrases import direction_of
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
    return _shown(at, _clock(at.local, language), language)


def show_here(at: ZonedTime, language: str) -> str:
    """
    An instant in one zone alone, for somebody who lives there.

    English: `4 p.m. Madrid time, Wednesday, Dec. 5, 2018`.
    """
    clock = _clock(at.local, language)
    if _is_english(language):
        return f"{clock} {zone_shown(at.zone)}, {ap_date(at.local.date(), weekday=True)}"
    from babel.dates import format_date  # noqa: PLC0415 - as above

    comma = "،" if direction_of(language) == "rtl" else ","
    day = format_date(at.local, "full", locale=_locale(language))
    zone = at.zone.rpartition("/")[2].replace("_", " ")
    return f"{day}{comma} {clock} ({zone})"


def show_span(starts: ZonedTime, ends: ZonedTime, language: str, words: str) -> str:
    """
    From when to when, in the zone of the start. `words` joins the two: `{starts} to {ends}`.

    English: `11 a.m. to noon London time, Friday, May 15, 2026 (10 a.m. UTC)`; the UTC is the
    start's.
    """
    ends = ZonedTime(ends.utc, starts.zone)
    if starts.local.date() != ends.local.date():
        both = (show_instant(starts, language), show_instant(ends, language))
        return words.format(starts=both[0], ends=both[1])
    first, last = _clock(starts.local, language), _clock(ends.local, language)
    return _shown(starts, words.format(starts=first, ends=last), language)


def _clock(at: datetime, language: str) -> str:
    return ap_time(at) if _is_english(language) else f"{at:%H:%M}"


def _shown(at: ZonedTime, clock: str, language: str) -> str:
    """A time of day with its day, its zone, and the same in UTC where that is another."""
    local, utc = at.local, at.utc.astimezone(UTC)
    beside = "" if local.utcoffset() == utc.utcoffset() else f"{_clock(utc, language)} UTC"
    next_day = beside and utc.date() != local.date()
    if _is_english(language):
        beside += f" {ap_date(utc.date(), year=False)}" if next_day else ""
        shown = f"{clock} {zone_shown(at.zone)}, {ap_date(local.date(), weekday=True)}"
        return f"{shown} ({beside})" if beside else shown
    from babel.dates import format_date  # noqa: PLC0415 - as above

    locale = _locale(language)
    beside += f" {format_date(utc, 'd MMM', locale=locale)}" if next_day else ""
    zone = "UTC" if at.zone == "UTC" else at.zone.rpartition("/")[2].replace("_", " ")
    zones = "; ".join(part for part in (zone, beside) if part)
    comma = "،" if direction_of(language) == "rtl" else ","
    return f"{format_date(local, 'full', locale=locale)}{comma} {clock} ({zones})"


def decimal_mark(language: str) -> str:
    """What stands between units and tenths."""
    if _is_english(language):
        return "."
    from babel.numbers import get_decimal_symbol  # noqa: PLC0415 - as above

    return str(get_decimal_symbol(_locale(language)))


def show_briefly(at: ZonedTime, language: str) -> str:
    """An embargo for a subject line: `9 a.m. CT Dec. 5`, `5 dic 09:00 Chicago`."""
    local = at.local
    if _is_english(language):
        return f"{ap_time(local)} {zone_shown(at.zone)} {ap_date(local.date(), year=False)}"
    from babel.dates import format_date  # noqa: PLC0415 - as above

    zone = at.zone.rpartition("/")[2].replace("_", " ")
    return f"{format_date(local, 'd MMM', locale=_locale(language))} {local:%H:%M} {zone}"


def show_language(tag: str, language: str) -> str:
    """What a language is called in another: `es` is Spanish in English, español in Spanish."""
    if _is_english(language):
        return english_name(tag)
    from babel import Locale  # noqa: PLC0415 - as above

    return str(Locale.parse(_locale(language)).languages.get(tag.partition("-")[0], tag))


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
