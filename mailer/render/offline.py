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
def no_web_client(*more: ModuleType) -> Iterator[None]:
    """Within this block, the web clients of the inliner are empty modules; `more` stand in too."""
    standing_in: list[str] = []
    for stand_in in (*map(_empty, _CLIENTS), *more):
        if stand_in.__name__ not in sys.modules:
            sys.modules[stand_in.__name__] = stand_in
            standing_in.append(stand_in.__name__)
    try:
        yield
    finally:
        for name in standing_in:
            del sys.modules[name]


def _empty(name: str) -> ModuleType:
    empty = ModuleType(name, "Reaches nothing; see mailer.render.offline.")
    vars(empty).update(dict.fromkeys(_CLIENTS[name]))
    return empty
