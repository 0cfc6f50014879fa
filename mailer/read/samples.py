"""
The samples that ship with the tool: templates, media lists and releases.

In an installed wheel they lie inside the package, in a checkout at its top level. Read only.
"""

from pathlib import Path

import mailer

_PACKAGE = Path(mailer.__file__).parent


def sample_folder(name: str) -> Path:
    """The folder `templates`, `lists` or `releases` of the samples."""
    inside = _PACKAGE / "samples" / name
    return inside if inside.is_dir() else _PACKAGE.parent / name
