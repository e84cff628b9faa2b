"""Whether texts stand in the answer: all of some, any of some, none of some.

Both sides are normalised (NFKC, case, white space), so that `５００ 円` is found where `500円` was
expected. What is looked for is named by the case, by the policy for every case, or by both.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from lifecycle.records import Case
from lifecycle.scorers.scorer import Answered, PassFail, Phrase, Reason, normal


class Texts(PassFail):
    """Looks for the texts that a case lists under `expected` by the scorer's name, and for the policy's."""

    version = 2
    of_answers: ClassVar[bool] = True
    """Whether a case that should be declined is left out, because it needs no facts."""

    def applies(self, case: Case) -> bool:
        """There is something to look for."""
        return bool(self.sought(case)) and not (self.of_answers and case.decline)

    def everywhere(self) -> tuple[str, ...]:
        """List what the policy looks for in the answer to every case."""
        raise NotImplementedError

    def sought(self, case: Case) -> tuple[str, ...]:
        """List what is looked for in the answer to this case."""
        return (*self.everywhere(), *listed(case, self.name))

    def reason(self, given: Answered) -> Reason | None:
        """Tell the texts that stand in the answer from those that do not, and judge them."""
        sought = self.sought(given.case)
        found = [each for each in sought if normal(each) in given.normal]
        absent = [each for each in sought if each not in found]
        wrong = self.wrong(found, absent)
        return Reason(f"failure.{self.name}", {"texts": list(wrong)}) if wrong else None

    def wrong(self, found: Sequence[str], absent: Sequence[str]) -> Sequence[str]:
        """Give the texts that speak against the answer."""
        raise NotImplementedError


class Contains(Texts):
    """1 if each text stands somewhere in the answer, else 0.

    An `expected` that is plain text is one fact by itself.
    """

    name = "contains"
    needs = "expected.contains"

    always: tuple[Phrase, ...] = ()
    """Texts that the answer to every case must hold."""

    def everywhere(self) -> tuple[str, ...]:
        """As the policy says."""
        return self.always

    def sought(self, case: Case) -> tuple[str, ...]:
        """List the facts that must stand in the answer."""
        is_fact = not isinstance(case.expected, Mapping) and bool(case.reference.strip())
        return (*super().sought(case), *((case.reference,) if is_fact else ()))

    def wrong(self, found: Sequence[str], absent: Sequence[str]) -> Sequence[str]:
        """Every text that is not there."""
        return absent


class ContainsAny(Texts):
    """1 if at least one of the texts stands in the answer, else 0: several ways to say the same."""

    name = "contains_any"
    needs = "expected.contains_any"
    version = 1

    any_of: tuple[Phrase, ...] = ()
    """Texts of which the answer to every case must hold one, or one that the case lists."""

    def everywhere(self) -> tuple[str, ...]:
        """As the policy says."""
        return self.any_of

    def wrong(self, found: Sequence[str], absent: Sequence[str]) -> Sequence[str]:
        """All of them, unless one is there."""
        return () if found else absent


class Excludes(Texts):
    """1 if none of the texts stands in the answer, else 0, also where the case is to be declined."""

    name = "excludes"
    needs = "expected.excludes"
    of_answers = False

    never: tuple[Phrase, ...] = ()
    """Texts that no answer to any case may hold."""

    def everywhere(self) -> tuple[str, ...]:
        """As the policy says."""
        return self.never

    def wrong(self, found: Sequence[str], absent: Sequence[str]) -> Sequence[str]:
        """Every text that is there."""
        return found


def listed(case: Case, key: str) -> tuple[str, ...]:
    """List the texts under a key of `expected`; one text alone counts as a list, blank ones as none."""
    given = case.expected.get(key) if isinstance(case.expected, Mapping) else None
    items = given if isinstance(given, list | tuple) else [given]
    return tuple(str(item) for item in items if item is not None and str(item).strip())
