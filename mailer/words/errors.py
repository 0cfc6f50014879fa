"""
What the world refused, in three short parts: where, what, and the cure.

    MailerError                .where  .what  .cure  .exit_status
    ├─ FindingsError           1  findings of severity error stand in the way
    ├─ UsageError              2  the command line asks for something that cannot be
    ├─ CopyError               2  a file of the press office cannot be read at all
    │  ├─ ReleaseError
    │  ├─ MediaListError
    │  └─ TemplateError
    ├─ GuardError              3  embargo, confirmation, suppression: refused on purpose
    ├─ SettingsError           5
    ├─ TransportError          6  the relay; nobody on the list is to blame
    │  ├─ RelayUnreachable
    │  ├─ TlsRefused
    │  ├─ LoginRefused
    │  └─ RelayRefused
    └─ LedgerError             7
       ├─ LedgerLocked
       └─ LedgerDamaged

    EmbargoBreach(Exception)   outside the tree on purpose: no handler may swallow it

A flaw in the user's copy or list is no exception but a `Finding`; one recipient's 4xx or 5xx is no
exception but an outcome. These classes are raised by the edge or by a parser that cannot go on, and
caught once, in `cli`. Any other exception is our bug.

Never: carries a secret. Whoever raises one of these passes no password and no setting's value that
could hold one.
"""

from collections.abc import Mapping
from typing import ClassVar


class MailerError(Exception):
    """One refusal of the world, told as where, what and the cure (each a sentence, cure may be "")."""

    exit_status: ClassVar[int] = 2

    document: Mapping[str, object] | None = None
    """What a program that asked for JSON is told instead of these three: how things stand."""

    def __init__(self, what: str, *, where: str = "", cure: str = "") -> None:
        """Keep the three parts apart, so that the screen and the tests need not take text apart."""
        self.where = where
        self.what = what
        self.cure = cure
        super().__init__(what)

    def __str__(self) -> str:
        """One line a part: `where: what` and the cure below it."""
        first = f"{self.where}: {self.what}" if self.where else self.what
        return f"{first}\n{self.cure}" if self.cure else first


class FindingsError(MailerError):
    """What was found in the copy or the lists must be corrected first; `cure` names a finding."""

    exit_status = 1


class UsageError(MailerError):
    """The command line asks for something that cannot be."""


class CopyError(MailerError):
    """A file of the press office cannot be read at all; `where` names file and line."""


class ReleaseError(CopyError):
    """The release file."""


class MediaListError(CopyError):
    """A media list or the suppression list."""


class TemplateError(CopyError):
    """A template, or Jinja written in the release."""


class GuardError(MailerError):
    """Refused on purpose, to keep a promise: embargo, confirmation, suppression, version."""

    exit_status = 3


class SettingsError(MailerError):
    """A setting is missing or cannot be right; `where` says where its value came from."""

    exit_status = 5


class TransportError(MailerError):
    """
    The relay, or the way to it, refused; no recipient is to blame.

    `temporary`: worth another try without anybody changing anything (RFC 5321 4.2.1: 4yz, or a line
    that dropped). Otherwise a person must act first, and the distribution pauses.
    """

    exit_status = 6

    def __init__(
        self, what: str, *, where: str = "", cure: str = "", temporary: bool = False
    ) -> None:
        """As the base class, and whether waiting alone may help."""
        super().__init__(what, where=where, cure=cure)
        self.temporary = temporary


class RelayUnreachable(TransportError):
    """No connection: no such host, refused, timed out, dropped."""


class TlsRefused(TransportError):
    """No trusted encryption; raised before any credential leaves (RFC 8314 section 5.2)."""


class LoginRefused(TransportError):
    """The relay did not accept the login. One try only (RFC 4954 section 6)."""


class RelayRefused(TransportError):
    """The relay refuses us or our sender, for every recipient alike."""


class LedgerError(MailerError):
    """The durable record cannot be used; nothing is sent without it."""

    exit_status = 7


class LedgerLocked(LedgerError):
    """Another run holds the ledger or the distribution."""


class LedgerDamaged(LedgerError):
    """The ledger does not verify: deleted, replaced, truncated, older than it should be."""


class EmbargoBreach(Exception):
    """A message was about to leave without a clearance. A bug, and never to be caught."""
