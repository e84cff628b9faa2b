"""Whether every fact that was expected stands in the answer."""

from collections.abc import Mapping

from lifecycle import text
from lifecycle.records import Case, Row
from lifecycle.scorers.expectations import texts_of
from lifecycle.scorers.scorer import Scorer


class Contains(Scorer):
    """1 if each text of `expected.contains` stands somewhere in the answer, else 0.

    An `expected` that is plain text is one fact by itself. Both sides are normalised (NFKC, case,
    white space), so that `５００円` is found where `500円` was expected.
    """

    name = "contains"

    def applies(self, case: Case) -> bool:
        """There is at least one fact, and answering is the right thing to do."""
        return bool(facts(case)) and not case.decline

    def score(self, case: Case, row: Row) -> float:
        """Look for each fact in the answer."""
        answer = text.normalise(row.answer)
        return float(all(text.normalise(fact) in answer for fact in facts(case)))


def facts(case: Case) -> tuple[str, ...]:
    """List what must stand in the answer."""
    if isinstance(case.expected, Mapping):
        return texts_of(case, "contains")
    return (case.reference,) if case.reference else ()
