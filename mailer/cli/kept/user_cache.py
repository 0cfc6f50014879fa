"""
The user's own cache: what one run leaves for the next, because making it is much of a cold start.

It lies in `$XDG_CACHE_HOME/mailer` (or `~/.cache/mailer`), a folder for each kind of thing, which nobody
else may look into. What is in it is trusted as code is: whoever can write there can run code as its
owner anyway.

Promises: without such a folder, or with a damaged file in it, everything works and takes longer; a
file that was not written to its end is none. At most `KEPT_MAX` files of a kind are kept.
Never: reads out of a folder of another user, or one that others can reach, or follows a link there.
"""

import contextlib
import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

KEPT_MAX = 250
_BYTES_MAX = 4_000_000
_DIGEST_BYTES = hashlib.sha256().digest_size


class UserCache:
    """Things of one kind."""

    def __init__(self, folder: int) -> None:
        """`folder` is an open handle, so that it cannot be exchanged."""
        self._folder = folder

    def read(self, name: str) -> bytes | None:
        """What was kept under a name; None where nothing whole was."""
        try:
            handle = os.open(name, os.O_RDONLY | os.O_NOFOLLOW, dir_fd=self._folder)
            with os.fdopen(handle, "rb") as file:
                kept = file.read(_BYTES_MAX)
        except OSError:
            return None
        digest, content = kept[:_DIGEST_BYTES], kept[_DIGEST_BYTES:]
        return content if hashlib.sha256(content).digest() == digest else None

    def keep(self, name: str, content: bytes) -> None:
        """Keep it for the next run; a full disk is no reason to stop."""
        unfinished = f"{name}.{os.getpid()}"
        with contextlib.suppress(OSError):
            self._make_room()
            try:
                flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
                with os.fdopen(
                    os.open(unfinished, flags, 0o600, dir_fd=self._folder), "wb"
                ) as file:
                    file.write(hashlib.sha256(content).digest() + content)
                os.replace(unfinished, name, src_dir_fd=self._folder, dst_dir_fd=self._folder)
            except BaseException:
                with contextlib.suppress(OSError):
                    os.unlink(unfinished, dir_fd=self._folder)
                raise

    def _make_room(self) -> None:
        """Drop the older half where there is no room for one more."""
        names = os.listdir(self._folder)  # noqa: PTH208 - of an open handle
        if len(names) < KEPT_MAX:
            return
        written = {name: os.stat(name, dir_fd=self._folder).st_mtime_ns for name in names}
        for name in sorted(names, key=written.__getitem__)[: len(names) // 2]:
            os.unlink(name, dir_fd=self._folder)


def user_cache(environment: Mapping[str, str], kind: str) -> UserCache | None:
    """The folder for one kind of thing, made at the first need; None where none would be safe."""
    base = _base(environment)
    if base is None:
        return None
    folder = base / "mailer" / kind
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return None
    about = os.fstat(handle)
    if about.st_uid != os.geteuid() or about.st_mode & 0o077:
        os.close(handle)
        return None
    return UserCache(handle)


def _base(environment: Mapping[str, str]) -> Path | None:
    """Where the XDG Base Directory Specification has it; it says to ignore a relative path."""
    base = Path(environment.get("XDG_CACHE_HOME", ""))
    if not base.is_absolute():
        base = Path(environment.get("HOME", ""), ".cache")
    return base if base.is_absolute() else None
