"""
How a list's source is read, kept beside the list: `lists/NAME.mapping.toml`.

    encoding = "cp1252"
    sheet = "Press"
    header_row = 3
    [columns]
    email = "E-Mail privat"

Promises: what is said on the command line goes before what was kept, and is kept in turn.
Fails with: UsageError.
"""

import json
import re
import tomllib
from pathlib import Path

from mailer.read.lists.reading import Reading, known_encoding
from mailer.record.list_files import replace_file
from mailer.words.errors import UsageError

_COLUMN = re.compile(r"[a-z][a-z0-9_]*")


def columns_said(texts: list[str]) -> dict[str, str]:
    """
    The `--column` options: our name, an equals sign, what the source calls it.

    >>> columns_said(["email=E-Mail privat"])
    {'email': 'E-Mail privat'}
    """
    said = {}
    for text in texts:
        ours, equals, theirs = text.partition("=")
        if not equals or not theirs.strip() or not _COLUMN.fullmatch(ours.strip()):
            what = f'"{text[:60]}" does not say which column is which.'
            raise UsageError(what, where="--column", cure='Write it like: --column "email=Adresse"')
        said[ours.strip()] = theirs.strip()
    return said


def read_mapping(root: Path, name: str, said: Reading) -> Reading:
    """What was kept for the list, and what is said now."""
    path = _path(root, name)
    try:
        kept = tomllib.loads(path.read_text("utf-8"))
        columns = {str(ours): str(theirs) for ours, theirs in kept.get("columns", {}).items()}
        before = Reading(
            known_encoding(str(kept.get("encoding", ""))),
            str(kept.get("sheet", "")),
            int(kept.get("header_row", 0)),
            columns,
        )
    except FileNotFoundError:
        return said
    except (OSError, ValueError, AttributeError, TypeError) as error:
        what = "How the source is read was kept here, and cannot be understood."
        raise UsageError(what, where=str(path), cure="Correct the file, or delete it.") from error
    return Reading(
        said.encoding or before.encoding,
        said.sheet or before.sheet,
        said.header_row or before.header_row,
        {**before.columns, **said.columns},
    )


def write_mapping(root: Path, name: str, reading: Reading) -> Path | None:
    """Keep it; None, where there is nothing to keep."""
    if reading == Reading():
        return None
    lines = ["# How `mailer lists import` reads the source of this list."]
    lines += [
        f"{key} = {json.dumps(value, ensure_ascii=False)}"
        for key, value in (("encoding", reading.encoding), ("sheet", reading.sheet))
        if value
    ]
    lines += [f"header_row = {reading.header_row}"] if reading.header_row else []
    lines += ["", "[columns]"] if reading.columns else []
    lines += [
        f"{ours} = {json.dumps(theirs, ensure_ascii=False)}"
        for ours, theirs in reading.columns.items()
    ]
    path = _path(root, name)
    replace_file(path, ("\n".join(lines) + "\n").encode(), 0o644)
    return path


def _path(root: Path, name: str) -> Path:
    stem = name.removesuffix(".csv").removeprefix("lists/")
    return root / "lists" / f"{stem}.mapping.toml"
