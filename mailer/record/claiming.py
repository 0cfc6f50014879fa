"""
Claiming: a connection takes some deliveries that are due, and answers for them until it closes.

Promises: who is claimed here is claimed by nobody else, because the change that takes them is
conditional and durable before `claim` returns. What is noted, a final dot before it may leave or a
reply as it comes, outlives the process once `keep` returns; where it raises, no dot noted since the last
one may leave, and none is taken to have left.
Never: selects first and updates then; hands over, waits, or asks whether an embargo stands.
Fails with: LedgerError and its kin.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import bindparam, insert, literal_column, select, update
from sqlalchemy.engine import Connection

from mailer.compose.message import Envelope
from mailer.deliver.ports import Clock, Outcome
from mailer.deliver.reply import Reply
from mailer.record.closing import Held, OpenWindow, close_window
from mailer.record.departures import grant
from mailer.record.instants import instant, microseconds
from mailer.record.journal import Fate, Journal, Owner
from mailer.record.many import Asked
from mailer.record.ownership import journal_path
from mailer.record.pieces import unpack_pieces
from mailer.record.refusals import of_system, taken_over
from mailer.record.schema import WAITING, deliveries, distributions, standings, windows
from mailer.record.standing import LIVE, key_of, settle
from mailer.record.store import Store
from mailer.schedule.pace import UNPACED, Pacing, Wait
from mailer.words.states import DeliveryState

_LIVE = (
    select(distributions.c.key)
    .where(
        distributions.c.id == bindparam("id"),
        distributions.c.state.in_([literal_column(f"'{state}'") for state in LIVE]),
    )
    .scalar_subquery()
)
_DUE = (
    select(standings.c.number)
    .where(standings.c.distribution == _LIVE, WAITING, standings.c.due_at <= bindparam("now"))
    .order_by(standings.c.due_at, standings.c.number)
    .limit(bindparam("at_most"))
    .offset(literal_column("0"))
)
_HOLD = Asked(
    update(standings)
    .where(standings.c.distribution == _LIVE, standings.c.number.in_(_DUE), WAITING)
    .values(state=literal_column(f"'{DeliveryState.HANDED}'"), held_by=bindparam("window"))
    .returning(
        standings.c.number, standings.c.address_key, standings.c.attempts, standings.c.due_at
    ),
    ("window", "id", "id", "now", "at_most"),
)
_OPEN = insert(windows).returning(windows.c.key)
_RESERVE = (
    update(windows)
    .where(windows.c.key == bindparam("window"))
    .values(departures=bindparam("how_many"))
)
_RENEW = (
    update(windows)
    .where(windows.c.key == bindparam("window"), windows.c.closed_at.is_(None))
    .values(lease_until=bindparam("until"))
)
_CONTENT = (
    select(
        deliveries.c.number,
        deliveries.c.mail_from,
        deliveries.c.rcpt_to,
        deliveries.c.message_id,
        deliveries.c.skeleton,
        deliveries.c.holes,
        deliveries.c.trusted,
    )
    .where(
        deliveries.c.distribution == bindparam("of"),
    )
    .order_by(deliveries.c.number)
)
_STRETCH = Asked(
    _CONTENT.where(deliveries.c.number.between(bindparam("first"), bindparam("last"))),
    ("of", "first", "last"),
)
_CHOICE = _CONTENT.where(
    deliveries.c.number.in_(bindparam("numbers", expanding=True, literal_execute=True))
)

_NEVER = float("inf")
_STRETCHED = 2
"""Numbers that lie so close are read in one stretch, with what lies between."""
_WITHHELD, _PLANNED = DeliveryState.WITHHELD, DeliveryState.PLANNED

Standings = dict[int, tuple[str, int, datetime]]
"""Number → address key, attempts so far, and when it was due."""


class _NothingDue(Exception):
    """Nobody is due, or the distribution is paused."""


class _TooSoon(Exception):
    """Somebody may be due, but the relay's rate lets nobody leave."""

    def __init__(self, wait: Wait) -> None:
        super().__init__()
        self.wait = wait


