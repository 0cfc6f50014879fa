"""
The keys of unsubscribe tokens: `.mailer/unsubscribe-keys`, one `id secret` a line, the last one in use.

A key is replaced by writing another line below; those above verify what they made, for ever.

Promises: made at the first need, mode 0600, 256 bits from the system; a secret is in no error.
Fails with: SettingsError.
"""

import re
import secrets
from pathlib import Path

from mailer.cli.secret_file import SecretError, secret_of
from mailer.words.errors import SettingsError
from mailer.words.unsubscribe_token import TokenKey

_LINE = re.compile(r"(?P<id>[A-Za-z0-9]{1,8}) +(?P<secret>(?:[0-9a-f]{2}){32,64})")
_PLACE = Path(".mailer", "unsubscribe-keys")
_BYTES_MAX = 100_000
_CURE = "Each line is an id of letters and digits, a blank, and 64 or more characters 0-9 a-f."


def load_token_keys(root: Path, *, only_looks: bool = False) -> list[TokenKey]:
    """All keys of the workspace, the one in use last; `only_looks`: none needs to outlive the command."""
    try:
        text = secret_of(root / _PLACE, _first_key, _BYTES_MAX).decode("ascii")
    except (SecretError, UnicodeDecodeError) as error:
        if isinstance(error, SecretError) and error.only_unwritable and only_looks:
            return [TokenKey("1", bytes(32))]
        what = "The keys of unsubscribe links cannot be read, or made."
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


def _first_key() -> bytes:
    return f"1 {secrets.token_hex(32)}\n".encode("ascii")
