"""
`run`: what `due` does, again and again, until SIGTERM or Ctrl-C.

Between two looks it sleeps until a minute before the next distribution is due, thirty seconds at
most, so that what is planned from another terminal or machine is seen in time. Each distribution
that was carried out is told in lines, or with `--json` as one JSON document a line.

Promises: an end that was asked for finishes what is on the wire and is a good end: exit status 0.
"""

from datetime import datetime

import typer

from mailer.cli.console import show_time
from mailer.cli.desk import Desk, open_desk
from mailer.cli.sending.carrying import SOON
from mailer.cli.sending.running import in_turn, tell_ended
from mailer.cli.sending.side_by_side import SideBySide
from mailer.cli.signals import heeding
from mailer.deliver.halt import Halt
from mailer.record.ledger import Ledger

_LOOK_EVERY_S = 30.0
_AGAIN_S = 2.0
"""After work, or where another run is at what is due."""
_POLL_S = 0.5


def serve(context: typer.Context) -> int:
    """Until it is told to end."""
    desk, halt, shown = open_desk(context), Halt(), None
    desk.relay()
    url = desk.settings.ledger_url
    with (
        Ledger.open(url, create=True, folder=desk.root, clock=desk.clock) as ledger,
        heeding(halt, desk.console),
        SideBySide(desk, ledger, halt) as runs,
    ):
        desk.console.line({"event": "started", "at": desk.now.isoformat()})
        while not halt.asked:
            desk.now = desk.clock.now()
            runs.begin(in_turn(ledger, ledger.due(desk.now + SOON), desk.now))
            _tell(desk, ledger, runs, halt)
            next_at = _next_due_at(ledger)
            if next_at != shown and next_at is not None and not runs.busy:
                desk.console.say(f"Next: {show_time(next_at, desk.settings.timezone, desk.now)}.")
                shown = next_at
            if not runs.busy:
                _sleep(desk, halt, next_at)
        while runs.busy:
            _tell(desk, ledger, runs, halt)
    desk.console.line({"event": "ended", "at": desk.clock.now().isoformat()})
    return 0


def _tell(desk: Desk, ledger: Ledger, runs: SideBySide, halt: Halt) -> None:
    for account, status in tell_ended(desk, ledger, runs, halt):
        event = {"event": "carried_out", "at": desk.clock.now().isoformat()}
        desk.console.line(event | {"exit_status": status} | account.document)


def _next_due_at(ledger: Ledger) -> datetime | None:
    ids = [each.distribution.id for each in ledger.distributions()]
    times = [ledger.next_due_at(each) for each in ids if ledger.is_live(each)]
    return min((at for at in times if at is not None), default=None)


def _sleep(desk: Desk, halt: Halt, next_at: datetime | None) -> None:
    """Let time pass in short sleeps; a machine that slept meanwhile looks at once."""
    now = desk.clock.now()
    left = _LOOK_EVERY_S if next_at is None else (next_at - SOON - now).total_seconds()
    seconds = min(max(left, _AGAIN_S), _LOOK_EVERY_S)
    while not halt.asked and 0 <= (desk.clock.now() - now).total_seconds() < seconds:
        desk.clock.sleep(_POLL_S)
