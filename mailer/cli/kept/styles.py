"""
What was read of style sheets, kept between two runs in the user's own cache.

Without it, reading them and loading what reads them is a third of a cold `render`. The file's name
hashes what reads: the files of premailer, of cssutils and of `mailer.render`, by size and time. See
`render/sheets.py` for what is kept, and `user_cache` for where.
"""

import hashlib
import marshal
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path

from mailer.cli.kept.user_cache import user_cache
from mailer.render.inline import inline_css
from mailer.render.sheets import READ

_READERS = ("premailer", "cssutils", "mailer.render")


def keeping_inliner(environment: Mapping[str, str]) -> Callable[[str], str]:
    """`inline_css`, which knows what an earlier run read and leaves what it read to a later one."""
    cache = user_cache(environment, "styles")
    if cache is None:
        return inline_css
    name = _readers()
    kept = cache.read(name)
    if kept:
        READ.update(marshal.loads(kept))  # noqa: S302 - trusted, as the templates are

    def inline(html: str) -> str:
        known = len(READ)
        page = inline_css(html)
        if len(READ) > known:
            cache.keep(name, marshal.dumps(READ))
        return page

    return inline


def _readers() -> str:
    digest = hashlib.sha256()
    for package in _READERS:
        spec = find_spec(package)
        for folder in (spec.submodule_search_locations or ()) if spec else ():
            for file in sorted(Path(folder).glob("*.py")):
                about = file.stat()
                digest.update(f"{file}\0{about.st_size}\0{about.st_mtime_ns}\0".encode())
    return digest.hexdigest()
