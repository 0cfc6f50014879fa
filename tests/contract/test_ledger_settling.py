"""What every ledger promises about outcomes: what closing settles, what state follows, what is seen."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from records import (
    NINE,
    SKELETON,
    a_delivery,
    a_distribution,
    an_outcome,
    hand_over,
    plan_some,
    states_of,
)

from mailer.record.ledger import Ledger
from mailer.words.errors import UsageError
from mailer.words.states import Counts, DeliveryState, DistributionState

MINUTE = timedelta(minutes=1)
TEN = NINE + timedelta(hours=1)

FATES = [
    pytest.param(DeliveryState.ACCEPTED, None, "accepted", 1, True, id="accepted"),
    pytest.param(DeliveryState.REFUSED, None, "refused", 1, False, id="refused"),
    pytest.param(DeliveryState.IN_DOUBT, None, "in_doubt", 1, True, id="in doubt"),
    pytest.param(DeliveryState.DEFERRED, TEN, "deferred", 1, True, id="deferred"),
    pytest.param(DeliveryState.DEFERRED, None, "deferred", 1, False, id="given up"),
    pytest.param(DeliveryState.PLANNED, None, "planned", 0, True, id="not handed over"),
    pytest.param(DeliveryState.WITHHELD, TEN, "withheld", 0, True, id="withheld"),
    pytest.param(DeliveryState.SUPPRESSED, None, "suppressed", 0, False, id="suppressed"),
]


class TestSettling:
    @pytest.mark.parametrize(("fate", "due_at", "state", "attempts", "covered"), FATES)
    def test_settles_each_fate(
        self,
        ledger: Ledger,
        fate: DeliveryState,
        due_at: datetime | None,
        state: str,
        attempts: int,
        *,
        covered: bool,
    ) -> None:
        """Each fate leaves its state, counts as an attempt or not, and covers its person or not."""
        plan_some(ledger, 1)
        with ledger.own("bridge-opens-1"):
            window = ledger.claim("bridge-opens-1", NINE, 1)
            assert window is not None
            window.reply(1, an_outcome(fate, why="Because."), due_at=due_at)
            window.close(NINE)
        (record,) = ledger.deliveries("bridge-opens-1")

        assert (record.state, record.attempts) == (state, attempts)
        assert record.due_at == (NINE if fate is DeliveryState.PLANNED else due_at)
        assert ("reader1@example.org" in ledger.reached("bridge-opens", 1)) == covered
        assert ledger.counts("bridge-opens-1").planned == 1

    def test_tells_the_last_word(self, ledger: Ledger) -> None:
        """An account tells the relay's own words at the last attempt, its name, and when."""
        plan_some(ledger, 1)
        with ledger.own("bridge-opens-1"):
            window = ledger.claim("bridge-opens-1", NINE, 1)
            assert window is not None
            hand_over(window, 1, an_outcome(DeliveryState.DEFERRED), due_at=NINE)
            window.close(NINE)
            window = ledger.claim("bridge-opens-1", NINE, 1)
            assert window is not None
            hand_over(window, 1)
            window.close(NINE)
        (record,) = ledger.deliveries("bridge-opens-1")

        assert record.reply == "250 2.0.0 Ok: queued as 4F1"
        assert record.peer == "relay.example [192.0.2.1]:587"
        assert (record.dot_at, record.at) == (NINE, NINE)

    @pytest.mark.parametrize("said", ["caf\udce9", "nul\0nul", "schön", "e\u0301"])
    def test_keeps_whatever_a_relay_says(self, ledger: Ledger, said: str) -> None:
        """No reply, however odd its bytes, keeps a window from closing."""
        plan_some(ledger, 1)
        with ledger.own("bridge-opens-1"):
            window = ledger.claim("bridge-opens-1", NINE, 1)
            assert window is not None
            window.dot(1)
            window.keep()
            window.reply(1, an_outcome(DeliveryState.REFUSED, why=said))
            window.close(NINE)
        (record,) = ledger.deliveries("bridge-opens-1")

        assert record.state is DeliveryState.REFUSED
        assert record.why.startswith(said[:3])

    def test_gives_back_what_was_not_settled(self, ledger: Ledger) -> None:
        """Without a dot a delivery goes back to waiting; with one and no reply it is in doubt."""
        plan_some(ledger, 2)
        with ledger.own("bridge-opens-1"):
            window = ledger.claim("bridge-opens-1", NINE, 2)
            assert window is not None
            window.dot(2)
            window.keep()
            window.close(NINE)

        assert states_of(ledger, "bridge-opens-1") == {1: "planned", 2: "in_doubt"}

    def test_takes_a_second_try_in_one_window(self, ledger: Ledger) -> None:
        """What was given back may be handed over again by the same window."""
        plan_some(ledger, 1)
        with ledger.own("bridge-opens-1"):
            window = ledger.claim("bridge-opens-1", NINE, 1)
            assert window is not None
            window.reply(1, an_outcome(DeliveryState.PLANNED))
            hand_over(window, 1)
            window.close(NINE)

        assert states_of(ledger, "bridge-opens-1") == {1: "accepted"}

    def test_never_hands_over_what_is_answered(self, ledger: Ledger) -> None:
        """A second dot after an answer is a bug, and is stopped before it leaves."""
        plan_some(ledger, 1)
        with ledger.own("bridge-opens-1"):
            window = ledger.claim("bridge-opens-1", NINE, 1)
            assert window is not None
            hand_over(window, 1)
            with pytest.raises(AssertionError):
                window.dot(1)
            window.close(NINE)

    def test_closes_once(self, ledger: Ledger) -> None:
        """Closing a closed window changes nothing."""
        plan_some(ledger, 1)
        with ledger.own("bridge-opens-1"):
            window = ledger.claim("bridge-opens-1", NINE, 1)
            assert window is not None
            hand_over(window, 1)
            window.close(NINE)
            window.close(NINE + MINUTE)
        (record,) = ledger.deliveries("bridge-opens-1")

        assert (record.attempts, record.at) == (1, NINE)

    def test_tries_a_deferred_one_again(self, ledger: Ledger) -> None:
        """A deferred delivery is claimed again when it is due, and returned as deferred."""
        plan_some(ledger, 1)
        with ledger.own("bridge-opens-1"):
            window = ledger.claim("bridge-opens-1", NINE, 1)
            assert window is not None
            hand_over(window, 1, an_outcome(DeliveryState.DEFERRED), due_at=TEN)
            window.close(NINE)
            early = ledger.claim("bridge-opens-1", TEN - MINUTE, 1)
            again = ledger.claim("bridge-opens-1", TEN, 1)
            assert again is not None
            attempts = again.deliveries[0].attempts
            again.reply(1, an_outcome(DeliveryState.PLANNED))
            again.close(TEN)

        assert early is None
        assert attempts == 1
        assert states_of(ledger, "bridge-opens-1") == {1: "deferred"}
        assert ledger.next_due_at("bridge-opens-1") == TEN

    def test_lets_others_reach_whom_this_one_gave_up(self, ledger: Ledger) -> None:
        """A refused or given-up person may be planned for again; an accepted one may not."""
        plan_some(ledger, 3)
        with ledger.own("bridge-opens-1"):
            window = ledger.claim("bridge-opens-1", NINE, 3)
            assert window is not None
            hand_over(window, 1)
            hand_over(window, 2, an_outcome(DeliveryState.REFUSED))
            hand_over(window, 3, an_outcome(DeliveryState.DEFERRED))
            window.close(NINE)
        with ledger.plan(a_distribution(2)) as plan:
            plan.add_skeleton(SKELETON)
            plan.add(a_delivery(1, person="reader2@example.org"))
            plan.add(a_delivery(2, person="reader3@example.org"))

        assert ledger.reached("bridge-opens", 1) == {
            "reader1@example.org": "bridge-opens-1",
            "reader2@example.org": "bridge-opens-2",
            "reader3@example.org": "bridge-opens-2",
        }


