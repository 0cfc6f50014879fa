"""
How a rehearsal is shown: a table in the order of time, what was proved, and whether the rate fits.

Promises: each row says who, how many, when on the sender's clock and when where they are, and what holds
them back or marks their copy. Where the rate does not fit, it says how many still wait at which time,
and what to change.
"""

from collections import defaultdict
from datetime import datetime, timedelta

from mailer.cli.console import printable
from mailer.cli.desk import Desk
from mailer.report.outlook import shown_rates
from mailer.report.rehearsal import Flaw, Rehearsal, Wave
from mailer.schedule.pace import per_minute_for, seconds_for
from mailer.words.times import span_shown
from mailer.words.zones import zone_named

_ROWS_MAX = 40
_INSTANTS_MAX = 3
_DAY = "%a"
_FOR_EXAMPLE_S = 0.2
"""What a relay may take for one message."""
_WORTH_TELLING = timedelta(minutes=1)


def showing(desk: Desk, rehearsal: Rehearsal) -> list[str]:
    """All of it."""
    waves = rehearsal.waves()
    return [
        "",
        *_table(waves, desk.settings.timezone),
        "",
        *_proof(rehearsal),
        *_speed(desk, waves),
        *_fits(desk, rehearsal, waves),
        *_too_slow(desk, rehearsal, waves),
        "",
    ]


