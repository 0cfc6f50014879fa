"""What a stretch of work cost: wall time, CPU time (user and system), peak memory; and its row."""

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Cost:
    """Filled in when the stretch is over."""

    wall_s: float = 0
    cpu_s: float = 0
    peak_mb: float = 0


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


@contextmanager
def measured() -> Iterator[Cost]:
    """This process, all threads of it."""
    cost, wall, cpu = Cost(), time.perf_counter(), _cpu_s()
    yield cost
    cost.wall_s, cost.cpu_s = time.perf_counter() - wall, _cpu_s() - cpu
    cost.peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


_LAUNCHER = """
import json, os, subprocess, sys
status = subprocess.run(sys.argv[2:], stdout=2).returncode
used = os.times()
import resource
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
open(sys.argv[1], "w").write(json.dumps([status, used[2] + used[3], peak]))
"""
# A process begins with the memory of the one that starts it, so ours does not start it itself.


def command(arguments: list[str], environment: dict[str, str] | None = None) -> Cost:
    """A process from its start to its end; raises where it fails, with what it said."""
    with tempfile.NamedTemporaryFile("r") as told:
        launched = [sys.executable, "-I", "-S", "-c", _LAUNCHER, told.name, *arguments]
        wall = time.perf_counter()
        run = subprocess.run(launched, env=environment, capture_output=True, check=True)
        wall = time.perf_counter() - wall
        status, cpu_s, peak = json.loads(Path(told.name).read_text())
    if status:
        raise RuntimeError(f"{arguments[0]} ended with {status}: {run.stderr.decode()[-500:]}")
    return Cost(wall, cpu_s, peak / 1024)


def median_of(times: int, run: Callable[[], Cost]) -> Cost:
    """The median of several runs, each figure by itself."""
    costs = [run() for _ in range(times)]
    return Cost(
        statistics.median(cost.wall_s for cost in costs),
        statistics.median(cost.cpu_s for cost in costs),
        max(cost.peak_mb for cost in costs),
    )


def in_turn(
    times: int, reference: Callable[[], Cost], run: Callable[[], Cost]
) -> tuple[Cost, Cost]:
    """The medians of both, run in turn: a machine whose speed changes treats them alike."""
    runs = [(reference(), run()) for _ in range(times)]
    references, costs = iter([each for each, _ in runs]), iter([each for _, each in runs])
    return median_of(times, lambda: next(references)), median_of(times, lambda: next(costs))


@dataclass
class Table:
    """One table: what, messages a second, CPU and memory, and both against a reference row."""

    title: str
    reference: Cost | None = None
    reference_count: int = 1

    def __post_init__(self) -> None:
        """The head."""
        print(f"\n{self.title}")
        print(f"  {'':<46}{'msgs/s':>9}{'µs CPU':>9}{'MB':>6}{'rate':>7}{'CPU':>7}")

    def refer(self, what: str, count: int, cost: Cost) -> None:
        """The row that the next ones are held against."""
        self.reference, self.reference_count = cost, count
        self.row(what, count, cost)

    def row(self, what: str, count: int, cost: Cost) -> None:
        """One row."""
        rate, cpu = count / cost.wall_s, cost.cpu_s / count * 1e6
        line = f"  {what:<46}{rate:>9,.0f}{cpu:>9.1f}{cost.peak_mb:>6.0f}"
        if self.reference is not None and self.reference.cpu_s:
            its_rate = self.reference_count / self.reference.wall_s
            its_cpu = self.reference.cpu_s / self.reference_count * 1e6
            line += f"{rate / its_rate:>7.2f}{cpu / its_cpu:>7.2f}"
        print(line, flush=True)

    def remark(self, what: str, text: str) -> None:
        """A row that could not be measured, or that has another unit."""
        print(f"  {what:<46}{text}", flush=True)
