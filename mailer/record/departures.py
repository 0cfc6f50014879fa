"""
Departures: how many messages left lately through one relay, remembered by the windows they left in.

A window that is paced carries the sender's name and a number: while it is open, how many it may let
leave; once it is closed, how many it did. Whatever left in it left before it closed. So a rate of n
in s seconds is kept by every process of this ledger, and over restarts, where the windows that are
open, or closed less than s seconds ago, come to at most n: never n + 1 in any stretch of s seconds.

It costs no write of its own: windows are written when they are claimed and when they close.

Never: waits, or says how fast it is wise to be.
Fails with: what the database fails with.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.engine import Connection

from mailer.read.settings import Rate
from mailer.record.schema import windows
from mailer.schedule.pace import Wait

ASK_AGAIN = timedelta(seconds=1)
"""Where others' open windows hold all that is left, nobody knows when they close."""


_OF_SENDER = (windows.c.sender == bindparam("sender"), windows.c.sender != "")
_LATELY = select(func.coalesce(func.sum(windows.c.departures), 0)).where(
    *_OF_SENDER, or_(windows.c.closed_at.is_(None), windows.c.closed_at > bindparam("since"))
)
_STILL_OPEN = select(func.coalesce(func.sum(windows.c.departures), 0)).where(
    *_OF_SENDER, windows.c.closed_at.is_(None)
)
_CLOSED = (
    select(windows.c.closed_at, windows.c.departures)
    .where(*_OF_SENDER, windows.c.closed_at > bindparam("since"), windows.c.departures > 0)
    .order_by(windows.c.closed_at)
)


def grant(
    connection: Connection, sender: str, rates: Sequence[Rate], wanted: int, now: datetime
) -> int | Wait:
    """How many of `wanted` may leave from now on; until when to wait where none may."""
    left = [wanted]
    for rate in rates:
        values = {"sender": sender, "since": now - timedelta(seconds=rate.seconds)}
        left.append(rate.count - int(connection.execute(_LATELY, values).scalar_one()))
    if min(left) > 0:
        return min(left)
    return Wait(max(_again_at(connection, sender, rate, now) for rate in rates))


def _again_at(connection: Connection, sender: str, rate: Rate, now: datetime) -> datetime:
    """When this rate lets one more leave."""
    span = timedelta(seconds=rate.seconds)
    still_open = int(connection.execute(_STILL_OPEN, {"sender": sender}).scalar_one())
    closed = connection.execute(_CLOSED, {"sender": sender, "since": now - span}).all()
    excess = still_open + sum(row.departures for row in closed) - rate.count
    if excess < 0:
        return now
    for row in closed:
        excess -= row.departures
        if excess < 0:
            return row.closed_at + span  # type: ignore[no-any-return]  # the column's own type
    return now + ASK_AGAIN
