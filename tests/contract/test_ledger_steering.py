"""What every ledger promises to people who steer: stop, retry, resend, leave, miss, and who it was."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from records import (
    NINE,
    Desk,
    a_delivery,
    a_distribution,
    an_outcome,
    hand_over,
    plan_some,
    plan_these,
    states_of,
)

from mailer.record.ledger import Ledger
from mailer.record.steering import Decision, Stopped
from mailer.schedule.distribution import WallTime
from mailer.words.errors import UsageError
from mailer.words.states import Act, Counts, DeliveryState, DistributionState

ID = "bridge-opens-1"
MINUTE = timedelta(minutes=1)
TEN = NINE + timedelta(hours=1)
BY_ANA = Decision(NINE + MINUTE, "ana", "The bridge is closed again.")
S = DeliveryState


def one_of_each(ledger: Ledger) -> None:
    """1 accepted, 2 refused, 3 in doubt, 4 deferred, 5 given up, 6 planned, 7 withheld."""
    deliveries = [a_delivery(number) for number in range(1, 7)]
    plan_these(ledger, a_distribution(), [*deliveries, a_delivery(7, state=S.WITHHELD, due_at=TEN)])
    with ledger.own(ID):
        window = ledger.claim(ID, NINE, 5)
        assert window is not None
        hand_over(window, 1)
        hand_over(window, 2, an_outcome(S.REFUSED))
        hand_over(window, 3, an_outcome(S.IN_DOUBT))
        hand_over(window, 4, an_outcome(S.DEFERRED), due_at=TEN)
        hand_over(window, 5, an_outcome(S.DEFERRED))
        window.close(NINE)


def state(ledger: Ledger) -> str:
    return ledger.distribution(ID).state.value


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

    def test_settles_many_by_name(self, ledger: Ledger) -> None:
        """Thousands may be named at once."""
        plan_some(ledger, 1201)
        with ledger.own(ID):
            window = ledger.claim(ID, NINE, 2000)
            assert window is not None
            for number in range(1, 1202):
                window.dot(number)
            window.close(NINE)
        keys = {f"reader{number}@example.org" for number in range(1, 1201)}

        assert ledger.leave(ID, BY_ANA, keys) == 1200
        assert ledger.resend(ID, BY_ANA, keys) == 1200
        assert ledger.counts(ID) == Counts(in_doubt=1, remaining=1200)


class TestMissing:
    def test_waits_for_a_person(self, ledger: Ledger) -> None:
        """What was missed is not due, until a person reschedules it."""
        plan_some(ledger, 2)
        ledger.miss(ID, 5400, Decision(TEN, "", "The machine was off at 9:00."))
        missed = ledger.distribution(ID)
        due = ledger.due(TEN)
        ledger.reschedule(ID, Decision(TEN + MINUTE, "ana"))

        assert (missed.state, missed.late_by_s) == (DistributionState.MISSED, 5400)
        assert missed.reason == "The machine was off at 9:00."
        assert (due, ledger.due(TEN)) == ([], [ID])
        assert (state(ledger), ledger.distribution(ID).late_by_s) == ("sending", 5400)

    def test_reschedules_only_what_was_missed(self, ledger: Ledger) -> None:
        """A paused distribution is resumed, not rescheduled; and the other way round."""
        plan_some(ledger, 1)
        ledger.pause(ID, "Quota.", NINE)
        ledger.reschedule(ID, BY_ANA)
        paused = state(ledger)
        ledger.resume(ID, NINE)
        ledger.miss(ID, 60, BY_ANA)
        ledger.resume(ID, NINE)

        assert (paused, state(ledger)) == ("paused", "missed")


class TestRemembering:
    def test_says_who_and_why(self, ledger: Ledger) -> None:
        """Each decision is an event with its person, its reason and its instant, in order."""
        one_of_each(ledger)
        ledger.pause(ID, "Coffee.", NINE, who="ben")
        ledger.resume(ID, NINE, who="ben")
        ledger.retry(ID, S.REFUSED, BY_ANA)
        ledger.leave(ID, BY_ANA)
        ledger.resend(ID, BY_ANA)
        ledger.change_give_up_at(ID, TEN, BY_ANA)
        ledger.stop(ID, BY_ANA)
        told = [(each.who, each.state.value, each.what, each.why) for each in ledger.events(ID)]

        assert told[-7:] == [
            ("ben", "paused", "", "Coffee."),
            ("ben", "sending", "", ""),
            ("ana", "sending", "retry", "1 refused: The bridge is closed again."),
            ("ana", "sending", "leave", "1 in doubt: The bridge is closed again."),
            ("ana", "sending", "resend", "1 in doubt: The bridge is closed again."),
            ("ana", "sending", "give_up_at", f"{TEN.isoformat()}: The bridge is closed again."),
            ("ana", "stopped", "", "The bridge is closed again."),
        ]
        assert ledger.distribution(ID).distribution.give_up_at == TEN

    def test_keeps_the_act(self, ledger: Ledger) -> None:
        """A distribution says what it is and what it answers; the embargo can be computed anew."""
        plan_some(ledger)
        planned = a_distribution(
            2,
            version=2,
            act=Act.CORRECTION,
            answers=ID,
            embargo_wall="2026-05-01T11:00:00",
            embargo_zone="Europe/London",
            wall_times=(WallTime(TEN.replace(tzinfo=None), "Europe/London", TEN),),
        )
        plan_these(ledger, planned, [])

        assert ledger.distribution("bridge-opens-2").distribution == planned

    def test_answers_only_what_there_is(self, ledger: Ledger) -> None:
        """A correction of something the ledger does not know is refused."""
        with pytest.raises(UsageError, match="no distribution tunnel-9"):
            plan_these(ledger, a_distribution(act=Act.HOLD, answers="tunnel-9"), [])

        assert ledger.distributions() == []


class TestReaching:
    def test_tells_the_latest_of_each_person(self, ledger: Ledger) -> None:
        """Per person the last delivery that is accepted or in doubt, over versions and tries."""
        one_of_each(ledger)
        people = [f"reader{number}@example.org" for number in (1, 3, 9)]
        again = [
            a_delivery(number, person=person, language="es", media_list="press.csv", row=number + 1)
            for number, person in enumerate(people, 1)
        ]
        plan_these(ledger, a_distribution(2, version=2, act=Act.UPDATE, answers=ID), again)
        with ledger.own("bridge-opens-2"):
            window = ledger.claim("bridge-opens-2", NINE, 2)
            assert window is not None
            hand_over(window, 1)
            hand_over(window, 2, an_outcome(S.REFUSED))
            window.close(TEN)

        latest = {each.address_key: each for each in ledger.release("bridge-opens").latest()}
        first, third = latest["reader1@example.org"], latest["reader3@example.org"]
        assert set(latest) == {"reader1@example.org", "reader3@example.org"}
        assert (third.distribution, third.version, third.state) == (ID, 1, S.IN_DOUBT)
        assert (first.distribution, first.version, first.state) == ("bridge-opens-2", 2, S.ACCEPTED)
        assert (first.act, first.message_id, first.language) == (
            Act.UPDATE,
            "<1@example.org>",
            "es",
        )
        assert (first.media_list, first.row, first.at) == ("press.csv", 2, NINE)

    def test_reads_many(self, ledger: Ledger) -> None:
        """A long release comes whole, page after page, and no other release with it."""
        plan_some(ledger, 1201)
        with ledger.own(ID):
            window = ledger.claim(ID, NINE, 2000)
            assert window is not None
            for number in range(1, 1202):
                hand_over(window, number)
            window.close(NINE)

        assert len({each.address_key for each in ledger.release("bridge-opens").latest()}) == 1201
        assert list(ledger.release("bridge").latest()) == []

    def test_orders_by_rank(self, ledger: Ledger) -> None:
        """Deliveries leave by rank, then as they were added; their numbers say so."""
        ranked = [a_delivery(number, rank=rank) for number, rank in enumerate((3, 1, 2, 1), 1)]
        plan_these(ledger, a_distribution(), ranked)
        with ledger.own(ID):
            window = ledger.claim(ID, NINE, 3)
            assert window is not None
            order = [each.address_key for each in window.deliveries]
            window.close(NINE)

        assert order == [f"reader{n}@example.org" for n in (2, 4, 3)]
        assert [each.address for each in ledger.deliveries(ID)][-1] == "reader1@example.org"


class TestResting:
    def test_nothing_is_due_before_the_rest_is_over(self, ledger: Ledger) -> None:
        """What is put off cannot be claimed before; what was due later stays so; an event says why."""
        one_of_each(ledger)
        ledger.put_off(ID, NINE + 5 * MINUTE, Decision(NINE, "", "The relay did not answer."))
        with ledger.own(ID):
            early = ledger.claim(ID, NINE + 4 * MINUTE, 10)
            window = ledger.claim(ID, NINE + 5 * MINUTE, 10)

            assert early is None
            assert [each.number for each in window.deliveries] == [6]
            window.close(NINE + 5 * MINUTE)
        assert ledger.next_due_at(ID) == NINE + 5 * MINUTE
        last = ledger.events(ID)[-1]
        assert (last.what, "The relay did not answer." in last.why) == ("put_off", True)

    def test_resuming_ends_the_rest_and_brings_nothing_forward(self, ledger: Ledger) -> None:
        """After a resume what was put off is due; deferred and withheld ones keep their times."""
        one_of_each(ledger)
        ledger.put_off(ID, NINE + 5 * MINUTE, Decision(NINE, ""))
        ledger.resume(ID, NINE + MINUTE, who="ana")
        due = {each.number: each.due_at for each in ledger.deliveries(ID) if each.due_at}

        assert due == {4: TEN, 6: NINE + MINUTE, 7: TEN}

    def test_resuming_never_sends_before_its_time(self, ledger: Ledger) -> None:
        """A distribution planned for later is due at its time, however often it is resumed."""
        plan_these(ledger, a_distribution(send_at=TEN), [a_delivery(1, due_at=TEN)])
        ledger.resume(ID, NINE, who="ana")
        ledger.put_off(ID, TEN + MINUTE, Decision(NINE, ""))
        ledger.resume(ID, NINE, who="ana")

        assert ledger.next_due_at(ID) == TEN

    def test_one_that_is_not_handed_over_may_be_given_a_later_time(self, ledger: Ledger) -> None:
        """A delivery that its domain's limit puts off is planned again for then; no attempt counts."""
        plan_some(ledger, 2)
        with ledger.own(ID):
            window = ledger.claim(ID, NINE, 10)
            window.reply(1, an_outcome(S.PLANNED), due_at=NINE + MINUTE)
            window.close(NINE)
            again = ledger.claim(ID, NINE, 10)

            assert [each.number for each in again.deliveries] == [2]
            again.close(NINE)
        one = next(iter(ledger.deliveries(ID)))
        assert (one.state, one.due_at, one.attempts) == (S.PLANNED, NINE + MINUTE, 0)


class TestLooking:
    def test_live_is_what_may_be_claimed_from(self, ledger: Ledger) -> None:
        """Planned and resumed ones are live; paused, stopped and unknown ones are not."""
        plan_some(ledger)
        seen = [ledger.is_live(ID), ledger.is_live("nowhere-1")]
        ledger.pause(ID, "Ana said so.", NINE, who="ana")
        seen.append(ledger.is_live(ID))
        ledger.resume(ID, NINE, who="ana")
        seen.append(ledger.is_live(ID))
        ledger.stop(ID, BY_ANA)
        seen.append(ledger.is_live(ID))

        assert seen == [True, False, False, True, False]

    def test_departures_name_what_left_lately(self, ledger: Ledger) -> None:
        """What left after an instant is told with its address; what was not handed over is not."""
        one_of_each(ledger)

        assert len(ledger.departures(NINE - MINUTE)) == 5
        assert ledger.departures(NINE - MINUTE)[0] == ("reader1@example.org", NINE)
        assert ledger.departures(NINE) == []
