"""What comes of a criterion: one row of the gate table."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lifecycle.policies import Criterion
from lifecycle.records import Estimate, Override, Result

Params = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class SliceRow:
    """One slice, the cases with one value of a tag: its difference, candidate - baseline.

    `n` cases of the golden set are in it, answered or not; one that is too small to decide is not
    applicable.
    """

    tag: str
    value: str
    n: int
    result: Result
    observed: Estimate | None = None
    observed_code: str = "gates.observed.nothing"
    observed_params: Params = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionRow:
    """One row of the gate table, in codes of the catalogue: what, the rule, what was seen, what it means.

    `meaning` says what a failure would mean to customers.
    """

    id: str
    type: str
    severity: str = "block"
    owner: str = ""
    result: Result
    label_code: str
    label_params: Params = field(default_factory=dict)
    rule_code: str
    rule_params: Params = field(default_factory=dict)
    observed: Estimate | None = None
    observed_code: str
    observed_params: Params = field(default_factory=dict)
    is_difference: bool = False
    """Whether `observed` is a difference from the version that is there."""
    limit: float | None = None
    """What `observed` is held against, in its unit; None where no number is."""
    n: int | None = None
    meaning_code: str
    meaning_params: Params = field(default_factory=dict)
    slices: tuple[SliceRow, ...] = ()
    """What the row sums up, in alphabetical order."""
    override: Override | None = None
    """Why the row counts as passed all the same; the rest of it stays as it was."""


def blank(criterion: Criterion, **texts: Any) -> CriterionRow:
    """Give a criterion's row before anything was seen: missing."""
    return CriterionRow(
        id=criterion.id,
        type=criterion.type,
        severity=criterion.severity,
        owner=criterion.owner,
        result=Result.MISSING,
        observed_code="gates.observed.nothing",
        **texts,
    )
