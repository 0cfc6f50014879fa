"""
The disk: the only place of this station that opens files, besides asking whether they exist.

Promises: only regular files are opened, without waiting; a pipe, a device or a folder is refused by
name; no more is read than was asked for. Never: writes, follows a list of names, or runs anything.
Fails with: DiskError, a sentence about the file, without the system's own words for it.
"""

import os
import stat
from collections.abc import Generator
from pathlib import Path
from typing import BinaryIO

_PIECE_BYTES = 1 << 16


class DiskError(Exception):
    """Why a file cannot be read: a sentence that begins with "The file" or "There is"."""


class MissingFileError(DiskError):
    """There is no such file."""


def open_file(path: Path) -> BinaryIO:
    """A regular file, open for reading bytes. The caller closes it."""
    try:
        # O_NONBLOCK: a pipe without a writer must not keep a send waiting for ever.
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError as error:
        raise MissingFileError("There is no such file.") from error
    except PermissionError as error:
        raise DiskError("The file may not be read by you.") from error
    except (OSError, ValueError) as error:
        raise DiskError("The file cannot be opened.") from error
    mode = os.fstat(handle).st_mode
    if stat.S_ISREG(mode):
        return os.fdopen(handle, "rb")
    os.close(handle)
    what = "a folder" if stat.S_ISDIR(mode) else "a pipe or device"
    raise DiskError(f"This is {what}, not a file.")


def mode_of(path: Path) -> int:
    """Who may do what with a file: the permission bits of its mode."""
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except OSError as error:
        raise DiskError("The file cannot be looked at.") from error


def size_of(path: Path) -> int:
    """The file's size in bytes."""
    try:
        return path.stat().st_size
    except OSError as error:
        raise DiskError("The file cannot be looked at.") from error


def is_link(path: Path) -> bool:
    """Whether this is a link, wherever it leads."""
    return path.is_symlink()


def names_beside(path: Path) -> list[str]:
    """What lies in the folder of a file; nothing where that cannot be told."""
    try:
        return sorted(each.name for each in path.parent.iterdir())
    except OSError:
        return []


def identity_of(path: Path) -> tuple[int, int] | None:
    """What only names of one and the same file share; None where there is no such file."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def has_names(path: Path) -> int:
    """How many names (hard links) a file has; 0 where there is no such file."""
    try:
        return path.stat().st_nlink
    except OSError:
        return 0


def real_path(path: Path) -> Path:
    """Absolute and without links; a link that leads nowhere or in a circle stays as it is."""
    return Path(os.path.realpath(path))


def read_file(path: Path, bytes_max: int) -> bytes:
    """The file's bytes, but no more than one beyond `bytes_max`, so that too many can be told."""
    with open_file(path) as file:
        return _read(file, bytes_max + 1)


def read_pieces(path: Path) -> Generator[bytes, None, None]:
    """The file in pieces, opened at once and read as they are asked for."""
    return _pieces(open_file(path))


def _pieces(file: BinaryIO) -> Generator[bytes, None, None]:
    with file:
        while piece := _read(file, _PIECE_BYTES):
            yield piece


def _read(file: BinaryIO, count: int) -> bytes:
    try:
        return file.read(count)
    except OSError as error:
        raise DiskError("The file cannot be read to its end.") from error
