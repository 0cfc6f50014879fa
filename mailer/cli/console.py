"""
What people read: results on stdout, talk and progress on stderr, JSON where it was asked for.

Promises: a closed or full output never changes what is sent or recorded; nothing that came from a
list or a relay can move the cursor or colour the screen; with `--json` exactly one document stands
on stdout. Never: prints a secret; the values it is given hold none.
"""

import contextlib
import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from io import TextIOWrapper
from typing import NamedTuple, TextIO

from mailer.words.errors import MailerError
from mailer.words.findings import Finding, Severity
from mailer.words.times import span_shown
from mailer.words.zones import zone_named

ALIKE_SHOWN = 200
"""Findings of one id that are read; a list may have a million rows with the same flaw."""
_MARKS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTE: "36"}


def printable(text: str) -> str:
    """The text without control and direction characters, which could rewrite a screen."""
    return "".join(
        char if char.isprintable() and not "\u202a" <= char <= "\u202e" else "\ufffd"
        for char in text
    )


class Console(NamedTuple):
    """How to talk; one per run."""

    as_json: bool = False
    quiet: bool = False
    verbose: bool = False
    colour: bool = True
    log_file: str = ""
    """`--log`: where events are appended; "": nowhere."""
    transcripts: str = ""
    """`--transcript`: the folder for what is said to the relay; "": it is not kept."""

    @property
    def interactive(self) -> bool:
        """Whether a person sits at both ends and can be asked."""
        return sys.stdin.isatty() and sys.stderr.isatty()

    def say(self, text: str = "") -> None:
        """Talk: progress and explanations, on stderr."""
        if not self.quiet:
            _write(sys.stderr, text + "\n")

    def insist(self, text: str) -> None:
        """Talk that `--quiet` does not silence: refusals and what needs a person."""
        _write(sys.stderr, text + "\n")

    def result(self, text: str) -> None:
        """A result for people, on stdout; nothing where JSON was asked for."""
        if not self.as_json:
            _write(sys.stdout, text + "\n")

    def document(self, value: object) -> None:
        """The one JSON document of a run."""
        if self.as_json:
            _write(sys.stdout, json.dumps(value, ensure_ascii=False, indent=2) + "\n")

    def line(self, value: object) -> None:
        """One JSON document on a line of its own, of a run that tells one thing after the other."""
        if self.as_json:
            _write(sys.stdout, json.dumps(value, ensure_ascii=False) + "\n")

    def paint(self, text: str, code: str) -> str:
        """The text in a colour, where the screen has them."""
        if not self.colour or not sys.stderr.isatty() or os.environ.get("NO_COLOR"):
            return text
        return f"\x1b[{code}m{text}\x1b[0m"

    def error(self, error: MailerError) -> None:
        """Where, what, cure: three short lines at most."""
        if error.where:
            self.insist(printable(error.where) + ":")
        self.insist(self.paint(printable(error.what), "31"))
        for line in error.cure.splitlines():
            self.insist(printable(line))

    def findings(self, findings: Sequence[Finding], *, alike_max: int = 0) -> None:
        """
        Findings, the gravest first, each with its place and cure.

        Of those with one id no more than `alike_max`, where that is given; how many more is said.
        """
        order, told = list(Severity), Counter[str]()
        for finding in sorted(findings, key=lambda one: order.index(one.severity)):
            told[finding.id] += 1
            if alike_max and told[finding.id] > alike_max:
                continue
            mark = self.paint(_MARKS[finding.severity], _COLOURS[finding.severity])
            place = f"{printable(finding.place)}: " if finding.place else ""
            self.say(f"{mark} {finding.id}  {place}{printable(finding.what)}")
            if finding.cure:
                self.say(f"      {printable(finding.cure)}")
        for id_, count in told.items():
            if alike_max and count > alike_max:
                self.say(f"… and {count - alike_max:,} more {id_}; --json lists them all.")

    def ask(self, question: str) -> str:
        """A person's answer; "" where there is none (end of input means no)."""
        _write(sys.stderr, question)
        with contextlib.suppress(EOFError, OSError):
            return sys.stdin.readline().strip()
        return ""


def _write(stream: TextIO, text: str) -> None:
    """Write and go on, also where nobody reads any more (a closed pipe, a full disk)."""
    try:
        stream.write(text)
        stream.flush()
    except (OSError, ValueError):
        _abandon(stream)


def _abandon(stream: TextIO) -> None:
    """Let what is left in its buffer go nowhere: Python would change the exit status over it."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def prepare_streams() -> None:
    """
    Make the three standard streams safe to use, whatever the caller has made of them.

    A closed one is opened on nothing, or the ledger could be opened in its place and be written to
    by whoever prints. A character that the screen's encoding lacks is spelt out.
    """
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest free number: this one
    sys.stdin = sys.stdin or os.fdopen(0, "r")
    sys.stdout = sys.stdout or os.fdopen(1, "w")
    sys.stderr = sys.stderr or os.fdopen(2, "w")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def counted(count: int, word: str) -> str:
    """`1 error`, `2 errors`."""
    return f"{count} {word}{'' if count == 1 else 's'}"


def counted_findings(findings: Iterable[Finding]) -> dict[str, object]:
    """Findings as the JSON that others rely on (DESIGN section 4)."""
    listed = list(findings)
    count = {severity: sum(f.severity is severity for f in listed) for severity in Severity}
    return {
        "errors": count[Severity.ERROR],
        "warnings": count[Severity.WARNING],
        "notes": count[Severity.NOTE],
        "findings": [
            {
                "id": finding.id,
                "severity": finding.severity.value,
                "file": finding.file,
                "line": finding.line,
                "row": finding.row,
                "what": finding.what,
                "cure": finding.cure,
            }
            for finding in listed
        ],
    }


def refusal_document(error: MailerError) -> Mapping[str, object]:
    """A refusal as JSON: what stands instead, else what people are shown, and the exit status."""
    shown = {"where": error.where, "what": error.what, "cure": error.cure}
    return error.document or {"error": {**shown, "exit_status": error.exit_status}}


def show_time(at: datetime, zone: str, now: datetime) -> str:
    """An instant as UTC, local and countdown: `08:00 UTC = 09:00 Europe/London, in 2 h 5 min`."""
    utc = f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    local = "" if zone == "UTC" else f" = {at.astimezone(zone_named(zone)):%Y-%m-%d %H:%M} {zone}"
    return f"{utc}{local}, {countdown(at - now)}"


def countdown(left: timedelta) -> str:
    """`in 2 h 5 min`, `in 40 s`, `3 min ago`."""
    shown = span_shown(left)
    return f"in {shown}" if left > timedelta(0) else f"{shown} ago"
