"""What every ledger promises about rates: never one more than allowed, by whoever sends."""

from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from records import (
    HERE,
    NINE,
    Desk,
    ValueClock,
    a_delivery,
    a_distribution,
    an_outcome,
    hand_over,
    plan_some,
    plan_these,
)

from mailer.read.settings import Rate
from mailer.record.claiming import Window
from mailer.record.ledger import Ledger
from mailer.schedule.pace import Pacing, Wait
from mailer.words.states import DeliveryState

ID = "bridge-opens-1"
SECOND = timedelta(seconds=1)
TEN_A_MINUTE = Pacing("relay.example:587 press", (Rate(10, 60),))


def leave(ledger: Ledger, now: datetime, limit: int, pacing: Pacing) -> int | Wait:
    """Claim, hand over and close at one instant; how many left."""
    claimed = ledger.claim_paced(ID, now, limit, pacing)
    if isinstance(claimed, Wait):
        return claimed
    assert claimed is not None
    for each in claimed.deliveries:
        hand_over(claimed, each.number)
    claimed.close(now)
    return len(claimed.deliveries)


def test_keeps_a_rate_exactly(ledger: Ledger) -> None:
    """The eleventh of ten a minute waits until the first has left a minute ago, to the microsecond."""
    plan_some(ledger, 30)
    with ledger.own(ID):
        assert leave(ledger, NINE, 4, TEN_A_MINUTE) == 4
        assert leave(ledger, NINE + 10 * SECOND, 100, TEN_A_MINUTE) == 6
        early = NINE + 60 * SECOND - timedelta(microseconds=1)
        assert leave(ledger, early, 100, TEN_A_MINUTE) == Wait(NINE + 60 * SECOND)
        assert leave(ledger, NINE + 60 * SECOND, 100, TEN_A_MINUTE) == 4
        assert leave(ledger, NINE + 61 * SECOND, 1, TEN_A_MINUTE) == Wait(NINE + 70 * SECOND)


def test_counts_from_the_close(ledger: Ledger) -> None:
    """A window that takes long counts until its span after it closed, for its last may have left then."""
    plan_some(ledger, 30)
    with ledger.own(ID):
        window = ledger.claim_paced(ID, NINE, 10, TEN_A_MINUTE)
        assert isinstance(window, Window)
        blocked = leave(ledger, NINE + 90 * SECOND, 1, TEN_A_MINUTE)
        for number in range(1, 11):
            hand_over(window, number)
        window.close(NINE + 90 * SECOND)

        assert blocked == Wait(NINE + 91 * SECOND)
        assert leave(ledger, NINE + 149 * SECOND, 1, TEN_A_MINUTE) == Wait(NINE + 150 * SECOND)
        assert leave(ledger, NINE + 150 * SECOND, 1, TEN_A_MINUTE) == 1


def test_gives_back_what_did_not_leave(ledger: Ledger) -> None:
    """Only what had its dot, or an answer, counts once the window is closed."""
    plan_some(ledger, 30)
    with ledger.own(ID):
        window = ledger.claim_paced(ID, NINE, 10, TEN_A_MINUTE)
        assert isinstance(window, Window)
        window.dot(1)
        window.keep()
        window.reply(2, an_outcome(DeliveryState.REFUSED))
        window.close(NINE)

        assert leave(ledger, NINE, 100, TEN_A_MINUTE) == 8


def test_shares_a_rate_among_distributions_and_runs(desk: Desk) -> None:
    """Two runs with two distributions through one relay keep its rate together, also after a restart."""
    first, second = desk(), desk()
    plan_some(first, 20)
    tunnel = "tunnel-opens-1"
    plan_these(second, a_distribution(slug="tunnel-opens"), map(a_delivery, range(1, 21)))
    with first.own(ID), second.own(tunnel):
        assert leave(first, NINE, 7, TEN_A_MINUTE) == 7
        window = second.claim_paced(tunnel, NINE, 7, TEN_A_MINUTE)
        assert isinstance(window, Window)
        assert len(window.deliveries) == 3
        assert leave(first, NINE, 7, Pacing("other.example:587", TEN_A_MINUTE.rates)) == 7
        for each in window.deliveries:
            hand_over(window, each.number)
        window.close(NINE)
    third = desk()
    with third.own(ID):
        assert leave(third, NINE + SECOND, 7, TEN_A_MINUTE) == Wait(NINE + 60 * SECOND)


def test_says_nothing_is_due_before_it_says_wait(ledger: Ledger) -> None:
    """Where nobody is due there is nothing to wait for."""
    plan_some(ledger, 10)
    with ledger.own(ID):
        leave(ledger, NINE, 10, TEN_A_MINUTE)

        assert ledger.claim_paced(ID, NINE, 10, TEN_A_MINUTE) is None


RATES = st.lists(
    st.builds(Rate, st.integers(1, 12), st.sampled_from((1, 5, 30))), min_size=1, max_size=3
)
STEPS = st.lists(
    st.tuples(st.integers(0, 7), st.integers(1, 9), st.integers(0, 3)), min_size=1, max_size=20
)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rates=RATES, steps=STEPS)
def test_never_one_more(rates: list[Rate], steps: list[tuple[int, int, int]], tmp_path) -> None:
    """In no stretch of a rate's length more leave than it allows, whatever windows take and last."""
    clock = ValueClock()
    path = tmp_path / f"{hash((tuple(rates), tuple(steps)))}.sqlite3"
    path.unlink(missing_ok=True)
    path.with_name(path.name + ".witness").unlink(missing_ok=True)
    left: list[datetime] = []
    with Ledger.open(path, create=True, clock=clock, machine=HERE) as ledger:
        plan_some(ledger, 300)
        with ledger.own(ID):
            for pause, wanted, lasts in steps:
                clock.sleep(pause)
                window = ledger.claim_paced(ID, clock.now(), wanted, Pacing("relay", rates))
                if isinstance(window, Window):
                    for each in window.deliveries:
                        if each is window.deliveries[-1]:
                            clock.sleep(lasts)
                        hand_over(window, each.number)
                        left.append(clock.now())
                    window.close(clock.now())
    for rate in rates:
        span = timedelta(seconds=rate.seconds)
        for at in left:
            assert sum(at - span < other <= at for other in left) <= rate.count
