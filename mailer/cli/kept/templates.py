"""
Compiled templates, kept between two runs in the user's own cache: compiling is a third of a cold start.

The name of each is a hash of the template's text, of the code that compiles it and of the versions of
Jinja and Python, so that whatever changes is compiled anew. See `user_cache` for where they lie.

Never: keeps what a release says, or anything in a workspace.
"""

import hashlib
from collections.abc import Mapping
from importlib.util import MAGIC_NUMBER
from pathlib import Path

import jinja2
from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket

import mailer.render
from mailer.cli.kept.user_cache import UserCache, user_cache
from mailer.render.environment import MailEnvironment


class CompiledTemplates(BytecodeCache):
    """The cache as Jinja asks for it."""

    def __init__(self, cache: UserCache, compiler: bytes) -> None:
        """`compiler` identifies what makes code out of templates."""
        self._cache = cache
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
        code = self._cache.read(bucket.key)
        if code is not None:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._cache.keep(bucket.key, bucket.bytecode_to_string())


def compiled_templates(environment: Mapping[str, str]) -> CompiledTemplates | None:
    """Those of this user; None where there is no place for them."""
    cache = user_cache(environment, "templates")
    return None if cache is None else CompiledTemplates(cache, _compiler())


def _compiler() -> bytes:
    """A hash of all that decides what a template is compiled to."""
    digest = hashlib.sha256(MAGIC_NUMBER + jinja2.__version__.encode())
    for path in sorted(Path(folder) for folder in mailer.render.__path__):
        for file in sorted(path.glob("*.py")):
            digest.update(file.read_bytes())
    return digest.digest()
