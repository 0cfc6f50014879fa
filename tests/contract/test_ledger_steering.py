"""What every ledger promises to people who steer: stop, retry, resend, leave, miss, and who it was."""

from collections.abc import Callable

import pytest
from records import (
    BY_ANA,
    ID,
    NINE,
    TEN,
    Desk,
    S,
    a_delivery,
    a_distribution,
    an_outcome,
    hand_over,
    one_of_each,
    plan_some,
    plan_these,
    state,
    states_of,
)

from mailer.record.ledger import Ledger
from mailer.record.standing import IN_DOUBT_BEFORE
from mailer.record.steering import Stopped
from mailer.words.states import Counts, DeliveryState


class TestStopping:
    def test_stops_what_was_not_handed(self, ledger: Ledger) -> None:
        """What was never tried is stopped; what the relay deferred is given up; the rest stands."""
        one_of_each(ledger)
        stopped = ledger.stop(ID, BY_ANA)

        assert stopped == Stopped(ID, 3, 0)
        assert states_of(ledger, ID) == {
            1: "accepted",
            2: "refused",
            3: "in_doubt",
            4: "deferred",
            5: "deferred",
            6: "stopped",
            7: "stopped",
        }
        assert ledger.counts(ID) == Counts(accepted=1, deferred=2, refused=1, in_doubt=1, stopped=2)
        assert (state(ledger), ledger.due(TEN)) == ("stopped", [])
        assert set(ledger.reached("bridge-opens", 1)) == {
            "reader1@example.org",
            "reader3@example.org",
        }

    def test_stops_what_a_run_gives_back(self, desk: Desk) -> None:
        """A run that holds a window finishes what left; what it gives back is stopped as well."""
        ledger, other = desk(), desk()
        plan_some(ledger, 3)
        with ledger.own(ID):
            window = ledger.claim(ID, NINE, 2)
            assert window is not None
            window.dot(1)
            window.keep()
            stopped = other.stop(ID, BY_ANA)
            window.reply(1, an_outcome(S.ACCEPTED))
            window.close(NINE)
            nothing = ledger.claim(ID, TEN, 2)

        assert (stopped.how_many, stopped.handed) == (1, 2)
        assert nothing is None
        assert states_of(ledger, ID) == {1: "accepted", 2: "stopped", 3: "stopped"}
        assert state(ledger) == "stopped"

    @pytest.mark.parametrize(
        "before",
        [
            pytest.param(lambda ledger: ledger.pause(ID, "Quota.", NINE), id="paused"),
            pytest.param(lambda ledger: ledger.miss(ID, 3600, BY_ANA), id="missed"),
            pytest.param(lambda ledger: None, id="sending"),
        ],
    )
    def test_stops_whatever_it_was(
        self, ledger: Ledger, before: Callable[[Ledger], object]
    ) -> None:
        """A paused or missed distribution can be stopped as well."""
        plan_some(ledger, 2)
        before(ledger)
        ledger.stop(ID, BY_ANA)

        assert state(ledger) == "stopped"
        assert ledger.counts(ID) == Counts(stopped=2)

    def test_does_not_stop_what_is_finished(self, ledger: Ledger) -> None:
        """There is nothing to stop in a finished distribution."""
        plan_these(ledger, a_distribution(), [])

        assert ledger.stop(ID, BY_ANA).how_many == 0
        assert state(ledger) == "finished"

    def test_keeps_covering_a_stopped_resend(self, ledger: Ledger) -> None:
        """Whoever may have the release is not forgotten when its resend is stopped."""
        one_of_each(ledger)
        ledger.resend(ID, BY_ANA)
        ledger.stop(ID, BY_ANA)

        assert states_of(ledger, ID)[3] == "in_doubt"
        assert "reader3@example.org" in ledger.reached("bridge-opens", 1)

    def test_stops_a_whole_release(self, ledger: Ledger) -> None:
        """All distributions of a release that are not at their end stop in one change."""
        plan_some(ledger, 2)
        plan_these(ledger, a_distribution(2, version=2, send_at=TEN), [a_delivery(1, due_at=TEN)])
        plan_these(ledger, a_distribution(slug="tunnel-opens"), [a_delivery(1)])

        assert [each.address for each in ledger.release("bridge-opens").to_go()] == [
            "reader1@example.org",
            "reader2@example.org",
            "reader1@example.org",
        ]
        assert ledger.stop_release("bridge-opens", BY_ANA) == [
            Stopped("bridge-opens-1", 2, 0),
            Stopped("bridge-opens-2", 1, 0),
        ]
        assert list(ledger.release("bridge-opens").to_go()) == []
        assert ledger.counts("tunnel-opens-1") == Counts(remaining=1)


