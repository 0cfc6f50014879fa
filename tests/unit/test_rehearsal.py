"""What a rehearsal finds wrong, from what arrived; and what it does not."""

from datetime import UTC, datetime, timedelta

import pytest
from press import a_mould, a_recipient, a_release
from shipped import TEMPLATES

from mailer.report.rehearsal import Flaw, Rehearsal
from mailer.schedule.plan import Known, Planned, Timing, plan_deliveries

NINE = datetime(2026, 5, 1, 9, tzinfo=UTC)
EMBARGO = NINE + timedelta(hours=1)
ANA, BEN = "ana@example.org", "ben@example.org"


@pytest.fixture(scope="module")
def planned() -> list[Planned]:
    """Ana is trusted and due at nine, Ben at the embargo."""
    mould = a_mould(a_release(), TEMPLATES, inline=str)
    recipients = [a_recipient(ANA, trusted=True), a_recipient(BEN)]
    known = Known(lambda _recipient: "")
    return list(plan_deliveries(mould, recipients, Timing(NINE, EMBARGO), known))


def message(at: datetime, subject: str = "Night ferry returns") -> bytes:
    return f"Date: {at:%a, %d %b %Y %H:%M:%S} +0000\r\nSubject: {subject}\r\n\r\nText\r\n".encode()


MARKED = "[EMBARGOED UNTIL 10:00] Night ferry"
ENCODED = "=?utf-8?q?=5BEMBARGADO_HASTA_10=3A00=5D_Vuelve_el_ferry?="


@pytest.mark.parametrize(
    ("arrivals", "flaws"),
    [
        ([(ANA, NINE, MARKED), (BEN, EMBARGO, "News")], {}),
        ([(ANA, NINE, ENCODED), (BEN, EMBARGO, "News")], {}),
        ([(ANA, NINE, "News"), (BEN, EMBARGO, "News")], {Flaw.UNMARKED: 1}),
        ([(ANA, NINE, MARKED)], {Flaw.MISSING: 1}),
        ([(ANA, NINE, MARKED)] * 2 + [(BEN, EMBARGO, "News")], {Flaw.TWICE: 1}),
        (
            [(ANA, NINE, MARKED), (BEN, EMBARGO - timedelta(microseconds=1), MARKED)],
            {Flaw.EARLY: 1},
        ),
        (
            [(ANA, NINE, MARKED), (BEN, EMBARGO, "News"), ("eve@example.org", EMBARGO, "News")],
            {Flaw.UNASKED: 1},
        ),
    ],
)
def test_flaws(planned, arrivals, flaws) -> None:
    """Early, twice, missing, unasked and unmarked are found; what is right is not blamed."""
    rehearsal = Rehearsal(EMBARGO)
    for each in planned:
        rehearsal.expect(each, early=each.delivery.trusted)
    for rcpt_to, at, subject in arrivals:
        rehearsal.arrive(rcpt_to, message(at, subject), at)
    rehearsal.end()

    assert rehearsal.flaws == flaws


def test_a_date_before_its_instant_is_early(planned) -> None:
    """The Date header is held against the instant too, to the second it tells."""
    rehearsal = Rehearsal(EMBARGO)
    for each in planned:
        rehearsal.expect(each, early=each.delivery.trusted)
    rehearsal.arrive(BEN, message(EMBARGO - timedelta(seconds=1)), EMBARGO)

    assert rehearsal.named[Flaw.EARLY] == [BEN]