class TestDistributionState:
    def state(self, ledger: Ledger) -> str:
        return ledger.distribution("bridge-opens-1").state.value

    def test_waits_for_its_time(self, ledger: Ledger) -> None:
        """A distribution whose time has not come is scheduled, and not due."""
        with ledger.plan(a_distribution(send_at=TEN)) as plan:
            plan.add_skeleton(SKELETON)
            plan.add(a_delivery(1, due_at=TEN))

        assert self.state(ledger) == "scheduled"
        assert ledger.due(TEN - MINUTE) == []
        assert ledger.due(TEN) == ["bridge-opens-1"]

    def test_goes_from_sending_to_finished(self, ledger: Ledger) -> None:
        """A distribution is sending while deliveries are handed, and finished with the last one."""
        plan_some(ledger, 2)
        with ledger.own("bridge-opens-1"):
            window = ledger.claim("bridge-opens-1", NINE, 2)
            assert window is not None
            during = self.state(ledger)
            hand_over(window, 1)
            hand_over(window, 2, an_outcome(DeliveryState.REFUSED))
            window.close(NINE)

        assert (during, self.state(ledger)) == ("sending", "finished")
        assert ledger.due(TEN) == []

    def test_is_scheduled_while_only_the_embargo_waits(self, ledger: Ledger) -> None:
        """When trusted recipients have it and the rest wait for the embargo, it is scheduled."""
        with ledger.plan(a_distribution(embargoed_until=TEN)) as plan:
            plan.add_skeleton(SKELETON)
            plan.add(a_delivery(1, trusted=True))
            plan.add(a_delivery(2, state=DeliveryState.WITHHELD, due_at=TEN))
        with ledger.own("bridge-opens-1"):
            window = ledger.claim("bridge-opens-1", NINE, 2)
            assert window is not None
            hand_over(window, 1)
            window.close(NINE)

        assert self.state(ledger) == "scheduled"
        assert ledger.counts("bridge-opens-1") == Counts(accepted=1, withheld=1)

    def test_is_sending_while_something_is_tried_again(self, ledger: Ledger) -> None:
        """A distribution with a deferred delivery is sending, even between two tries."""
        plan_some(ledger, 1)
        with ledger.own("bridge-opens-1"):
            window = ledger.claim("bridge-opens-1", NINE, 1)
            assert window is not None
            hand_over(window, 1, an_outcome(DeliveryState.DEFERRED), due_at=TEN)
            window.close(NINE)

        assert ledger.settle_state("bridge-opens-1", NINE) is DistributionState.SENDING

    def test_is_due_while_a_run_holds_it(self, ledger: Ledger) -> None:
        """A run may be dead that took everybody on; so what it holds is work for the next."""
        plan_some(ledger, 2)
        with ledger.own("bridge-opens-1"):
            window = ledger.claim("bridge-opens-1", NINE, 2)
            assert window is not None
            ledger.pause("bridge-opens-1", "Login refused.", NINE)
            held = ledger.due(NINE)
            window.close(NINE)

        assert (held, ledger.due(NINE)) == (["bridge-opens-1"], [])

    def test_stays_paused(self, ledger: Ledger) -> None:
        """Closing an open window does not wake a paused distribution."""
        plan_some(ledger, 2)
        with ledger.own("bridge-opens-1"):
            window = ledger.claim("bridge-opens-1", NINE, 1)
            assert window is not None
            ledger.pause("bridge-opens-1", "Login refused.", NINE)
            hand_over(window, 1)
            window.close(NINE)

        assert self.state(ledger) == "paused"
        assert ledger.due(TEN) == []

    def test_does_not_pause_what_is_finished(self, ledger: Ledger) -> None:
        """There is nothing to pause in a finished distribution."""
        with ledger.plan(a_distribution()):
            pass
        ledger.pause("bridge-opens-1", "Too late.", NINE)

        assert self.state(ledger) == "finished"

    def test_finishes_at_once_where_all_are_suppressed(self, ledger: Ledger) -> None:
        """A distribution of suppressed people only is finished when it is planned."""
        with ledger.plan(a_distribution()) as plan:
            plan.add(a_delivery(1, state=DeliveryState.SUPPRESSED, note="Asked to be left alone."))
        (record,) = ledger.deliveries("bridge-opens-1")

        assert self.state(ledger) == "finished"
        assert (record.state, record.why) == ("suppressed", "Asked to be left alone.")