class TestRetrying:
    @pytest.mark.parametrize(
        ("which", "numbers"), [(S.REFUSED, {2}), (S.DEFERRED, {4, 5})], ids=["refused", "deferred"]
    )
    def test_retries(self, ledger: Ledger, which: DeliveryState, numbers: set[int]) -> None:
        """Refused ones, and deferred ones whether given up or waiting, are due at once."""
        one_of_each(ledger)
        count = ledger.retry(ID, which, BY_ANA)
        states = states_of(ledger, ID)
        with ledger.own(ID):
            window = ledger.claim(ID, BY_ANA.at, 10)
            assert window is not None
            taken = {each.number: each.attempts for each in window.deliveries}
            window.close(NINE)

        assert count == len(numbers)
        assert {number for number in numbers if states[number] == "planned"} == numbers
        assert taken == {6: 0} | dict.fromkeys(numbers, 1)

    def test_retries_by_name(self, ledger: Ledger) -> None:
        """Only those named are retried."""
        one_of_each(ledger)

        assert ledger.retry(ID, S.DEFERRED, BY_ANA, {"reader5@example.org"}) == 1
        assert ledger.retry(ID, S.DEFERRED, BY_ANA, set()) == 0
        assert states_of(ledger, ID)[5] == "planned"
        assert states_of(ledger, ID)[4] == "deferred"

    def test_wakes_what_is_finished(self, ledger: Ledger) -> None:
        """A finished distribution is sending again, and finished again after."""
        plan_some(ledger, 1)
        with ledger.own(ID):
            window = ledger.claim(ID, NINE, 1)
            assert window is not None
            hand_over(window, 1, an_outcome(S.REFUSED))
            window.close(NINE)
            before = state(ledger)
            ledger.retry(ID, S.REFUSED, BY_ANA)
            during = state(ledger)
            window = ledger.claim(ID, TEN, 1)
            assert window is not None
            hand_over(window, 1)
            window.close(TEN)

        assert (before, during, state(ledger)) == ("finished", "sending", "finished")
        assert states_of(ledger, ID) == {1: "accepted"}

    def test_leaves_out_whom_another_covers(self, ledger: Ledger) -> None:
        """Who was refused here and planned elsewhere meanwhile is not sent to twice."""
        one_of_each(ledger)
        plan_these(ledger, a_distribution(2), [a_delivery(1, person="reader2@example.org")])

        assert ledger.retry(ID, S.REFUSED, BY_ANA) == 0
        assert states_of(ledger, ID)[2] == "refused"


class TestSettlingDoubt:
    def test_resends_under_the_same_name(self, ledger: Ledger) -> None:
        """What is in doubt leaves again with its own Message-ID, when a person says so."""
        one_of_each(ledger)
        count = ledger.resend(ID, BY_ANA)
        with ledger.own(ID):
            window = ledger.claim(ID, BY_ANA.at, 10)
            assert window is not None
            (again,) = [each for each in window.deliveries if each.number == 3]
            hand_over(window, 3)
            window.close(NINE)

        assert (count, again.message_id, again.attempts) == (1, "<3@example.org>", 1)
        assert states_of(ledger, ID)[3] == "accepted"

    def test_leaves_and_needs_nobody_any_more(self, ledger: Ledger) -> None:
        """What is left in doubt stays in doubt, covers its person, and is settled."""
        one_of_each(ledger)
        before = ledger.unsettled(ID)
        count = ledger.leave(ID, BY_ANA)
        again = ledger.leave(ID, BY_ANA)

        assert (before, count, again, ledger.unsettled(ID)) == (1, 1, 0, 0)
        assert states_of(ledger, ID)[3] == "in_doubt"
        assert "reader3@example.org" in ledger.reached("bridge-opens", 1)
        assert not any(each.unsettled for each in ledger.deliveries(ID))

    def test_may_resend_what_was_left(self, ledger: Ledger) -> None:
        """A decision to leave can be followed by one to resend; in doubt again is unsettled again."""
        one_of_each(ledger)
        ledger.leave(ID, BY_ANA)
        ledger.resend(ID, BY_ANA, {"reader3@example.org"})
        with ledger.own(ID):
            window = ledger.claim(ID, BY_ANA.at, 10)
            assert window is not None
            hand_over(window, 3, an_outcome(S.IN_DOUBT))
            window.close(NINE)

        assert ledger.unsettled(ID) == 1
        assert [each.number for each in ledger.deliveries(ID) if each.unsettled] == [3]

    def test_is_in_doubt_for_a_reason_again_where_it_is_stopped(self, ledger: Ledger) -> None:
        """What is to be sent again and is stopped before may still have arrived, and says why."""
        plan_some(ledger, 1)
        with ledger.own(ID):
            window = ledger.claim(ID, NINE, 1)
            assert window is not None
            hand_over(window, 1, an_outcome(S.IN_DOUBT, why="The line dropped."))
            window.close(NINE)
        ledger.resend(ID, BY_ANA)
        ledger.stop(ID, BY_ANA)
        (record,) = ledger.deliveries(ID)

        assert (record.state, record.why) == (S.IN_DOUBT, IN_DOUBT_BEFORE)

    def test_settles_many_by_name(self, ledger: Ledger) -> None:
        """Thousands may be named at once."""
        plan_some(ledger, 1201)
        with ledger.own(ID):
            window = ledger.claim(ID, NINE, 2000)
            assert window is not None
            for number in range(1, 1202):
                window.dot(number)
                window.keep()
            window.close(NINE)
        keys = {f"reader{number}@example.org" for number in range(1, 1201)}

        assert ledger.leave(ID, BY_ANA, keys) == 1200
        assert ledger.resend(ID, BY_ANA, keys) == 1200
        assert ledger.counts(ID) == Counts(in_doubt=1, remaining=1200)
