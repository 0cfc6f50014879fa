"""
No web client while premailer and cssutils are loaded.

Both import one at once (requests with urllib3, urllib.request with ssl), to fetch what a page names.
That is a third of what a cold `render` loads, and what it must never do: an empty module stands in for
each client until both are loaded. They keep the empty one, so whatever in them would fetch finds no
function to do it with; everybody else gets the client itself, before and after.

Promises: a client that is loaded already stays; what stood in is gone from `sys.modules` at the end,
and nothing else is touched. Never: while another thread imports, as all of inlining (see `inline`).
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

_CLIENTS: dict[str, tuple[str, ...]] = {
    "requests": (),
    "urllib.request": (),
    "cssutils._fetch": ("_defaultFetcher",),
    "cssutils._fetchgae": ("_defaultFetcher",),
}
"""Module → names that are imported from it, which then are None."""


@contextmanager
def no_web_client() -> Iterator[None]:
    """Within this block, the web clients of the inliner are empty modules."""
    standing_in: list[str] = []
    for name, named in _CLIENTS.items():
        if name not in sys.modules:
            sys.modules[name] = ModuleType(name, "Reaches nothing; see mailer.render.offline.")
            vars(sys.modules[name]).update(dict.fromkeys(named))
            standing_in.append(name)
    try:
        yield
    finally:
        for name in standing_in:
            del sys.modules[name]
