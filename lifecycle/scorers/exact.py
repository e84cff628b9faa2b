"""Whether the answer is the reference, letter by letter."""

from lifecycle import text
from lifecycle.records import Case
from lifecycle.scorers.scorer import Answered, PassFail, Reason


class Exact(PassFail):
    """1 if answer and reference are equal but for what `ignore` names, else 0."""

    name = "exact"
    needs = "expected"
    version = 2

    ignore: tuple[text.Difference, ...] = text.USUAL
    """What they may differ in: any of nfkc, width, case, space, punctuation."""

    def applies(self, case: Case) -> bool:
        """A reference was given, and answering is the right thing to do."""
        return bool(case.reference.strip()) and not case.decline

    def reason(self, given: Answered) -> Reason | None:
        """Compare the whole answer with the whole reference."""
        answer, wanted = (text.normalise(each, self.ignore) for each in (given.answer, given.case.reference))
        return None if answer == wanted else Reason("failure.exact", {})
