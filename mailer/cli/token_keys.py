"""
The keys of unsubscribe tokens: `.mailer/unsubscribe-keys`, one `id secret` a line, the last one in use.

A key is replaced by writing another line below; those above verify what they made, for ever.

Promises: made at the first need, mode 0600, 256 bits from the system; a secret is in no error.
Fails with: SettingsError.
"""

import os
import re
import secrets
from pathlib import Path

from mailer.words.errors import SettingsError
from mailer.words.unsubscribe_token import TokenKey

_LINE = re.compile(r"(?P<id>[A-Za-z0-9]{1,8}) +(?P<secret>(?:[0-9a-f]{2}){32,64})")
_PLACE = Path(".mailer", "unsubscribe-keys")
_CURE = "Each line is an id of letters and digits, a blank, and 64 or more characters 0-9 a-f."


def load_token_keys(root: Path) -> list[TokenKey]:
    """All keys of the workspace, the one in use last."""
    path = root / _PLACE
    try:
        text = path.read_text("ascii")
    except FileNotFoundError:
        text = _make(path)
    except (OSError, UnicodeDecodeError) as error:
        what = "The keys of unsubscribe links cannot be read."
        raise SettingsError(what, where=_PLACE.as_posix(), cure="Restore the file.") from error
    keys: list[TokenKey] = []
    for number, line in enumerate(text.splitlines(), 1):
        match = _LINE.fullmatch(line.strip())
        if match is None or match["id"] in {key.id for key in keys}:
            what = "This line is no key, or its id stands there already."
            raise SettingsError(what, where=f"{_PLACE.as_posix()}, line {number}", cure=_CURE)
        keys.append(TokenKey(match["id"], bytes.fromhex(match["secret"])))
    if not keys:
        raise SettingsError("The file holds no key.", where=_PLACE.as_posix(), cure=_CURE)
    return keys


def _make(path: Path) -> str:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    text = f"1 {secrets.token_hex(32)}\n"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("ascii")
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return text
