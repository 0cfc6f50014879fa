"""Handovers, and an account that keeps what it is told and watches the order of the calls."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from mailer.compose.message import Envelope, Message
from mailer.deliver.ports import Handover, Outcome
from mailer.schedule.embargo import clear_test
from mailer.words.states import DeliveryState

MAIL_FROM = "press@harbour.example"
CONTENT = (
    b"From: press@harbour.example\r\nSubject: Night ferry returns\r\n\r\n"
    b".A line that begins with a dot.\r\n..two\r\nThe end.\r\n"
)
_NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def a_handover(
    number: int = 1, rcpt_to: str = "", *, content: bytes = CONTENT, mail_from: str = MAIL_FROM
) -> Handover:
    envelope = Envelope(mail_from, rcpt_to or f"r{number}@desk.example")
    message = Message((content,), len(content), f"<{number}@harbour.example>")
    return Handover(number, envelope, message, clear_test(now=_NOON))


def handovers(count: int, *, content: bytes = CONTENT) -> list[Handover]:
    return [a_handover(number, content=content) for number in range(1, count + 1)]


@dataclass
class Notebook:
    """An account in memory. Fails the test where a handover is settled twice."""

    dotted: list[int] = field(default_factory=list)
    """Whose dot may have left: told, and kept."""
    coming: list[int] = field(default_factory=list)
    outcomes: dict[int, Outcome] = field(default_factory=dict)

    def dot(self, handover: Handover) -> None:
        assert handover.number not in self.outcomes, "a dot after the outcome"
        assert handover.number not in self.dotted + self.coming, "two dots for one handover"
        self.coming.append(handover.number)

    def settled(self, handover: Handover, outcome: Outcome) -> None:
        assert handover.number not in self.outcomes, "settled twice"
        if outcome.state in (DeliveryState.ACCEPTED, DeliveryState.IN_DOUBT):
            assert handover.number in self.dotted, "an outcome that needs a dot, without one"
        if handover.number in self.coming:
            self.coming.remove(handover.number)
        self.outcomes[handover.number] = outcome

    def keep(self) -> None:
        self.dotted += self.coming
        self.coming.clear()

    @property
    def states(self) -> dict[int, str]:
        """Number → state, in order."""
        return {number: self.outcomes[number].state.value for number in sorted(self.outcomes)}
