"""What `preview` does: a page that follows every save, or a copy of it in a folder."""

import contextlib
import os
import sys
import webbrowser
from collections.abc import Callable
from pathlib import Path

import typer

from mailer.cli.console import show_time
from mailer.cli.desk import Desk, open_desk
from mailer.cli.preview.desk import PreviewDesk
from mailer.cli.preview.errands import Errands
from mailer.cli.signals import was_interrupted
from mailer.report.preview import still_document, still_page
from mailer.words.errors import UsageError

_PATIENCE_S = 0.2
"""After a question, the page's next one is waited for so long before anything else is begun."""

_SLICES_UNTIL_TOLD = 24
"""While a long list is read, the page hears of it now and then."""


def preview(
    context: typer.Context, given: str, lists: list[str], out: str, *, browser: bool
) -> int:
    """Serve the page until Ctrl-C, or write it to `out`; the exit status."""
    desk = open_desk(context, only_looks=True)
    looked_at = PreviewDesk(desk, given, lists)
    if out:
        return _write(desk, looked_at, Path(out))
    return _serve(desk, looked_at, given, browser=browser)


def _serve(desk: Desk, looked_at: PreviewDesk, given: str, *, browser: bool) -> int:
    from mailer.cli.preview.server import PreviewServer

    errands = Errands()
    server = PreviewServer(looked_at, errands)
    looked_at.reload()
    server.start()
    desk.console.result(server.address)
    desk.console.document({"address": server.address})
    desk.console.say(f"This page follows {given} until you press Ctrl-C. Nothing is sent from it.")
    _warn_of_embargo(desk, looked_at)
    if browser:
        _open(server.address)
    try:
        with contextlib.suppress(KeyboardInterrupt):
            _work(looked_at, server.announce, errands)
        desk.console.say("\nThe preview has ended.")
    finally:
        server.stop()
    return 0


def _work(looked_at: PreviewDesk, announce: Callable[[str], None], errands: Errands) -> None:
    """Until Ctrl-C: what the page asks comes first; then the pass over the lists goes on."""
    more, quiet, revision, slices = True, False, looked_at.revision, 0
    while not was_interrupted():
        patience = (0 if quiet else _PATIENCE_S) if more else None
        quiet = not errands.run_next(patience)
        if quiet:
            more = looked_at.walk()
            slices += 1
            if not more or slices % _SLICES_UNTIL_TOLD == 0:
                announce("people")
        if looked_at.revision != revision:
            more, revision = True, looked_at.revision
            announce("changed")


def _write(desk: Desk, looked_at: PreviewDesk, folder: Path) -> int:
    """The page as one file, with those worth a look."""
    page = folder / "index.html"
    if folder.exists() and (not folder.is_dir() or any(each != page for each in folder.iterdir())):
        raise UsageError(
            "The folder holds other files than those of a preview.",
            where=str(folder),
            cure="Name an empty folder: --out DIR.",
        )
    looked_at.reload()
    while looked_at.walk():
        continue
    looked_at.refuse()
    people = looked_at.people("", "", "")
    views = [(looked_at.view(id_), looked_at.message(id_)) for id_ in looked_at.worth()]
    if not views:
        raise UsageError("There is nobody in the lists to show a message for.", where="--list")
    folder.mkdir(parents=True, exist_ok=True)
    page.write_text(still_page(still_document(views, people)), encoding="utf-8")
    desk.console.result(str(page))
    desk.console.document({"files": [str(page)]})
    _warn_of_embargo(desk, looked_at)
    return 0


def _warn_of_embargo(desk: Desk, looked_at: PreviewDesk) -> None:
    embargo = looked_at.embargoed_until
    if embargo is not None and embargo.utc > desk.now:
        until = show_time(embargo.utc, embargo.zone, desk.now)
        desk.console.say(f"It shows embargoed copy, until {until}: mind who can see it.")


def _open(address: str) -> None:
    """In a window of the user's browser; nothing where there is no screen to open one on."""
    screen = sys.platform in {"darwin", "win32"} or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )
    if screen and sys.stderr.isatty():
        with contextlib.suppress(webbrowser.Error, OSError):
            webbrowser.open(address)
