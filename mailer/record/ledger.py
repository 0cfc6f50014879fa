"""
The ledger: who is to get what, who got it, and what is not known.

A delivery is in exactly one state:

    state       on disk                                      leaves it by
    planned     no attempt open, due at its time             claim, stop
    withheld    as planned; due at the embargo               claim, stop
    handed      held by one open window                      close, recovery
    accepted    the last attempt: 2yz to the final dot       -
    deferred    the last attempt: 4yz; due again, or never   claim, retry
    refused     the last attempt: 5yz                        retry
    in_doubt    the last attempt: dot left, no answer        resend
    suppressed  no attempt, the reason noted                 -
    stopped     no attempt: a person ended it before         -

`stop`, `retry`, `resend`, `leave`, `reschedule` are a person's decisions: see `steering`. They, `pause`
and `resume` may come from any process while a run is at it; the run's next claim obeys them.

GUARANTEE: a delivery has at most one open attempt. It is held by at most one window, a window by at
most one run, and what a run leaves open is closed by the next owner before it claims anything.

What happens, and at which instant it has happened (each is one synced commit):

1. `plan` gathers a distribution apart and copies it in. PLANNED when that commit returns; before,
   there is nothing of it. One delivery of a version covers a person; the index sees to it.
2. `own` takes the kernel's lock and closes what a dead run left. RECOVERED, window by window.
3. `claim` moves due deliveries to handed, under a new window. CLAIMED when that commit returns. The
   window's journal is begun before it. No MAIL FROM has left.
4. Within the window, not synced: `dot` is written just before each final dot, `reply` as each fate is
   known. They survive the death of the process, exactly, but perhaps not that of the machine.
5. `close` appends the attempts and settles the standings. CLOSED when that commit returns; then the
   journal is removed.

Cut short between 3 and 5 and the machine ran on: no dot, back to waiting; dot and no reply, in doubt;
reply, as replied. And the machine did not: a reply that survived counts, all else is in doubt. So
nobody is sent to twice without a person's word, and nobody is forgotten.

Promises: a ledger that was deleted, emptied, exchanged, damaged or put back from an older copy is
noticed when it is opened, and when it happens in use, before the next claim.
Never: reads what a reply means, decides when to try again, or what may leave.
Fails with: LedgerLocked if another run holds it, LedgerDamaged if it does not verify, LedgerError if
it cannot be written, GuardError if it belongs to another machine, UsageError for an unknown id.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from mailer.compose.message import Skeleton
from mailer.deliver.clock import SystemClock
from mailer.deliver.ports import Clock
from mailer.record import accounts, people, steering, takeover, timeline
from mailer.record.accounts import DeliveryRecord, DistributionRecord, Pulse
from mailer.record.claiming import Window, claim
from mailer.record.events import EventRecord, read_events
from mailer.record.machine import Machine, this_machine
from mailer.record.opening import LOCKED_AFTER_S, open_store
from mailer.record.people import PersonDelivery
from mailer.record.planning import Plan, gather
from mailer.record.recovery import recover
from mailer.record.release_record import ReleaseRecord
from mailer.record.skeleton_rows import read_skeletons
from mailer.record.standing import key_of, settle
from mailer.record.steering import Decision, Stopped
from mailer.record.store import Store
from mailer.record.timeline import Acceptances, Timeline
from mailer.schedule.distribution import Distribution
from mailer.schedule.pace import Pacing, Wait
from mailer.words.states import Counts, DeliveryState, DistributionState


class Ledger:
    """One ledger, open. Threads may share it; a window or a plan belongs to one of them."""

    def __init__(self, store: Store, clock: Clock) -> None:
        """Use `Ledger.open`."""
        self._store = store
        self._clock = clock
        self._owned: set[str] = set()

    @classmethod
    def open(
        cls,
        url: str | Path,
        *,
        create: bool,
        folder: Path = Path(),
        clock: Clock | None = None,
        machine: Machine | None = None,
        locked_after_s: float = LOCKED_AFTER_S,
    ) -> Self:
        """
        Open `sqlite:///path`, a path, or `postgresql://…`; a relative path, and the journals beside a
        database, lie in `folder`, the workspace.

        `create`: it is written to, and made where there was never one; else that reads as empty.
        """
        clock = clock or SystemClock()
        store = open_store(
            url,
            folder,
            create=create,
            machine=machine or this_machine(),
            locked_after_s=locked_after_s,
            now=clock.now(),
        )
        return cls(store, clock)

    def close(self) -> None:
        """Let go of the file."""
        self._store.close()

    def __enter__(self) -> Self:
        """For `with`."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close, whatever happened."""
        self.close()

    # Planning

    def next_distribution_id(self, slug: str) -> str:
        """The id the release's next distribution will have."""
        return accounts.next_distribution_id(self._store, slug)

    def frozen_hash(self, slug: str, version: int) -> str | None:
        """The content hash this version was first planned with; None: never planned."""
        return accounts.frozen_hash(self._store, slug, version)

    def reached(self, slug: str, version: int) -> dict[str, str]:
        """
        Address key → distribution id, of everybody this version need not be planned for again.

        They were accepted, are in doubt, or are still to be sent to; not those refused, suppressed,
        stopped or given up.
        """
        return accounts.reached(self._store, slug, version)

    @contextmanager
    def plan(self, distribution: Distribution) -> Iterator[Plan]:
        """Gather a distribution; it is planned, whole and durably, when this ends without error."""
        with self.gather() as gathered:
            yield gathered
            gathered.freeze(distribution)

    @contextmanager
    def gather(self) -> Iterator[Plan]:
        """
        Gather deliveries for a distribution that is not decided on yet.

        `Plan.freeze` plans them; where it is not called, nothing of them remains.
        """
        self._store.check_machine()
        with gather(self._store, self._clock.now()) as gathered:
            yield gathered

    # Sending

    @contextmanager
    def own(self, distribution_id: str) -> Iterator[None]:
        """
        Be the one run that carries a distribution out; first, close what a dead run left.

        Every window must be closed before this ends. LedgerLocked, at once: another run is at it.
        """
        self._store.check_machine()
        with self._store.reading() as connection:
            key = key_of(connection, distribution_id)
        with self._store.owning(distribution_id, key):
            recover(self._store, distribution_id, self._clock.now())
            self._owned.add(distribution_id)
            try:
                yield
            finally:
                self._owned.discard(distribution_id)

    def claim(self, distribution_id: str, now: datetime, limit: int) -> Window | None:
        """
        Take at most `limit` deliveries due at `now`; None where none is due, or it is paused.

        Those that are due longest come first, then by number. Only inside `own`.
        """
        assert distribution_id in self._owned
        window = claim(self._store, self._clock, distribution_id, now=now, limit=limit)
        assert not isinstance(window, Wait)
        return window

    def skeletons(self, distribution_id: str) -> dict[bytes, Skeleton]:
        """What the distribution's messages share, by `Skeleton.key`."""
        return read_skeletons(self._store, distribution_id)

    def settle_state(self, distribution_id: str, now: datetime) -> DistributionState:
        """
        Let the state follow the deliveries, and return it.

        Claims and closes do so too; this is for a run that ends while something still waits.
        """
        with self._store.writing() as connection:
            settle(connection, key_of(connection, distribution_id), now)
        return self.distribution(distribution_id).state

    def claim_paced(
        self, distribution_id: str, now: datetime, limit: int, pacing: Pacing
    ) -> Window | Wait | None:
        """
        As `claim`, but never more than the rates of `pacing` let leave; `Wait`: nobody, until then.

        The rates are kept together by all that send as `pacing.sender` from this ledger, and over
        restarts. What a window does not let leave is given back when it closes.
        """
        assert distribution_id in self._owned
        return claim(self._store, self._clock, distribution_id, now=now, limit=limit, pacing=pacing)

    # Steering: each is one durable change, with an event that names who and why

    def pause(self, distribution_id: str, reason: str, now: datetime, *, who: str = "") -> None:
        """Let nobody claim any more, until `resume`. Open windows go on to their end."""
        steering.pause(self._store, distribution_id, Decision(now, who, reason))

    def resume(self, distribution_id: str, now: datetime, *, who: str = "") -> None:
        """Go on with a paused distribution; in any, what was put off need not wait any more."""
        steering.resume(self._store, distribution_id, Decision(now, who))

    def stop(self, distribution_id: str, decision: Decision) -> Stopped:
        """Let nothing more of it be handed over. A run finishes what it has in its hands."""
        return steering.stop(self._store, distribution_id, decision)

    def stop_release(self, slug: str, decision: Decision) -> list[Stopped]:
        """Stop all distributions of a release that are not at their end, in one change."""
        return steering.stop_release(self._store, slug, decision)

    def retry(
        self,
        distribution_id: str,
        state: DeliveryState,
        decision: Decision,
        keys: Collection[str] | None = None,
    ) -> int:
        """
        Make its refused or deferred deliveries due now, all or by address key; how many.

        Whom another distribution of this version covers meanwhile is left out.
        """
        return steering.retry(self._store, distribution_id, state, decision, keys)

    def resend(
        self, distribution_id: str, decision: Decision, keys: Collection[str] | None = None
    ) -> int:
        """Hand over again what is in doubt, under the same Message-ID; how many there were."""
        return steering.resend(self._store, distribution_id, decision, keys)

    def leave(
        self, distribution_id: str, decision: Decision, keys: Collection[str] | None = None
    ) -> int:
        """Let what is in doubt stay so, settled: `unsettled` counts it no more; how many."""
        return steering.leave(self._store, distribution_id, decision, keys)

    def change_give_up_at(
        self, distribution_id: str, give_up_at: datetime, decision: Decision
    ) -> None:
        """Try deferred deliveries until then."""
        steering.change_give_up_at(self._store, distribution_id, give_up_at, decision)

    def miss(self, distribution_id: str, late_by_s: int, decision: Decision) -> None:
        """Its time passed by so many seconds while nobody sent it: let nobody claim any more."""
        steering.miss(self._store, distribution_id, late_by_s, decision)

    def reschedule(self, distribution_id: str, decision: Decision) -> None:
        """Let a missed distribution be sent after all; nothing happens to one that is not."""
        steering.reschedule(self._store, distribution_id, decision)

    def put_off(self, distribution_id: str, until: datetime, decision: Decision) -> None:
        """Let nothing of it be claimed before then; what is due later stays so."""
        steering.put_off(self._store, distribution_id, until, decision)

    def note(self, distribution_id: str, what: str, detail: str, decision: Decision) -> None:
        """Append to its events what a person chose that changes nothing else."""
        steering.note(self._store, distribution_id, what, detail, decision)

    # Keeping

    def backup(self, copy: Path) -> None:
        """Copy the ledger to a new file, mode 0600, while it may be in use."""
        self._store.back_up(copy)

    def take_over(self, decision: Decision) -> None:
        """Let this machine own a ledger that was another's; that one must send no more."""
        takeover.take_over_ledger(self._store, decision)

    def take_over_distribution(self, distribution_id: str, decision: Decision) -> int:
        """Let the next run close what another machine has open of it; how many windows."""
        return takeover.take_over_distribution(self._store, distribution_id, decision)

    @property
    def place(self) -> Path:
        """The ledger's file; beside a database, where its journals lie."""
        return self._store.beside

    @property
    def uuid(self) -> str:
        """Which it is; each copy of it has the same."""
        return self._store.uuid

    @property
    def is_ours(self) -> bool:
        """Whether it belongs to this machine, as far as the system tells."""
        return self._store.belongs_to in ("", self._store.machine.machine_id)

    @property
    def is_shared(self) -> bool:
        """Whether several machines may send from it."""
        return self._store.lease is not None

    # People

    def person(self, address_key: str) -> Iterator[PersonDelivery]:
        """Everything that was planned for one person."""
        return people.read_person(self._store, address_key)

    def erase(self, address_key: str, pseudonym: str) -> int:
        """Put a pseudonym in a person's place, everywhere; how many deliveries that was."""
        return people.erase_person(self._store, address_key, pseudonym)

    # Looking

    def is_live(self, distribution_id: str) -> bool:
        """Whether it may be claimed from: nobody has paused or stopped it. Cheap; asked often."""
        return accounts.is_live(self._store, distribution_id)

    def departures(self, since: datetime) -> list[tuple[str, datetime]]:
        """Where each message went that left after then, and when; oldest first."""
        return accounts.read_departures(self._store, since)

    def distribution(self, id_or_prefix: str) -> DistributionRecord:
        """The distribution with this id, or the only one whose id begins so."""
        return accounts.find_distribution(self._store, id_or_prefix)

    def distributions(self) -> list[DistributionRecord]:
        """All of them, in the order in which they were planned."""
        return accounts.list_distributions(self._store)

    def due(self, now: datetime) -> list[str]:
        """
        The ids of those that have work at `now`, in the order in which they were planned.

        Also of those that a run has in its hands: where it is dead, `own` recovers them.
        """
        return accounts.due(self._store, now)

    def next_due_at(self, distribution_id: str) -> datetime | None:
        """The earliest instant at which something of it waits to be sent; None: nothing does."""
        return accounts.find_next_due_at(self._store, distribution_id)

    def timeline(self, distribution_id: str) -> Timeline:
        """When its first was due, and when a run last began on it."""
        return timeline.read_timeline(self._store, distribution_id)

    def last_event_at(self) -> datetime | None:
        """When anything last happened to any distribution; None: nothing ever did."""
        return timeline.read_last_event_at(self._store)

    def acceptances(self, distribution_id: str, since: datetime) -> Acceptances:
        """When the relay accepted its first and its last message since then."""
        return timeline.read_acceptances(self._store, distribution_id, since)

    def counts(self, distribution_id: str) -> Counts:
        """How many of its deliveries stand where."""
        return accounts.count_deliveries(self._store, distribution_id)

    def deliveries(
        self, distribution_id: str, state: DeliveryState | None = None
    ) -> Iterator[DeliveryRecord]:
        """Its deliveries, all or in one state, in order of number, read a page at a time."""
        return accounts.read_deliveries(self._store, distribution_id, state)

    def pulse(self, distribution_id: str, since: datetime) -> Pulse:
        """How fast it has left since then, and what of it waits."""
        return accounts.read_pulse(self._store, distribution_id, since)

    def events(self, distribution_id: str) -> list[EventRecord]:
        """What happened to it, who did it and why, in order."""
        return read_events(self._store, distribution_id)

    def unsettled(self, distribution_id: str) -> int:
        """How many of its deliveries are in doubt, and nobody has said to leave them so."""
        return accounts.count_unsettled(self._store, distribution_id)

    def release(self, slug: str) -> ReleaseRecord:
        """A release over all its distributions."""
        return ReleaseRecord(self._store, slug)
