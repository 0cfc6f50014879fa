"""
The outbox: the transport of a dry run. It writes files where the relay would get messages. Edge.

Promises: one .eml per handover, exactly the bytes that would leave, without the envelope; the
account hears what it would hear of a relay that takes everything. Never: opens a socket.
Fails with: TransportError where a file cannot be written.
"""

from collections.abc import Iterator
from pathlib import Path

from mailer.compose.message import Envelope
from mailer.deliver.eml_name import eml_name
from mailer.deliver.ports import Account, Handover, Outcome
from mailer.words.errors import TransportError
from mailer.words.states import DeliveryState


class OutboxTransport:
    """A folder that takes messages over."""

    def __init__(self, folder: Path) -> None:
        """`folder` is made, with its parents, when it is first needed."""
        self._folder = folder

    @staticmethod
    def file_name(number: int, envelope: Envelope) -> str:
        """The name of one delivery's file in the folder."""
        return eml_name(number, envelope.rcpt_to)

    def open(self) -> None:
        """Make the folder."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise self._unwritable(self._folder, error) from error

    def send(self, handovers: Iterator[Handover], account: Account) -> None:
        """Write each as a file; an older file of the same name is replaced."""
        self.open()
        for handover in handovers:
            account.dot(handover)
            account.keep()
            path = self._folder / self.file_name(handover.number, handover.envelope)
            try:
                path.write_bytes(handover.message.content)
            except OSError as error:
                account.settled(handover, Outcome(DeliveryState.PLANNED))
                raise self._unwritable(path, error) from error
            account.settled(handover, Outcome(DeliveryState.ACCEPTED, peer=str(self._folder)))

    def keep_alive(self) -> None:
        """A folder does not hang up."""

    def close(self) -> None:
        """Nothing to say goodbye to."""

    @staticmethod
    def _unwritable(path: Path, error: OSError) -> TransportError:
        what = f"The file cannot be written: {error.strerror or 'no reason given'}."
        return TransportError(what, where=str(path), cure="Choose another folder, or make room.")