def _table(waves: list[Wave], zone: str) -> list[str]:
    head = (f"When ({zone})", "Messages", "List", "Where they are", "")
    rows = [head, *(_row(wave, zone) for wave in waves[:_ROWS_MAX])]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    lines = [
        "  ".join(
            cell.rjust(width) if column == 1 else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    if len(waves) > _ROWS_MAX:
        lines.append(f"… and {len(waves) - _ROWS_MAX} rows more: --json has them all.")
    return lines


def _row(wave: Wave, zone: str) -> tuple[str, str, str, str, str]:
    first_at, last_at = wave.first_at or wave.due_at, wave.last_at or wave.due_at
    there = "no zone given"
    if wave.zone:
        there = f"{_span(first_at, last_at, wave.zone, '%a')} {wave.zone}"
    note = ""
    if wave.early:
        note = "early, marked EMBARGOED"
    elif wave.withheld:
        note = f"withheld until {_clock(wave.due_at, zone, '%a')}"
    return (
        _span(first_at, last_at, zone, "%a %Y-%m-%d"),
        f"{wave.arrived:,}",
        printable(wave.media_list),
        there,
        note,
    )


def _span(first_at: datetime, last_at: datetime, zone: str, day: str) -> str:
    """`Fri 2026-05-01 09:00 – 09:41:20`; the day again where it is another."""
    first, last = _clock(first_at, zone, day), _clock(last_at, zone, day)
    if first == last:
        return first
    same_day = _in(first_at, zone).date() == _in(last_at, zone).date()
    return f"{first} – {_clock(last_at, zone, '') if same_day else last}"


def _clock(at: datetime, zone: str, day: str) -> str:
    local = _in(at, zone)
    return f"{local:{day} %H:%M}{f':{local:%S}' if local.second else ''}".strip()


def _in(at: datetime, zone: str) -> datetime:
    return at.astimezone(zone_named(zone))


def _proof(rehearsal: Rehearsal) -> list[str]:
    """What the server in the relay's place saw."""
    lines, flaws = [], rehearsal.flaws
    arrived, expected = rehearsal.arrived(), rehearsal.expected
    if not flaws:
        lines += [
            f"Proved    by what arrived: each of {expected:,} recipients got exactly one message, and",
            "          none before its instant.",
        ]
    elif flaws[Flaw.MISSING] and arrived:
        lines.append(f"Arrived   {arrived:,} of {expected:,}")
    if rehearsal.suppressed:
        lines.append(f"Suppressed get nothing: {rehearsal.suppressed:,}")
    return lines


def _speed(desk: Desk, waves: list[Wave]) -> list[str]:
    relay = desk.settings.relay
    if relay is None:
        return [
            "Warning   no relay is set (MAILER_SMTP_HOST), so `send` would refuse, and nobody knows how",
            "          fast it may go.",
        ]
    last = max((wave.last_at - wave.due_at for wave in waves if wave.last_at), default=timedelta())
    lines = []
    if relay.rates or desk.settings.limits.domains:
        rates = [f"at most {shown_rates(relay.rates)} (MAILER_SMTP_RATE)"] if relay.rates else []
        rates += ["[limits.domains] of mailer.toml"] if desk.settings.limits.domains else []
        lines.append(f"Speed     {'; '.join(rates)}")
        after = "at its time" if last < _WORTH_TELLING else f"{span_shown(last)} after its time"
        lines.append(f"          the one that waits longest leaves {after}")
    if not relay.rates:
        together = max(map(_messages, _due_together(waves).values()))
        needed = timedelta(seconds=together * _FOR_EXAMPLE_S / relay.connections)
        lines.append(
            "Speed     no rate is set (MAILER_SMTP_RATE), and the server here takes all at once. A relay"
        )
        lines.append(
            f"          that takes {_FOR_EXAMPLE_S} s for each needs {span_shown(needed)} for "
            f"{together:,} over {relay.connections} connections."
        )
    return lines


def _fits(desk: Desk, rehearsal: Rehearsal, waves: list[Wave]) -> list[str]:
    """That the rate allows the hour, where a rate is known and it does."""
    relay = desk.settings.relay
    if relay is None or not (relay.rates or desk.settings.limits.domains):
        return []
    if any(wave.waiting for wave in waves):
        return []
    if rehearsal.by:
        when = f"by {_clock(rehearsal.by, desk.settings.timezone, _DAY)}"
    else:
        when = "within an hour after their time"
    return [f"Fits      everybody has it {when}."]


def _too_slow(desk: Desk, rehearsal: Rehearsal, waves: list[Wave]) -> list[str]:
    """Who would wait too long, until when, and what to change."""
    zone, lines = desk.settings.timezone, []
    behind = [each for each in _due_together(waves).items() if any(w.waiting for w in each[1])]
    for due_at, together in behind[:_INSTANTS_MAX]:
        wanted_by = together[0].wanted_by(rehearsal.by)
        count, waiting = _messages(together), sum(each.waiting for each in together)
        last_at = max(each.last_at or due_at for each in together)
        due = _clock(due_at, zone, _DAY)
        lines.append(
            f"Warning   too slow: at {_clock(wanted_by, zone, _DAY)}, {waiting:,} of the {count:,} "
            f"due at {due} still wait;"
        )
        lines.append(f"          the last of them leaves at {_clock(last_at, zone, _DAY)}.")
    if behind:
        lines += [f"          {cure}" for cure in _cures(desk, rehearsal, behind)]
    return lines


def _cures(
    desk: Desk, rehearsal: Rehearsal, behind: list[tuple[datetime, list[Wave]]]
) -> list[str]:
    """What would let all have it in time."""
    rates = desk.settings.relay.rates if desk.settings.relay else ()
    needed, relay_fits = 0, True
    for due_at, together in behind:
        seconds = (together[0].wanted_by(rehearsal.by) - due_at).total_seconds()
        if seconds <= 0:
            return ["What helps: a later --by. They may not leave before that, whatever the rate."]
        needed = max(needed, per_minute_for(_messages(together), seconds))
        relay_fits = relay_fits and seconds_for(_messages(together), rates) <= seconds
    if relay_fits:
        first = "higher limits for single domains ([limits.domains] in mailer.toml)"
    else:
        first = f"a relay that lets {needed:,} a minute leave (MAILER_SMTP_RATE={needed}/min)"
    # The one that waits least for those before it tells what the rate allows.
    in_time = max(_messages(each) - sum(w.waiting for w in each) for _, each in behind)
    withheld = any(wave.withheld for _, each in behind for wave in each)
    early = "more people on trusted lists" if withheld else "an earlier --at"
    return [
        f"What helps: {first};",
        f"no more than {in_time:,} recipients at one time; or {early}.",
    ]


def _due_together(waves: list[Wave]) -> dict[datetime, list[Wave]]:
    found: dict[datetime, list[Wave]] = defaultdict(list)
    for wave in waves:
        found[wave.due_at].append(wave)
    return found


def _messages(waves: list[Wave]) -> int:
    return sum(each.messages for each in waves)