class Claimed(NamedTuple):
    """One delivery that is ours to hand over now."""

    number: int
    envelope: Envelope
    message_id: str
    skeleton: bytes
    """`Skeleton.key`."""
    holes: tuple[bytes, ...]
    trusted: bool
    address_key: str
    attempts: int
    """How many there were before."""
    due_at: datetime
    """Its own time: nothing of it may leave before."""


class Window:
    """
    Some claimed deliveries and their account. It belongs to one thread.

    Whatever is not settled when it closes goes back to waiting, or, where its final dot may have
    left, is in doubt.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        window: OpenWindow,
        claimed: tuple[Claimed, ...],
        journal: Journal,
    ) -> None:
        """Opened by `claim`."""
        self.deliveries = claimed
        """In order of number."""
        self._store = store
        self._clock = clock
        self._window = window
        self._dots: dict[int, int] = {}
        """Those that may have left: number → microseconds."""
        self._coming: dict[int, int] = {}
        """The same of those that may leave after the next `keep`."""
        self._fates: dict[int, Fate] = {}
        self._journal = journal
        self._closed = False
        self._last_said: tuple[Reply | None, str, str] = (None, "", "")
        self._last_words = ("", "", "")
        """The same, as they are stored."""
        self._now: int | None = None
        """One reading of the clock, in microseconds, for what happens between two waits."""
        self._renew_at = _renew_at(store, window.opened_at)

    def dot(self, number: int) -> None:
        """Note that the final dot of this delivery leaves after the next `keep`, if neither raises."""
        earlier = self._fates.pop(number, None)
        assert earlier is None or earlier.state is _PLANNED
        at = self._now or self._read_clock()
        if at >= self._renew_at:
            self._renew()
        self._journal.dot(number, at)
        self._coming[number] = at

    def reply(self, number: int, outcome: Outcome, *, due_at: datetime | None = None) -> None:
        """
        Note what became of a delivery: any of the fates `closing` tells of.

        `due_at` is when a deferred one is tried again (None: given up), and until when a withheld
        one waits. A suppressed one's reason is `outcome.why`. It outlives the process from the next
        `keep` on.
        """
        state, reply, why, peer = outcome
        assert due_at is not None or state is not _WITHHELD
        last_reply, last_why, last_peer = self._last_said
        if reply is not last_reply or why != last_why or peer != last_peer:
            said = _storable(str(reply)) if reply else ""
            self._last_said = (reply, why, peer)
            self._last_words = (said, _storable(why), _storable(peer))
        if state is _PLANNED:
            self._coming.pop(number, None)
        at = self._now or self._read_clock()
        self._fates[number] = fate = Fate(number, state, at, due_at, *self._last_words)
        self._journal.fate(fate)

    def keep(self) -> None:
        """See that what was told outlives this process; before a wait."""
        self._now = None
        try:
            self._journal.keep()
        except OSError as error:
            raise of_system(error, str(self._journal.path)) from error
        if self._coming:
            self._dots |= self._coming
            self._coming.clear()

    def _read_clock(self) -> int:
        self._now = now = microseconds(self._clock.now())
        return now

    def _renew(self) -> None:
        """Hold the lease on, well before it is over; no dot may leave from a window taken over."""
        now = self._clock.now()
        with self._store.writing() as connection:
            until = now + (self._store.lease or timedelta())
            values = {"window": self._window.key, "until": until}
            if not connection.execute(_RENEW, values).rowcount:
                raise taken_over(self._store.where)
        self._renew_at = _renew_at(self._store, now)

    def close(self, now: datetime) -> None:
        """One durable change settles all of it. May be called again where it raised; then idle."""
        if self._closed:
            return
        with suppress(OSError):  # if nothing can be written, the change below says so
            self._journal.keep()
        dots, fates = self._dots, self._fates
        held = [
            Held((n := each.number), each.attempts, dots.get(n), fates.get(n))
            for each in self.deliveries
        ]
        with self._store.writing() as connection:
            close_window(connection, self._window, held, now, self._store.where)
            settle(connection, self._window.distribution, now)
        self._closed = True
        self.let_go()
        self._journal.path.unlink(missing_ok=True)

    def let_go(self) -> None:
        """Close the journal's file without settling anything; the next owner does."""
        self._journal.close()


