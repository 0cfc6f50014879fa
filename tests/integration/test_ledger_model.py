"""
The ledger against a model, in any order Hypothesis can think of.

The relay is kept here as a tally: the truth that no account can change. A crash drops the open ledger
as a dead process would; a power loss also takes a part of each journal's end and starts the machine
anew; a restore puts back any of the copies there are, taken at any moment, as often as it likes: they
know nothing of what was sent, planned, stopped or decided since. Held after every step are the
invariants of a press desk: nobody twice without a person's word (I1), nothing at the relay that the
account does not know (I2), sums that add up (I3), nothing early (I4), nothing after a suppression (I5),
the frozen bytes (I6), no final state left by itself (I7), no doubt without a reason (I8), one person a
delivery (I9). Dry runs, exit status and secrets (I10 to I12) have tests of their own.
"""

import os
import shutil
from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from press_office import PEOPLE, Backup, PressOffice
from records import HERE, SKELETON, a_delivery, a_distribution, an_outcome

from mailer.record.opening import restore_ledger
from mailer.words.errors import LedgerDamaged
from mailer.words.states import DeliveryState

ANSWERS = st.sampled_from(
    [DeliveryState.ACCEPTED, DeliveryState.DEFERRED, DeliveryState.REFUSED, DeliveryState.PLANNED]
)
WHICH = st.one_of(st.none(), st.sets(st.sampled_from(PEOPLE), min_size=1))

pytestmark = pytest.mark.slow


