"""What is measured with every answer: time, tokens and money."""

from typing import ClassVar

from lifecycle.errors import Invalid
from lifecycle.records import Row
from lifecycle.scorers.scorer import UNBOUNDED, Answered, Scorer


class Measure(Scorer):
    """A number that the call itself gave; less is better."""

    direction = "lower"
    range = UNBOUNDED

    def score(self, given: Answered) -> float:
        """Read the number from the row."""
        value = self.value(given.row)
        if value is None:
            raise Invalid("scorers.not_measured", scorer=self.name, case=given.case.id)
        return float(value)

    def value(self, row: Row) -> float | None:
        """Give the number, None if the endpoint did not report it."""
        raise NotImplementedError


class LatencyMs(Measure):
    """Milliseconds from the question to the whole answer, of the attempt that succeeded."""

    name = "latency_ms"
    unit: ClassVar[str] = "ms"

    def value(self, row: Row) -> float | None:
        """As the chat client measured it."""
        return row.latency_ms


class Tokens(Measure):
    """Tokens in and out together, as the endpoint counted them."""

    name = "tokens"
    unit: ClassVar[str] = "tokens"

    def value(self, row: Row) -> float | None:
        """None unless both were reported."""
        return None if row.tokens_in is None or row.tokens_out is None else row.tokens_in + row.tokens_out


class CostUsd(Measure):
    """US dollars by the endpoint's prices on the day the question was asked."""

    name = "cost_usd"
    unit: ClassVar[str] = "usd"

    def value(self, row: Row) -> float | None:
        """As the engine reckoned it."""
        return row.cost_usd
