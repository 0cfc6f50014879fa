"""The pause that lets more lines answer: short, rare, and never a relay's loss."""

from hypothesis import given
from hypothesis import strategies as st

from mailer.deliver.gathering import Gathering

MILLISECOND = 0.001


def accustomed(pace_s: float, rounds: int = 200) -> Gathering:
    """To a relay that answers one line every `pace_s`."""
    gathering = Gathering(0.0)
    for number in range(1, rounds + 1):
        gathering.heard(1, number * pace_s)
    return gathering


def test_a_fast_relay_is_given_the_time_of_one_answer_by_ten_lines() -> None:
    pause_s = accustomed(100e-6).pause_s(ready=1, busy=10)
    assert 90e-6 < pause_s < 110e-6


def test_more_lines_are_given_more_time_but_less_than_the_relay_needs_for_what_it_has() -> None:
    gathering = accustomed(100e-6)
    pauses = [gathering.pause_s(ready=1, busy=busy) for busy in (3, 4, 10, 20)]
    assert pauses == sorted(pauses)
    for busy, pause_s in zip((3, 4, 10, 20), pauses, strict=True):
        assert 0 < pause_s < (busy - 2) * 100e-6


def test_there_is_no_pause_where_half_of_them_have_answered_or_nobody_has() -> None:
    gathering = accustomed(100e-6)
    assert gathering.pause_s(ready=5, busy=10) == 0
    assert gathering.pause_s(ready=4, busy=10) > 0
    assert gathering.pause_s(ready=0, busy=10) == 0


def test_one_line_or_two_are_never_kept_waiting() -> None:
    gathering = accustomed(100e-6)
    assert [gathering.pause_s(ready=1, busy=busy) for busy in (1, 2)] == [0, 0]


def test_a_relay_that_is_far_away_is_not_waited_for() -> None:
    assert accustomed(5 * MILLISECOND).pause_s(ready=1, busy=10) == 0


def test_nothing_is_paused_before_anything_was_heard() -> None:
    assert Gathering(0.0).pause_s(ready=1, busy=10) == 0


def test_one_long_silence_is_soon_forgotten() -> None:
    gathering = accustomed(100e-6)
    before = gathering.pause_s(ready=1, busy=10)
    gathering.heard(1, 60.0)
    for number in range(1, 41):
        gathering.heard(1, 60.0 + number * 100e-6)
    assert gathering.pause_s(ready=1, busy=10) < 1.5 * before


@given(
    st.lists(st.tuples(st.integers(1, 64), st.floats(0, 3600))),
    st.integers(0, 64),
    st.integers(0, 64),
)
def test_no_pause_reaches_a_millisecond(
    heard: list[tuple[int, float]], ready: int, busy: int
) -> None:
    gathering, now = Gathering(0.0), 0.0
    for found, after_s in heard:
        now += after_s
        gathering.heard(found, now)
    assert 0 <= gathering.pause_s(ready, busy) < MILLISECOND
