"""Checks of the files that travel: twice the same, and kinds that do not arrive."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from mailer.check.flaws.of_fields import ATTACHED_TWICE, BLOCKED_FILE
from mailer.check.subject import Subject
from mailer.words.findings import Finding

_BLOCKED = frozenset(
    (
        ".ade", ".adp", ".apk", ".app", ".appx", ".bat", ".cab", ".chm", ".cmd", ".com", ".cpl", ".dll",
        ".dmg", ".exe", ".hta", ".ins", ".iso", ".isp", ".jar", ".js", ".jse", ".lib", ".lnk", ".mde",
        ".msc", ".msi", ".msix", ".msp", ".mst", ".nsh", ".pif", ".ps1", ".reg", ".scr", ".sct", ".shb",
        ".sys", ".vb", ".vbe", ".vbs", ".vhd", ".vxd", ".wsc", ".wsf", ".wsh",
    )
)  # fmt: skip
"""What Gmail refuses (support.google.com/mail/answer/6590), and .reg and .app, which Outlook does."""


def attached_twice(subject: Subject) -> Iterator[Finding]:
    """One file under two entries, whatever they call it."""
    seen: dict[bytes | str, str] = {}
    for place, file in enumerate(subject.variant.attachments):
        which = file.content or file.path
        if which in seen:
            line = subject.line_of(f"attachments.{place}")
            yield ATTACHED_TWICE.found(
                subject.variant.file, line, path=file.path, other=seen[which]
            )
        seen.setdefault(which, file.path)


def blocked_files(subject: Subject) -> Iterator[Finding]:
    """Programs, scripts and images of disks."""
    for place, file in enumerate(subject.variant.attachments):
        suffix = PurePosixPath(file.path).suffix.casefold()
        if suffix in _BLOCKED:
            line = subject.line_of(f"attachments.{place}")
            yield BLOCKED_FILE.found(subject.variant.file, line, path=file.path, suffix=suffix)
