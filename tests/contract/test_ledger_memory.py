"""What every ledger remembers: what was missed, who decided, whom a release has reached."""

import pytest
from records import (
    BY_ANA,
    ID,
    MINUTE,
    NINE,
    TEN,
    S,
    a_delivery,
    a_distribution,
    an_outcome,
    hand_over,
    one_of_each,
    plan_some,
    plan_these,
    state,
)
from sqlalchemy import inspect

from mailer.record.ledger import Ledger
from mailer.record.steering import Decision
from mailer.schedule.distribution import WallTime
from mailer.words.errors import UsageError
from mailer.words.states import Act, DistributionState


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


def test_indexes_only_what_is_asked_for(ledger: Ledger) -> None:
    """The indexes of what waits, is open or is paced are partial, whichever database it is."""
    with ledger._store.reading() as connection:
        found = inspect(connection)
        indexes = [index for name in ("standings", "windows") for index in found.get_indexes(name)]
        condition = f"{connection.dialect.name}_where"
        partial = [index["name"] for index in indexes if condition in index["dialect_options"]]

    assert sorted(partial) == ["standings_waiting", "windows_open", "windows_paced"]


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
