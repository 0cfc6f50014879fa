"""
What a workspace remembers of its last send, in `.mailer/remembered`: its ledger, and that it had a
suppression list.

    another ledger     MAILER_LEDGER names one that does not know who has what
    no suppressions    the list was there, and is gone or has nothing in it, not even its first row
    a copy             the ledger's file lies elsewhere too, where it was: neither knows of the other

Promises: in the first two nothing leaves until a person says what holds (`mailer ledger take-over`, or
the file again); a copy may send, and that is said. A workspace that was moved is not a copy.
Never: keeps anybody's address, or a ledger's login.
"""

import json
import os
from pathlib import Path
from typing import NamedTuple

from mailer.cli.console import printable
from mailer.cli.desk import Desk
from mailer.read.places import SUPPRESSED
from mailer.record.ledger import Ledger
from mailer.words.errors import GuardError, LedgerError, MailerError

_TAKE_OVER = "mailer ledger take-over"


class Remembered(NamedTuple):
    """What was there at the last send; "" and False: nobody knows."""

    ledger: str = ""
    """Its identity, which a copy of it has too."""
    place: str = ""
    """Where its file lay; "" for a database."""
    suppressions: bool = False


def refuse_what_changed(desk: Desk, ledger: Ledger) -> None:
    """Raise what `changed` finds; say where this is a copy of a workspace that is still there."""
    if found := changed(desk, ledger):
        raise found
    if elsewhere := _copied_from(_read(desk.root), _now(desk, ledger)):
        desk.console.insist(
            f"This workspace is a copy: its ledger lies at {printable(elsewhere)} too. What is sent from "
            f"there is not known here. If nothing is, say so once: {_TAKE_OVER}"
        )


def changed(desk: Desk, ledger: Ledger) -> MailerError | None:
    """What `lost` finds; where it finds nothing, what is there now is remembered."""
    before, now = _read(desk.root), _now(desk, ledger)
    found = lost(desk, ledger)
    if found is None and now != before:
        place = _copied_from(before, now) or now.place
        _write(desk.root, now._replace(place=place))
    return found


def lost(desk: Desk, ledger: Ledger) -> MailerError | None:
    """What has gone since the last send so that nothing may be sent; None where all is there."""
    before, now = _read(desk.root), _now(desk, ledger)
    if before.ledger not in ("", now.ledger):
        return LedgerError(
            "MAILER_LEDGER names another ledger than this workspace has sent with: it does not know "
            "who has what already.",
            where=before.place or "MAILER_LEDGER",
            cure=f"Set MAILER_LEDGER back. If the new one is to count from now on: {_TAKE_OVER}",
        )
    if before.suppressions and not now.suppressions:
        return GuardError(
            "The list of who must not be written to was there, and is gone.",
            where=SUPPRESSED.as_posix(),
            cure="Put it back. If nobody is suppressed any more, leave a file with its first row alone: "
            "address_or_domain,reason,date,source",
        )
    return None


def is_settled(desk: Desk, ledger: Ledger) -> bool:
    """Whether the ledger is the one that the workspace has sent with, or the first."""
    before, now = _read(desk.root), _now(desk, ledger)
    return before.ledger in ("", now.ledger) and not _copied_from(before, now)


def settle_on(desk: Desk, ledger: Ledger) -> None:
    """A person has said that this ledger counts from now on."""
    now = _now(desk, ledger)
    _write(desk.root, now._replace(suppressions=_read(desk.root).suppressions))


def forget_ledger(root: Path) -> None:
    """A person has put another ledger in its place; the next send learns which."""
    _write(root, Remembered(suppressions=_read(root).suppressions))


def _now(desk: Desk, ledger: Ledger) -> Remembered:
    try:
        suppressions = (desk.root / SUPPRESSED).stat().st_size > 0
    except OSError:
        suppressions = False
    place = "" if ledger.is_shared else str(ledger.place.resolve())
    return Remembered(ledger.uuid, place, suppressions)


def _copied_from(before: Remembered, now: Remembered) -> str:
    """Where the ledger's file lies as well, and is not this one under another name; "" nowhere."""
    try:
        same = before.place in ("", now.place) or Path(before.place).samefile(now.place)
    except OSError:
        return ""
    return "" if same else before.place


def _path(root: Path) -> Path:
    return root / ".mailer" / "remembered"


def _read(root: Path) -> Remembered:
    try:
        said = json.loads(_path(root).read_text("utf-8"))
        return Remembered(str(said["ledger"]), str(said["place"]), bool(said["suppressions"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Remembered()


def _write(root: Path, remembered: Remembered) -> None:
    path = _path(root)
    new = path.with_name(f"remembered.{os.getpid()}.new")
    path.parent.mkdir(mode=0o700, exist_ok=True)
    new.write_text(json.dumps(remembered._asdict()) + "\n", "utf-8")
    new.rename(path)
