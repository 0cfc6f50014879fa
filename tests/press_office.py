"""
A press office whose ledger is tried against a model: the truth, what people know, what must hold.

The relay is kept here as a tally: the truth that no account can change. What happens to the office are
the rules of whoever extends it (`test_ledger_model`).
"""

import contextlib
import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from hypothesis.stateful import RuleBasedStateMachine, invariant
from records import HERE, ValueClock

from mailer.record.claiming import Claimed, Window
from mailer.record.ledger import Ledger
from mailer.record.restoring import Restored
from mailer.record.steering import Decision
from mailer.words.states import DeliveryState, DistributionState

PEOPLE = [f"reader{n}@example.org" for n in range(1, 7)]
FINAL = {
    DeliveryState.ACCEPTED,
    DeliveryState.REFUSED,
    DeliveryState.IN_DOUBT,
    DeliveryState.SUPPRESSED,
    DeliveryState.STOPPED,
}


@dataclass(frozen=True)
class Backup:
    """A copy of the ledger, and how things stood when it was taken."""

    path: Path
    serial: int
    ids: frozenset[str]
    final: dict[tuple[str, int], DeliveryState]


class PressOffice(RuleBasedStateMachine):
    """One press office, one release, one relay, and a clock that people set."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.clock = ValueClock()
        self.machine = HERE
        self.taken: Counter[str] = Counter()
        """How often the relay has the release for a person."""
        self.allowed: Counter[str] = Counter(PEOPLE)
        """How often it may: once, and once more for each word of a person."""
        self.suppressed: set[str] = set()
        self.windows: list[tuple[Window, dict[int, Claimed]]] = []
        self.at_dot: list[tuple[Window, Claimed]] = []
        self.owning = contextlib.ExitStack()
        self.owned: set[str] = set()
        self.final: dict[tuple[str, int], DeliveryState] = {}
        self.backups: list[Backup] = []
        self.latest = self.clock.now()
        """When something was last handed over: no later clock was put back to before it."""
        self.warned: set[str] = set()
        """Whom a restored ledger cannot vouch for, as people are told: it takes their word."""
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

    def decision(self) -> Decision:
        return Decision(self.clock.now(), "ana", "because")

    def ids(self) -> list[str]:
        return [each.distribution.id for each in self.ledger.distributions()]

    def take(self, claimed: Claimed) -> None:
        self.taken[claimed.address_key] += 1

    def consent(self, people: Iterable[str]) -> None:
        """A person who was warned after a restore sends again all the same."""
        for person in self.warned.intersection(people):
            self.allowed[person] = max(self.allowed[person], self.taken[person] + 1)

    @staticmethod
    def serial_of(path: Path) -> int:
        with contextlib.closing(sqlite3.connect(path)) as connection:
            return int(connection.execute("SELECT serial FROM ledger").fetchone()[0])

    def waiting(self, id: str) -> list[str]:  # noqa: A002 - the field's own name
        return [each.address_key for each in self.ledger.deliveries(id) if each.due_at]

    def look_over(self, restored: Restored) -> None:
        """Nothing in the restored ledger leaves by itself, and all it cannot know is in doubt by name."""
        assert self.ledger.due(self.clock.now() + timedelta(days=9)) == []
        reached = self.ledger.reached("bridge-opens", 1)
        self.warned = {person for person in PEOPLE if self.taken[person] and person not in reached}
        paused = set()
        for id in self.ids():  # noqa: A001 - the field's own name
            for record in self.ledger.deliveries(id):
                assert record.state is not DeliveryState.HANDED
                if record.due_at:
                    paused.add(id)
                    assert record.due_at > self.clock.now()
                    self.warned.add(record.address_key)
        missed = {each for each in paused if self.ledger.distribution(each).state == "missed"}
        assert set(restored.paused) == paused - missed

    def forget(self, id: str, state: DeliveryState) -> None:  # noqa: A002 - the field's own name
        """A person's word lets these leave their final state."""
        self.final = {
            key: final for key, final in self.final.items() if key[0] != id or final is not state
        }

    @invariant()
    def nobody_has_it_too_often(self) -> None:
        """The relay never takes the release more often for one person than people have said."""
        for person, count in self.taken.items():
            assert count <= self.allowed[person], person

    @invariant()
    def the_account_is_true(self) -> None:
        """Sums hold; what the relay has is accepted, in doubt or open; nothing is pretended."""
        for id in self.ids():  # noqa: A001 - the field's own name
            records = list(self.ledger.deliveries(id))
            counts = self.ledger.counts(id)
            assert counts.planned == len(records)
            for record in records:
                if record.state is DeliveryState.ACCEPTED:
                    assert self.taken[record.address_key] >= 1
                if record.state is DeliveryState.IN_DOUBT:
                    assert record.dot_at or record.why
                person = record.address_key
                if record.state is DeliveryState.PLANNED and self.allowed[person] == 1:
                    assert not self.taken[person] or person in self.warned
            if self.ledger.distribution(id).state is DistributionState.STOPPED and not self.windows:
                assert counts.remaining == counts.withheld == 0 or self.ledger.due(self.clock.now())

    @invariant()
    def no_final_state_is_left_by_itself(self) -> None:
        """What is at its end stays there, unless a person has said otherwise."""
        now = {
            (each, record.number): record.state
            for each in self.ids()
            for record in self.ledger.deliveries(each)
            if record.state in FINAL
        }
        for key, state in self.final.items():
            assert now.get(key) is state, key
        self.final = now

    @invariant()
    def nobody_is_lost(self) -> None:
        """Whoever the relay has it for is covered: no later distribution plans them again."""
        reached = self.ledger.reached("bridge-opens", 1)
        for person, count in self.taken.items():
            known = person in reached or person in self.warned
            assert known or self.allowed[person] > 1 or not count
