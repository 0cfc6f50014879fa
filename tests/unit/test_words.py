"""Addresses, times, states and clearances: the words the promises rest on."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer.schedule.embargo import Clearance, Ground, Withheld, clear
from mailer.words.addresses import AddressError, parse_address
from mailer.words.errors import EmbargoBreach
from mailer.words.states import Counts, DeliveryState

NOW = datetime(2026, 5, 1, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "wire"),
    [
        ("a@example.org", "a@example.org"),
        (" mailto:Ana@BÜCHER.example ", "Ana@xn--bcher-kva.example"),
        ("Al Smith <a@example.org>", "a@example.org"),
        ("o'brien@example.org", "o'brien@example.org"),
        ("-oQ/tmp@example.org", "-oQ/tmp@example.org"),
    ],
)
def test_addresses_are_read(text: str, wire: str) -> None:
    """One mailbox in a cell is read, tidied, with its domain as an A-label."""
    assert str(parse_address(text).address) == wire


@pytest.mark.parametrize(
    "text",
    [
        "@", "a@", "@example.org", "a@localhost", "a..b@example.org", "a@-example.org",
        "a" * 65 + "@example.org", '"john smith"@example.org', "a(work)@example.org",
        "alice@example.org)bob@evil.example", "alice@example.org]<bob@evil.example>",
        "a@example.org, b@example.org", "a@example.org / b@example.org", "'a@example.org'",
        "Press: a@example.org;", "a@example.org\x00", "", "a@example.org\r\nBcc: b@example.org",
    ],
)  # fmt: skip
def test_what_is_no_mailbox_is_refused(text: str) -> None:
    """Nothing that two parsers could read differently becomes an address."""
    with pytest.raises(AddressError):
        parse_address(text)


@given(st.text(max_size=60))
def test_an_address_can_stand_on_the_wire(text: str) -> None:
    """Whatever is accepted holds no blank, bracket or control character."""
    try:
        address = str(parse_address(text).address)
    except AddressError:
        return

    assert not set(address) & set("<> \t\r\n\x00,;()")


@given(
    embargo=st.none() | st.integers(-5000, 5000),
    send=st.integers(-5000, 5000),
    trusted=st.booleans(),
)
def test_never_early(embargo: int | None, send: int, *, trusted: bool) -> None:
    """No clearance exists before `send_at`, nor under embargo for anyone who did not agree to hold."""
    embargoed_until = None if embargo is None else NOW + timedelta(seconds=embargo)
    verdict = clear(
        embargoed_until=embargoed_until,
        trusted=trusted,
        send_at=NOW + timedelta(seconds=send),
        now=NOW,
    )
    early = send > 0 or (embargo is not None and embargo > 0 and not trusted)

    assert isinstance(verdict, Withheld) is early
    assert not isinstance(verdict, Withheld) or verdict.until > NOW


def test_a_clearance_cannot_be_made_elsewhere() -> None:
    """To make one is a breach that no handler catches."""
    with pytest.raises(EmbargoBreach):
        Clearance(Ground.NO_EMBARGO, NOW)
    given = clear(embargoed_until=None, trusted=False, send_at=NOW, now=NOW)
    assert isinstance(given, Clearance)
    assert (given.ground, given.at) == (Ground.NO_EMBARGO, NOW)


@given(st.dictionaries(st.sampled_from(DeliveryState), st.integers(0, 1000)))
def test_the_sums_add_up(by_state: dict[DeliveryState, int]) -> None:
    """Every delivery is counted once, whatever its state."""
    assert Counts.of(by_state).planned == sum(by_state.values())
