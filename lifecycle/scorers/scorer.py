"""What every scorer is: what it declares, its settings, and a score for an answered case."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Annotated, Any, ClassVar, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, StringConstraints

from lifecycle import text
from lifecycle.records import Block, Case, Row

Direction = Literal["higher", "lower"]
Kind = Literal["pass_fail", "ordinal", "continuous"]
Phrase = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
"""A setting that is looked for in answers: a blank one would be found in every answer."""

SHARE = (0.0, 1.0)
UNBOUNDED = (0.0, math.inf)


class ScorerInfo(NamedTuple):
    """What a scorer measures, known without its settings."""

    name: str
    """What its scores are called."""
    scorer: str
    """Its name in the registry."""
    direction: Direction
    """Which way is better."""
    kind: Kind
    unit: str
    """`ms`, `tokens`, `usd`, or empty for a share."""
    range: tuple[float, float] = SHARE
    """The lowest and the highest score there can be."""
    version: int = 1

    @property
    def label(self) -> tuple[str, Mapping[str, Any]]:
        """What a person reads: a code of the catalogue with its parameters."""
        own = self.name == self.scorer
        return (f"scorer.{self.scorer}", {}) if own else ("scorer.named", {"name": self.name})


class Reason(NamedTuple):
    """Why an answer does not pass: a code of the catalogue with its parameters."""

    code: str
    params: Mapping[str, Any]


@dataclass(frozen=True)
class Answered:
    """An answered case, as scorers see it: `messages` are those that the model was asked with."""

    case: Case
    row: Row
    messages: Sequence[Block] = ()

    @property
    def answer(self) -> str:
        """The answer as it came."""
        return self.row.answer

    @property
    def told(self) -> str:
        """All that the model was told: what stands there it may repeat."""
        return "\n".join(block.text for block in self.messages)

    @property
    def rules(self) -> str:
        """What the model was told as the system; may be empty."""
        return "\n\n".join(block.text for block in self.messages if block.role == "system")

    @property
    def question(self) -> str:
        """What the model was asked: every message but the system's."""
        return "\n\n".join(block.text for block in self.messages if block.role != "system")

    @cached_property
    def normal(self) -> str:
        """The answer in its normal form, made once for all scorers."""
        return text.normalise(self.row.answer)


class Scorer(BaseModel):
    """Gives a score to an answered case; its fields are the settings a policy may give.

    A new scorer is one file with one subclass and a line in `REGISTRY`. Its `version` goes up when
    equal answers get other scores, because evidence made by different scorers is not comparable.

    Only `score` says how the score comes about: what a policy, a digest, a scorecard or a gate asks of a
    scorer a judge answers too, which has to be asked (see `judges`).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: ClassVar[str]
    direction: ClassVar[Direction] = "higher"
    kind: ClassVar[Kind] = "continuous"
    unit: ClassVar[str] = ""
    range: ClassVar[tuple[float, float]] = SHARE
    version: ClassVar[int] = 1
    needs: ClassVar[str] = ""
    """The part of a case without which it does not apply, such as `expected.number`."""
    complement: ClassVar[str] = ""
    """The metric that shows how often it says no, where people speak of that rather."""

    @property
    def identity(self) -> dict[str, Any]:
        """What makes it another scorer when it changes: its settings, the defaults among them."""
        return self.model_dump(mode="json", by_alias=True)

    def applies(self, case: Case) -> bool:
        """Whether the case says what this scorer needs to know."""
        return True

    def score(self, given: Answered) -> float | None:
        """Score an answer to a case it applies to, within `range`, whatever text the answer is.

        None if the answer holds nothing that could be scored: then the scorer does not apply after all.

        Raises:
            Invalid: the answer cannot be scored; an error of this score, never a zero.
        """
        raise NotImplementedError


class PassFail(Scorer):
    """A scorer that says yes (1) or no (0), and why it says no."""

    kind: ClassVar[Kind] = "pass_fail"

    def score(self, given: Answered) -> float | None:
        """Give 1 unless there is a reason not to."""
        return float(self.reason(given) is None)

    def reason(self, given: Answered) -> Reason | None:
        """Tell why the answer does not pass, None if it does.

        Raises:
            Invalid: as `score`.
        """
        raise NotImplementedError


@lru_cache(maxsize=4096)
def normal(phrase: str) -> str:
    """Give the normal form of what is looked for again and again."""
    return text.normalise(phrase)
