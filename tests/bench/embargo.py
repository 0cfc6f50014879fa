"""
`make bench`: from the embargo's instant to the first and the last acceptance, by the whole command.

    embargo.py [RUNS]     20 runs of `mailer send --wait` to 1,000 recipients, over loopback

Each run plans anew and waits for an embargo a few seconds ahead. The figures are the command's own, as
its report has them; an acceptance before the instant ends the bench with an error.
"""

import json
import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.desk import environment, mailer, workspace
from bench.servers import smtp_sink

COUNT = 1_000
RUNS = 20
_AHEAD = timedelta(seconds=float(os.environ.get("BENCH_AHEAD_S", "12")))


def one_run(root: Path) -> tuple[float, float]:
    """Seconds from the instant to the first and the last acceptance."""
    until = (datetime.now(UTC) + _AHEAD).replace(microsecond=0)
    release = root / "releases" / "ferry.md"
    text = release.read_text()
    until_line = f"embargoed_until: {until:%Y-%m-%d %H:%M:%S} UTC\n"
    release.write_text(text.replace("kind: news\n", f"kind: news\n{until_line}"))
    words = ("send", "releases/ferry", "--list", "press", "--yes", "--wait", "--json", "--quiet")
    done = subprocess.run(mailer(root, *words), env=environment(), capture_output=True, check=False)
    if done.returncode:
        sys.exit(done.stderr.decode())
    account = json.loads(done.stdout)
    if account["accepted"] != COUNT or account["first_after_s"] < 0:
        sys.exit(f"not as it must be: {account}")
    return account["first_after_s"], account["last_after_s"]


def main(runs: int) -> None:
    """All runs, and what they come to."""
    print(f"\nFrom the embargo to {COUNT:,} acceptances by smtp-sink, {runs} runs, milliseconds")
    print(f"  {'':<46}{'min':>9}{'median':>9}{'max':>9}")
    times = []
    with smtp_sink() as port:
        for _ in range(runs):
            with tempfile.TemporaryDirectory() as name:
                times.append(one_run(workspace(Path(name), COUNT, port)))
    for what, figures in zip(("first", "last"), zip(*times, strict=True), strict=True):
        shown = "".join(
            f"{1000 * figure:>9.1f}" for figure in (min(figures), median(figures), max(figures))
        )
        print(f"  {what:<46}{shown}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else RUNS)
