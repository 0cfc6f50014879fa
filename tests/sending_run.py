"""
A run of its own that is there to be killed: `python sending_run.py LEDGER_URL FOLDER PORT`.

It owns the one distribution of the ledger, sends what is due to the relay at PORT over one line, and
ends. `send_all` does the same in this process.
"""

import sys
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from records import HERE

from mailer.deliver.clock import SystemClock
from mailer.deliver.relay import RelayTransport
from mailer.deliver.sending import Sending, send_due
from mailer.read.settings import Relay, Security
from mailer.record.ledger import Ledger
from mailer.record.machine import Machine


def send_all(
    url: str, folder: Path, port: int, *, machine: Machine = HERE, connections: int = 1
) -> None:
    clock = SystemClock()
    relay = Relay("127.0.0.1", port, Security.NONE)
    with Ledger.open(url, create=True, folder=folder, clock=clock, machine=machine) as ledger:
        (record,) = ledger.distributions()
        planned = record.distribution
        with ledger.own(planned.id):
            send_due(
                Sending(
                    planned.id,
                    None,
                    planned.send_at,
                    clock.now() + timedelta(hours=4),
                    ledger,
                    RelayTransport(relay, client_name="press.example", lines=connections),
                    clock,
                    lambda: lambda _claimed: "",
                )
            )


if __name__ == "__main__":
    send_all(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), connections=int(sys.argv[4]))
