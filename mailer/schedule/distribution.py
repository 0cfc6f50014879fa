"""
A distribution and its deliveries, as they are frozen when they are planned.

Promises: everything needed to send is in these values: later edits of the release, the templates or
the lists change nothing that is planned. Never: reads a clock or decides that a time has come
(`embargo` does).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from mailer.compose.message import Envelope
from mailer.words.states import Act, DeliveryState


class WallTime(NamedTuple):
    """A time as people were told it, and the instant that the rules of that day made of it."""

    wall: datetime
    """Naive: what the clocks of the zone show."""
    zone: str
    """IANA name, `UTC` or an offset, as `ZonedTime.zone`."""
    at: datetime
    """Aware, UTC."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """One act of sending one version of one release to a set of recipients."""

    id: str
    """`<slug>-<n>`, n counting the release's distributions from 1."""
    slug: str
    version: int
    content_hash: str
    """`Release.content_hash` of what was frozen."""
    headline: str
    mail_from: str
    created_at: datetime
    send_at: datetime
    """Nothing leaves before it. Aware, UTC."""
    embargoed_until: datetime | None = None
    embargo_shown: str = ""
    """The embargo as its author wrote it, with its zone; "" where there is none."""
    embargo_wall: str = ""
    """The embargo's wall time, `2026-05-01T09:00:00`; with the zone, what a later look recomputes."""
    embargo_zone: str = ""
    """IANA name, `UTC` or an offset, as `ZonedTime.zone`."""
    wall_times: tuple[WallTime, ...] = ()
    """What `--at` named: one time, or one a zone where it was everybody's own; empty: it left at once."""
    late_by_max_s: int = 900
    """How late, in seconds, its messages may begin to leave; later, a person decides."""
    give_up_at: datetime | None = None
    """After it a deferred delivery is not tried again."""
    release_json: str = "{}"
    """The release as it was frozen, for the account and for later corrections."""
    sources: Mapping[str, str] = field(default_factory=dict)
    """File → SHA-256 in hex, of every file that went into the plan; tells when one has drifted."""
    act: Act = Act.ORIGINAL
    answers: str = ""
    """The id of the distribution it corrects, updates, withdraws or holds; "" for an original."""


@dataclass(frozen=True, slots=True)
class PlannedDelivery:
    """One recipient of a distribution, with the bytes that are its own."""

    number: int
    """Counts the distribution's deliveries from 1, in the order of the lists."""
    address_key: str
    """`Address.key`: what makes two rows the same person."""
    envelope: Envelope
    message_id: str
    skeleton: bytes
    """`Skeleton.key`; b"" where nothing will be sent (suppressed)."""
    holes: tuple[bytes, ...]
    state: DeliveryState
    """PLANNED, WITHHELD or SUPPRESSED."""
    due_at: datetime
    """Aware, UTC. The earliest instant at which it may be claimed."""
    trusted: bool = False
    media_list: str = ""
    row: int = 0
    language: str = ""
    note: str = ""
    """Why it is suppressed; "" otherwise."""
    rank: int = 0
    """Smaller ranks leave first; the ledger numbers the deliveries by rank, then by number."""
