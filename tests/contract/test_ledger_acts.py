"""What every ledger promises about acts: planned together with what becomes of those who wait."""

from datetime import timedelta

import pytest
from records import (
    NINE,
    SKELETON,
    a_delivery,
    a_distribution,
    an_outcome,
    hand_over,
    plan_these,
    states_of,
)

from mailer.record.ledger import Ledger
from mailer.record.sequel import Fate, Sequel, Standing
from mailer.record.steering import Decision
from mailer.words.errors import GuardError
from mailer.words.states import Act, DeliveryState, DistributionState

ID, SLUG = "bridge-opens-1", "bridge-opens"
TEN = NINE + timedelta(hours=1)
BY_ANA = Decision(NINE, "ana", "Version 2 takes its place.")
S = DeliveryState


def sent_half(ledger: Ledger) -> None:
    """1 accepted, 2 in doubt, 3 and 4 planned."""
    plan_these(ledger, a_distribution(), [a_delivery(number) for number in range(1, 5)])
    with ledger.own(ID):
        window = ledger.claim(ID, NINE, 2)
        assert window is not None
        hand_over(window, 1)
        hand_over(window, 2, an_outcome(S.IN_DOUBT))
        window.close(NINE)


def act(ledger: Ledger, kind: Act, fate: Fate, standing: Standing, *numbers: int) -> None:
    distribution = a_distribution(2, version=2, content_hash="beef", act=kind, answers=ID)
    with ledger.gather() as plan:
        plan.add_skeleton(SKELETON)
        for number in numbers:
            plan.add(a_delivery(number))
        plan.freeze(distribution, Sequel(standing, fate, BY_ANA))


def test_a_correction_stops_what_it_replaces(ledger: Ledger) -> None:
    """Who waits for version 1 waits for version 2 alone, from one commit on."""
    sent_half(ledger)
    act(ledger, Act.CORRECTION, Fate.STOP, ledger.release(SLUG).standing(), 1, 2, 3, 4)

    assert states_of(ledger, ID) == {1: "accepted", 2: "in_doubt", 3: "stopped", 4: "stopped"}
    assert ledger.distribution(ID).reason == BY_ANA.why
    assert set(states_of(ledger, "bridge-opens-2").values()) == {"planned"}


def test_a_hold_holds_back_and_its_lift_lets_go_on(ledger: Ledger) -> None:
    """What waits is paused under the hold's reason, and only that goes on."""
    sent_half(ledger)
    act(ledger, Act.HOLD, Fate.PAUSE, ledger.release(SLUG).standing(), 1, 2)
    held = ledger.distribution(ID)
    lift = a_distribution(3, version=3, content_hash="feed", act=Act.RELEASE_OF_HOLD, answers=ID)
    with ledger.gather() as plan:
        plan.freeze(lift, Sequel(ledger.release(SLUG).standing(), Fate.RESUME, BY_ANA))

    assert (held.state, held.reason) == (DistributionState.PAUSED, BY_ANA.why)
    assert ledger.distribution(ID).state is DistributionState.SENDING
    assert [number for number, one in states_of(ledger, ID).items() if one == "planned"] == [3, 4]


def test_a_lift_leaves_what_was_paused_for_another_reason(ledger: Ledger) -> None:
    """A distribution that the relay or a person had paused stays so."""
    sent_half(ledger)
    ledger.pause(ID, "Quota.", NINE)
    act(ledger, Act.RELEASE_OF_HOLD, Fate.RESUME, ledger.release(SLUG).standing(), 1)

    assert ledger.distribution(ID).state is DistributionState.PAUSED


def test_an_act_that_was_overtaken_changes_nothing(ledger: Ledger) -> None:
    """Where the release moved since the act was decided, neither stop nor plan happens."""
    sent_half(ledger)
    standing = ledger.release(SLUG).standing()
    with ledger.own(ID):
        window = ledger.claim(ID, NINE, 1)
        assert window is not None
        hand_over(window, 3)
        window.close(NINE)
    with pytest.raises(GuardError, match="while this was prepared"):
        act(ledger, Act.CORRECTION, Fate.STOP, standing, 1, 2, 3, 4)

    assert [one.distribution.id for one in ledger.distributions()] == [ID]
    assert states_of(ledger, ID)[4] == "planned"


def test_an_act_about_nobody_else(ledger: Ledger) -> None:
    """Distributions of other releases are left as they are."""
    sent_half(ledger)
    plan_these(ledger, a_distribution(1, slug="other"), [a_delivery(1)])
    act(ledger, Act.WITHDRAWAL, Fate.STOP, ledger.release(SLUG).standing(), 1, 2)

    assert states_of(ledger, "other-1") == {1: "planned"}


def test_tells_of_people(ledger: Ledger) -> None:
    """By address key: all by which somebody has a release, may have it or will get it, in order."""
    sent_half(ledger)
    act(ledger, Act.CORRECTION, Fate.STOP, ledger.release(SLUG).standing(), 1, 3)
    keys = ["reader1@example.org", "reader3@example.org", "nobody@example.org"]
    found = ledger.release(SLUG).people(keys)

    assert [(one.address, one.version, one.state.value, one.waits) for one in found] == [
        ("reader1@example.org", 1, "accepted", False),
        ("reader1@example.org", 2, "planned", True),
        ("reader3@example.org", 2, "planned", True),
    ]
    assert len(list(ledger.release(SLUG).everybody())) == 6
    assert [one.doubted for one in ledger.release(SLUG).latest()] == [False, True]
