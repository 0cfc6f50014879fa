"""
What every ledger promises, whatever keeps it.

Another backend joins by a parameter of `desk` (conftest); nothing below knows what lies under a URL.
"""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from records import (
    NINE,
    SKELETON,
    Desk,
    a_delivery,
    a_distribution,
    hand_over,
    plan_some,
    plan_these,
    states_of,
)
from sqlalchemy import select

from mailer.compose.file_part import FilePart
from mailer.compose.message import Skeleton, octets_of
from mailer.record.ledger import Ledger
from mailer.record.pieces import unpack_pieces
from mailer.record.schema import blocks, skeletons
from mailer.schedule.distribution import PlannedDelivery
from mailer.words.errors import GuardError, LedgerLocked, MediaListError
from mailer.words.states import Counts, DeliveryState, DistributionState

MINUTE = timedelta(minutes=1)
TEN = NINE + timedelta(hours=1)


class TestPlanning:
    def test_reads_back_what_was_planned(self, desk: Desk) -> None:
        """A distribution reads back as it was planned, by another run too."""
        planned = a_distribution(
            embargoed_until=TEN,
            embargo_shown="2026-05-01 11:00 Europe/London",
            give_up_at=TEN + MINUTE,
            release_json='{"slug": "bridge-opens"}',
            sources={"releases/bridge-opens.md": "ab12"},
        )
        with desk().plan(planned) as plan:
            plan.add_skeleton(SKELETON)
            plan.add(a_delivery(1))

        assert desk().distribution("bridge-opens-1").distribution == planned

    def test_keeps_instants_to_the_microsecond(self, ledger: Ledger) -> None:
        """An instant given in another zone reads back as the same instant in UTC."""
        there = timezone(timedelta(hours=5, minutes=45))
        at = datetime(2026, 5, 1, 14, 45, 0, 123456, tzinfo=there)
        with ledger.plan(a_distribution(send_at=at)):
            pass

        assert ledger.distribution("bridge-opens-1").distribution.send_at.isoformat() == (
            "2026-05-01T09:00:00.123456+00:00"
        )

    def test_refuses_a_naive_instant(self, ledger: Ledger) -> None:
        """A time without a zone never enters the ledger."""
        naive = a_delivery(1, due_at=NINE.replace(tzinfo=None))
        with pytest.raises(ValueError, match="needs a zone"):
            plan_these(ledger, a_distribution(), [naive])

        assert ledger.distributions() == []

    def test_plans_all_or_nothing(self, ledger: Ledger) -> None:
        """An error while planning leaves nothing of the distribution."""

        def broken_list() -> Iterator[PlannedDelivery]:
            yield from (a_delivery(number) for number in range(1, 2500))
            raise MediaListError("Row 2501 cannot be read.")

        with pytest.raises(MediaListError):
            plan_these(ledger, a_distribution(), broken_list())

        assert ledger.distributions() == []
        assert ledger.reached("bridge-opens", 1) == {}
        assert ledger.next_distribution_id("bridge-opens") == "bridge-opens-1"

    def test_is_seen_only_when_whole(self, desk: Desk) -> None:
        """While one run plans, another sees nothing of it and is not kept from planning."""
        ledger, other = desk(), desk()
        with ledger.plan(a_distribution()) as plan:
            plan.add_skeleton(SKELETON)
            for number in range(1, 2500):
                plan.add(a_delivery(number))
            seen = other.distributions()
            with other.plan(a_distribution(slug="tunnel-opens")):
                pass

        assert seen == []
        assert ledger.counts("bridge-opens-1").planned == 2499

    def test_counts_ids_per_release(self, ledger: Ledger) -> None:
        """A release's distributions are numbered from 1, whatever other releases do."""
        plan_some(ledger)

        assert ledger.next_distribution_id("bridge-opens") == "bridge-opens-2"
        assert ledger.next_distribution_id("bridge") == "bridge-1"

    def test_keeps_a_skeleton_once(self, ledger: Ledger) -> None:
        """The same skeleton added twice is one, and reads back segment by segment."""
        nasty = Skeleton((b"\0DATE\0", b"", b"\xff" * 70_000))
        with ledger.plan(a_distribution()) as plan:
            for each in (SKELETON, nasty, SKELETON):
                plan.add_skeleton(each)

        assert ledger.skeletons("bridge-opens-1") == {
            SKELETON.key: SKELETON,
            nasty.key: nasty,
        }

    def test_holds_a_shared_file_once(self, ledger: Ledger) -> None:
        """Skeletons that carry the same file are read back sharing it, not with a copy each."""
        file = b"\xff" * 70_000
        with ledger.plan(a_distribution()) as plan:
            for text in (b"\0DATE\0Dear", b"\0DATE\0Estimada"):
                plan.add_skeleton(Skeleton((text, file, b"\r\n")))

        one, other = ledger.skeletons("bridge-opens-1").values()

        assert one.segments[1] is other.segments[1]

    def test_keeps_a_file_in_blocks(self, ledger: Ledger) -> None:
        """A large file is written once, block by block, and read back as the bytes that leave."""
        file = FilePart(b"Content-Type: application/pdf\r\n\r\n", bytes(range(256)) * 1_500)
        other = FilePart(b"Content-Type: image/png\r\n\r\n", b"\x89PNG" * 30_000)
        whole = {
            b"one": Skeleton((b"\0DATE\0Dear", file, b" and ", other, b"\r\n")),
            b"two": Skeleton((b"\0DATE\0Estimada", other, file, b"\r\n")),
            b"none": Skeleton((b"\0DATE\0Hello\r\n",)),
        }
        with ledger.plan(a_distribution()) as plan:
            for each in whole.values():
                plan.add_skeleton(each)
        read = ledger.skeletons("bridge-opens-1")
        with ledger._store.reading() as connection:
            rows = connection.execute(select(blocks.c.key, blocks.c.octets)).all()

        assert (file.encodings, other.encodings) == (1, 1)
        assert {key for key, _ in rows} == {file.key, other.key}
        assert max(len(octets) for _, octets in rows) <= 64 * 1024
        for skeleton in whole.values():
            octets = tuple(map(octets_of, skeleton.segments))
            assert read[skeleton.key].segments == octets

    def test_an_older_mailer_cannot_leave_a_file_out(self, ledger: Ledger) -> None:
        """Whoever knows nothing of blocks finds fewer segments than there are holes, and stops."""
        skeleton = Skeleton((b"\0DATE\0Dear", b"\xff" * 70_000, b"\r\n"))
        with ledger.plan(a_distribution()) as plan:
            plan.add_skeleton(skeleton)
        with ledger._store.reading() as connection:
            packed = connection.execute(select(skeletons.c.segments)).scalar_one()

        with pytest.raises(ValueError, match="extended slice"):
            Skeleton(unpack_pieces(packed)).message((b"", b""), NINE, "<1@example.org>")

    def test_freezes_a_version(self, ledger: Ledger) -> None:
        """A version keeps the content it was first planned with; other content is refused."""
        assert ledger.frozen_hash("bridge-opens", 1) is None
        plan_some(ledger)

        with (
            pytest.raises(GuardError, match="other content"),
            ledger.plan(a_distribution(2, content_hash="decaf")),
        ):
            pass

        assert ledger.frozen_hash("bridge-opens", 1) == "c0ffee"
        assert len(ledger.distributions()) == 1

    def test_takes_one_of_two_planners(self, desk: Desk) -> None:
        """Two runs that plan the same person at once cannot both succeed."""
        first, second = desk(), desk()

        def overtaken_list() -> Iterator[PlannedDelivery]:
            yield a_delivery(1, person="reader3@example.org")
            plan_some(first)

        with pytest.raises(GuardError, match="Another run has just planned"):
            plan_these(second, a_distribution(2), overtaken_list())

        assert [each.distribution.id for each in first.distributions()] == ["bridge-opens-1"]

    def test_refuses_an_id_twice(self, ledger: Ledger) -> None:
        """A distribution's id names one distribution."""
        plan_some(ledger)

        with pytest.raises(GuardError), ledger.plan(a_distribution(1, version=2)):
            pass

    def test_plans_a_person_again_for_the_next_version(self, ledger: Ledger) -> None:
        """Another version of the release is another matter."""
        plan_some(ledger)
        with ledger.plan(a_distribution(2, version=2, content_hash="decaf")) as plan:
            plan.add_skeleton(SKELETON)
            plan.add(a_delivery(1))

        assert ledger.reached("bridge-opens", 2) == {"reader1@example.org": "bridge-opens-2"}


