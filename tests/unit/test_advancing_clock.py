"""The clock that advances by itself: in what order its sleepers wake, and that nobody is left behind."""

import threading
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from mailer.deliver.advancing import AdvancingClock
from mailer.schedule.clock_rules import doubt_over_jump

NINE = datetime(2026, 5, 1, 9, tzinfo=UTC)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.lists(st.integers(min_value=0, max_value=500), max_size=6), min_size=1, max_size=4)
)
def test_sleepers_wake_in_the_order_of_time(naps: list[list[int]]) -> None:
    """However many sleep, each wakes when its time has come and not before; time never goes back."""
    clock, woken = AdvancingClock(NINE), []
    ready = threading.Barrier(len(naps))

    def line(seconds: list[int]) -> None:
        began_at = clock.now()
        ready.wait()
        for number, nap in enumerate(seconds, 1):
            clock.sleep(nap)
            woken.append((clock.now(), began_at + timedelta(seconds=sum(seconds[:number]))))

    threads = [threading.Thread(target=line, args=(each,)) for each in naps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)

    assert len(woken) == sum(map(len, naps))
    assert all(at == wanted for at, wanted in woken)
    assert [at for at, _ in woken] == sorted(at for at, _ in woken)


def test_it_stands_still_while_anybody_works() -> None:
    """A sleeper waits for the one who works, who finds the time unchanged."""
    clock, works, done = AdvancingClock(NINE), threading.Event(), threading.Event()
    seen = []

    def worker() -> None:
        clock.now()
        works.set()
        done.wait(10)
        seen.append(clock.now())

    sleeper = threading.Thread(target=lambda: (clock.sleep(60), seen.append(clock.at)))
    at_work = threading.Thread(target=worker)
    at_work.start()
    works.wait(10)
    sleeper.start()
    sleeper.join(0.1)
    still_asleep = sleeper.is_alive()
    done.set()
    sleeper.join(10)
    at_work.join(10)

    assert still_asleep
    assert seen == [NINE, NINE + timedelta(minutes=1)]


def test_nobody_doubts_it() -> None:
    """Wall and steady clock agree over a leap of a month."""
    clock = AdvancingClock(NINE)
    before = clock.read()
    clock.sleep(timedelta(days=30).total_seconds())

    assert doubt_over_jump(before, clock.read()) == ""
    assert clock.synchronised() is None
