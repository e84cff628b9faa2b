"""What a policy can ask of a version: one class for each type of criterion.

`value`, `margin`, `most_usd` are in the metric's unit; a share is 0..1.
"""

from typing import Annotated, Literal

from pydantic import Field

from lifecycle.policies.values import Many, Part, Perhaps, Share, Term, Text

Bound = Literal["point", "lower", "upper"]
Operator = Literal[">=", "<="]


class Criterion(Part):
    """What every criterion says of itself; one that only warns never decides."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=60)
    type: str
    owner: Text
    severity: Literal["block", "warn"] = "block"


class Threshold(Criterion):
    """A metric must reach a value.

    `bound` says which end of the interval is held against `value`: a `lower` bound above it means
    that the metric is really that good, and not only in this sample.
    """

    type: Literal["threshold"] = "threshold"
    metric: str
    operator: Operator
    value: float
    bound: Bound = "point"


class NoRegression(Criterion):
    """A metric must not be worse, by more than a margin, than that of the version that is there.

    `cluster_by` names a tag: cases with the same value of it are no independent witnesses.
    """

    type: Literal["no_regression"] = "no_regression"
    metric: str
    margin: float = Field(ge=0)
    cluster_by: str = ""


class Slices(Criterion):
    """In no slice, a value of one of the tags `by`, may a metric be worse by more than a margin.

    A slice of fewer than `min_cases` cases is shown and does not decide.
    """

    type: Literal["slices"] = "slices"
    metric: str
    by: Many[Text] = Field(min_length=1)
    margin: float = Field(ge=0)
    min_cases: int = Field(default=10, ge=1)


class CriticalCases(Criterion):
    """No critical case may fail."""

    type: Literal["critical_cases"] = "critical_cases"


class Latency(Criterion):
    """95 % of all answers must come within a time, in milliseconds."""

    type: Literal["latency"] = "latency"
    value: float = Field(gt=0)
    metric: Literal["latency_ms.p95"] = "latency_ms.p95"
    operator: Literal["<="] = "<="
    bound: Literal["point", "upper"] = "upper"


class Cost(Criterion):
    """1,000 questions must cost at most so much, or so much more than with the version that is there.

    `growth` is a share of the incumbent's cost: 0.2 allows a fifth more. At least one is given.
    """

    type: Literal["cost"] = "cost"
    most_usd: Perhaps[float] = Field(default=None, gt=0)
    growth: Perhaps[float] = Field(default=None, ge=0)


class DatasetChecked(Criterion):
    """The golden set and the training data must be checked without findings, and not be too old."""

    type: Literal["dataset_checked"] = "dataset_checked"
    max_age: Perhaps[Term] = None


class GoldenSet(Criterion):
    """The golden set must be the one of a digest, or, with none, the newest frozen of its name."""

    type: Literal["golden_set"] = "golden_set"
    digest: str = Field(default="", pattern=r"^([0-9a-f]{64})?$")
    min_cases: int = Field(default=1, ge=1)
    max_age: Perhaps[Term] = None


class Leakage(Criterion):
    """No question of the golden set may stand in the training data, and at most `max_near` nearly so."""

    type: Literal["leakage"] = "leakage"
    max_near: Perhaps[int] = Field(default=None, ge=0)


class RunIntegrity(Criterion):
    """Every question was asked and is accounted for; at most a share `max_errors` of them failed."""

    type: Literal["run_integrity"] = "run_integrity"
    max_errors: Share = 0.0


AnyCriterion = Annotated[
    Threshold
    | NoRegression
    | Slices
    | CriticalCases
    | Latency
    | Cost
    | DatasetChecked
    | GoldenSet
    | Leakage
    | RunIntegrity,
    Field(discriminator="type"),
]
