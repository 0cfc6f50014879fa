"""
The sequel: what becomes of a release's earlier distributions when an act is planned about it.

    stop     what still waits is stopped: the act brings something else in its place, or nothing
    pause    what still waits is held back, for the reason given
    resume   what was held back for that reason goes on

It is carried out in the change that plans the act, so that nobody waits for both, or for neither. The
act was decided from how the release stood when its planning began; where that has moved since, the
change is refused as a whole.

Never: touches what is handed; decides anything.
Fails with: GuardError where the release has moved meanwhile.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, select
from sqlalchemy.engine import Connection

from mailer.record.schema import distributions, editions, standings
from mailer.record.steering import Decision, pause_within, resume_within, stop_within
from mailer.record.store import Store
from mailer.schedule.distribution import Distribution
from mailer.words.errors import GuardError
from mailer.words.states import DistributionState

Standing = Sequence[tuple[Any, ...]]
"""How many deliveries of each distribution of a release stand where, and how often they were tried."""


class Fate(StrEnum):
    """What becomes of what still waits."""

    STOP = "stop"
    PAUSE = "pause"
    RESUME = "resume"


_STANDING = (
    select(
        distributions.c.id,
        standings.c.state,
        func.count(),
        func.sum(standings.c.attempts),
    )
    .join_from(standings, distributions, distributions.c.key == standings.c.distribution)
    .join(editions, editions.c.key == distributions.c.edition)
    .where(editions.c.slug == bindparam("slug"))
    .group_by(distributions.c.id, standings.c.state)
    .order_by(distributions.c.id, standings.c.state)
)
_EARLIER = (
    select(distributions.c.id, distributions.c.state, distributions.c.reason)
    .join(editions)
    .where(editions.c.slug == bindparam("slug"), editions.c.version != bindparam("version"))
    .order_by(distributions.c.key)
)


class Sequel(NamedTuple):
    """What becomes of the earlier versions' distributions, and how the release stood before."""

    standing: Standing
    fate: Fate
    decision: Decision
    """`why`: the reason that a pause is given, and that a resume looks for."""

    def carry_out(self, connection: Connection, act: Distribution) -> None:
        """Within a change that then plans the act."""
        if _standing(connection, act.slug) != list(self.standing):
            raise GuardError(
                f"{act.slug} was sent or changed from elsewhere while this was prepared.",
                cure="Run the command again.",
            )
        names = {"slug": act.slug, "version": act.version}
        for row in connection.execute(_EARLIER, names).all():
            if self.fate is Fate.STOP:
                stop_within(connection, row.id, self.decision)
            elif self.fate is Fate.PAUSE:
                pause_within(connection, row.id, self.decision)
            elif row.state == DistributionState.PAUSED.value and row.reason == self.decision.why:
                resume_within(connection, row.id, self.decision)


def read_standing(store: Store, slug: str) -> Standing:
    """How a release stands."""
    with store.reading() as connection:
        return _standing(connection, slug)


def _standing(connection: Connection, slug: str) -> Standing:
    return [tuple(row) for row in connection.execute(_STANDING, {"slug": slug})]
