"""
The ledger against a model, in any order Hypothesis can think of.

The relay's file is kept here as a tally; a crash drops the open ledger as a dead process would, and a
power loss also takes a part of each journal's end and starts the machine anew.
"""

import contextlib
import os
import shutil
import tempfile
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from records import HERE, SKELETON, ValueClock, a_delivery, a_distribution, an_outcome

from mailer.record.claiming import Claimed, Window
from mailer.record.ledger import Ledger
from mailer.words.states import DeliveryState

PEOPLE = [f"reader{n}@example.org" for n in range(1, 7)]
ANSWERS = st.sampled_from(
    [DeliveryState.ACCEPTED, DeliveryState.DEFERRED, DeliveryState.REFUSED, DeliveryState.PLANNED]
)

pytestmark = pytest.mark.slow


class LedgerModel(RuleBasedStateMachine):
    """One press office, one release, one relay; time moves on with each window."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.clock = ValueClock()
        self.machine = HERE
        self.taken: Counter[str] = Counter()
        self.windows: list[tuple[Window, dict[int, Claimed]]] = []
        self.at_dot: list[tuple[Window, Claimed]] = []
        self.owning = contextlib.ExitStack()
        self.owned: set[str] = set()
        self.start()

    def start(self) -> None:
        self.ledger = Ledger.open(
            self.folder / "ledger.sqlite3", create=True, clock=self.clock, machine=self.machine
        )

    def teardown(self) -> None:
        self.drop()
        shutil.rmtree(self.folder)

    def drop(self) -> None:
        """What the kernel does for a dead process: files closed, locks freed, memory gone."""
        for window, _ in self.windows:
            window.let_go()
        self.windows.clear()
        self.at_dot.clear()
        self.owning.close()
        self.owned.clear()
        self.ledger.close()

    @rule(people=st.sets(st.sampled_from(PEOPLE), min_size=1))
    def plan(self, people: set[str]) -> None:
        """Plan for those of them who are not yet reached."""
        people -= set(self.ledger.reached("bridge-opens", 1))
        number = int(self.ledger.next_distribution_id("bridge-opens").rpartition("-")[2])
        if not people or number > 4:
            return
        with self.ledger.plan(a_distribution(number)) as plan:
            plan.add_skeleton(SKELETON)
            for count, person in enumerate(sorted(people), 1):
                plan.add(a_delivery(count, person=person))

    @rule(limit=st.integers(1, 3))
    def claim(self, limit: int) -> None:
        """Take a window of the first distribution that has work."""
        self.clock.sleep(60)
        for due in self.ledger.due(self.clock.now())[:1]:
            if due not in self.owned:
                self.owning.enter_context(self.ledger.own(due))
                self.owned.add(due)
            if window := self.ledger.claim(due, self.clock.now(), limit):
                self.windows.append((window, {each.number: each for each in window.deliveries}))

    @precondition(lambda self: any(left for _, left in self.windows))
    @rule(data=st.data())
    def dot(self, data: st.DataObject) -> None:
        """Send one message to its final dot."""
        window, left = data.draw(st.sampled_from([each for each in self.windows if each[1]]))
        claimed = left.pop(data.draw(st.sampled_from(sorted(left))))
        assert self.taken[claimed.address_key] == 0, "sent again to somebody who has it"
        window.dot(claimed.number)
        self.at_dot.append((window, claimed))

    @precondition(lambda self: self.at_dot)
    @rule(answer=ANSWERS)
    def answer(self, answer: DeliveryState) -> None:
        """The relay takes the oldest message or does not, and says so."""
        window, claimed = self.at_dot.pop(0)
        if answer is DeliveryState.ACCEPTED:
            self.taken[claimed.address_key] += 1
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
        self.taken[claimed.address_key] += 1
        window.reply(claimed.number, an_outcome(DeliveryState.IN_DOUBT))

    @precondition(lambda self: self.windows)
    @rule()
    def close(self) -> None:
        """Close the oldest window, whatever is still open in it."""
        window, _ = self.windows.pop(0)
        for at_dot in [each for each in self.at_dot if each[0] is window]:
            self.at_dot.remove(at_dot)
            self.taken[at_dot[1].address_key] += 1
        window.close(self.clock.now())

    @rule()
    def crash(self) -> None:
        """The process dies; a message past its dot is taken all the same."""
        for _, claimed in self.at_dot:
            self.taken[claimed.address_key] += 1
        self.drop()
        self.start()

    @rule(data=st.data())
    def lose_power(self, data: st.DataObject) -> None:
        """As a crash; and each journal loses as much of its end as was not yet on the disk."""
        for _, claimed in self.at_dot:
            self.taken[claimed.address_key] += 1
        self.drop()
        for journal in sorted(self.folder.rglob("*.journal")):
            os.truncate(journal, data.draw(st.integers(0, journal.stat().st_size)))
        self.machine = replace(HERE, boot_id=f"after {self.clock.now()}")
        self.start()

    @invariant()
    def nobody_has_it_twice(self) -> None:
        """The relay never takes the release twice for one person."""
        assert all(count == 1 for count in self.taken.values())

    @invariant()
    def the_account_is_true(self) -> None:
        """Sums hold; what the relay has is accepted, in doubt or open; nothing is pretended."""
        for each in self.ledger.distributions():
            id = each.distribution.id  # noqa: A001 - the field's own name
            records = list(self.ledger.deliveries(id))
            assert self.ledger.counts(id).planned == len(records)
            for record in records:
                if record.state is DeliveryState.ACCEPTED:
                    assert self.taken[record.address_key] == 1
                if record.state in (DeliveryState.ACCEPTED, DeliveryState.IN_DOUBT):
                    assert record.attempts >= 1
                if record.state is DeliveryState.PLANNED:
                    assert not self.taken[record.address_key]

    @invariant()
    def nobody_is_lost(self) -> None:
        """Whoever the relay has it for is covered: no later distribution plans them again."""
        reached = self.ledger.reached("bridge-opens", 1)
        assert all(person in reached for person, count in self.taken.items() if count)


LedgerModel.TestCase.settings = settings(
    max_examples=40,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    print_blob=True,
)
TestLedgerModel = LedgerModel.TestCase
