"""
The command `mailer`, which is `python -m mailer` too: signals first, then all that has to be loaded.

Promises: Ctrl-C, SIGTERM and SIGHUP end it with status 130 from here on; nothing has been begun yet.
"""

import os
import signal


def main() -> None:
    """Run one command and end with its exit status."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, lambda _number, _frame: os._exit(130))
    from mailer.cli.app import main as run  # noqa: PLC0415 - takes a tenth of a second

    run()


if __name__ == "__main__":
    main()
