"""Counts how much of an evaluation is there."""

from dataclasses import dataclass

from lifecycle.records import RowState, Scorecard
from lifecycle.scorecards.sampling import rows_by_case


@dataclass(frozen=True, slots=True, kw_only=True)
class Completeness:
    """How much of an evaluation is there.

    A case is `answered` when each of its repetitions is. `failed` calls gave an error, `unasked` ones
    were never made, and of `unscored` answers a scorer could not say anything.
    """

    cases: int
    answered: int
    failed: int
    unasked: int
    unscored: int

    @property
    def is_complete(self) -> bool:
        """Whether every call was answered and every answer scored."""
        return not (self.failed or self.unasked or self.unscored)


def completeness(card: Scorecard) -> Completeness:
    """Count what is there of an evaluation, and what is not."""
    rows, times = rows_by_case(card), card.evaluation.repetitions
    answered = [sum(row.state is RowState.ANSWERED for row in rows[case.id]) for case in card.cases]
    failed = sum(row.state is RowState.FAILED for row in card.rows)
    return Completeness(
        cases=len(card.cases),
        answered=sum(n >= times for n in answered),
        failed=failed,
        unasked=max(0, times * len(card.cases) - sum(answered) - failed),
        unscored=sum(bool(row.score_errors) for row in card.rows),
    )
