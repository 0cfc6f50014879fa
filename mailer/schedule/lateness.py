"""
Lateness: what did not begin to leave in time is not sent by itself any more.

A machine that was off, a laptop that slept, a cron that was broken: hours later the release may be
wrong, or the embargo long over. Then a person decides. What has begun in time goes on, however long
a slow relay takes, and whatever a person has just asked for is not late.

Pure: every instant is an argument.
"""

from datetime import datetime, timedelta

from mailer.words.times import span_shown

LATE_BY = timedelta(minutes=15)
"""How late a message may begin to leave, where nothing else was said."""


def lateness(
    now: datetime, *, due_at: datetime | None, begun_at: datetime | None, asked_at: datetime
) -> timedelta:
    """
    How late the first message that was never tried would leave; zero where it is not late.

    `due_at`: when it was due; None: all were tried. `begun_at`: when the last
    attempt ended; `asked_at`: when it was planned, put off, resumed or otherwise decided on last.
    """
    if due_at is None or (begun_at is not None and begun_at >= due_at):
        return timedelta(0)
    return max(now - max(due_at, asked_at), timedelta(0))


def missed_because(late: timedelta, late_by_max: timedelta) -> str:
    """
    Why a distribution is not sent by itself any more; "" where it is in time.

    >>> missed_because(timedelta(hours=2), LATE_BY)
    'It should have begun to leave 2 h ago, and may be 15 min late at most.'
    """
    if late <= late_by_max:
        return ""
    return (
        f"It should have begun to leave {span_shown(late)} ago, and may be "
        f"{span_shown(late_by_max)} late at most."
    )
