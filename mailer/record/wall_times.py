"""
Wall times as the ledger keeps them: a JSON list of wall time, zone and UTC instant.

Pure. Fails with: ValueError for a text that is none of ours.
"""

import json
from collections.abc import Iterable
from datetime import datetime

from mailer.schedule.distribution import WallTime


def pack_wall_times(times: Iterable[WallTime]) -> str:
    """As one text."""
    return json.dumps([[one.wall.isoformat(), one.zone, one.at.isoformat()] for one in times])


def unpack_wall_times(packed: str) -> tuple[WallTime, ...]:
    """As they were."""
    return tuple(
        WallTime(datetime.fromisoformat(wall), zone, datetime.fromisoformat(at))
        for wall, zone, at in json.loads(packed)
    )
