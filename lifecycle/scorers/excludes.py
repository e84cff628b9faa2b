"""Whether the answer is free of what must never be said."""

from lifecycle import text
from lifecycle.records import Case, Row
from lifecycle.scorers.expectations import texts_of
from lifecycle.scorers.scorer import Phrase, Scorer


class Excludes(Scorer):
    """1 if none of `expected.excludes` and none of the setting `never` stands in the answer, else 0.

    Both sides are normalised (NFKC, case, white space).
    """

    name = "excludes"

    never: tuple[Phrase, ...] = ()
    """Texts that no answer to any case may hold."""

    def applies(self, case: Case) -> bool:
        """There is something to keep out, whether the case is to be answered or declined."""
        return bool(self.forbidden(case))

    def score(self, case: Case, row: Row) -> float:
        """Look for each forbidden text in the answer."""
        answer = text.normalise(row.answer)
        return float(not any(text.normalise(word) in answer for word in self.forbidden(case)))

    def forbidden(self, case: Case) -> tuple[str, ...]:
        """List what must not stand in the answer to this case."""
        return (*self.never, *texts_of(case, "excludes"))
