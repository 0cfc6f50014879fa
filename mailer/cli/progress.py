"""
Progress: a bar on a terminal while a list is read and while its messages are sent.

In a log, a plain line now and then while it sends.

Never: changes what is sent; a screen that cannot be written to is passed over.
"""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from datetime import timedelta
from types import TracebackType
from typing import Self, TypeVar

from mailer.cli.console import Console, countdown, printable
from mailer.deliver.ports import Claimed, Outcome
from mailer.read.settings import Rate
from mailer.report.outlook import Outlook
from mailer.words.states import DeliveryState

_LINE_EVERY = 500
_COUNT_EVERY = 500
_Item = TypeVar("_Item")


class Progress:
    """Told of every outcome, from several threads."""

    def __init__(
        self,
        console: Console,
        total: int,
        rates: Sequence[Rate],
        name: str = "",
        words: str = "Sending",
    ) -> None:
        """
        `total`: how many deliveries may be handed over; `rates`: how fast at most.

        `name`: what lines begin with, where others talk beside it; then there is no bar. `words`:
        what stands before the bar.
        """
        self._bar = console.interactive and not console.quiet and not name
        self._before = f"{name}: " if name else ""
        self._console = console
        self._words = words
        self._total = total
        self._rates = rates
        self._began_s = time.monotonic()
        self._done = 0
        self._lock = threading.Lock()
        self._stack = ExitStack()
        self._advance: Callable[[], None] = lambda: None

    def __enter__(self) -> Self:
        """Draw the bar where there is a terminal for it."""
        if self._bar:
            from rich.console import Console as Screen
            from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
            from rich.progress import Progress as Bar

            bar = Bar(
                TextColumn(self._words),
                BarColumn(),
                MofNCompleteColumn(),
                TextColumn("{task.description}"),
                console=Screen(stderr=True, no_color=not self._console.colour),
            )
            self._stack.enter_context(bar)
            task = bar.add_task("", total=self._total)
            self._advance = lambda: bar.update(task, advance=1, description=self._pace())
        return self

    def tell(self, claimed: Claimed, outcome: Outcome) -> None:
        """One delivery is settled."""
        with self._lock:
            self._count()
            if outcome.state not in {DeliveryState.ACCEPTED, DeliveryState.PLANNED}:
                said = str(outcome.reply) if outcome.reply else outcome.why
                self._console.say(
                    self._before
                    + printable(f"{outcome.state.value}: {claimed.envelope.rcpt_to} {said}")
                )
            elif self._done % _LINE_EVERY == 0 and not self._bar:
                self._console.say(f"{self._before}{self._done} of {self._total}  {self._pace()}")

    def advance(self) -> None:
        """One more is done; only a bar shows it."""
        with self._lock:
            self._count()

    def _count(self) -> None:
        self._done += 1
        self._advance()

    def _pace(self) -> str:
        """How fast it goes and how long it still takes: `12 a second, 3 min left`."""
        spent_s = max(time.monotonic() - self._began_s, 0.001)
        per_second = self._done / spent_s
        outlook = Outlook(max(self._total - self._done, 0), self._rates, per_second, None, None)
        if not (left_s := outlook.left_s()):
            return outlook.measured()
        left = countdown(timedelta(seconds=left_s)).removeprefix("in ")
        return f"{outlook.measured()}, {left} left"

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave the screen as it was."""
        self._stack.__exit__(kind, error, trace)


def followed(
    console: Console, items: Iterable[_Item], words: str, part: Callable[[], float]
) -> Iterator[_Item]:
    """The items as they are; on a terminal, a bar for a long run of them. `part`: done, of 1."""
    if not console.interactive or console.quiet:
        yield from items
        return
    with ExitStack() as stack:
        update: Callable[[int], None] | None = None
        for number, item in enumerate(items, 1):
            if number % _COUNT_EVERY == 0:
                update = update or _reading_bar(console, words, part, stack)
                update(number)
            yield item


def _reading_bar(
    console: Console, words: str, part: Callable[[], float], stack: ExitStack
) -> Callable[[int], None]:
    """Draw a bar that goes when the stack is left; what is given takes how many it was so far."""
    from rich.console import Console as Screen
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bar

    bar = Bar(
        TextColumn(words),
        BarColumn(),
        TextColumn("{task.description}"),
        console=Screen(stderr=True, no_color=not console.colour),
        transient=True,
    )
    stack.enter_context(bar)
    task = bar.add_task("", total=1.0)

    def update(number: int) -> None:
        # A spreadsheet is read before its first row: then only the count tells how far it is.
        read = part()
        total = 1.0 if read < 1 else None
        bar.update(task, completed=read, total=total, description=f"{number:,} rows")

    return update
