"""What `new` and `import` do: a release file to fill in, or one made from a pasted draft."""

import shlex
from collections.abc import Sequence
from pathlib import Path

import typer

from mailer.cli.console import counted_findings
from mailer.cli.desk import open_desk
from mailer.read.characters import forbidden_in_text, shows_nothing
from mailer.read.disk import DiskError, read_file
from mailer.read.draft.blank_release import blank_release
from mailer.read.draft.release_writer import write_release
from mailer.read.languages import LANGUAGE_CURE, LanguageError, parse_language
from mailer.read.release import Kind
from mailer.words.errors import GuardError, ReleaseError, UsageError
from mailer.words.findings import Finding, Severity, did_you_mean, has_errors

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
    if shows_nothing(headline) or forbidden_in_text(headline):
        what = "The headline is empty." if shows_nothing(headline) else "The headline is no text."
        raise UsageError(what, cure='Write it in quotation marks: mailer new "HEADLINE".')
    try:
        language = parse_language(language)
    except LanguageError as error:
        raise UsageError(str(error), where="--language", cure=LANGUAGE_CURE) from error
    text = blank_release(headline, Kind(kind), language, desk.now.date())
    path = desk.root / "releases" / f"{slug_of(headline)}.md"
    _write(path, text)
    desk.console.result(str(path))
    desk.console.say("Fill in what stands in [brackets]; `mailer check` finds what is left.")
    desk.console.document({"file": str(path)})


def write_imported(
    context: typer.Context, draft: Path, output: str, *, accept_changes: bool
) -> int:
    """Write a release file from a draft, and say all that was unsure."""
    from mailer.read.draft.file import bytes_max, read_draft

    desk = open_desk(context)
    try:
        content = read_file(draft, bytes_max(str(draft)))
    except DiskError as error:
        raise ReleaseError(str(error), where=str(draft)) from error
    read = read_draft(content, str(draft), accept_changes=accept_changes)
    if read.draft is None:
        desk.console.findings(read.findings)
        raise GuardError(
            read.undecided,
            where=str(draft),
            cure="In Word: Review, then accept or reject all changes, save, and import again.\n"
            f"To accept them all unseen: mailer import {_quoted(draft)} --accept-changes",
        )
    path = Path(output) if output else desk.root / "releases" / f"{slug_of(draft.stem)}.md"
    if not path.suffix:
        path = path.with_suffix(".md")
    _write(path, write_release(read.draft))
    desk.console.findings(read.findings)
    desk.console.result(str(path))
    desk.console.say(_what_next(read.findings, path))
    desk.console.document({"file": str(path)} | counted_findings(read.findings))
    return 1 if has_errors(read.findings) else 0


def _what_next(findings: Sequence[Finding], path: Path) -> str:
    """The next steps of the person at the desk."""
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    warnings = sum(finding.severity is Severity.WARNING for finding in findings)
    first = "Read it beside the draft"
    if errors:
        first += f"; {_things(errors)} to put right in it"
    if warnings:
        first += f"; {_things(warnings)} for you to judge"
    return f"{first}. Then: mailer check {_quoted(path)}"


def _things(count: int) -> str:
    return "1 thing is" if count == 1 else f"{count} things are"


def _quoted(path: Path) -> str:
    return shlex.quote(str(path))


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
