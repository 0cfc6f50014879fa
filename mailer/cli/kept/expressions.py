"""
Compiled regular expressions, kept between two runs in the user's own cache.

A cold `check` compiles 400, half of them in libraries, and that is a fifth of its time. Python keeps
none, so this stands before its compiler (`re._compiler`) while a command runs, and takes what an
expression is compiled to out of a file. There is one for each command, under a name that hashes the
versions of Python and of mailer; see `user_cache` for where.

Promises: an expression means the same, whoever compiled it; a Python whose compiler looks otherwise is
left alone.
Never: keeps an expression that is not part of a program, because it may hold words of a release.
"""

import hashlib
import marshal
import os
import sys
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from threading import local
from types import FrameType, ModuleType
from typing import Any

import mailer
from mailer.cli.kept.user_cache import UserCache, user_cache

_Source = tuple[str | bytes, int]
"""An expression and its flags."""
_Parts = tuple[Any, ...]
"""What Python makes the expression of, whatever that is in its version: numbers and names."""


@contextmanager
def kept_expressions(command: str) -> Iterator[None]:
    """Within this block, expressions that an earlier run of the command compiled are not again."""
    cache = user_cache(os.environ, "expressions")
    compiler: Any = import_module("re._compiler")
    if cache is None or not {"_sre", "compile"} <= vars(compiler).keys():
        yield
        return
    before = compiler._sre, compiler.compile  # noqa: SLF001 - there is no other door
    expressions = _Expressions(cache, command, *before)
    compiler._sre, compiler.compile = expressions.engine, expressions.compile  # noqa: SLF001
    try:
        yield
    finally:
        compiler._sre, compiler.compile = before  # noqa: SLF001
        expressions.keep()


class _Expressions:
    """What stands before Python's compiler and, to hear what comes out of it, behind."""

    def __init__(self, cache: UserCache, command: str, engine: Any, compile_: Any) -> None:
        versions = f"{sys.version}\0{engine.MAGIC}\0{mailer.__version__}\0{command}"
        self._name = hashlib.sha256(versions.encode()).hexdigest()
        self._cache = cache
        kept = cache.read(self._name)
        self._known: dict[_Source, _Parts] = marshal.loads(kept) if kept else {}  # noqa: S302 - trusted, as the templates are
        self._new = False
        self._compile = compile_
        self._make = engine.compile
        self._heard = local()  # threads may compile at the same time
        self.engine = ModuleType(engine.__name__)
        vars(self.engine).update(vars(engine), compile=self._hear)

    def compile(self, source: Any, flags: int = 0) -> Any:
        """As `re._compiler.compile`."""
        if not isinstance(source, str | bytes):  # taken apart already, by `re.Scanner`
            return self._compile(source, flags)
        parts = self._known.get((source, flags))
        if parts is not None:
            pattern, all_flags, code, *names = parts
            return self._make(pattern, all_flags, array("I", code).tolist(), *names)
        expression = self._compile(source, flags)
        if _of_a_program(source):
            pattern, all_flags, code, *names = self._heard.parts
            packed = array("I", code).tobytes()
            self._known[source, int(flags)] = (pattern, int(all_flags), packed, *names)
            self._new = True
        return expression

    def _hear(self, *parts: Any) -> Any:
        """As `_sre.compile`, by which Python's compiler makes an expression in the end."""
        self._heard.parts = parts
        return self._make(*parts)

    def keep(self) -> None:
        """Leave what is known now to the next run."""
        if self._new:
            self._cache.keep(self._name, marshal.dumps(self._known))


def _of_a_program(source: str | bytes) -> bool:
    """
    Whether the expression stands in code that runs, or is made while a module is loaded.

    A template is no such code: that of a release holds its words.
    """
    frame: FrameType | None = sys._getframe(1)  # noqa: SLF001 - the documented way to a caller
    while frame is not None:
        code, frame = frame.f_code, frame.f_back
        if code.co_filename.startswith("<frozen importlib"):
            return True
        if code.co_filename.endswith(".py") and source in code.co_consts:
            return True
    return False
