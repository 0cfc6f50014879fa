"""
The person at the command line: who they are, as the ledger will remember, and their yes.

Never: takes a missing answer for a yes.
"""

import getpass

from mailer.cli.console import Console
from mailer.words.errors import GuardError, UsageError


def who_is_asking() -> str:
    """The name this person logged in with; "" where the system does not tell."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""


def confirm(console: Console, question: str, *, yes: bool) -> None:
    """Go on only with a person's `yes`, typed or given as `--yes`."""
    if yes:
        return
    if not console.interactive:
        raise UsageError("Nobody is here to confirm.", cure="Unattended, add --yes.")
    console.insist(question)
    if console.ask("Type yes to go on: ") != "yes":
        raise GuardError("Not confirmed: nothing was changed.")
