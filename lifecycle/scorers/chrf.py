"""How close the answer is to the reference, in characters."""

from functools import cache
from typing import TYPE_CHECKING

from lifecycle.records import Case, Row
from lifecycle.scorers.scorer import Scorer

if TYPE_CHECKING:
    from sacrebleu.metrics.chrf import CHRF


class Chrf(Scorer):
    """The chrF2 of sacrebleu, 0..1 (Popović 2015): F-score over character 1- to 6-grams.

    Right for Japanese, where words are not divided by blanks. The texts go in as they are, so the
    number is the one any other user of sacrebleu gets (there it is 0..100).
    """

    name = "chrf"
    kind = "continuous"

    def applies(self, case: Case) -> bool:
        """A reference was given, and answering is the right thing to do."""
        return bool(case.reference.strip()) and not case.decline

    def score(self, case: Case, row: Row) -> float:
        """Compare the answer with the reference; an empty answer is 0."""
        return float(metric().sentence_score(row.answer, [case.reference]).score) / 100


@cache
def metric() -> "CHRF":
    """Make sacrebleu's chrF with its own defaults; importing it takes 0.2 s."""
    from sacrebleu.metrics.chrf import CHRF

    return CHRF()
