"""
One release over all its distributions: what an act about it needs to know.

Never: changes anything. Fails with: LedgerError and its kin.
"""

from collections.abc import Collection, Iterator

from mailer.record.reaching import (
    ReleaseDelivery,
    read_everybody,
    read_latest,
    read_people,
    read_to_go,
)
from mailer.record.sequel import Standing, read_standing
from mailer.record.store import Store


class ReleaseRecord:
    """A release in the ledger. Made by `Ledger.release`."""

    def __init__(self, store: Store, slug: str) -> None:
        """`slug` need not be known to the ledger; then there is nobody."""
        self._store = store
        self._slug = slug

    def people(self, keys: Collection[str]) -> list[ReleaseDelivery]:
        """All by which these people have it, may have it or will get it; the latest last."""
        return read_people(self._store, self._slug, keys)

    def everybody(self) -> Iterator[ReleaseDelivery]:
        """All that was ever planned of it, by distribution and number. Read page by page."""
        return read_everybody(self._store, self._slug)

    def latest(self) -> Iterator[ReleaseDelivery]:
        """Per person who has it, or may have it: their latest delivery. Read page by page."""
        return read_latest(self._store, self._slug)

    def to_go(self) -> Iterator[ReleaseDelivery]:
        """What of it still waits to be handed over. Read page by page."""
        return read_to_go(self._store, self._slug)

    def standing(self) -> Standing:
        """How it stands, for the `Sequel` of an act about it."""
        return read_standing(self._store, self._slug)
