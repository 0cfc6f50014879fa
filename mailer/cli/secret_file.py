"""
A secret of the workspace: a small file, made at the first need and never written again.

Promises: mode 0600, in a folder of mode 0700; on the disk before anybody uses it. A pipe is refused and
not waited for. Never: shows what stands in it.
Fails with: SecretError.
"""

import os
from collections.abc import Callable
from pathlib import Path

from mailer.read.disk import DiskError, MissingFileError, read_file


class SecretError(Exception):
    """Why there is none: a sentence and a cure. `only_unwritable`: nobody made one so far."""

    def __init__(self, what: str, cure: str, *, only_unwritable: bool) -> None:
        """The sentence goes on after the name of the secret."""
        super().__init__(what)
        self.cure = cure
        self.only_unwritable = only_unwritable


def secret_of(path: Path, make: Callable[[], bytes], bytes_max: int) -> bytes:
    """What the file holds, one byte more than `bytes_max` at most; what `make` gives, without one."""
    try:
        return read_file(path, bytes_max)
    except MissingFileError:
        return _made(path, make(), bytes_max)
    except DiskError as error:
        cure = "Restore the file, or see that you may read it."
        raise SecretError(str(error), cure, only_unwritable=False) from error


def _made(path: Path, secret: bytes, bytes_max: int) -> bytes:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(secret)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError as error:
        if path.is_file():
            return read_file(path, bytes_max)  # another command was a moment sooner
        raise _unwritable(error) from error
    except OSError as error:
        raise _unwritable(error) from error
    return secret


def _unwritable(error: OSError) -> SecretError:
    what = f"The file cannot be written ({error.strerror})."
    cure = "Make its folder one that you may write in."
    return SecretError(what, cure, only_unwritable=True)
