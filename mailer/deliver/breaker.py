"""
The circuit breaker: when refusals one by one add up to something that is about us.

Promises: three refusals of content or policy in a row, or more than 5 % of the first 50 messages,
pause the distribution; so do three messages in doubt in a row (the relay or the network is sick).
Never: changes an outcome. What the relay refused stays refused.
"""

from dataclasses import dataclass

from mailer.deliver.verdict import Effect, Verdict
from mailer.words.states import DeliveryState

_IN_A_ROW = 3
_FIRST = 50
_FIRST_SHARE = 0.05
_CURE = "Look at the refused deliveries; correct what they name, then resume."
_DOUBT_CURE = "Ask whoever runs the relay what became of them, then `mailer settle`."


@dataclass(slots=True)
class Breaker:
    """Counts over one transport's life, over all its lines. The one value here that changes."""

    messages: int = 0
    policies: int = 0
    policies_in_a_row: int = 0
    doubts_in_a_row: int = 0

    def count_accepted(self) -> None:
        """One message went through."""
        self.messages += 1
        self.policies_in_a_row = self.doubts_in_a_row = 0

    def count(self, verdict: Verdict) -> Verdict | None:
        """Count one decided recipient; the verdict on the distribution once it is enough."""
        self.messages += 1
        if verdict.state is DeliveryState.IN_DOUBT:
            self.doubts_in_a_row += 1
            if self.doubts_in_a_row >= _IN_A_ROW:
                why = "Three messages in a row ended in doubt."
                return Verdict(None, Effect.PAUSE, why, _DOUBT_CURE)
        elif verdict.policy:
            return self._count_policy()
        return None

    def _count_policy(self) -> Verdict | None:
        self.policies += 1
        self.policies_in_a_row += 1
        if self.policies_in_a_row >= _IN_A_ROW:
            why = "The relay refused three messages in a row for what they are."
            return Verdict(None, Effect.PAUSE, why, _CURE)
        if self.messages <= _FIRST and self.policies > _FIRST_SHARE * _FIRST:
            why = "The relay refused more than one in twenty of the first messages."
            return Verdict(None, Effect.PAUSE, why, _CURE)
        return None