class LedgerModel(PressOffice):
    """All that happens to one, in any order."""

    @rule(people=st.sets(st.sampled_from(PEOPLE), min_size=1), later=st.integers(0, 3))
    def plan(self, people: set[str], later: int) -> None:
        """Plan for those of them who are not yet reached, for now or for later."""
        people -= set(self.ledger.reached("bridge-opens", 1))
        number = int(self.ledger.next_distribution_id("bridge-opens").rpartition("-")[2])
        if not people or number > 4:
            return
        due_at = self.clock.now() + timedelta(minutes=2 * later)
        self.consent(people)
        with self.ledger.plan(a_distribution(number, send_at=due_at)) as plan:
            plan.add_skeleton(SKELETON)
            for count, person in enumerate(sorted(people), 1):
                plan.add(a_delivery(count, person=person, due_at=due_at))

    @rule(limit=st.integers(1, 3))
    def claim(self, limit: int) -> None:
        """Take a window of the first distribution that has work."""
        self.clock.sleep(60)
        for due in self.ledger.due(self.clock.now())[:1]:
            if due not in self.owned:
                self.owning.enter_context(self.ledger.own(due))
                self.owned.add(due)
            if window := self.ledger.claim(due, self.clock.now(), limit):
                self.latest = max(self.latest, self.clock.now())
                self.windows.append((window, {each.number: each for each in window.deliveries}))
                planned = self.ledger.distribution(due).distribution
                assert planned.send_at <= self.clock.now(), "claimed early"

    @precondition(lambda self: not self.windows)
    @rule()
    def send_well(self) -> None:
        """A whole window without a mishap, so that examples get further."""
        self.claim(3)
        for window, left in self.windows:
            for claimed in list(left.values()):
                if claimed.address_key not in self.suppressed:
                    assert self.taken[claimed.address_key] < self.allowed[claimed.address_key]
                    del left[claimed.number]
                    window.dot(claimed.number)
                    window.keep()
                    self.take(claimed)
                    window.reply(claimed.number, an_outcome(DeliveryState.ACCEPTED))
        if self.windows:
            self.close()

    @precondition(lambda self: any(left for _, left in self.windows))
    @rule(data=st.data())
    def dot(self, data: st.DataObject) -> None:
        """Send one message to its final dot; whoever is suppressed is asked for just before."""
        window, left = data.draw(st.sampled_from([each for each in self.windows if each[1]]))
        claimed = left.pop(data.draw(st.sampled_from(sorted(left))))
        if claimed.address_key in self.suppressed:
            window.reply(claimed.number, an_outcome(DeliveryState.SUPPRESSED))
            return
        assert self.taken[claimed.address_key] < self.allowed[claimed.address_key], "sent again"
        assert claimed.holes == a_delivery(claimed.number).holes
        assert claimed.envelope.rcpt_to == claimed.address_key
        window.dot(claimed.number)
        window.keep()
        self.at_dot.append((window, claimed))

    @precondition(lambda self: self.at_dot)
    @rule(answer=ANSWERS)
    def answer(self, answer: DeliveryState) -> None:
        """The relay takes the oldest message or does not, and says so."""
        window, claimed = self.at_dot.pop(0)
        if answer is DeliveryState.ACCEPTED:
            self.take(claimed)
        due_at = self.clock.now() + timedelta(minutes=2)
        if answer is DeliveryState.PLANNED:
            dict(self.windows)[window][claimed.number] = claimed
        deferred = answer is DeliveryState.DEFERRED
        window.reply(claimed.number, an_outcome(answer), due_at=due_at if deferred else None)

    @precondition(lambda self: self.at_dot)
    @rule()
    def take_and_fall_silent(self) -> None:
        """The relay takes a message, and its answer is lost on the way."""
        window, claimed = self.at_dot.pop(0)
        self.take(claimed)
        window.reply(claimed.number, an_outcome(DeliveryState.IN_DOUBT))

    @precondition(lambda self: self.windows)
    @rule()
    def close(self) -> None:
        """Close the oldest window, whatever is still open in it."""
        window, _ = self.windows.pop(0)
        for at_dot in [each for each in self.at_dot if each[0] is window]:
            self.at_dot.remove(at_dot)
            self.take(at_dot[1])
        window.close(self.clock.now())

    @rule()
    def crash(self) -> None:
        """The process dies; a message past its dot is taken all the same."""
        for _, claimed in self.at_dot:
            self.take(claimed)
        self.drop()
        self.start()

    @rule(data=st.data())
    def lose_power(self, data: st.DataObject) -> None:
        """As a crash; and each journal loses as much of its end as was not yet on the disk."""
        for _, claimed in self.at_dot:
            self.take(claimed)
        self.drop()
        for journal in sorted(self.folder.rglob("*.journal")):
            os.truncate(journal, data.draw(st.integers(0, journal.stat().st_size)))
        self.machine = HERE._replace(boot_id=f"after {self.clock.now()}")
        self.start()

    @rule(minutes=st.integers(-10, 60))
    def set_the_clock(self, minutes: int) -> None:
        """Somebody, or NTP, puts the clock forward or back."""
        self.clock.sleep(60 * minutes)

    @rule(person=st.sampled_from(PEOPLE))
    def suppress(self, person: str) -> None:
        """From now on this person gets nothing."""
        self.suppressed.add(person)

    # A person steers, from another terminal: runs may hold windows meanwhile

    def steer(self, data: st.DataObject, how: Callable[[str], object]) -> None:
        if ids := self.ids():
            how(data.draw(st.sampled_from(ids)))

    @rule(data=st.data())
    def pause(self, data: st.DataObject) -> None:
        """Halt one."""
        self.steer(data, lambda each: self.ledger.pause(each, "Coffee.", self.clock.now()))

    @rule(data=st.data())
    def resume(self, data: st.DataObject) -> None:
        """Go on with one."""

        def go_on(each: str) -> None:
            self.consent(self.waiting(each))
            self.ledger.resume(each, self.clock.now())

        self.steer(data, go_on)

    @rule(data=st.data())
    def miss_and_reschedule(self, data: st.DataObject) -> None:
        """Nobody was there at its time; then somebody is."""

        def both(each: str) -> None:
            self.ledger.miss(each, 3600, self.decision())
            self.ledger.reschedule(each, self.decision())

        self.steer(data, both)

    @rule(data=st.data())
    def stop(self, data: st.DataObject) -> None:
        """End one."""
        self.steer(data, lambda each: self.ledger.stop(each, self.decision()))

    @rule(data=st.data(), which=WHICH)
    def retry(self, data: st.DataObject, which: set[str] | None) -> None:
        """Try refused and deferred ones again."""

        def both(each: str) -> None:
            self.consent(PEOPLE if which is None else which)
            for state in (DeliveryState.REFUSED, DeliveryState.DEFERRED):
                self.ledger.retry(each, state, self.decision(), which)
            self.forget(each, DeliveryState.REFUSED)

        self.steer(data, both)

    @rule(data=st.data(), which=WHICH)
    def resend(self, data: st.DataObject, which: set[str] | None) -> None:
        """Send again what is in doubt: a person's word for one more."""

        def again(each: str) -> None:
            for record in self.ledger.deliveries(each):
                chosen = which is None or record.address_key in which
                if chosen and record.state is DeliveryState.IN_DOUBT:
                    self.allowed[record.address_key] += 1
            self.ledger.resend(each, self.decision(), which)
            self.forget(each, DeliveryState.IN_DOUBT)

        self.steer(data, again)

    @rule(data=st.data(), which=WHICH)
    def leave(self, data: st.DataObject, which: set[str] | None) -> None:
        """Leave what is in doubt."""
        self.steer(data, lambda each: self.ledger.leave(each, self.decision(), which))

    @rule(by_hand=st.booleans())
    def back_up(self, *, by_hand: bool) -> None:
        """Keep a copy, also in the middle of a send; some people just copy the file."""
        path = self.folder / f"backup-{len(self.backups)}"
        if by_hand:
            shutil.copy(self.folder / "ledger.sqlite3", path)
        else:
            self.ledger.backup(path)
        backup = Backup(path, self.serial_of(path), frozenset(self.ids()), dict(self.final))
        self.backups.append(backup)

    @precondition(lambda self: self.backups)
    @rule(data=st.data())
    def put_back_by_hand(self, data: st.DataObject) -> None:
        """Somebody copies an older file over the ledger: it is refused by name, and put right again."""
        backup = self.backups[data.draw(st.integers(0, len(self.backups) - 1))]
        path = self.folder / "ledger.sqlite3"
        if backup.serial == self.serial_of(path):
            return
        self.crash()
        self.drop()
        path.rename(self.folder / "aside")
        shutil.copy(backup.path, path)
        with pytest.raises(LedgerDamaged, match="older copy") as refusal:
            self.start()
        assert "ledger restore" in refusal.value.cure
        (self.folder / "aside").replace(path)
        self.start()

    @precondition(lambda self: self.backups)
    @rule(data=st.data())
    def restore(self, data: st.DataObject) -> None:
        """Put a copy back, the same one perhaps again; what was sent since is not in it."""
        backup = self.backups[data.draw(st.integers(0, len(self.backups) - 1))]
        for _, claimed in self.at_dot:
            self.take(claimed)
        self.drop()
        self.clock.at = max(self.clock.now(), self.latest)
        path = self.folder / "ledger.sqlite3"
        restored = restore_ledger(path, backup.path, self.decision())
        assert self.serial_of(path) > backup.serial
        assert backup.path.exists()
        self.start()
        assert set(self.ids()) == backup.ids
        self.final = dict(backup.final)
        self.look_over(restored)


LedgerModel.TestCase.settings = settings(
    max_examples=int(os.environ.get("MAILER_TORTURE_EXAMPLES", "25")),
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    print_blob=True,
)
TestLedgerModel = LedgerModel.TestCase
