"""What every scorer is: a name, a direction, settings, and a number for a case and its answer."""

from typing import Annotated, ClassVar, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, StringConstraints

from lifecycle.records import Case, Row

Direction = Literal["higher", "lower"]
Kind = Literal["pass_fail", "continuous"]
Phrase = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
"""A setting that is looked for in answers: a blank one would be found in every answer."""


class ScorerInfo(NamedTuple):
    """What a scorer measures, known without its settings."""

    name: str
    direction: Direction
    """Which way is better."""
    kind: Kind
    unit: str
    """`ms`, `tokens`, `usd`, or empty for a share of 0..1."""


class Scorer(BaseModel):
    """Gives a score to an answered row; its fields are the settings a policy may give.

    A new scorer is one file with one subclass and a line in `REGISTRY`. Its `version` goes up when
    equal answers get other scores, because evidence made by different scorers is not comparable.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: ClassVar[str]
    direction: ClassVar[Direction] = "higher"
    kind: ClassVar[Kind] = "pass_fail"
    unit: ClassVar[str] = ""
    version: ClassVar[int] = 1

    def applies(self, case: Case) -> bool:
        """Whether the case says what this scorer needs to know."""
        raise NotImplementedError

    def score(self, case: Case, row: Row) -> float:
        """Score an answered row: 0 or 1 if the kind is `pass_fail`, else a number in the unit.

        Raises:
            Invalid: this row cannot be scored; an error of this score, never a zero.
        """
        raise NotImplementedError
