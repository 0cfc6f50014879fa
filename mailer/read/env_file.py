"""
The `.env` file: names and values, by the conventions of python-dotenv, but nothing lost silently.

Promises: Windows line ends, a byte order mark, `export` and quotes make no difference to a value;
single quotes take everything inside as it is, but that a backslash stands before a quotation mark
and before a backslash. What python-dotenv would cut off, drop or replace is refused: a password cut
at ` #`, a quote that is never closed, a name given twice, a line without `=`, `${…}`.
Never: shows a value. Fails with: SettingsError, whose `where` is `.env, line 3`.
"""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from dotenv.parser import Binding, parse_stream

from mailer.read.characters import forbidden_in_line, in_words
from mailer.read.encoding import EncodingError, decode_text
from mailer.words.errors import SettingsError

ENV_BYTES_MAX = 1_000_000
_WRITTEN = re.compile(r"^[^=]*=[ \t]*(?P<value>.*)", re.DOTALL)
_CUT = re.compile(r"\s#")
_SECRET = re.compile(r"PASSWORD|USERNAME|LEDGER|SECRET|KEY")


@dataclass(frozen=True, slots=True)
class Setting:
    """One value and where it came from: `.env, line 3` or `the environment`."""

    value: str = field(repr=False)
    where: str


def parse_env(content: bytes, file: str = ".env") -> Mapping[str, Setting]:
    """All names of the file. Nothing is expanded: a `$` is a `$`."""
    try:
        text = decode_text(content)
    except EncodingError as error:
        raise SettingsError(
            "The file is not written in UTF-8.", where=f"{file}, line {error.line}", cure=error.cure
        ) from error
    settings: dict[str, Setting] = {}
    for binding in parse_stream(io.StringIO(text)):
        # What the parser calls a binding begins with the blank lines above it.
        written = binding.original.string
        blank = written[: len(written) - len(written.lstrip())].count("\n")
        where = f"{file}, line {binding.original.line + blank}"
        if binding.error:
            what = "The line is no setting, or a quotation mark is never closed."
            cure = "Write NAME=value; a value with # or blanks in single quotes: NAME='value'."
            raise SettingsError(what, where=where, cure=cure)
        if binding.key is None:
            continue
        if binding.value is None:
            what = "The line is no setting: it has no sign =."
            cure = "Write NAME=value, or # before a remark."
            raise SettingsError(what, where=where, cure=cure)
        _refuse_lost(binding, where)
        if binding.key in settings:
            what = f"{binding.key} is given twice; the first is in {settings[binding.key].where}."
            raise SettingsError(what, where=where, cure="Keep one.")
        settings[binding.key] = Setting(binding.value, where)
    return settings


def _refuse_lost(binding: Binding, where: str) -> None:
    key, value = binding.key or "", binding.value or ""
    match = _WRITTEN.match(binding.original.string)
    written = match["value"].strip() if match else ""
    quoted = written[:1] in {"'", '"'}
    in_single_quotes = f"Put the value in single quotes: {key}='…'."
    if not quoted and _SECRET.search(key) and _CUT.search(written):
        what = f"{key}: everything after the sign # would be left out."
        raise SettingsError(what, where=where, cure=in_single_quotes)
    if written[:1] != "'" and "${" in value:
        what = f"{key} names another setting with ${{…}}, which is not replaced here."
        cure = f"Write the value itself, or, if it is meant so, in single quotes: {key}='…'."
        raise SettingsError(what, where=where, cure=cure)
    if found := forbidden_in_line(value):
        what = f"{key} holds {in_words(found[0])}."
        raise SettingsError(what, where=where, cure=in_single_quotes)
