"""The real command under Debian's libfaketime: its wall clock is a file that the test writes."""

import glob
import math
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

LIBRARY = next(iter(glob.glob("/usr/lib/*/faketime/libfaketime.so.1")), "")  # noqa: PTH207 - absolute
needs_faketime = pytest.mark.skipif(
    not LIBRARY or not shutil.which("faketime"), reason="needs faketime (Debian package faketime)"
)


class FakeWallClock:
    """`shift` seconds beside the real clock; the steady clock of the command stays the real one."""

    def __init__(self, folder: Path, shift: str = "+0") -> None:
        self._file = folder / "faketime"
        self.shift(shift)

    def shift(self, by: str) -> None:
        """`+3600`, `-86400`: from now on, also for commands that run already."""
        self._file.write_text(f"{by}\n")

    def stand(self, at: datetime) -> None:
        """Start from this instant, or within a second after it; never before."""
        self.shift(f"{math.ceil((at - datetime.now(UTC)).total_seconds()):+d}")

    @property
    def environment(self) -> dict[str, str]:
        return {
            "LD_PRELOAD": LIBRARY,
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1",
        }
