"""Whether the answer is the reference, letter by letter."""

from lifecycle import text
from lifecycle.records import Case, Row
from lifecycle.scorers.scorer import Scorer


class Exact(Scorer):
    """1 if answer and reference are equal after `text.normalise` (NFKC, case, white space), else 0."""

    name = "exact"

    def applies(self, case: Case) -> bool:
        """A reference was given, and answering is the right thing to do."""
        return bool(case.reference) and not case.decline

    def score(self, case: Case, row: Row) -> float:
        """Compare the whole answer with the whole reference."""
        return float(text.normalise(row.answer) == text.normalise(case.reference))
