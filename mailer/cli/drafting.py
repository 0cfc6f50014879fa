"""What `new` and `import` do: a release file to fill in, or one made from a pasted draft."""

from pathlib import Path

import typer

from mailer.cli.console import counted_findings
from mailer.cli.desk import open_desk
from mailer.read.blank_release import blank_release
from mailer.read.disk import DiskError, read_file
from mailer.read.draft import parse_draft
from mailer.read.encoding import EncodingError, decode_text
from mailer.read.release import Kind
from mailer.read.release_writer import write_release
from mailer.words.errors import ReleaseError, UsageError
from mailer.words.findings import did_you_mean, has_errors

_DRAFT_BYTES_MAX = 1_000_000
_SLUG_MAX = 50


def write_blank(context: typer.Context, headline: str, kind: str, language: str) -> None:
    """Write `releases/<slug>.md` from a headline."""
    desk = open_desk(context)
    kinds = [each.value for each in Kind]
    if kind not in kinds:
        hint = did_you_mean(kind, kinds)
        raise UsageError(
            f'There is no kind "{kind}".',
            where="--kind",
            cure=hint or f"One of {', '.join(kinds)}.",
        )
    text = blank_release(headline, Kind(kind), language, desk.now.date())
    path = desk.root / "releases" / f"{slug_of(headline)}.md"
    _write(path, text)
    desk.console.result(str(path))
    desk.console.say("Fill in what stands in [brackets]; `mailer check` finds what is left.")
    desk.console.document({"file": str(path)})


def write_imported(context: typer.Context, draft: Path, output: str) -> int:
    """Write a release file from a draft, and say all that was unsure."""
    desk = open_desk(context)
    if draft.suffix.lower() != ".txt":
        raise UsageError(
            f"A {draft.suffix or 'file without ending'} cannot be imported.",
            where=str(draft),
            cure="Save it as plain text (.txt) and import that.",
        )
    try:
        text = decode_text(read_file(draft, _DRAFT_BYTES_MAX))
    except DiskError as error:
        raise ReleaseError(str(error), where=str(draft)) from error
    except EncodingError as error:
        raise ReleaseError(
            error.what, where=f"{draft}, line {error.line}", cure=error.cure
        ) from error
    parsed, findings = parse_draft(text, file=str(draft))
    path = Path(output) if output else desk.root / "releases" / f"{slug_of(draft.stem)}.md"
    _write(path, write_release(parsed))
    desk.console.findings(findings)
    desk.console.result(str(path))
    desk.console.say("Read it through, decide what is unsure, then: mailer check " + str(path))
    desk.console.document({"file": str(path)} | counted_findings(findings))
    return 1 if has_errors(findings) else 0


def slug_of(text: str) -> str:
    """A file name of small ASCII letters, digits and hyphens."""
    import unicodedata

    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    words = "".join(char if char.isalnum() else " " for char in plain).split()
    slug = "-".join(words)[:_SLUG_MAX].rstrip("-")
    return slug or "release"


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise UsageError(
            "The file exists already, and is left as it is.",
            where=str(path),
            cure="Name another: -o releases/NAME.md, or another headline.",
        ) from None
    except OSError as error:
        raise UsageError(f"It cannot be written: {error.strerror}.", where=str(path)) from error