class TestLooking:
    def test_finds_by_unique_prefix(self, ledger: Ledger) -> None:
        """A whole id wins; a prefix is enough where only one fits; else all that fit are named."""
        for number in (1, 10):
            with ledger.plan(a_distribution(number, version=number)):
                pass

        assert ledger.distribution("bridge-opens-1").distribution.version == 1
        assert ledger.distribution("bridge-opens-10").distribution.version == 10
        with pytest.raises(UsageError, match="bridge-opens-1, bridge-opens-10"):
            ledger.distribution("bridge")

    @pytest.mark.parametrize(
        "look",
        [
            pytest.param(lambda ledger: ledger.distribution("tunnel"), id="distribution"),
            pytest.param(lambda ledger: ledger.counts("tunnel-1"), id="counts"),
            pytest.param(lambda ledger: list(ledger.deliveries("tunnel-1")), id="deliveries"),
            pytest.param(lambda ledger: ledger.skeletons("tunnel-1"), id="skeletons"),
            pytest.param(lambda ledger: ledger.own("tunnel-1").__enter__(), id="own"),
            pytest.param(lambda ledger: ledger.pause("tunnel-1", "", NINE), id="pause"),
        ],
    )
    def test_names_what_is_not_there(
        self, ledger: Ledger, look: Callable[[Ledger], object]
    ) -> None:
        """An id that the ledger does not know is a question about the command line."""
        plan_some(ledger)

        with pytest.raises(UsageError, match="There is no distribution tunnel"):
            look(ledger)

    def test_reads_all_deliveries_in_order(self, ledger: Ledger) -> None:
        """A long account comes whole and in order of number, page after page."""
        plan_some(ledger, 1201)

        assert [each.number for each in ledger.deliveries("bridge-opens-1")] == list(range(1, 1202))

    def test_lists_distributions_in_order(self, ledger: Ledger) -> None:
        """Distributions are listed in the order in which they were planned."""
        for slug in ("tunnel-opens", "bridge-opens"):
            with ledger.plan(a_distribution(slug=slug)):
                pass

        assert [each.distribution.id for each in ledger.distributions()] == [
            "tunnel-opens-1",
            "bridge-opens-1",
        ]
