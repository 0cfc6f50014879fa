"""
Columns that a release prints and a list leaves empty: an error for `check`, and so no copy leaves.

Noted while every message is composed anyway; who gets none (suppressed, reached before) is not asked.

Fails with: FindingsError, once all have gone by.
"""

from collections.abc import Iterable

from mailer.check.readers import Readership
from mailer.cli.desk import Desk
from mailer.compose.mould import Mould
from mailer.read.lists.media_list import MediaListReader
from mailer.read.recipient import Recipient
from mailer.read.release import Release
from mailer.words.errors import FindingsError
from mailer.words.findings import has_errors


class EmptyFields:
    """What the moulds of one distribution print with nothing in it."""

    def __init__(self, release: Release, *moulds: Mould) -> None:
        """From here on the moulds tell it."""
        self._readership = Readership(release)
        for mould in moulds:
            mould.tell_empty = self._note

    def _note(self, recipient: Recipient, columns: list[str]) -> None:
        # Who stands in no list any more is told of an act all the same, and no list could be filled in.
        if recipient.row:
            self._readership.printed_empty(recipient, columns)

    def refuse(self, desk: Desk, lists: Iterable[MediaListReader] = ()) -> None:
        """Stop here where there are any, unless the release sets that aside with a reason."""
        from mailer.check.preflight import in_order

        self._readership.files.update({each.name: each.file for each in lists})
        findings = in_order(self._readership.release, self._readership.empty_fields())
        if not has_errors(findings):
            return
        first, *others = findings
        desk.console.findings(others)
        raise FindingsError(
            f"Nothing was sent. {first.what}", where=first.place, cure=f"{first.id}: {first.cure}"
        )