def _renew_at(store: Store, since: datetime) -> float:
    """In microseconds. Half of the lease is left then: clocks that differ by less cannot matter."""
    return _NEVER if store.lease is None else microseconds(since + store.lease / 2)


def claim(
    store: Store,
    clock: Clock,
    distribution_id: str,
    *,
    now: datetime,
    limit: int,
    pacing: Pacing = UNPACED,
) -> Window | Wait | None:
    """
    Take at most `limit` deliveries that are due at `now`; None where there are none.

    `Wait` is only returned where there is a pacing, and says when its rates let anybody leave.
    """
    window = None
    try:
        with store.writing() as connection:
            window = _take(
                store, clock, connection, distribution_id, now=now, limit=limit, pacing=pacing
            )
    except _NothingDue:
        return None
    except _TooSoon as soon:
        return soon.wait
    except BaseException:
        # Its journal stays: if the commit did reach the disk, the next owner needs it.
        if window is not None:
            window.let_go()
        raise
    return window


def _take(
    store: Store,
    clock: Clock,
    connection: Connection,
    distribution_id: str,
    *,
    now: datetime,
    limit: int,
    pacing: Pacing,
) -> Window:
    granted: int | Wait = limit
    if pacing.sender:
        granted = grant(connection, pacing.sender, pacing.rates, limit, now)
    opened = _open_window(store, connection, distribution_id, now, pacing.sender)
    at_most = 1 if isinstance(granted, Wait) else granted
    held = hold(connection, distribution_id, window=opened.key, now=now, limit=at_most)
    if not held:
        raise _NothingDue
    if isinstance(granted, Wait):
        raise _TooSoon(granted)
    if pacing.sender:
        connection.execute(_RESERVE, {"window": opened.key, "how_many": len(held)})
    claimed = tuple(_content(connection, opened.distribution, held))
    settle(connection, opened.distribution, now)
    # Before the commit: a window on disk without its journal would put all of it in doubt.
    journal = Journal(
        journal_path(store.beside, distribution_id, opened.key),
        Owner(store.uuid, opened.key, store.machine.boot_id),
    )
    return Window(store, clock, opened, claimed, journal)


def _open_window(
    store: Store, connection: Connection, distribution_id: str, now: datetime, sender: str
) -> OpenWindow:
    distribution = key_of(connection, distribution_id)
    key = connection.execute(
        _OPEN,
        {
            "distribution": distribution,
            "boot_id": store.machine.boot_id,
            "runner": store.machine.runner,
            "machine_id": store.machine.machine_id,
            "sender": sender,
            "opened_at": now,
            "lease_until": None if store.lease is None else now + store.lease,
        },
    ).scalar_one()
    return OpenWindow(key, distribution, now, sender)


def hold(
    connection: Connection, distribution_id: str, *, window: int, now: datetime, limit: int
) -> Standings:
    """Whom this window has just taken: those that are due longest, then by number."""
    at = microseconds(now)
    taken = _HOLD.rows(connection, window, distribution_id, distribution_id, at, limit)
    due = {due_at: instant(due_at) for due_at in {row[3] for row in taken}}
    return {number: (key, attempts, due[due_at]) for number, key, attempts, due_at in taken}


def _content(connection: Connection, distribution: int, held: Standings) -> Iterator[Claimed]:
    first, last = min(held), max(held)
    if last - first < _STRETCHED * len(held):
        rows = _STRETCH.rows(connection, distribution, first, last)
    else:
        rows = connection.execute(_CHOICE, {"of": distribution, "numbers": list(held)}).all()
    for number, mail_from, rcpt_to, message_id, skeleton, holes, trusted in rows:
        if number in held:
            yield Claimed(
                number,
                Envelope(mail_from, rcpt_to),
                message_id,
                skeleton,
                unpack_pieces(holes),
                bool(trusted),
                *held[number],
            )


@lru_cache(maxsize=64)
def _storable(text: str) -> str:
    """A relay's bytes may be no UTF-8, or hold a NUL; they are kept readable rather than refused."""
    if not text or (text.isascii() and "\0" not in text):
        return text
    return text.encode("utf-8", "backslashreplace").decode().replace("\0", "\\x00")
