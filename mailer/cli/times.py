"""
The two clocks on the command line: what `--at` and its kin ask for, and how instants are shown back.

Promises: an instant is shown with the zone it was written in, the sender's zone, UTC and what is left
until then, and the recipients' hours beside it, before anything is planned.
"""

from datetime import timedelta
from typing import Protocol

from mailer.cli.console import show_time
from mailer.cli.desk import Desk
from mailer.cli.embargo_lines import embargo_lines
from mailer.read.rates import RateError, parse_span
from mailer.read.release import Release
from mailer.schedule.lateness import LATE_BY
from mailer.schedule.own_time import parse_own_time
from mailer.schedule.plan import Tally, Timing
from mailer.schedule.retry import GIVE_UP_AFTER
from mailer.words.errors import UsageError
from mailer.words.states import DeliveryState
from mailer.words.times import ZonedTime, parse_time
from mailer.words.zones import TimeError

_FAR = timedelta(days=366)
_ROWS_SHOWN = 20


class TimesAsked(Protocol):
    """What the command line says of times."""

    @property
    def at(self) -> str:
        """When mail leaves; "" for now."""

    @property
    def give_up_after(self) -> str:
        """How long deferred ones are tried; "" for as usual."""

    @property
    def late_by(self) -> str:
        """How late it may begin to leave; "" for as usual."""


def timing_of(desk: Desk, release: Release, order: TimesAsked) -> Timing:
    """The two clocks, from the release and `--at`."""
    embargo = release.embargoed_until.utc if release.embargoed_until else None
    if not order.at:
        return Timing(desk.now, embargo)
    fallback = desk.settings.timezone if desk.settings.timezone_is_given else ""
    try:
        own_time = parse_own_time(order.at, fallback)
    except TimeError as error:
        raise UsageError(error.what, where="--at", cure=error.cure) from error
    if own_time is not None:
        return Timing(desk.now, embargo, own_time)
    asked = time_to_come(desk, order.at, "--at")
    if release.expires is not None and release.expires.utc <= asked.utc:
        raise UsageError(
            f"The release will have expired by then: {release.expires}.",
            where="--at",
            cure="Name an earlier time, or correct `expires:` in the release.",
        )
    return Timing(asked.utc, embargo, asked=asked)


def time_to_come(desk: Desk, text: str, option: str) -> ZonedTime:
    """The time that an option names; UsageError where it has passed."""
    at = time_given(text, option)
    if at.utc < desk.now:
        shown = show_time(at.utc, desk.settings.timezone, desk.now)
        raise UsageError(
            f"That time has passed: {shown}.", where=option, cure=f"Leave {option} out."
        )
    return at


def time_given(text: str, option: str) -> ZonedTime:
    """The time that an option names."""
    try:
        return parse_time(text)
    except TimeError as error:
        raise UsageError(error.what, where=option, cure=error.cure) from error


def give_up_after(desk: Desk, order: TimesAsked) -> timedelta:
    """How long deferred ones are tried: by the option, by mailer.toml, or as usual."""
    usual = desk.settings.limits.give_up_after or GIVE_UP_AFTER
    return _span_given(order.give_up_after, "--give-up-after") or usual


def late_by(order: TimesAsked) -> timedelta:
    """How late it may begin to leave: by the option, or as usual."""
    return _span_given(order.late_by, "--late-by") or LATE_BY


def _span_given(text: str, option: str) -> timedelta | None:
    if not text:
        return None
    try:
        return parse_span(text)
    except RateError as error:
        raise UsageError(str(error), where=option, cure=error.cure) from error


def check_own_times(desk: Desk, timing: Timing, tally: Tally) -> None:
    """Refuse an hour of their own for recipients whose zone nobody knows, or that is over everywhere."""
    if timing.own_time is None:
        return
    if tally.zoneless:
        count, rows = len(tally.zoneless), tally.zoneless[:_ROWS_SHOWN]
        more = " …" if count > len(rows) else ""
        raise UsageError(
            f"The time zone of {count} recipient{'s' * (count > 1)} is not known: "
            f"{'; '.join(rows)}{more}.",
            where="--at",
            cure="Fill in the column timezone (Europe/Madrid), or set MAILER_TIMEZONE in .env for "
            "those without one.",
        )
    day = timing.own_time.day
    zones = [zone or timing.own_time.fallback for zone in tally.zones]
    if day and all(timing.own_time.instant(zone, desk.now)[0] < desk.now for zone in zones):
        raise UsageError(
            f"That time has passed for everybody: {timing.own_time}.",
            where="--at",
            cure="Leave --at out.",
        )


def time_lines(desk: Desk, release: Release, timing: Timing, tally: Tally) -> list[str]:
    """When it leaves, and what the embargo means for whom."""
    zone, lines = desk.settings.timezone, []
    if timing.own_time is not None:
        lines += _own_time_lines(desk, timing, tally)
    elif timing.send_at > desk.now:
        lines.append(f"Leaves    {show_time(timing.send_at, zone, desk.now)}")
    last = tally.last_due_at or timing.send_at
    if release.expires is not None and release.expires.utc <= last:
        lines.append(f"Warning   some get it after it has expired: {release.expires}.")
    own_first = tally.first_due_at if timing.own_time else None
    if (own_first or timing.send_at) > desk.now + _FAR:
        lines.append(
            "Warning   it leaves more than a year from now: a wrong digit would keep it back for years."
        )
    embargo = release.embargoed_until
    if embargo is not None:
        lines += embargo_lines(desk, embargo, tally.zones)
        lines.append(
            f"          {tally.trusted_early} trusted get it before, marked EMBARGOED; "
            f"{tally.states[DeliveryState.WITHHELD]} are withheld until then"
        )
        own = timing.own_time is not None
        if (last if own else timing.send_at) > max(embargo.utc, desk.now):
            lines.append(
                f"Warning   it leaves {'for some ' if own else ''}after the embargo has ended: "
                "others may have it before."
            )
    return lines


def _own_time_lines(desk: Desk, timing: Timing, tally: Tally) -> list[str]:
    own_time, zone = timing.own_time, desk.settings.timezone
    assert own_time is not None, "asked for by the caller"
    lines = [f"Leaves    {own_time}: for each recipient by the column timezone"]
    if tally.first_due_at and tally.last_due_at:
        lines.append(f"          first {show_time(tally.first_due_at, zone, desk.now)}")
        if tally.last_due_at > tally.first_due_at:
            lines.append(f"          last  {show_time(tally.last_due_at, zone, desk.now)}")
    if tally.zones[""]:
        lines.append(
            f"          {tally.zones['']} give no zone; they get it by {own_time.fallback} "
            "(MAILER_TIMEZONE)"
        )
    lines += [
        f"          the clocks of {name} change over that hour: {count} get it at the later instant"
        for name, count in tally.changing.most_common()
    ]
    return lines