class TestClaiming:
    def test_gives_what_was_planned(self, ledger: Ledger) -> None:
        """A claimed delivery carries, byte for byte, what was planned for it."""
        with ledger.plan(a_distribution()) as plan:
            plan.add_skeleton(SKELETON)
            plan.add(replace(a_delivery(1), holes=(b"",), trusted=True, language="es"))
        with ledger.own("bridge-opens-1"):
            window = ledger.claim("bridge-opens-1", NINE, 10)
            assert window is not None
            (claimed,) = window.deliveries
            window.close(NINE)

        planned = replace(a_delivery(1), holes=(b"",))
        assert (claimed.number, claimed.address_key) == (1, "reader1@example.org")
        assert claimed.envelope == planned.envelope
        assert claimed.message_id == planned.message_id
        assert (claimed.skeleton, claimed.holes) == (SKELETON.key, (b"",))
        assert (claimed.trusted, claimed.attempts) == (True, 0)

    def test_claims_in_order_and_once(self, ledger: Ledger) -> None:
        """Windows take the deliveries in order of number, each once, and none is left."""
        plan_some(ledger, 5)
        with ledger.own("bridge-opens-1"):
            windows = [ledger.claim("bridge-opens-1", NINE, 2) for _ in range(4)]
            taken = [[each.number for each in window.deliveries] for window in windows if window]
            for window in windows:
                if window:
                    window.close(NINE)

        assert taken == [[1, 2], [3, 4], [5]]

    @pytest.mark.parametrize(
        ("due_at", "taken"),
        [
            pytest.param(NINE, True, id="due to the microsecond"),
            pytest.param(NINE + timedelta(microseconds=1), False, id="a microsecond early"),
        ],
    )
    def test_claims_nothing_early(self, ledger: Ledger, due_at: datetime, *, taken: bool) -> None:
        """Nothing is claimed before its instant."""
        with ledger.plan(a_distribution()) as plan:
            plan.add_skeleton(SKELETON)
            plan.add(a_delivery(1, due_at=due_at, state=DeliveryState.WITHHELD))
        with ledger.own("bridge-opens-1"):
            window = ledger.claim("bridge-opens-1", NINE, 1)
            if window:
                window.close(NINE)

        assert (window is not None) == taken

    def test_keeps_distributions_apart(self, ledger: Ledger) -> None:
        """What is claimed, settled and counted of one distribution touches no other."""
        plan_some(ledger, 3)
        plan_these(ledger, a_distribution(2, version=2), [a_delivery(n) for n in (1, 2, 3)])
        with ledger.own("bridge-opens-1"), ledger.own("bridge-opens-2"):
            first = ledger.claim("bridge-opens-1", NINE, 2)
            second = ledger.claim("bridge-opens-2", NINE, 3)
            assert first is not None
            assert second is not None
            hand_over(first, 1)
            hand_over(second, 2)
            second.close(NINE)
            first.close(NINE)

        assert (len(first.deliveries), len(second.deliveries)) == (2, 3)
        assert states_of(ledger, "bridge-opens-1") == {1: "accepted", 2: "planned", 3: "planned"}
        assert states_of(ledger, "bridge-opens-2") == {1: "planned", 2: "accepted", 3: "planned"}
        assert ledger.counts("bridge-opens-1") == Counts(accepted=1, remaining=2)

    def test_claims_only_for_its_owner(self, ledger: Ledger) -> None:
        """Whoever does not own a distribution cannot claim of it."""
        plan_some(ledger)

        with pytest.raises(AssertionError):
            ledger.claim("bridge-opens-1", NINE, 1)

    def test_has_one_owner(self, desk: Desk) -> None:
        """A second run that wants to send the same distribution is told so, at once."""
        first, second = desk(), desk()
        plan_some(first)
        with (
            first.own("bridge-opens-1"),
            pytest.raises(LedgerLocked, match=r"Another run is sending bridge-opens-1"),
            second.own("bridge-opens-1"),
        ):
            pass

        with second.own("bridge-opens-1"):
            pass

    def test_shares_out_to_threads(self, ledger: Ledger) -> None:
        """Threads with a window each reach every delivery once."""
        plan_some(ledger, 200)
        taken: list[int] = []

        def send() -> None:
            while window := ledger.claim("bridge-opens-1", NINE, 7):
                for each in window.deliveries:
                    hand_over(window, each.number)
                    taken.append(each.number)
                window.close(NINE)

        with ledger.own("bridge-opens-1"):
            threads = [threading.Thread(target=send) for _ in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()

        assert sorted(taken) == list(range(1, 201))
        assert ledger.counts("bridge-opens-1") == Counts(accepted=200)

    def test_claims_nothing_while_paused(self, ledger: Ledger) -> None:
        """A paused distribution hands nothing over until it is resumed."""
        plan_some(ledger)
        with ledger.own("bridge-opens-1"):
            ledger.pause("bridge-opens-1", "The relay's quota is used up.", NINE)
            paused = ledger.distribution("bridge-opens-1")
            nothing = ledger.claim("bridge-opens-1", NINE, 4)
            ledger.resume("bridge-opens-1", NINE)
            window = ledger.claim("bridge-opens-1", NINE, 4)
            assert window is not None
            window.close(NINE)

        assert (paused.state, paused.reason) == (
            DistributionState.PAUSED,
            "The relay's quota is used up.",
        )
        assert nothing is None
        assert ledger.distribution("bridge-opens-1").reason == ""
