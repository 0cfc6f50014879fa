"""
Compiled templates, kept between two runs in the user's own cache: compiling is a third of a cold start.

They lie in `$XDG_CACHE_HOME/mailer/templates` (or `~/.cache/…`), in a folder that nobody else may look
into. The name of each is a hash of the template's text, of the code that compiles it and of the
versions of Jinja and Python, so that whatever changes is compiled anew.

Promises: without such a folder, or with a damaged file in it, everything works and takes longer; a
file that was not written to its end is no code. At most `KEPT_MAX` files are kept.
Never: runs code out of a folder of another user, or one that others can reach; keeps what a release
says, or anything in a workspace.
"""

import contextlib
import hashlib
import os
from collections.abc import Mapping
from importlib.util import MAGIC_NUMBER
from pathlib import Path

import jinja2
from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket

import mailer.render
from mailer.render.environment import MailEnvironment

KEPT_MAX = 250
_BYTES_MAX = 4_000_000
_DIGEST_BYTES = hashlib.sha256().digest_size


class CompiledTemplates(BytecodeCache):
    """The cache as Jinja asks for it; `folder` is an open handle, so that it cannot be exchanged."""

    def __init__(self, folder: int, compiler: bytes) -> None:
        """`compiler` identifies what makes code out of templates."""
        self._folder = folder
        self._compiler = compiler

    def get_bucket(
        self, environment: Environment, name: str, filename: str | None, source: str
    ) -> Bucket:
        """What is kept for a template; empty where nothing is."""
        assert isinstance(environment, MailEnvironment)
        digest = hashlib.sha256(self._compiler)
        for text in (environment.writing, name, filename or "", source):
            digest.update(text.encode("utf-8", "surrogatepass") + b"\0")
        bucket = Bucket(environment, digest.hexdigest(), digest.hexdigest())
        self.load_bytecode(bucket)
        return bucket

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket from its file."""
        try:
            handle = os.open(bucket.key, os.O_RDONLY | os.O_NOFOLLOW, dir_fd=self._folder)
            with os.fdopen(handle, "rb") as file:
                kept = file.read(_BYTES_MAX)
        except OSError:
            return
        digest, code = kept[:_DIGEST_BYTES], kept[_DIGEST_BYTES:]
        if hashlib.sha256(code).digest() == digest:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled; a full disk is no reason to stop."""
        code = bucket.bytecode_to_string()
        unfinished = f"{bucket.key}.{os.getpid()}"
        with contextlib.suppress(OSError):
            self._make_room()
            try:
                flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
                with os.fdopen(
                    os.open(unfinished, flags, 0o600, dir_fd=self._folder), "wb"
                ) as file:
                    file.write(hashlib.sha256(code).digest() + code)
                os.replace(unfinished, bucket.key, src_dir_fd=self._folder, dst_dir_fd=self._folder)
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


def compiled_templates(environment: Mapping[str, str]) -> CompiledTemplates | None:
    """The user's cache, made at the first need; None where there can be none that is safe."""
    folder = _cache_folder(environment)
    if folder is None:
        return None
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return None
    about = os.fstat(handle)
    if about.st_uid != os.geteuid() or about.st_mode & 0o077:
        os.close(handle)
        return None
    return CompiledTemplates(handle, _compiler())


def _cache_folder(environment: Mapping[str, str]) -> Path | None:
    """Where the XDG Base Directory Specification has it; it says to ignore a relative path."""
    base = Path(environment.get("XDG_CACHE_HOME", ""))
    if not base.is_absolute():
        base = Path(environment.get("HOME", ""), ".cache")
    return base / "mailer" / "templates" if base.is_absolute() else None


def _compiler() -> bytes:
    """A hash of all that decides what a template is compiled to."""
    digest = hashlib.sha256(MAGIC_NUMBER + jinja2.__version__.encode())
    for path in sorted(Path(folder) for folder in mailer.render.__path__):
        for file in sorted(path.glob("*.py")):
            digest.update(file.read_bytes())
    return digest.digest()
